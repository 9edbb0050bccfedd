/** 1,000 alternatives and 50 agents with private values, each agent's slopes her own: as large as social choice problems get. */
import { parseDistribution, valueTable, type Scenario } from '../../src/index.ts';

const [AGENTS, ALTERNATIVES] = [50, 1000];
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
/** Spread evenly over [0, 1). */
const slope = (alternative: number, agent: number): number => (((alternative + 1) * (agent + 2) * 0.618034) % 1);

export default {
  name: 'many-alternatives', title: 'Many alternatives', description: '1,000 alternatives, 50 agents.', source: 'Made for measuring',
  parameters: {},
  size: () => AGENTS,
  primaryAgent: () => 'agent 1',
  environment: () => ({
    kind: 'social-choice',
    problem: valueTable({
      agents: range(AGENTS).map((i) => `agent ${i + 1}`), alternatives: range(ALTERNATIVES).map((k) => `alternative ${k + 1}`),
      signals: 'one-dimensional', law: parseDistribution('uniform(0,1)'),
      coefficients: range(ALTERNATIVES).map((k) => range(AGENTS).map((i) => range(AGENTS).map((j) => (i === j ? slope(k, i) : 0)))),
    }),
    agents: [0],
    mechanisms: [{ name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } }],
  }),
} satisfies Scenario;
