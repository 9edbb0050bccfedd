/** What a search finds in one agent's field: cycles, pairs and rectangles, on streams that certify nothing; and how walks are measured. */
import { gradientsOf, walkExperiment, walkRange, type Walk, type WalkSums } from '../../experiments/field/walk-sums.ts';
import { decodeWalks, integerWalks } from '../../experiments/integer/walks.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { congruenceGaps, type PairGap } from '../../notions/congruence-gap.ts';
import { gainBeforeUtility, leastEpsilonInSteps, type LeastEpsilon, type LieNotion, type TypeField } from '../../notions/least-epsilon.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import type { Interval } from '../../statistics/interval.ts';
import { interimSampler } from '../social-choice/samplers.ts';
import { worstCell, type WorstCell } from './curl.ts';
import { lengthOf, rectangles } from './grid.ts';
import type { Subject } from './subject.ts';

/** Profiles of the search, of certification where no number is asked for, and at most where a precision is. */
const SEARCH = 20_000;
export const CERTIFY = 200_000;
/** Times as many at most where a precision is asked for. */
const MORE = 20;
/** Relative half-width where none is asked for. */
const USUAL = 0.01;
/** Profiles come in groups, and an interrupted run in whole ones. */
export const GROUP = 32;

const EFFICIENT = { name: 'efficient', rule: { kind: 'efficient' }, transfers: { kind: 'none' } } as const;

/** Chances of the efficient rule's choices at every type of the grid. */
export async function chancesAt({ problem, space, points }: Subject, run: Run, stream: string, count: number): Promise<InterimSums> {
  const question = { agent: space.agent, reports: points, paired: [], groupSize: GROUP, line: false, choicesAlone: true };
  const sampler = await interimSampler(problem, EFFICIENT, question, run);
  return sampler.run(run.stream(stream), 0, count);
}

export function fieldOf({ points, space }: Subject, { choices, classes, typeValue, profiles }: InterimSums): TypeField {
  return { points, relevant: space.relevant, classes, values: typeValue!, chances: choices.map((count) => count / profiles) };
}

/** Alternatives in each class. */
export const membersOf = ({ classes, classOf }: InterimSums): number[] =>
  Array.from({ length: classes }, (_, c) => classOf.filter((at) => at === c).length);

/** Chance of a type, or of its cell: the product of its coordinates' cells. */
export function weightsOf({ problem, space, points, halfWidths, weights }: Subject): Float64Array {
  return weights ?? Float64Array.from(points, (point) => space.coordinates.reduce((mass, d, c) => {
    const half = halfWidths[c]!;
    if (half === 0) return mass;
    const { law } = problem.signals[d]!;
    return mass * (law.cdf(point[c]! + half) - law.cdf(point[c]! - half));
  }, 1));
}

/** By kernel `walk-gains` where it covers the problem, else in double precision on the host. */
export async function measure(
  { problem, space }: Subject, walks: readonly Walk[], run: Run, name: string, count: number,
): Promise<WalkSums> {
  const stream = run.stream(name);
  const lowered = integerWalks(problem, space.agent, walks);
  if ('unsupported' in lowered) {
    return { ...lowered, ...await run.draw({ experiment: walkExperiment(problem, space.agent, walks), stream, first: 0, count }) };
  }
  const { statistics, profiles } = await run.draw({ kernel: 'walk-gains', parameters: lowered.parameters, stream, first: 0, count });
  return decodeWalks(statistics, profiles, lowered);
}

/** The mean gain along each walk; each at error probability alpha. */
export function walkIntervals(
  { problem, space }: Subject,
  walks: readonly Walk[],
  { gain, squares, profiles, bias }: WalkSums,
  alpha: number,
): Interval[] {
  const gradients = gradientsOf(problem, space.agent);
  return walks.map((walk, w) => {
    const [low, high] = walkRange(walk, gradients);
    const off = bias?.[w] ?? 0;
    const { estimate, lower, upper } = boundedMean(gain[w]!, squares[w]!, profiles, [low - off, high + off], alpha);
    const within = (x: number): number => Math.min(high, Math.max(low, x));
    return { estimate: within(estimate), lower: within(lower - off), upper: within(upper + off) };
  });
}

/** The rectangle of the grid with the largest |circulation| per length on a search stream, turned so that it gains. */
export async function worstRectangle(subject: Subject, run: Run): Promise<Walk | undefined> {
  const walks = rectangles(subject.space);
  if (walks.length === 0) return undefined;
  const { gain } = await measure(subject, walks, run, `field/rectangles/${subject.name}`, SEARCH / 4);
  const perLength = walks.map((walk, w) => gain[w]! / lengthOf(walk, subject.space.relevant));
  const best = perLength.reduce((chosen, value, w) => (Math.abs(value) > Math.abs(perLength[chosen]!) ? w : chosen), 0);
  return perLength[best]! < 0 ? { kind: 'path', points: walks[best]!.points.toReversed() } : walks[best]!;
}

