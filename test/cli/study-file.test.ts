/** Files that hold options, or a whole study. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readStudy } from '../../src/cli/read-study.ts';
import { wantsColor } from '../../src/cli/table-options.ts';
import { InputError } from '../../src/errors.ts';
import type { ResultDocument } from '../../src/results/document.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const read = async (argv: readonly string[], name: 'run' | 'rate' = 'run'): Promise<StudyConfiguration> =>
  (await readStudy(argv, { name, description: '', examples: [] }))!.study.configuration;
const complaint = async (...call: Parameters<typeof read>): Promise<string> => {
  try {
    await read(...call);
    return 'nothing';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
};

test('a key that is nearly command or scenario is told so, and one that is nearly an option of that', async () => {
  const of = (line: string): Promise<string> => complaint([write('head.yaml', `scenario: double-auction\n${line}\n`)]);
  expect(await of('comand: run')).toBe("comand in head.yaml: unknown option; did you mean 'command'?");
  expect(await of('senario: single-object')).toBe("senario in head.yaml: unknown option; did you mean 'scenario'?");
  expect(await of('trader: 4')).toMatch(/^trader in head\.yaml: unknown option; did you mean 'traders'\?$/);
});

describe('a seed is the same text in a file and on the command line', () => {
  const seeds = [
    '007', '1e3', '7', '-0', '+7', '7.0', '0x10', '0o17', '1_000', '12345678901234567890', '1e400', '.5', '.inf', 'tuesday', 'no',
    '2026-11-28',
  ];
  test.each(seeds)('%s', async (seed) => {
    const file = write('seed.yaml', `seed: ${seed}\n`);
    const onLine = await read(['double-auction', `--seed=${seed}`]);
    expect((await read(['double-auction', '--config', file])).seed).toBe(onLine.seed);
    expect(onLine.seed).toBe(seed);
  });

  test.each(['1e3', '7', '7.0', '12345678901234567890', '1E400', '-0'])('%s in JSON', async (seed) => {
    const file = write('seed.json', `{\n\t"seed": ${seed},\n\t"traders": [2, 4]\n}`);
    expect(await read(['double-auction', '--config', file])).toMatchObject({ seed, points: [{ sellers: 2 }, { sellers: 4 }] });
  });

  test.each(['true', 'null', '~'])('%s is no text', async (seed) => {
    expect(
      await complaint(['double-auction', '--config', write('seed.yaml', `seed: ${seed}`)])
    ).toMatch(/^seed in seed\.yaml: must be a text: write (true|null) in quotes$/);
  });

  test('numbers elsewhere are read from what is written, too', async () => {
    const file = write('numbers.yaml', 'traders: [2, 4, ..., 64]\nkappa: 1e-1\nprofiles: 1_000\n');
    expect(await read(['double-auction', '--config', file])).toMatchObject({
      profiles: 1000, points: [2, 4, 8, 16, 32, 64].map((n) => ({ sellers: n, buyers: n, kappa: 0.1 })),
    });
  });
});

describe('a file that holds a whole study', () => {
  const study = write(
    'study.yaml',
    'command: rate\nscenario: double-auction\ntraders: [2, 4]\nprofiles: 2000\nseed: 7\nno-out: true\njson: true\nno-curves: '
    + 'true\nquiet: true\ndevice: cpu\nworkers: 1\n',
  );

  test('is run as it is, and the command line wins', async () => {
    expect(await read([study])).toMatchObject({ command: 'rate', profiles: 2000, seed: '7', points: [{ sellers: 2 }, { sellers: 4 }] });
    expect(await read([study, '--traders', '3,5', '--precision', '0.1'], 'rate')).toMatchObject({
      command: 'rate', precision: 0.1, points: [{ sellers: 3 }, { sellers: 5 }],
    });
    expect((await read([study, '--precision', '0.1'])).profiles).toBeUndefined();
    expect(await read(['--config', study])).toMatchObject({ command: 'rate', scenario: { name: 'double-auction' } });
    expect((await read(['double-auction', '--config', study])).scenario.name).toBe('double-auction');
  });

  test('repeats it in the executable, without curves and surfaces', async () => {
    const { code, stdout, stderr } = await misreport(['run', study]);
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as ResultDocument;
    expect(document).toMatchObject({ command: 'rate', scenario: 'double-auction', seed: '7', curves: [], surfaces: [] });
    expect(document.fits.length).toBeGreaterThan(0);
    expect(Object.keys(document)).not.toContain('beliefs');
  });

  test('finds a scenario file beside itself', async () => {
    mkdirSync(join(folder, 'deep'));
    await misreport(['new', 'mine'], { cwd: join(folder, 'deep') });
    expect((await read([write('deep/mine.yaml', 'scenario: ./mine.ts\nstrength: 3')])).points).toMatchObject([{ strength: 3 }]);
  });

  test.each<[string, string, RegExp]>([
    ['none.yaml', 'traders: 2', /^scenario in none\.yaml: is missing; give a name/],
    [
      'which.yaml', 'scenario: double-auctoin',
      /^scenario in which\.yaml: unknown scenario 'double-auctoin'; did you mean 'double-auction'\?/,
    ],
    ['number.yaml', 'scenario: 3.5', /^scenario in number\.yaml: unknown scenario '3\.5'/],
    [
      'list.yaml',
      'scenario: [a, b]',
      /^scenario in list\.yaml: must be the name of a scenario or the path of a scenario file, got '\["a","b"\]'/,
    ],
    [
      'command.yaml', 'command: rat\nscenario: double-auction',
      /^command in command\.yaml: must be one of run, rate, got 'rat'; did you mean 'rate'\?/,
    ],
    ['selers.yaml', 'scenario: double-auction\nselers: 3', /^selers in selers\.yaml: unknown option; did you mean 'sellers'\?/],
    ['config.yaml', 'scenario: double-auction\nconfig: other.yaml', /^config in config\.yaml: unknown option/],
    [
      'both.yaml', 'scenario: double-auction\ntraders: 2\nsellers: 3',
      /^traders in both\.yaml: also sets sellers and buyers; give it or sellers in both\.yaml, not both/,
    ],
  ])('%s', async (name, text, pattern) => expect(await complaint([write(name, text)])).toMatch(pattern));

  test('of command run is no rate, and is not given twice', async () => {
    const run = write('run.yaml', 'command: run\nscenario: double-auction');
    expect(await complaint([run], 'rate')).toBe('command in run.yaml: is run; misreport run repeats it');
    expect(await complaint([run, '--config', study])).toMatch(
      /^--config: cannot be given together with .*run\.yaml, which holds a whole study/
    );
    expectOneLine(await misreport([run]), 2, /^command: unknown command '.*'; did you mean 'misreport run .*run\.yaml'\?/);
  });
});

test('errors stay short whatever is given', async () => {
  const long = 'x'.repeat(100_000);
  for (
    const argv of [
      ['--cost', `beta(${long}`], ['--cost', `${long}(1)`], [`--${long}`], ['--kappa', long], ['--traders', '1,'.repeat(45_000)],
      ['--cost', `uniform(0,1),`.repeat(45_000)],
    ]
  ) {
    expect((await complaint(['double-auction', ...argv])).length).toBeLessThanOrEqual(500);
  }
});

test('colours: FORCE_COLOR decides, then NO_COLOR, then the terminal', () => {
  expect(
    [
      wantsColor({}, true), wantsColor({}, false), wantsColor({ TERM: 'dumb' }, true), wantsColor({ NO_COLOR: '1' }, true),
      wantsColor({ NO_COLOR: '' }, true),
    ]
  ).toEqual([true, false, false, false, true]);
  expect(
    [
      wantsColor({ FORCE_COLOR: '1', NO_COLOR: '1' }, false), wantsColor({ FORCE_COLOR: '' }, false),
      wantsColor({ FORCE_COLOR: '0' }, true), wantsColor({ FORCE_COLOR: 'false' }, true),
    ]
  ).toEqual([true, true, false, false]);
});
