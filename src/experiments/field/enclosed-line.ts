/**
 * A straight line of one agent's types under one profile of the others, values being any expressions: where the efficient choice changes,
 * and how far her own value rises on the way, between two ends that contain the truth, rounding included.
 *
 * A piece [a, b] of the line is halved until one alternative is left that bounds on D_kl = W_k - W_l do not rule out: its range over the
 * piece, or D_kl at the middle and the range of its slope. Of two that are left, with D_kl moving one way throughout, the one place where
 * they tie is enclosed by interval Newton steps (X goes to X ∩ m - D(m)/D'(X), which loses no zero). Between changes the chosen one's value
 * rises by a difference of two of its values. What halving does not decide (a tie that is touched, or lasts) adds (b - a) times all slopes
 * of the alternatives left: no choice among them rises by more or less.
 */
import { minus, type Expression } from '../../environment/formula/expression.ts';
import { Tape } from '../../environment/formula/tape.ts';
import type { Box } from '../../environment/polynomial.ts';
import { down, up } from '../../../kernels/network/rounding.ts';
import type { OwnExpressions, Stretch } from './own-expressions.ts';
import type { Walk } from './walk-sums.ts';

type Ends = readonly [number, number];

/** from + x step, x from 0 to 1. */
interface Line {
  readonly from: readonly number[];
  readonly stepLow: Float64Array;
  readonly stepHigh: Float64Array;
}

function lineOf(from: readonly number[], to: readonly number[]): Line {
  const steps = to.map((x, c) => x - from[c]!);
  return {
    from, stepLow: Float64Array.from(steps, (step) => (step === 0 ? 0 : down(step))),
    stepHigh: Float64Array.from(steps, (step) => (step === 0 ? 0 : up(step))),
  };
}

/** Looks at a piece, and halvings in a row, at most for one line. */
const LOOKS = 600;
const DEPTH = 40;
const NEWTON = 60;

/** Everything about one agent's values that lines share. */
export class EnclosedValues {
  readonly alternatives: number;
  private readonly welfare: Tape;
  private readonly own: Tape;
  /** [K, K] place of D_kl for k < l; -1 where the two are one function. */
  private readonly pairs: Int32Array;
  private on: Line = lineOf([], []);
  private readonly steps = new WeakMap<Walk, readonly Line[]>();
  private looks = 0;
  private found: Stretch[] = [];

  constructor({ own, social, coordinates }: OwnExpressions) {
    const k = own.length;
    this.alternatives = k;
    this.pairs = new Int32Array(k * k).fill(-1);
    const differences: Expression[] = [];
    for (let one = 0; one < k; one++) {
      for (let other = one + 1; other < k; other++) {
        const difference = minus(social[one]!, social[other]!);
        if (difference.op === 'number' && difference.value === 0) continue;
        this.pairs[one * k + other] = differences.length;
        differences.push(difference);
      }
    }
    this.welfare = new Tape(differences, coordinates);
    this.own = new Tape(own, coordinates);
  }

  /** Of the profile that follows. */
  face(signals: ArrayLike<number>): void {
    this.welfare.face(signals);
    this.own.face(signals);
  }

  /** The line from + x (to - from). */
  line(from: readonly number[], to: readonly number[]): void {
    this.on = lineOf(from, to);
  }

  private stepsOf(walk: Walk): readonly Line[] {
    const { points } = walk;
    const made = this.steps.get(walk) ?? points.map((point, j) => lineOf(point, points[(j + 1) % points.length]!));
    this.steps.set(walk, made);
    return made;
  }

  private at(tape: Tape, a: number, b: number, slopes = false): void {
    tape.along(this.on.from, this.on.stepLow, this.on.stepHigh, a, b, slopes);
  }

  /** 1 where k is better than l throughout the piece that was looked at, -1 where it is worse, 0 where that is open. */
  private sign(k: number, l: number): number {
    const [one, other, turned] = k < l ? [k, l, 1] : [l, k, -1];
    const pair = this.pairs[one * this.alternatives + other]!;
    if (pair < 0) return turned;
    const place = this.welfare.roots[pair]!;
    return this.welfare.low[place]! > 0 ? turned : this.welfare.high[place]! < 0 ? -turned : 0;
  }

  /** Those of a list that none of it beats throughout the piece looked at. */
  private unbeaten(among: readonly number[]): number[] {
    return among.filter((k) => among.every((l) => l === k || this.sign(k, l) >= 0));
  }

  /** The best at x, or those that rounding does not tell apart. */
  bestAt(x: number): number[] {
    this.at(this.welfare, x, x);
    return this.unbeaten(Array.from({ length: this.alternatives }, (_, k) => k));
  }

