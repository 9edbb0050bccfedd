/** What a scenario of finite types asks at one point of its parameters. */
import type { GivenCoalitions } from '../../environment/finite/coalitions.ts';
import type { RandomEnvironment } from '../../experiments/finite/random-environment.ts';
import type { Balance, Transfers } from '../../mechanism/finite/question.ts';
import type { Statistic } from './survey-statistics.ts';

export interface DesignAsked {
  readonly ask: 'design';
  readonly goal: 'implement' | 'extract' | 'revenue' | 'ex-post';
  readonly transfers: Transfers;
  /** Of `implement`, default exact; of `ex-post`, default each of the three. */
  readonly balance?: Balance;
  /** Of `implement` by ambiguous transfers; default maxmin. Alpha in [0, 1], as text or number. */
  readonly preference?: 'maxmin' | 'smooth' | { readonly alpha: string | number };
}

/** Random environments instead of the one given; as many as the study's profiles, at most ten thousand unless it asks for a number. */
export interface SurveyAsked {
  readonly ask: 'survey';
  readonly statistic: Statistic;
  readonly law: RandomEnvironment;
  /** Of `implementable` and `extractable`; default bayesian. */
  readonly transfers?: Transfers;
  /** Of `implementable`, `ambiguity-needed` and `stake`; default exact. */
  readonly balance?: Balance;
  /** Of `maximin-core` and `maximin-value`; default 2. */
  readonly goods?: number;
}

/** What coalitions can do to the rule (Guo18 chapter 2), under each pattern; a pattern as in an environment file. */
export interface CoalitionsAsked {
  readonly ask: 'coalitions';
  readonly patterns: readonly GivenCoalitions[];
}

export type FiniteQuestion =
  | { readonly ask: 'check' }
  | DesignAsked
  | {
    readonly ask: 'threshold'; readonly parameter: string; readonly goal: 'implement' | 'extract' | 'ex-post';
    readonly transfers: Transfers; readonly balance?: Balance;
  }
  | SurveyAsked
  /** Maximin core and maximin value of an exchange economy (Guo18 section 3.6). */
  | { readonly ask: 'core' }
  | { readonly ask: 'value' }
  | CoalitionsAsked;

/**
 * `environment` is the object that an environment file holds (docs/finite-types.md), with the parameters' values in it; it may be left
 * out where all questions are surveys.
 */
export interface FiniteStudy {
  readonly kind: 'finite';
  readonly environment?: unknown;
  readonly questions: readonly FiniteQuestion[];
}

/** What a scenario asks of finite types, where it has them. */
export const finiteStudyIn = (environment: { readonly kind: string }): FiniteStudy | undefined =>
  (environment.kind === 'finite' ? environment as FiniteStudy : undefined);
