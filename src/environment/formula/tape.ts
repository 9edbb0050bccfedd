/**
 * Expressions as a list of operations, each on results before it: values in double precision, intervals that contain all values over a box
 * of signals, and over a stretch of a line of one agent's types intervals of values and of slopes. What her signals do not enter stands
 * first, so that it is done once for each profile of the others. Slopes of |.| and max at a kink are all between those of its two sides,
 * so that f(y) - f(x) lies within slopes times y - x across kinks too (Lebourg).
 */
import type { Box } from '../polynomial.ts';
import { childrenOf, partsOf, type Expression } from './expression.ts';
import { ends, exponential, logarithm, multiply, raise, set, size } from './interval-arithmetic.ts';

const OPS = ['number', 'signal', 'sum', 'product', 'exp', 'log', 'abs', 'max', 'where'] as const;
const [NUMBER, SIGNAL, SUM, PRODUCT, EXP, LOG, ABS, MAX] = OPS.keys() as unknown as number[];
/** Relative error of a sum of n products and a constant: twice what Higham's gamma asks. */
const sumError = (terms: number): number => (terms + 3) * 2 ** -52;
const LEAST = 2 ** -1070;

export class Tape {
  /** Places of the roots. */
  readonly roots: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
  readonly value: Float64Array;
  /** Operations without one of the own signals. */
  readonly fixed: number;
  /** [parts] whether only own signals enter, or none. */
  private readonly ops: Uint8Array;
  private readonly first: Int32Array;
  private readonly args: Int32Array;
  /** Coefficients of sums and exponents of products, by argument; the constant of a sum, the number, or the signal, by operation. */
  private readonly weights: Float64Array;
  private readonly constants: Float64Array;
  private readonly own: Int32Array;
  /** [D] place of each signal, -1 where it does not enter. */
  private readonly placeOf: Int32Array;

  /** `own`: signals that move along lines. */
  constructor(roots: readonly Expression[], own: readonly number[] = []) {
    const all = partsOf(roots);
    const moving = new Map<string, boolean>();
    for (const e of all) {
      moving.set(e.key, e.op === 'signal' ? own.includes(e.d) : childrenOf(e).some(({ key }) => moving.get(key)));
    }
    const parts = [...all.filter(({ key }) => !moving.get(key)), ...all.filter(({ key }) => moving.get(key))];
    const place = new Map(parts.map(({ key }, n) => [key, n]));
    this.fixed = parts.length - parts.filter(({ key }) => moving.get(key)).length;
    this.own = Int32Array.from(own);
    const signals = parts.flatMap((e, n) => (e.op === 'signal' ? [[e.d, n] as const] : []));
    this.placeOf = new Int32Array(Math.max(-1, ...signals.map(([d]) => d)) + 1).fill(-1);
    for (const [d, n] of signals) this.placeOf[d] = n;
    this.ops = Uint8Array.from(parts, ({ op }) => OPS.indexOf(op));
    const children = parts.map(childrenOf);
    this.first = new Int32Array(parts.length + 1);
    children.forEach(({ length }, n) => { this.first[n + 1] = this.first[n]! + length; });
    this.args = Int32Array.from(children.flat(), ({ key }) => place.get(key)!);
    this.weights = Float64Array.from(parts.flatMap((e) => (e.op === 'sum' ? e.terms.map(({ coefficient }) => coefficient)
      : e.op === 'product' ? e.factors.map(({ power }) => power) : childrenOf(e).map(() => 0))));
    this.constants = Float64Array.from(parts, (e) =>
      (e.op === 'sum' ? e.constant : e.op === 'number' ? e.value : e.op === 'signal' ? e.d : 0));
    this.roots = Int32Array.from(roots, ({ key }) => place.get(key)!);
    const room = (): Float64Array => new Float64Array(parts.length);
    [this.low, this.high, this.slopeLow, this.slopeHigh, this.value] = [room(), room(), room(), room(), room()];
  }