  /** Those at x that no other one is certain to exceed by more than `tie`. */
  private nearBestAt(x: number, tie: number): number[] {
    this.at(this.welfare, x, x);
    const all = Array.from({ length: this.alternatives }, (_, k) => k);
    return all.filter((k) => all.every((l) => this.leastLead(l, k) <= tie));
  }

  /** By how much k exceeds l at least over the piece that was looked at. */
  private leastLead(k: number, l: number): number {
    const { welfare, alternatives } = this;
    const place = (one: number, other: number): number => this.pairs[one * alternatives + other]!;
    if (k === l || place(Math.min(k, l), Math.max(k, l)) < 0) return 0;
    return k < l ? welfare.low[welfare.roots[place(k, l)]!]! : -welfare.high[welfare.roots[place(l, k)]!]!;
  }

  /** In order from 0 to 1. */
  stretches(): readonly Stretch[] {
    this.looks = 0;
    this.found = [];
    this.solve(0, 1, Array.from({ length: this.alternatives }, (_, k) => k), 0);
    return this.found;
  }

  private emit(alternatives: readonly number[], from: readonly [number, number], to: readonly [number, number]): void {
    const last = this.found.at(-1);
    if (last?.alternatives.length === 1 && alternatives.length === 1 && last.alternatives[0] === alternatives[0]) {
      this.found[this.found.length - 1] = { ...last, to };
    } else this.found.push({ alternatives, from, to });
  }

  private solve(a: number, b: number, among: readonly number[], depth: number): void {
    const { welfare } = this;
    this.looks += 1;
    this.at(welfare, a, b);
    let left = this.unbeaten(among);
    if (left.length > 1) {
      this.at(welfare, a, b, true);
      left = this.byMiddle(a, b, left);
    }
    if (left.length === 1) return this.emit(left, [a, a], [b, b]);
    const middle = a + (b - a) / 2;
    if (left.length === 2 && this.byNewton(a, b, left as [number, number], depth)) return undefined;
    if (depth >= DEPTH || this.looks > LOOKS || !(middle > a && middle < b)) return this.emit(left, [a, a], [b, b]);
    this.solve(a, middle, left, depth + 1);
    return this.solve(middle, b, left, depth + 1);
  }

  /** Leaves out what is beaten by D at the middle and the range of its slope, which stands in the tape. */
  private byMiddle(a: number, b: number, among: readonly number[]): number[] {
    const { welfare, alternatives } = this;
    const middle = a + (b - a) / 2;
    const away = up(Math.max(b - middle, middle - a));
    const steepest = Float64Array.from(welfare.roots, (place) =>
      up(Math.max(Math.abs(welfare.slopeLow[place]!), Math.abs(welfare.slopeHigh[place]!)) * away));
    this.at(welfare, middle, middle);
    const beats = (k: number, l: number): boolean => {
      const [one, other] = k < l ? [k, l] : [l, k];
      const pair = this.pairs[one * alternatives + other]!;
      if (pair < 0) return k < l;
      const place = welfare.roots[pair]!;
      return (k < l ? welfare.low[place]! : -welfare.high[place]!) > steepest[pair]!;
    };
    return among.filter((l) => !among.some((k) => k !== l && beats(k, l)));
  }

  /** Whether two alternatives whose D moves one way over the piece were told apart in it, but for where halving goes on. */
  private byNewton(a: number, b: number, [k, l]: readonly [number, number], depth: number): boolean {
    const { welfare } = this;
    const place = welfare.roots[this.pairs[k * this.alternatives + l]!]!;
    let left = a;
    let right = b;
    let rises = false;
    for (let step = 0; step < NEWTON; step++) {
      this.at(welfare, left, right, true);
      const least = welfare.slopeLow[place]!;
      const most = welfare.slopeHigh[place]!;
      if (!(least > 0 || most < 0) || !Number.isFinite(least) || !Number.isFinite(most)) break;
      rises = least > 0;
      const middle = left + (right - left) / 2;
      this.at(welfare, middle, middle);
      const below = welfare.low[place]!;
      const above = welfare.high[place]!;
      // Where D is zero if its slope is s: middle - D/s.
      const quotients = [below / least, below / most, above / least, above / most];
      const next = Math.max(left, down(middle - up(Math.max(...quotients))));
      const end = Math.min(right, up(middle - down(Math.min(...quotients))));
      if (next > end) {
        // No zero anywhere: D has throughout the sign that it has at the middle, where it is told.
        this.emit([below > 0 ? k : l], [a, a], [b, b]);
        return true;
      }
      const narrower = end - next < STALLED * (right - left);
      left = next;
      right = end;
      if (!narrower) break;
    }
    if (left === a && right === b) return false;
    const [before, after] = rises ? [l, k] : [k, l];
    const isNarrow = right - left <= NARROW;
    if (left > a) this.emit([before], [a, a], isNarrow && right < b ? [left, right] : [left, left]);
    if (!isNarrow) this.solve(left, right, [k, l], depth + 1);
    else if (left === a || right === b) this.emit([k, l], [left, left], [right, right]);
    if (right < b) this.emit([after], isNarrow && left > a ? [left, right] : [right, right], [b, b]);
    return true;
  }

