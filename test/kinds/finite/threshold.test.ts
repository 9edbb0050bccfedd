import { expect, it } from 'vitest';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerThreshold } from '../../../src/kinds/finite/threshold.ts';

const environment = (rule: unknown) => parseEnvironment({
  finite: 1, agents: { ann: ['keen', 'cool'], ben: ['only'] }, outcomes: ['none', 'small', 'big'],
  payoffs: { ann: { small: { own: ['2', '1'] }, big: { own: ['B', '1'] } }, ben: { small: { own: ['0'] }, big: { own: ['0'] } } },
  prior: [['1/2'], ['1/2']], rule, parameters: { B: { value: '3', range: ['0', '10'] } },
});
const notesOf = async (rule: unknown): Promise<readonly string[]> => (await answerThreshold(
  environment(rule), { parameter: 'B', goal: 'implement', transfers: 'bayesian', balance: 'exact' },
)).notes;

it('says which outcome an efficient rule takes where several are equally good, all along and where totals cross', async () => {
  const [lasting, passing, ...rest] = await notesOf('efficient');
  expect(lasting).toMatch(/^The rule is efficient, with ties for B between 0 and 10: at \(cool, only\) small and big are equally good/);
  expect(passing).toMatch(/^At B = 2: at \(keen, only\) small and big are equally good, and so at 1 more profile, and the rule/);
  expect(rest).toEqual(['The verdict does not flip for B from 0 to 10']);
  expect(await notesOf([['small'], ['small']])).toEqual(['The verdict does not flip for B from 0 to 10']);
});
