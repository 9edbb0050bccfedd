/** A mechanism that is epsilon-IC for any epsilon and a rule that much ambiguity alone implements (Song22 Appendix A.1). */
import type { Reference } from '../../src/results/document.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { exampleClaims } from './claims.ts';
import { environment, exampleOf, LEAST, PARAMETERS, PRINTED } from './environment.ts';
import { exactLeast, exactPrinted, leastDelta, neededDelta, printedDelta } from './reference.ts';

const FIRST = 'bidder 1';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const example = exampleOf(values);
  const known = (value: number, source: string): Reference => ({ value, source });
  const derived = 'chances of winning under beliefs within delta; reference.ts';
  const constants = ([[PRINTED, exactPrinted(example)], [LEAST, exactLeast(example)]] as const).flatMap(([mechanism, exact]) => [
    ...(['epsilonLic', 'epsilonIc', 'epsilonBounded'] as const).map((quantity) => ({
      quantity, agent: FIRST, mechanism, reference: known(exact[quantity], 'chances of winning, by hand'),
    })),
    ...(['epsilonLic', 'epsilonIc', 'epsilonBounded'] as const).map((quantity) => ({
      quantity, agent: 'bidder 2', mechanism, reference: known(0, 'bidder 2 gains by no lie'),
    })),
    { quantity: 'interimIr', agent: FIRST, mechanism, reference: known(0, 'the lowest type is paid nothing') },
  ]);
  const ambiguity = metricsOf(values).flatMap((metric) => {
    const printed = printedDelta(example, metric);
    const needed = known(neededDelta(example, metric), metric === 'prokhorov' && example.escape === 0 ? 'Song22 Appendix A.1' : derived);
    return [
      ...[PRINTED, LEAST].map((mechanism) => ({ quantity: 'implementabilityDelta', agent: FIRST, mechanism, metric, reference: needed })),
      ...(
        printed === undefined
          ? []
          : [{ quantity: 'deltaStar', agent: FIRST, mechanism: PRINTED, metric, reference: known(printed, derived) }]
      ),
      { quantity: 'deltaStar', agent: FIRST, mechanism: LEAST, metric, reference: known(leastDelta(example, metric), derived) },
    ];
  });
  const wald = example.escape > 0
    ? []
    : [{
      quantity: 'waldGain',
      agent: FIRST,
      mechanism: PRINTED,
      reference: known(exactPrinted(example).epsilonIc, 'a report of 1 - epsilon wins whatever the other reports'),
    }];
  return [...constants, ...ambiguity, ...wald];
}

export const epsilonIcIsNotEnoughScenario: Scenario = {
  name: 'epsilon-ic-is-not-enough',
  title: 'Nearly incentive compatible, and far from implementable',
  description:
    "Two bidders, one object. Bidder 1 gets it when bidder 2's signal is below one half, and always when she reports exactly 1 - "
    + "epsilon: her chance of winning falls after that report, so no transfers implement the rule. Full insurance with mu^1 = s^1 / 2 "
    + "is nevertheless epsilon-IC, since only types above gain, and by at most epsilon / 2. Ambiguity must make the fall disappear: a "
    + "belief at which bidder 1 surely wins with a higher report has to be within delta, which takes delta = 1/4 by Prokhorov and 1/2 "
    + "by total variation, whatever epsilon. The epsilon-LIC constant stays at 1/2 and says so. As printed the rule is not rich, since "
    + "a report of 1 - epsilon leaves nothing to lose, and no delta makes that mechanism itself incentive compatible; with an escape "
    + "eta the rule is rich, delta* = (1/2 - eta) / 2 and the rule needs (1/2 - eta) / 4.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Appendix A.1 (sections '
    + '4.1 to 4.3).',
  parameters: PARAMETERS,
  rateDefaults: { epsilon: [0.4, 0.2, 0.1, 0.05, 0.025] },
  size: (values) => Number(values.epsilon),
  sizeName: { symbol: 'ε', description: 'epsilon of the example' },
  environment,
  primaryAgent: () => FIRST,
  references,
  claims: exampleClaims,
};