/**
 * The two types whose exchange gains most by the search's chances: the worst violation of monotonicity, or what comes nearest to one; a
 * type a step.
 */
export function* worstPairInSteps(field: TypeField): Generator<undefined, Walk> {
  const { points, relevant, classes, values, chances } = field;
  let worst = -Infinity;
  let pair: readonly [number, number] = [0, points.length - 1];
  for (let s = 0; s < points.length; s++) {
    yield;
    for (let t = s + 1; t < points.length; t++) {
      // A lie of no length gains nothing and says nothing of ε.
      if (relevant.every((enters, c) => !enters || points[s]![c] === points[t]![c])) continue;
      let gain = field.gains ? gainBeforeUtility(field, t, s) + gainBeforeUtility(field, s, t) : 0;
      for (let c = 0; c < classes; c++) {
        gain += (chances[t * classes + c]! - chances[s * classes + c]!) * (values[s * classes + c]! - values[t * classes + c]!);
      }
      if (gain > worst) [worst, pair] = [gain, [s, t]];
    }
  }
  return { kind: 'lies', points: pair.map((type) => points[type]!) };
}

/** The optimum by ε-LIC and by another notion, and the worst pair. */
export function* optimaOf(field: TypeField, notion: LieNotion) {
  const grid = yield* leastEpsilonInSteps(field, 'lic');
  const optimum = notion === 'lic' ? undefined : yield* leastEpsilonInSteps(field, notion);
  return { grid, optimum, pair: yield* worstPairInSteps(field) };
}

/** What was searched for, on streams that certify nothing. */
export interface Found {
  readonly grid: LeastEpsilon;
  readonly cycle: Walk;
  readonly pair: Walk;
  readonly rectangle: Walk | undefined;
  readonly cell: WorstCell | undefined;
  readonly gaps: readonly PairGap[];
  /** Mean gain and variance along the cycle, for planning. */
  readonly mean: number;
  readonly variance: number;
  /** The optimum under another notion, where one is asked for. */
  readonly other?: { readonly notion: LieNotion; readonly grid: LeastEpsilon; readonly cycle: Walk };
}

export const walkThrough = ({ points }: Pick<Subject, 'points'>, { cycle }: LeastEpsilon): Walk =>
  ({ kind: 'lies', points: cycle.map((type) => points[type]!) });

/** What a walk gains on draws of its own, and how that varies. */
export async function pilotOf(subject: Subject, walk: Walk, run: Run, of = 'pilot'): Promise<Pick<Found, 'mean' | 'variance'>> {
  const { gain, squares, profiles } = await measure(subject, [walk], run, `field/${of}/${subject.name}`, SEARCH / 4);
  const mean = gain[0]! / profiles;
  return { mean, variance: Math.max(0, squares[0]! / profiles - mean * mean) };
}

/**
 * Profiles that tell the mean gain along the cycle to that relative half-width at error probability alpha; `usual` are drawn where 1% is
 * asked, at least.
 */
export function profilesFor(
  { mean, variance }: Pick<Found, 'mean' | 'variance'>, precision: number, alpha: number, usual = CERTIFY,
): number {
  // Chances at every type need draws as well, fewer where less is asked.
  const least = usual * Math.min(1, (USUAL / precision) ** 2);
  if (!(mean > 0)) return least;
  return Math.min(MORE * usual, Math.max(least, (2 * variance * Math.log(8 / alpha)) / (precision * mean) ** 2));
}

/** Everything that a study of the field goes on; undefined where an interruption came first. */
export async function search(subject: Subject, notion: LieNotion, run: Run): Promise<Found | undefined> {
  const drawn = await chancesAt(subject, run, `field/search/${subject.name}`, SEARCH);
  if (drawn.profiles < SEARCH) return undefined;
  const field = fieldOf(subject, drawn);
  const onGrid = await taken(run, optimaOf(field, notion), { kind: `cycles, ${notion}`, size: field.points.length });
  if (!onGrid) return undefined;
  const { grid, optimum, pair } = onGrid;
  return {
    grid, cycle: walkThrough(subject, grid), pair,
    ...(optimum ? { other: { notion, grid: optimum, cycle: walkThrough(subject, optimum) } } : {}),
    ...(await pilotOf(subject, walkThrough(subject, grid), run)), rectangle: await worstRectangle(subject, run),
    cell: await worstCell(subject, run),
    gaps: await congruenceGaps(subject.problem, subject.space.agent, run.solve),
  };
}
