/** One object whose bidders know something of each other's values (Song22 section 6.2.1): laws, mechanisms, lies to try. */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  'informational-size': {
    kind: 'number', description: "informational size gamma: weight of a rival's information in a bidder's value", default: 0.2,
    minimum: 0.0001, maximum: 1,
  },
  bidders: { kind: 'count', description: 'number of bidders N, each with a signal of N dimensions', default: 2, minimum: 2, maximum: 8 },
  value: { kind: 'distribution', description: "law of a bidder's signal of her own value", default: 'uniform(0,1)' },
  information: { kind: 'distribution', description: "law of her signal of each rival's value", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const MODIFIED_VCG: Mechanism = { name: 'modified VCG', rule: { kind: 'efficient' }, transfers: { kind: 'modified-vcg' } };
export const GENERALISED_VCG: Mechanism = { name: 'generalised VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };

export interface Market {
  readonly size: number;
  readonly bidders: number;
  readonly value: Distribution;
  readonly information: Distribution;
}

export function marketOf(values: ParameterValues): Market {
  checkParameters(PARAMETERS, values);
  return {
    size: Number(values['informational-size']),
    bidders: Number(values.bidders),
    value: nonnegativeLaw(values, 'value'),
    information: nonnegativeLaw(values, 'information'),
  };
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const market = marketOf(values);
  const { bidders, size, value, information } = market;
  const each = <T>(law: T): T[] => Array.from({ length: bidders }, () => law);
  return {
    kind: 'social-choice',
    problem: singleObject({ laws: each(value), interdependence: { kind: 'multi-dimensional', size, informationLaws: each(information) } }),
    mechanisms: [MODIFIED_VCG, GENERALISED_VCG],
    agents: [0],
    reports: (agent) => liesToTry(market, agent),
  };
}

/** Own values at which lies are tried, as quantiles. */
const LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9];
/** Lies about the own value, as shares of the range R = gamma (highest - lowest information) of what information can do. */
export const SHORTEST_LIE = 1 / 16;
const LIES = [SHORTEST_LIE, 1 / 4, 1];

/**
 * Own signal vectors: rivals' information all at its lowest or all at its highest, between which payoffs are monotone, and
 * own values a lie apart. Lies scale with gamma: those longer than R do not gain from reporting low information.
 */
export function liesToTry(
  { size, bidders, value, information }: Market,
  agent: number,
  levels = LEVELS.map((level) => value.quantile(level)),
): number[][] {
  const [low, high] = value.support;
  const [least, most] = information.support;
  const range = size * (most - least);
  const signal = (own: number, known: number): number[] => Array.from({ length: bidders }, (_, j) => (j === agent ? own : known));
  const around = levels.flatMap((own) => [
    signal(own, least), signal(own, most),
    ...LIES.map((lie) => own + lie * range).filter((type) => type < high).map((type) => signal(type, least)),
  ]);
  const ends = [high, low].flatMap((own) => [signal(own, least), signal(own, most)]);
  const all = [...ends, signal(high, least + SHORTEST_LIE * (most - least)), ...around];
  // Two that only rounding tells apart would be a lie of no size.
  return [...new Map(all.map((vector) => [vector.map((x) => x.toPrecision(9)).join(' '), vector])).values()];
}
