/** The text that `misreport new NAME --kind field` writes: a scenario that runs as it is. */
import { POWER_LAW } from '../power-law-skeleton.ts';

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': the least epsilon that any transfers reach in a double auction of our own.
 *
 *     misreport run ./${name}.ts --traders 1,2,4,8
 *     misreport rate ./${name}.ts
 *
 * Only types are imported, so this file runs wherever misreport does.
 */
import type { Distribution, Scenario } from 'misreport';

${POWER_LAW}const scenario: Scenario = {
  name: '${name}',
  title: 'Least epsilon of double auctions with strong buyers',
  description: 'Costs and values have cdfs x and x^strength. How nearly incentive compatible can efficient trade be made?',
  source: 'Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.2',
  parameters: {
    traders: { kind: 'count', description: 'traders on each side', default: 4, minimum: 1, maximum: 100_000 },
    strength: { kind: 'number', description: 'values have cdf x^strength', default: 2, minimum: 0.1, maximum: 10 },
  },
  rateDefaults: { traders: [2, 4, 8, 16, 32] },
  size: ({ traders }) => Number(traders),
  environment: ({ traders, strength }) => ({
    kind: 'field',
    question: 'least-epsilon',
    market: {
      kind: 'double-auction', sellers: Number(traders), buyers: Number(traders), kappa: 0,
      cost: powerLaw(1), value: powerLaw(Number(strength)),
    },
    // Money per market that the mechanism may lose.
    deficits: [0, 0.05],
  }),
  primaryAgent: () => 'market',
};

export default scenario;
`;
