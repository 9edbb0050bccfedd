/** What the real executable prints, writes and returns. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { OUTPUT_FORMATS } from '../../src/results/output-formats.ts';
import { executable, fromSource, misreport, repository, temporaryFolder } from './support.ts';
import { further } from '../support/evidence.ts';

const SMALL = ['run', 'double-auction', '--traders', '4', '--profiles', '4096', '--workers', '1', '--device', 'cpu'];

/** Packages that a file's static imports reach, types aside; added to those known. */
function packagesOf(file: string, known = new Set<string>(), seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return known;
  seen.add(file);
  const text = readFileSync(join(repository, file), 'utf8');
  for (const [, what, specifier] of text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)) {
    if (what !== undefined) continue;
    if (specifier!.startsWith('.')) packagesOf(join(dirname(file), specifier!), known, seen);
    else known.add(specifier!);
  }
  return known;
}

describe('words', () => {
  test('list, describe, --version and --help', async () => {
    const [list, described, version, help, runHelp] = await Promise.all([
      misreport(['list']), misreport(['describe', 'double-auction']), misreport(['--version']), misreport(['--help']), misreport(['run',
        'double-auction', '--help']),
    ]);
    expect(list!.stdout).toMatch(/^double-auction {2,}\S/);
    for (const word of ['--sellers', '--kappa', '--traders', 'uniform(0,1)', 'epsilonLic', 'Song', 'piecewise-linear']) {
      expect(described!.stdout).toContain(word);
    }
    expect(version!.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help!.stdout).toContain('Examples:');
    for (const word of ['--sellers', '--precision', '[default: 0.01]', 'Examples:']) expect(runHelp!.stdout).toContain(word);
    for (const outcome of [list, described, version, help, runHelp]) expect([outcome!.code, outcome!.stderr]).toEqual([0, '']);
  });

  test('a clone says what the package says', further('ways'), async () => {
    const [source, compiled] = await Promise.all(
      [misreport(['describe', 'double-auction'], { program: fromSource }), misreport(['describe', 'double-auction'])]
    );
    expect(source).toEqual(compiled);
  });

  test('every command has help with an example', async () => {
    const outcomes = await Promise.all(
      ['list', 'describe', 'run', 'rate', 'new', 'doctor', 'bench'].map((name) => misreport([name, '--help']))
    );
    for (const { code, stdout } of outcomes) {
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:');
    }
  });

  test('list loads no devices and no figures', () => {
    const loaded = ['src/cli/main.ts', 'src/cli/list.ts', 'scenarios/registry.ts'].flatMap((file) => [...packagesOf(file)]);
    expect(loaded.filter((name) => /^(@tensorflow|webgpu|vega|@resvg|yaml|highs|tsx)/.test(name))).toEqual([]);
    // The walk sees packages.
    expect(loaded).toContain('yargs');
  });

  test('a reader that goes away does no harm', async () => {
    const outcome = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const script = `${process.execPath} ${executable} describe double-auction | head -1; echo "\${PIPESTATUS[0]}" >&2`;
      execFile('bash', ['-c', script], (error, _, stderr) => resolve({ code: error?.code ?? 0, stderr }));
    });
    expect(outcome).toEqual({ code: 0, stderr: '0\n' });
  });
});

describe('remarks', () => {
  test('no window system is missed where a GPU is looked for: nothing is drawn on a screen', further('ways'), async () => {
    const { stderr } = await misreport([...SMALL.slice(0, -1), 'auto'], { env: { XDG_RUNTIME_DIR: undefined } });
    expect(stderr).toContain('device ');
    expect(stderr).not.toMatch(/XDG_RUNTIME_DIR|Vulkan/);
  });
});

