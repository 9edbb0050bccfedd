/**
 * What an agent gains along a closed walk of types under one profile of the others, between two numbers, whatever the functions are. Of a
 * lie what is chosen at the report counts; along a side of a path the line is cut where bounds tell what is best, and what they leave open
 * counts as whichever of those that are left rises least, or most.
 */
import { Bounds, type Way } from './bounds.ts';
import type { Ends, Model } from './model.ts';
import { over, timesOrNothing, under } from './rounded.ts';

export interface FileWalk {
  readonly kind: 'lies' | 'path';
  readonly points: readonly (readonly number[])[];
}

/** [least, most] gain of a profile whose signals lie between these; no numbers where values are not defined. */
export type Gain = (signals: readonly Ends[]) => Ends;

interface Pairs {
  /** [K, K] place of W_k - W_l for k < l; -1 where the two are one function. */
  readonly places: Int32Array;
  readonly list: readonly (readonly [k: number, l: number])[];
}

function pairsOf({ sums, social }: Model): Pairs {
  const K = social.length;
  const places = new Int32Array(K * K).fill(-1);
  const list: (readonly [number, number])[] = [];
  for (let k = 0; k < K; k++) {
    for (let l = k + 1; l < K; l++) {
      if (sums.minus(social[k]!, social[l]!).terms.length === 0) continue;
      places[k * K + l] = list.length;
      list.push([k, l]);
    }
  }
  return { places, list };
}

/** 1 where k is better than l throughout what `bounds` looked at, -1 where it is worse, 0 where that is open; from place `first` on. */
function order({ places }: Pairs, bounds: Bounds, K: number, k: number, l: number, first = 0): number {
  const place = places[Math.min(k, l) * K + Math.max(k, l)]!;
  const turn = k < l ? 1 : -1;
  // Of two that are one function the first-listed is chosen.
  if (place < 0) return turn;
  return bounds.lowOf(first + place) > 0 ? turn : bounds.highOf(first + place) < 0 ? -turn : 0;
}

const next = <T>(list: readonly T[], j: number): T => list[(j + 1) % list.length]!;

/** Between p_j and p_{j+1}: v_k*(p_j) - v_k*(p_{j+1}), k* chosen at p_{j+1}. Everything is a function of the others' signals. */
function ofLies(model: Model, { points }: FileWalk): { readonly gain: Gain; readonly range: Gain } {
  const { sums, mine, own, social } = model;
  const K = own.length;
  const pairs = pairsOf(model);
  const at = points.map((point) => sums.fixing((d) => (mine.includes(d) ? point[mine.indexOf(d)] : undefined)));
  const lists = at.map((here, j) => {
    const there = next(at, j);
    return [
      ...pairs.list.map(([k, l]) => there(sums.minus(social[k]!, social[l]!))),
      ...own.map((value) => sums.minus(here(value), there(value))),
    ];
  });
  const bounds = new Bounds(lists.flat());
  const each = pairs.list.length + K;
  const all = own.map((_, k) => k);
  const total = (among: (j: number) => readonly number[]): Ends => {
    let [low, high] = [0, 0];
    for (let j = 0; j < points.length; j++) {
      let [least, most] = [Infinity, -Infinity];
      for (const k of among(j)) {
        const place = j * each + pairs.list.length + k;
        least = Math.min(least, bounds.lowOf(place));
        most = Math.max(most, bounds.highOf(place));
      }
      low = under(low + least);
      high = over(high + most);
    }
    return [low, high];
  };
  return {
    gain: (signals) => {
      bounds.overBox(signals);
      return total((j) => all.filter((l) => all.every((k) => k === l || order(pairs, bounds, K, l, k, j * each) >= 0)));
    },
    range: (signals) => {
      bounds.overBox(signals);
      return total(() => all);
    },
  };
}

/** Halvings in a row of a side at most, where draws are made and where there is only one profile. */
const HALVED = 14;
const HALVED_ALONE = 44;
/** Looks at one side at most. */
const LOOKS = 2000;
/** Parts of a side over which what any alternative rises by is bounded. */
const PARTS = 16;
/** How near to a tie signs are asked for, as shares of the side. */
const NEAR = [1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3, 3.2e-3] as const;

