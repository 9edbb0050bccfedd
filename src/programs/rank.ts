/** A lower bound on the rank of a rational matrix that is a proof: the rank modulo a prime never exceeds the rank. */
import type { Rational } from './rational.ts';

const PRIME = 2n ** 61n - 1n;

const reduce = (value: bigint): bigint => ((value % PRIME) + PRIME) % PRIME;

/** value^-1 by Fermat; `value` is not 0. */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value, PRIME - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** Rank modulo 2^61 - 1; undefined where a denominator is a multiple of it. */
export function rankAtLeast(rows: readonly (readonly Rational[])[]): number | undefined {
  if (rows.some((row) => row.some(({ d }) => reduce(d) === 0n))) return undefined;
  const matrix = rows.map((row) => row.map(({ s, n, d }) => (d === 1n ? reduce(s * n) : reduce(s * n * inverse(reduce(d))))));
  const columns = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < columns && rank < matrix.length; column++) {
    const at = matrix.findIndex((row, r) => r >= rank && row[column] !== 0n);
    if (at < 0) continue;
    [matrix[rank], matrix[at]] = [matrix[at]!, matrix[rank]!];
    const pivot = matrix[rank]!;
    const scale = inverse(pivot[column]!);
    for (let r = rank + 1; r < matrix.length; r++) {
      const head = matrix[r]![column]!;
      if (head === 0n) continue;
      const factor = (head * scale) % PRIME;
      matrix[r] = matrix[r]!.map((value, c) => (c <= column ? 0n : reduce(value - factor * pivot[c]!)));
    }
    rank++;
  }
  return rank;
}
