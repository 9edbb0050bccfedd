/** The tutorial's files and commands, as they stand in docs/own-scenario.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { further } from '../support/evidence.ts';
import { expectOneLine, misreport, repository, temporaryFolder } from '../cli/support.ts';

const page = readFileSync(join(repository, 'docs', 'own-scenario.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)].map(([, language, file, text]) => ({
  language, file, text: text!,
}));
const files = blocks.filter(({ language }) => language === 'ts');
const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));

const folder = temporaryFolder();
for (const { file, text } of files) writeFileSync(join(folder, file!), text);

/** Words of a command, quotes taken off. */
const wordsOf = (command: string): string[] => [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
/** A quarter of the profiles, where nothing is said of how close an estimate comes. */
const fewer = (command: string): string => command.replace('--profiles 4096', '--profiles 1024');
const run = (command: string, ...more: string[]) => misreport([...wordsOf(command).slice(1), ...more], { cwd: folder });

test('the page has files, commands for each of them, and nothing else', () => {
  expect(files.map(({ file }) => file)).toEqual(['two-towns.ts', 'ferry.ts', 'returns.ts', 'villages.ts', 'traffic.ts']);
  expect(commands.every((command) => command.startsWith('misreport '))).toBe(true);
  for (const { file } of files) expect(commands.some((command) => command.includes(`./${file}`))).toBe(true);
  expect(blocks).toHaveLength(files.length + blocks.filter(({ language }) => language === 'sh').length);
});

test.each(commands.filter((command) => command.startsWith('misreport describe')))('%s', async (command) => {
  const { code, stdout } = await run(command);
  expect(code).toBe(0);
  expect(stdout).toContain('--spill');
});

describe.each(commands.filter((command) => command.startsWith('misreport run')))('%s', (command) => {
  test('gives a result', /two-towns.* 8192|returns/.test(command) ? {} : further('scenarios'), async () => {
    const { code, stdout, stderr } = await run(fewer(command), '--json', '--quiet', '--no-figures', '--workers', '1');
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout) as ResultDocument;
    expect(document.complete).toBe(true);
    const rows = (wanted: string, mechanism: string) =>
      document.estimates.filter(({ quantity, point }) => quantity === wanted && point.mechanism === mechanism);
    if (document.scenario === 'returns') {
      // Dominant strategies all; what is handed back is no more than what came in.
      for (const mechanism of ['VCG', 'VCG with reserves', 'redistributed VCG']) {
        expect(rows('epsilonIc', mechanism).map(({ lower }) => lower), mechanism).toEqual([0]);
        expect(rows('deficitProbability', mechanism).map(({ estimate }) => estimate), mechanism).toEqual([0]);
      }
      return;
    }
    if (document.scenario === 'ferry') {
      expect([document.estimates.length > 0, document.claims]).toEqual([true, []]);
      for (const { lower, estimate, upper } of document.estimates) expect(lower <= estimate && estimate <= upper).toBe(true);
      return;
    }
    if (document.scenario === 'traffic') {
      // Half of the others' value is too little to bring the interests in line.
      expect(rows('exPostGainProbability', "half of the others' value").map(({ lower }) => lower > 0.5)).toEqual([true]);
      expect(rows('epsilonIc', 'generalised VCG')).toHaveLength(1);
      return;
    }
    expect(document.claims.map(({ id, status }) => [id, status])).toEqual([['theorem-5.1', 'pass']]);
    for (const row of rows('epsilonLic', 'generalised VCG')) {
      if (row.point.spill === 0) expect(row.upper).toBeLessThan(0.01);
      else expect(row.lower).toBeGreaterThan(0.01);
    }
  });
});

test('the claim, turned round, fails', async () => {
  const turned = files[0]!.text.replace(
    "rows('cumulative transfers')", "rows('generalised VCG')",
  ).replace("name: 'two-towns'", "name: 'turned'");
  writeFileSync(join(folder, 'turned.ts'), turned);
  const { stdout } = await misreport(
    ['run', './turned.ts', '--profiles', '8192', '--json', '--no-out', '--quiet', '--workers', '1'], { cwd: folder },
  );
  expect((JSON.parse(stdout) as ResultDocument).claims.map(({ status }) => status)).toEqual(['fail']);
});

test('a value outside its range is an error that says so', async () => {
  writeFileSync(
    join(folder, 'outside.ts'),
    files.find(({ file }) => file === 'traffic.ts')!.text.replace(
      '1.6 * (1 + Number(spill))]', '0.1]',
    ).replace("name: 'traffic'", "name: 'outside'"),
  );
  const outcome = await misreport(['run', './outside.ts', '--profiles', '1024', '--no-out', '--quiet', '--workers', '1'], { cwd: folder });
  expectOneLine(outcome, 2, /range|valuations/);
});
