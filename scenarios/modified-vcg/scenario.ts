/** Efficient implementation with small informational size: the modified VCG mechanism (Song22 section 6.2.1). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { modifiedVcgClaims } from './claims.ts';
import { environment, GENERALISED_VCG, marketOf, MODIFIED_VCG, PARAMETERS } from './environment.ts';
import { exactMarket, isUniform } from './reference.ts';

const BIDDER = 'bidder 1';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const market = marketOf(values);
  if (market.bidders !== 2) return [];
  if (market.value.atoms || market.information.atoms) return [];
  const exact = exactMarket(market);
  const how = isUniform(market) ? 'docs/modified-vcg.md, closed form' : 'docs/modified-vcg.md, by quadrature';
  const rows = (mechanism: string, agent: string, quantities: Readonly<Record<string, number>>, source = how) =>
    Object.entries(quantities).map(([quantity, value]) => ({ quantity, agent, mechanism, reference: { value, source } }));
  const money = (mechanism: string, exAnteUtility: number) => [
    ...rows(mechanism, BIDDER, { exAnteUtility, interimIr: exact.interimIr }, 'docs/modified-vcg.md, by quadrature'),
    ...rows(
      mechanism,
      'market',
      { welfare: exact.welfare, firstBest: exact.welfare, welfareShare: 1, revenue: exact.welfare - 2 * exAnteUtility },
      'docs/modified-vcg.md, by quadrature',
    ),
  ];
  const { modified, generalised } = exact;
  return [
    ...rows(MODIFIED_VCG.name, BIDDER, { epsilonLic: modified.epsilonLic, irrelevantGain: 0, epsilonIc: modified.epsilonIc }),
    ...rows(MODIFIED_VCG.name, BIDDER, { epsilonBounded: 0 }, 'Song22 Theorem 6.2 (Appendix E)'),
    ...rows(
      GENERALISED_VCG.name,
      BIDDER,
      { weakEpsilonLic: generalised.weakEpsilonLic, irrelevantGain: generalised.epsilonIc, epsilonIc: generalised.epsilonIc },
    ),
    ...money(MODIFIED_VCG.name, modified.exAnteUtility),
    ...money(GENERALISED_VCG.name, generalised.exAnteUtility),
  ];
}

export const modifiedVcgScenario: Scenario = {
  name: 'modified-vcg',
  title: 'Small informational size: modified against generalised VCG',
  description:
    "One object. Every bidder has a signal of her own value and, for each rival, information that adds gamma times as much to the "
    + "rival's value and nothing to hers. The efficient rule cannot be implemented exactly (Jehiel and Moldovanu 2001, Theorem 4.1). "
    + "Under the generalised VCG mechanism a bidder always gains by hiding what she knows in her rivals' favour, so no epsilon makes "
    + "it epsilon-LIC, though it is weakly epsilon-LIC with constant gamma. The modified VCG mechanism pays as if irrelevant "
    + "information stood at its highest, so truthful payoffs do not depend on it, and is epsilon-LIC with an epsilon that vanishes "
    + "with gamma. For two bidders both constants are known exactly.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), sections 6.2 and 7, '
    + 'Definitions 9 to 11, Theorem 6.2 and Appendices D to F; Philippe Jehiel and Benny Moldovanu, Efficient Design with '
    + 'Interdependent Valuations, Econometrica 69 (2001), Theorem 4.1.',
  parameters: PARAMETERS,
  shorthands: { law: { sets: ['value', 'information'], description: 'one law for all coordinates' } },
  rateDefaults: { 'informational-size': [0.4, 0.2, 0.1, 0.05, 0.025, 0.0125] },
  size: (values) => Number(values['informational-size']),
  sizeName: { symbol: 'γ', description: 'informational size' },
  environment,
  primaryAgent: () => BIDDER,
  references,
  claims: modifiedVcgClaims,
};
