/** What is wrong with a flag of `field`, `least-epsilon`, `second-best` and `robust` is said of the flag, not of the field it becomes. */
import { describe, expect, test } from 'vitest';
import { FIELD } from '../../src/cli/field.ts';
import { LEAST_EPSILON } from '../../src/cli/least-epsilon.ts';
import type { StudySpec } from '../../src/cli/read-study.ts';
import { ROBUST } from '../../src/cli/robust.ts';
import { RATE } from '../../src/cli/rate.ts';
import { RUN } from '../../src/cli/run.ts';
import { SECOND_BEST } from '../../src/cli/second-best.ts';
import { readStudyAndFolder } from '../../src/cli/study-command.ts';
import { InputError } from '../../src/errors.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import type { Scenario } from '../../src/study/scenario.ts';

async function complaint(spec: StudySpec, line: string): Promise<string> {
  try {
    await readStudyAndFolder(line.split(' '), spec);
  } catch (error) {
    if (error instanceof InputError && error.exitCode === 2) return error.message;
    throw error;
  }
  return 'nothing';
}

const MISTAKES: readonly (readonly [StudySpec, string, RegExp])[] = [
  [FIELD, 'congruence --loop 0:0/1:0', /^--loop: must have three corners/],
  [FIELD, 'congruence --loop 0:0/2:0/1:1', /^--loop: leaves the space at corner 2/],
  [FIELD, 'first-price --loop 1:1/0:0/1:0', /^--loop: must have 1 coordinate at each corner, got 2 at corner 1/],
  [LEAST_EPSILON, 'double-auction --cells 20', /^--cells: are of --opponents grid/],
  [LEAST_EPSILON, 'double-auction --opponents grid --cells 1', /^--cells: must be a whole number from 2 on/],
  [FIELD, 'congruence --nodes 90', /^--nodes: must be at most 64/],
  [FIELD, 'congruence --cells 90', /^--cells: must be at most 65/],
  [FIELD, 'congruence --slice 0.5', /^--slice: must have 2 coordinates/],
  [LEAST_EPSILON, 'congruence --slice 0.5:0.5', /^--slice: must leave a coordinate open/],
  [FIELD, 'congruence --stage ex-post --monotone yes', /^--stage: can be ex-post only without constraints/],
  [FIELD, 'congruence --stage ex-post --loop 0:0/1:0/1:1', /^--loop: is measured over the others' laws/],
  [FIELD, 'congruence --slice *:0.5 --bounded yes', /^--slice: is of one agent/],
  [LEAST_EPSILON, 'congruence --deficit 1', /^--deficit: needs a budget/],
  [LEAST_EPSILON, 'congruence --budget ex-post --individually-rational ex-post', /^--budget: cannot be ex-post where participation is/],
  [SECOND_BEST, 'private-social-loci --cells 400', /^--cells: must be at most 10 an axis/],
  [
    FIELD, 'private-social-loci --curvature 1 --signal uniform(1e9,1000000001)', /^--signal: signals move agent 1's values by about 0\.977/,
  ],
  [FIELD, 'private-social-loci --curvature 1 --signal uniform(0,1e60)', /^--signal: .* beyond those of single precision/],
  [RUN, 'single-object --value uniform(90000000000,90000000001)', /^--value: signals move values by 1 at most/],
  [
    RUN, 'bilateral-trade --law uniform(1e40,2e40)',
    /^--law: values of up to .* single precision .* accepted: sums of up to 1100000000000000000; .*uniform\(1e\+40,2e\+40\)/,
  ],
  [RUN, 'public-good --value uniform(0,1e99)', /^--value: values of up to .* accepted/],
  [SECOND_BEST, 'lemons --deficit 1 --budget none', /^--deficit: needs a budget/],
  [LEAST_EPSILON, 'double-auction --dependence gaussian(0.3)', /^--dependence: .* may depend on the reports of others .* design\)$/],
  [ROBUST, 'locally-robust --radius 3', /^--radius: must be a number in \[0, 2\]/],
];

describe('flags of questions about choice rules', () => {
  test.each(MISTAKES)('$0.shown $1', async (spec, line, expected) => expect(await complaint(spec, line)).toMatch(expected));
});

