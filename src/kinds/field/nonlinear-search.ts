/** What a search finds in a field of polynomial values, on streams that certify nothing; and how walks are measured. */
import { valueAt } from '../../environment/polynomial.ts';
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import { facing, ownPolynomials, polynomialRange, TypeLine } from '../../experiments/field/own-polynomials.ts';
import { polynomialTypes, polynomialWalks, type TypeSums } from '../../experiments/field/polynomial-sums.ts';
import type { CurlPlane } from '../../experiments/field/curl-sums.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { signalDraws } from '../../experiments/tensor/draws.ts';
import { leastEpsilon, type TypeField } from '../../notions/least-epsilon.ts';
import type { Tie } from '../../notions/local-congruence.ts';
import type { Run } from '../../run/run.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import type { Interval } from '../../statistics/interval.ts';
import { curlPlanes, type WorstCell } from './curl.ts';
import { cellsOf } from './gap-curves.ts';
import { lengthOf, rectangles } from './grid.ts';
import { worstPair } from './search.ts';
import type { Subject } from './subject.ts';

type PolynomialSubject = Subject<PolynomialProblem>;

/** Profiles for types, for a pilot, for rectangles and cells; lines of types along which ties are sought. */
const TYPES = 20_000;
const PILOT = 2000;
const SHAPES = 128;
const LINES = 256;
/** Cells an axis that are looked at. */
const CELLS_MAX = 8;
/** Rounding of a gain, as a share of the range it may have. */
const ROUNDING = 1e-12;
/** Ties at whose sides types are looked at, and how far from the tie, as a share of the line it was found on. */
const BESIDE = 160;
const ASIDE = 1e-6;

/** Whether nobody else sees a signal: then nothing is drawn. */
export const isSole = ({ problem, space }: Pick<PolynomialSubject, 'problem' | 'space'>): boolean =>
  problem.signals.length === space.coordinates.length;

const profilesOf = (subject: PolynomialSubject, profiles: number): number => (isSole(subject) ? 1 : profiles);

/** The field at the types of the grid, with her monomials for classes. */
export function polynomialField({ problem, space, points }: PolynomialSubject, { moments, profiles }: TypeSums): TypeField {
  const { monomials } = ownPolynomials(problem, space.agent);
  return {
    points, relevant: space.relevant, classes: monomials.length, chances: moments.map((sum) => sum / profiles),
    values: Float64Array.from(points.flatMap((point) => monomials.map((powers) => valueAt([{ coefficient: 1, powers }], point)))),
  };
}

/** Walks on one stream; their mean gains each at error probability alpha, exact but for rounding where there is nothing to draw. */
export async function measured(subject: PolynomialSubject, walks: readonly Walk[], run: Run, stream: string, count: number) {
  const { problem, space: { agent } } = subject;
  const sums = await run.draw({ experiment: polynomialWalks(problem, agent, walks), stream: run.stream(stream), first: 0, count });
  const polynomials = ownPolynomials(problem, agent);
  const box = problem.signals.map(({ law }) => law.support);
  const ranges = walks.map((walk) => polynomialRange(walk, polynomials, box));
  return {
    ...sums,
    intervals: (alpha: number): Interval[] => walks.map((_, w) => {
      const [low, high] = ranges[w]!;
      if (!isSole(subject)) return boundedMean(sums.gain[w]!, sums.squares[w]!, sums.profiles, [low, high], alpha);
      const slack = ROUNDING * (Math.abs(low) + Math.abs(high));
      return { estimate: sums.gain[w]!, lower: sums.gain[w]! - slack, upper: sums.gain[w]! + slack };
    }),
  };
}

/** The critical cycle of the grid, its worst pair, and how the cycle's gain varies. Undefined where an interruption came first. */
export async function searched(subject: PolynomialSubject, run: Run) {
  const { problem, space, points, name } = subject;
  const count = profilesOf(subject, TYPES);
  const drawn = await run.draw({
    experiment: polynomialTypes(problem, space.agent, points), stream: run.stream(`field/search/${name}`), first: 0, count,
  });
  if (drawn.profiles < count) return undefined;
  const field = polynomialField(subject, drawn);
  const grid = leastEpsilon(field, 'lic');
  const cycle: Walk = { kind: 'lies', points: grid.cycle.map((type) => points[type]!) };
  const { gain, squares, profiles } = await measured(subject, [cycle], run, `field/pilot/${name}`, profilesOf(subject, PILOT));
  const mean = gain[0]! / Math.max(1, profiles);
  return { grid, cycle, pair: worstPair(field), mean, variance: Math.max(0, squares[0]! / Math.max(1, profiles) - mean * mean) };
}

