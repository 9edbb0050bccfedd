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
