/** How fast values move under the efficient rule, on draws, beside the slopes of utilities that a file gives: of its check (market.ts). */
import { bestAt, cutsOf, mayTie } from './along-line.ts';
import { halfWidth } from './draws.ts';
import type { Seen } from './maximiser.ts';
import { dot } from './two-way-forms.ts';

/** Places of a support at which slopes are looked at, where an agent has several signals. */
const PLACES = 16;
/** At which shares of their supports an agent's other signals are put. */
const OTHERS = [0, 0.5, 1];
export const DRAWS = 40_000;

/** What one signal of an agent's type leaves her. */
export class SignalUtility {
  readonly steps: readonly { readonly from: number; readonly to: number; readonly slope: number }[];
  /** [steps] what it is at the start of each, from its least value 0 on. */
  private readonly starts: Float64Array;

  constructor(steps: readonly { readonly from: number; readonly slope: number }[], high: number) {
    this.steps = steps.map((step, j) => ({ ...step, to: steps[j + 1]?.from ?? high }));
    this.starts = new Float64Array(steps.length);
    const least = this.steps.findIndex(({ slope }) => slope >= 0);
    const lowest = least < 0 ? steps.length : least;
    for (let j = lowest - 1; j >= 0; j--) {
      const { from, to, slope } = this.steps[j]!;
      this.starts[j] = (j + 1 < lowest ? this.starts[j + 1]! : 0) - slope * (to - from);
    }
    for (let j = lowest + 1; j < steps.length; j++) {
      const { from, to, slope } = this.steps[j - 1]!;
      this.starts[j] = this.starts[j - 1]! + slope * (to - from);
    }
  }

  at(x: number): number {
    const step = this.placeOf(x);
    return this.starts[step]! + this.steps[step]!.slope * (x - this.steps[step]!.from);
  }

  /** The step that holds x. */
  stepAt(x: number): { readonly from: number; readonly to: number; readonly slope: number } {
    return this.steps[this.placeOf(x)]!;
  }

  /** Which step holds x. */
  placeOf(x: number): number {
    let [from, to] = [0, this.steps.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.steps[middle]!.from <= x) from = middle;
      else to = middle - 1;
    }
    return from;
  }
}

export interface Person extends Seen {
  readonly name: string;
  readonly supports: readonly (readonly [number, number])[];
  readonly start?: { readonly from: readonly number[]; readonly signs: readonly number[] };
  /** [C] */
  readonly parts: readonly SignalUtility[];
}

/** A type of hers, and the slope of her utility there in one of her signals. */
interface Looked {
  readonly person: Person;
  readonly type: readonly number[];
  readonly coordinate: number;
  readonly slope: number;
}

/**
 * Types at which slopes are compared where an agent has several signals: places spread evenly over each support, and either end of the step
 * that holds them, her other signals low, in the middle, and high.
 */
function lookedAt(people: readonly Person[]): Looked[] {
  return people.filter(({ mine }) => mine.length > 1).flatMap((person) => person.parts.flatMap((part, coordinate) => {
    const [low, high] = person.supports[coordinate]!;
    return Array.from({ length: PLACES }, (_, i) => low + ((i + 0.5) / PLACES) * (high - low)).flatMap((place) => {
      const { from, to, slope } = part.stepAt(place);
      return [from, place, to].flatMap((x) => OTHERS.map((share) => ({
        person, coordinate, slope, type: person.supports.map(([least, most], c) => (c === coordinate ? x : least + share * (most - least))),
      })));
    });
  }));
}

export interface Worst {
  readonly gain: number;
  readonly at: string;
}

/**
 * Of each draw how far two alternatives may be moved apart by what tables do not tell of the others' signals, [people][k][l]; none where
 * every law is told.
 */
export type Nears = readonly (readonly (readonly number[])[])[] | undefined;

/** At most what numbers in [0, range] with that sum over draws come to in the mean, at the error probability of one of `statements`. */
function openAtMost(sum: number, range: number, statements: number): number {
  const mean = sum / DRAWS;
  return mean + (sum > 0 ? halfWidth(DRAWS, range * mean, range, statements) : 0);
}

export const worse = (a: Worst, b: Worst): Worst => (b.gain > a.gain ? b : a);

/** How often each alternative is best at the types looked at, and so the mean of the own rate in what is best there. */
export class RatesLookedAt {
  private readonly heights: readonly (readonly number[])[];
  private readonly places: readonly number[];
  private readonly counts: readonly Float64Array[];
  /** By how much the rate may be another where what is best is not certain, added up. */
  private readonly open: Float64Array;
  private readonly looked: readonly Looked[];

  constructor(people: readonly Person[]) {
    this.looked = lookedAt(people);
    this.heights = this.looked.map(({ person, type }) => person.social.map((row) => dot(row, type)));
    this.places = this.looked.map(({ person }) => people.indexOf(person));
    this.open = new Float64Array(this.looked.length);
    this.counts = this.looked.map(({ person }) => new Float64Array(person.social.length));
  }

  /** `bases` [people][K]: values where their own signals are 0. */
  add(bases: readonly (readonly number[])[], nears: Nears): void {
    for (let j = 0; j < this.places.length; j++) {
      const [base, heights] = [bases[this.places[j]!]!, this.heights[j]!];
      const best = bestAt(base, heights, 1);
      this.counts[j]![best]! += 1;
      if (!nears) continue;
      const near = nears[this.places[j]!]![best]!;
      const { person: { rates }, coordinate } = this.looked[j]!;
      this.open[j]! += near.reduce((most, reach, k) => (base[best]! + heights[best]! - base[k]! - heights[k]! <= reach
        ? Math.max(most, Math.abs(rates[k]![coordinate]! - rates[best]![coordinate]!)) : most), 0);
    }
  }

