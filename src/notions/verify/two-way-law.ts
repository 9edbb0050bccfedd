/** The law of what an agent with one signal gains herself from the second of two alternatives, by quadrature of the signal's own law. */
import { lawNamed } from './read-law.ts';
import type { FileProblem } from './draws.ts';
import type { Forms } from './two-way-forms.ts';

/** Gauss and Legendre's eight points on [0, 1], and their weights. */
const POINTS = ([
  [0.0198550717512319, 0.0506142681451882], [0.1016667612931866, 0.1111905172266872], [0.2372337950418355, 0.1568533229389437],
  [0.4082826787521751, 0.181341891689181],
] as const).flatMap(([x, weight]) => [[x, weight], [1 - x, weight]] as const);
const PIECES = 512;

export class GainLaw {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly #cdf: (x: number) => number;
  readonly #ends: readonly number[];
  /** ∫ of the cdf from the low end up to each of the ends. */
  readonly #sums: readonly number[];
  /** Of a table: straight between neighbouring ends, which is the middle of what it may be. */
  readonly #straight: boolean;

  /** `cuts`: where values are asked for; there nothing is interpolated. */
  constructor(problem: FileProblem, { own, x: [low, high] }: Forms, cuts: readonly number[]) {
    const d = own.findIndex((weight) => weight !== 0);
    const [law, weight] = [lawNamed(problem.signals[d]!.law), own[d]!];
    this.low = low;
    this.high = high;
    this.#straight = problem.signals[d]!.tabulated === true;
    this.#cdf = (x) => (weight > 0 ? law.cdf(x / weight) : 1 - law.cdf(x / weight));
    const even = Array.from({ length: this.#straight ? 0 : PIECES + 1 }, (_, i) => low + ((high - low) * i) / PIECES);
    const knots = (law.knots ?? []).map((knot) => weight * knot);
    const inside = [...even, ...cuts, ...knots].filter((x) => x > low && x < high).sort((a, b) => a - b);
    this.#ends = [low, ...inside.filter((x, i) => i === 0 || x > inside[i - 1]!), high];
    const sums = [0];
    for (let i = 0; i + 1 < this.#ends.length; i++) sums.push(sums[i]! + this.#between(this.#ends[i]!, this.#ends[i + 1]!));
    this.#sums = sums;
    this.mean = high - sums.at(-1)!;
  }

  #between(from: number, to: number): number {
    if (this.#straight) return ((this.#cdf(from) + this.#cdf(to)) / 2) * (to - from);
    return POINTS.reduce((sum, [share, weight]) => sum + weight * this.#cdf(from + share * (to - from)), 0) * (to - from);
  }

  cdf(x: number): number {
    return x <= this.low ? 0 : x >= this.high ? 1 : this.#cdf(x);
  }

  /** ∫ of the cdf up to x. */
  below(x: number): number {
    if (x <= this.low) return 0;
    if (x >= this.high) return this.#sums.at(-1)! + x - this.high;
    let [from, to] = [0, this.#ends.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.#ends[middle]! <= x) from = middle;
      else to = middle - 1;
    }
    return this.#sums[from]! + this.#between(this.#ends[from]!, x);
  }

  /** E[x; x at most z]. */
  momentUpTo(z: number): number {
    const end = Math.min(z, this.high);
    return end <= this.low ? 0 : end * this.cdf(end) - this.below(end);
  }
}