  /** [least, most] that the chosen alternative's own value rises by along the line, added up over stretches. */
  riseAlong(): readonly [number, number] {
    let [low, high] = [0, 0];
    for (const { alternatives, from, to } of this.stretches()) {
      const [least, most] = alternatives.length === 1 ? this.rise(alternatives[0]!, from, to) : this.anyRise(alternatives, from[0], to[1]);
      low = down(low + least);
      high = up(high + most);
    }
    return [low, high];
  }

  /** The same of one lie from 0 to 1, the choice being that at 1: of those within `tie` of the best the first-listed, or whichever. */
  riseOfLie(tie?: number, goes: 'first' | 'open' = 'first'): readonly [number, number] {
    const near = tie === undefined ? this.bestAt(1) : this.nearBestAt(1, tie);
    const chosen = tie === undefined || goes === 'open' ? near : near.slice(0, 1);
    const rises = chosen.map((k) => this.rise(k, [0, 0], [1, 1]));
    return [Math.min(...rises.map(([least]) => least)), Math.max(...rises.map(([, most]) => most))];
  }

  /** [least, most] that she gains along a walk (walk-sums.ts). */
  gain(walk: Walk, tie?: number, goes?: 'first' | 'open'): Ends {
    let [low, high] = [0, 0];
    for (const step of this.stepsOf(walk)) {
      this.on = step;
      const [least, most] = walk.kind === 'path' ? this.riseAlong() : this.riseOfLie(tie, goes);
      low = down(low - most);
      high = up(high - least);
    }
    return [low, high];
  }

  /** [lowest, highest] gain of any profile of the others, whose signals lie in a box. */
  gainOver(walk: Walk, box: Box): Ends {
    this.own.faceOver(box);
    const all = Array.from({ length: this.alternatives }, (_, k) => k);
    let [low, high] = [0, 0];
    for (const step of this.stepsOf(walk)) {
      this.on = step;
      const parts = Array.from({ length: PARTS }, (_, part) => this.anyRises(all, part / PARTS, (part + 1) / PARTS));
      // Of every alternative over the whole step, or of any over each part of it.
      const groups = walk.kind === 'path' ? parts : [all.map((k) => parts.reduce<Ends>(([a, b], rises) =>
        [down(a + rises[k]![0]), up(b + rises[k]![1])], [0, 0]))];
      for (const group of groups) {
        low = down(low - Math.max(...group.map(([, most]) => most)));
        high = up(high - Math.min(...group.map(([least]) => least)));
      }
    }
    return [low, high];
  }

  private rise(k: number, from: readonly [number, number], to: readonly [number, number]): readonly [number, number] {
    const { own } = this;
    const place = own.roots[k]!;
    this.at(own, from[0], from[1]);
    const [low, high] = [own.low[place]!, own.high[place]!];
    this.at(own, to[0], to[1]);
    return [down(own.low[place]! - high), up(own.high[place]! - low)];
  }

  private anyRise(among: readonly number[], a: number, b: number): Ends {
    const each = this.anyRises(among, a, b);
    return [Math.min(...each.map(([least]) => least)), Math.max(...each.map(([, most]) => most))];
  }

  /** Of each: [least, most] rise from a to b, by slopes, or by values where slopes have no bound. */
  private anyRises(among: readonly number[], a: number, b: number): Ends[] {
    const { own } = this;
    this.at(own, a, b, true);
    const steep = among.map((k) => [own.slopeLow[own.roots[k]!]!, own.slopeHigh[own.roots[k]!]!] as const);
    const [short, long] = [down(b - a), up(b - a)];
    return steep.map(([least, most], j) => (Number.isFinite(least) && Number.isFinite(most)
      ? [down(Math.min(least * short, least * long)), up(Math.max(most * short, most * long))] : this.rise(among[j]!, [a, a], [b, b])));
  }
}

/** Parts of a step over which rises are bounded one by one. */
const PARTS = 16;
/** Share of a piece that a Newton step leaves at least where it is the last, and widths at which a tie is left unresolved. */
const STALLED = 0.9;
const NARROW = 1e-9;
