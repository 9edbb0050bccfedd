/** Types under uniform laws in equal cells, and the mean of the best welfare over a box: for the check of upper ends of the second best. */
import { InputError } from '../../errors.ts';
import { checkedLaw } from './laws.ts';
import type { FileProblem } from './draws.ts';

/** Cells counted with the last signal fastest. */
export class CellsOfAgent {
  readonly count: number;
  readonly size: number;
  /** [K][C] gradients of her own value and of welfare; [C] whether the signal enters the former, and the width of a cell. */
  readonly rates: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  readonly enters: readonly boolean[];
  readonly widths: readonly number[];
  /** [T][C] */
  readonly middles: readonly (readonly number[])[];
  private readonly worths: readonly (readonly number[])[];

  constructor({ signals, coefficients, alternatives }: FileProblem, agent: number, count: number) {
    const mine = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
    const ends = mine.map((d) => {
      const { law } = signals[d]!;
      const checked = law.startsWith('uniform(') ? checkedLaw(law) : undefined;
      if (!checked) throw new InputError(`problem.signals.${d}.law`, `must be uniform, got ${law}`);
      return [checked.low, checked.high] as const;
    });
    this.count = count;
    this.size = count ** mine.length;
    this.rates = alternatives.map((_, k) => mine.map((d) => coefficients[agent]![k]![d]!));
    this.social = alternatives.map((_, k) => mine.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
    this.enters = mine.map((_, c) => this.rates.some((row) => row[c] !== 0));
    this.widths = ends.map(([low, high]) => (high - low) / count);
    this.middles = Array.from({ length: this.size }, (_, t) =>
      ends.map(([low], c) => low + (this.place(t, c) + 0.5) * this.widths[c]!));
    this.worths = this.middles.map((middle) => this.social.map((row) => row.reduce((sum, b, c) => sum + b * middle[c]!, 0)));
  }

  private place(t: number, c: number): number {
    return Math.floor(t / this.count ** (this.widths.length - 1 - c)) % this.count;
  }

  /** Whether cell s is next above cell t along axis d. */
  isNext(s: number, t: number, d: number): boolean {
    return this.widths.every((_, c) => this.place(s, c) - this.place(t, c) === (c === d ? 1 : 0));
  }

  worth(t: number, k: number): number {
    return this.worths[t]![k]!;
  }
}

/** Constants of welfare, and the cells of everyone who sees a signal. */
export function boxesOf(problem: FileProblem, count: number): { readonly fixed: number[]; readonly parted: CellsOfAgent[] } {
  const { agents, alternatives, constants, signals } = problem;
  return {
    fixed: alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0)),
    parted: agents.flatMap((_, agent) => (signals.some(({ owner }) => owner === agent) ? [new CellsOfAgent(problem, agent, count)] : [])),
  };
}

/**
 * No less than the mean over a box of uniform signals of max_k w_k, w linear and as given at the middle: of each piece the signals go to
 * their ends.
 */
export function meanOfBest(worths: readonly number[], agents: readonly CellsOfAgent[], halvings: number): number {
  const slopes = agents.flatMap(({ social, widths }) => widths.map((width, c) => social.map((row) => row[c]! * width)));
  return within(worths, slopes, halvings);
}

/** `slopes`: [side][K] what the whole side adds to w_k. */
function within(worths: readonly number[], slopes: readonly (readonly number[])[], halvings: number): number {
  let best = 0;
  worths.forEach((worth, k) => { if (worth > worths[best]!) best = k; });
  const passes = worths.some((worth, k) =>
    worth + slopes.reduce((sum, side) => sum + Math.abs(side[k]! - side[best]!) / 2, 0) > worths[best]!);
  if (!passes) return worths[best]!;
  if (halvings === 0) return corners([...worths], slopes, 0);
  const swings = slopes.map((side) => Math.max(...side) - Math.min(...side));
  const widest = swings.indexOf(Math.max(...swings));
  const halved = slopes.map((side, d) => (d === widest ? side.map((slope) => slope / 2) : side));
  return [-1, 1].reduce((sum, sign) =>
    sum + within(worths.map((worth, k) => worth + (sign * slopes[widest]![k]!) / 4), halved, halvings - 1) / 2, 0);
}

function corners(worths: number[], slopes: readonly (readonly number[])[], d: number): number {
  const side = slopes[d];
  if (!side) return Math.max(...worths);
  const below = worths.map((worth, k) => worth - side[k]! / 2);
  return (corners(below, slopes, d + 1) + corners(worths.map((worth, k) => worth + side[k]! / 2), slopes, d + 1)) / 2;
}
