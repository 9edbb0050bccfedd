/** From an epsilon-LIC mechanism to one with monotone interim utility (Song22 Proposition 4.1). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { monotoneRepairClaims } from './claims.ts';
import { BASE, environment, marketOf, PARAMETERS, REPAIRED } from './environment.ts';
import { exactRepair } from './reference.ts';

/** Part of the support that the grid's first step does not exceed. */
const FIRST_STEP = 1 / 16;

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const market = marketOf(values);
  // Ties and steps of the chance of winning, which bend the table that is insured, are in none of these.
  const agents = market.law.atoms ? [] : ['bidder 1', 'bidder 2'].flatMap((agent, i) => {
    const { base, repaired, cut } = exactRepair(market, i);
    const [low, high] = market.law.support;
    const entry = (mechanism: string, quantity: string, value: number, source = 'chances of winning, by quadrature') =>
      ({ quantity, agent, mechanism, reference: { value, source } });
    return [
      entry(BASE, 'epsilonLic', base.epsilonLic, 'the fee, and what a table of utilities bends: VCG gains nothing else'),
      entry(BASE, 'epsilonIc', base.epsilonIc),
      entry(BASE, 'epsilonBounded', 0, 'the fee only lowers slopes'),
      entry(REPAIRED, 'epsilonLic', repaired.epsilonLic),
      entry(REPAIRED, 'epsilonIc', repaired.epsilonIc),
      // Below the cut the utility is flat; a grid shows it where its first step lies there.
      ...(cut >= low + FIRST_STEP * (high - low) ? [entry(REPAIRED, 'monotonicityViolation', 0, 'Song22 Proposition 4.1')] : []),
      entry(REPAIRED, 'epsilonBounded', 0, 'Song22 Proposition 4.1'),
    ];
  });
  const efficient = [BASE, REPAIRED].map((mechanism) => ({
    quantity: 'welfareShare', agent: 'market', mechanism, reference: { value: 1, source: 'the rule is efficient' },
  }));
  return [...agents, ...efficient];
}

export const monotoneRepairScenario: Scenario = {
  name: 'monotone-repair',
  title: 'Monotone repair of an epsilon-LIC mechanism',
  description:
    "One object, and full insurance with everyone's interim utility under VCG less a fee of epsilon for each unit of the signal she "
    + "reports. Shading the report saves the fee, so the mechanism is epsilon-LIC; and interim utility falls in the signal wherever "
    + "the chance of winning is below the fee, so the mechanism does not make the rule epsilon-locally implementable. Proposition "
    + "4.1's repair lifts the insured utility to a constant where she seldom wins. The result is monotone and delta-LIC with delta = "
    + "(largest slope / least slope) epsilon, which bidder 2, whose values are the steepest, attains.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 4.5, '
    + 'Proposition 4.1 and Appendix A.4.',
  parameters: PARAMETERS,
  rateDefaults: { fee: [0.5, 0.25, 0.125] },
  size: (values) => Number(values.fee),
  sizeName: { symbol: 'ε', description: 'fee for each unit of the reported signal' },
  environment,
  primaryAgent: () => 'bidder 2',
  references,
  claims: monotoneRepairClaims,
};
