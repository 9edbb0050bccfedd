/**
 * Where no direction enters two alternatives. Then the corner that is best for k raises k's own part and lowers that of every
 * other alternative, whichever k it is: reach compares the largest raised score of a class with the largest lowered score
 * of the others, and two classes need no look at single reports at all: how far one comes up to the other, radius by radius, is
 * a number, and the reports that it suffices for are those with a threshold below it.
 */
import type { Statistics } from '../kernel.ts';
import { createMaskCounts } from './mask-counts.ts';
import { HIGHEST, LOWEST, movesAny, SPAN, type ErosionParameters } from './spec.ts';
import { createStepFinder, type StepFinder } from './steps.ts';

/** Adds a profile, given its positions; what is kept goes to the statistics on `flush`, after so many profiles. */
export interface ProfileAdder {
  add(positions: Int32Array): void;
  flush(into: Statistics, profiles: number): void;
}

export function areApart({ alternatives, directions, slopes }: ErosionParameters): boolean {
  for (let g = 0; g < directions; g++) if (slopes.subarray(g * alternatives, (g + 1) * alternatives).filter((slope) => slope !== 0).length > 1) return false;
  return true;
}

/** [D, K] largest and least score of every alternative within each radius, without the report's part; [K] where it is. */
interface Extremes {
  readonly here: Float64Array;
  readonly raised: Float64Array;
  readonly lowered: Float64Array;
  of(positions: Int32Array): void;
}

function createExtremes({ alternatives, constants, coordinates, directionOf, radii, shifts, signs, slopes }: ErosionParameters): Extremes {
  const signals = coordinates.length;
  const terms = coordinates.flatMap((_, x) => {
    const g = directionOf[x]!;
    const k = g < 0 ? -1 : slopes.subarray(g * alternatives, (g + 1) * alternatives).findIndex((slope) => slope !== 0);
    return k < 0 ? [] : [{ x, k, slope: signs[x]! * slopes[g * alternatives + k]! }];
  });
  const count = terms.length;
  const at = Int32Array.from(terms, ({ x }) => x);
  const enters = Int32Array.from(terms, ({ k }) => k);
  const slope = Float64Array.from(terms, (term) => term.slope);
  /** [T, D] */
  const reach = Float64Array.from({ length: count * radii }, (_, i) => shifts[(i % radii) * signals + at[Math.floor(i / radii)]!]!);
  const starts = Float64Array.from(constants, (constant) => SPAN * constant);
  const here = new Float64Array(alternatives);
  const raised = new Float64Array(radii * alternatives);
  const lowered = new Float64Array(radii * alternatives);
  return {
    here, raised, lowered,
    of(positions) {
      here.set(starts);
      for (let t = 0; t < count; t++) here[enters[t]!]! += slope[t]! * 2 * positions[at[t]!]!;
      for (let i = 0; i < radii; i++) {
        raised.set(here, i * alternatives);
        lowered.set(here, i * alternatives);
      }
      for (let t = 0; t < count; t++) {
        const m = slope[t]!;
        const size = Math.abs(m);
        const u = 2 * positions[at[t]!]!;
        const above = m > 0 ? HIGHEST - u : u - LOWEST;
        const below = m > 0 ? u - LOWEST : HIGHEST - u;
        let into = enters[t]!;
        for (let i = 0, from = t * radii; i < radii; i++, into += alternatives) {
          const shift = reach[from + i]!;
          raised[into]! += size * (shift < above ? shift : above);
          lowered[into]! -= size * (shift < below ? shift : below);
        }
      }
    },
  };
}

const largestOf = (values: Float64Array, from: number, list: Int32Array): number => {
  let most = -Infinity;
  for (let j = 0; j < list.length; j++) if (values[from + list[j]!]! > most) most = values[from + list[j]!]!;
  return most;
};

/** Alternatives of class c that report r may have within reach. */
const reachable = ({ alternatives, classOf, excluded }: ErosionParameters, r: number, c: number): Int32Array =>
  Int32Array.from(classOf.keys()).filter((k) => classOf[k] === c && excluded[r * alternatives + k] === 0);

const members = ({ classOf, classes }: ErosionParameters): Int32Array[] =>
  Array.from({ length: classes }, (_, c) => Int32Array.from(classOf.keys()).filter((k) => classOf[k] === c));

/** Whether a report may have all alternatives of a class within reach or none of them, whatever the class. */
const allOrNone = (parameters: ErosionParameters): boolean => {
  const own = members(parameters);
  return Array.from({ length: parameters.reports }, (_, r) => r).every((r) =>
    own.every((list, c) => [0, list.length].includes(reachable(parameters, r, c).length)));
};

/** Reports that may have a class within reach. */
interface Candidates {
  readonly own: Int32Array;
  readonly rivals: Int32Array;
  /** In the order of what the class must be ahead by, before reports are counted. */
  readonly reports: Int32Array;
  readonly finder: StepFinder;
  /** [D, reports + 1] profiles in which the class is within reach of the first so many reports and no others. */
  readonly counts: Int32Array;
}

/** [R] what class 1 must be ahead by, before reports are counted, to tie with class 0. */
const leads = ({ classes, reportObjective, reports }: ErosionParameters): Float64Array =>
  Float64Array.from({ length: reports }, (_, r) => SPAN * (reportObjective[r * classes]! - reportObjective[r * classes + 1]!));

