/** Payoffs that are a polynomial of a one-dimensional type on an interval, and 0 off it. */
import type { BeliefPayoff, Extremum } from './belief-payoff.ts';

/** Σ_k c_k z^k. */
export type Coefficients = readonly number[];

export const polynomialAt = (c: Coefficients, z: number): number => c.reduceRight((sum, x) => sum * z + x, 0);

const derivative = (c: Coefficients): number[] => c.slice(1).map((x, k) => x * (k + 1));

/** Points of (from, to) at which the polynomial changes sign, by those at which its derivative does. */
function signChanges(c: Coefficients, from: number, to: number): number[] {
  if (c.length <= 1) return [];
  const edges = [from, ...signChanges(derivative(c), from, to), to];
  return edges.slice(1).flatMap((high, e) => {
    let [a, b] = [edges[e]!, high];
    const up = polynomialAt(c, a) < 0;
    if (polynomialAt(c, a) === 0 || polynomialAt(c, b) === 0 || up === polynomialAt(c, b) < 0) return [];
    for (let middle = (a + b) / 2; middle > a && middle < b; middle = (a + b) / 2) {
      if (polynomialAt(c, middle) < 0 === up) a = middle;
      else b = middle;
    }
    return [a];
  });
}

/** Least value on [from, to] and where; `turns`: where the derivative changes sign, there and perhaps beyond. */
export function leastPolynomial(c: Coefficients, from: number, to: number, turns = signChanges(derivative(c), from, to)): Extremum {
  let [value, at] = [polynomialAt(c, from), from];
  for (const z of [to, ...turns]) {
    if (z < from || z > to) continue;
    const other = polynomialAt(c, z);
    if (other < value) [value, at] = [other, z];
  }
  return { value, at: [at] };
}

/** `piece`: where the polynomial holds, within [0, 1]; all of it by default. */
export function piecewisePolynomial(c: Coefficients, piece: readonly [number, number] = [0, 1]): BeliefPayoff {
  const [from, to] = piece;
  const negative = c.map((x) => -x);
  const turns = signChanges(derivative(c), from, Math.max(from, to));
  const least = (of: Coefficients, low: number, high: number): Extremum => {
    const [a, b] = [Math.max(low, from), Math.min(high, to)];
    const off: Extremum = { value: 0, at: [low < from || from > to ? low : high] };
    if (a > b) return off;
    const inside = leastPolynomial(of, a, b, turns);
    return (low < from || high > to) && off.value < inside.value ? off : inside;
  };
  return {
    valueAt: ([z]) => (z! < from || z! > to ? 0 : polynomialAt(c, z!)),
    least: ([low], [high]) => least(c, low!, high!),
    greatest: ([low], [high]) => -least(negative, low!, high!).value,
    meanOn: ({ low: [low], high: [high], uniform }) => {
      if (!uniform || !(high! > low!)) return [least(c, low!, high!).value, -least(negative, low!, high!).value];
      const [a, b] = [Math.max(low!, from), Math.min(high!, to)];
      const integral = a < b ? c.reduce((sum, x, k) => sum + (x * (b ** (k + 1) - a ** (k + 1))) / (k + 1), 0) : 0;
      return [integral / (high! - low!), integral / (high! - low!)];
    },
  };
}
