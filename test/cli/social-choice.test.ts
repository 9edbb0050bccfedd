/** The command line for social choice problems: choices, shapes of what scenarios return, sizes, and the second skeleton. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { checkScenario } from '../../src/study/check-scenario.ts';
import { outlineOf } from '../../src/cli/outline.ts';
import { scenarioOptions } from '../../src/study/parameters.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Scenario } from '../../src/study/scenario.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

import { configured, messageOf, scenario, study } from './town.ts';

describe('choices', () => {
  test('sweep as lists, in the order given', () => {
    expect(configured({ tie: 'coin, lowest', gamma: '0.1,0.2' }).points).toEqual([
      { gamma: 0.1, tie: 'coin' }, { gamma: 0.1, tie: 'lowest' }, { gamma: 0.2, tie: 'coin' }, { gamma: 0.2, tie: 'lowest' },
    ]);
    expect(configured({}).points).toEqual([{ gamma: 0.5, tie: 'lowest' }]);
  });

  test.each([
    ['loewst', /^--tie: must be one of lowest, highest, coin, got 'loewst'; did you mean 'lowest'\?/],
    ['lowest,lowest', /^--tie: lists 'lowest' more than once/],
    ['lowest,...,coin', /^--tie: must be one of lowest, highest, coin, got '\.\.\.'/],
    ['', /^--tie: is empty/],
    ['3', /^--tie: must be one of/],
  ])('%j is refused', (text, pattern) => expect(messageOf(() => configured({ tie: text }))).toMatch(pattern));

  test('stand in help', () => {
    expect(scenarioOptions(scenario).find(({ name }) => name === 'tie')).toMatchObject({
      default: 'lowest', description: 'who wins ties; one of lowest, highest, coin',
    });
  });
});

describe('studies of social choice problems', () => {
  test('take profiles or a precision, but no sampler', () => {
    expect(configured({ profiles: '2^16' })).toMatchObject({ profiles: 65536, sampler: 'auto' });
    expect(configured({ precision: '0.05' })).toMatchObject({ precision: 0.05 });
    expect(configured({ sampler: 'auto' }).sampler).toBe('auto');
    expect(messageOf(() => configured({ sampler: 'direct' }))).toMatch(
      /^--sampler: chooses how the other traders of a double auction are drawn; town is a social choice problem, so leave it out$/
    );
  });

  test('rate sweeps the default, and asks for two sizes by their name', () => {
    expect(configured({}, 'rate').points.map(({ gamma }) => gamma)).toEqual([0.01, 0.03, 0.1, 0.3]);
    expect(messageOf(() => configured({ gamma: '0.1' }, 'rate'))).toBe(
      'rate: needs at least two values of γ (informational size) to fit a rate, got 1; sweep what it depends on, as in --gamma '
      + '0.01,0.03,0.1'
    );
  });

  test('may not change kind within a sweep', () => {
    const market = {
      kind: 'double-auction', sellers: 2, buyers: 2, kappa: 0, cost: parseDistribution('uniform(0,1)'),
      value: parseDistribution('uniform(0,1)'),
    } as const;
    const mixed: Scenario = {
      ...scenario, environment: (values) => (values.tie === 'coin' ? market : study(values)),
      primaryAgent: ({ tie }) => (tie === 'coin' ? 'seller' : 'ann'),
    };
    expect(messageOf(() => configured({ tie: 'coin,lowest' }, 'run', mixed))).toMatch(
      /^environment: of scenario 'town' must be of one kind at every point, got double-auction and social-choice/
    );
  });
});

describe('claims', () => {
  const claim = { id: 'a', text: 'b', source: 'c', status: 'pass', evidence: '' };
  const claiming = (claims: () => unknown): Scenario => ({ ...scenario, claims: claims as Scenario['claims'] & object });

  test.each([
    ['nothing', undefined, /^claims: of scenario 'town': must return a list of claims .*, returned nothing$/],
    [
      'an unknown status', [{ ...claim, status: 'maybe' }],
      /status of entry 0 must be one of pass, fail, undecided, not-applicable, got "maybe"/,
    ],
    ['no id', [claim, { ...claim, id: undefined }], /id of entry 1 must be a text/],
    ['no object', [3], /entry 0 must be an object/],
  ])('that return %s without numbers are refused before a run', (_, claims, pattern) => {
    expect(messageOf(() => configured({}, 'run', claiming(() => claims)))).toMatch(pattern);
  });

  test('that cannot do without numbers, or are right, pass', () => {
    for (const claims of [() => [claim], () => { throw new Error('no estimates'); }]) {
      expect(messageOf(() => configured({}, 'run', claiming(claims)))).toBe('nothing');
    }
  });
});

describe('scenario objects', () => {
  const problemsOf = (change: Record<string, unknown>): string => messageOf(() => checkScenario({ ...scenario, ...change }, 'mine.ts'));
  const choice = (fields: Record<string, unknown>): string =>
    problemsOf(
      { parameters: {
        gamma: scenario.parameters.gamma, tie: { kind: 'choice', description: 'd', default: 'a', choices: ['a', 'b'], ...fields },
      } }
    );

  test('may have choices, a size name and claims', () => {
    expect(problemsOf({})).toBe('nothing');
    expect(choice({})).toBe('nothing');
    expect(choice({ default: 'c' })).toMatch(/parameters\.tie\.default must be one of a, b/);
    expect(choice({ choices: [] })).toMatch(/parameters\.tie\.choices must be a list of texts without commas/);
    expect(choice({ choices: ['a', 'b,c'] })).toMatch(/without commas/);
    expect(choice({ choices: ['a', 'a'] })).toMatch(/parameters\.tie\.choices must differ/);
    expect(problemsOf({ claims: [] })).toMatch(/claims must be a function of the finished study/);
    expect(problemsOf({ sizeName: 'γ' })).toMatch(/sizeName must hold two texts, symbol and description/);
  });

  it('describes mechanisms, agents and claims', () => {
    expect(outlineOf(scenario)).toEqual({
      kind: 'social-choice', studied: { mechanisms: ['VCG', 'ours'], agents: ['ann', 'bob', 'cid'], alternatives: ['no', 'yes'] },
      dataErrors: ['dkw', 'bootstrap'], claims: [{ id: 'c', text: 'It works.', source: 'Nobody 2026' }],
    });
    expect(
      outlineOf({
        ...scenario, claims: ({ estimates }) => [{ id: 'x', text: estimates[0]!.agent, source: '', status: 'pass', evidence: '' }],
      }).claims
    ).toEqual([]);
  });
});

describe('misreport new --kind', () => {
  test('writes a scenario of tensor operations that describe and the checks accept', async () => {
    const cwd = temporaryFolder();
    const made = await misreport(['new', 'my-park', '--kind', 'social-choice'], { cwd });
    expect([made.code, made.stdout]).toEqual([0, 'wrote my-park.ts\nrun it:  misreport run ./my-park.ts\n']);
    expect(readFileSync(join(cwd, 'my-park.ts'), 'utf8')).toContain("import { parseDistribution, type Scenario } from 'misreport';");
    const described = await misreport(['describe', './my-park.ts'], { cwd });
    for (
      const part of [
        '--neighbours', 'mechanisms: generalised VCG; no transfers', 'agents: neighbour 1, neighbour 2', 'fits c * a^b', 'weakEpsilonLic',
      ]
    ) {
      expect(described.stdout).toContain(part);
    }
    expectOneLine(
      await misreport(['run', './my-park.ts', '--sampler', 'direct', '--no-out'], { cwd }), 2, /^--sampler: chooses how the other traders/,
    );
    expectOneLine(
      await misreport(['rate', './my-park.ts', '--spill', '0.1', '--no-out'], { cwd }), 2,
      /^rate: needs at least two values of a \(weight of the others' signals\)/,
    );
  });

  test('refuses other kinds', async () => {
    expectOneLine(
      await misreport(['new', 'my-park', '--kind', 'social'], { cwd: temporaryFolder() }),
      2,
      /^--kind: must be one of double-auction, social-choice, assignment, .*got 'social'; did you mean 'social-choice'\?/,
    );
  });

  test('a file whose environment is of a wrong shape is told so', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'bad.mjs'), `export default { name: 'bad', title: 'T', description: 'D', source: 'S', parameters: {}, `
      + `marketSize: () => 1, primaryAgent: () => 'ann',
  environment: () => ({ kind: 'social-choice', problem: { kind: 'social-choice', agents: ['ann'], alternatives: ['a'],
    signals: [{ owner: 1, name: 's' }], valuations: { kind: 'linear' } },
  mechanisms: [{ name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'none' } }] }) };`);
    expectOneLine(
      await misreport(['run', './bad.mjs', '--no-out'], { cwd }), 2,
      /^environment\.problem\.signals\[0\]\.owner: must be the index of an agent, 0 to 0, got 1/,
    );
  });
});
