/** A point of the unit cube at which affine functions are all positive, decided exactly. */
import type { Affine } from '../../beliefs/affine.ts';
import { ProgramBuilder } from '../../programs/program.ts';
import { ONE, parseRational, rational, rationalNumber, sign } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';

const exact = (x: number) => parseRational(x, 'number');

/** Of the largest coefficient: what `room` is counted in, so that the point is the same in whatever unit a function is. */
const unitOf = ({ constant, slopes }: Affine): number => {
  const largest = slopes.reduce((most, x) => Math.max(most, Math.abs(x)), Math.abs(constant));
  return largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
};

/** Undefined where there is none. Coefficients are taken at their shortest decimals. */
export async function interiorPoint(positive: readonly Affine[], solve: Solve): Promise<number[] | undefined> {
  const dimensions = positive[0]!.slopes.length;
  const build = new ProgramBuilder('maximise');
  const z = Array.from({ length: dimensions }, (_, j) => build.column(`z${j}`, 'nonnegative'));
  const room = build.column('room', 'free');
  build.objective([[room, ONE]]);
  build.row('bounded', [[room, ONE]], '<=', ONE);
  z.forEach((column, j) => {
    build.row(`low ${j}`, [[column, ONE], [room, rational(-1)]], '>=');
    build.row(`high ${j}`, [[column, ONE], [room, ONE]], '<=', ONE);
  });
  positive.forEach((one, p) => {
    const rates = one.slopes.map((x, j) => [z[j]!, exact(x)] as const);
    build.row(`positive ${p}`, [...rates, [room, exact(-unitOf(one))]], '>=', exact(one.constant).neg());
  });
  const solution = await solve(build.program());
  if (solution.status !== 'optimal') throw new Error(`the solver of linear programs ended as '${solution.status}' on a boundary`);
  return sign(solution.objective) > 0 ? z.map((column) => rationalNumber(solution.primal[column]!)) : undefined;
}
