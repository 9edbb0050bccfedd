/** [count, axes]: points spread evenly over the box [low, high]: powers of the root of x^(d + 1) = x + 1 (Roberts 2018). */
export function spreadPoints(low: Float64Array, high: Float64Array, count: number): Float64Array {
  const axes = low.length;
  let root = 1.5;
  for (let n = 0; n < 60; n++) root = (1 + root) ** (1 / (axes + 1));
  return Float64Array.from({ length: count * axes }, (_, k) => {
    const j = k % axes;
    return low[j]! + (((Math.floor(k / axes) + 1) / root ** (1 + j)) % 1) * (high[j]! - low[j]!);
  });
}
