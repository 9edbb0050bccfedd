/** A clone's modules compiled once (bin/compiled.mjs), on a clone of one file. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { repository, temporaryFolder } from './support.ts';

const root = temporaryFolder();
const builds = join(root, '.cache', 'compiled');
const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
let compiledClone: (root: string) => string | undefined;

beforeAll(async () => {
  ({ compiledClone } = await import(pathToFileURL(join(repository, 'bin', 'compiled.mjs')).href));
  for (const name of ['src', 'kernels', 'papers', 'scenarios/learned-auction/networks']) mkdirSync(join(root, name), { recursive: true });
  write('scenarios/learned-auction/networks/one.json', '{}');
  write('tsconfig.build.json', JSON.stringify({
    compilerOptions: { target: 'ES2022', lib: ['ES5'], types: [], rootDir: '.' }, include: ['src'],
  }));
  write('src/one.ts', 'export const one: number = 1;\n');
});

test('is compiled where a source has changed, and not again', () => {
  const first = compiledClone(root)!;
  expect(readFileSync(join(first, 'src', 'one.js'), 'utf8')).toMatch(/^export const one = 1;/);
  expect(readFileSync(join(first, 'scenarios', 'learned-auction', 'networks', 'one.json'), 'utf8')).toBe('{}');
  writeFileSync(join(first, 'mark'), '');
  expect([compiledClone(root), readdirSync(builds).length]).toEqual([first, 1]);
  write('src/one.ts', 'export const one: number = 11;\n');
  const second = compiledClone(root)!;
  // The first stays: a command that began from it loads more of it when it needs to.
  expect([readdirSync(builds).sort(), readdirSync(second)]).toEqual([[first, second].map((path) => path.slice(builds.length + 1)).sort(),
    expect.not.arrayContaining(['mark'])]);
});

test('that a killed process left half made is removed at the next start, and no other', () => {
  const here = hostname().replace(/[^\w.]+/g, '_');
  // No process has so high a number.
  const [dead, own, far] = [`${2 ** 30}-${here}`, `${process.pid}-${here}`, `${2 ** 30}-elsewhere`].map((by) => `making-${by}-aaaaaa`) as [
    string, string, string];
  const old = 'making-aaaaaa';
  for (const name of [dead, own, far, old]) {
    mkdirSync(join(builds, name, 'src'), { recursive: true });
    writeFileSync(join(builds, name, 'src', 'one.js'), '');
  }
  const before = Date.now() / 1000 - 2 * 3600;
  utimesSync(join(builds, old), before, before);
  expect(existsSync(compiledClone(root)!)).toBe(true);
  expect(readdirSync(builds).filter((name) => name.startsWith('making-')).sort()).toEqual([own, far].sort());
  for (const name of [own, far]) rmSync(join(builds, name), { recursive: true });
});

test('that does not compile, or has no place to write, is left to the loader', () => {
  write('src/one.ts', 'export const = 1;\n');
  const before = readdirSync(builds);
  expect([compiledClone(root), readdirSync(builds)]).toEqual([undefined, before]);
  rmSync(join(root, '.cache'), { recursive: true });
  write('.cache', 'not a folder');
  expect(compiledClone(root)).toBeUndefined();
});
