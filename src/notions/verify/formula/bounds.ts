/**
 * Lists of functions bounded over boxes of signals, with their slopes along one direction, by interval arithmetic rounded outward. What has
 * no value (a logarithm of what is not positive) is bounded by nothing: its ends are no numbers. At a kink the slope is anything between
 * those of the two sides.
 */
import { FUNCTION, LEAST, over, raised, ROUNDED, timesOrNothing, under } from './rounded.ts';
import type { Base, Sum } from './sums.ts';

/** By signal: start + x way, for those that move. */
export type Way = readonly (readonly [start: number, way: number] | undefined)[];

const SIGNAL = 0;
const SUM = 1;
const PRODUCT = 2;
const KINDS = { exp: 3, log: 4, abs: 5, max: 6, branch: 7 } as const;

interface Step {
  readonly kind: number;
  readonly args: readonly number[];
  /** Coefficients of a sum, powers of a product. */
  readonly weights: readonly number[];
  readonly constant: number;
  readonly signal: number;
}

export class Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
  private readonly steps: Step[] = [];
  private readonly roots: readonly number[];
  private readonly places = new Map<string, number>();
  /** Steps in which a signal that moves stands, and the others. */
  private readonly moving: readonly number[];
  private readonly still: readonly number[];
  private readonly signals: readonly (readonly [d: number, place: number])[];
  private a = 0;
  private b = 0;

  /** `moves`: signals that are set again and again while the others stay. */
  constructor(list: readonly Sum[], moves: readonly number[] = []) {
    this.roots = list.map((sum) => this.placeOf(sum));
    const size = this.steps.length;
    [this.low, this.high, this.slopeLow, this.slopeHigh] =
      [new Float64Array(size), new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    const isMoving = this.steps.map(() => false);
    this.steps.forEach(({ kind, args, signal }, n) => {
      isMoving[n] = kind === SIGNAL ? moves.includes(signal) : args.some((arg) => isMoving[arg]);
    });
    const all = this.steps.map((_, n) => n);
    this.moving = all.filter((n) => isMoving[n]);
    this.still = all.filter((n) => !isMoving[n]);
    this.signals = this.steps.flatMap(({ kind, signal }, n) => (kind === SIGNAL ? [[signal, n] as const] : []));
  }

  private add(key: string, step: () => Partial<Step> & { readonly kind: number }): number {
    const known = this.places.get(key);
    if (known !== undefined) return known;
    const made = step();
    this.steps.push({ args: [], weights: [], constant: 0, signal: -1, ...made });
    this.places.set(key, this.steps.length - 1);
    return this.steps.length - 1;
  }

  private placeOf({ terms, id }: Sum): number {
    return this.add(`sum ${id}`, () => ({
      kind: SUM, constant: terms.find(({ factors }) => factors.length === 0)?.coefficient ?? 0,
      ...this.listed(terms.filter(({ factors }) => factors.length > 0).map(({ coefficient, factors, id: term }) =>
        [coefficient, this.add(`term ${term}`, () => ({
          kind: PRODUCT, ...this.listed(factors.map(({ base, power }) => [power, this.placeOfBase(base)])),
        }))])),
    }));
  }

  private listed(pairs: readonly (readonly number[])[]): Pick<Step, 'args' | 'weights'> {
    return { weights: pairs.map(([weight]) => weight!), args: pairs.map(([, arg]) => arg!) };
  }

  private placeOfBase({ of, d, args, id }: Base): number {
    if (of === 'sum') return this.placeOf(args[0]!);
    return this.add(`base ${id}`, () => (of === 'signal' ? { kind: SIGNAL, signal: d }
      : { kind: KINDS[of], args: args.map((arg) => this.placeOf(arg)) }));
  }

  lowOf(root: number): number {
    return this.low[this.roots[root]!]!;
  }

  highOf(root: number): number {
    return this.high[this.roots[root]!]!;
  }

  slopeOf(root: number): readonly [number, number] {
    return [this.slopeLow[this.roots[root]!]!, this.slopeHigh[this.roots[root]!]!];
  }

  /** Every signal between two numbers, without slopes. */
  overBox(box: readonly (readonly [number, number])[]): void {
    for (const [d, place] of this.signals) [this.low[place], this.high[place]] = box[d] as [number, number];
    this.run(this.still, false);
    this.run(this.moving, false);
  }

  /** Signals that stay. */
  face(box: readonly (readonly [number, number])[]): void {
    for (const [d, place] of this.signals) [this.low[place], this.high[place]] = box[d] as [number, number];
    this.run(this.still, false);
    for (const place of this.still) this.slopeLow[place] = this.slopeHigh[place] = 0;
  }

  /** Signals that move, each along from + x way, x from a to b. */
  along(from: Way, a: number, b: number, slopes: boolean): void {
    for (const [d, place] of this.signals) {
      const line = from[d];
      if (line === undefined) continue;
      const start = line[0];
      const way = line[1];
      const one = a * way;
      const other = b * way;
      const off = way === 0 ? 0 : (Math.abs(start) + Math.abs(way)) * 2 ** -50 + LEAST;
      this.low[place] = start + Math.min(one, other) - off;
      this.high[place] = start + Math.max(one, other) + off;
      this.slopeLow[place] = way === 0 ? 0 : under(way);
      this.slopeHigh[place] = way === 0 ? 0 : over(way);
    }
    this.run(this.moving, slopes);
  }

  private run(places: readonly number[], slopes: boolean): void {
    for (const n of places) {
      const step = this.steps[n]!;
      if (step.kind === SIGNAL) continue;
      this.value(step);
      this.low[n] = this.a;
      this.high[n] = this.b;
      if (!slopes) continue;
      this.slope(step, n);
      this.slopeLow[n] = this.a === this.a ? this.a : -Infinity;
      this.slopeHigh[n] = this.b === this.b ? this.b : Infinity;
    }
  }

  private give(a: number, b: number): void {
    this.a = a;
    this.b = b;
  }

  private value({ kind, args, weights, constant }: Step): void {
    const { low, high } = this;
    const x = args[0]!;
    const y = args[1]!;
    const z = args[2]!;
    switch (kind) {
      case SUM: this.added(args, weights, constant, low, high); break;
      case PRODUCT: {
        this.power(low[x]!, high[x]!, weights[0]!);
        for (let j = 1; j < args.length; j++) {
          const a = this.a;
          const b = this.b;
          this.power(low[args[j]!]!, high[args[j]!]!, weights[j]!);
          this.times(a, b, this.a, this.b);
        }
        break;
      }
      case KINDS.exp: this.give(Math.max(0, under(Math.exp(low[x]!), FUNCTION)), over(Math.exp(high[x]!), FUNCTION)); break;
      case KINDS.log: this.give(low[x]! > 0 ? under(Math.log(low[x]!), FUNCTION) : high[x]! > 0 ? -Infinity : NaN,
        over(Math.log(high[x]!), FUNCTION)); break;
      case KINDS.abs: {
        const [a, b] = [low[x]!, high[x]!];
        this.give(Math.max(a, -b, 0), Math.max(Math.abs(a), Math.abs(b)));
        break;
      }
      case KINDS.max: this.give(Math.max(low[x]!, low[y]!), Math.max(high[x]!, high[y]!)); break;
      default: if (low[x]! > 0) this.give(low[y]!, high[y]!);
      else if (high[x]! < 0) this.give(low[z]!, high[z]!);
      else this.give(Math.min(low[y]!, low[z]!), Math.max(high[y]!, high[z]!));
    }
  }

  private added(
    args: readonly number[], weights: readonly number[], constant: number, low: Float64Array, high: Float64Array,
  ): void {
    let a = constant;
    let b = constant;
    let size = Math.abs(constant);
    for (let j = 0; j < args.length; j++) {
      const weight = weights[j]!;
      const one = weight * low[args[j]!]!;
      const other = weight * high[args[j]!]!;
      a += weight > 0 ? one : other;
      b += weight > 0 ? other : one;
      size += Math.max(Math.abs(one), Math.abs(other));
    }
    const off = args.length === 0 || size === 0 ? 0 : size * (args.length + 2) * ROUNDED + LEAST;
    this.give(a - off, b + off);
  }

  /** [a, b] [c, d]; nothing times what has no bound is nothing. */
  private times(a: number, b: number, c: number, d: number): void {
    if ((a === 0 && b === 0) || (c === 0 && d === 0)) return this.give(0, 0);
    const p = timesOrNothing(a, c);
    const q = timesOrNothing(a, d);
    const r = timesOrNothing(b, c);
    const s = timesOrNothing(b, d);
    const least = Math.min(p, q, r, s);
    const most = Math.max(p, q, r, s);
    const isPositive = (a >= 0 && c >= 0) || (b <= 0 && d <= 0);
    const isNegative = (a >= 0 && d <= 0) || (b <= 0 && c >= 0);
    return this.give(isPositive ? Math.max(0, under(least)) : under(least), isNegative ? Math.min(0, over(most)) : over(most));
  }

  /** [a, b]^n. Powers that are not whole are taken of what is not negative. */
  private power(a: number, b: number, n: number): void {
    if (n === 1) return this.give(a, b);
    if (n === 0) return this.give(1, 1);
    if (!Number.isInteger(n)) {
      if (!(b >= 0)) return this.give(NaN, NaN);
      return this.rising(Math.max(0, a), b, n);
    }
    if (a >= 0) return this.rising(a, b, n);
    const isEven = n % 2 === 0;
    if (b <= 0) {
      this.rising(-b, -a, n);
      return isEven ? undefined : this.give(-this.b, -this.a);
    }
    if (n < 0) return this.give(isEven ? 0 : -Infinity, Infinity);
    const [one, other] = [over(Math.abs(a ** n), FUNCTION), over(b ** n, FUNCTION)];
    return isEven ? this.give(0, Math.max(one, other)) : this.give(-one, other);
  }

  /** [a, b]^n of numbers that are not negative. */
  private rising(a: number, b: number, n: number): void {
    const one = n > 0 ? a : b;
    const other = n > 0 ? b : a;
    this.give(
      one === 0 && n > 0 ? 0 : Math.max(0, under(raised(one, n), FUNCTION)), other === 0 && n > 0 ? 0 : over(raised(other, n), FUNCTION),
    );
  }

  private slope({ kind, args, weights }: Step, n: number): void {
    const { low, high, slopeLow, slopeHigh } = this;
    const x = args[0]!;
    const y = args[1]!;
    switch (kind) {
      case SUM: this.added(args, weights, 0, slopeLow, slopeHigh); break;
      case PRODUCT: this.slopeOfProduct(args, weights); break;
      case KINDS.exp: this.times(low[n]!, high[n]!, slopeLow[x]!, slopeHigh[x]!); break;
      case KINDS.log:
        this.power(Math.max(0, low[x]!), high[x]!, -1);
        this.times(this.a, this.b, slopeLow[x]!, slopeHigh[x]!);
        break;
      case KINDS.abs:
        if (low[x]! > 0) this.give(slopeLow[x]!, slopeHigh[x]!);
        else if (high[x]! < 0) this.give(-slopeHigh[x]!, -slopeLow[x]!);
        else {
          const steep = Math.max(Math.abs(slopeLow[x]!), Math.abs(slopeHigh[x]!));
          this.give(-steep, steep);
        }
        break;
      case KINDS.max:
        if (low[x]! > high[y]!) this.give(slopeLow[x]!, slopeHigh[x]!);
        else if (low[y]! > high[x]!) this.give(slopeLow[y]!, slopeHigh[y]!);
        else this.give(Math.min(slopeLow[x]!, slopeLow[y]!), Math.max(slopeHigh[x]!, slopeHigh[y]!));
        break;
      default: this.give(-Infinity, Infinity);
    }
  }

  /** Σ_j p_j u_j^(p_j - 1) u_j' Π_{i≠j} u_i^p_i */
  private slopeOfProduct(args: readonly number[], powers: readonly number[]): void {
    const { low, high, slopeLow, slopeHigh } = this;
    let least = 0;
    let most = 0;
    for (let j = 0; j < args.length; j++) {
      const x = args[j]!;
      if (slopeLow[x] === 0 && slopeHigh[x] === 0) continue;
      this.power(low[x]!, high[x]!, powers[j]! - 1);
      this.times(this.a, this.b, powers[j]!, powers[j]!);
      this.times(this.a, this.b, slopeLow[x]!, slopeHigh[x]!);
      for (let i = 0; i < args.length; i++) {
        if (i === j) continue;
        const a = this.a;
        const b = this.b;
        this.power(low[args[i]!]!, high[args[i]!]!, powers[i]!);
        this.times(a, b, this.a, this.b);
      }
      least = least === 0 ? this.a : under(least + this.a);
      most = most === 0 ? this.b : over(most + this.b);
    }
    this.give(least, most);
  }
}
