/**
 * Whether a file `misreport.field/1` holds against draws of its own: the least ε of an agent's efficient rule on the continuum, below by a
 * closed walk of lies (or by the circulation round it), above by the transfers of an affine maximiser, whose ε is recomputed from the
 * coefficients, or by utilities at the nodes of a grid, whose ε is on draws (between-nodes.ts, between-three.ts). What is measured is
 * compared with what is claimed: a claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import {
  confidenceShape, meansOf, pointShape, problemShape, profiles, requirePoint, tabulatedIn, type FileProblem, type Mean,
} from './draws.ts';
import { alongLine, bestAt, doubtOf } from './along-line.ts';
import { epsilonBetween, listsOf, type Nodes } from './between-nodes.ts';
import { epsilonBetweenThree, threeOf } from './between-three.ts';
import { functionsShape, givenWords, pointsGiven, valuesWords, widthAt } from './given.ts';
import { maximiserEpsilon, seenBy, type Seen } from './maximiser.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.field/1'), point: pointShape, problem: problemShape, agent: z.string(),
  functions: functionsShape,
  walk: z.strictObject({ kind: z.enum(['lies', 'path']), points: z.array(z.array(z.number())).min(2) }),
  lambda: z.number().min(0), atLeast: z.number(), atMost: z.number(), confidence: confidenceShape,
  lattice: z.strictObject({ cells: z.array(z.number().int().min(1)), potentials: z.array(z.number()) }).optional(),
});
type File = z.infer<typeof shape>;

const DRAWS = 100_000;

/** A step of a walk: a lie, or a side of a path, along which every type's own choice counts. */
interface Step {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const stepsOf = ({ points }: File['walk']): Step[] => points.map((from, j) => ({ from, to: points[(j + 1) % points.length]! }));

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeFieldFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, walk, lambda, atLeast, atMost, confidence } = file;
  const seen = seenBy(problem, file.agent);
  requirePoint(file.point, { agent: file.agent, stage: 'interim', opponents: 'law' });
  const { mine, enters } = seen;
  if (walk.points.some((point) => point.length !== mine.length)) {
    throw new InputError('walk.points', `must have ${mine.length} coordinates`);
  }
  const supports = mine.map((d) => parseDistribution(problem.signals[d]!.law).support);
  if (walk.points.some((point) => point.some((x, c) => !(x >= supports[c]![0] && x <= supports[c]![1])))) {
    throw new InputError('walk.points', `must be types of ${file.agent}, within the support of her signals`);
  }
  const faults: string[] = [];
  const above = file.lattice ? undefined : maximiserEpsilon(seen, lambda);
  if (above !== undefined && above > atMost * (1 + 1e-9)) {
    faults.push(`the affine maximiser at weight ${lambda} leaves ${above}, above ${atMost}`);
  }
  const between = file.lattice && measuredBetween(problem, seen, { supports, lambda, nodes: file.lattice });
  if (between && between.epsilon - between.half > atMost) {
    faults.push(`utilities between the nodes leave ${between.epsilon} on ${DRAWS} draws, above ${atMost}`);
  }
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  const length = walk.points.reduce((sum, point, j) => sum + point.reduce((along, x, c) =>
    along + (enters[c] ? Math.abs(walk.points[(j + 1) % walk.points.length]![c]! - x) : 0), 0), 0);
  const { gain: { mean, half: sampled }, doubt } = measured(problem, seen, stepsOf(walk), walk.kind === 'path');
  const half = sampled + doubt;
  if (!(length > 0)) faults.push('the walk has no length');
  // That ε is at least 0 needs no walk that gains.
  else if (atLeast > 0 && (mean + half) / length < atLeast)
    faults.push(`the walk gains ${mean / length} a unit on ${DRAWS} draws, below ${atLeast}`);
  return {
    what: `least epsilon of ${file.agent} on the continuum between ${atLeast} (confidence ${confidence}; `
      + `${(mean / length).toPrecision(4)} within ${(half / length).toPrecision(2)} on ${DRAWS} draws of this check's own) and ${atMost}`
      + (between ? ` (${between.epsilon.toPrecision(4)} within ${between.half.toPrecision(2)} on as many)` : '')
      + givenWords(tabulatedIn(problem), valuesWords(problem.signals), file.functions),
    faults,
  };
}

