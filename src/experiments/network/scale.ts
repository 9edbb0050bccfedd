/** What money is counted by, and amounts are not. */

/** The power of two that the largest value of an object in size is rounded up to. */
export const scaleOf = ({ low, high }: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }): number =>
  2 ** Math.ceil(Math.log2([...Array.from(low), ...Array.from(high)].reduce((most, end) => Math.max(most, Math.abs(end)), 1e-300)));
