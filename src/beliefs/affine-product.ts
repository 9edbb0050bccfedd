/** Payoffs that are affine in the other's type, or a product of two such. */
import { affineAt, scaledAffine, type Affine } from './affine.ts';
import { plus, product, times, type BeliefPayoff, type Extremum } from './belief-payoff.ts';
import type { BeliefCell, Ends } from './quantile-cells.ts';

const isConstant = ({ slopes }: Affine): boolean => slopes.every((x) => x === 0);

/** The product of the two; affine where one of them does not depend on the type. */
export function affineProduct(a: Affine, b: Affine): BeliefPayoff {
  if (isConstant(a)) return affine(scaledAffine(b, a.constant));
  if (isConstant(b)) return affine(scaledAffine(a, b.constant));
  return {
    valueAt: (z) => affineAt(a, z) * affineAt(b, z),
    least: (low, high) => leastProduct(a, b, low, high),
    greatest: (low, high) => -leastProduct(scaledAffine(a, -1), b, low, high).value,
    meanOn: ({ means, squares }) => {
      let ends: Ends = [a.constant * b.constant, a.constant * b.constant];
      a.slopes.forEach((x, j) => {
        ends = plus(ends, times(means[j]!, x * b.constant + b.slopes[j]! * a.constant));
        ends = plus(ends, times(squares[j]!, x * b.slopes[j]!));
        b.slopes.forEach((y, k) => {
          if (k !== j) ends = plus(ends, times(product(means[j]!, means[k]!), x * y));
        });
      });
      return ends;
    },
  };
}

/** E[min(1, max(0, z + shift))] of one coordinate within a cell. */
function shiftedMean({ low, high, means }: BeliefCell, j: number, shift: number): Ends {
  const inside = (x: number): number => Math.min(1, Math.max(0, x));
  if (low[j]! + shift >= 0 && high[j]! + shift <= 1) return [means[j]![0] + shift, means[j]![1] + shift];
  return [inside(low[j]! + shift), inside(high[j]! + shift)];
}

export function affine(of: Affine): BeliefPayoff {
  const { constant, slopes } = of;
  const lowest = (low: readonly number[], high: readonly number[]): number[] => slopes.map((x, j) => (x > 0 ? low[j]! : high[j]!));
  const sum = (meanOf: (j: number) => Ends): Ends =>
    slopes.reduce<Ends>((ends, x, j) => plus(ends, times(meanOf(j), x)), [constant, constant]);
  return {
    valueAt: (z) => affineAt(of, z),
    least: (low, high) => {
      const at = lowest(low, high);
      return { value: affineAt(of, at), at };
    },
    greatest: (low, high) => affineAt(of, lowest(high, low)),
    meanOn: ({ means }) => sum((j) => means[j]!),
    erodedMeanOn: (cell, delta) => sum((j) => shiftedMean(cell, j, slopes[j]! > 0 ? -delta : delta)),
  };
}

/**
 * Least a(z) b(z) on a box. The pairs (a(z), b(z)) fill a polygon, the sum of the segments that the coordinates contribute. The
 * product has no least point inside it (it is harmonic), so it is least on an edge, along which one coordinate moves alone.
 */
function leastProduct(a: Affine, b: Affine, low: readonly number[], high: readonly number[]): Extremum {
  // In order of direction; a coordinate whose segment points down is run through backwards.
  const moves = a.slopes.map((x, j) => {
    const width = high[j]! - low[j]!;
    const [dx, dy] = [x * width, b.slopes[j]! * width];
    const backwards = dy < 0 || (dy === 0 && dx < 0);
    const [right, up] = backwards ? [-dx, -dy] : [dx, dy];
    return { j, backwards, dx: right, dy: up, angle: Math.atan2(up, right) };
  }).sort((p, q) => p.angle - q.angle);
  let best: Extremum = { value: Infinity, at: low };
  // The right half of the outline goes up in order of direction, the left half in the reverse order.
  for (const order of [moves, [...moves].reverse()]) {
    const z = low.map((x, j) => (moves.some((move) => move.j === j && move.backwards) ? high[j]! : x));
    let [x, y] = [affineAt(a, z), affineAt(b, z)];
    if (x * y < best.value) best = { value: x * y, at: [...z] };
    for (const { j, backwards, dx, dy } of order) {
      const t = dx * dy === 0 ? 1 : Math.min(1, Math.max(0, -(x * dy + y * dx) / (2 * dx * dy)));
      for (const share of [t, 1]) {
        const value = (x + share * dx) * (y + share * dy);
        if (value < best.value) {
          const at = [...z];
          at[j] = backwards ? high[j]! - share * (high[j]! - low[j]!) : low[j]! + share * (high[j]! - low[j]!);
          best = { value, at };
        }
      }
      [x, y] = [x + dx, y + dy];
      z[j] = backwards ? low[j]! : high[j]!;
    }
  }
  return best;
}