function candidatesFor(parameters: ErosionParameters, c: number): Candidates {
  const [own, rivals] = [members(parameters)[c]!, members(parameters)[1 - c]!];
  const lead = leads(parameters).map((x) => (c === 1 ? x : -x));
  const reports = Int32Array.from(lead.keys()).filter((r) => reachable(parameters, r, c).length > 0).sort((a, b) => lead[a]! - lead[b]!);
  return { own, rivals, reports, finder: createStepFinder(Float64Array.from(reports, (r) => lead[r]!)), counts: new Int32Array(parameters.radii * (reports.length + 1)) };
}

export const areTwoClasses = (parameters: ErosionParameters): boolean => parameters.classes === 2 && allOrNone(parameters);

export function createTwoClassAdder(parameters: ErosionParameters): ProfileAdder {
  const { alternatives, radii, reports } = parameters;
  const extremes = createExtremes(parameters);
  const { here, raised, lowered } = extremes;
  const [first, second] = members(parameters) as [Int32Array, Int32Array];
  const lead = leads(parameters);
  const order = Int32Array.from(lead.keys()).sort((a, b) => lead[a]! - lead[b]!);
  const choosing = createStepFinder(Float64Array.from(order, (r) => lead[r]!));
  const choices = new Int32Array(reports + 1);
  const candidates = [candidatesFor(parameters, 0), candidatesFor(parameters, 1)];
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;
  const addClass = ({ counts, finder, own, reports: { length }, rivals }: Candidates): void => {
    for (let i = start, from = start * alternatives; i < radii; i++, from += alternatives) {
      counts[i * (length + 1) + finder.atMost(largestOf(raised, from, own) - largestOf(lowered, from, rivals))]!++;
    }
  };
  return {
    add(positions) {
      extremes.of(positions);
      // Scores are whole numbers, and of equals the first class is chosen.
      choices[choosing.atMost(largestOf(here, 0, second) - largestOf(here, 0, first) - 1)]!++;
      addClass(candidates[0]!);
      addClass(candidates[1]!);
    },
    flush(into, profiles) {
      const outer = into.outer!;
      const chosen = tailSums(choices, 0, order, new Float64Array(reports));
      choices.fill(0);
      for (let i = 0; i < radii; i++) {
        const reached = [chosen.map((n) => profiles - n), Float64Array.from(chosen)];
        if (moves[i]) candidates.forEach(({ counts, reports: own }, c) => tailSums(counts, i * (own.length + 1), own, reached[c]!));
        for (let r = 0; r < reports; r++) {
          const [zero, one] = [profiles - chosen[r]!, chosen[r]!];
          // [chosen, mask]: a class that may be within reach is so wherever it is chosen.
          const at = (i * reports + r) * 8;
          outer[at + 3]! += reached[1]![r]! - one;
          outer[at + 1]! += zero - (reached[1]![r]! - one);
          outer[at + 7]! += reached[0]![r]! - zero;
          outer[at + 6]! += one - (reached[0]![r]! - zero);
        }
      }
      for (const { counts } of candidates) counts.fill(0);
    },
  };
}

/** into[list[j]] = sum of counts[from + n] over n > j. */
function tailSums(counts: Int32Array, from: number, list: Int32Array, into: Float64Array): Float64Array {
  let sum = 0;
  for (let j = list.length - 1; j >= 0; j--) {
    sum += counts[from + j + 1]!;
    into[list[j]!] = sum;
  }
  return into;
}

export function createApartAdder(parameters: ErosionParameters): ProfileAdder {
  const { alternatives, classes, radii, reportObjective, reports } = parameters;
  const extremes = createExtremes(parameters);
  const own = members(parameters);
  const lists: Int32Array[] = [];
  const numbers = new Map<string, number>();
  /** [R, C] which list of alternatives the report may have within reach; -1 for none. */
  const listOf = Int32Array.from({ length: reports * classes }, (_, at) => {
    const list = reachable(parameters, Math.floor(at / classes), at % classes);
    const key = list.join();
    if (key === '') return -1;
    if (!numbers.has(key)) numbers.set(key, lists.push(list) - 1);
    return numbers.get(key)!;
  });
  const tables = Float64Array.from(reportObjective, (x) => SPAN * x);
  /** [lists, D], [D, C] and [C] */
  const best = new Float64Array(lists.length * radii);
  const worst = new Float64Array(radii * classes);
  const here = new Float64Array(classes);
  const from = new Int32Array(classes);
  const counts = createMaskCounts(parameters);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;

  const reaches = (list: number, r: number, c: number, i: number): boolean => {
    const score = best[list * radii + i]! + tables[r * classes + c]!;
    for (let d = 0; d < classes; d++) if (d !== c && worst[i * classes + d]! + tables[r * classes + d]! > score) return false;
    return true;
  };
  const firstRadius = (r: number, c: number): number => {
    const list = listOf[r * classes + c]!;
    if (list < 0) return radii;
    let low = start;
    let high = radii;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reaches(list, r, c, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    add(positions) {
      extremes.of(positions);
      for (let c = 0; c < classes; c++) here[c] = largestOf(extremes.here, 0, own[c]!);
      for (let i = 0; i < radii; i++) {
        for (let c = 0; c < classes; c++) worst[i * classes + c] = largestOf(extremes.lowered, i * alternatives, own[c]!);
        for (let n = 0; n < lists.length; n++) best[n * radii + i] = largestOf(extremes.raised, i * alternatives, lists[n]!);
      }
      for (let r = 0; r < reports; r++) {
        let chosen = 0;
        for (let c = 1; c < classes; c++) if (here[c]! + tables[r * classes + c]! > here[chosen]! + tables[r * classes + chosen]!) chosen = c;
        for (let c = 0; c < classes; c++) from[c] = c === chosen ? 0 : firstRadius(r, c);
        counts.add(r, chosen, from);
      }
    },
    flush: (into) => counts.flush(into.outer!),
  };
}
