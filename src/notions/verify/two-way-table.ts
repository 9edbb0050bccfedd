/**
 * What values of a distribution function leave open of a second best between two alternatives. Of a law with a density that has the values
 * of a table, F is known at its points, and ∫ F over a piece between two of them to within half of the piece's width times its mass. Let
 * `open` be the sum of these over all pieces.
 *
 * - Where it depends on steps of scores at points of the table what is chosen, E[w s; chosen so] is a sum over pieces of moments, each
 *   weighed with one of the alternatives' rates: off by no more than the larger rate times `open`.
 * - Rents are ∫ (κ + q)(1 - F) or -∫ (κ + q) F, in which the moments of her gain count κ + q times: as she values them herself. So money,
 *   welfare less rents, is off by no more than the larger rate at which a signal is worth something to others, times `open`.
 * - What scores leave out: with D as in two-way-shortfall.ts, ∫ D dq - q(top) D(top) = ∫ (D - D(top)) dq, where q rises by q(top) <= 1 in
 *   all, is at most the most of D(z) - D(top) over all z, or 0. With y = σ x and B(z) = ∫ of F from z to the top,
 *
 *       D(z) - D(top) = Ψ(z) - Ψ(top) - (1 + λ) σ (z F(z) - top) + λ (z - top) - c B(z),      c = (1 + λ) σ - λ,
 *
 *   without λ (z - top) where she is worst off at the top. On a piece from a to b, F(z) lies between F(a) and F(b), and B(a) - B(z) between
 *   (z - a) F(a) and (z - a) F(z): at the end that makes more of it what is left is linear in z and in F(z), and largest at a corner.
 */
import { InputError } from '../../errors.ts';
import type { FileProblem } from './draws.ts';
import { openOf, tableGiven, type Table } from './given.ts';
import { lawNamed } from './read-law.ts';
import type { Scored } from './two-way-scores.ts';

const sumOver = (weights: readonly number[], open: readonly number[]): number =>
  weights.reduce((sum, weight, d) => sum + Math.abs(weight) * open[d]!, 0);

export class Tables {
  readonly #tables: readonly (Table | undefined)[];
  /** [signals] */
  readonly #open: readonly number[];

  /** Throws InputError naming the field. */
  constructor({ signals }: FileProblem) {
    const known = new Map<string, Table>();
    this.#tables = signals.map(({ law, tabulated }, d) => {
      if (!tabulated) {
        lawNamed(law, `problem.signals.${d}.law`);
        return undefined;
      }
      const table = known.get(law) ?? tableGiven(law, `problem.signals.${d}.law`);
      known.set(law, table);
      return table;
    });
    this.#open = this.#tables.map((table) => (table ? openOf(table) : 0));
  }

  get any(): boolean {
    return this.#tables.some((table) => table !== undefined);
  }

  /** Of E[weights · signals]. */
  mean(weights: readonly number[]): number {
    return sumOver(weights, this.#open);
  }

  /** Of E[weights · signals], with those of the alternative chosen, whichever is chosen where. */
  chosen(first: readonly number[], second: readonly number[]): number {
    return this.mean(first.map((w, d) => Math.max(Math.abs(w), Math.abs(second[d]!))));
  }

  /** Whether the one signal that moves her is of a table. Throws InputError where scores step elsewhere than at its points. */
  isOf({ name, own, steps }: Scored): boolean {
    const at = own.findIndex((weight) => weight !== 0);
    const table = this.#tables[at];
    if (!table) return false;
    const points = new Set(table.points);
    const missing = steps.find(({ from }, j) => j > 0 && !points.has(from / own[at]!));
    if (missing) throw new InputError('scores', `of ${name} must step where the distribution function is given, got ${missing.from}`);
    return true;
  }

  /** By how much a rule can be worth more than her scores say, whichever law the table is of. */
  shortfall({ own, social, base, steps }: Scored, price: number, weight = 1): number {
    const d = own.findIndex((weight) => weight !== 0);
    const [{ points, chances }, rate] = [this.#tables[d]!, own[d]!];
    const last = points.length - 1;
    const at = (j: number): number => (rate > 0 ? j : last - j);
    const x = (j: number): number => rate * points[at(j)]!;
    const below = (j: number): number => (rate > 0 ? chances[j]! : 1 - chances[at(j)]!);
    const paid = base === undefined ? 0 : price;
    const lowest = base !== undefined && base >= 0 ? price : 0;
    const worth = (weight + price) * (social[d]! / rate);
    const c = worth - paid;
    const top = x(last);
    // By their points in the file, since products of weights need not give them back to the last digit.
    const stepAt = new Map(steps.slice(1).map(({ from, score }) => [from / rate, score]));
    const scoreFrom: number[] = [];
    for (let j = 0; j < last; j++) scoreFrom.push(stepAt.get(points[at(j)]!) ?? scoreFrom[j - 1] ?? steps[0]!.score);
    // From the top down: Ψ(z) - Ψ(top) and B(z), with what is open of it.
    let [scores, area, open, most] = [0, 0, 0, 0];
    for (let j = last - 1; j >= 0; j--) {
      const [a, b, low, high] = [x(j), x(j + 1), below(j), below(j + 1)];
      const score = scoreFrom[j]!;
      scores -= score * (high - low);
      area += ((b - a) * (low + high)) / 2;
      open += ((b - a) * (high - low)) / 2;
      for (const z of [a, b]) {
        for (const chance of [low, high]) {
          const within = (z - a) * (c >= 0 ? chance : low);
          const excess = scores + score * (chance - low) - worth * (z * chance - top) + lowest * (z - top) - c * area
            + Math.abs(c) * open + c * within;
          most = Math.max(most, excess);
        }
      }
    }
    return most;
  }
}
