/** The text that `misreport new NAME --kind finite` writes: trade between two sides whose types are correlated, as it runs. */

/** `name` is a valid scenario name. */
export const skeleton = (name: string): string => `/**
 * Scenario '${name}': a small environment of finite types, decided exactly.
 *
 *     misreport run ./${name}.ts
 *     misreport run ./${name}.ts --gain 2,3,4
 *     misreport check ./${name}.ts
 *     misreport design ./${name}.ts --transfers ambiguous
 *     misreport threshold ./${name}.ts --parameter gain
 *
 * The object under \`environment\` may stand in a YAML or JSON file of its own: docs/finite-types.md explains every key.
 */
import type { Scenario } from 'misreport';

const scenario: Scenario = {
  // Key on the command line and in every output: lower case letters, digits and hyphens.
  name: '${name}',
  title: 'Trade between a buyer and a seller who know something of each other',
  description: 'Can an efficient trade be implemented with transfers that balance, and does ambiguity about the transfers help?',
  // Where the mechanism comes from, in full: it is printed in every report.
  source: 'Guo, Mechanism Design with Ambiguous Transfers (2018)',

  // Every parameter is a flag, and a parameter of the environment of the same name.
  parameters: {
    gain: { kind: 'number', description: 'what the good is worth to a keen buyer', default: 4, minimum: 2, maximum: 10 },
  },
  size: () => 1,

  environment: ({ gain }) => ({
    kind: 'finite',
    environment: {
      finite: 1,
      // Types of each agent; the first outcome is the outside option, worth 0 to everyone.
      agents: { buyer: ['keen', 'cool'], seller: ['low', 'high'] },
      outcomes: ['no-trade', 'trade'],
      // Tables are nested in the order of agents; 'own' has one entry a type of the agent's own.
      payoffs: {
        buyer: { trade: { own: ['gain', 1] } },
        seller: { trade: { own: ['-1/2', '-7/2'] } },
      },
      // Rationals are read from their text: 1/3 is a third and 0.1 a tenth.
      prior: [['3/10', '2/10'], ['1/10', '4/10']],
      rule: 'efficient',
      parameters: { gain: { value: String(gain), range: [2, 10] } },
    },
    questions: [
      { ask: 'check' },
      { ask: 'design', goal: 'implement', transfers: 'bayesian' },
      { ask: 'design', goal: 'implement', transfers: 'ambiguous' },
      { ask: 'threshold', parameter: 'gain', goal: 'implement', transfers: 'bayesian' },
    ],
  }),
  primaryAgent: () => 'market',
};

export default scenario;
`;
