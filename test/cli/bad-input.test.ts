/**
 * Every mistake: one line that names the field and what is accepted, exit code 2, before any computing. The long lists
 * run in this process, up to where the executable would print; a sample of each kind runs the executable.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { studyCommand } from '../../src/cli/study-command.ts';
import { InputError } from '../../src/errors.ts';
import { expectOneLine, fromSource, misreport, temporaryFolder } from './support.ts';
import { further } from '../support/evidence.ts';

/** What `misreport run double-auction ...flags` says on stderr, without starting a process. */
async function complaint(flags: readonly string[]): Promise<string> {
  try {
    await studyCommand(
      ['double-auction', ...flags, '--no-out'].slice(0, flags.includes('--out') ? -1 : undefined),
      { name: 'run', description: '', examples: [] },
    );
  } catch (error) {
    if (error instanceof InputError && error.exitCode === 2) return error.message;
    throw error;
  }
  return 'nothing';
}

/** Flags after `run double-auction`, and what the line says. */
const MISTAKES: readonly (readonly [readonly string[], RegExp])[] = [
  [['--selers', '3'], /^--selers: unknown flag; did you mean '--sellers'\?/],
  [[`--${'x'.repeat(9000)}`], /^--x{1,60} \.\.\. x+: unknown flag \(misreport run --help/],
  [['--cost', `${'x'.repeat(9000)}(1)`], /^--cost: unknown family 'x{57}\.\.\.'/],
  [['--xyzzy'], /^--xyzzy: unknown flag \(misreport run --help/],
  [['--constructor', '3'], /^--constructor: unknown flag/],
  [['--__proto__', '3'], /^--__proto__: unknown flag/],
  [['-q'], /^-q: unknown flag/],
  [['--sellers', '2.5'], /^--sellers: must be a whole number from 1 to \d+, got '2\.5'/],
  [['--sellers', '0'], /^--sellers: must be a whole number from 1/],
  [['--buyers', '-4'], /^--buyers: must be a whole number from 1 to \d+, got '-4'/],
  [['--buyers', 'many'], /^--buyers: must be a whole number/],
  [['--sellers', '1e30'], /^--sellers: must be a whole number/],
  [['--traders', '2,4,0'], /^--traders: must be a whole number from 1 to \d+, got '0'/],
  [['--traders', '2,,4'], /^--traders: has an empty entry/],
  [['--traders', '2,2'], /^--traders: lists '2' more than once/],
  [['--traders', '2,5,...,7'], /^--traders: no geometric or arithmetic progression/],
  [['--traders', '2', '--sellers', '3'], /^--traders: also sets sellers and buyers; give it or --sellers/],
  [['--sellers', '1,2,...,200', '--buyers', '1,2,...,200'], /the sweep has 40000 points; at most 10000/],
  [['--kappa', '1.5'], /^--kappa: must be a number in \[0, 1\], got '1\.5'/],
  [['--kappa', '-0.1'], /^--kappa: must be a number in \[0, 1\]/],
  [['--kappa', 'NaN'], /^--kappa: must be a number in \[0, 1\], got 'NaN'/],
  [['--kappa', '-inf'], /^--kappa: must be a number in \[0, 1\], got '-inf'/],
  [['--kappa', ''], /^--kappa: is empty/],
  [['--cost', 'beta(2'], /^--cost: cannot read 'beta\(2'; accepted: uniform/],
  [['--cost', 'normal(0,1e300)'], /^--cost: .*takes values beyond 1e\+100 .*; accepted: /],
  [['--cost', 'exponential(1e-320)'], /^--cost: .*takes values beyond 1e\+100/],
  [['--cost', 'empirical(/dev/zero,bid)'], /^--cost: .*not a regular file/],
  [['--cost', 'cauchy(2,3)'], /^--cost: unknown family 'cauchy'/],
  [['--cost', 'uniform(1,0)'], /^--cost: uniform\(a,b\): /],
  [['--value', 'beta(-1,2)'], /^--value: beta/],
  [['--value', 'piecewise-linear(0,0.6,0.5,1)'], /^--value: piecewise-linear.*0\.6 is followed by 0\.5/],
  [['--precision', '0'], /^--precision: must be a number strictly between 0 and 1/],
  [['--precision', '1'], /^--precision: must be a number strictly between 0 and 1/],
  [['--precision', '0.1', '--profiles', '10'], /^--precision: cannot be given together with --profiles/],
  [['--max-profiles', '10', '--profiles', '10'], /^--max-profiles: cannot be given together with --profiles/],
  [['--profiles', '0'], /^--profiles: must be a whole number from 1/],
  [['--max-profiles', 'all'], /^--max-profiles: must be a whole number/],
  [['--confidence', '1'], /^--confidence: must be a number strictly between 0 and 1/],
  [['--confidence', '99'], /^--confidence: must be/],
  [['--data-error', 'jackknife'], /^--data-error: must be one of dkw, bootstrap, got 'jackknife'/],
  [['--data-error', 'dkw'], /^--data-error: needs a law that was made of data.* give empirical\(FILE\.csv,COLUMN\) as cost or value$/],
  [['--data-error', 'bootstrap'], /^--data-error: needs a law that was made of data/],
  [['--bootstrap', '199'], /^--bootstrap: is the number of resamples of data-error bootstrap, which is not asked for/],
  [['--data-error', 'dkw', '--bootstrap', '199'], /^--bootstrap: is the number of resamples/],
  [['--data-error', 'bootstrap', '--bootstrap', '198'], /^--bootstrap: 198 resamples cannot tell a confidence of 0\.99; at least 199 can/],
  [['--data-error', 'bootstrap', '--bootstrap', '0'], /^--bootstrap: must be a whole number from 1/],
  [['--seed', ''], /^--seed: is empty/],
  [['--seed', 'x'.repeat(1001)], /^--seed: must have at most 1000 characters, got 1001/],
  [['--seed', 'a\nb'], /^--seed: must not contain control characters/],
  [['--seed', '--json'], /^--seed: needs a value/],
  [['--seed', 'a', '--seed', 'b'], /^--seed: is given more than once/],
  [['--json', '--json'], /^--json: is given more than once/],
  [['--json=yes'], /^--json: takes no value, got 'yes'/],
  [['--device', 'cuda'], /^--device: must be one of auto, cpu, webgpu, tensorflow, got 'cuda'/],
  [['--sampler', 'dirct'], /^--sampler: must be one of .* did you mean 'direct'\?/],
  [['--workers', '0'], /^--workers: must be a whole number from 1 to \d+ \(this machine has \d+ cores?\), got '0'/],
  [['--workers', '1000000'], /^--workers: must be a whole number from 1 to/],
  [['--out', ''], /^--out: is empty/],
  [['--out', 'x', '--no-out'], /^--out: cannot be given together with --no-out/],
  [['--no-title', '--no-figures', '--out', 'x'], /^--no-title: cannot be given together with --no-figures, which draws none/],
  [['--format', 'pdf', '--no-figures', '--out', 'x'], /^--format: pdf is a format of figures, of which --no-figures draws none; leave one/],
  [['--proofs', ' '], /^--proofs: is empty; give a folder/],
  [['extra'], /^run: unexpected argument 'extra'/],
];

describe('run double-auction', () => {
  test.each(
    MISTAKES.map(([flags, pattern]) => ({ title: flags.join(' ').slice(0, 40), flags, pattern }))
  )('$title', async ({ flags, pattern }) => {
    const message = await complaint(flags);
    expect(message).toMatch(pattern);
    expect(message).not.toContain('\n');
  });

  test.concurrent.each<[string[], RegExp]>([
    [['--selers', '3'], /^--selers: unknown flag; did you mean '--sellers'\?/],
    [['--sellers', '2.5'], /^--sellers: must be a whole number from 1 to \d+, got '2\.5'/],
    [['--kappa', '-inf', '--json'], /^--kappa: must be a number in \[0, 1\], got '-inf'/],
    [['--cost', 'beta(2'], /^--cost: cannot read 'beta\(2'/],
    [['--seed'], /^--seed: needs a value/],
    [['--workers', '1000000'], /^--workers: must be a whole number from 1 to/],
    [['--precision', '0.001', '--max-profiles', '1e4'], /^--precision: 0\.001 needs about .* more than --max-profiles 10000/],
  ])('the executable: %j', async (flags, pattern) => {
    expectOneLine(await misreport(['run', 'double-auction', '--quiet', ...flags]), 2, pattern);
  });

  test('an output folder that is a file', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'taken'), 'x');
    expectOneLine(await misreport(['run', 'double-auction', '--out', 'taken'], { cwd }), 2, /^--out: taken is a file/);
  });

  test('an output folder that another run has, from its first second on, and that of one that is gone', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'theirs'));
    const claimed = (pid: number): void =>
      writeFileSync(join(cwd, 'theirs', '.misreport-claim'), JSON.stringify({ host: hostname(), pid }));
    claimed(process.pid);
    const study = ['run', 'double-auction', '--traders', '2', '--profiles', '1000', '--no-figures', '--no-ledger', '--quiet'];
    expectOneLine(
      await misreport([...study, '--out', 'theirs'], { cwd }), 2,
      new RegExp(`^--out: theirs is being written by process ${process.pid}; give each run its own folder`),
    );
    expect(readdirSync(join(cwd, 'theirs'))).toEqual(['.misreport-claim']);
    claimed(2 ** 22 + 1);
    expect((await misreport([...study, '--out', 'theirs'], { cwd })).code).toBe(0);
    const left = readdirSync(join(cwd, 'theirs'));
    expect([left.includes('result.json'), left.includes('.misreport-claim')]).toEqual([true, false]);
    // One folder for both.
    const both = ['field', 'congruence', '--cells', '2', '--profiles', '1000', '--no-figures', '--no-ledger', '--quiet'];
    expect((await misreport([...both, '--out', 'both', '--proofs', 'both'], { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, 'both')).includes('result.json')).toBe(true);
  });

  test('certificates where there are none', async () => {
    const cwd = temporaryFolder();
    for (const [scenario, words] of [['double-auction', 'a double auction'], ['guo-1-4-1', 'an environment of finite types']] as const) {
      const outcome = await misreport(['run', scenario, '--proofs', 'kept'], { cwd });
      expectOneLine(outcome, 2, new RegExp(`^--proofs: nothing of ${words} comes with a certificate; field, `));
    }
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('of two folders, one of which is refused, nothing is left', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'taken'), 'x');
    const study = ['least-epsilon', 'congruence', '--cells', '3', '--quiet', '--no-ledger'];
    expectOneLine(await misreport([...study, '--out', 'taken', '--proofs', 'kept'], { cwd }), 2, /^--out: taken is a file/);
    expectOneLine(await misreport([...study, '--out', 'new', '--proofs', 'taken'], { cwd }), 2, /^--proofs: taken cannot be written to: /);
    expect(readdirSync(cwd)).toEqual(['taken']);
  });

  test.each([
    ['run double-auction --traders 2 --precision 0.001 --max-profiles 1e4', /^--precision: 0\.001 needs about /],
    ['least-epsilon double-auction --traders 2 --deficit -9', /^--deficit: /],
    ['least-epsilon double-auction --traders 2 --opponents grid --cells 4 --deficit -9', /^--deficit: /],
    ['least-epsilon lemons --cells 2 --profiles 64 --deficit -9', /^--deficit: /],
    ['second-best lemons --individually-rational interim --budget ex-ante --cells 16 --deficit -9', /^--deficit: /],
    ['second-best lemons --individually-rational interim --budget ex-ante --cells 3 --permitted-epsilon 0.1 --deficit -9', /^--deficit: /],
  ])('of what is refused there is one line, and none about the device: %s', async (line, pattern) => {
    expectOneLine(await misreport([...line.split(' '), '--no-out', '--device', 'cpu', '--workers', '1']), 2, pattern);
  });

  test('a folder that holds something else', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'mine.txt'), 'x');
    expectOneLine(await misreport(['run', 'double-auction', '--out', '.'], { cwd }), 2, /^--out: \. holds other files, e\.g\. mine\.txt/);
  });

  test('a sampler that does not apply', async () => {
    const flags = ['--cost', 'beta(2,3)', '--sampler', 'order-statistics', '--device', 'cpu', '--quiet'];
    expectOneLine(await misreport(['run', 'double-auction', ...flags]), 2, /^--sampler: order-statistics needs one law/);
  });

  test('--debug adds the stack after the line', async () => {
    const { stderr, code } = await misreport(['run', 'double-auction', '--kappa', '2', '--debug']);
    expect(stderr).toMatch(/^misreport: --kappa: [^\n]+\nInputError: [^\n]+\n {4}at /);
    expect(code).toBe(2);
  });
});

