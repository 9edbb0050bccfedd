/** Multi-object auctions with externalities: the three models of JM01 section 1. */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { multiObjectClaims } from './claims.ts';
import { environment, PARAMETERS, VCG } from './environment.ts';
import { separateEpsilonIc, separateEpsilonLic, separateExAnteUtility, separateWeakEpsilonLic, separateWelfare } from './reference.ts';

/** Whether each object is an auction of its own, with uniform signals. */
export const isSeparate = (values: ParameterValues): boolean =>
  values.values === 'additive'
    && values.seller === 'sells-all'
    && values.signal === 'uniform(0,1)'
    && Number(values.crowding) === 0
    && Number(values.damage) === 0
  && (Number(values.externality) === 0 || values.informed === 'own-bundle');

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const entry = (agent: string, quantity: string, value: number, source: string) =>
    ({ quantity, agent, mechanism: VCG.name, reference: { value, source } });
  const always = [entry('market', 'welfareShare', 1, 'the rule is efficient')];
  if (Number(values.externality) === 0) {
    for (const quantity of ['epsilonLic', 'weakEpsilonLic', 'epsilonIc']) {
      always.push(entry('bidder 1', quantity, 0, 'truth-telling is dominant: VCG with private values'));
    }
  }
  if (!isSeparate(values)) return always;
  const auction = { objects: Number(values.objects), bidders: Number(values.bidders), weight: Number(values.externality) };
  const source = 'every object an auction of its own, closed form';
  const [welfare, utility] = [separateWelfare(auction), separateExAnteUtility(auction)];
  const separate = [
    entry('market', 'welfare', welfare, source),
    entry('market', 'firstBest', welfare, source),
    entry('market', 'revenue', welfare - auction.bidders * utility, source),
    entry('bidder 1', 'exAnteUtility', utility, source),
  ];
  if (auction.weight > 0) {
    separate.push(
      entry('bidder 1', 'epsilonLic', separateEpsilonLic(auction), source),
      entry('bidder 1', 'weakEpsilonLic', separateWeakEpsilonLic(auction), source),
      entry('bidder 1', 'epsilonIc', separateEpsilonIc(auction), source),
    );
  }
  return [...always, ...separate];
}

export const multiObjectScenario: Scenario = {
  name: 'multi-object',
  title: 'Several objects: private values, allocative and informational externalities',
  description:
    "M objects go to N bidders, who have a signal of each bundle or of each object. Model 1 of Jehiel and Moldovanu: values depend on "
    + "the own bundle and signal alone. Model 2: rivals' objects lower them too (crowding, damage); values are still private and VCG "
    + "is exact. Model 3: rivals' signals enter (externality), about their bundle or about hers. With signals of several dimensions, "
    + "efficient and incentive compatible mechanisms then exist only where private and social rates of information substitution agree, "
    + "which is checked from the coefficients; misreport certifies what lies gain under the generalised VCG mechanism.",
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), sections 1 and 4, '
    + 'Theorems 4.1 and 4.3, Example 4.4; Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An '
    + 'Equivalence (2022), section 6.2.',
  parameters: PARAMETERS,
  rateDefaults: { objects: [2, 3, 4] },
  size: (values) => Number(values.objects),
  sizeName: { symbol: 'M', description: 'number of objects' },
  environment,
  primaryAgent: () => 'bidder 1',
  references,
  claims: multiObjectClaims,
};
