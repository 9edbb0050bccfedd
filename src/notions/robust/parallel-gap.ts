/**
 * By how much (5), in its bilinear form (7), fails at a point (θ*, z*) of a boundary: the least angle, over all gradients of the ex post
 * transfer ρ_-i, that ∇_i v_i and ∇_i (v_-i - ρ_-i) make somewhere on I_-i, the part of the cube where v_-i(θ*, ·) is what it is at z*
 * (Lemma 3). Zero is necessary for a regular locally robust rule with a boundary through that point.
 *
 * With x_p = t b_p - c at points p of I_-i, where c/t is the gradient of ρ_-i and t = 0 a gradient beyond all bounds, and P_p the
 * projection that a_p is lost in, sin² of the angle is |P_p x_p|² / |x_p|². For any weights w the largest of these ratios is at least
 * Σ w |P x|² / Σ w |x|², whose least value over (t, c) is a generalised eigenvalue: a lower bound for every gradient at once. Weights that
 * grow where the angle is large bring the bound and the best gradient together.
 */
import { corners, sectionAt, type Bilinear } from '../../environment/two-agent.ts';
import { diagonalise } from './symmetric-eigen.ts';

export interface ParallelGap {
  /** Angles in degrees; the upper one is the largest found along the boundary at the best gradient. */
  readonly lower: number;
  readonly upper: number;
  /** Of ρ_-i at θ*; absent where the best one is beyond all bounds. */
  readonly gradient?: readonly number[];
  /** Points of I_-i looked at. */
  readonly points: number;
  /** The point of I_-i at which the angle is largest at that gradient; absent where few are looked at, or the angle is 0 by structure. */
  readonly steepest?: readonly number[];
}

type Vector = readonly number[];

const inner = (x: Vector, y: Vector): number => x.reduce((sum, u, j) => sum + u * y[j]!, 0);
const DEGREES = 180 / Math.PI;

/** Corners of the part of the cube where c·z is what it is at `z`: on edges that pass through the level, or all where c = 0. */
function levelCorners(slopes: Vector, z: Vector): number[][] {
  const level = inner(slopes, z);
  const all = corners(slopes.length);
  if (slopes.every((x) => x === 0)) return all;
  return all.flatMap((corner) => corner.flatMap((x, j) => {
    if (x !== 0 || slopes[j] === 0) return [];
    const share = (level - inner(slopes, corner)) / slopes[j]!;
    return share >= 0 && share <= 1 ? [corner.map((y, k) => (k === j ? share : y))] : [];
  }));
}

/** Points of I_-i: z*, and `steps` on the way to each of its corners. */
export function boundaryPoints(other: Bilinear, own: Vector, z: Vector, steps: number): number[][] {
  const ends = levelCorners(sectionAt(other, own).slopes, z);
  return [[...z], ...ends.flatMap((end) =>
    Array.from({ length: steps }, (_, s) => z.map((x, j) => x + ((s + 1) / steps) * (end[j]! - x))))];
}

