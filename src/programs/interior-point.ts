/**
 * Linear programs by a primal-dual interior point method (Mehrotra 1992), for programs whose columns reach few rows each: every step
 * solves A D A' + E = .., for which one order of elimination serves all steps. What comes back proves nothing: its multipliers are to be
 * turned into a bound (`float-bound.ts`), and the point lies inside the set of optima rather than at a corner of it.
 */
import { Equations, norm } from './equations.ts';
import type { FloatProgram } from './float.ts';
import type { EliminationOrder } from './minimum-degree.ts';
import { NormalMatrix } from './normal-matrix.ts';

export interface InteriorSolution {
  /** `failed`: steps came to nothing before both ends met. */
  readonly status: 'optimal' | 'failed';
  readonly primal: Float64Array;
  /** Multipliers of the rows, as prices: d objective / d bound. */
  readonly dual: Float64Array;
  readonly steps: number;
  /** What serves a program with further rows after this one's too. */
  readonly reached: Reached;
}

/** The order in which unknowns were eliminated, and a point on the way that is not yet near any bound. */
export interface Reached {
  readonly elimination: EliminationOrder;
  readonly point?: Point;
}

interface Point {
  readonly v: Float64Array;
  readonly y: Float64Array;
  readonly under: Float64Array;
  readonly over: Float64Array;
}

/** Relative distance between both ends, and of rows from their bounds, at which a program counts as solved. */
const TOLERANCE = 1e-9;
const STEPS_MAX = 100;
/** Share of the way to the nearest bound that a step takes. */
const SHY = 0.995;
/** Distance between both ends at which a point is kept for programs with further rows, and how far off its ends a new slack starts. */
const HALFWAY = 1e-2;
const OFF = 1e-2;
/** Weight that keeps columns without bounds from running away. */
const PROXIMAL = 1e-11;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
};

function scaledBy(weights: Float64Array, v: Float64Array): Float64Array {
  const result = new Float64Array(v.length);
  for (let j = 0; j < v.length; j++) result[j] = weights[j]! * v[j]!;
  return result;
}

class Path {
  readonly equations: Equations;
  readonly normal: NormalMatrix;
  readonly v: Float64Array;
  readonly y: Float64Array;
  /** Multipliers of the ends, 0 where an end is open. */
  private readonly under: Float64Array;
  private readonly over: Float64Array;
  private readonly ends: number;
  private primalRest: Float64Array = new Float64Array(0);
  private dualRest: Float64Array = new Float64Array(0);

  constructor(program: FloatProgram, earlier?: Reached) {
    const equations = (this.equations = new Equations(program));
    this.normal = new NormalMatrix(equations, earlier?.elimination);
    const { low, high } = equations;
    this.v = low.map((a, j) => {
      const b = high[j]!;
      if (a > -Infinity && b < Infinity) return (a + b) / 2;
      return a > -Infinity ? Math.max(0, a + 1) : b < Infinity ? Math.min(0, b - 1) : 0;
    });
    this.y = new Float64Array(equations.rows);
    this.under = low.map((a, j) => (a > -Infinity && a < high[j]! ? 1 : 0));
    this.over = high.map((b, j) => (b < Infinity && b > low[j]! ? 1 : 0));
    this.ends = this.under.reduce((sum, z) => sum + z, 0) + this.over.reduce((sum, z) => sum + z, 0);
    if (earlier?.point) this.goOnFrom(earlier.point);
  }

  /** Slacks of further rows start where their rows are, but off their ends; multipliers keep the mean product. */
  private goOnFrom({ v, y, under, over }: Point): void {
    const { equations: { low, high, columns, slackRows }, equations } = this;
    this.v.set(v);
    this.y.set(y);
    this.under.set(under);
    this.over.set(over);
    this.v.fill(0, v.length);
    const rows = equations.times(this.v);
    let mean = 0;
    for (let j = 0; j < v.length; j++) {
      if (under[j] !== 0) mean += ((v[j]! - low[j]!) * under[j]!) / this.ends;
      if (over[j] !== 0) mean += ((high[j]! - v[j]!) * over[j]!) / this.ends;
    }
    for (let j = v.length; j < this.v.length; j++) {
      const [a, b] = [low[j]!, high[j]!];
      const room = Math.min(OFF, (b - a) / 2);
      const x = Math.min(b - room, Math.max(a + room, rows[slackRows[j - columns]!]!));
      this.v[j] = x;
      if (a > -Infinity && a < b) this.under[j] = mean / (x - a);
      if (b < Infinity && a < b) this.over[j] = mean / (b - x);
    }
  }

