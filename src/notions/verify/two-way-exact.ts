/**
 * What a file `misreport.two-alternatives/1` states, without draws: where each agent with scores has one signal that moves her, its law has
 * no atoms, and at most two have scores, everything is a sum over pairs of steps of scores and integrals of the laws.
 */
import { InputError } from '../../errors.ts';
import { lawNamed } from './read-law.ts';
import type { FileProblem } from './draws.ts';
import { beyondIn, dot, isLeftOut, type Forms } from './two-way-forms.ts';
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

  constructor(problem: FileProblem, agent: Scored, isBound: boolean) {
    this.agent = agent;
    const starts = agent.steps.map(({ from }) => from);
    this.law = new GainLaw(problem, agent, starts, isBound && isLeftOut(problem, agent));
    const parts = this.law.parts(starts);
    this.mass = parts.map(({ mass }) => mass);
    this.moment = parts.map(({ moment }) => moment);
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

  readonly #isBound: boolean;

  /** `isBound`: whether rents count, so that types without an end on the side of the worst-off are left out of rules. */
  constructor(problem: FileProblem, isBound = false) {
    this.#problem = problem;
    this.#isBound = isBound;
    this.#means = problem.signals.map(({ law }, d) => {
      const weights = problem.signals.map((_, e) => Number(e === d));
      const { support: x } = lawNamed(law);
      const open = [false, false] as const;
      return new GainLaw(problem, { own: weights, social: weights, isEndKnown: true, x, open, sure: weights, least: 0 }, []).mean;
    });
  }

  /** Whether everything here applies to lists of scores. Throws InputError where it does not and laws are not such that draws would do. */
  static serves(problem: FileProblem, lists: readonly ScoreList[]): boolean {
    const serves = lists.every(({ heard }) => heard.length <= 2 && heard.every((agent) => movers(agent) === 1));
    problem.signals.forEach(({ law, owner }, d) => {
      const { atoms, whole } = lawNamed(law);
      if (!serves && (atoms || whole)) {
        throw new InputError(`problem.signals.${d}.law`, 'must have a density on an interval where several signals move an agent, or '
          + `three and more agents have scores, got ${law}`);
      }
      // Where types that gain the same are of positive probability, what does not enter the gain is told for nothing.
      const gains = lists.flatMap(({ heard }) => heard).filter((agent) => atoms && signalOf(agent) === d);
      const untold = gains.some(({ own }) => problem.signals.some((other, e) => other.owner === owner && own[e] === 0
        && problem.coefficients.reduce((sum, rows) => sum + Math.abs(rows[1]![e]! - rows[0]![e]!), 0) > 0));
      const field = `problem.signals.${d}.law`;
      if (untold) throw new InputError(field, `must have a density where other signals of the same agent count, got ${law}`);
    });
    return serves;
  }

  /** E of weights times the signals. */
  mean(weights: readonly number[]): number {
    return dot(weights, this.#means);
  }

  #of(agent: Scored): Steps {
    const found = this.#steps.get(agent) ?? new Steps(this.#problem, agent, this.#isBound);
    this.#steps.set(agent, found);
    return found;
  }

  #stepsOf({ heard }: ScoreList): Steps[] {
    return heard.map((agent) => this.#of(agent));
  }

  /** What a rule may lose, at most, by leaving out types without an end; `both`: the weight of welfare and the price of money. */
  leftOut(list: ScoreList, both: number): number {
    const steps = this.#stepsOf(list);
    const sizes = steps.map(({ agent, mass }) => agent.steps.reduce((sum, { score }, j) => sum + mass[j]! * Math.abs(score), 0));
    return steps.reduce((sum, { agent, law: { left, low } }, i) => {
      if (left === 0) return sum;
      const d = signalOf(agent);
      const slope = Math.abs(agent.social[d]! / agent.own[d]!);
      const beyond = beyondIn(this.#problem, [agent.own]);
      const others = sizes.reduce((total, size, j) => total + (j === i ? 0 : size), 0);
      return sum + both * slope * (Math.abs(low) * left + beyond) + left * (Math.abs(list.constant) + others);
    }, 0);
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
    const at = (z: number, sum: number, moment: number): number => {
      const rent = base === undefined ? 0 : base >= 0 ? z - law.low - law.below(z) : -law.below(z);
      return sum - (weight + price) * slope * (moment - law.low * law.left) + price * rent;
    };
    steps.forEach(({ score }, j) => {
      const from = j === 0 ? law.low : steps[j]!.from;
      const to = steps[j + 1]?.from ?? law.high;
      const start = law.before(from);
      // At points of positive probability the excess jumps.
      const points = law.points.flatMap(({ x }) => (x >= from && x < to ? [x] : []));
      for (const z of [0.25, 0.5, 0.75, 1].map((share) => from + share * (to - from)).concat(points)) {
        most = Math.max(most, at(z, scores + score * (law.before(z) - start), law.momentBefore(z)));
      }
      for (const z of points) most = Math.max(most, at(z, scores + score * (law.cdf(z) - start), law.momentUpTo(z)));
      scores += score * mass[j]!;
    });
    return { most, all: Math.abs(at(law.high, scores, law.momentUpTo(law.high))) };
  }
}
