/** The text that `misreport new NAME --kind robust` writes: a scenario that runs as it is. */
import { POWER_LAW } from '../power-law-skeleton.ts';

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': how far an agent's beliefs may stray before a rule of our own can no longer be implemented.
 *
 *     misreport run ./${name}.ts --slope 2,3,4
 *     misreport robust ./${name}.ts --metric prokhorov --radius 0.05
 *
 * Only types are imported, so this file runs wherever misreport does.
 */
import type { Distribution, Scenario } from 'misreport';

${POWER_LAW}const scenario: Scenario = {
  name: '${name}',
  title: 'Beliefs under which a rule can be implemented',
  description: 'Ann values alternative 1 at her type times slope * (type of Bob) - 1. The rule follows the mean of the two types.',
  source: 'Jehiel, Meyer-ter-Vehn and Moldovanu, Locally robust implementation and its limits (2012), section 3',
  parameters: {
    slope: { kind: 'number', description: "how much Bob's type matters to Ann", default: 3, minimum: 0, maximum: 100 },
    strength: {
      kind: 'number', description: "Ann's baseline belief about Bob's type has cdf x^strength", default: 1, minimum: 0.1, maximum: 10,
    },
  },
  size: () => 1,
  environment: ({ slope, strength }) => ({
    kind: 'robust',
    question: 'beliefs',
    agents: ['ann', 'bob'],
    // What each believes of the other, coordinate by coordinate: laws of Ann's type, then of Bob's.
    types: [[powerLaw(1)], [powerLaw(Number(strength))]],
    // constant + first * ann + second * bob + cross * ann * bob
    values: [
      { kind: 'bilinear', constant: 0, first: [-1], second: [0], cross: [[Number(slope)]] },
      { kind: 'bilinear', constant: 0, first: [0], second: [1], cross: [[0]] },
    ],
    rule: { kind: 'stochastic', chance: { constant: 0, first: [0.5], second: [0.5], cross: [[0]] } },
    agent: 'ann',
    radius: 0.1,
  }),
  primaryAgent: () => 'ann',
};

export default scenario;
`;
