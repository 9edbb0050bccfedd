/** Which alternative is best along a straight line of types, between all crossings: for checks of what lies along it add up to. */

/** Shares of the way, from 0 to 1, between which one alternative is best where values are base + t slope. */
export function cutsOf(base: readonly number[], slope: readonly number[]): number[] {
  const cuts = [0, 1];
  for (let k = 0; k < base.length; k++) {
    for (let l = 0; l < k; l++) {
      const at = (base[l]! - base[k]!) / (slope[k]! - slope[l]!);
      if (at > 0 && at < 1) cuts.push(at);
    }
  }
  return cuts.sort((a, b) => a - b);
}

/** The best alternative at share t of the way; of equal ones the first. */
export function bestAt(base: readonly number[], slope: readonly number[], t: number): number {
  let best = 0;
  for (let k = 1; k < base.length; k++) if (base[k]! + slope[k]! * t > base[best]! + slope[best]! * t) best = k;
  return best;
}

/** ∫ over t in [0, 1] of the rise of the alternative that is best there, which the middle between two crossings tells. */
export function alongLine(base: readonly number[], slope: readonly number[], rise: readonly number[]): number {
  const cuts = cutsOf(base, slope);
  let sum = 0;
  for (let j = 0; j + 1 < cuts.length; j++) {
    const width = cuts[j + 1]! - cuts[j]!;
    if (width > 0) sum += rise[bestAt(base, slope, cuts[j]! + width / 2)]! * width;
  }
  return sum;
}

/**
 * What a gain may be off by where a draw is known to lie between two points of its table and no more: alternatives k and l may change
 * places only where they are as near to one another as that moves them apart. `near`: [k][l] by how much it does.
 */
export function doubtOf(
  heights: readonly number[], { slope, gain }: { readonly slope: readonly number[]; readonly gain: readonly number[] },
  near: readonly (readonly number[])[], isPath: boolean,
): number {
  let sum = 0;
  for (let k = 0; k < heights.length; k++) {
    for (let l = 0; l < k; l++) {
      const [apart, rate, reach] = [heights[k]! - heights[l]!, slope[k]! - slope[l]!, near[k]![l]!];
      if (isPath && rate !== 0) {
        const ends = [(-reach - apart) / rate, (reach - apart) / rate];
        sum += Math.abs(gain[k]! - gain[l]!) * Math.max(0, Math.min(1, Math.max(...ends)) - Math.max(0, Math.min(...ends)));
      } else if (Math.abs(apart + rate) <= reach) sum += Math.abs(gain[k]! - gain[l]!);
    }
  }
  return Math.min(sum, Math.max(...gain) - Math.min(...gain));
}

interface Stretch {
  readonly pair: readonly [number, number];
  readonly from: number;
  readonly to: number;
}

/** Shares of the way between which two alternatives at the top, or near it, may change places where each is moved as far as `near` says. */
export function mayTie(base: readonly number[], slope: readonly number[], near: readonly (readonly number[])[]): Stretch[] {
  const farthest = Math.max(...near.flat());
  const steepest = Math.max(...slope) - Math.min(...slope);
  /** By how much neither of the two is best. */
  const behind = (k: number, l: number, t: number): number =>
    Math.max(...base.map((x, j) => x + slope[j]! * t)) - Math.max(base[k]! + slope[k]! * t, base[l]! + slope[l]! * t);
  return base.flatMap((_, k) => Array.from({ length: k }, (__, l) => l).flatMap((l): Stretch[] => {
    const [apart, rate, reach] = [base[k]! - base[l]!, slope[k]! - slope[l]!, near[k]![l]!];
    if (!(reach > 0) || (rate === 0 && Math.abs(apart) > reach)) return [];
    const ends = rate === 0 ? [0, 1] : [(-reach - apart) / rate, (reach - apart) / rate];
    const [from, to] = [Math.max(0, Math.min(...ends)), Math.min(1, Math.max(...ends))];
    if (!(from <= to)) return [];
    const least = Math.min(behind(k, l, from), behind(k, l, to)) - steepest * (to - from);
    return least > 2 * farthest ? [] : [{ pair: [k, l], from, to }];
  }));
}