describe('results', () => {
  test('a table on stdout, a folder named after the configuration, remarks on stderr', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await misreport(SMALL, { cwd });
    expect([code, stderr]).toEqual([0, expect.stringContaining('device cpu, 1 worker\n')]);
    expect(stdout).toContain('ε-LIC');
    // Beside it a ledger begins where a run takes ten seconds, as on a machine with much else to do.
    const [folder] = readdirSync(join(cwd, 'results')).filter((name) => name !== '.ledger');
    expect(folder).toMatch(/^run-double-auction-[0-9a-f]{8}$/);
    const manifest = JSON.parse(readFileSync(join(cwd, 'results', folder!, 'manifest.json'), 'utf8')) as { configHash: string };
    expect(folder).toBe(`run-double-auction-${manifest.configHash.slice(0, 8)}`);
    expect(existsSync(join(cwd, 'results', folder!, 'report.html'))).toBe(true);
  });

  test('--json: one document; --quiet: nothing else; --no-out: no files; same numbers for any number of workers', async () => {
    const cwd = temporaryFolder();
    const outcomes = await Promise.all(
      ['1', '3'].map((workers) => misreport([...SMALL.slice(0, 6), '--workers', workers, '--json', '--quiet', '--no-out'], { cwd }))
    );
    const documents = outcomes.map(({ code, stdout, stderr }) => {
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as ResultDocument;
    });
    const [one, three] = documents as [ResultDocument, ResultDocument];
    expect(one).toMatchObject({
      schema: 'misreport.result/1', command: 'run', scenario: 'double-auction', seed: 'misreport', complete: true,
    });
    expect(one.estimates.find(({ quantity }) => quantity === 'epsilonLic')).toMatchObject({
      agent: 'seller', point: { sellers: 4, buyers: 4, kappa: 0 }, profiles: 4096,
    });
    expect(three.estimates).toEqual(one.estimates);
    expect(three.configHash).toBe(one.configHash);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('rate fits the sweep', async () => {
    const { code, stdout } = await misreport(
      ['rate', 'double-auction', '--traders', '2,4,8', '--precision', '0.1', '--json', '--no-out', '--device', 'cpu']
    );
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as ResultDocument;
    expect(
      document.fits.map(({ agent, quantity, markets }) => ({ agent, quantity, markets }))
    ).toContainEqual({ agent: 'seller', quantity: 'epsilonLic', markets: [2, 4, 8] });
  });

  test('options from a file; the command line wins', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'study.yaml'),
      'sellers: 3\nbuyers: [2, 4]\ncost: beta(2, 3)\nprofiles: 2000\nseed: 7\nno-out: true\njson: true\nquiet: true\ndevice: cpu\n',
    );
    const { code, stdout, stderr } = await misreport(['run', 'double-auction', '--config', 'study.yaml', '--sellers', '5'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as ResultDocument;
    expect(document.seed).toBe('7');
    expect(document.configuration).toMatchObject({
      profiles: 2000,
      points: [{ sellers: 5, buyers: 2, cost: 'beta(2,3)' }, { sellers: 5, buyers: 4, cost: 'beta(2,3)' }],
    });
  });

  test('--traders overrules sellers and buyers of the file, --precision its profiles', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'study.json'), '{"sellers": 3, "buyers": 4, "profiles": 2000, "no-out": true, "json": true}');
    const { stdout } = await misreport(
      ['run', 'double-auction', '--config', 'study.json', '--traders', '2', '--precision', '0.2', '--device', 'cpu'],
      { cwd },
    );
    expect((JSON.parse(stdout) as ResultDocument).configuration).toMatchObject({ precision: 0.2, points: [{ sellers: 2, buyers: 2 }] });
  });
});

test('doctor checks the devices that are here', async () => {
  const { code, stdout } = await misreport(['doctor', '--json'], { env: { VK_ICD_FILENAMES: '/nonexistent' } });
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as { devices: { name: string; available: boolean; check?: { passed: boolean } }[] };
  expect(found.devices.map(({ name }) => name)).toEqual(['cpu', 'webgpu', 'tensorflow']);
  expect(found.devices[0]).toMatchObject({ available: true, check: { passed: true } });
});

describe('what goes into a paper', () => {
  test('cite prints BibTeX of the software, with a scenario also of its sources, and as JSON', async () => {
    const [alone, sources, json, wrong] = await Promise.all([
      misreport(['cite']), misreport(['cite', 'bilateral-trade']), misreport(['cite', 'bilateral-trade', '--json']), misreport(['cite',
        'bilateral-trad']),
    ]);
    expect(alone.stdout.match(/^@/gm)).toHaveLength(1);
    expect(
      [...sources.stdout.matchAll(/^@\w+\{(\w+),/gm)].map(([, key]) => key)
    ).toEqual(['misreport', 'myerson1983', 'chatterjee1983', 'song2022']);
    const { references } = JSON.parse(json.stdout) as { references: { key: string; text: string }[] };
    expect(references.map(({ text }) => text)[1]).toBe(
      'Roger Myerson, Mark Satterthwaite. Efficient Mechanisms for Bilateral Trading. Journal of Economic Theory 29 (1983).'
    );
    expect([alone, sources, json].map(({ code, stderr }) => [code, stderr])).toEqual([[0, ''], [0, ''], [0, '']]);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain("did you mean 'bilateral-trade'?");
  });

  test('--format adds tables, on the line and from a file, and is refused where nothing is written', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'study.yaml'), 'format: [latex, markdown]\nno-figures: true\n');
    const [line, file, unknown, none] = await Promise.all([
      misreport([...SMALL, '--format', 'latex', '--no-figures', '--out', 'line'], { cwd }), misreport(
        [...SMALL, '--config', 'study.yaml', '--out', 'file'], { cwd },
      ),
      misreport([...SMALL, '--format', 'latx'], { cwd }), misreport([...SMALL, '--format', 'latex', '--no-out'], { cwd }),
    ]);
    expect([line.code, file.code]).toEqual([0, 0]);
    expect(readdirSync(join(cwd, 'line', 'tables')).sort()).toEqual(['buyer', 'market', 'seller'].map((agent) => `estimates-${agent}.tex`));
    expect(readdirSync(join(cwd, 'file', 'tables'))).toHaveLength(6);
    expect(['line', 'file'].filter((folder) => existsSync(join(cwd, folder, 'figures')))).toEqual([]);
    expect(readFileSync(join(cwd, 'line', 'report.html'), 'utf8')).not.toMatch(/<figure|>Figures</);
    expect([unknown.code, unknown.stderr]).toEqual(
      [2, `misreport: --format: must be one or more of ${OUTPUT_FORMATS.join(', ')}, got 'latx'; did you mean 'latex'?\n`]
    );
    expect([none.code, none.stderr]).toEqual([2, 'misreport: --format: cannot be given together with --no-out, which writes no files\n']);
  });
});
