/** Softmax and sparsemax of intervals: every share rises in its own entry and falls in the others', so corners give its ends. */
import { between } from './curves.ts';
import type { Enclosure } from './enclosure.ts';

/** e^(x_k) / sum e^(x_l), of entry k. */
function softShare(line: readonly number[], k: number): number {
  const most = Math.max(...line);
  return Math.exp(line[k]! - most) / line.reduce((sum, x) => sum + Math.exp(x - most), 0);
}

/** Entry k of the nearest point of the simplex: what x_k is above the level at which the rest adds up to one. */
function sparseShare(line: readonly number[], k: number): number {
  const falling = [...line].sort((a, b) => b - a);
  let [sum, level] = [0, 0];
  for (let n = 0; n < falling.length; n++) {
    sum += falling[n]!;
    if (falling[n]! > (sum - 1) / (n + 1)) level = (sum - 1) / (n + 1);
  }
  return Math.max(0, line[k]! - level);
}

/** The largest sum w_m x_m over weights in [low, high] that add up to one. */
function weighed(x: readonly number[], low: readonly number[], high: readonly number[]): number {
  const order = [...x.keys()].sort((a, b) => x[b]! - x[a]!);
  let left = Math.max(0, 1 - low.reduce((sum, w) => sum + w, 0));
  let total = low.reduce((sum, w, m) => sum + w * x[m]!, 0);
  for (const m of order) {
    const more = Math.min(left, high[m]! - low[m]!);
    total += more * x[m]!;
    left -= more;
  }
  return total + left * x[order[0]!]!;
}

/** The largest mean of x over a set that has all of `sure` and any of `maybe`. */
function meanOver(x: readonly number[], sure: readonly number[], maybe: readonly number[]): number {
  let [sum, count] = [sure.reduce((total, m) => total + x[m]!, 0), sure.length];
  const rest = maybe.map((m) => x[m]!).sort((a, b) => b - a);
  if (count === 0) return Math.max(...rest);
  for (const more of rest) {
    if (more * count <= sum) break;
    sum += more;
    count++;
  }
  return sum / count;
}

/** Entries `at` of `x` go to the same places of `to`. */
export function shares(op: 'softmax' | 'sparsemax', to: Enclosure, x: Enclosure, at: readonly number[]): void {
  const share = op === 'softmax' ? softShare : sparseShare;
  const [lows, highs] = [at.map((i) => x.low[i]!), at.map((i) => x.high[i]!)];
  at.forEach((i, k) => {
    to.low[i] = share(highs.with(k, lows[k]!), k);
    to.high[i] = share(lows.with(k, highs[k]!), k);
  });
  const [least, most] = [at.map((i) => to.low[i]!), at.map((i) => to.high[i]!)];
  const sure = [...at.keys()].filter((k) => least[k]! > 0);
  const maybe = [...at.keys()].filter((k) => least[k]! <= 0 && most[k]! > 0);
  for (let a = 0; a < to.slopeLow.length; a++) {
    const [down, up] = [at.map((i) => x.slopeLow[a]![i]!), at.map((i) => x.slopeHigh[a]![i]!)];
    const negated = down.map((slope) => -slope);
    // The mean slope of those that have a share: by their shares, or all alike.
    const [meanHigh, meanLow] = op === 'softmax'
      ? [weighed(up, least, most), -weighed(negated, least, most)]
      : [meanOver(up, sure, maybe), -meanOver(negated, sure, maybe)];
    at.forEach((i, k) => {
      const [from, to_] = [down[k]! - meanHigh, up[k]! - meanLow];
      const ends = op === 'softmax'
        ? [from >= 0 ? least[k]! * from : most[k]! * from, to_ >= 0 ? most[k]! * to_ : least[k]! * to_]
        : most[k]! <= 0 ? [0, 0] : sure.includes(k) ? [from, to_] : [Math.min(0, from), Math.max(0, to_)];
      [to.slopeLow[a]![i], to.slopeHigh[a]![i]] = ends as [number, number];
    });
  }
}

/**
 * A plane beside entry `k` of a softmax over the line `at`: the share is 1 / (1 + e^(z - x_k)), z the logarithm of the sum of the other
 * powers. z is convex and at most R^2 / 8 above its tangent at the middle, R the most by which two of its entries move apart (half the
 * variance of a number in a range R); `to` holds the shares' ends.
 */
export function planeOfShare(x: Enclosure, to: Enclosure, at: readonly number[], k: number, halves: ArrayLike<number>): {
  readonly slopes: readonly number[]; readonly least: number; readonly most: number;
} {
  const middles = at.map((i) => (x.low[i]! + x.high[i]!) / 2);
  const others = [...at.keys()].filter((l) => l !== k);
  const top = Math.max(...others.map((l) => middles[l]!));
  const powers = at.map((_, l) => (l === k ? 0 : Math.exp(middles[l]! - top)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  let apart = 0;
  for (const l of others) for (const m of others) if (l < m) apart = Math.max(apart, differenceRange(x, at[l]!, at[m]!, halves));
  const above = apart ** 2 / 8;
  const logit = (share: number): number => Math.log(share) - Math.log1p(-share);
  // Shares at an end of [0, 1] leave entries that have ends of their own.
  const far = at.reduce((most, i) => Math.max(most, Math.abs(x.low[i]!), Math.abs(x.high[i]!)), 1) * 2 + Math.log(at.length);
  const [low, high] = [Math.max(-far, logit(to.low[at[k]!]!)), Math.min(far, logit(to.high[at[k]!]!))];
  const { share, least, most } = between('sigmoid', low, high);
  const atMiddle = top + Math.log(total);
  const tangent = others.reduce((sum, l) => sum - (powers[l]! / total) * middles[l]!, atMiddle);
  return {
    slopes: at.map((_, l) => share * (l === k ? 1 : -powers[l]! / total)),
    least: least - share * (tangent + above), most: most - share * tangent,
  };
}

/** At most how far the difference of two entries moves over the box. */
function differenceRange(x: Enclosure, i: number, j: number, halves: ArrayLike<number>): number {
  let bySlopes = 0;
  for (let a = 0; a < x.slopeLow.length; a++) {
    const [down, up] = [x.slopeLow[a]![i]! - x.slopeHigh[a]![j]!, x.slopeHigh[a]![i]! - x.slopeLow[a]![j]!];
    bySlopes += 2 * Math.max(Math.abs(down), Math.abs(up)) * halves[a]!;
  }
  return Math.min(bySlopes, x.high[i]! - x.low[i]! + x.high[j]! - x.low[j]!);
}
