/** What is known of an agent who faces one one-dimensional opponent: gains, the ambiguity premium, worst cases and worst beliefs. */
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { Point, WorstBelief } from '../../results/document.ts';
import { pictureOfWorst } from './belief.ts';
import { ballBounds, leastOf, premiumBounds, meanBounds, meanOverCells, worstCaseBounds, type Ends } from './cells.ts';
import type { CellLaw, Grid } from './grid.ts';
import { payoff, type Payoffs } from './payoffs.ts';

interface Parts {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly agent: number;
  /** The opponent's. */
  readonly coordinate: number;
  readonly reports: readonly (readonly number[])[];
  readonly grid: Grid;
  readonly payoffs: Payoffs;
  readonly rounding: number;
}

interface WorstOfLie {
  readonly pair: number;
  readonly beliefs: BeliefSet;
  readonly ends: Ends;
  /** Of beliefs within a distance. */
  readonly premium?: Ends;
}

/** What single precision moves a difference of two user-defined values by, in units of the largest. */
const VALUE_ROUNDING = 2 ** -22;

/** Reports and types are the same list; both are given by position in it. lower <= estimate <= upper everywhere. */
export class QuadratureExperiment {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly agent: number;
  /** [R] own signal vectors. */
  readonly reports: readonly (readonly number[])[];
  readonly grid: Grid;
  /** Most that single precision moves a payoff by; contained in all bounds on gains. */
  readonly rounding: number;
  readonly #coordinate: number;
  readonly #payoffs: Payoffs;
  readonly #valueRounding: number;
  /** What does not depend on beliefs, by pair: asked for again at every set of them. */
  readonly #gains = new Map<number, Interval>();
  readonly #steps = new Map<number, Ends>();
  /** Of the pair last asked about. */
  #lie: { readonly pair: number; readonly h: Float64Array } | undefined;
  #worst: WorstOfLie | undefined;

  constructor({ problem, mechanism, agent, coordinate, reports, grid, payoffs, rounding }: Parts) {
    const { valuations } = problem;
    this.problem = problem;
    this.mechanism = mechanism;
    this.agent = agent;
    this.reports = reports;
    this.grid = grid;
    this.rounding = rounding;
    this.#coordinate = coordinate;
    this.#payoffs = payoffs;
    this.#valueRounding = valuations.kind === 'linear' ? 0 : VALUE_ROUNDING * Math.max(...valuations.range.map(Math.abs));
  }

  /** E_G [u(report, type) - u(type, type)] in the mechanism as it is. */
  gain(report: number, type: number): Interval {
    if (report === type) return ZERO;
    return remembered(this.#gains, this.#pair(report, type), () => {
      const gains = difference(payoff(this.#payoffs, report, type), payoff(this.#payoffs, type, type));
      // A lie that changes nothing has nothing to round.
      if (gains.every((gain) => gain === 0)) return ZERO;
      return widened(meanBounds(gains, this.grid), 2 * this.rounding, meanOverCells(gains, this.grid.masses));
    });
  }

  readonly #pair = (report: number, type: number): number => report * this.reports.length + type;

  /** Interim utility of the truth under the prior. */
  utility(type: number): Interval {
    const truth = payoff(this.#payoffs, type, type);
    return widened(meanBounds(truth, this.grid), this.rounding, meanOverCells(truth, this.grid.masses));
  }

  /** h over the grid's nodes: what a lie under full insurance gets beyond the utility of the type reported. To read, not to write. */
  lie(report: number, type: number): Float64Array {
    const pair = this.#pair(report, type);
    if (this.#lie?.pair !== pair) this.#lie = { pair, h: this.#lieOf(report, type) };
    return this.#lie.h;
  }

  /** min over the set of E_F of the lie's h. */
  worstOfLie(beliefs: BeliefSet, report: number, type: number): Ends {
    return this.#under(beliefs, report, type).ends;
  }

  #under(beliefs: BeliefSet, report: number, type: number): WorstOfLie {
    const pair = this.#pair(report, type);
    if (this.#worst?.pair === pair && this.#worst.beliefs === beliefs) return this.#worst;
    const h = this.lie(report, type);
    if ('delta' in beliefs) {
      const { worst, premium } = ballBounds(h, this.grid, beliefs.kind, beliefs.delta);
      this.#worst = { pair, beliefs, ends: worst, premium: beliefs.delta === 0 ? ZERO : this.#rounded(premium) };
    } else {
      this.#worst = { pair, beliefs, ends: worstCaseBounds(h, this.grid, beliefs, this.#lawsOf(beliefs)) };
    }
    return this.#worst;
  }

  #lieOf(report: number, type: number): Float64Array {
    const { probabilities, values } = this.#payoffs;
    const h = new Float64Array(this.grid.cells + 1);
    probabilities[report]!.forEach((p, k) => {
      const [at, from] = [values[type]![k]!, values[report]![k]!];
      for (let j = 0; j < h.length; j++) h[j]! += p[j]! * (at[j]! - from[j]!);
    });
    return h;
  }

  /** Probability of one of the alternatives marked, over the grid's nodes. */
  chance(report: number, marked: readonly boolean[]): Float64Array {
    const sum = new Float64Array(this.grid.cells + 1);
    this.#payoffs.probabilities[report]!.forEach((p, k) => {
      if (marked[k]) for (let j = 0; j < sum.length; j++) sum[j]! += p[j]!;
    });
    return sum;
  }

