/** Exchange economies of two goods of scenarios `maximin-core` and `maximin-value`: what bread is worth to one type is a parameter. */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters } from './parameters.ts';

const EXCHANGE_PARAMETERS = {
  taste: {
    kind: 'number', description: 'what bread is worth to keen ann, wine being worth 1', default: 1, minimum: 0.05, maximum: 20,
  },
  bob: { kind: 'count', description: 'types of bob; 1: he is keen', default: 2, minimum: 1, maximum: 2 },
} as const;

/** Of bread and wine what each owns, and what a unit is worth to each type but keen ann. */
export interface TwoGoods {
  readonly endowments: { readonly ann: readonly [number, number]; readonly bob: readonly [number, number] };
  readonly coolAnn: readonly [number, number];
  readonly keenBob: readonly [number, number];
  readonly coolBob: readonly [number, number];
}

/** Utilities are linear in both goods. */
function exchangeFile(
  { endowments, coolAnn, keenBob, coolBob }: TwoGoods, { taste, bob }: ParameterValues,
): Record<string, unknown> {
  const both = bob !== 1;
  return {
    finite: 1,
    agents: { ann: ['keen', 'cool'], bob: both ? ['keen', 'cool'] : ['keen'] },
    goods: ['bread', 'wine'], endowments,
    utilities: { ann: { keen: [String(taste), 1], cool: coolAnn }, bob: both ? { keen: keenBob, cool: coolBob } : { keen: keenBob } },
  };
}

/** What the scenarios of such an economy share: parameters, size and the question `ask`. */
export const exchangeScenario = (
  economy: TwoGoods, ask: 'core' | 'value',
): Pick<Scenario, 'parameters' | 'size' | 'sizeName' | 'primaryAgent' | 'environment'> => ({
  parameters: EXCHANGE_PARAMETERS,
  size: ({ bob }) => Number(bob),
  sizeName: { symbol: 'T', description: 'types of bob' },
  primaryAgent: () => 'market',
  environment: (values) => {
    checkParameters(EXCHANGE_PARAMETERS, values);
    return { kind: 'finite', environment: exchangeFile(economy, values), questions: [{ ask }] };
  },
});
