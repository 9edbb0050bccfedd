/** Mechanisms played in real numbers, straight from their definitions: the oracle of lowering. */
import { linearValues } from '../../src/environment/linear-values.ts';
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';

type Signals = readonly number[];

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

export function objectiveOf(rule: ChoiceRule, values: readonly (readonly number[])[]): number[] {
  return values[0]!.map((_, k) => {
    if (rule.kind === 'efficient') return sum(values.map((row) => row[k]!));
    if (rule.kind === 'affine-maximizer') return rule.bonuses[k]! + sum(values.map((row, i) => rule.weights[i]! * row[k]!));
    if (rule.kind === 'dictatorial') return values[rule.dictator]![k]!;
    throw new Error(rule.kind);
  });
}

function kept<T>(known: Map<Signals, T>, at: Signals, make: () => T): T {
  const found = known.get(at) ?? make();
  known.set(at, found);
  return found;
}

interface Played {
  readonly choice: number;
  readonly transfer: number;
  /** As reported. */
  readonly values: number[][];
}

export class BruteForce {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly agent: number;
  readonly owned: readonly number[];
  /** What is known at the others' signals asked about last, by lists that are not changed: a play by the report, values by the type. */
  #others: Signals = [];
  readonly #played = new Map<Signals, Played>();
  readonly #truths = new Map<Signals, number[][]>();
  constructor(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number) {
    this.problem = problem;
    this.mechanism = mechanism;
    this.agent = agent;
    this.owned = coordinatesOf(problem, agent);
  }

  values(signals: Signals): number[][] {
    return linearValues(this.problem.valuations as LinearValuations, signals);
  }

  /** The profile with the agent's own coordinates replaced. */
  with(others: Signals, own: Signals): number[] {
    const signals = [...others];
    this.owned.forEach((d, x) => (signals[d] = own[x]!));
    return signals;
  }

  /** Payoff of type `own` who reports `report`; `others` hold the true signals, or the bids, of the others. */
  payoff(report: Signals, own: Signals, others: Signals): number {
    if (others !== this.#others) {
      this.#others = others;
      this.#played.clear();
      this.#truths.clear();
    }
    const strategy = this.mechanism.strategies?.[this.agent];
    const acted = (): number[] => this.with(others, strategy ? [strategy.bid(report[0]!)] : report);
    const { choice, transfer, values } = kept(this.#played, report, () => this.play(this.mechanism, acted(), report, others));
    const truth = own === report && !strategy ? values : kept(this.#truths, own, () => this.values(this.with(others, own)));
    return truth[this.agent]![choice]! + transfer;
  }

  private play({ rule, transfers }: Mechanism, reported: Signals, report: Signals, others: Signals): Played {
    const values = this.values(reported);
    const choice = argmax(objectiveOf(rule, values));
    return { choice, values, transfer: this.transfer(rule, transfers, values, choice, report, others) };
  }

  private transfer(
    rule: ChoiceRule,
    transfers: TransferScheme,
    values: number[][],
    choice: number,
    report: Signals,
    others: Signals,
  ): number {
    const { agent } = this;
    const externality = (k: number, at: number[][]): number => {
      const weight = rule.kind === 'affine-maximizer' ? rule.weights : at.map(() => 1);
      const bonus = rule.kind === 'affine-maximizer' ? rule.bonuses[k]! : 0;
      return (bonus + sum(at.map((row, j) => (j === agent ? 0 : weight[j]! * row[k]!)))) / weight[agent]!;
    };
    switch (transfers.kind) {
      case 'none':
        return 0;
      case 'groves':
        return externality(choice, values);
      case 'vcg':
        return externality(choice, values) - Math.max(...values[0]!.map((_, k) => externality(k, values)));
      case 'first-price':
        return 0 - values[agent]![choice]!;
      case 'all-pay':
        return 0 - Math.max(...values[agent]!);
      case 'modified-vcg': {
        const top = this.owned.map((d, x) =>
          ((this.problem.valuations as LinearValuations).coefficients[agent]!.some((row) =>
            row[d] !== 0) ? report[x]! : this.problem.signals[d]!.law.support[1]));
        const atTop = this.values(this.with(others, top));
        const there = argmax(objectiveOf(rule, atTop));
        const own = this.values(this.with(others, report))[agent]!;
        return this.transfer(rule, { kind: 'vcg' }, atTop, there, top, others) + own[there]! - own[choice]!;
      }
      case 'full-insurance': {
        const base = this.play(transfers.base, this.with(others, report), report, others);
        const own = this.values(this.with(others, report))[agent]!;
        return own[base.choice]! + base.transfer - own[choice]!;
      }
      case 'insured-table': {
        const table = transfers.utility[agent]!;
        const [low, high] = this.problem.signals[this.owned[0]!]!.law.support;
        const place = ((report[0]! - low) / (high - low)) * (table.length - 1);
        const from = Math.min(table.length - 2, Math.floor(place));
        return table[from]! + (place - from) * (table[from + 1]! - table[from]!) - values[agent]![choice]!;
      }
      case 'weak-congruence':
        return this.congruence(rule, report, others);
      default:
        throw new Error(transfers.kind);
    }
  }

  /** JM01 (7.12), as printed: jumps by the others' values at the signals where the efficient alternative changes. */
  private congruence(rule: ChoiceRule, report: Signals, others: Signals): number {
    const d = this.owned[0]!;
    const low = this.problem.signals[d]!.law.support[0];
    const objective = (t: number): number[] => objectiveOf(rule, this.values(this.with(others, [t])));
    const start = objective(low);
    const slopes = objective(low + 1).map((x, k) => x - start[k]!);
    const crossings = start.flatMap((a, k) =>
      start.flatMap((b, l) => (slopes[l]! > slopes[k]! ? [low + (a - b) / (slopes[l]! - slopes[k]!)] : [])));
    const within = [...new Set(crossings)].filter((t) => t > low && t < report[0]!).sort((a, b) => a - b);
    const ends = [low, ...within, report[0]!];
    const middles = ends.slice(1).map((t, x) => argmax(objective((t + ends[x]!) / 2)));
    let transfer = 0;
    within.forEach((t, x) => {
      const [from, to] = [middles[x]!, middles[x + 1]!];
      if (from === to) return;
      const at = this.values(this.with(others, [t]));
      transfer += sum(at.map((row, j) => (j === this.agent ? 0 : row[to]! - row[from]!)));
    });
    return transfer;
  }
}
