/** What a scenario asks about a choice rule round baseline beliefs: how far they may stray (JMM12). */
import type { Distribution } from '../../distributions/distribution.ts';
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { TwoAgentProblem } from '../../environment/two-agent.ts';

/** How far beliefs are from the baseline; `absolute-variation` is twice the largest difference over events. */
export const BALL_METRICS = ['total-variation', 'absolute-variation', 'contamination', 'prokhorov'] as const;
export type BallMetric = (typeof BALL_METRICS)[number];

/** `all` stands for both agents where it names none. */
export const ALL = 'all';

/** In whose name random values are asked about. */
export const VALUES = 'market';

export interface BeliefsQuestion extends TwoAgentProblem {
  readonly kind: 'robust';
  readonly question: 'beliefs';
  /** Name of an agent, or `all`. */
  readonly agent: string;
  /** Default: all. */
  readonly metrics?: readonly BallMetric[];
  /** At which the least ε and the worst belief are shown; a ball of every metric has one. Default: 0.1. */
  readonly radius?: number;
}

/** Random bilinear values; as many as the study's profiles. */
export interface RandomQuestion {
  readonly kind: 'robust';
  readonly question: 'random-values';
  /** Coordinates of the agent's and of the other's type. */
  readonly dimensions: readonly [number, number];
  /** Law of every coefficient; `normal` is the standard normal one. */
  readonly entries: Distribution | 'normal';
}

/** The efficient rule; beliefs are about all others' signals. */
export interface EfficientRuleQuestion {
  readonly kind: 'robust';
  readonly question: 'efficient-rule';
  /** Independent signals, or a double auction, whose agents are `seller` and `buyer`, or a market of `bidder 1` on. */
  readonly problem: SocialChoiceProblem | DoubleAuction | AssignmentMarket;
  /** Name of an agent who sees a signal, or `all`. */
  readonly agent: string;
  /** Default: all. */
  readonly metrics?: readonly BallMetric[];
  /** At which the least ε is shown. Default: 0.1. */
  readonly radius?: number;
}

export const RADIUS = 0.1;

export type RobustStudy = BeliefsQuestion | RandomQuestion | EfficientRuleQuestion;

export const QUESTIONS = ['beliefs', 'random-values', 'efficient-rule'] as const;

/** What a scenario asks about beliefs, where it asks that. */
export const robustStudyIn = (environment: { readonly kind: string }): RobustStudy | undefined =>
  (environment.kind === 'robust' ? environment as RobustStudy : undefined);
