/**
 * Which alternatives some signals of the others near given ones lead to, where the rule maximises: nothing is sampled. Signals of others
 * are all numbers of their laws' hulls, whether the prior has mass there or not; "within a radius" is in the sup norm.
 *
 * Objectives are affine, so alternative k is chosen somewhere in a box iff O_k(x) - O_l(x) > 0 for the l listed before it and >= 0 for
 * those after it, for one x at once. Two forms need no program: where every signal of the others moves one objective against all the
 * rest, those of k at their best and the others at their worst decide; where differences of objectives all follow one sum of signals, that
 * sum is one number between two ends.
 *
 * As the own report t moves, {t : k is chosen somewhere in the box} is the projection of a convex set. If it is not empty, its closure is
 * that of the set with all inequalities weak, so between the ends of `span` nothing changes but at those ends.
 */
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { ruleOf, type ChoiceRule } from '../../mechanism/mechanism.ts';
import type { Range } from '../../mechanism/range.ts';
import { tieWidth } from './scale.ts';

export interface Reach {
  /** Whether alternative k is chosen at the report for some signals of the others within `radius` of those in `profile`. */
  reaches(k: number, report: readonly number[], profile: readonly number[], radius: number): boolean;
  /** Of an agent with one signal, the closed interval of reports at which it is so, up to ties at its ends; undefined: nowhere. */
  span(k: number, profile: readonly number[], radius: number): Range | undefined;
}

/** Objectives of one agent's problem: constants[k] + own[k] . report + others[k] . (signals of the others). */
interface Objectives {
  readonly constants: readonly number[];
  readonly own: readonly (readonly number[])[];
  readonly others: readonly (readonly number[])[];
  readonly hulls: readonly Range[];
  readonly ownHull: Range;
  /** Positions of the others' coordinates in a profile. */
  readonly coordinates: readonly number[];
  readonly tie: number;
}

function objectivesOf(problem: SocialChoiceProblem, rule: ChoiceRule, agent: number): Objectives | undefined {
  const { valuations, signals, agents, alternatives } = problem;
  const weighing = ruleOf(rule).maximised?.(rule, agents.length, alternatives.length);
  if (!weighing || valuations.kind !== 'linear') return undefined;
  const { weights, bonuses } = weighing;
  const sum = (of: (i: number) => number): number => weights.reduce((total, weight, i) => total + weight * of(i), 0);
  const along = (coordinates: readonly number[]): number[][] =>
    alternatives.map((_, k) => coordinates.map((d) => sum((i) => valuations.coefficients[i]![k]![d]!)));
  const [mine, theirs] = [coordinatesOf(problem, agent), othersCoordinatesOf(problem, agent)];
  return {
    constants: alternatives.map((_, k) => bonuses[k]! + sum((i) => valuations.constants[i]![k]!)),
    own: along(mine),
    others: along(theirs),
    hulls: theirs.map((d) => signals[d]!.law.support),
    ownHull: signals[mine[0]!]!.law.support,
    coordinates: theirs,
    tie: tieWidth(problem, weighing),
  };
}

/** How the largest objective is reached, or in words why it is not known. */
export function reachOf(problem: SocialChoiceProblem, rule: ChoiceRule, agent: number): Reach | { readonly unsupported: string } {
  const objectives = objectivesOf(problem, rule, agent);
  if (!objectives) return { unsupported: 'its rule does not maximise a sum of linear values' };
  const apart = oneEach(objectives);
  if (apart) return separateReach(objectives, apart);
  const along = oneDirection(objectives);
  if (along) return directedReach(objectives, along);
  return { unsupported: 'signals of the others move several of its alternatives each, and not all by one sum' };
}

/** Coefficients are the same up to rounding. */
const alike = (a: number, b: number, size: number): boolean => Math.abs(a - b) <= 2 ** -44 * size;

/** [coordinates] what a signal adds to one objective and to no other, all having a common part; undefined where some move several. */
function oneEach({ others }: Objectives): { readonly moves: number; readonly by: number }[] | undefined {
  const found = others[0]!.map((_, x) => {
    const column = others.map((row) => row[x]!);
    const size = column.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
    for (const common of column.slice(0, 2)) {
      const odd = column.flatMap((a, k) => (alike(a, common, size) ? [] : [k]));
      if (odd.length <= 1) return { moves: odd[0] ?? 0, by: odd.length === 0 ? 0 : column[odd[0]!]! - common };
    }
    return undefined;
  });
  return found.every((one) => one !== undefined) ? found : undefined;
}

const boxSide = ([low, high]: Range, at: number, radius: number): Range => [Math.max(low, at - radius), Math.min(high, at + radius)];

