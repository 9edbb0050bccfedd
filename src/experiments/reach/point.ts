/**
 * Where to move: points of the others' signal space that lead a report to a class, for pictures of worst beliefs. In double
 * precision; exact but for rounding in the cases in which reach is (sampler.ts), elsewhere a point may be missed.
 */
import { HIGHEST, LOWEST, SPAN } from '../../../kernels/reach/spec.ts';
import { createWitnessSearch } from '../../../kernels/reach/witness.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Unsupported } from '../integer/plan.ts';
import { polygonMiddle } from './polygon.ts';
import { integerScores, type IntegerScores } from './scores.ts';
import { hasBestCorner, regionIn, rivalsIn, type Box } from './space.ts';

export interface PointFinder {
  /** Class to which the report leads at y, the others' signals in the order in which the problem lists them. */
  classAt(y: readonly number[]): number;
  /**
   * The nearest point in the sup norm that leads to the class, but for a hair; what need not move stays. Undefined where none is within
   * radius.
   */
  within(y: readonly number[], radius: number, targetClass: number): number[] | undefined;
  /** A point in the midst of those that lead to the class; undefined where none does. */
  anywhere(targetClass: number): number[] | undefined;
}

/** Halvings of the radius, and how far beyond the least one a point is put, as a share of the radius asked for. */
const HALVINGS = 40;
const BEYOND = 1e-4;

export function pointFinder(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  agent: number,
  report: readonly number[],
): PointFinder | Unsupported {
  const lowered = integerScores(problem, mechanism, { agent, reports: [report] });
  if ('unsupported' in lowered) return lowered;
  const { scores, supports } = lowered;
  const find = finderIn(lowered);
  const placeOf = (y: readonly number[]): number[] =>
    y.map((at, x) => { const [low, high] = supports[x]!; return high > low ? LOWEST + ((at - low) / (high - low)) * SPAN : LOWEST; });
  const signalsOf = (places: readonly number[]): number[] =>
    places.map((at, x) => { const [low, high] = supports[x]!; return low + ((at - LOWEST) / SPAN) * (high - low); });
  const classAt = (places: readonly number[]): number => bestClass(lowered, directionsOf(lowered, places));

  const move = (from: readonly number[], radius: number, targetClass: number): number[] | undefined => {
    const reach = supports.map(([low, high]) => (high > low ? (radius / (high - low)) * SPAN : 0));
    const at = (share: number): number[] | undefined => {
      const lower = from.map((u, x) => Math.max(LOWEST, u - share * reach[x]!));
      const upper = from.map((u, x) => Math.min(HIGHEST, u + share * reach[x]!));
      return find(from, lower, upper, targetClass);
    };
    if (!at(1)) return undefined;
    let [short, enough] = [0, 1];
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (short + enough) / 2;
      if (at(middle)) enough = middle;
      else short = middle;
    }
    const found = at(Math.min(1, enough + BEYOND));
    return found && classAt(found) === targetClass ? stayingWherePossible(from, found, targetClass) : undefined;
  };
  /** Coordinates that need not have moved go back. */
  const stayingWherePossible = (from: readonly number[], to: readonly number[], targetClass: number): number[] =>
    from.reduce<number[]>((point, at, x) => {
      const back = point.map((place, d) => (d === x ? at : place));
      return classAt(back) === targetClass ? back : point;
    }, [...to]);
  return {
    classAt: (y) => classAt(placeOf(y)),
    within(y, radius, targetClass) {
      const from = placeOf(y);
      if (classAt(from) === targetClass) return [...y];
      const found = move(from, radius, targetClass);
      return found && signalsOf(found);
    },
    anywhere(targetClass) {
      const all = (place: number): number[] => scores.coordinates.map(() => place);
      const found = find(all((LOWEST + HIGHEST) / 2), all(LOWEST), all(HIGHEST), targetClass);
      return found && classAt(found) === targetClass ? signalsOf(found) : undefined;
    },
  };
}

/** [G] z_g at the places of all coordinates. */
function directionsOf({ scores: { directionOf, directions, signs } }: IntegerScores, places: readonly number[]): number[] {
  const z = new Array<number>(directions).fill(0);
  directionOf.forEach((g, x) => { if (g >= 0) z[g]! += signs[x]! * places[x]!; });
  return z;
}

function bestClass({ scores }: IntegerScores, z: readonly number[]): number {
  const { alternatives, classOf, constants, reportObjective, slopes } = scores;
  let [best, most] = [-1, -Infinity];
  for (let k = 0; k < alternatives; k++) {
    const score = z.reduce(
      (sum, at, g) => sum + slopes[g * alternatives + k]! * at, SPAN * (constants[k]! + reportObjective[classOf[k]!]!),
    );
    if (score > most || (score === most && classOf[k]! < best)) [best, most] = [classOf[k]!, score];
  }
  return best;
}

type Find = (from: readonly number[], lower: readonly number[], upper: readonly number[], targetClass: number) => number[] | undefined;

/** Looks for places [X] between `lower` and `upper` that lead to the class; `from` is kept where nothing is gained by moving. */
function finderIn(lowered: IntegerScores): Find {
  const { scores } = lowered;
  const { alternatives, classOf, directionOf, directions, signs } = scores;
  const search = createWitnessSearch(scores);
  const flat = directions <= 2;
  const own = (targetClass: number): number[] => Array.from(classOf.keys()).filter((k) => classOf[k] === targetClass);
  const corners = Array.from({ length: alternatives }, (_, k) => hasBestCorner(scores, k));
  const rivals = Array.from({ length: alternatives }, (_, k) => rivalsIn(scores, 0, k));

  const directionPoint = (k: number, box: Box, z: readonly number[]): ArrayLike<number> | undefined => {
    if (rivals[k] === undefined) return undefined;
    if (!flat || corners[k]) return search.find(0, k, box.low, box.high, z);
    const region = regionIn(scores, box, 0, k, rivals[k], 0);
    return region.length > 0 ? polygonMiddle(region).slice(0, directions) : undefined;
  };
  /** Every coordinate of a direction goes the same share of its way; those that need not move do not. */
  const spread = (
    from: readonly number[],
    lower: readonly number[],
    upper: readonly number[],
    here: readonly number[],
    there: ArrayLike<number>,
  ): number[] => {
    const [low, high] = [
      directionsOf(lowered, from.map((_, x) => (signs[x]! > 0 ? lower[x]! : upper[x]!))),
      directionsOf(lowered, from.map((_, x) => (signs[x]! > 0 ? upper[x]! : lower[x]!))),
    ];
    return from.map((at, x) => {
      const g = directionOf[x]!;
      if (g < 0 || there[g] === here[g]) return at;
      const rising = there[g]! > here[g]!;
      const way = rising ? high[g]! - here[g]! : here[g]! - low[g]!;
      const share = way > 0 ? Math.min(1, Math.abs(there[g]! - here[g]!) / way) : 0;
      return at + share * ((rising === signs[x]! > 0 ? upper[x]! : lower[x]!) - at);
    });
  };
  return (from, lower, upper, targetClass) => {
    const here = directionsOf(lowered, from);
    const box = {
      low: directionsOf(lowered, from.map((_, x) => (signs[x]! > 0 ? lower[x]! : upper[x]!))),
      high: directionsOf(lowered, from.map((_, x) => (signs[x]! > 0 ? upper[x]! : lower[x]!))),
    };
    for (const k of own(targetClass)) {
      const there = directionPoint(k, box, here);
      if (there) return spread(from, lower, upper, here, there);
    }
    return undefined;
  };
}
