/**
 * What is packed; and, as evidence, the packed package, installed in a fresh folder beside our dependencies, compiled and without its
 * sources.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { further } from '../support/evidence.ts';
import { misreport, repository, temporaryFolder, type Outcome } from './support.ts';

const call = promisify(execFile);
const project = temporaryFolder();
const installed = join(project, 'node_modules', 'misreport');
const run = (...argv: string[]): Promise<Outcome> => misreport(argv, { cwd: project, program: join(installed, 'bin', 'misreport.mjs') });

/** Files that a page links to, without what follows a #. */
const linksOf = (page: string): string[] => [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!.split('#')[0]!)
  .filter((target) => target !== '' && !/^[a-z]+:/.test(target));

test('every page and picture that its pages link to is packed, and so are licence and schemas; sources and tests are not', async () => {
  // Without what is compiled, which takes a while.
  const { stdout } = await call('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: repository });
  const packed = new Set((JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path));
  const schemas = ['study', 'environment', 'result'].map((name) => `schemas/${name}.json`);
  expect(['LICENSE', 'README.md', 'bin/misreport.mjs', ...schemas].filter((name) => !packed.has(name))).toEqual([]);
  expect([...packed].filter((path) => /^(src|test|kernels|scenarios)\//.test(path))).toEqual([]);
  const pages = [...packed].filter((path) => path.endsWith('.md'));
  expect(pages.length).toBeGreaterThan(10);
  // docs/api is made while packing.
  expect(pages.flatMap((page) => linksOf(readFileSync(join(repository, page), 'utf8')).map((target) => join(dirname(page), target))
    .filter((target) => !packed.has(target) && !target.startsWith('docs/api')).map((target) => `${page}: ${target}`))).toEqual([]);
});

describe('an installed package', further('ways'), () => {
  beforeAll(async () => {
    await call('npm', ['pack', '--pack-destination', project], { cwd: repository });
    const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))!;
    mkdirSync(join(project, 'node_modules'));
    await call('tar', ['xzf', join(project, tarball), '-C', project]);
    renameSync(join(project, 'package'), installed);
    for (const name of readdirSync(join(repository, 'node_modules')).filter((entry) => !entry.startsWith('.'))) {
      symlinkSync(join(repository, 'node_modules', name), join(project, 'node_modules', name));
    }
  });

  test('has every page and picture that its pages link to', () => {
    const pages = ['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(installed, 'docs')).map(
      (name) => join('docs', name)
    )].filter((name) => name.endsWith('.md'));
    const dead = pages.flatMap((page) => linksOf(readFileSync(join(installed, page), 'utf8'))
      .filter((target) => !existsSync(join(installed, dirname(page), target))).map((target) => `${page}: ${target}`));
    expect([pages.length > 10, dead]).toEqual([true, []]);
  });

  test('holds compiled code, licence and readme, not sources or tests', () => {
    expect(existsSync(join(installed, 'dist', 'src', 'engine', 'worker.js'))).toBe(true);
    const schemas = ['study', 'environment', 'result'].map((name) => `schemas/${name}.json`);
    for (const name of ['LICENSE', ...schemas]) expect(existsSync(join(installed, name))).toBe(true);
    for (const name of ['src', 'test', 'kernels']) expect(existsSync(join(installed, name))).toBe(false);
  });

  test('runs a study with worker threads, to the numbers of the clone, and writes figures', async () => {
    const argv = ['run', 'double-auction', '--traders', '3', '--profiles', '5000', '--json', '--device', 'cpu'];
    const [ours, theirs] = await Promise.all([misreport([...argv, '--no-out']), run(...argv, '--workers', '2', '--out', 'out')]);
    expect(theirs.stderr).not.toContain('misreport: ');
    expect(theirs.code).toBe(0);
    expect(existsSync(join(project, 'out', 'report.html'))).toBe(true);
    const [estimates, expected] = [theirs, ours].map(({ stdout }) => (JSON.parse(stdout) as ResultDocument).estimates);
    expect(estimates).toEqual(expected);
  });

  test('writes a skeleton and runs it', async () => {
    expect((await run('new', 'mine')).code).toBe(0);
    const { code, stdout } = await run('run', './mine.ts', '--profiles', '1000', '--json', '--no-out');
    expect([code, (JSON.parse(stdout) as ResultDocument).scenario]).toEqual([0, 'mine']);
  });

  test('is a library with types', async () => {
    writeFileSync(join(project, 'use.mts'), `import { openDevice, runStudy, scenarios, study, type ResultDocument } from 'misreport';
const device = await openDevice({ device: 'cpu', workers: 1 });
const point = { sellers: 2, buyers: 2, kappa: 0, cost: 'uniform(0,1)', value: 'uniform(0,1)' };
const document: ResultDocument = await runStudy(
  { command: 'run', scenario: scenarios[0]!, points: [point], profiles: 1000, maxProfiles: 1000, confidence: 0.99, seed: 'x',
    sampler: 'auto' }, device, {});
const same = await study({ scenario: 'double-auction', traders: [2], maxProfiles: undefined, profiles: 1000, seed: 'x' }, { device });
await device.close();
console.log(document.schema, same.estimates.length === document.estimates.length);
`);
    writeFileSync(join(project, 'rule.mts'), `import type { SocialChoiceProblem, Tensor2D, Tfjs } from 'misreport';
export const highest = (tf: Tfjs, signals: Tensor2D): Tensor2D => tf.cast(tf.equal(signals, tf.max(signals, 1, true)), 'float32');
export const named = ({ alternatives }: SocialChoiceProblem): readonly string[] => alternatives;
`);
    const compiler = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
    // With the declarations of everything that ours name checked too: none may be in error.
    await call(
      process.execPath,
      [
        compiler, '--ignoreConfig', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--module', 'nodenext', '--types', 'node',
        'use.mts', 'mine.ts', 'rule.mts', '--outDir', 'built',
      ],
      { cwd: project },
    ).catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(''));
    const { stdout } = await call(process.execPath, [join('built', 'use.mjs')], { cwd: project });
    expect(stdout).toBe('misreport.result/1 true\n');
  });

  test('says that bench needs a clone', async () => {
    expect(await run('bench')).toMatchObject({ code: 2, stderr: expect.stringContaining('run this in a clone') as string });
  });
});