/** What utilities between nodes leave on draws, and by how much that may be off at 99%: of two lists a band round all q (Massart 1990). */
function measuredBetween(
  problem: FileProblem, seen: Seen,
  { supports, lambda, nodes }: {
    readonly supports: readonly (readonly [number, number])[]; readonly lambda: number; readonly nodes: Nodes;
  },
): { readonly epsilon: number; readonly half: number } {
  const two = listsOf(seen);
  const three = two ? undefined : threeOf(seen);
  const lists = two ? [two.first, two.second] : three!.members;
  const draw = profiles(problem, 'verify the utilities');
  const { constants, coefficients, alternatives } = problem;
  const others = problem.signals.flatMap((_, d) => (seen.mine.includes(d) ? [] : [d]));
  const weights = alternatives.map((_, k) => others.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  const fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  const tables = others.map((d) =>
    (problem.signals[d]!.tabulated ? pointsGiven(problem.signals[d]!.law, `problem.signals.${d}.law`) : undefined));
  const reach = others.map((_, j) => Math.max(...weights.map((row) => row[j]!)) - Math.min(...weights.map((row) => row[j]!)));
  const draws = Array.from({ length: DRAWS }, () => {
    const signals = draw();
    const worths = weights.map((row, k) => row.reduce((sum, w, j) => sum + w * signals[others[j]!]!, fixed[k]!));
    const off = tables.reduce((sum, table, j) => sum + (table ? reach[j]! * widthAt(table, signals[others[j]!]!) : 0), 0);
    return { worths: lists.map((list) => Math.max(...list.map((k) => worths[k]!))), off };
  });
  if (!two) return epsilonBetweenThree(three!, supports, lambda, nodes, draws);
  const leads = draws.map(({ worths: [one, other], off }) => [one! - other! - off, one! - other! + off] as const);
  const { epsilon, rate } = epsilonBetween(two, supports, lambda, nodes, leads);
  return { epsilon, half: rate * Math.sqrt(Math.log(2 / 0.01) / (2 * DRAWS)) };
}

/**
 * Mean gain over draws of the others: of lies at the choice of the type reported, of sides integrated between all changes of choice; and by
 * how much it may differ for what tables do not tell, at 99%.
 */
function measured(
  problem: FileProblem, { mine, rates, social }: Seen, steps: readonly Step[], isPath: boolean,
): { readonly gain: Mean; readonly doubt: number } {
  const draw = profiles(problem, 'verify the walk');
  const { constants, coefficients, alternatives } = problem;
  const others = problem.signals.flatMap((_, d) => (mine.includes(d) ? [] : [d]));
  const worth = alternatives.map((_, k) => ({
    fixed: constants.reduce((sum, row) => sum + row[k]!, 0),
    weights: others.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)),
  }));
  const along = (rows: readonly (readonly number[])[], way: readonly number[]): number[] =>
    rows.map((row) => row.reduce((sum, a, c) => sum + a * way[c]!, 0));
  const sides = steps.map(({ from, to }) => {
    const way = to.map((x, c) => x - from[c]!);
    return { start: along(social, from), slope: along(social, way), gain: along(rates, way).map((rise) => -rise) };
  });
  const range = [0, 1].map((end) =>
    sides.reduce((sum, { gain }) => sum + (end === 0 ? Math.min(...gain) : Math.max(...gain)), 0)) as [number, number];
  const tables = others.map((d) =>
    (problem.signals[d]!.tabulated ? pointsGiven(problem.signals[d]!.law, `problem.signals.${d}.law`) : undefined));
  const apart = worth.map(({ weights }) => worth.map((other) => weights.map((w, j) => Math.abs(w - other.weights[j]!))));
  const isTold = tables.every((table) => table === undefined);
  const [gain, doubt] = meansOf(DRAWS, () => {
    const signals = draw();
    const base = worth.map(({ fixed, weights }) => weights.reduce((sum, w, j) => sum + w * signals[others[j]!]!, fixed));
    const widths = isTold ? [] : tables.map((table, j) => (table ? widthAt(table, signals[others[j]!]!) : 0));
    const near = isTold ? [] : apart.map((row) => row.map((moves) => widths.reduce((sum, width, j) => sum + moves[j]! * width, 0)));
    let [total, unsure] = [0, 0];
    for (const side of sides) {
      const heights = base.map((x, k) => x + side.start[k]!);
      total += isPath ? alongLine(heights, side.slope, side.gain) : side.gain[bestAt(heights, side.slope, 1)]!;
      if (!isTold) unsure += doubtOf(heights, side, near, isPath);
    }
    return [total, unsure];
  }, [range, [0, range[1] - range[0]]]) as [Mean, Mean];
  return { gain, doubt: isTold ? 0 : doubt.mean + doubt.half };
}
