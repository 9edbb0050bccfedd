/** Approximate efficiency and approximate implementation (Song22 section 5.1, Theorem 5.1). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { approximateEfficiencyClaims } from './claims.ts';
import { environment, INSURED, LEANING, leaningOf, PARAMETERS } from './environment.ts';
import { exactAgent, uniformEpsilonLic } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const leaning = leaningOf(values);
  const uniform = leaning.law.text === 'uniform(0,1)';
  // The formulas count no ties.
  const hasTies = !!leaning.law.atoms?.length;
  const agents = ['bidder 1', 'bidder 2'].flatMap((agent, i) => {
    const entry = (mechanism: string, quantity: string, value: number, source: string) =>
      ({ quantity, agent, mechanism, reference: { value, source } });
    const dominant = ['epsilonLic', 'epsilonIc', 'epsilonBounded'].map((quantity) =>
      entry(LEANING, quantity, 0, 'truth-telling is dominant'));
    if (hasTies) return dominant;
    const exact = exactAgent(leaning, i === 0);
    const how = "sup of the difference of chances of winning (Song22 (15))";
    return [
      entry(
        INSURED, 'epsilonLic', uniform ? uniformEpsilonLic(leaning, i === 0) : exact.epsilonLic,
        uniform ? `${how}, closed form` : `${how}, by quadrature`,
      ),
      entry(INSURED, 'epsilonIc', exact.epsilonIc, 'integrated difference of chances of winning, maximised numerically'),
      // A supremum that small intervals of types approach, which grids do not: shown where it is zero.
      ...(exact.epsilonBounded === 0 ? [entry(INSURED, 'epsilonBounded', 0, how)] : []),
      ...[INSURED, LEANING].flatMap((mechanism) => [
        entry(mechanism, 'exAnteUtility', exact.exAnteUtility, 'integrated chance of winning'),
        entry(mechanism, 'interimIr', exact.interimIr, 'integrated chance of winning'),
      ]),
      ...dominant,
    ];
  });
  return [
    ...agents,
    { quantity: 'welfareShare', agent: 'market', mechanism: INSURED, reference: { value: 1, source: 'the rule is efficient' } },
  ];
}

export const approximateEfficiencyScenario: Scenario = {
  name: 'approximate-efficiency',
  title: 'Approximate efficiency gives approximate implementation of efficiency',
  description:
    "One object and private values. A rule that leans towards bidder 1 by xi, and is not quite efficient, is implementable by its own "
    + "VCG transfers. Theorem 5.1 pays out the interim utility of that mechanism as full insurance on the efficient rule: the "
    + "efficient rule is then epsilon-LIC, epsilon-bounded and monotone, with an epsilon that vanishes with xi. Here epsilon is known "
    + "exactly: the largest difference between a bidder's chances of winning under the two rules. Bidder 1 gains by lying upwards, her "
    + "rivals by lying downwards.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.1, '
    + 'Definitions 1, 5 to 7, Theorem 5.1 and section 7.',
  parameters: PARAMETERS,
  rateDefaults: { xi: [0.4, 0.2, 0.1, 0.05, 0.025] },
  size: (values) => Number(values.xi),
  sizeName: { symbol: 'ξ', description: 'lean of the implementable rule' },
  environment,
  primaryAgent: () => 'bidder 1',
  references,
  claims: approximateEfficiencyClaims,
};