describe('commands', () => {
  test.concurrent.each<[string[], RegExp]>([
    [['lst'], /^command: unknown command 'lst'; did you mean 'list'\?/],
    [['frobnicate'], /^command: unknown command 'frobnicate'; known: run, rate/],
    [['double-auction'], /did you mean 'misreport run double-auction'\?/],
    [['run', 'double-auctoin'], /^scenario: unknown scenario 'double-auctoin'; did you mean 'double-auction'\?/],
    [['run', 'nothing-like-it'], /^scenario: unknown scenario 'nothing-like-it'; accepted: one of the \d+ that 'misreport list'/],
    [['run'], /^scenario: is missing/],
    [['run', '--traders', '4'], /^scenario: is missing \(--traders is a parameter of scenarios\); give a name/],
    [['describe'], /^scenario: is missing/],
    [['--bogus'], /^--bogus: unknown flag/],
    [['rate', 'double-auction', '--sellers', '4'], /^rate: needs at least two market sizes/],
    [['list', 'all'], /^list: unexpected argument 'all'/],
    [['new'], /^name: is missing/],
    [['new', 'Not A Name'], /^name: must be lower case letters/],
    [['new', 'double-auction'], /^name: 'double-auction' is a scenario that comes with misreport/],
  ])('%j', async (argv, pattern) => expectOneLine(await misreport(argv), 2, pattern));

  test('none at all: the overview on stderr, exit 64', async () => {
    const { code, stdout, stderr } = await misreport([]);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain('Usage: misreport <command>');
  });
});

