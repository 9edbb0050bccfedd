/**
 * A mechanism on single profiles, in double precision on the host: what laws of atoms need, whose ties have positive probability. Two
 * alternatives whose objectives differ by no more than rounding are tied, and the first-listed of the tied is chosen.
 */
import { linearValues } from '../../environment/linear-values.ts';
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { factsOf, ruleOf, schemeOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import { weighed, type Values, type Weighing } from '../../mechanism/rules/rule.ts';
import { dot, othersWelfareAt } from '../../mechanism/welfare-transfers.ts';
import { AtomLaws, profilesOf, type WeighedProfile } from './atom-laws.ts';
import { bidScale, tieWidth } from './scale.ts';

export { profilesOf, type WeighedProfile } from './atom-laws.ts';

/**
 * One agent's payoff at a report, over the others' profiles: u(report, type) = fixed + slopes . type. Where values are given as functions
 * it is that of one type, and slopes are 0.
 */
export interface InterimPayoff {
  readonly fixed: number;
  /** [own coordinates] */
  readonly slopes: readonly number[];
  /** [K] chance of every alternative. */
  readonly chances: readonly number[];
}

/** The user's functions on tensors, at one profile each. */
export interface UserFunctions {
  /** [N][K] */
  values?(signals: readonly number[]): Values;
  /** [K] */
  choose?(rule: ChoiceRule, values: Values, signals: readonly number[]): readonly number[];
  /** [N] */
  transfers?(values: Values, signals: readonly number[], probabilities: readonly number[]): readonly number[];
  /** Asks all of them about many profiles at once, so that what the play says of these is at hand. */
  prepare(profiles: readonly (readonly number[])[], play: Play): void;
}

/**
 * For the transfer of an agent at a profile, the profile at which what agent j adds to the others' welfare is taken in place of its mean:
 * where the laws are drawn from.
 */
export type ExternalityAt = (agent: number, j: number, signals: readonly number[]) => readonly number[];

interface LastPlayed {
  readonly signals: readonly number[];
  readonly values: Values;
  chances?: readonly number[];
}

export class Play {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  readonly laws: AtomLaws;
  readonly #weighing: Weighing;
  readonly #interim = new Map<string, readonly InterimPayoff[]>();
  readonly #externalities = new Map<string, number>();
  readonly #truths = new Map<string, number>();
  readonly #bases = new Map<Mechanism, Play>();

  /** Of the profile that was asked about last: schemes ask of one several times. */
  #last: LastPlayed | undefined;
  readonly #ties = new Map<ChoiceRule, number>();
  readonly #owned: readonly (readonly number[])[];

  readonly #user: UserFunctions | undefined;
  readonly #externalityAt: ExternalityAt | undefined;

  constructor(problem: SocialChoiceProblem, mechanism: Mechanism, user?: UserFunctions, externalityAt?: ExternalityAt) {
    this.#user = user;
    this.#externalityAt = externalityAt;
    this.problem = problem;
    this.mechanism = mechanism;
    this.laws = new AtomLaws(problem);
    this.#owned = problem.agents.map((_, i) => coordinatesOf(problem, i));
    this.#weighing = factsOf(mechanism.rule, problem.agents.length, problem.alternatives.length).counted;
  }

  /** Asks about all profiles at once where functions are the user's. */
  prepareTypes(): void {
    this.#prepare(this.#user ? profilesOf(this.problem, this.problem.signals.map((_, d) => d)).map(({ signals }) => signals) : []);
  }

  #prepare(profiles: readonly (readonly number[])[]): void {
    if (profiles.length === 0) return;
    this.#user?.prepare(profiles, this);
    if (this.mechanism.strategies) this.#user?.prepare(profiles.map((signals) => this.acted(signals)), this);
  }

  /** The same of every report of a list beside the others' profiles. */
  prepare(agent: number, reports: readonly (readonly number[])[]): void {
    for (const report of this.#user ? reports : []) {
      this.#prepare(this.others(agent).map(({ signals }) => this.with(signals, agent, report)));
    }
  }

  /** [N][K] */
  values(signals: readonly number[]): Values {
    return this.#at(signals).values;
  }

  #at(signals: readonly number[]): LastPlayed {
    const known = this.#last;
    if (known?.signals === signals) return known;
    const { valuations } = this.problem;
    const values = valuations.kind === 'linear' ? linearValues(valuations, signals) : this.#user!.values!(signals);
    return (this.#last = { signals, values });
  }

  /** What reported types act as: bids where the mechanism has strategies. */
  acted(signals: readonly number[]): readonly number[] {
    return actedAs(this.problem, this.mechanism, signals);
  }

  /** [K] of the mechanism's rule at reported signals. */
  probabilities(signals: readonly number[]): readonly number[] {
    return this.chancesAt(this.acted(signals));
  }

  /** [K] of what it is told. */
  chancesAt(signals: readonly number[]): readonly number[] {
    const at = this.#at(signals);
    return (at.chances ??= this.#of(this.mechanism.rule, signals));
  }

  #of(rule: ChoiceRule, signals: readonly number[]): readonly number[] {
    const { maximised, reference } = ruleOf(rule);
    const values = this.values(signals);
    if (!maximised) {
      return reference(rule, {
        values, signals, probabilities: (inner) => this.#of(inner as ChoiceRule, signals),
        user: () => this.#user!.choose!(rule, values, signals),
      });
    }
    const weighing = maximised(rule, values.length, values[0]!.length);
    const objective = weighed(weighing, values);
    const best = Math.max(...objective) - this.#tie(rule, weighing);
    const chosen = objective.findIndex((value) => value >= best);
    return objective.map((_, k) => Number(k === chosen));
  }

  #tie(rule: ChoiceRule, weighing: Weighing): number {
    const known = this.#ties.get(rule) ?? tieWidth(this.problem, weighing) * bidScale(this.problem, this.mechanism);
    this.#ties.set(rule, known);
    return known;
  }

  /** Money that the agent receives at reported signals. */
  transfer(signals: readonly number[], agent: number): number {
    const { transfers } = this.mechanism;
    return schemeOf(transfers).reference!(transfers, {
      problem: this.problem,
      signals,
      acted: this.acted(signals),
      weighing: this.#weighing,
      valuesAt: (at) => this.values(at),
      probabilitiesAt: (acted) => this.chancesAt(acted),
      ...(this.#user?.transfers && { user: this.#user.transfers }),
      externality: (j) => (this.#externalityAt
        ? this.#othersWelfare(this.#externalityAt(agent, j, signals), j) : this.#externality(j, this.#ownOf(signals, j))),
      utility: (base, j) => {
        return this.#base(base as Mechanism).truth(j, this.#ownOf(signals, j));
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
    return this.laws.others(agent);
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

  /** The agent's payoff by the truth at any signals of hers, the others' having their law given that she has these. */
  truth(agent: number, own: readonly number[]): number {
    if (this.problem.valuations.kind === 'linear' && !this.problem.dependence) return payoffOf(this.interim(agent, own), own);
    return this.#kept(this.#truths, agent, own, (told) =>
      dot(this.probabilities(told), this.values(told)[agent]!) + this.transfer(told, agent));
  }

  /** Over the others' profiles given own signals, of a number of the whole profile. */
  #mean(agent: number, own: readonly number[], of: (signals: readonly number[]) => number): number {
    const masses = this.laws.givenReport(agent, own);
    return this.others(agent).reduce((sum, { signals }, n) => sum + masses[n]! * of(this.with(signals, agent, own)), 0);
  }

  #interims(agent: number, report: readonly number[]): InterimPayoff[] {
    const given = this.laws.given(agent);
    // Of every type by itself where the law of the others or the own value is.
    const types = this.problem.valuations.kind === 'linear' ? given.map(() => 0) : this.laws.types(agent).map((_, s) => s);
    const totals = types.map(() => ({ fixed: 0, slopes: report.map(() => 0), chances: this.problem.alternatives.map(() => 0) }));
    this.others(agent).forEach(({ signals }, n) => {
      const payoffs = this.exPosts(agent, report, signals);
      totals.forEach((total, s) => {
        const { fixed, slopes, chances } = payoffs[payoffs.length > 1 ? s : 0]!;
        const probability = given[given.length > 1 ? s : 0]![n]!;
        total.fixed += probability * fixed;
        slopes.forEach((slope, c) => (total.slopes[c]! += probability * slope));
        chances.forEach((chance, k) => (total.chances[k]! += probability * chance));
      });
    });
    return totals;
  }

  /** The same at one profile of the others' signals, own ones not looked at: of all types, or of each where values are functions. */
  exPosts(agent: number, report: readonly number[], others: readonly number[]): readonly InterimPayoff[] {
    const reported = this.with(others, agent, report);
    const paid = this.transfer(reported, agent);
    const { valuations } = this.problem;
    if (valuations.kind !== 'linear') {
      const chances = this.probabilities(reported);
      const slopes = report.map(() => 0);
      return this.laws.types(agent).map((own) =>
        ({ fixed: dot(chances, this.values(this.with(others, agent, own))[agent]!) + paid, slopes, chances }));
    }
    const { fixed, slopes, chances } = this.#choice(valuations, agent, reported);
    return [{ fixed: fixed + paid, slopes, chances }];
  }

  /** Of the type that has this place. */
  exPost(agent: number, report: readonly number[], others: readonly number[], type = 0): InterimPayoff {
    const payoffs = this.exPosts(agent, report, others);
    return payoffs[payoffs.length > 1 ? type : 0]!;
  }

  /** The same without money, of linear values. */
  choiceAt(agent: number, report: readonly number[], others: readonly number[]): InterimPayoff {
    const { valuations } = this.problem;
    if (valuations.kind !== 'linear') throw new TypeError('of values given as functions no slopes are known');
    return this.#choice(valuations, agent, this.with(others, agent, report));
  }

  #choice({ constants, coefficients }: LinearValuations, agent: number, reported: readonly number[]): InterimPayoff {
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
    return dot(this.probabilities(signals), othersWelfareAt(this.#weighing, this.values(this.acted(signals)), agent));
  }

  #externality(agent: number, own: readonly number[]): number {
    return this.#kept(this.#externalities, agent, own, (signals) => this.#othersWelfare(signals, agent));
  }

  /** `#mean`, asked for once. */
  #kept(known: Map<string, number>, agent: number, own: readonly number[], of: (signals: readonly number[]) => number): number {
    const key = `${agent} ${own.join(' ')}`;
    const mean = known.get(key) ?? this.#mean(agent, own, of);
    known.set(key, mean);
    return mean;
  }
}

/** Bids in place of types where the mechanism has strategies. */
export function actedAs({ signals }: SocialChoiceProblem, { strategies }: Mechanism, types: readonly number[]): readonly number[] {
  return strategies ? types.map((type, d) => strategies[signals[d]!.owner]!.bid(type)) : types;
}

export const payoffOf = ({ fixed, slopes }: InterimPayoff, type: readonly number[]): number => fixed + dot(slopes, type);
