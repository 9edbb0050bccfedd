/** Least payoff within delta of every point of a finite signal space, in the sup norm, and a nearest point that has it. */
import { supDistance } from './signal-distance.ts';

export interface Eroded {
  /** [n] h_delta(y) = least h(x) over ||x - y|| <= delta. */
  readonly values: Float64Array;
  /** [n] index of the nearest point within delta whose payoff that is; the point itself where it will do, else the first of the nearest. */
  readonly at: Int32Array;
}

/** points [n][D]: all of the space, whether or not the prior has mass there. A line in increasing order takes time n, all else n^2. */
export function erode(points: readonly (readonly number[])[], values: ArrayLike<number>, delta: number): Eroded {
  const onLine = points.every((point, i) => point.length === 1 && (i === 0 || points[i - 1]![0]! <= point[0]!));
  return onLine ? erodeLine(points.map(([x]) => x!), values, delta) : erodeAny(points, values, delta);
}

/** The same of the greatest payoff. */
export function dilate(points: readonly (readonly number[])[], values: ArrayLike<number>, delta: number): Eroded {
  const { values: negative, at } = erode(points, Float64Array.from(values, (value) => -value), delta);
  return { values: negative.map((value) => -value), at };
}

function erodeAny(points: readonly (readonly number[])[], values: ArrayLike<number>, delta: number): Eroded {
  const lowest = Float64Array.from(values);
  const at = Int32Array.from(values, (_, i) => i);
  points.forEach((y, i) => {
    let nearest = 0;
    points.forEach((x, j) => {
      const distance = supDistance(x, y);
      if (distance > delta || values[j]! > lowest[i]!) return;
      if (distance >= nearest && values[j]! >= lowest[i]!) return;
      lowest[i] = values[j]!;
      at[i] = j;
      nearest = distance;
    });
  });
  return { values: lowest, at };
}

/** `points` increase. Each side's window gives its lowest payoff, the nearest first; then the better side. */
function erodeLine(points: readonly number[], values: ArrayLike<number>, delta: number): Eroded {
  const line = Float64Array.from(points);
  const payoffs = Float64Array.from(values);
  const before = lowestBefore(line, payoffs, delta);
  // The mirror image of the space turns what comes after into what comes before.
  const mirrored = lowestBefore(line.map((x) => -x).reverse(), payoffs.slice().reverse(), delta);
  const lowest = new Float64Array(line.length);
  const at = new Int32Array(line.length);
  for (let i = 0; i < line.length; i++) {
    const left = before[i]!;
    const right = line.length - 1 - mirrored[line.length - 1 - i]!;
    const leftIsNearer = line[i]! - line[left]! <= line[right]! - line[i]!;
    at[i] = payoffs[left]! < payoffs[right]! || (payoffs[left]! <= payoffs[right]! && leftIsNearer) ? left : right;
    lowest[i] = payoffs[at[i]!]!;
  }
  return { values: lowest, at };
}

/** For every i the last index of the lowest value among the points from points[i] - delta up to i: a sliding window. */
function lowestBefore(points: Float64Array, values: Float64Array, delta: number): Int32Array {
  // Candidates: indices in order, of increasing values; the first is the answer.
  const candidates = new Int32Array(points.length);
  const lowest = new Int32Array(points.length);
  let [head, tail] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    while (head < tail && points[i]! - points[candidates[head]!]! > delta) head++;
    while (head < tail && values[candidates[tail - 1]!]! >= values[i]!) tail--;
    candidates[tail++] = i;
    lowest[i] = candidates[head]!;
  }
  return lowest;
}