/** Gradients at points of I_-i, [points][d] in one array each. */
interface Places {
  readonly count: number;
  readonly dimensions: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

function placesOf(own: Bilinear, other: Bilinear, points: readonly Vector[]): Places {
  const dimensions = own.first.length;
  const [a, b] = [own, other].map(({ first, cross }) => {
    const values = new Float64Array(points.length * dimensions);
    for (let p = 0; p < points.length; p++) {
      for (let j = 0; j < dimensions; j++) {
        let x = first[j]!;
        for (let k = 0; k < cross[j]!.length; k++) x += cross[j]![k]! * points[p]![k]!;
        values[p * dimensions + j] = x;
      }
    }
    return values;
  }) as [Float64Array, Float64Array];
  return { count: points.length, dimensions, a, b };
}

/** sin² at a place, for y = (t, c); 0 where one of the two vectors is. */
function ratioAt({ dimensions: d, a, b }: Places, p: number, y: Float64Array): number {
  let [xx, aa, ax] = [0, 0, 0];
  for (let j = 0; j < d; j++) {
    const x = y[0]! * b[p * d + j]! - y[1 + j]!;
    const u = a[p * d + j]!;
    xx += x * x;
    aa += u * u;
    ax += u * x;
  }
  return xx === 0 || aa === 0 ? 0 : Math.min(1, Math.max(0, 1 - (ax * ax) / (aa * xx)));
}

/** Below this share of the largest, a pivot or an eigenvalue counts as none. */
const SINGULAR = 1e-9;

/** Least of y'Ay / y'By into `at`, or -1 where B is singular. A and B are used up. */
function leastRatio(a: Float64Array, b: Float64Array, at: Float64Array, scratch: Float64Array): number {
  const n = at.length;
  // B = L L', in place below the diagonal.
  for (let j = 0; j < n; j++) {
    let pivot = b[j * n + j]!;
    const whole = pivot;
    for (let k = 0; k < j; k++) pivot -= b[j * n + k]! ** 2;
    if (!(pivot > SINGULAR * whole)) return -1;
    const root = Math.sqrt(pivot);
    b[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let x = b[i * n + j]!;
      for (let k = 0; k < j; k++) x -= b[i * n + k]! * b[j * n + k]!;
      b[i * n + j] = x / root;
    }
  }
  // L^-1 A L^-T: columns, then rows.
  for (let side = 0; side < 2; side++) {
    const [row, column] = side === 0 ? [n, 1] : [1, n];
    for (let c = 0; c < n; c++) {
      for (let i = 0; i < n; i++) {
        let x = a[i * row + c * column]!;
        for (let k = 0; k < i; k++) x -= b[i * n + k]! * a[k * row + c * column]!;
        a[i * row + c * column] = x / b[i * n + i]!;
      }
    }
  }
  diagonalise(a, scratch, n);
  let least = 0;
  for (let e = 1; e < n; e++) if (a[e * n + e]! < a[least * n + least]!) least = e;
  for (let i = n - 1; i >= 0; i--) {
    let x = scratch[i * n + least]!;
    for (let k = i + 1; k < n; k++) x -= b[k * n + i]! * at[k]!;
    at[i] = x / b[i * n + i]!;
  }
  return Math.max(0, a[least * n + least]!);
}

/** Σ w |P x|² and Σ w |x|² as quadratic forms of (t, c): x is linear in them, and P takes away what lies along a. */
function forms({ count, dimensions: d, a, b }: Places, weights: Float64Array, numerator: Float64Array, denominator: Float64Array): void {
  const n = d + 1;
  numerator.fill(0);
  denominator.fill(0);
  for (let p = 0; p < count; p++) {
    const w = weights[p]!;
    let [aa, ab, bb] = [0, 0, 0];
    for (let j = 0; j < d; j++) {
      const [u, x] = [a[p * d + j]!, b[p * d + j]!];
      aa += u * u;
      ab += u * x;
      bb += x * x;
    }
    denominator[0]! += w * bb;
    for (let j = 0; j < d; j++) {
      denominator[j + 1]! -= w * b[p * d + j]!;
      denominator[(j + 1) * n]! -= w * b[p * d + j]!;
      denominator[(j + 1) * n + j + 1]! += w;
    }
    if (aa === 0) continue;
    for (let r = 0; r < n; r++) {
      const u = r === 0 ? ab : -a[p * d + r - 1]!;
      for (let s = 0; s < n; s++) {
        const whole = r === 0 ? (s === 0 ? bb : -b[p * d + s - 1]!) : s === 0 ? -b[p * d + r - 1]! : r === s ? 1 : 0;
        numerator[r * n + s]! += w * (whole - (u * (s === 0 ? ab : -a[p * d + s - 1]!)) / aa);
      }
    }
  }
}

const WEIGHING_ROUNDS = 40;
const CLOSE = 1e-9;
/** What rounding may make of a ratio that is zero. */
const ROUNDING = 1e-13;

/** sin² bounds and the best (t, c) for those places. */
function fit(places: Places, rounds: number): { readonly lower: number; readonly upper: number; readonly at: Float64Array } {
  const n = places.dimensions + 1;
  const [numerator, denominator, scratch] = [0, 1, 2].map(() => new Float64Array(n * n)) as [Float64Array, Float64Array, Float64Array];
  const weights = new Float64Array(places.count).fill(1 / places.count);
  const own = new Float64Array(places.count);
  const at = new Float64Array(n);
  const best = new Float64Array(n);
  let [lower, upper] = [0, 1];
  for (let round = 0; round < rounds && upper - lower > CLOSE; round++) {
    forms(places, weights, numerator, denominator);
    const least = leastRatio(numerator, denominator, at, scratch);
    // v_-i - ρ_-i can be made flat, or nearly so, along the whole boundary.
    if (least < 0) {
      best.set([1, ...places.b.subarray(0, n - 1)]);
      return { lower: 0, upper: Math.max(...Array.from(own, (_, p) => ratioAt(places, p, best))), at: best };
    }
    let [largest, sum] = [0, 0];
    for (let p = 0; p < places.count; p++) {
      own[p] = ratioAt(places, p, at);
      largest = Math.max(largest, own[p]!);
    }
    lower = Math.max(lower, least);
    if (largest < upper || round === 0) {
      upper = largest;
      best.set(at);
    }
    for (let p = 0; p < places.count; p++) sum += weights[p]! *= Math.sqrt(own[p]!);
    if (!(sum > 0)) break;
    for (let p = 0; p < places.count; p++) weights[p]! /= sum;
  }
  return { lower: Math.max(0, Math.min(lower, upper) - ROUNDING), upper, at: best };
}

/** Points on the way to each corner of I_-i, rounds of weighing, and how many times finer the boundary is looked at in the end. */
export interface Effort {
  readonly steps?: number;
  readonly rounds?: number;
  readonly finer?: number;
}

/** `own`, `other`: values of the agent and of the other, the agent's type first; at (θ*, z*). */
export function parallelGap(
  own: Bilinear,
  other: Bilinear,
  [type, z]: readonly [Vector, Vector],
  { steps = 8, rounds = WEIGHING_ROUNDS, finer = 4 }: Effort = {},
): ParallelGap {
  const points = boundaryPoints(other, type, z, steps);
  const isPoint = z.length === 1 && sectionAt(other, type).slopes[0] !== 0;
  if (own.first.length === 1 || isPoint) return { lower: 0, upper: 0, points: points.length };
  const { lower, upper, at } = fit(placesOf(own, other, points), rounds);
  const looked = finer > 1 ? boundaryPoints(other, type, z, finer * steps) : [];
  const between = placesOf(own, other, looked);
  let [widest, steepest] = [-1, undefined as Vector | undefined];
  for (let p = 0; p < between.count; p++) {
    const ratio = ratioAt(between, p, at);
    if (ratio > widest) [widest, steepest] = [ratio, looked[p]!];
  }
  const [t, ...c] = at;
  const degrees = (share: number): number => DEGREES * Math.asin(Math.sqrt(share));
  return {
    lower: degrees(lower), upper: degrees(Math.max(upper, widest)), points: points.length,
    ...(steepest ? { steepest } : {}),
    ...(Math.abs(t!) > 1e-9 * Math.hypot(...c) ? { gradient: c.map((x) => x / t!) } : {}),
  };
}
