/** Ambiguity and interdependent values: separable, nonseparable, and the modified VCG (Song22 Theorems 6.1 and 6.2). */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { interdependentAmbiguityClaims } from './claims.ts';
import { BIDDER, environment, GENERALISED_VCG, lineModelOf, marketOf, MODIFIED_VCG, PARAMETERS, RIPPLE, STEEP } from './environment.ts';
import { exactLine, exactModifiedVcg, type ExactAmbiguity } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const metrics = metricsOf(values);
  const rows = (mechanism: string, { epsilonLic, deltaStar, guaranteedEpsilon }: ExactAmbiguity) => {
    const row = (quantity: string, value: number, metric?: Metric) => (
      { quantity, agent: BIDDER, mechanism, ...(metric
        ? { metric }
        : {}), reference: { value, source: 'scenarios/interdependent-ambiguity/reference.ts' } });
    const each = (quantity: string, of: ExactAmbiguity['deltaStar']) =>
      metrics.flatMap((metric) => (of[metric] === undefined ? [] : [row(quantity, of[metric], metric)]));
    return [row('epsilonLic', epsilonLic), ...each('deltaStar', deltaStar), ...each('guaranteedEpsilon', guaranteedEpsilon)];
  };
  if (values.values === 'modified-vcg') return rows(MODIFIED_VCG.name, exactModifiedVcg(marketOf(values), metrics));
  const model = lineModelOf(values);
  return [RIPPLE, STEEP, GENERALISED_VCG.name].flatMap((mechanism) => rows(mechanism, exactLine(model, mechanism, metrics)));
}

export const interdependentAmbiguityScenario: Scenario = {
  name: 'interdependent-ambiguity',
  title: 'Ambiguity and interdependent values',
  description:
    "One object, two bidders whose values depend on both signals: as a sum (additively separable), as a product (nonseparable), or "
    + "with signals of two dimensions as in the scenario modified-vcg. How much ambiguity does full insurance need to be exactly "
    + "incentive compatible, when it is built from a mechanism that is so up to epsilon? With signals of one dimension the mechanisms "
    + "are an exactly incentive compatible utility with a ripple of slope epsilon, the same without the ripple but too steep at the "
    + "top, and the generalised VCG, which lets a bidder lower her price by hiding her signal. Theorem 6.1: a little is enough in "
    + "either structure; steepness at the top is beyond any ambiguity where values separate and costs a little more of it where they "
    + "do not. With two dimensions the efficient rule cannot be implemented exactly without ambiguity; by Theorem 6.2 and then 6.1 a "
    + "little is enough for the modified VCG, and it vanishes with the informational size, while no ambiguity cures the generalised "
    + "VCG. delta* is known exactly throughout.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 6, Definitions '
    + '8 and 9, Theorems 6.1 and 6.2 and Appendices D and E.',
  parameters: PARAMETERS,
  rateDefaults: { size: [0.2, 0.1, 0.05, 0.025] },
  size: (values) => Number(values.size),
  sizeName: { symbol: 'σ', description: 'slope of the ripple, or informational size' },
  environment,
  primaryAgent: () => BIDDER,
  references,
  claims: interdependentAmbiguityClaims,
};
