/** What a report leads to at every profile of the others' atoms, and the worst and best that beliefs make of it; nothing sampled. */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { bestExpectation, meanOf, worstExpectation } from '../../beliefs/worst-case.ts';
import type { InterimPayoff, Play, WeighedProfile } from '../../experiments/enumeration/play.ts';
import type { Reach } from '../../experiments/enumeration/reach.ts';

export type Signal = readonly number[];

export interface InsuredAsked {
  readonly play: Play;
  readonly agent: number;
  readonly reach: Reach;
  /** [K][own coordinates] of the own value. */
  readonly slopes: readonly Signal[];
  readonly types: readonly Signal[];
  readonly truths: readonly InterimPayoff[];
  /** Under the laws of a prior, what is chosen and how likely the others' profiles are. */
  readonly priors: ReadonlyMap<string, Play>;
  readonly relevant: readonly boolean[];
  readonly slack: number;
}

/** Numbers of alternatives, such as slopes of the own value, are given as [K]. */
export class Outcomes {
  readonly #asked: InsuredAsked;
  readonly #report: Signal;
  readonly #profiles: readonly WeighedProfile[];
  readonly #chosen: readonly number[];
  readonly #anywhere: readonly number[];
  #near: { readonly radius: number; readonly within: readonly (readonly number[])[] } | undefined;

  constructor(asked: InsuredAsked, report: Signal) {
    const { play, agent, reach, slopes } = asked;
    this.#asked = asked;
    this.#report = report;
    this.#profiles = play.others(agent);
    this.#chosen = this.#profiles.map(({ signals }) => chosenAt(play, agent, report, signals));
    const [{ signals: first }] = this.#profiles as [WeighedProfile];
    const reached = slopes.flatMap((_, k) => (reach.reaches(k, report, first, Infinity) ? [k] : []));
    this.#anywhere = [...new Set([...this.#chosen, ...reached])];
  }

  #within(radius: number): readonly (readonly number[])[] {
    if (this.#near?.radius === radius) return this.#near.within;
    const { reach, slopes } = this.#asked;
    const within = this.#profiles.map(({ signals }, n) => slopes.flatMap((_, k) =>
      (k === this.#chosen[n] || (this.#anywhere.includes(k) && reach.reaches(k, this.#report, signals, radius)) ? [k] : [])));
    this.#near = { radius, within };
    return within;
  }

  /** Least mean, over the beliefs, of a number of what is chosen. */
  worst(beliefs: BeliefSet, of: readonly number[]): number {
    return worstExpectation(beliefs, { ...this.#payoff(beliefs, of, Math.min), least: Math.min(...this.#anywhere.map((k) => of[k]!)) });
  }

  best(beliefs: BeliefSet, of: readonly number[]): number {
    const { eroded, ...rest } = this.#payoff(beliefs, of, Math.max);
    const greatest = Math.max(...this.#anywhere.map((k) => of[k]!));
    return bestExpectation(beliefs, { ...rest, greatest, ...(eroded ? { dilated: eroded } : {}) });
  }

  mean(of: readonly number[]): number {
    return meanOf(this.#chosen.map((k) => of[k]!), this.#profiles.map(({ probability }) => probability));
  }

  #payoff(beliefs: BeliefSet, of: readonly number[], end: (...values: number[]) => number) {
    return {
      values: this.#chosen.map((k) => of[k]!),
      weights: this.#profiles.map(({ probability }) => probability),
      ...(beliefs.kind === 'prokhorov' ? { eroded: this.#within(beliefs.delta).map((ks) => end(...ks.map((k) => of[k]!))) } : {}),
      ...(beliefs.kind === 'priors' ? { underPriors: beliefs.priors.map(({ name }) => this.#under(name, of)) } : {}),
    };
  }

  #under(prior: string, of: readonly number[]): number {
    const { priors, agent } = this.#asked;
    const play = priors.get(prior)!;
    return play.others(agent).reduce((sum, { signals, probability }) =>
      sum + probability * of[chosenAt(play, agent, this.#report, signals)]!, 0);
  }
}

const chosenAt = (play: Play, agent: number, report: Signal, others: readonly number[]): number =>
  play.choiceAt(agent, report, others).chances.indexOf(1);
