/**
 * Two private-value environments in which every agent is either served or not, two mechanisms for each that are incentive compatible up to
 * some epsilon, and full insurance.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { ambiguityParameters, ambiguityQuestion } from '../support/ambiguity.ts';
import { serviceOf, type Service, type SlopePiece } from '../support/insured.ts';
import { checkParameters, nonnegativeDensity } from '../support/parameters.ts';
import { insured, liesAlong, piecesWith, rippleSlope, tableOf } from '../support/ripple.ts';
import type { CriticalLaw } from '../support/swift-law.ts';

export const ENVIRONMENTS = ['single-object', 'bilateral-trade'] as const;

export const PARAMETERS = {
  environment: { kind: 'choice', description: 'what is decided', default: 'single-object', choices: ENVIRONMENTS },
  epsilon: {
    kind: 'number', description: 'slope of the ripple, which is the epsilon-LIC constant', default: 0.1, minimum: 0.001, maximum: 0.25,
  },
  bidders: { kind: 'count', description: 'number of bidders N for the single object', default: 2, minimum: 2, maximum: 8 },
  k: { kind: 'number', description: "weight of the buyer's bid in the price of the double auction", default: 0.5, minimum: 0, maximum: 1 },
  law: { kind: 'distribution', description: 'law of all values, and of the cost', default: 'uniform(0,1)' },
  ...ambiguityParameters,
} as const satisfies Record<string, Parameter>;

export const RIPPLE = 'VCG with a ripple';
export const FIRST_PRICE = 'first price, truthful bids';
export const DOUBLE_AUCTION = 'double auction, truthful offers';
export const FULL_INSURANCE = 'full insurance of truthful offers';

/** One agent: when she is served, and the slope of her interim utility under each mechanism. */
export interface AgentModel {
  readonly index: number;
  readonly name: string;
  readonly service: Service;
  readonly ripple: readonly SlopePiece[];
  /** Under truthful offers: first price, or the double auction. */
  readonly honest: readonly SlopePiece[];
  /** mu of the lowest type, with the ripple and under truthful offers. */
  readonly lowest: number;
  readonly lowestHonest: number;
}

export interface Model {
  readonly kind: (typeof ENVIRONMENTS)[number];
  readonly epsilon: number;
  readonly law: Distribution;
  /** Bidders, or 2. */
  readonly agents: number;
  readonly k: number;
  /** One of each set of like agents. */
  readonly studied: readonly AgentModel[];
}

/** Of the highest of n draws of a law. */
export const highestOf = (law: Distribution, n: number): CriticalLaw => ({
  support: law.support,
  cdf: (y) => law.cdf(y) ** n,
  quantile: (p) => law.quantile(p ** (1 / n)),
});

const whole = ({ law: { support: [from, to] } }: Service, at: (x: number) => number): SlopePiece[] => [{ from, to, at }];

export function modelOf(values: ParameterValues): Model {
  checkParameters(PARAMETERS, values);
  const law = nonnegativeDensity(values, 'law');
  const epsilon = Number(values.epsilon);
  const k = Number(values.k);
  const kind = values.environment as Model['kind'];
  const bidders = kind === 'single-object' ? Number(values.bidders) : 2;
  const service = serviceOf(highestOf(law, bidders - 1));
  const ripple = piecesWith(service, (w) => rippleSlope(service, epsilon, w));
  const common = { kind, epsilon, law, agents: bidders, k };
  if (kind === 'single-object') {
    // She pays what she gets.
    return {
      ...common,
      studied: [{ index: 0, name: 'bidder 1', service, ripple, honest: whole(service, () => 0), lowest: 0, lowestHonest: 0 }],
    };
  }
  const [, high] = law.support;
  const { worth } = service;
  // The seller, served where she keeps the good, has mu(high) = high: she could as well stay away.
  const honest = whole(service, (c) => worth(c) + (1 - k) * (1 - worth(c)));
  const lowestSeller = (pieces: readonly SlopePiece[]): number => high - tableOf(pieces, 0).at(-1)!;
  return {
    ...common,
    studied: [
      { index: 0, name: 'seller', service, ripple, honest, lowest: lowestSeller(ripple), lowestHonest: lowestSeller(honest) },
      { index: 1, name: 'buyer', service, ripple, honest: whole(service, (v) => (1 - k) * worth(v)), lowest: 0, lowestHonest: 0 },
    ],
  };
}

/** Truthful offers in an auction in which one pays by them. */
export function honestMechanism({ kind, k }: Pick<Model, 'kind' | 'k'>): Mechanism {
  const rule = { kind: 'efficient' } as const;
  if (kind === 'single-object') return { name: FIRST_PRICE, rule, transfers: { kind: 'first-price' } };
  return { name: DOUBLE_AUCTION, rule, transfers: { kind: 'k-double-auction', k } };
}

const problemOf = ({ kind, law, agents }: Model): SocialChoiceProblem =>
  kind === 'single-object'
    ? singleObject({ laws: Array.from({ length: agents }, () => law) })
    : bilateralTrade({ cost: law, value: law, ownership: true });

/** mu with the ripple, and under truthful offers. */
export const utilityOf = ({ ripple, honest, lowest, lowestHonest }: AgentModel, mechanism: string): number[] =>
  (mechanism === RIPPLE ? tableOf(ripple, lowest) : tableOf(honest, lowestHonest));

/** [N] tables of mu: like agents have one. */
export const tablesOf = ({ agents, studied }: Model, mechanism: string): number[][] =>
  Array.from({ length: agents }, (_, i) => utilityOf(studied.find(({ index }) => index === i) ?? studied[0]!, mechanism));

export function environment(values: ParameterValues): SocialChoiceStudy {
  const model = modelOf(values);
  const question = ambiguityQuestion(values);
  return {
    kind: 'social-choice',
    problem: problemOf(model),
    mechanisms: [
      insured(RIPPLE, tablesOf(model, RIPPLE)), honestMechanism(model), insured(FULL_INSURANCE, tablesOf(model, FULL_INSURANCE)),
    ],
    agents: model.studied.map(({ index }) => index),
    // Against one opponent worst cases are computed and not sampled: how near delta* comes depends on how short the lies are.
    ...(model.agents === 2 ? { reports: () => liesAlong(model.law, question.metrics) } : {}),
    // With Theorem 4.2's own delta beside the one asked for: here it is epsilon.
    ambiguity: {
      ...question,
      at: [...question.at!, ...question.metrics.map((kind) => ({ kind, delta: model.epsilon }))].filter(different),
      of: [RIPPLE, FULL_INSURANCE],
    },
  };
}

const different = (set: object, position: number, all: readonly object[]): boolean =>
  all.findIndex((other) => JSON.stringify(other) === JSON.stringify(set)) === position;
