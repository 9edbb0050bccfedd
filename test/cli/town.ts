/** A scenario of social choice whose parameters and fields the tests of the command line turn about. */
import { givenAs } from '../../src/study/given.ts';
import { readRequest } from '../../src/study/request.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';

/** Three agents with linear values of two alternatives; asymmetric, so that swapped axes would show. */
export function study(values: ParameterValues = {}): SocialChoiceStudy {
  const weight = Number(values.gamma ?? 0.5);
  return {
    kind: 'social-choice',
    problem: {
      kind: 'social-choice', agents: ['ann', 'bob', 'cid'], alternatives: ['no', 'yes'],
      signals: [0, 1, 2, 2].map((owner, d) => ({ owner, name: `s${d + 1}`, law: parseDistribution('uniform(0,1)') })),
      valuations: {
        kind: 'linear', constants: [[0, -0.5], [0, -0.4], [0, -0.3]],
        coefficients: [[[0, 0, 0, 0], [1, weight, 0, 0]], [[0, 0, 0, 0], [0, 1, 0, weight]], [[0, 0, 0, 0], [0, 0, 1, 0]]],
      },
    },
    mechanisms: [
      { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } },
      { name: 'ours', rule: { kind: 'general', choose: (tf, signals) => tf.zeros([signals.shape[0], 2]) }, transfers: { kind: 'none' } },
    ],
    agents: [0, 2],
  };
}

export const scenario: Scenario = {
  name: 'town', title: 'A town decides', description: 'Whether to build.', source: 'Nobody (2026)',
  parameters: {
    gamma: { kind: 'number', description: 'informational size', default: 0.5, minimum: 0.001, maximum: 1 },
    tie: { kind: 'choice', description: 'who wins ties', default: 'lowest', choices: ['lowest', 'highest', 'coin'] },
  },
  rateDefaults: { gamma: [0.01, 0.03, 0.1, 0.3] },
  marketSize: ({ gamma }) => Number(gamma),
  sizeName: { symbol: 'γ', description: 'informational size' },
  environment: study,
  primaryAgent: () => 'ann',
  claims: ({ estimates }) =>
    [{ id: 'c', text: 'It works.', source: 'Nobody 2026', status: estimates.length > 0 ? 'pass' : 'undecided', evidence: '' }],
};

export const flag = (name: string): string => `--${name}`;
export const configured = (texts: Record<string, string>, command: 'run' | 'rate' = 'run', of: Scenario = scenario): StudyConfiguration =>
  readRequest(command, of, givenAs(Object.entries(texts), flag), flag).study.configuration;

export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}