  /** By how much the mean of each differs from the slope there, for sure, and of which type it is most. */
  worst(): Worst {
    return this.looked.map(({ person, coordinate, slope, type }, j) => {
      const own = person.rates.map((row) => row[coordinate]!);
      const mean = own.reduce((sum, rate, k) => sum + (rate * this.counts[j]![k]!) / DRAWS, 0);
      const spread = own.reduce((sum, rate, k) => sum + ((rate - mean) ** 2 * this.counts[j]![k]!) / (DRAWS - 1), 0);
      const range = Math.max(...own) - Math.min(...own);
      const half = halfWidth(DRAWS, spread, range, this.looked.length) + openAtMost(this.open[j]!, range, this.looked.length);
      return { gain: Math.abs(mean - slope) - half, at: `${person.name} of type ${type.join(', ')}` };
    }).reduce(worse, { gain: 0, at: '' });
  }
}

/** Of an agent with one signal: how high and how low her own rate may be in each step of her utility, over all its types. */
export class RatesOfSteps {
  private readonly person: Person;
  private readonly own: readonly number[];
  private readonly slopes: readonly number[];
  /** [steps + 1] sums, and of squares, of the largest and of the least rate of a draw: by how much they differ from the step before. */
  private readonly sums: readonly Float64Array[];
  /** The same of how far rates may be others than what is best, where that is not certain. */
  private readonly open: Float64Array;

  constructor(person: Person) {
    this.person = person;
    this.own = person.rates.map((row) => row[0]!);
    const [low, high] = person.supports[0]!;
    this.slopes = person.social.map((row) => row[0]! * (high - low));
    this.open = new Float64Array(person.parts[0]!.steps.length + 1);
    this.sums = Array.from({ length: 4 }, () => new Float64Array(person.parts[0]!.steps.length + 1));
  }

  /** `base` [K]: values where her signal is 0; `near` [k][l], where tables leave something open. */
  add(base: readonly number[], near?: readonly (readonly number[])[]): void {
    const { person: { parts, social, supports }, own, slopes } = this;
    const [low, high] = supports[0]!;
    const heights = base.map((x, k) => x + social[k]![0]! * low);
    const cuts = cutsOf(heights, slopes);
    const [part] = parts as [SignalUtility];
    let step = 0;
    let [most, least] = [-Infinity, Infinity];
    for (let n = 0; n + 1 < cuts.length; n++) {
      if (cuts[n + 1] === cuts[n]) continue;
      const rate = own[bestAt(heights, slopes, (cuts[n]! + cuts[n + 1]!) / 2)]!;
      most = Math.max(most, rate);
      least = Math.min(least, rate);
      const last = part.placeOf(low + cuts[n + 1]! * (high - low));
      if (last === step) continue;
      // The step in which the stretch begins is over, and those within the stretch have its rate.
      this.#put(step, step + 1, most, least);
      this.#put(step + 1, last, rate, rate);
      [step, most, least] = [last, rate, rate];
    }
    this.#put(step, step + 1, most, least);
    if (near) this.#leaveOpen(heights, near);
  }

  /** Where two alternatives may change places, their rates may too. */
  #leaveOpen(heights: readonly number[], near: readonly (readonly number[])[]): void {
    const { person: { parts, supports }, own, slopes, open } = this;
    const [low, high] = supports[0]!;
    for (const { pair: [k, l], from, to } of mayTie(heights, slopes, near)) {
      const apart = Math.abs(own[k]! - own[l]!);
      open[parts[0]!.placeOf(low + from * (high - low))]! += apart;
      open[parts[0]!.placeOf(low + to * (high - low)) + 1]! -= apart;
    }
  }

  /** Of steps `from` to `to` - 1, as differences to the step before. */
  #put(from: number, to: number, most: number, least: number): void {
    [most, most * most, least, least * least].forEach((x, i) => {
      this.sums[i]![from]! += x;
      this.sums[i]![to]! -= x;
    });
  }

  worst(): Worst {
    const { person, own } = this;
    const [highs, highSquares, lows, lowSquares] = this.sums.map((differences) => {
      let sum = 0;
      return differences.map((x) => (sum += x));
    });
    const range = Math.max(...own) - Math.min(...own);
    const steps = person.parts[0]!.steps;
    let left = 0;
    const apart = own.reduce((sum, x, k) => sum + own.slice(0, k).reduce((total, y) => total + Math.abs(x - y), 0), 0);
    const opens = this.open.map((x) => (left += x));
    const half = (sum: number, squares: number): number =>
      halfWidth(DRAWS, Math.max(0, squares - (sum * sum) / DRAWS) / (DRAWS - 1), range, 2 * steps.length);
    return steps.flatMap(({ from, to, slope }, j) => [
      highs![j]! / DRAWS - half(highs![j]!, highSquares![j]!) - slope, slope - lows![j]! / DRAWS - half(lows![j]!, lowSquares![j]!),
    ].map((gain) => ({
      gain: gain - openAtMost(opens[j]!, apart, 2 * steps.length), at: `${person.name} between ${from} and ${to}`,
    }))).reduce(worse, { gain: 0, at: '' });
  }
}
