/** The command line for social choice problems: choices, shapes of what scenarios return, sizes, and the second skeleton. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { checkScenario } from '../../src/study/check-scenario.ts';
import { checkEnvironment } from '../../src/study/sweep.ts';
import { outlineOf } from '../../src/cli/outline.ts';
import { givenAs } from '../../src/study/given.ts';
import { scenarioOptions } from '../../src/study/parameters.ts';
import { readRequest } from '../../src/study/request.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

/** Three agents with linear values of two alternatives; asymmetric, so that swapped axes would show. */
function study(values: ParameterValues = {}): SocialChoiceStudy {
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

const scenario: Scenario = {
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

const flag = (name: string): string => `--${name}`;
const configured = (texts: Record<string, string>, command: 'run' | 'rate' = 'run', of: Scenario = scenario): StudyConfiguration =>
  readRequest(command, of, givenAs(Object.entries(texts), flag), flag).study.configuration;

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'nothing';
}

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

describe('what environment returns is checked field by field', () => {
  const good = study();
  const problem = (change: Record<string, unknown>): unknown => ({ ...good, problem: { ...good.problem, ...change } });
  const signal = (change: Record<string, unknown>): unknown =>
    problem({ signals: [{ ...good.problem.signals[0]!, ...change }, ...good.problem.signals.slice(1)] });
  const mechanism = (change: Record<string, unknown>): unknown => ({ ...good, mechanisms: [{ ...good.mechanisms[0]!, ...change }] });
  const linear = good.problem.valuations as unknown as { constants: number[][]; coefficients: number[][][] };

  test('and passes where nothing is wrong', () => expect(() => checkEnvironment(good, 'cid')).not.toThrow());

  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', undefined, /^environment: must be an object, got 'nothing'/],
    ['a list', [], /^environment: must be an object/],
    ['another kind', { kind: 'auction' }, /^environment\.kind: must be one of double-auction, social-choice, assignment, .*got 'auction'/],
    ['no problem', { kind: 'social-choice', mechanisms: [] }, /^environment\.problem: must be an object/],
    ['no agents', problem({ agents: [] }), /^environment\.problem\.agents: must be a list of names, at least one/],
    ['agents by number', problem({ agents: [1, 2, 3] }), /^environment\.problem\.agents: must be a list of names/],
    [
      'agents alike', problem({ agents: ['ann', 'ann', 'cid'] }),
      /^environment\.problem\.agents: names must differ, and 'ann' occurs twice/,
    ],
    ['no alternatives', problem({ alternatives: [] }), /^environment\.problem\.alternatives: must be a list of names/],
    [
      'too many alternatives',
      problem({ alternatives: Array.from({ length: 2000 }, (_, k) => `k${k}`) }),
      /^environment\.problem\.alternatives: 2000 alternatives are more than the limit of 1024: with unit demand use assignmentMarket/,
    ],
    ['no signals', problem({ signals: undefined }), /^environment\.problem\.signals: must be a list of coordinates/],
    [
      'a signal of nobody', signal({ owner: 3 }),
      /^environment\.problem\.signals\[0\]\.owner: must be the index of an agent, 0 to 2, got 3/,
    ],
    ['a signal without a law', signal({ law: undefined }), /^environment\.problem\.signals\[0\]\.law: must be a distribution/],
    ['a signal without a name', signal({ name: '' }), /^environment\.problem\.signals\[0\]\.name: must be a text/],
    ['no valuations', problem({ valuations: undefined }), /^environment\.problem\.valuations: must be an object/],
    [
      'too few coefficients', problem({ valuations: { ...linear, kind: 'linear', coefficients: linear.coefficients.slice(1) } }),
      /^environment\.problem\.valuations\.coefficients: needs one entry for each of 3 agents, got 2/,
    ],
    [
      'a constant that is no number',
      problem({ valuations: { ...linear, kind: 'linear', constants: [[0, Number.NaN], [0, 0], [0, 0]] } }),
      /^environment\.problem\.valuations\.constants\[0\]\[1\]: must be a finite number, got NaN/,
    ],
    [
      'values without a function', problem({ valuations: { kind: 'general', structure: 'unknown', range: [0, 1] } }),
      /^environment\.problem\.valuations\.evaluate: must be a function of tensors/,
    ],
    [
      'values without bounds', problem({ valuations: { kind: 'general', structure: 'unknown', evaluate: () => 0 } }),
      /^environment\.problem\.valuations\.range: /,
    ],
    ['no mechanism', { ...good, mechanisms: [] }, /^environment\.mechanisms: must be a list of at least one mechanism/],
    ['a mechanism without a name', mechanism({ name: '' }), /^environment\.mechanisms\[0\]\.name: must be a text/],
    [
      'mechanisms alike', { ...good, mechanisms: [good.mechanisms[0]!, good.mechanisms[0]!] },
      /^environment\.mechanisms: names must differ, and 'VCG' occurs twice/,
    ],
    [
      'a field of another name', { ...good, mechanism: good.mechanisms[0] },
      /^environment\.mechanism: unknown field; did you mean 'mechanisms'\?/,
    ],
    [
      'a field of a signal of another name', signal({ onwer: 0 }),
      /^environment\.problem\.signals\[0\]\.onwer: unknown field; did you mean 'owner'\?/,
    ],
    [
      'a field that is nothing like one',
      problem({ xyzzy: 0 }),
      /^environment\.problem\.xyzzy: unknown field; accepted: kind, agents, alternatives, signals, valuations, dependence$/,
    ],
    ['no rule', mechanism({ rule: undefined }), /^environment\.mechanisms\[0\]\.rule: must be an object/],
    [
      'a field that transfers do not have', mechanism({ transfers: { kind: 'modified-vcg', relevent: [true] } }),
      /^environment\.mechanisms\[0\]\.transfers\.relevent: unknown field; did you mean 'relevant'\?/,
    ],
    [
      'a field of a rule without any', mechanism({ rule: { kind: 'efficient', share: 1 } }),
      /^environment\.mechanisms\[0\]\.rule\.share: unknown field; efficient has none/,
    ],
    ['an unknown rule', mechanism({ rule: { kind: 'lottery' } }), /^environment\.mechanisms\[0\]\.rule\.kind: unknown rule 'lottery'/],
    [
      'a rule without its function', mechanism({ rule: { kind: 'general' } }),
      /^environment\.mechanisms\[0\]\.rule\.choose: must be a function of tensors/,
    ],
    [
      'transfers without their function', mechanism({ transfers: { kind: 'general', range: [0, 1] } }),
      /^environment\.mechanisms\[0\]\.transfers\.transfer: must be a function of tensors/,
    ],
    [
      'a dictator who is nobody', mechanism({ rule: { kind: 'dictatorial', dictator: 7 } }),
      /^environment\.mechanisms\[0\]\.rule\.dictator: must be the index of an agent, 0 to 2, got 7/,
    ],
    ['agents out of range', { ...good, agents: [0, 3] }, /^environment\.agents: must list agents by index, 0 to 2/],
    ['reports that are a list', { ...good, reports: [[0]] }, /^environment\.reports: must be a function/],
    ['reports that are numbers', { ...good, reports: () => [0, 1] }, /^environment\.reports: of ann must be vectors of 1 numbers, got 0$/],
    [
      'a law whose cdf is no number', signal({ law: { ...good.problem.signals[0]!.law, cdf: () => Number.NaN } }),
      /^environment\.problem\.signals\[0\]\.law: cdf\(0\) must be a number from 0 to 1, got NaN/,
    ],
    [
      'a distance of no rule', { ...good, distances: [{ name: 'd', rule: { kind: 'efficient' }, other: { kind: 'nearest' } }] },
      /^environment\.distances\[0\]\.other\.kind: unknown rule 'nearest'/,
    ],
  ];
  test.each(cases)('%s', (_, point, pattern) => {
    const message = messageOf(() => checkEnvironment(point, 'ann'));
    expect(message).toMatch(pattern);
    expect(message).not.toContain('\n');
  });

  test('the primary agent must be one that is studied', () => {
    expect(messageOf(() => checkEnvironment(good, 'bob'))).toBe(
      "primaryAgent: must return one of the agents studied (ann, cid), got 'bob'"
    );
    expect(
      messageOf(() => configured({}, 'run', { ...scenario, primaryAgent: () => 'dan' }))
    ).toMatch(/^primaryAgent: must return one of the agents studied/);
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
      claims: [{ id: 'c', text: 'It works.', source: 'Nobody 2026' }],
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
