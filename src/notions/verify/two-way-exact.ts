/**
 * What a file `misreport.two-alternatives/1` states, without draws: where each agent with scores has one signal that moves her, its law has
 * no atoms, and at most two have scores, everything is a sum over pairs of steps of scores and integrals of the laws.
 */
import { lawNamed } from './read-law.ts';
import type { FileProblem } from './draws.ts';
import { dot, type Forms } from './two-way-forms.ts';
import { GainLaw } from './two-way-law.ts';
import type { Scored } from './two-way-scores.ts';

export interface ScoreList {
  readonly constant: number;
  readonly heard: readonly Scored[];
}

const signalOf = ({ own }: Forms): number => own.findIndex((weight) => weight !== 0);
const movers = ({ own }: Forms): number => own.filter((weight) => weight !== 0).length;

/** An agent's steps with what lies in them. */
class Steps {
  readonly law: GainLaw;
  readonly agent: Scored;
  /** [steps] probability and first moment of her gain. */
  readonly mass: readonly number[];
  readonly moment: readonly number[];

  constructor(problem: FileProblem, agent: Scored) {
    this.agent = agent;
    this.law = new GainLaw(problem, agent, agent.steps.map(({ from }) => from));
    const ends = agent.steps.map(({ from }, j) => (j === 0 ? this.law.low : from));
    const upTo = [...ends.slice(1), this.law.high];
    this.mass = ends.map((from, j) => this.law.cdf(upTo[j]!) - this.law.cdf(from));
    this.moment = ends.map((from, j) => this.law.momentUpTo(upTo[j]!) - this.law.momentUpTo(from));
  }

  /** Place of the first step whose score reaches that much; their number where none does. */
  firstReaching(score: number): number {
    const { steps } = this.agent;
    let [from, to] = [0, steps.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (steps[middle]!.score >= score) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** Her gain from which on the score reaches that much; undefined where none does. */
  reachedFrom(score: number): number | undefined {
    const at = this.firstReaching(score);
    return at === 0 ? this.law.low : this.agent.steps[at]?.from;
  }
}

/** Nobody else: always the same. */
const ALONE = { mass: [1], moment: [0], scores: [0] };

export class ExactTwoWay {
  readonly #problem: FileProblem;
  readonly #means: readonly number[];
  readonly #steps = new Map<Scored, Steps>();

  constructor(problem: FileProblem) {
    this.#problem = problem;
    this.#means = problem.signals.map(({ law }, d) => {
      const weights = problem.signals.map((_, e) => Number(e === d));
      const { support: x } = lawNamed(law);
      return new GainLaw(problem, { own: weights, social: weights, isEndKnown: true, x, sure: weights, least: 0 }, []).mean;
    });
  }

  /** Whether everything here applies to a list of scores. */
  static serves(problem: FileProblem, lists: readonly ScoreList[]): boolean {
    return problem.signals.every(({ law }) => lawNamed(law).atoms === undefined)
      && lists.every(({ heard }) => heard.length <= 2 && heard.every((agent) => movers(agent) === 1));
  }

  /** E of weights times the signals. */
  mean(weights: readonly number[]): number {
    return dot(weights, this.#means);
  }

  #of(agent: Scored): Steps {
    const found = this.#steps.get(agent) ?? new Steps(this.#problem, agent);
    this.#steps.set(agent, found);
    return found;
  }

  #stepsOf({ heard }: ScoreList): Steps[] {
    return heard.map((agent) => this.#of(agent));
  }

  /** E max(0, constant + scores). */
  positivePart({ constant, heard }: ScoreList): number {
    const [one, other] = this.#stepsOf({ constant, heard });
    if (!one) return Math.max(0, constant);
    const second = other ? { mass: other.mass, scores: other.agent.steps.map(({ score }) => score) } : ALONE;
    return one.agent.steps.reduce((sum, { score }, i) => sum + one.mass[i]! * second.mass.reduce((part, mass, j) =>
      part + mass * Math.max(0, constant + score + second.scores[j]!), 0), 0);
  }

  /** E of `fixed` + weights times the signals, where the constant and the scores reach 0. */
  whereServed({ constant, heard }: ScoreList, fixed: number, weights: readonly number[]): number {
    const [one, other] = this.#stepsOf({ constant, heard });
    const rest = this.mean(weights.map((w, d) => (heard.some((agent) => signalOf(agent) === d) ? 0 : w))) + fixed;
    if (!one) return constant >= 0 ? rest : 0;
    const second = other
      ? { mass: other.mass, moment: other.moment, scores: other.agent.steps.map(({ score }) => score) } : ALONE;
    const rate = (agent: Scored): number => weights[signalOf(agent)]! / agent.own[signalOf(agent)]!;
    const [first, last] = [rate(one.agent), other ? rate(other.agent) : 0];
    return one.agent.steps.reduce((sum, { score }, i) => {
      let [mass, moment] = [0, 0];
      second.scores.forEach((more, j) => {
        if (constant + score + more < 0) return;
        mass += second.mass[j]!;
        moment += second.moment[j]!;
      });
      return sum + one.mass[i]! * (mass * rest + last * moment) + first * one.moment[i]! * mass;
    }, 0);
  }

  /** E of what `agent` keeps by her rents; `list`: of the rule, absent where the second alternative is never chosen. */
  rents(agent: Forms & { readonly name: string }, list?: ScoreList): number {
    const kept = this.mean(agent.sure) - agent.least;
    const { base, x: [low, high] } = agent;
    if (base === undefined) return kept;
    const mean = this.mean(agent.own);
    const fixed = kept + (base >= 0 ? base * (mean - low) : -base * (high - mean));
    const all = list ? this.#stepsOf(list) : [];
    const one = all.find((steps) => steps.agent.name === agent.name);
    if (!one) return fixed;
    const other = all.find((steps) => steps !== one);
    const second = other ? { mass: other.mass, scores: other.agent.steps.map(({ score }) => score) } : ALONE;
    const { law } = one;
    return second.mass.reduce((sum, mass, j) => {
      const from = one.reachedFrom(-list!.constant - second.scores[j]!);
      if (from === undefined) return sum;
      const below = law.below(law.high) - law.below(from);
      return sum + mass * (base >= 0 ? law.high - from - below : -below);
    }, fixed);
  }

  /**
   * The most by which the scores' integral over the types up to z exceeds what it stands for, over z; and that over all types, in size.
   * `weight`: of welfare; at 0 money alone counts.
   */
  excess(agent: Scored, price: number, weight = 1): { readonly most: number; readonly all: number } {
    const { law, mass } = this.#of(agent);
    const { base, steps } = agent;
    const slope = agent.social[signalOf(agent)]! / agent.own[signalOf(agent)]!;
    let scores = 0;
    let most = -Infinity;
    const at = (z: number, sum: number): number => {
      const rent = base === undefined ? 0 : base >= 0 ? z - law.low - law.below(z) : -law.below(z);
      return sum - (weight + price) * slope * law.momentUpTo(z) + price * rent;
    };
    steps.forEach(({ score }, j) => {
      const from = j === 0 ? law.low : steps[j]!.from;
      const to = steps[j + 1]?.from ?? law.high;
      for (const share of [0.25, 0.5, 0.75, 1]) {
        const z = from + share * (to - from);
        most = Math.max(most, at(z, scores + score * (law.cdf(z) - law.cdf(from))));
      }
      scores += score * mass[j]!;
    });
    return { most, all: Math.abs(at(law.high, scores)) };
  }
}
