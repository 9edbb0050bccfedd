/**
 * A mechanism on single profiles, in double precision on the host: what laws of atoms need, whose ties have positive probability. Two
 * alternatives whose objectives differ by no more than rounding are tied, and the first-listed of the tied is chosen.
 */
import { linearValues } from '../../environment/linear-values.ts';
import { coordinatesOf, othersCoordinatesOf, type LinearValuations, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { factsOf, ruleOf, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import { weighed, type Values, type Weighing } from '../../mechanism/rules/rule.ts';
import { dot, othersWelfareAt } from '../../mechanism/welfare-transfers.ts';
import { jointMasses } from './joint-masses.ts';
import { tieWidth } from './scale.ts';

/** A profile of signals, with its probability; coordinates that it does not hold are zero. */
export interface WeighedProfile {
  readonly signals: readonly number[];
  readonly probability: number;
}

/** Every profile of the atoms of these coordinates, all of whose laws are discrete, were they independent. */
export function profilesOf({ signals }: SocialChoiceProblem, coordinates: readonly number[]): WeighedProfile[] {
  return coordinates.reduce<WeighedProfile[]>(
    (known, d) => known.flatMap(({ signals: before, probability }) => signals[d]!.law.atoms!.map(({ at, mass }) => {
      const after = [...before];
      after[d] = at;
      return { signals: after, probability: probability * mass };
    })),
    [{ signals: signals.map(() => 0), probability: 1 }],
  );
}

/** One agent's payoff at a report, over the others' profiles: u(report, type) = fixed + slopes . type. */
export interface InterimPayoff {
  readonly fixed: number;
  /** [own coordinates] */
  readonly slopes: readonly number[];
  /** [K] chance of every alternative. */
  readonly chances: readonly number[];
}

/** The user's transfers at one profile, [N]: functions on tensors, asked one profile at a time. */
export type UserTransfers = (values: Values, signals: readonly number[], probabilities: readonly number[]) => readonly number[];

/**
 * For the transfer of an agent at a profile, the profile at which what agent j adds to the others' welfare is taken in place of its mean:
 * where the laws are drawn from.
 */
export type ExternalityAt = (agent: number, j: number, signals: readonly number[]) => readonly number[];

interface LastPlayed {
  readonly signals: readonly number[];
  readonly values: number[][];
  chances?: readonly number[];
}

export class Play {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly #valuations: LinearValuations;
  readonly #weighing: Weighing;
  readonly #others = new Map<number, readonly WeighedProfile[]>();
  readonly #interim = new Map<string, readonly InterimPayoff[]>();
  readonly #given = new Map<number, readonly Float64Array[]>();
  #joint: Float64Array | undefined;
  readonly #externalities = new Map<string, number>();
  readonly #bases = new Map<Mechanism, Play>();

  /** Of the profile that was asked about last: schemes ask of one several times. */
  #last: LastPlayed | undefined;
  readonly #ties = new Map<ChoiceRule, number>();
  readonly #owned: readonly (readonly number[])[];

  readonly #user: UserTransfers | undefined;
  readonly #externalityAt: ExternalityAt | undefined;

  constructor(problem: SocialChoiceProblem, mechanism: Mechanism, user?: UserTransfers, externalityAt?: ExternalityAt) {
    this.#user = user;
    this.#externalityAt = externalityAt;
    if (problem.valuations.kind !== 'linear') throw new TypeError('values given as functions are not enumerated');
    this.problem = problem;
    this.mechanism = mechanism;
    this.#valuations = problem.valuations;
    this.#owned = problem.agents.map((_, i) => coordinatesOf(problem, i));
    this.#weighing = factsOf(mechanism.rule, problem.agents.length, problem.alternatives.length).counted;
  }

  /** [N][K] */
  values(signals: readonly number[]): number[][] {
    return this.#at(signals).values;
  }

  #at(signals: readonly number[]): LastPlayed {
    const known = this.#last;
    if (known?.signals === signals) return known;
    return (this.#last = { signals, values: linearValues(this.#valuations, signals) });
  }

  /** [K] of the mechanism's rule. */
  probabilities(signals: readonly number[]): readonly number[] {
    const at = this.#at(signals);
    return (at.chances ??= this.#of(this.mechanism.rule, signals));
  }

  #of(rule: ChoiceRule, signals: readonly number[]): readonly number[] {
    const { maximised, reference } = ruleOf(rule);
    const values = this.values(signals);
    if (!maximised) return reference(rule, { values, signals, probabilities: (inner) => this.#of(inner as ChoiceRule, signals) });
    const weighing = maximised(rule, values.length, values[0]!.length);
    const objective = weighed(weighing, values);
    const best = Math.max(...objective) - this.#tie(rule, weighing);
    const chosen = objective.findIndex((value) => value >= best);
    return objective.map((_, k) => Number(k === chosen));
  }

  #tie(rule: ChoiceRule, weighing: Weighing): number {
    const known = this.#ties.get(rule) ?? tieWidth(this.problem, weighing);
    this.#ties.set(rule, known);
    return known;
  }

  /** Money that the agent receives at reported signals. */
  transfer(signals: readonly number[], agent: number): number {
    const { transfers } = this.mechanism;
    return schemeOf(transfers).reference!(transfers, {
      problem: this.problem,
      signals,
      acted: signals,
      weighing: this.#weighing,
      valuesAt: (at) => this.values(at),
      probabilitiesAt: (acted) => this.probabilities(acted),
      ...(this.#user && { user: this.#user }),
      externality: (j) => (this.#externalityAt
        ? this.#othersWelfare(this.#externalityAt(agent, j, signals), j) : this.#externality(j, this.#ownOf(signals, j))),
      utility: (base, j) => {
        const own = this.#ownOf(signals, j);
        return payoffOf(this.#base(base as Mechanism).interim(j, own), own);
      },
    }, agent);
  }

  #base(mechanism: Mechanism): Play {
    const known = this.#bases.get(mechanism) ?? new Play(this.problem, mechanism, this.#user);
    this.#bases.set(mechanism, known);
    return known;
  }

  #ownOf(signals: readonly number[], agent: number): number[] {
    return this.#owned[agent]!.map((d) => signals[d]!);
  }

  /** The others' profiles of atoms, with their probabilities were signals independent. */
  others(agent: number): readonly WeighedProfile[] {
    const known = this.#others.get(agent) ?? profilesOf(this.problem, othersCoordinatesOf(this.problem, agent));
    this.#others.set(agent, known);
    return known;
  }

  /**
   * Probabilities of the others' profiles given each of the agent's own (in the order of `profilesOf`), one list for all of these where
   * signals are independent.
   */
  given(agent: number): readonly Float64Array[] {
    const known = this.#given.get(agent) ?? this.#givenOwn(agent);
    this.#given.set(agent, known);
    return known;
  }

  #givenOwn(agent: number): Float64Array[] {
    const { dependence } = this.problem;
    if (!dependence) return [Float64Array.from(this.others(agent), ({ probability }) => probability)];
    const joint = this.joint();
    const [own, others] = [coordinatesOf(this.problem, agent), othersCoordinatesOf(this.problem, agent)].map((of) => this.#places(of));
    return own!.map((at) => {
      const masses = Float64Array.from(others!, (place) => joint[at + place]!);
      const sum = masses.reduce((total, mass) => total + mass, 0);
      return masses.map((mass) => mass / sum);
    });
  }

  /** Probabilities of the agent's own types. */
  masses(agent: number): readonly number[] {
    const own = coordinatesOf(this.problem, agent);
    if (!this.problem.dependence) return profilesOf(this.problem, own).map(({ probability }) => probability);
    const others = this.#places(othersCoordinatesOf(this.problem, agent));
    return this.#places(own).map((at) => others.reduce((sum, place) => sum + this.joint()[at + place]!, 0));
  }

  /** Probabilities of the profiles of all coordinates, in the order of `profilesOf`. */
  joint(): Float64Array {
    const { dependence, signals } = this.problem;
    return (this.#joint ??= dependence
      ? jointMasses(dependence, signals.map(({ law }) => law))
      : Float64Array.from(profilesOf(this.problem, signals.map((_, d) => d)), ({ probability }) => probability));
  }

  /** Of every profile of these coordinates, what it adds to the place among those of all. */
  #places(coordinates: readonly number[]): number[] {
    const sizes = this.problem.signals.map(({ law }) => law.atoms!.length);
    const step = (d: number): number => sizes.slice(d + 1).reduce((product, size) => product * size, 1);
    return coordinates.reduce<number[]>((known, d) =>
      known.flatMap((place) => Array.from({ length: sizes[d]! }, (_, a) => place + a * step(d))), [0]);
  }

  /** The profile with the agent's own signals in it. */
  with(others: readonly number[], agent: number, own: readonly number[]): number[] {
    const profile = [...others];
    this.#owned[agent]!.forEach((d, n) => (profile[d] = own[n]!));
    return profile;
  }

  /** The agent's payoff at a report when the others tell the truth; where signals depend, given the type of hers that has this place. */
  interim(agent: number, report: readonly number[], type = 0): InterimPayoff {
    const key = `${agent} ${report.join(' ')}`;
    const known = this.#interim.get(key) ?? this.#interims(agent, report);
    this.#interim.set(key, known);
    return known[known.length > 1 ? type : 0]!;
  }

  #interims(agent: number, report: readonly number[]): InterimPayoff[] {
    const given = this.given(agent);
    const totals = given.map(() => ({ fixed: 0, slopes: report.map(() => 0), chances: this.problem.alternatives.map(() => 0) }));
    this.others(agent).forEach(({ signals }, n) => {
      const { fixed, slopes, chances } = this.exPost(agent, report, signals);
      totals.forEach((total, s) => {
        const probability = given[s]![n]!;
        total.fixed += probability * fixed;
        slopes.forEach((slope, c) => (total.slopes[c]! += probability * slope));
        chances.forEach((chance, k) => (total.chances[k]! += probability * chance));
      });
    });
    return totals;
  }

  /** The same at one profile of the others' signals, own ones not looked at. */
  exPost(agent: number, report: readonly number[], others: readonly number[]): InterimPayoff {
    const reported = this.with(others, agent, report);
    const { fixed, slopes, chances } = this.#choice(agent, reported);
    return { fixed: fixed + this.transfer(reported, agent), slopes, chances };
  }

  /** The same without money. */
  choiceAt(agent: number, report: readonly number[], others: readonly number[]): InterimPayoff {
    return this.#choice(agent, this.with(others, agent, report));
  }

  #choice(agent: number, reported: readonly number[]): InterimPayoff {
    const { constants, coefficients } = this.#valuations;
    const chances = this.probabilities(reported);
    const { signals } = this.problem;
    let fixed = 0;
    const slopes = this.#owned[agent]!.map(() => 0);
    chances.forEach((chance, k) => {
      if (chance === 0) return;
      const row = coefficients[agent]![k]!;
      let beside = constants[agent]![k]!;
      row.forEach((a, d) => { if (a !== 0 && signals[d]!.owner !== agent) beside += a * reported[d]!; });
      fixed += chance * beside;
      this.#owned[agent]!.forEach((d, n) => (slopes[n]! += chance * row[d]!));
    });
    return { fixed, slopes, chances };
  }

  /** Of what is chosen, as it counts for the agent. */
  #othersWelfare(signals: readonly number[], agent: number): number {
    return dot(this.probabilities(signals), othersWelfareAt(this.#weighing, this.values(signals), agent));
  }

  #externality(agent: number, own: readonly number[]): number {
    const key = `${agent} ${own.join(' ')}`;
    const known = this.#externalities.get(key);
    if (known !== undefined) return known;
    const mean = this.others(agent).reduce((sum, { signals, probability }) => {
      return sum + probability * this.#othersWelfare(this.with(signals, agent, own), agent);
    }, 0);
    this.#externalities.set(key, mean);
    return mean;
  }
}

export const payoffOf = ({ fixed, slopes }: InterimPayoff, type: readonly number[]): number => fixed + dot(slopes, type);
