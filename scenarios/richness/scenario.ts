/** What fails where a rule is not rich (Song22 section 4.3, Theorem 4.2). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { richnessClaims } from './claims.ts';
import { AGENTS, environment, favourOf, PARAMETERS } from './environment.ts';
import { MECHANISMS } from './favour.ts';
import { exactDelta, exactOfTable, exAnteUtility, locallyImplements, serviceOf, unmoved } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const favour = favourOf(values);
  const source = 'chances of winning under beliefs within delta, by quadrature';
  return AGENTS.flatMap((agent, i) => MECHANISMS.flatMap((mechanism) => {
    const chance = serviceOf(favour, i === 0);
    const entry = (quantity: string, value: number, metric?: string) =>
      ({ quantity, agent, mechanism, ...(metric ? { metric } : {}), reference: { value, source } });
    const beyond = unmoved(favour, chance, mechanism);
    const local = locallyImplements(favour, chance, mechanism);
    const { epsilonLic, epsilonIc, epsilonBounded } = exactOfTable(favour, chance, mechanism);
    const deltas = metricsOf(values).flatMap((metric) => {
      const delta = local ? exactDelta(favour, chance, mechanism, metric) : undefined;
      return delta === undefined ? [] : [entry('deltaStar', delta, metric)];
    });
    return [
      entry('epsilonLic', epsilonLic),
      entry('epsilonIc', epsilonIc),
      entry('exAnteUtility', exAnteUtility(favour, chance, mechanism)),
      ...(local ? [entry('epsilonBounded', epsilonBounded), entry('interimIr', 0)] : []),
      ...(local && beyond > 0 ? [entry('waldGain', favour.epsilon * beyond)] : []),
      ...(beyond === 0 && local && favour.residual === 0 ? [entry('sufficientDelta', epsilonLic)] : []),
      ...deltas,
    ];
  }));
}

export const richnessScenario: Scenario = {
  name: 'richness',
  title: 'Ambiguity needs a worst case, and a best one',
  description:
    "One object. Bidder 1 wins where her value plus a bonus b is the largest: with b = 0 the rule is efficient and rich, with b > 0 "
    + "her types above high - b win whatever the others report and her rivals' types below low + b never win. Two mechanisms insure an "
    + "interim utility whose slope is epsilon off the chance of winning: below it for the highest types, so that they gain by shading, "
    + "or above it for the lowest, so that they gain by exaggerating. Both are epsilon-LIC, monotone and epsilon-bounded, with or "
    + "without the bonus. Where a type may win and may lose, a little ambiguity deters her: delta* is epsilon by total variation and "
    + "about half of that by Prokhorov, no more than Theorem 4.2 asks for; utilities are tables of 8,000 straight steps, whose own delta* "
    + "is shown, and it differs from that by up to what the chance of winning changes within two steps. "
    + "A type who surely wins has no worst case, so for the "
    + "favoured bidder no ambiguity deters shading; this is what richness is for. A type who never wins has no best case, so for her "
    + "rivals no ambiguity deters exaggerating, though as far as they go the rule is rich: the theorem's construction, full insurance "
    + "with the same utility, needs both. With a residual value, no alternative leaves a bidder indifferent; the rule is not rich "
    + "then, but footnote 18's weaker condition does as well.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), sections 4.3 and 4.4, '
    + 'footnote 18, Theorem 4.2 and Appendix A.3.',
  parameters: PARAMETERS,
  rateDefaults: { epsilon: [0.2, 0.1, 0.05, 0.025] },
  size: (values) => Number(values.epsilon),
  sizeName: { symbol: 'ε', description: 'how far the slope of insured utility is from the chance of winning' },
  environment,
  primaryAgent: () => AGENTS[0],
  references,
  claims: richnessClaims,
};
