/**
 * Reach by kernel `reach`, for linear values and rules that maximise a weighted sum of them, with truthful reports.
 *
 * For a report t the welfare of every alternative is a linear functional W_k(y) of the others' signals, so the y that lead to
 * k are a convex polytope, and the box within rho of y meets it
 *   - where no coordinate tells more than two groups of alternatives apart (signals per alternative, one object, two
 *     alternatives), iff W_k raised as far as the box allows is at least every other W_l lowered as far: exact;
 *   - more generally where one corner of the box is best for k against every l: exact;
 *   - in one or two dimensions (coordinates that enter all differences alike count as one) iff W_k can catch up with each l
 *     and the box meets the hull of the polytope: two convex polygons that no axis separates: exact;
 *   - else only if so: an upper bound, beside which witnesses make a lower one.
 * Ties: distances are to closures, so that what is within reach at exactly rho counts; what a report leads to on null sets
 * only, never counts (space.ts), nor does a tie at radius 0. Radii are rounded to 2^-21 of each coordinate's
 * support; what that can do to a probability is in `lawError`.
 */
import { ENTRIES_MAX, entriesOf, isExact, SPAN, type ReachParameters } from '../../../kernels/reach/spec.ts';
import { areApart } from '../../../kernels/reach/apart.ts';
import type { Coordinate } from '../../../kernels/linear/positions.ts';
import { reachWork } from '../../../kernels/reach/cpu.ts';
import type { Draw } from '../../run/run.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Unsupported } from '../integer/plan.ts';
import { CLASSES_MAX, type ReachCount, type ReachQuestion, type ReachSampler, type ReachSums } from '../reach-sums.ts';
import { integerScores, type IntegerScores } from './scores.ts';
import { reachableIn, type Reachable } from './space.ts';

/** More would cost milliseconds a profile where coordinates are shared. */
const SHARING_ALTERNATIVES_MAX = 128;
/** Nanoseconds of a unit of work. */
const WORK_NS = 3;

export interface IntegerReach {
  readonly parameters: ReachParameters;
  readonly classOf: readonly number[];
  readonly anywhere: Pick<Reachable, 'anywhereInner' | 'anywhereOuter'>;
  readonly lawError: number;
}

export function integerReach(problem: SocialChoiceProblem, mechanism: Mechanism, question: ReachQuestion): IntegerReach | Unsupported {
  checkRadii(question.radii);
  const lowered = integerScores(problem, mechanism, question);
  if ('unsupported' in lowered) return lowered;
  const { scores, classOf, lawError } = lowered;
  if (scores.classes > CLASSES_MAX) {
    return { unsupported: `${scores.classes} classes of alternatives; reach is counted for at most ${CLASSES_MAX}` };
  }
  const radii = question.radii.length;
  const entries = entriesOf({ ...scores, radii });
  if (entries > ENTRIES_MAX) {
    return { unsupported: `${radii} radii, ${scores.reports} reports and ${scores.classes} classes make ${entries} counts; at most `
      + `${ENTRIES_MAX} are kept` };
  }
  const { anywhereInner, anywhereOuter, ...reachable } = reachableIn(scores);
  const parameters: ReachParameters = { ...scores, ...reachable, radii, shifts: shiftsOf(lowered, question.radii) };
  const apart = areApart(parameters) && isExact(parameters);
  if (!apart && scores.alternatives > SHARING_ALTERNATIVES_MAX) {
    return { unsupported: `${scores.alternatives} alternatives that share coordinates; reach is found for at most `
      + `${SHARING_ALTERNATIVES_MAX}` };
  }
  return {
    parameters, classOf,
    anywhere: { anywhereInner, anywhereOuter },
    // Along a coordinate what counts is an interval where alternatives stay apart, else at most one for every alternative.
    lawError: (lawError + radiusError(scores.coordinates)) * (apart ? 1 : scores.alternatives),
  };
}

function checkRadii(radii: readonly number[]): void {
  if (radii.length === 0) throw new InputError('radii', 'needs at least one');
  radii.forEach((radius, i) => {
    if (!(radius >= (radii[i - 1] ?? 0)) || !Number.isFinite(radius)) {
      throw new InputError(`radii[${i}]`, `must be a nonnegative number and not below the one before, got ${radius}`);
    }
  });
}

/** [D, X] half steps. */
const shiftsOf = ({ supports }: IntegerScores, radii: readonly number[]): Int32Array =>
  Int32Array.from(
    radii.flatMap((radius) => supports.map(([low, high]) => (high > low ? Math.min(SPAN, Math.round((radius / (high - low)) * SPAN)) : 0)))
  );

/** Both ends of an interval of a coordinate may be off by half of a half step: mass of as much as is densest, over the coordinates. */
const radiusError = (coordinates: readonly Coordinate[]): number =>
  coordinates.reduce((sum, { thresholds }) => {
    const densest = thresholds.reduce((most, t, c) => (c === 0 ? 0 : Math.max(most, t - thresholds[c - 1]!)), 0) / 2 ** 32;
    return sum + (densest * (thresholds.length - 1)) / SPAN;
  }, 0);

export function reachSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: ReachQuestion,
  run: Draw,
): ReachSampler | Unsupported {
  const lowered = integerReach(problem, mechanism, question);
  if ('unsupported' in lowered) return lowered;
  const { parameters } = lowered;
  return {
    reason: isExact(parameters)
      ? 'linear values and a rule that maximises welfare: reach is exact'
      : 'linear values and a rule that maximises welfare: reach is bounded from both sides',
    cost: reachWork(parameters) * WORK_NS,
    async run(stream, first, count, options) {
      const { statistics, profiles } = await run.draw({ kernel: 'reach', parameters, stream, first, count }, options);
      return decodeReach(question, lowered, statistics as { outer: Float64Array; inner?: Float64Array }, profiles);
    },
  };
}

function decodeReach(
  question: ReachQuestion,
  { anywhere, classOf, lawError, parameters }: IntegerReach,
  statistics: { outer: Float64Array; inner?: Float64Array },
  profiles: number,
): ReachSums {
  const outer = countsOf(parameters, statistics.outer);
  // What was drawn is there, however thin.
  const seen = outer[0]!.map((counts) => counts.reduce((mask, { chosen }) => mask | (1 << chosen), 0));
  return {
    question, profiles, classOf,
    classes: parameters.classes,
    inner: statistics.inner ? countsOf(parameters, statistics.inner) : outer,
    outer,
    exact: isExact(parameters),
    anywhereInner: anywhere.anywhereInner.map((mask, r) => mask | seen[r]!),
    anywhereOuter: anywhere.anywhereOuter.map((mask, r) => mask | seen[r]!),
    lawError,
  };
}

/** [D][R] the masks that occurred. */
function countsOf({ classes, radii, reports }: ReachParameters, counts: Float64Array): ReachCount[][][] {
  const masks = 2 ** classes;
  const stride = classes * masks;
  return Array.from({ length: radii }, (_, i) => Array.from({ length: reports }, (__, r) => {
    const found: ReachCount[] = [];
    for (let at = 0, from = (i * reports + r) * stride; at < stride; at++) {
      const count = counts[from + at]!;
      if (count > 0) found.push({ chosen: Math.floor(at / masks), mask: at % masks, count });
    }
    return found;
  }));
}
