/** Many objects, bidders who want one each, and what winners pay. */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { assignmentMarket } from '../../src/environment/assignment-market.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { AssignmentStudy } from '../../src/kinds/assignment/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  bidders: { kind: 'count', description: 'number of bidders N', default: 6, minimum: 1, maximum: 512 },
  objects: { kind: 'count', description: 'number of objects M', default: 4, minimum: 1, maximum: 512 },
  value: { kind: 'distribution', description: 'law of the worth of every object to every bidder', default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const VCG = 'VCG';
export const PAY_AS_BID = 'pay-as-bid';
export const BIDDER = 'bidder 1';

export interface Market {
  readonly bidders: number;
  readonly objects: number;
  readonly law: Distribution;
}

export function marketOf(values: ParameterValues): Market {
  checkParameters(PARAMETERS, values);
  return { bidders: Number(values.bidders), objects: Number(values.objects), law: nonnegativeLaw(values, 'value') };
}

export const environment = (values: ParameterValues): AssignmentStudy => ({
  kind: 'assignment',
  market: assignmentMarket(marketOf(values)),
  mechanisms: [{ name: VCG, payments: 'vcg' }, { name: PAY_AS_BID, payments: 'pay-as-bid' }],
  agents: [0],
});
