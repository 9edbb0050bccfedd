/**
 * A law that is a function of one's own, by values of its distribution function: what a file can tell of it. The text is a piecewise-linear
 * law with the same mass between neighbouring points; how mass lies between them the text does not say, and no reader may rely on it.
 */
import type { Distribution } from './distribution.ts';

/** Text of the law by its values at these points, which rise from one end of its support to the other; undefined where it does not rise. */
export function tabulated({ cdf }: Distribution, points: readonly number[]): string | undefined {
  const last = points.length - 1;
  const chances = points.map((x, j) => (j === 0 ? 0 : j === last ? 1 : cdf(x)));
  const rises = chances.every((chance, j) =>
    Number.isFinite(chance) && (j === 0 || (chance > chances[j - 1]! && points[j]! > points[j - 1]!)));
  return rises && last > 0 ? `piecewise-linear(${points.map((x, j) => `${chances[j]}:${x}`).join(',')})` : undefined;
}

/** The same at so many cells of equal mass, by the law's own quantiles. */
export const tabulatedEvenly = (law: Distribution, cells: number): string | undefined =>
  tabulated(law, Array.from({ length: cells + 1 }, (_, j) => (j === 0 ? law.support[0] : j === cells ? law.support[1]
    : law.quantile(j / cells))));