  /** Values at a profile, in `value`; with `from`, only operations from there on. */
  evaluate(signals: ArrayLike<number>, from = 0, to = this.ops.length): void {
    const { ops, first, args, weights, constants, value } = this;
    for (let n = from; n < to; n++) {
      const a = first[n]!;
      const b = first[n + 1]!;
      switch (ops[n]) {
        case NUMBER: value[n] = constants[n]!; break;
        case SIGNAL: value[n] = signals[constants[n]!]!; break;
        case SUM: {
          let sum = constants[n]!;
          for (let j = a; j < b; j++) sum += weights[j]! * value[args[j]!]!;
          value[n] = sum;
          break;
        }
        case PRODUCT: {
          let made = 1;
          for (let j = a; j < b; j++) made *= powerOf(value[args[j]!]!, weights[j]!);
          value[n] = made;
          break;
        }
        case EXP: value[n] = Math.exp(value[args[a]!]!); break;
        case LOG: value[n] = Math.log(value[args[a]!]!); break;
        case ABS: value[n] = Math.abs(value[args[a]!]!); break;
        case MAX: value[n] = Math.max(value[args[a]!]!, value[args[a + 1]!]!); break;
        default: value[n] = value[args[value[args[a]!]! < 0 ? a + 2 : a + 1]!]!;
      }
    }
  }

  /** Intervals over a box of all signals. */
  over(box: Box): void {
    for (let d = 0; d < box.length; d++) this.put(d, box[d]![0], box[d]![1]);
    this.bound(0, this.ops.length);
  }

  /** [lowest, highest] of root r on the box that was looked at last. */
  range(r: number): readonly [number, number] {
    return [this.low[this.roots[r]!]!, this.high[this.roots[r]!]!];
  }

  /** Intervals of what own signals do not enter, over a box of all signals. */
  faceOver(box: Box): void {
    for (let d = 0; d < box.length; d++) this.put(d, box[d]![0], box[d]![1]);
    this.bound(0, this.fixed);
  }

  /** The same under one profile. */
  face(signals: ArrayLike<number>): void {
    for (let d = 0; d < signals.length; d++) this.put(d, signals[d]!, signals[d]!);
    this.bound(0, this.fixed);
  }

  /** Intervals of values, and with `slopes` of those by x, over from + x step, x in [a, b]; `face` comes first. */
  along(from: ArrayLike<number>, stepLow: ArrayLike<number>, stepHigh: ArrayLike<number>, a: number, b: number, slopes: boolean): void {
    const { own } = this;
    for (let c = 0; c < own.length; c++) {
      multiply(a, b, stepLow[c]!, stepHigh[c]!);
      const start = from[c]!;
      const below = ends[0]!;
      const above = ends[1]!;
      this.put(own[c]!, start + below - error(start, below), start + above + error(start, above));
    }
    this.bound(this.fixed, this.ops.length);
    if (!slopes) return;
    for (let c = 0; c < own.length; c++) {
      const n = this.placeOf[own[c]!]!;
      if (n < 0) continue;
      this.slopeLow[n] = stepLow[c]!;
      this.slopeHigh[n] = stepHigh[c]!;
    }
    this.slope();
  }

  private put(d: number, least: number, most: number): void {
    const n = d < this.placeOf.length ? this.placeOf[d]! : -1;
    if (n < 0) return;
    this.low[n] = least;
    this.high[n] = most;
  }

  private bound(from: number, to: number): void {
    const { ops, first, args, weights, constants, low, high } = this;
    for (let n = from; n < to; n++) {
      const a = first[n]!;
      const b = first[n + 1]!;
      const x = a < b ? args[a]! : 0;
      switch (ops[n]) {
        case NUMBER: set(constants[n]!, constants[n]!); break;
        case SIGNAL: continue;
        case SUM: this.sumOver(a, b, constants[n]!, low, high); break;
        case PRODUCT: {
          raise(low[x]!, high[x]!, weights[a]!);
          for (let j = a + 1; j < b; j++) {
            const least = ends[0]!;
            const most = ends[1]!;
            raise(low[args[j]!]!, high[args[j]!]!, weights[j]!);
            multiply(least, most, ends[0]!, ends[1]!);
          }
          break;
        }
        case EXP: exponential(low[x]!, high[x]!); break;
        case LOG: logarithm(low[x]!, high[x]!); break;
        case ABS: size(low[x]!, high[x]!); break;
        case MAX: set(Math.max(low[x]!, low[args[a + 1]!]!), Math.max(high[x]!, high[args[a + 1]!]!)); break;
        default: {
          const positive = args[a + 1]!;
          const negative = args[a + 2]!;
          if (low[x]! > 0) set(low[positive]!, high[positive]!);
          else if (high[x]! < 0) set(low[negative]!, high[negative]!);
          else set(Math.min(low[positive]!, low[negative]!), Math.max(high[positive]!, high[negative]!));
        }
      }
      low[n] = ends[0]!;
      high[n] = ends[1]!;
    }
  }