class Side {
  private looks = 0;
  private readonly K: number;
  private readonly pairs: Pairs;
  private readonly better: Bounds;
  private readonly own: Bounds;
  private readonly halved: number;

  constructor(model: Model, pairs: Pairs, halved: number) {
    this.K = model.own.length;
    this.pairs = pairs;
    this.halved = halved;
    this.better = new Bounds(pairs.list.map(([k, l]) => model.sums.minus(model.social[k]!, model.social[l]!)), model.mine);
    this.own = new Bounds(model.own, model.mine);
  }

  face(signals: readonly Ends[]): void {
    this.better.face(signals);
    this.own.face(signals);
  }

  rise(way: Way): Ends {
    this.looks = 0;
    return this.between(way, 0, 1, Array.from({ length: this.K }, (_, k) => k), 0);
  }

  /** Of any alternative over each part. */
  range(way: Way): Ends {
    let [low, high] = [0, 0];
    for (let part = 0; part < PARTS; part++) {
      const [least, most] = this.anyRise(way, part / PARTS, (part + 1) / PARTS, Array.from({ length: this.K }, (_, k) => k));
      low = under(low + least);
      high = over(high + most);
    }
    return [low, high];
  }

  private between(way: Way, a: number, b: number, among: readonly number[], depth: number): Ends {
    this.looks += 1;
    const { better, pairs, K } = this;
    better.along(way, a, b, true);
    let left = among.filter((l) => among.every((k) => k === l || order(pairs, better, K, l, k) >= 0));
    if (left.length === 2) {
      const tie = this.tie(way, a, b, left as [number, number]);
      if (tie !== undefined) return tie;
    } else if (left.length > 2) left = this.byMiddle(way, a, b, left);
    if (left.length === 1) return this.riseOf(way, left[0]!, [a, a], [b, b]);
    const middle = a + (b - a) / 2;
    if (depth >= this.halved || this.looks > LOOKS || !(middle > a && middle < b)) return this.anyRise(way, a, b, left);
    const [low, high] = this.between(way, a, middle, left, depth + 1);
    const [least, most] = this.between(way, middle, b, left, depth + 1);
    return [under(low + least), over(high + most)];
  }

  /** Leaves out what is beaten at the middle by more than slopes can make up for. */
  private byMiddle(way: Way, a: number, b: number, among: readonly number[]): number[] {
    const { better, pairs, K } = this;
    const reach = over((b - a) / 2);
    const steep = pairs.list.map((_, place) => {
      const [least, most] = better.slopeOf(place);
      return over(Math.max(Math.abs(least), Math.abs(most)) * reach);
    });
    better.along(way, a + (b - a) / 2, a + (b - a) / 2, false);
    return among.filter((l) => among.every((k) => {
      const place = k === l ? -1 : pairs.places[Math.min(k, l) * K + Math.max(k, l)]!;
      if (place < 0) return true;
      return !((k < l ? better.lowOf(place) : -better.highOf(place)) > steep[place]!);
    }));
  }

  /** Of two that tie once at most, since their difference moves one way; undefined where it may not, or signs beside the tie are open. */
  private tie(way: Way, a: number, b: number, [k, l]: readonly [number, number]): Ends | undefined {
    const { better, pairs, K } = this;
    const place = pairs.places[k * K + l]!;
    const [least, most] = better.slopeOf(place);
    if (!(least > 0 || most < 0)) return undefined;
    const turn = least > 0 ? 1 : -1;
    const at = (x: number): readonly [sign: number, value: number] => {
      better.along(way, x, x, false);
      const low = better.lowOf(place);
      const high = better.highOf(place);
      return [low > 0 ? turn : high < 0 ? -turn : 0, (turn * (low + high)) / 2];
    };
    const [before, after] = turn > 0 ? [l, k] : [k, l];
    const [signA, valueA] = at(a);
    if (signA > 0) return this.riseOf(way, after, [a, a], [b, b]);
    const [signB, valueB] = at(b);
    if (signB < 0) return this.riseOf(way, before, [a, a], [b, b]);
    // Where it is, by halving and by secants in turn, in plain numbers; what counts is the signs on its two sides.
    let [left, right, low, high] = [a, b, valueA, valueB];
    for (let step = 0; step < 60 && right - left > ROOT && low < high; step++) {
      const secant = left - (low * (right - left)) / (high - low);
      const x = step % 3 < 2 && secant > left && secant < right ? secant : left + (right - left) / 2;
      const value = at(x)[1];
      if (Math.abs(value) < 1e-14 * (high - low)) {
        left = right = x;
        break;
      }
      if (value < 0) [left, low] = [x, value];
      else [right, high] = [x, value];
    }
    for (const near of NEAR) {
      const [from, to] = [Math.max(a, left - near), Math.min(b, right + near)];
      if ((from > a && at(from)[0] >= 0) || (to < b && at(to)[0] <= 0)) continue;
      const [one, two] = [this.riseOf(way, before, [a, a], [from, to]), this.riseOf(way, after, [from, to], [b, b])];
      return [under(one[0] + two[0]), over(one[1] + two[1])];
    }
    return undefined;
  }

