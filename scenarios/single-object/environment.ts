/** One object: laws, mechanisms and who is studied. */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { AGENTS_MAX } from '../../src/environment/social-choice.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  bidders: { kind: 'count', description: 'number of bidders N', default: 3, minimum: 2, maximum: AGENTS_MAX },
  value: { kind: 'distribution', description: "law of bidder 1's value", default: 'uniform(0,1)' },
  rivals: { kind: 'distribution', description: "law of every other bidder's value", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const SECOND_PRICE: Mechanism = { name: 'second price', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
export const FIRST_PRICE: Mechanism = {
  name: 'first price, truthful bids', rule: { kind: 'efficient' }, transfers: { kind: 'first-price' },
};
export const FULL_INSURANCE: Mechanism = {
  name: 'full insurance', rule: { kind: 'efficient' }, transfers: { kind: 'full-insurance', base: SECOND_PRICE },
};

export function singleObjectLaws(values: ParameterValues): Distribution[] {
  checkParameters(PARAMETERS, values);
  const own = nonnegativeLaw(values, 'value');
  const rival = nonnegativeLaw(values, 'rivals');
  return Array.from({ length: Number(values.bidders) }, (_, i) => (i === 0 ? own : rival));
}

/** One bidder stands for all of one law. */
export const studiedBidders = (laws: readonly Distribution[]): number[] => (laws[0]!.text === laws[1]!.text ? [0] : [0, 1]);

export function environment(values: ParameterValues): SocialChoiceStudy {
  const laws = singleObjectLaws(values);
  return {
    kind: 'social-choice', problem: singleObject({ laws }), mechanisms: [SECOND_PRICE, FIRST_PRICE, FULL_INSURANCE],
    agents: studiedBidders(laws),
  };
}