  /** constant + Σ weight argument */
  private sumOver(a: number, b: number, constant: number, low: Float64Array, high: Float64Array): void {
    const { args, weights } = this;
    let least = constant;
    let most = constant;
    let all = Math.abs(constant);
    for (let j = a; j < b; j++) {
      const weight = weights[j]!;
      const below = weight * low[args[j]!]!;
      const above = weight * high[args[j]!]!;
      least += weight > 0 ? below : above;
      most += weight > 0 ? above : below;
      all += Math.max(Math.abs(below), Math.abs(above));
    }
    const off = all === 0 ? 0 : sumError(b - a) * all + LEAST;
    set(least - off, most + off);
  }

  private slope(): void {
    const { ops, first, args, low, high, slopeLow, slopeHigh } = this;
    for (let n = this.fixed; n < ops.length; n++) {
      const a = first[n]!;
      const b = first[n + 1]!;
      const x = a < b ? args[a]! : 0;
      switch (ops[n]) {
        case SIGNAL: continue;
        case SUM: this.sumOver(a, b, 0, slopeLow, slopeHigh); break;
        case PRODUCT: this.productSlope(a, b); break;
        case EXP: multiply(low[n]!, high[n]!, slopeLow[x]!, slopeHigh[x]!); break;
        case LOG:
          raise(Math.max(0, low[x]!), high[x]!, -1);
          multiply(ends[0]!, ends[1]!, slopeLow[x]!, slopeHigh[x]!);
          break;
        case ABS:
          if (low[x]! > 0) set(slopeLow[x]!, slopeHigh[x]!);
          else if (high[x]! < 0) set(-slopeHigh[x]!, -slopeLow[x]!);
          else set(Math.min(slopeLow[x]!, -slopeHigh[x]!), Math.max(slopeHigh[x]!, -slopeLow[x]!));
          break;
        case MAX: {
          const y = args[a + 1]!;
          if (low[x]! > high[y]!) set(slopeLow[x]!, slopeHigh[x]!);
          else if (low[y]! > high[x]!) set(slopeLow[y]!, slopeHigh[y]!);
          else set(Math.min(slopeLow[x]!, slopeLow[y]!), Math.max(slopeHigh[x]!, slopeHigh[y]!));
          break;
        }
        default: set(-Infinity, Infinity);
      }
      slopeLow[n] = ends[0]!;
      slopeHigh[n] = ends[1]!;
    }
  }

  /** (Π_{i<=j})' = (Π_{i<j})' u_j^p + Π_{i<j} p u_j^(p-1) u_j', factor by factor. */
  private productSlope(a: number, b: number): void {
    const { args, weights, low, high, slopeLow, slopeHigh } = this;
    let least = 1;
    let most = 1;
    let down = 0;
    let up = 0;
    for (let j = a; j < b; j++) {
      const x = args[j]!;
      const p = weights[j]!;
      if (slopeLow[x] === 0 && slopeHigh[x] === 0) set(0, 0);
      else {
        raise(low[x]!, high[x]!, p - 1);
        multiply(ends[0]!, ends[1]!, p, p);
        multiply(ends[0]!, ends[1]!, slopeLow[x]!, slopeHigh[x]!);
      }
      if (j === a && j + 1 === b) return;
      multiply(least, most, ends[0]!, ends[1]!);
      const riseLow = ends[0]!;
      const riseHigh = ends[1]!;
      raise(low[x]!, high[x]!, p);
      const powerLow = ends[0]!;
      const powerHigh = ends[1]!;
      multiply(down, up, powerLow, powerHigh);
      const earlierLow = ends[0]!;
      const earlierHigh = ends[1]!;
      set(earlierLow + riseLow - error(earlierLow, riseLow), earlierHigh + riseHigh + error(earlierHigh, riseHigh));
      down = ends[0]!;
      up = ends[1]!;
      multiply(least, most, powerLow, powerHigh);
      least = ends[0]!;
      most = ends[1]!;
    }
    set(down, up);
  }
}

/** Of the sum of two numbers. */
const error = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : (Math.abs(x) + Math.abs(y)) * 2 ** -51 + LEAST);

const powerOf = (x: number, n: number): number => (n === 1 ? x : n === 2 ? x * x : n === 0.5 ? Math.sqrt(Math.max(0, x)) : x ** n);