  point(): Point {
    const { v, y, under, over } = this;
    return { v: v.slice(), y: y.slice(), under: under.slice(), over: over.slice() };
  }

  /** Mean product of an end's distance and its multiplier. */
  private mean(step?: Point, primal = 0, dual = 0): number {
    const { v, under, over, equations: { low, high } } = this;
    let sum = 0;
    for (let j = 0; j < v.length; j++) {
      const x = v[j]! + (step ? primal * step.v[j]! : 0);
      if (under[j] !== 0) sum += (x - low[j]!) * (under[j]! + (step ? dual * step.under[j]! : 0));
      if (over[j] !== 0) sum += (high[j]! - x) * (over[j]! + (step ? dual * step.over[j]! : 0));
    }
    return sum / this.ends;
  }

  /** Relative distance between both ends and of rows from their bounds, whichever is more. */
  look(): number {
    const { equations: { cost, right, low, high }, equations, v, y, under, over } = this;
    const times = equations.times(v);
    for (let r = 0; r < times.length; r++) times[r] = right[r]! - times[r]!;
    this.primalRest = times;
    const back = equations.transposed(y);
    this.dualRest = new Float64Array(v.length);
    let value = dot(right, y);
    for (let j = 0; j < v.length; j++) {
      if (low[j] === high[j]) value += low[j]! * (cost[j]! - back[j]!);
      else this.dualRest[j] = cost[j]! - back[j]! - under[j]! + over[j]!;
      if (under[j] !== 0) value += low[j]! * under[j]!;
      if (over[j] !== 0) value -= high[j]! * over[j]!;
    }
    const primal = dot(cost, v);
    return Math.max(
      Math.abs(primal - value) / (1 + Math.abs(primal)), norm(this.primalRest) / (1 + norm(v)), norm(this.dualRest),
    );
  }

  /** What the products of ends' distances and multipliers should change by, on their way to `target` less `affine`'s own products. */
  private wanted(target: number, affine?: Point): Pick<Point, 'under' | 'over'> {
    const { equations: { low, high }, v, under, over } = this;
    const wanted = { under: new Float64Array(v.length), over: new Float64Array(v.length) };
    for (let j = 0; j < v.length; j++) {
      if (under[j] !== 0) wanted.under[j] = target - under[j]! * (v[j]! - low[j]!) - (affine ? affine.v[j]! * affine.under[j]! : 0);
      if (over[j] !== 0) wanted.over[j] = target - over[j]! * (high[j]! - v[j]!) + (affine ? affine.v[j]! * affine.over[j]! : 0);
    }
    return wanted;
  }

  private pulls(wanted: Pick<Point, 'under' | 'over'>): Float64Array {
    const { equations: { low, high }, v, under, over, dualRest } = this;
    const pull = new Float64Array(v.length);
    for (let j = 0; j < v.length; j++) {
      let sum = -dualRest[j]!;
      if (under[j] !== 0) sum += wanted.under[j]! / (v[j]! - low[j]!);
      if (over[j] !== 0) sum -= wanted.over[j]! / (high[j]! - v[j]!);
      pull[j] = sum;
    }
    return pull;
  }

  /** Newton's step towards products `target` less `affine`'s own. */
  private direction(weights: Float64Array, target: number, affine?: Point): Point {
    const { equations, normal, primalRest } = this;
    const wanted = this.wanted(target, affine);
    const pull = this.pulls(wanted);
    const given = equations.times(scaledBy(weights, pull));
    for (let r = 0; r < given.length; r++) given[r] = primalRest[r]! - given[r]!;
    const y = normal.solve(given);
    const back = equations.transposed(y);
    for (let j = 0; j < back.length; j++) back[j]! += pull[j]!;
    return this.completed(y, scaledBy(weights, back), wanted);
  }

  /** The step with those moves of v and y: multipliers of ends follow. */
  private completed(y: Float64Array, move: Float64Array, wanted: Pick<Point, 'under' | 'over'>): Point {
    const { equations: { low, high }, v, under, over } = this;
    const step = { v: move, y, under: new Float64Array(v.length), over: new Float64Array(v.length) };
    for (let j = 0; j < v.length; j++) {
      if (under[j] !== 0) step.under[j] = (wanted.under[j]! - under[j]! * move[j]!) / (v[j]! - low[j]!);
      if (over[j] !== 0) step.over[j] = (wanted.over[j]! + over[j]! * move[j]!) / (high[j]! - v[j]!);
    }
    return step;
  }

