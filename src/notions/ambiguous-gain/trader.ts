/**
 * The largest gain by a lie in the full-insurance mechanism when beliefs are evaluated by the worst of a set: the supremum over
 * c < x of gain(x, c) = (x - c) T(x) - int_c^x S_k, T as in delta-star.ts. It is never below 0, its limit for short lies, and 0
 * exactly where truth-telling is exactly optimal.
 *
 * T and S_k fall, so the best type for report x is where S_k has come down to T(x), and one sweep finds the best pair. Both
 * survival functions lie in one Dvoretzky-Kiefer-Wolfowitz band, so the bounds hold on the continuum and for all pairs at once.
 */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import { certain, type CertifiedOnLine } from '../certified.ts';
import type { Interval } from '../../statistics/interval.ts';
import { integrals, type Survival } from '../../experiments/order-statistics/survival.ts';

export type CoupledSet = Exclude<BeliefSet, { readonly kind: 'priors' }>;

/** Least probability under the set of an event of probability p, wherever it lies; under Prokhorov after everyone has moved. */
function leastChance(beliefs: CoupledSet): (p: number) => number {
  switch (beliefs.kind) {
    case 'bayesian': return (p) => p;
    case 'contamination': return (p) => (1 - beliefs.delta) * p;
    case 'all': return () => 0;
    default: return (p) => Math.max(0, p - beliefs.delta);
  }
}

/** The greatest likewise. */
function greatestChance(beliefs: CoupledSet): (p: number) => number {
  switch (beliefs.kind) {
    case 'bayesian': return (p) => p;
    case 'contamination': return (p) => (1 - beliefs.delta) * p + beliefs.delta;
    case 'all': return () => 1;
    default: return (p) => Math.min(1, p + beliefs.delta);
  }
}

interface Best {
  readonly gain: number;
  readonly type: number;
  readonly report: number;
}

/** Largest int_{x_type}^{x_to(report)} (T - S)+ over reports; `least(k)`: T there, falling; `own[j]`: S on cell j, falling. */
function sweep(
  { x, first, end }: Survival,
  reports: readonly [number, number],
  to: (k: number) => number,
  least: (k: number) => number,
  own: Float64Array,
): Best {
  const sums = new Float64Array(end - first + 1);
  for (let j = first; j < end; j++) sums[j - first + 1] = sums[j - first]! + (x[j + 1]! - x[j]!) * own[j - first]!;
  let best: Best = { gain: 0, type: first, report: first };
  let type = first;
  for (let k = reports[0]; k <= reports[1]; k++) {
    const last = to(k);
    const t = least(k);
    while (type < last && own[type - first]! >= t) type++;
    if (type >= last) continue;
    const gain = (x[last]! - x[type]!) * t - (sums[last - first]! - sums[type - first]!);
    if (gain > best.gain) best = { gain, type, report: k };
  }
  return best;
}

/** Simultaneous over pairs, not over sets of beliefs. */
export function ambiguousGainOfTrader(s: Survival, beliefs: CoupledSet, alpha: number, lawError: number): CertifiedOnLine {
  const { x, n, weight, first, end, atLeastL, atLeastU, sign } = s;
  if (weight === 0 || beliefs.kind === 'all') return certain(0);
  const half = dkwHalfWidth(n, alpha / 2) + lawError;
  const shift = beliefs.kind === 'prokhorov' ? beliefs.delta : 0;
  const off = 2 ** -48 * Math.max(Math.abs(x[0]!), Math.abs(x.at(-1)!));
  const least = leastChance(beliefs);
  const share = (p: number): number => Math.min(1, Math.max(0, p));
  const own = (at: (j: number) => number): Float64Array => Float64Array.from({ length: end - first }, (_, i) => at(first + i));
  const slope = (j: number): number => ((1 - weight) * atLeastU[j]! + weight * atLeastL[j]!) / n;
  const pointer = (inside: (place: number, moved: number) => boolean): ((k: number) => number) => {
    let at = 0;
    return (k) => {
      while (at + 1 < x.length && inside(x[at + 1]!, x[k]! + shift)) at++;
      return at;
    };
  };
  // Largest boundary at or below the moved report, and the smallest at or above it.
  const below = pointer((place, moved) => place + (shift > 0 ? off : 0) <= moved);
  const beneath = pointer((place, moved) => place < moved + (shift > 0 ? off : 0));
  const between = pointer((place, moved) => place <= moved);
  const upper = sweep(
    s,
    [first, end - 1],
    (k) => k + 1,
    (k) => least(share(atLeastU[below(k)]! / n + half)),
    own((j) => share(slope(j + 1) - half)),
  );
  const middle = sweep(s, [first + 1, end], (k) => k, (k) => {
    const j = between(k);
    const part = j + 1 < x.length ? (x[k]! + shift - x[j]!) / (x[j + 1]! - x[j]!) : 0;
    return least((atLeastU[j]! + Math.min(1, part) * ((atLeastU[j + 1] ?? 0) - atLeastU[j]!)) / n);
  }, own((j) => (slope(j) + slope(j + 1)) / 2));
  const lower = sweep(s, [first + 1, end], (k) => k, (k) => {
    const j = shift > 0 ? beneath(k) + 1 : k;
    return least(share((j < x.length ? atLeastU[j]! : 0) / n - half));
  }, own((j) => share(slope(j) + half)));
  const bounds: CertifiedOnLine = {
    estimate: middle.gain,
    lower: Math.min(lower.gain, middle.gain),
    upper: Math.max(upper.gain, middle.gain),
    guarantee: 'continuum',
  };
  return middle.gain > 0 ? { ...bounds, witness: { type: sign * x[middle.type]!, report: sign * x[middle.report]! } } : bounds;
}