/** The rectangle with the largest |circulation| per length, turned so that it gains. */
export async function worstPolynomialRectangle(subject: PolynomialSubject, run: Run): Promise<Walk | undefined> {
  const walks = rectangles(subject.space);
  if (walks.length === 0) return undefined;
  const { gain } = await measured(subject, walks, run, `field/rectangles/${subject.name}`, profilesOf(subject, SHAPES));
  const perLength = walks.map((walk, w) => gain[w]! / lengthOf(walk, subject.space.relevant));
  const best = perLength.reduce((chosen, value, w) => (Math.abs(value) > Math.abs(perLength[chosen]!) ? w : chosen), 0);
  return perLength[best]! < 0 ? { kind: 'path', points: walks[best]!.points.toReversed() } : walks[best]!;
}

/** Planes of the grid's cells, or of fewer and larger ones. */
export const fewCells = (subject: PolynomialSubject): CurlPlane[] => curlPlanes(subject).map((plane) => {
  const cells = plane.cells.map((count) => Math.min(count, CELLS_MAX)) as [number, number];
  return { ...plane, cells, step: plane.step.map((width, a) => (width * plane.cells[a]!) / cells[a]!) as [number, number] };
});

/** The cell round which the field circulates most beyond its standard error. */
export async function worstPolynomialCell(subject: PolynomialSubject, run: Run): Promise<WorstCell | undefined> {
  const cells = cellsOf(fewCells(subject));
  if (cells.length === 0) return undefined;
  const { gain, squares, profiles } =
    await measured(subject, cells.map(({ walk }) => walk), run, `field/curl/${subject.name}`, profilesOf(subject, SHAPES));
  const clearance = cells.map(({ area }, w) => {
    const mean = gain[w]! / Math.max(1, profiles);
    return (Math.abs(mean) - Math.sqrt(Math.max(0, squares[w]! / Math.max(1, profiles) - mean * mean) / Math.max(1, profiles))) / area;
  });
  return cells[clearance.indexOf(Math.max(...clearance))];
}

/** Ties at the top along lines between types drawn from their laws, others' signals drawn as well. */
export function tiesOf({ problem, space: { agent, coordinates }, name }: PolynomialSubject, run: Run): (Tie & { along: number[] })[] {
  const polynomials = ownPolynomials(problem, agent);
  const faced = facing(polynomials);
  const width = problem.signals.length;
  const rows = signalDraws(problem).draw(run.stream(`field/ties/${name}`), 0, 2 * LINES);
  return Array.from({ length: LINES }, (_, i) => i).flatMap((i) => {
    const profile = rows.subarray(2 * i * width, (2 * i + 1) * width);
    const from = coordinates.map((d) => profile[d]!);
    const to = coordinates.map((d) => rows[(2 * i + 1) * width + d]!);
    const stretches = new TypeLine(polynomials, from, to, problem.alternatives.length).stretches(faced(profile));
    return stretches.slice(1).map(({ alternative, from: x }, j) => {
      const one = stretches[j]!.alternative;
      const at = [...profile];
      coordinates.forEach((d, c) => { at[d] = from[c]! + x * (to[c]! - from[c]!); });
      return {
        pair: [Math.min(one, alternative), Math.max(one, alternative)] as const, at, along: from.map((start, c) => to[c]! - start),
      };
    });
  });
}

/** Where she alone sees signals: the cycle of lies between types on either side of ties that gains most per length. */
export async function besideTies(
  subject: PolynomialSubject, ties: readonly (Tie & { readonly along: readonly number[] })[], run: Run,
): Promise<Walk | undefined> {
  if (!isSole(subject) || ties.length === 0) return undefined;
  const { problem, space } = subject;
  const points = ties.slice(0, BESIDE).flatMap(({ at, along }) => [-ASIDE, ASIDE].map((share) =>
    space.coordinates.map((d, c) => Math.min(space.supports[c]![1], Math.max(space.supports[c]![0], at[d]! + share * along[c]!)))));
  const sums = await run.draw({
    experiment: polynomialTypes(problem, space.agent, points), stream: run.stream(`field/beside/${subject.name}`), first: 0, count: 1,
  });
  const { cycle } = leastEpsilon(polynomialField({ ...subject, points }, sums), 'lic');
  return cycle.length < 2 ? undefined : { kind: 'lies', points: cycle.map((type) => points[type]!) };
}
