/**
 * One direction and reports in an order in which all thresholds rise: what report n chooses and has within reach changes at few n, which
 * are looked up, so that no report is looked at for itself. Of an alternative with interval [bottom, top] of the line (line.ts) the reports
 *   n >= number of tops below the box's low end   and   n < number of bottoms at or below its high end
 * have it within reach, and the rank of the chosen slope falls by one at n = number of the rank's thresholds at or below the profile.
 */
import { createBoxes } from './boxes.ts';
import type { ProfileAdder } from './extremes.ts';
import { crossings, isLine } from './line.ts';
import { movesAny, SPAN, type ReachParameters } from './spec.ts';
import { createStepFinder } from './steps.ts';

/** Sets of alternatives are bits of a table's index, and thresholds are found by bisection. */
const ALTERNATIVES_MAX = 12;

/** [R] numbers of reports, highest alternatives first, so that thresholds should rise. */
function orderOf({ alternatives, classes, classOf, reportObjective, reports, slopes }: ReachParameters): Int32Array {
  let [lowest, highest] = [0, 0];
  for (let k = 1; k < alternatives; k++) {
    if (slopes[k]! < slopes[lowest]!) lowest = k;
    if (slopes[k]! > slopes[highest]!) highest = k;
  }
  const lead = (r: number): number => reportObjective[r * classes + classOf[highest]!]! - reportObjective[r * classes + classOf[lowest]!]!;
  return Int32Array.from({ length: reports }, (_, r) => r).sort((a, b) => lead(b) - lead(a) || a - b);
}

const rises = (list: Float64Array): boolean => list.every((entry, n) => n === 0 || entry >= list[n - 1]!);

/** [K] by report in order: ends of the alternative's interval, and such as no box meets where it is never within reach. */
function endsOf(parameters: ReachParameters, order: Int32Array): { bottoms: Float64Array[]; tops: Float64Array[] } {
  const { alternatives } = parameters;
  const intervals = crossings(parameters);
  const bottoms: Float64Array[] = [];
  const tops: Float64Array[] = [];
  for (let k = 0; k < alternatives; k++) {
    const bottom = Float64Array.from(order, (r) => Math.ceil(intervals[2 * (r * alternatives + k)]!));
    const top = Float64Array.from(order, (r) => Math.floor(intervals[2 * (r * alternatives + k) + 1]!));
    const possible = bottom.map((from, n) => (from === Infinity || top[n] === -Infinity ? 0 : 1));
    const [first, last] = [possible.indexOf(1), possible.lastIndexOf(1)];
    possible.forEach((may, n) => {
      if (may === 0) bottom[n] = top[n] = first >= 0 && n < first ? -Infinity : first < 0 || n > last ? Infinity : NaN;
    });
    bottoms.push(bottom);
    tops.push(top);
  }
  return { bottoms, tops };
}

/** Slopes in order, and of each rank from 1 on, by report in order, the least z at which what is chosen has it or a higher one. */
function ranksOf(
  { alternatives, classes, classOf, constants, coordinates, reportObjective, slopes }: ReachParameters, order: Int32Array,
): { classOfRank: number[]; thresholds: Float64Array[] } | undefined {
  const distinct = [...new Set(slopes)].sort((a, b) => a - b);
  const classesOf = distinct.map((slope) => new Set(classOf.filter((_, k) => slopes[k] === slope)));
  if (classesOf.some(({ size }) => size > 1)) return undefined;
  const far = SPAN * (coordinates.length + 1);
  const rankAt = (r: number, z: number): number => {
    let [best, most] = [-1, -Infinity];
    for (let k = 0; k < alternatives; k++) {
      const score = SPAN * (constants[k]! + reportObjective[r * classes + classOf[k]!]!) + slopes[k]! * z;
      if (score > most || (score === most && classOf[k]! < classOf[best]!)) [best, most] = [k, score];
    }
    return distinct.indexOf(slopes[best]!);
  };
  const threshold = (r: number, rank: number): number => {
    let [low, high] = [-far, far];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (rankAt(r, middle) >= rank) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    classOfRank: classesOf.map((one) => [...one][0]!),
    thresholds: distinct.slice(1).map((_, j) => Float64Array.from(order, (r) => threshold(r, j + 1))),
  };
}

