/** Sums in double precision of what devices return. */

export function add(into: Float64Array, from: ArrayLike<number>): void {
  for (let i = 0; i < into.length; i++) into[i]! += from[i]!;
}

/** Hands out the numbers in order, `length` at a time. */
export function takeInOrder(numbers: Float32Array): (length: number) => Float32Array {
  let at = 0;
  return (length) => numbers.subarray(at, (at += length));
}