function separateReach(objectives: Objectives, apart: readonly { readonly moves: number; readonly by: number }[]): Reach {
  const { constants, own, coordinates, hulls, tie, ownHull } = objectives;
  /** [K] objectives but for the own report, k's as large and the rest as small as the box allows. */
  const parted = (k: number, profile: readonly number[], radius: number): number[] => {
    const at = [...constants];
    apart.forEach(({ moves, by }, x) => {
      const [low, high] = boxSide(hulls[x]!, profile[coordinates[x]!]!, radius);
      at[moves]! += moves === k ? Math.max(by * low, by * high) : Math.min(by * low, by * high);
    });
    return at;
  };
  return {
    reaches(k, report, profile, radius) {
      const at = parted(k, profile, radius).map((value, l) => own[l]!.reduce((sum, a, c) => sum + a * report[c]!, value));
      return at.every((value, l) => l === k || (l < k ? at[k]! - value > tie : at[k]! - value >= -tie));
    },
    span(k, profile, radius) {
      const at = parted(k, profile, radius);
      return at.reduce<Range | undefined>(
        (kept, value, l) => (l === k ? kept : above(kept, at[k]! - value, own[k]![0]! - own[l]![0]!, tie)), ownHull,
      );
    },
  };
}

/** What of a range has constant + slope * t >= 0; a slope that moves no more than ties do over the range is none. */
function above(range: Range | undefined, constant: number, slope: number, tie: number): Range | undefined {
  if (!range) return undefined;
  const [low, high] = range;
  if (Math.abs(slope) * (high - low) <= tie) return constant + slope * low >= -tie ? range : undefined;
  const zero = -constant / slope;
  const slack = tie / Math.abs(slope);
  const kept: Range = slope > 0 ? [Math.max(low, zero), high] : [low, Math.min(high, zero)];
  return kept[0] <= kept[1] + slack ? [Math.min(...kept), Math.max(...kept)] : undefined;
}

interface Direction {
  /** [coordinates] */
  readonly sum: readonly number[];
  /** [K] how much of the sum enters each objective, up to a common part. */
  readonly share: readonly number[];
}

function oneDirection({ others }: Objectives): Direction | undefined {
  const moved = others.map((row) => row.map((a, x) => a - others[0]![x]!));
  const sizes = moved.map((row) => row.reduce((most, a) => Math.max(most, Math.abs(a)), 0));
  const longest = sizes.indexOf(Math.max(...sizes));
  const sum = moved[longest]!;
  const lead = sum.findIndex((a) => Math.abs(a) === sizes[longest]);
  const share = moved.map((row) => row[lead]! / sum[lead]!);
  const all = moved.every((row, k) => row.every((a, x) => alike(a, share[k]! * sum[x]!, sizes[longest]!)));
  return all ? { sum, share } : undefined;
}

type Corner = readonly [report: number, sum: number];

function directedReach(objectives: Objectives, { sum, share }: Direction): Reach {
  const { constants, own, coordinates, hulls, tie, ownHull } = objectives;
  const ends = (profile: readonly number[], radius: number): Range => sum.reduce<[number, number]>(([low, high], a, x) => {
    const [from, to] = boxSide(hulls[x]!, profile[coordinates[x]!]!, radius);
    return [low + Math.min(a * from, a * to), high + Math.max(a * from, a * to)];
  }, [0, 0]);
  return {
    reaches(k, report, profile, radius) {
      const at = constants.map((value, l) => own[l]!.reduce((total, a, c) => total + a * report[c]!, value));
      const kept = at.reduce<Range | undefined>((range, value, l) => {
        if (l === k) return range;
        const needed = l < k ? -1.5 * tie : tie;
        return above(range, at[k]! - value + needed, share[k]! - share[l]!, 0);
      }, ends(profile, radius));
      return kept !== undefined;
    },
    span(k, profile, radius) {
      const [low, high] = ends(profile, radius);
      const [from, to] = ownHull;
      const start: readonly Corner[] = [[from, low], [to, low], [to, high], [from, high]];
      const kept = constants.reduce<readonly Corner[]>((corners, constant, l) => (l === k ? corners : cut(
        corners,
        ([t, z]) => constants[k]! - constant + (own[k]![0]! - own[l]![0]!) * t + (share[k]! - share[l]!) * z,
        tie,
      )), start);
      const reports = kept.map(([t]) => t);
      return reports.length === 0 ? undefined : [Math.min(...reports), Math.max(...reports)];
    },
  };
}

/** Of a convex polygon, what lies where an affine function is not negative (Sutherland and Hodgman 1974). */
function cut(corners: readonly Corner[], value: (corner: Corner) => number, tie: number): Corner[] {
  return corners.flatMap((corner, n): Corner[] => {
    const next = corners[(n + 1) % corners.length]!;
    const [here, there] = [value(corner), value(next)];
    const kept: Corner[] = here >= -tie ? [corner] : [];
    if ((here < -tie && there > tie) || (here > tie && there < -tie)) {
      const part = here / (here - there);
      kept.push([corner[0] + part * (next[0] - corner[0]), corner[1] + part * (next[1] - corner[1])]);
    }
    return kept;
  });
}