  /** How far a step goes before a bound, and before a multiplier falls below 0; at most 1. */
  private reach({ v: move, under: underMove, over: overMove }: Point): { readonly primal: number; readonly dual: number } {
    const { equations: { low, high }, v, under, over } = this;
    let [primal, dual] = [1 / SHY, 1 / SHY];
    for (let j = 0; j < v.length; j++) {
      if (under[j] !== 0) {
        if (move[j]! < 0) primal = Math.min(primal, (low[j]! - v[j]!) / move[j]!);
        if (underMove[j]! < 0) dual = Math.min(dual, -under[j]! / underMove[j]!);
      }
      if (over[j] !== 0) {
        if (move[j]! > 0) primal = Math.min(primal, (high[j]! - v[j]!) / move[j]!);
        if (overMove[j]! < 0) dual = Math.min(dual, -over[j]! / overMove[j]!);
      }
    }
    return { primal, dual };
  }

  private weights(): Float64Array {
    const { equations: { low, high }, v, under, over } = this;
    const weights: Float64Array = new Float64Array(v.length);
    for (let j = 0; j < v.length; j++) {
      if (low[j] === high[j]) continue;
      const pull = (under[j] !== 0 ? under[j]! / (v[j]! - low[j]!) : 0) + (over[j] !== 0 ? over[j]! / (high[j]! - v[j]!) : 0);
      weights[j] = 1 / (PROXIMAL + pull);
    }
    return weights;
  }

  private move(step: Point, forward: number, back: number): void {
    const { v, y, under, over } = this;
    for (let j = 0; j < v.length; j++) {
      v[j]! += forward * step.v[j]!;
      if (under[j] !== 0) under[j]! += back * step.under[j]!;
      if (over[j] !== 0) over[j]! += back * step.over[j]!;
    }
    for (let r = 0; r < y.length; r++) y[r]! += back * step.y[r]!;
  }

  /** False where it came to nothing. */
  advance(): boolean {
    const weights = this.weights();
    this.normal.factor(weights);
    const mean = this.mean();
    const affine = this.direction(weights, 0);
    const far = this.reach(affine);
    const after = this.mean(affine, Math.min(1, far.primal), Math.min(1, far.dual));
    const step = this.direction(weights, mean * (after / mean) ** 3, affine);
    const { primal, dual } = this.reach(step);
    const [forward, back] = [Math.min(1, SHY * primal), Math.min(1, SHY * dual)];
    if (!(forward > 1e-8 || back > 1e-8) || !Number.isFinite(forward + back + step.y[0]!)) return false;
    this.move(step, forward, back);
    return true;
  }
}

/**
 * `earlier`: of a program with the same columns whose rows are this one's first. `told`: after every step the share of the way to the
 * tolerance that is done, which a step shortens by much the same factor.
 */
export function interiorPoint(program: FloatProgram, earlier?: Reached, told?: (share: number) => void): InteriorSolution {
  const path = new Path(program, earlier);
  const { equations: { scales, costScale, columns } } = path;
  let best = { distance: Infinity, v: path.v, y: path.y };
  let steps = 0;
  let idle = 0;
  let begun = 1;
  let point: Point | undefined;
  for (; steps < STEPS_MAX && idle < 8; steps++) {
    const distance = path.look();
    if (distance <= HALFWAY) point ??= path.point();
    if (distance < best.distance) {
      best = { distance, v: path.v.slice(), y: path.y.slice() };
      idle = 0;
    } else idle++;
    if (steps === 0) begun = distance;
    else told?.(Math.min(1, Math.max(0, Math.log(begun / best.distance) / Math.log(begun / TOLERANCE))));
    if (distance <= TOLERANCE || !path.advance()) break;
  }
  return {
    status: best.distance <= 1e-6 ? 'optimal' : 'failed', steps,
    reached: { elimination: path.normal.elimination, ...(point ? { point } : {}) },
    primal: best.v.slice(0, columns), dual: best.y.map((y, r) => (y * scales[r]!) / costScale),
  };
}
