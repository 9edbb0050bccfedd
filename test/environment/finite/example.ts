/** The environment of the manual, as text and as an object. */
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';

export const TEXT = `
finite: 1
agents: { anna: [keen, cool], ben: [keen, cool] }
outcomes: [none, small, big]
payoffs:
  anna: { small: { own: [2, 1] }, big: { own: [B, 1/2] } }
  ben:  { small: [[1, 1/3], [2, -0.5]], big: [[2, 0], [1, -1]] }
prior: [[3/10, 1/5], [1/10, 2/5]]
rule: efficient
parameters: { B: { value: 3, range: [0, 10] } }
`;

export const object = () =>
  ({
    finite: 1,
    agents: { anna: ['keen', 'cool'], ben: ['keen', 'cool'] },
    outcomes: ['none', 'small', 'big'],
    payoffs: {
      anna: { small: { own: [2, 1] }, big: { own: ['B', '1/2'] } },
      ben: {
        small: [
          [1, '1/3'],
          [2, -0.5],
        ],
        big: [
          [2, 0],
          [1, -1],
        ],
      },
    },
    prior: [
      [0.3, 0.2],
      [0.1, 0.4],
    ],
    rule: 'efficient',
    parameters: { B: { value: 3, range: [0, 10] } },
  }) as Record<string, unknown>;

export const priorOf = ({ beliefs }: FiniteModel): string[] => (beliefs?.kind === 'prior' ? texts(beliefs.probabilities) : []);
export const texts = (values: readonly { toFraction(): string }[]): string[] => values.map((value) => value.toFraction());
