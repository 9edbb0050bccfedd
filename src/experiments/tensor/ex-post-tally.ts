/** What ex post audits of the general path add up over profiles, in double precision on the host. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { widthOf, type Range } from '../../mechanism/range.ts';
import type { ExPostRanges } from '../integer/drawn-ranges.ts';
import type { ExPostSums, InterimQuestion, Moments } from '../interim-sums.ts';
import { drawnRanges, inBulk, rangesOf } from './drawn-ranges.ts';
import { tensorLawShare } from './law-error.ts';
import { float32Rounding } from './ranges.ts';
import type { TensorProblem } from './tensor-problem.ts';
import { panelStatement } from './type-terms.ts';

/** One batch's numbers: [B], [B], [B, N], [B, N], [B] for each question. */
export interface Numbers {
  readonly firstBest: Float32Array;
  readonly welfare: Float32Array;
  readonly payoff: Float32Array;
  readonly transfer: Float32Array;
  readonly gains: readonly Float32Array[];
}

/** What drawing does to means and to probabilities. */
export interface Biases {
  readonly share: number;
  /** Of numbers in the bulk, of which means are off by that share. */
  readonly ranges: ExPostRanges;
}

/** Money is made of the choice and of what would be chosen without each agent. */
export function biasesOf(problem: SocialChoiceProblem, mechanism: Mechanism): Biases {
  const [bulk, played] = inBulk(problem, mechanism);
  return { share: tensorLawShare(bulk, [...bulk.signals.keys()], bulk.agents.length + 2), ranges: rangesOf(bulk, played) };
}

/** Adds up what a batch of profiles gave. */
export class Tally {
  readonly #tolerance: number;
  readonly #questions: readonly InterimQuestion[];
  readonly #agents: number;
  readonly #thresholds: readonly number[];
  readonly #below: number[];
  readonly #moments: { firstBest: Sum; welfare: Sum; revenue: Sum; payoff: Sum[] };
  readonly #statement: string | undefined;
  readonly #lawShare: number;
  #largestLoss = 0;
  #deficits = 0;
  #imbalances = 0;
  readonly #irViolations: number[];
  readonly #gainful: number[];
  readonly #largestGain: number[];

  constructor(
    tensors: TensorProblem,
    mechanism: Mechanism,
    questions: readonly InterimQuestion[],
    tolerance: number,
    thresholds: readonly number[],
    { share, ranges }: Biases,
  ) {
    const { problem, agents } = tensors;
    const [whole, within] = [rangesOf(problem, mechanism), drawnRanges(problem, mechanism)];
    const zeros = (): number[] => new Array<number>(agents).fill(0);
    this.#agents = agents;
    this.#questions = questions;
    this.#tolerance = tolerance;
    this.#thresholds = thresholds;
    this.#below = thresholds.map(() => 0);
    this.#statement = panelStatement(tensors, mechanism);
    this.#lawShare = share;
    const bias = (range: Range): number => share * widthOf(range);
    const roundings = whole.payoffs.map((_, i) => float32Rounding(problem, mechanism, i));
    const inSum = roundings.reduce((sum, rounding) => sum + rounding, 0);
    const welfare = (): Sum => new Sum(whole.welfare, bias(ranges.welfare), counted(inSum, whole.welfare), within.welfare);
    this.#moments = {
      firstBest: welfare(), welfare: welfare(),
      revenue: new Sum(whole.revenue, bias(ranges.revenue), counted(inSum, whole.revenue), within.revenue),
      payoff: whole.payoffs.map(
        (range, i) => new Sum(range, bias(ranges.payoffs[i]!), counted(roundings[i]!, range), within.payoffs?.[i])),
    };
    [this.#irViolations, this.#gainful, this.#largestGain] = [zeros(), zeros(), zeros()];
  }

  add({ firstBest, welfare, payoff, transfer, gains }: Numbers, count: number): void {
    for (let b = 0; b < count; b++) {
      this.#moments.firstBest.add(firstBest[b]!);
      this.#moments.welfare.add(welfare[b]!);
      this.#addLoss(firstBest[b]! - welfare[b]!);
      let revenue = 0;
      for (let i = 0; i < this.#agents; i++) {
        revenue -= transfer[b * this.#agents + i]!;
        this.#moments.payoff[i]!.add(payoff[b * this.#agents + i]!);
        if (payoff[b * this.#agents + i]! < -this.#tolerance) this.#irViolations[i]!++;
      }
      this.#moments.revenue.add(revenue);
      if (revenue < -this.#tolerance) this.#deficits++;
      if (Math.abs(revenue) > this.#tolerance) this.#imbalances++;
      this.#questions.forEach(({ agent }, q) => this.#addGain(agent, gains[q]![b]!));
    }
  }

  #addLoss(loss: number): void {
    this.#largestLoss = Math.max(this.#largestLoss, loss);
    this.#thresholds.forEach((threshold, t) => {
      if (loss < threshold) this.#below[t]!++;
    });
  }

  #addGain(agent: number, gain: number): void {
    if (!(gain > this.#tolerance)) return;
    this.#gainful[agent]!++;
    this.#largestGain[agent] = Math.max(this.#largestGain[agent]!, gain);
  }

  sums(profiles: number): ExPostSums {
    const { firstBest, welfare, revenue, payoff } = this.#moments;
    return {
      profiles, firstBest: firstBest.moments(), welfare: welfare.moments(), revenue: revenue.moments(),
      payoff: payoff.map((sum) => sum.moments()), lawError: this.#lawShare,
      deficits: this.#deficits, imbalances: this.#imbalances,
      irViolations: this.#irViolations, gainful: this.#gainful, largestGain: this.#largestGain,
      reports: Math.max(0, ...this.#questions.map(({ reports }) => reports.length)),
      tolerance: this.#tolerance,
      losses: { thresholds: this.#thresholds, below: this.#below, largest: this.#largestLoss },
      ...(this.#statement ? { innerTerms: this.#statement } : {}),
    };
  }
}

/**
 * What single precision may move each number by, where it is no small part of what they range over: far from the origin, or where large
 * amounts cancel. Elsewhere it is less than a tenth of what ten million profiles leave open, within what bounds for all samples give away.
 */
const ROUNDING_COUNTS = 2 ** -16;
const counted = (rounding: number, range: Range): number => (rounding > ROUNDING_COUNTS * widthOf(range) ? rounding : 0);

class Sum {
  readonly #range: Range;
  readonly #bias: number;
  readonly #rounding: number;
  readonly #drawn: Range | undefined;
  #sum = 0;
  #squares = 0;

  constructor(range: Range, bias: number, rounding: number, drawn?: Range) {
    [this.#range, this.#bias, this.#rounding, this.#drawn] = [range, bias + rounding, rounding, drawn];
  }

  add(x: number): void {
    this.#sum += x;
    this.#squares += x * x;
  }

  moments(): Moments {
    return {
      sum: this.#sum, squares: this.#squares, range: this.#range, ...(this.#drawn && { drawn: this.#drawn }), bias: this.#bias,
      ...(this.#rounding > 0 && { squaresRounding: this.#rounding }),
    };
  }
}