/** Number of entries at or below a whole number; entries may be infinite. */
function finderOf(list: Float64Array): (value: number) => number {
  const always = list.filter((entry) => entry === -Infinity).length;
  const finite = list.filter(Number.isFinite);
  if (finite.length === 0) return () => always;
  const { atMost } = createStepFinder(finite);
  return (value) => always + atMost(value);
}

/** [2^K] classes of a set of alternatives. */
const masksOf = ({ alternatives, classOf }: ReachParameters): Int32Array =>
  Int32Array.from({ length: 2 ** alternatives }, (_, set) => classOf.reduce((mask, c, k) => ((set >> k) & 1 ? mask | (1 << c) : mask), 0));

/** Nothing where thresholds do not rise together. */
export function createOrderedLineAdder(parameters: ReachParameters): ProfileAdder | undefined {
  const { alternatives, classes, radii, reports } = parameters;
  if (!isLine(parameters) || alternatives > ALTERNATIVES_MAX) return undefined;
  const order = orderOf(parameters);
  const ranks = ranksOf(parameters, order);
  const { bottoms, tops } = endsOf(parameters, order);
  if (!ranks || ![...ranks.thresholds, ...bottoms, ...tops].every(rises)) return undefined;
  const { classOfRank } = ranks;
  const rankFinders = ranks.thresholds.map(finderOf);
  const bottomFinders = bottoms.map(finderOf);
  const topFinders = tops.map(finderOf);
  const masks = masksOf(parameters);
  const { high, low, of, place } = createBoxes(parameters);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;
  const cells = classes * 2 ** classes;
  const width = reports + 1;
  /** [D, C, M, R + 1] of reports in order, as differences from one to the next. */
  const changes = new Int32Array(radii * cells * width);
  /** Where something changes, 32 n + what: an alternative comes or goes, or (ALTERNATIVES_MAX and above) the rank falls. */
  const events = new Int32Array(2 * alternatives + rankFinders.length);
  /** [J] where the rank falls, highest rank last. */
  const falls = new Int32Array(rankFinders.length);
  let count = 0;
  const insert = (n: number, what: number): void => {
    if (n >= reports) return;
    const event = 32 * n + what;
    let at = count++;
    for (; at > 0 && events[at - 1]! > event; at--) events[at] = events[at - 1]!;
    events[at] = event;
  };

  return {
    add(positions) {
      of(positions);
      let firstRank = 0;
      for (let j = 0; j < falls.length; j++) {
        falls[j] = rankFinders[j]!(place[0]!);
        if (falls[j]! > 0) firstRank++;
      }
      for (let i = 0; i < radii; i++) {
        count = 0;
        let rank = firstRank;
        let set = 0;
        for (let j = rank - 1; j >= 0; j--) insert(falls[j]!, ALTERNATIVES_MAX);
        for (let k = 0; i >= start && k < alternatives; k++) {
          const to = bottomFinders[k]!(high[i]!);
          if (to === 0) continue;
          const from = topFinders[k]!(low[i]! - 1);
          if (from >= to) continue;
          if (from === 0) set |= 1 << k;
          else insert(from, k);
          insert(to, k);
        }
        const base = i * cells;
        let row = 0;
        let chosen = classOfRank[rank]!;
        row = (base + (chosen << classes) + (masks[set]! | (1 << chosen))) * width;
        changes[row]!++;
        for (let e = 0; e < count; ) {
          const n = events[e]! >> 5;
          changes[row + n]!--;
          for (; e < count && events[e]! >> 5 === n; e++) {
            const what = events[e]! & 31;
            if (what === ALTERNATIVES_MAX) rank--;
            else set ^= 1 << what;
          }
          chosen = classOfRank[rank]!;
          row = (base + (chosen << classes) + (masks[set]! | (1 << chosen))) * width;
          changes[row + n]!++;
        }
      }
    },
    flush(into) {
      const outer = into.outer!;
      for (let row = 0; row < radii * cells; row++) {
        const i = Math.floor(row / cells);
        let sum = 0;
        for (let n = 0, at = row * width; n < reports; n++, at++) {
          sum += changes[at]!;
          if (sum !== 0) outer[(i * reports + order[n]!) * cells + (row % cells)]! += sum;
        }
      }
      changes.fill(0);
    },
  };
}
