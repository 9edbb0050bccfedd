/** A public good: Clarke's mechanism, expected externality, pivotal contributions. */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { publicGoodClaims } from './claims.ts';
import { CLARKE, CONTRIBUTIONS, environment, EXPECTED_EXTERNALITY, goodOf, PARAMETERS } from './environment.ts';
import { charges, goodWelfare, outcomeOf } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const good = goodOf(values);
  if (good.law.atoms) return [];
  const { clarke, contributions, expectedExternality } = charges(good);
  const first = goodWelfare(good);
  const charged: readonly (readonly [string, number])[] = [
    [CLARKE.name, clarke], [EXPECTED_EXTERNALITY.name, expectedExternality], [CONTRIBUTIONS.name, contributions],
  ];
  return charged.flatMap(([mechanism, charge]) => {
    const { lowest, average, revenue } = outcomeOf(good, charge);
    const reference = (value: number) => ({ value, source: 'law of the sum of values, on a lattice' });
    const rows = (agent: string, exact: Record<string, number>) =>
      Object.entries(exact).map(([quantity, value]) => ({ quantity, agent, mechanism, reference: reference(value) }));
    return [
      ...rows('market', { welfare: first, firstBest: first, revenue, ...(first > 0 ? { welfareShare: 1 } : {}) }),
      ...rows('agent 1', { epsilonLic: 0, epsilonIc: 0, exAnteUtility: average, interimIr: lowest }),
    ];
  });
}

export const publicGoodScenario: Scenario = {
  name: 'public-good',
  title: 'A public good: build or not, and who pays',
  description:
    "N agents decide on a good that costs C = N times cost and is worth s^i to agent i; it is built where values reach C, and "
    + "everybody bears C / N. Clarke's taxes come on top of the shares and make truth-telling dominant, never pay anything out, and "
    + "drive away low types. Expected externality returns the money and is incentive compatible in expectation only. Pivotal "
    + "contributions replace the shares by max(a, C - S^-i): everybody takes part, and the good is not paid for.",
  source:
    'Edward Clarke, Multipart Pricing of Public Goods, Public Choice 11 (1971); Jerry Green and Jean-Jacques Laffont, Incentives in '
    + 'Public Decision-Making (1979); Rafael Rob, Asymptotic Efficiency of the Demand Revealing Mechanism, Journal of Economic Theory '
    + '28 (1982); George Mailath and Andrew Postlewaite, Asymmetric Information Bargaining Problems with Many Agents, Review of '
    + 'Economic Studies 57 (1990).',
  parameters: PARAMETERS,
  rateDefaults: { agents: [2, 4, 8, 16, 32] },
  size: (values) => Number(values.agents),
  sizeName: { symbol: 'N', description: 'number of agents' },
  environment,
  primaryAgent: () => 'agent 1',
  references,
  claims: publicGoodClaims,
};
