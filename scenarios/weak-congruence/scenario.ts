/** Weak congruence holding and violated (JM01 section 5). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { weakCongruenceClaims } from './claims.ts';
import { congruenceOf, environment, GENERALISED_VCG, JM01, PARAMETERS, studiedAgents } from './environment.ts';
import { congruentTransfers, generalisedVcg, type Constants } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const market = congruenceOf(values);
  const ofAgents = (mechanism: string, source: string, known: Constants | undefined) =>
    studiedAgents(market).flatMap((i) =>
      Object.entries(known ?? {}).map(([quantity, value]) =>
        ({ quantity, agent: `agent ${i + 1}`, mechanism, reference: { value: Number(value), source } })));
  return [
    ...[JM01, GENERALISED_VCG].map(({ name }) => ({
      quantity: 'welfareShare', agent: 'market', mechanism: name, reference: { value: 1, source: 'the rule is efficient' },
    })),
    ...ofAgents(JM01.name, 'JM01 Theorem 5.1; where violated, two agents and two alternatives', congruentTransfers(market)),
    ...ofAgents(GENERALISED_VCG.name, 'two agents, two alternatives, uniform signals; 0 with private values', generalisedVcg(market)),
  ];
}

export const weakCongruenceScenario: Scenario = {
  name: 'weak-congruence',
  title: 'Weak congruence: one-dimensional interdependent signals',
  description:
    "Agents' one-dimensional signals enter everybody's values. Jehiel and Moldovanu: the efficient rule is implementable, ex post and "
    + "whatever the laws, where each agent's signal ranks the alternatives for society as it does for herself. Here a signal worth x "
    + "to its owner costs the others externality x^2: weak congruence holds below K / (2K - 1), fails in part up to K / 3, and beyond "
    + "it society's ranking is the reverse of the agent's and no efficient mechanism is incentive compatible. Generalised VCG is not "
    + "even below: a report also moves what the others' values are taken to be.",
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), section 5, '
    + 'condition (5.1), Theorem 5.1 and its proof (7.12), Theorem 3.1.',
  parameters: PARAMETERS,
  rateDefaults: { externality: [0.05, 0.1, 0.2, 0.4] },
  size: (values) => Math.max(Math.abs(Number(values.externality)), 1e-6),
  sizeName: { symbol: 'e', description: 'externality' },
  environment,
  primaryAgent: () => 'agent 1',
  references,
  claims: weakCongruenceClaims,
};
