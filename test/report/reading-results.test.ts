/** The snippets of docs/reading-results.md, run where their language is installed. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeResults } from '../../src/report/write.ts';
import { MARKETS, rateDocument } from './fixtures.ts';

interface Language {
  readonly name: string;
  readonly command: string;
  readonly argv: readonly string[];
  /** Says nothing and ends with 0 where the language is there with what a snippet needs. */
  readonly probe: (code: string) => readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { name: 'python', command: 'python3', argv: ['-c'], probe: (code) => ['-c', [...code.matchAll(/^import \w+/gm)].join('\n')] },
  { name: 'r', command: 'Rscript', argv: ['-e'], probe: (code) => ['-e', ['1', ...code.matchAll(/^library\(\w+\)$/gm)].join('\n')] },
  { name: 'julia', command: 'julia', argv: ['-e'], probe: (code) => ['-e', /^using .*$/m.exec(code)?.[0] ?? ''] },
];

const page = await readFile(new URL('../../docs/reading-results.md', import.meta.url), 'utf8');
const snippets = [
  ...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)
].map(([, language, code], i) => ({ title: `${i + 1}: ${language}`, language: language!, code: code! }));

describe.each(snippets)('$title', ({ language, code }) => {
  const known = LANGUAGES.find(({ name }) => name === language);
  const isThere = known !== undefined && spawnSync(known.command, known.probe(code), { timeout: 60_000 }).status === 0;
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'misreport-reading-'));
    await writeResults(join(root, 'results', 'mine'), { ...rateDocument(), curves: [], surfaces: [] }, { formats: ['parquet'] });
  });
  afterAll(() => rm(root, { recursive: true }));

  it.skipIf(!isThere)('runs and shows every row that it speaks of (skipped where its language is not installed)', () => {
    const { status, stdout, stderr } = spawnSync(known!.command, [...known!.argv, code], { cwd: root, encoding: 'utf8', timeout: 120_000 });
    expect([status, stderr]).toEqual([0, '']);
    const expected = code.includes('result.json') ? ['-0.5147'] : MARKETS.map(String);
    for (const text of expected) expect(stdout).toContain(text);
  });
});

it(
  'has a snippet in each language',
  () => expect(new Set(snippets.map(({ language }) => language))).toEqual(new Set(['python', 'r', 'julia', 'stata']))
);