  /** Lambda of full insurance with the mechanism's rule, for delta in [0, 1]. Transfers do not enter. */
  premiumAt(metric: Metric, delta: number, report: number, type: number): Interval {
    if (report === type || delta === 0) return ZERO;
    return this.#rounded(premiumBounds(this.lie(report, type), this.grid, metric, delta));
  }

  #rounded(premium: Ends): Interval {
    return nonnegative(widened(premium, this.#valueRounding));
  }

  /** Lambda under every belief. */
  wald(report: number, type: number): Interval {
    if (report === type) return ZERO;
    const h = this.lie(report, type);
    const [least, mean] = [leastOf(h), meanBounds(h, this.grid)];
    return nonnegative(widened(
      { lower: mean.lower - least, upper: mean.upper - least },
      this.#valueRounding,
      meanOverCells(h, this.grid.masses) - least,
    ));
  }

  /** Gain in the mechanism as it is: worst case of the misreport less worst case of the truth. */
  gainUnder(beliefs: BeliefSet, report: number, type: number): Interval {
    if (beliefs.kind === 'bayesian' || report === type) return this.gain(report, type);
    const [lie, truth] = [report, type].map((shown) => worstCaseBounds(
      payoff(this.#payoffs, shown, type),
      this.grid,
      beliefs,
      this.#lawsOf(beliefs),
    ));
    return widened({ lower: lie!.lower - truth!.upper, upper: lie!.upper - truth!.lower }, 2 * this.rounding);
  }

  /** Gain under full insurance from the mechanism's interim utility under the prior, which pays the truth the same whatever is believed. */
  insuredGainUnder(beliefs: BeliefSet, report: number, type: number): Interval {
    const gain = this.gain(report, type);
    if (beliefs.kind === 'bayesian' || report === type) return gain;
    const step = remembered(this.#steps, this.#pair(report, type), () =>
      meanBounds(difference(payoff(this.#payoffs, report, report), payoff(this.#payoffs, type, type)), this.grid));
    const { ends: worst, premium } = this.#under(beliefs, report, type);
    const direct = widened({ lower: step.lower + worst.lower, upper: step.upper + worst.upper }, 2 * this.rounding);
    if (beliefs.kind === 'priors') return direct;
    const loss = premium ?? this.wald(report, type);
    // Two ways to the same number, each the better one where the other adds up more uncertain cells.
    const lower = Math.max(direct.lower, gain.lower - loss.upper);
    return middle({ lower, upper: Math.max(lower, Math.min(direct.upper, gain.upper - loss.lower)) });
  }

  /** The belief that makes the lie's payoff under full insurance worst. One axis: the opponent's signal. */
  worstBelief(metric: Metric, delta: number, report: number, type: number, point: Point): WorstBelief {
    const { name } = this.problem.signals[this.#coordinate]!;
    const signal = (r: number): number | readonly number[] => (this.reports[r]!.length === 1 ? this.reports[r]![0]! : this.reports[r]!);
    return pictureOfWorst(this.lie(report, type), this.grid, { kind: metric, delta }, {
      agent: this.problem.agents[this.agent]!,
      point,
      witness: { type: signal(type), report: signal(report) },
      axes: [name],
      ranges: [this.grid.law.support],
      base: this.utility(report).estimate - this.utility(type).estimate,
    });
  }

  /** Every prior of a finite set, on the cells. */
  #lawsOf(beliefs: BeliefSet): CellLaw[] {
    if (beliefs.kind !== 'priors') return [];
    return beliefs.priors.map(({ name, laws }) => {
      const law = laws[this.#coordinate];
      const cells = law && this.grid.under(law);
      if (!cells) {
        throw new InputError(
          'beliefs',
          `prior ${name} must have a law of ${this.problem.signals[this.#coordinate]!.name} within [${this.grid.law.support.join(', ')}]`,
        );
      }
      return cells;
    });
  }
}

const ZERO = exactly(0);

function remembered<T>(known: Map<number, T>, key: number, compute: () => T): T {
  const found = known.get(key) ?? compute();
  known.set(key, found);
  return found;
}

const middle = ({ lower, upper }: Ends): Interval => ({ lower, upper, estimate: (lower + upper) / 2 });

/** `estimate`: where there is a better one than the middle. */
function widened({ lower, upper }: Ends, by: number, estimate = (lower + upper) / 2): Interval {
  return { lower: lower - by, upper: upper + by, estimate };
}

const nonnegative = ({ lower, upper, estimate }: Interval): Interval =>
  ({ lower: Math.max(0, lower), upper: Math.max(0, upper), estimate: Math.max(0, estimate) });

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, j) => x - b[j]!);