describe('configuration files', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['unknown.yaml', 'selers: 3', /^selers in unknown\.yaml: unknown option; did you mean 'sellers'\?/],
    ['debug.yaml', 'debug: true', /^debug in debug\.yaml: unknown option/],
    ['broken.yaml', 'sellers: [1, 2', /^--config: '(?:[^']*[/])?broken\.yaml' is not valid YAML: .*line 1/],
    ['twice.yaml', 'sellers: 1\nsellers: 2', /^--config: '(?:[^']*[/])?twice\.yaml' is not valid YAML: Map keys must be unique/],
    ['broken.json', '{"sellers": 3,}', /^--config: '(?:[^']*[/])?broken\.json' is not valid JSON/],
    ['list.yaml', '- sellers', /^--config: '(?:[^']*[/])?list\.yaml' must hold option names and values/],
    ['empty.yaml', '', /^--config: '(?:[^']*[/])?empty\.yaml' must hold option names and values/],
    ['type.yaml', 'sellers: {a: 1}', /^sellers in type\.yaml: must be a number, a text or a list/],
    ['truth.yaml', 'kappa: true', /^kappa in truth\.yaml: must be a number, a text or a list/],
    ['itself.yaml', 'traders: &a [2, *a]', /^traders in itself\.yaml: must be a number, a text or a list .* got a list that holds itself/],
    ['two.yaml', 'traders: 2\n---\ntraders: 3', /^--config: '(?:[^']*[/])?two\.yaml' is not valid YAML: holds several documents/],
    ['nan.yaml', 'kappa: .nan', /^kappa in nan\.yaml: must be a number in \[0, 1\], got '\.nan'/],
    ['half.yaml', 'sellers: 2.5', /^sellers in half\.yaml: must be a whole number/],
    ['seeds.yaml', 'seed: [a, b]', /^seed in seeds\.yaml: takes one value, not a list/],
    ['switch.yaml', 'json: "yes"', /^json in switch\.yaml: must be true or false/],
    ['none.yaml', 'traders: []', /^traders in none\.yaml: is an empty list/],
    ['both.yaml', 'precision: 0.1\nprofiles: 10', /^precision in both\.yaml: cannot be given together with profiles in both\.yaml/],
    ['study.toml', 'sellers = 3', /^--config: must be a \.yaml, \.yml or \.json file/],
  ];
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.yaml'));
  for (const [name, text] of cases) writeFileSync(join(folder, name), text);

  test.each(cases)('%s', async (name, _, pattern) => expect(await complaint(['--config', join(folder, name)])).toMatch(pattern));

  test('missing', async () => {
    expectOneLine(
      await misreport(['run', 'double-auction', '--config', 'nowhere.yaml'], { cwd: folder }), 2,
      /^--config: '(?:[^']*[/])?nowhere\.yaml' does not exist/,
    );
  });
  test('a folder', async () => {
    expectOneLine(
      await misreport(['run', 'double-auction', '--config', 'folder.yaml'], { cwd: folder }), 2,
      /^--config: '(?:[^']*[/])?folder\.yaml' is a folder/,
    );
  });
});