test('--agent all is every agent who sees a signal, one after the other; other words are refused with what is accepted', async () => {
  const asked = await readStudyAndFolder('congruence --agent all --cells 3,4'.split(' '), FIELD);
  const { points } = asked!.study.configuration;
  expect(points.map(({ agent, cells }) => [agent, cells])).toEqual([['agent 1', 3], ['agent 1', 4], ['agent 2', 3], ['agent 2', 4]]);
  expect(await complaint(FIELD, 'congruence --agent al')).toMatch(/^--agent: must be one of agent 1, agent 2, got 'al'/);
});

test('field takes a market of one seller and one buyer as the trade that it is, and of larger ones a trader', async () => {
  const asked = (await readStudyAndFolder(['myerson-satterthwaite', '--no-out', '--deficit', '0.1', '--budget', 'ex-ante'], FIELD))!;
  const { scenario, points } = asked.study.configuration;
  expect(points.map(({ agent, deficit }) => [agent, deficit])).toEqual([['seller', 0.1]]);
  const question = scenario.environment(points[0]!) as ProblemQuestion;
  expect(question).toMatchObject({ question: 'field', agent: 'seller', deficit: 0.1, problem: { alternatives: ['no trade', 'trade'] } });
  expect(scenario.claims).toBeUndefined();
  const larger = (await readStudyAndFolder('double-auction --traders 3 --agent all --no-out'.split(' '), FIELD))!.study.configuration;
  expect(larger.points.map(({ agent, sellers, cells }) => [agent, sellers, cells])).toEqual([['seller', 3, 64], ['buyer', 3, 64]]);
});

test('run and rate of a scenario that asks about a choice rule take the flags of its question, and no others', async () => {
  const asked = async (spec: StudySpec, line: string) => (await readStudyAndFolder(line.split(' '), spec))!.study.configuration;
  const { points } = await asked(RUN, 'congruence --stage ex-post,interim --agent all --no-out');
  expect(points).toEqual((await asked(FIELD, 'congruence --stage ex-post,interim --agent all --no-out')).points);
  expect(points).toHaveLength(4);
  const permitted = await asked(RUN, 'second-best --permitted-epsilon 0,0.1 --no-out');
  expect(permitted.points.map((point) => point['permitted-epsilon'])).toEqual([0, 0.1]);
  expect((await asked(RUN, 'locally-robust --metric prokhorov --radius 0.2 --no-out')).points[0]).toMatchObject({ metric: 'prokhorov' });
  const rate = await asked(RATE, 'least-epsilon --traders 2,4 --deficit 0.05 --no-out');
  expect([rate.command, rate.points.map(({ deficit }) => deficit)]).toEqual(['rate', [0.05, 0.05]]);
  // Without one of them points are what they were.
  expect(Object.keys((await asked(RUN, 'congruence --external-a 0 --no-out')).points[0]!)).not.toContain('cells');
  expect(await complaint(RUN, 'congruence --permitted-epsilon 0.1')).toMatch(/^--permitted-epsilon: unknown flag/);
  expect(await complaint(RUN, 'congruence --stage dice')).toMatch(/^--stage: must be one of/);
  expect(await complaint(RUN, 'single-object --notion weak')).toMatch(/^--notion: unknown flag/);
});

test('--proofs is taken where a law is one\'s own, whether agents see one signal or several', async () => {
  const law = { text: 'mine', support: [0, 1], cdf: (x: number) => Math.min(1, Math.max(0, x * x)), quantile: Math.sqrt } as const;
  const problemOf = (owners: readonly number[]) => ({
    kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b'],
    signals: owners.map((owner, d) => ({ owner, name: `s${d}`, law })),
    valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[1, 0.5], [0, 0]], [[0, 1], [0.25, 0]]] },
  } as const);
  const asked = (owners: readonly number[]): StudySpec => {
    const scenario: Scenario = {
      name: 'mine', title: 'T', description: 'D', source: 'S', parameters: {}, size: () => 1, primaryAgent: () => 'market',
      environment: () => ({ kind: 'field', question: 'second-best', problem: problemOf(owners) }),
    };
    return { ...SECOND_BEST, subject: { usage: '', hint: '', scenarioOf: async () => scenario } };
  };
  for (const owners of [[0, 1], [0, 0]]) expect(await complaint(asked(owners), 'it --proofs p')).toBe('nothing');
});
