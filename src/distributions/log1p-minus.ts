/** log(1 + u) - u without cancellation. */
export function log1pMinus(u: number): number {
  if (Math.abs(u) > 0.1) return Math.log1p(u) - u;
  let sum = 0;
  for (let k = 2, power = u * u; k < 20; k++, power *= -u) sum -= power / k;
  return sum;
}