  /** Of one alternative from somewhere in `from` to somewhere in `to`: by values, and by slopes over all of it. */
  private riseOf(way: Way, k: number, from: Ends, to: Ends): Ends {
    const { own } = this;
    own.along(way, from[0], from[1], false);
    const [low, high] = [own.lowOf(k), own.highOf(k)];
    own.along(way, to[0], to[1], false);
    const values: Ends = [under(own.lowOf(k) - high), over(own.highOf(k) - low)];
    if (values[1] - values[0] < CLOSE * (Math.abs(low) + Math.abs(high))) return values;
    own.along(way, from[0], to[1], true);
    return met(values, ...steps(own.slopeOf(k), [Math.max(0, to[0] - from[1]), to[1] - from[0]]));
  }

  private anyRise(way: Way, a: number, b: number, among: readonly number[]): Ends {
    this.own.along(way, a, b, true);
    const slopes = among.map((k) => steps(this.own.slopeOf(k), [b - a, b - a]));
    const each = among.map((k, j) => (slopes[j]!.every(Number.isFinite) ? slopes[j]! : this.riseOf(way, k, [a, a], [b, b])));
    return [Math.min(...each.map(([low]) => low)), Math.max(...each.map(([, high]) => high))];
  }
}

const CLOSE = 1e-9;
/** How narrowly a tie is sought. */
const ROOT = 1e-12;

const met = ([low, high]: Ends, least: number, most: number): Ends => [Math.max(low, least), Math.min(high, most)];

/** A slope times a step, both between two numbers, the step none below 0. */
const steps = ([low, high]: Ends, [short, long]: Ends): Ends => {
  const [least, most] = [under(short), over(long)];
  return [
    under(Math.min(timesOrNothing(low, least), timesOrNothing(low, most))),
    over(Math.max(timesOrNothing(high, least), timesOrNothing(high, most))),
  ];
};

/** -Σ_j ∫ of the chosen one's rise from p_j to p_{j+1}. */
function ofPath(model: Model, { points }: FileWalk): { readonly gain: Gain; readonly range: Gain } {
  const isAlone = model.mine.length === model.box.length;
  const side = new Side(model, pairsOf(model), isAlone ? HALVED_ALONE : HALVED);
  const ways = points.map((from, j): Way => model.box.map((_, d) => {
    const c = model.mine.indexOf(d);
    return c < 0 ? undefined : [from[c]!, next(points, j)[c]! - from[c]!];
  }));
  const total = (each: (way: Way) => Ends): Ends => {
    let [low, high] = [0, 0];
    for (const way of ways) {
      const [least, most] = each(way);
      low = under(low - most);
      high = over(high - least);
    }
    return [low, high];
  };
  const faced = (each: (way: Way) => Ends): Gain => (signals) => {
    side.face(signals);
    return total(each);
  };
  return { gain: faced((way) => side.rise(way)), range: faced((way) => side.range(way)) };
}

/** `range`: of all profiles between the numbers it is given, whatever is chosen. */
export const gainAlong = (model: Model, walk: FileWalk): { readonly gain: Gain; readonly range: Gain } =>
  (walk.kind === 'path' ? ofPath(model, walk) : ofLies(model, walk));