describe('other commands', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), 'text');
  mkdirSync(join(folder, 'kept'));
  writeFileSync(join(folder, 'kept', 'keep.txt'), 'mine');
  const small = ['run', 'double-auction', '--traders', '2', '--profiles', '1000', '--shards', '2'];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    ...['list', 'describe', 'cite', 'doctor', 'completion'].map((command) => [[command, '__proto__'], /'?__proto__'?/] as const),
    [['describe', 'valueOf'], /valueOf/],
    [['new', '__proto__'], /^name: /],
    [['ledger', 'file'], /^folder: 'file' is not a folder/],
    [['reproduce', 'jm01:figure-1', '--quick', '--out', 'file'], /^--out: 'file' cannot be used: /],
    [['reproduce', 'jm01:figure-1', '--quick', '--out', '.'], /^--out: '\.' holds other files, e\.g\. \S+; accepted are a new folder, /],
    [['plan', ...small, '--plan', 'file'], /^--plan: 'file' cannot be used: /],
    [['plan', ...small, '--plan', 'kept'], /^--plan: 'kept' holds other files, e\.g\. keep\.txt; name a new folder/],
  ];
  test.each(cases)('%j', async (argv, pattern) => expectOneLine(await misreport(argv, { cwd: folder }), 2, pattern));

  test('bench, in a clone', further('ways'), async () => {
    const outcome = await misreport(['bench', 'everything'], { cwd: folder, program: fromSource });
    expectOneLine(outcome, 2, /^bench: has no part 'everything'; accepted: social-choice, /);
  });
});