/**
 * Gain of type x_i who reports x_k under a set of beliefs, of any pair of boundaries. Overstating (k > i) it is (x_k - x_i) T - int S_k
 * with T the least chance of trade; understating, int S_k - (x_i - x_k) times the greatest, by everyone's moving up by delta and a
 * delta share of mass sent where she trades. Bounds hold for all pairs at once, at 1 - alpha.
 */
export function ambiguousGainsOfTrader(s: Survival, beliefs: CoupledSet, alpha: number, lawError: number): (i: number, k: number) =>
  Interval {
  const { x, n, weight } = s;
  const half = dkwHalfWidth(n, alpha / 2) + lawError;
  const shift = beliefs.kind === 'prokhorov' ? beliefs.delta : 0;
  const share = (p: number): number => Math.min(1, Math.max(0, p));
  const least = leastChance(beliefs);
  const greatest = greatestChance(beliefs);
  const { lowerL, upperL, lowerU, upperU } = integrals(s);
  const moved = { over: chanceAt(s, shift), under: chanceAt(s, -shift) };
  return (i, k) => {
    const [from, to] = [Math.min(i, k), Math.max(i, k)];
    const length = x[to]! - x[from]!;
    const rise = (sums: Float64Array): number => sums[to]! - sums[from]!;
    // The band moves each survival function by at most `half`, and it stays between 0 and 1.
    const low = Math.max(0, (1 - weight) * rise(lowerU) + weight * rise(lowerL) - half * length);
    const high = Math.min(length, (1 - weight) * rise(upperU) + weight * rise(upperL) + half * length);
    const middle = ((1 - weight) * (rise(lowerU) + rise(upperU)) + weight * (rise(lowerL) + rise(upperL))) / 2;
    const [p0, p, p1] = k > i ? moved.over(k) : moved.under(k);
    const bounds = k > i
      ? {
        estimate: length * least(p) - middle,
        lower: length * least(share(p0 - half)) - high,
        upper: length * least(share(p1 + half)) - low,
      }
      : {
        estimate: middle - length * greatest(p),
        lower: low - length * greatest(share(p1 + half)),
        upper: high - length * greatest(share(p0 - half)),
      };
    return { estimate: bounds.estimate, lower: Math.min(bounds.lower, bounds.estimate), upper: Math.max(bounds.upper, bounds.estimate) };
  };
}

/**
 * Sampled S_U at x_k + shift: at the boundary at or above, in between, at or below. S_U is 1 before the first boundary and 0 after
 * the last.
 */
function chanceAt({ x, n, atLeastU }: Survival, shift: number): (k: number) => readonly [number, number, number] {
  const value = (j: number): number => (j < 0 ? 1 : j >= x.length ? 0 : atLeastU[j]! / n);
  return (k) => {
    const at = x[k]! + shift;
    let [below, above] = [-1, x.length];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (x[middle]! <= at) below = middle;
      else above = middle;
    }
    if (below >= 0 && x[below] === at) above = below;
    const part = above === below || below < 0 || above >= x.length ? 0 : (at - x[below]!) / (x[above]! - x[below]!);
    return [value(above), below < 0 ? value(above) : value(below) + part * (value(above) - value(below)), value(below)];
  };
}
