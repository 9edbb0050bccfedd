/** The public goods of Guo18 section 2.7 as files: levels, transfers, islands. */
import { expect, it } from 'vitest';
import { islandsOf, publicGoodFile } from '../../scenarios/public-good-coalitions/file.ts';
import { modelAt } from '../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../src/environment/finite/parse.ts';
import { socialChoiceFunction } from '../../src/mechanism/finite/social-choice-function.ts';
import { worth } from '../../src/notions/finite/robust-monotonicity/reward.ts';
import { rational, rationalText } from '../../src/programs/rational.ts';

const text = (file: object, agent: number, report: number, truth: number): string => {
  const model = modelAt(parseEnvironment(file));
  return rationalText(worth(model, socialChoiceFunction(model)[report]!, agent, truth));
};

it('section 2.7.1: at gamma = 1/2, types (1, 1/2) and reports (0, 1) agent 1 has (1 + 1/4) 3/2 - 3/2 1/2', () => {
  // Profiles of two agents on (0, 1/2, 1): (1, 1/2) is 7, (0, 1) is 2. f_0 = 3/2, f_1 = -3/2 (0 + 0 + 1/2).
  expect(text(publicGoodFile({ variant: 'common', agents: 2, grid: 3, gamma: rational(1, 2) }), 0, 2, 7)).toBe('9/8');
});

it('section 2.7.2: islanders of two east and one west at types (1, 0, 1) have 3 (1) - 1 and 3 (1) - 1/2', () => {
  const file = publicGoodFile({ variant: 'islands', agents: 3, grid: 2, gamma: rational(0) });
  expect([0, 1, 2].map((agent) => text(file, agent, 5, 5))).toEqual(['2', '2', '5/2']);
  expect(islandsOf(4)).toEqual([[0, 1, 2], [3]]);
});

it('section 2.7.3: at types (1, 1) agent 1 has 2 - 1/2', () => {
  expect(text(publicGoodFile({ variant: 'double', agents: 2, grid: 2, gamma: rational(0) }), 0, 3, 3)).toBe('3/2');
});
