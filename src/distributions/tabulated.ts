/**
 * A law that is a function of one's own, by values of its distribution function: what a file can tell of it. The text is a piecewise-linear
 * law with the same mass between neighbouring points; how mass lies between them the text does not say, and no reader may rely on it.
 */
import type { Distribution } from './distribution.ts';

const STEP = 2 ** -52;

/**
 * The numbers, from 0 to 1, each above the one before. Where some are not (between them lies nothing, or less than doubles tell) all are
 * moved apart by 2^-52, so that none is off by more than that a number.
 */
function rising(chances: readonly number[]): readonly number[] {
  let most = 0;
  const held = chances.map((chance) => (most = Math.max(most, Math.min(1, chance))));
  if (held.every((chance, j) => j === 0 || chance > held[j - 1]!)) return held;
  const last = held.length - 1;
  return held.map((chance, j) => (j === last ? 1 : (chance + j * STEP) / (1 + last * STEP)));
}

/** Text of the law by its values at these points and the ends of its support; undefined where it has none. */
export function tabulated({ cdf, support: [low, high] }: Distribution, points: readonly number[]): string | undefined {
  const at = [low, ...[...new Set(points)].filter((x) => x > low && x < high).sort((a, b) => a - b), high];
  const last = at.length - 1;
  const chances = at.map((x, j) => (j === 0 ? 0 : j === last ? 1 : cdf(x)));
  if (!chances.every(Number.isFinite)) return undefined;
  return `piecewise-linear(${rising(chances).map((chance, j) => `${chance}:${at[j]}`).join(',')})`;
}

/** The same at so many cells of equal mass, by the law's own quantiles. */
export const tabulatedEvenly = (law: Distribution, cells: number): string | undefined =>
  tabulated(law, Array.from({ length: cells - 1 }, (_, j) => law.quantile((j + 1) / cells)));

/** Points nearer to one another than this share of the support are told once. */
const NEAR = 1e-12;

/**
 * A law that notes where its distribution function is read. What is computed with it, and holds for every law with the same values there,
 * is proved by a table of them. It has no mean and no other tail, which would say more.
 */
export class NotedLaw implements Distribution {
  readonly text: string;
  readonly support: readonly [number, number];
  readonly knots?: readonly number[];
  readonly #law: Distribution;
  readonly #read = new Set<number>();

  constructor(law: Distribution) {
    this.text = `values of ${law.text}`;
    this.support = law.support;
    if (law.knots) this.knots = law.knots;
    this.#law = law;
  }

  readonly cdf = (x: number): number => {
    const [low, high] = this.support;
    if (x <= low || x >= high) return x < high ? 0 : 1;
    this.#read.add(x);
    return this.#law.cdf(x);
  };

  readonly quantile = (p: number): number => {
    const x = this.#law.quantile(p);
    this.#read.add(x);
    return x;
  };

  /** Text of the law by what was read, `kept` among it. */
  table(kept: ReadonlySet<number> = new Set()): string | undefined {
    const [low, high] = this.support;
    const near = NEAR * (high - low);
    const points: number[] = [];
    for (const x of [...new Set([...this.#read, ...kept])].sort((a, b) => a - b)) {
      const isTold = points.length > 0 && x - points.at(-1)! <= near;
      if (!isTold || kept.has(x)) points.push(x);
    }
    return tabulated(this.#law, points);
  }
}
