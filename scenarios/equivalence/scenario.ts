/** Approximate local implementation and implementation with a little ambiguity, both ways (Song22 Theorems 4.1 and 4.2). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { equivalenceClaims } from './claims.ts';
import { environment, FULL_INSURANCE, modelOf, PARAMETERS, RIPPLE } from './environment.ts';
import { exactAmbiguity, exactRevenue, honestName } from './reference.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const model = modelOf(values);
  const metrics = metricsOf(values);
  const honest = honestName(model);
  const source = 'distance between the slope of interim utility and the chance of service (scenarios/support/insured.ts)';
  const money = [RIPPLE, honest, FULL_INSURANCE].map((mechanism) => (
    { quantity: 'revenue', agent: 'market', mechanism, reference: { value: exactRevenue(model, mechanism),
    source: 'welfare less interim utilities, by quadrature' } }));
  const agents = [RIPPLE, honest, FULL_INSURANCE].flatMap((mechanism) => model.studied.flatMap((agent) => {
    const { epsilonLic, deltaStar, guaranteedEpsilon } = exactAmbiguity(model, agent, mechanism, metrics);
    const row = (quantity: string, value: number, metric?: string) =>
      ({ quantity, agent: agent.name, mechanism, ...(metric ? { metric } : {}), reference: { value, source } });
    if (mechanism === honest) return [row('epsilonLic', epsilonLic)];
    return [
      row('epsilonLic', epsilonLic),
      row('sufficientDelta', epsilonLic),
      ...metrics.flatMap((metric) =>
        (deltaStar[metric] === undefined
          ? []
          : [row('deltaStar', deltaStar[metric], metric), row('guaranteedEpsilon', guaranteedEpsilon[metric]!, metric)])),
    ];
  }));
  return [...money, ...agents];
}

export const equivalenceScenario: Scenario = {
  name: 'equivalence',
  title: 'Approximate without ambiguity equals exact with a little of it',
  description:
    "One object for N bidders, or trade between a seller and a buyer; values are private. Two mechanisms that are nearly incentive "
    + "compatible: VCG's interim utility with a ripple of slope epsilon, which is epsilon-locally implementable by construction, and "
    + "truthful offers where one pays by them. Forward, by Theorem 4.2: full insurance of either is exactly incentive compatible for "
    + "agents who allow for beliefs within delta of the prior, and the delta needed is at most the one that the theorem derives from "
    + "epsilon. Back, by Theorem 4.1: that delta guarantees an epsilon under the prior, at least the actual one. The delta needed is "
    + "known exactly: the distance between the slope of interim utility and the chance of being served, Kolmogorov's by total "
    + "variation and Levy's by Prokhorov. Full insurance earns what its base does.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Theorems 4.1 and 4.2, '
    + 'Definitions 1 and 3 to 5, Lemma 4.1 and section 4.6.',
  parameters: PARAMETERS,
  rateDefaults: { epsilon: [0.2, 0.1, 0.05] },
  size: (values) => Number(values.epsilon),
  sizeName: { symbol: 'ε', description: 'slope of the ripple' },
  environment,
  primaryAgent: (values) => (values.environment === 'bilateral-trade' ? 'buyer' : 'bidder 1'),
  references,
  claims: equivalenceClaims,
};
