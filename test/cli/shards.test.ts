/** One study drawn by several tasks: the numbers of a single run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Reaper } from '../faults/mortal.ts';
import { executable, expectOneLine, misreport, temporaryFolder } from './support.ts';

const STUDY = ['run', 'double-auction', '--sellers', '40', '--buyers', '33', '--profiles', '80001', '--sampler', 'direct'];
const RUN = [...STUDY, '--device', 'cpu', '--workers', '1', '--quiet'];

const numbersOf = (folder: string): unknown => {
  const document = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  const { estimates, curves, surfaces, claims, verdicts } = document;
  return { estimates, curves, surfaces, claims, verdicts };
};

it('shards draw what a single run draws, whichever engine numbers them; a merge says what is missing', async () => {
  const cwd = temporaryFolder();
  const one = misreport([...RUN, '--no-ledger', '--no-figures', '--out', 'single'], { cwd });
  const planned = await misreport(['plan', ...RUN, '--shards', '3', '--plan', 'p', '--share-from', '2^20'], { cwd });
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^p: \d requests, [\d.e+]+ profiles, 3 shards\n/) as string });
  const machine = ['--device', 'cpu', '--workers', '1', '--quiet'];
  const shards = await Promise.all([
    misreport(['shard', 'p', '--index', '0', ...machine], { cwd }),
    misreport(['shard', 'p', ...machine], { cwd, env: { SGE_TASK_ID: '3' } }),
  ]);
  expect(shards.map(({ code }) => code)).toEqual([0, 0]);
  const [early, told, listed, other] = await Promise.all([
    misreport(['merge', 'p', '--quiet'], { cwd }), misreport(['status', 'p'], { cwd }), misreport(['status', 'p', '--json'], { cwd }),
    misreport(['merge', 'p', '--seed', 'other', '--json'], { cwd }),
  ]);
  expectOneLine(other, 2, /^plan: is of another study: .*; options here are about output and the machine alone, and here is --seed/);
  expect(early).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^round 1: 1 shard missing: 1\n/) as string });
  expect(told.stdout).toMatch(/round 1, \d requests, 3 shards: 66% of [\d.e+]+ profiles\n {2}done {10}2: 0,2\n {2}missing {7}1: 1\n/);
  expect(JSON.parse(listed.stdout)).toMatchObject({ done: [0, 2], begun: [], missing: [1] });
  // The last one is killed once on the way.
  const reaper = new Reaper({ program: executable, cwd, seed: 'shard', lifeMs: 600, killsMax: 1, env: { SLURM_ARRAY_TASK_ID: '1' } });
  await reaper.untilDone(['shard', 'p', ...machine]);
  expect(reaper.kills).toBe(1);
  expect((await one).code).toBe(0);
  const merged = await misreport(['merge', 'p', '--out', 'merged', '--quiet', '--no-figures'], { cwd });
  expect(merged).toMatchObject({ code: 0, stderr: '' });
  expect(numbersOf(join(cwd, 'merged'))).toEqual(numbersOf(join(cwd, 'single')));
});

it('where a first look is not enough the merge writes the next round into the plan, until the result is that of a single run', async () => {
  const cwd = temporaryFolder();
  // The first look of this seed falls short of the precision.
  const machine = ['--device', 'cpu', '--workers', '1', '--quiet'];
  const study = ['run', 'double-auction', '--traders', '2', '--precision', '0.3', '--seed', 's2', ...machine];
  expect((await misreport([...study, '--no-ledger', '--no-figures', '--out', 'single'], { cwd })).code).toBe(0);
  expect((await misreport(['plan', ...study, '--shards', '1', '--share-from', '1', '--plan', 'p'], { cwd })).code).toBe(0);
  const rounds: string[] = [];
  for (let code: number | null = 3; code === 3 && rounds.length < 8;) {
    expect((await misreport(['shard', 'p', '--index', '0', '--workers', '1', '--quiet'], { cwd })).code).toBe(0);
    const merged = await misreport(['merge', 'p', '--out', 'merged', '--quiet', '--no-figures'], { cwd });
    rounds.push(merged.stderr);
    ({ code } = merged);
  }
  expect(rounds.length).toBeGreaterThan(1);
  const due = /^round 2: a further look is due, 1 request, [^\n]+ profiles\n {2}misreport shard p --index 0 .*misreport merge p\n$/;
  expect(rounds[0]).toMatch(due);
  expect(rounds.at(-1)).toBe('');
  expect(numbersOf(join(cwd, 'merged'))).toEqual(numbersOf(join(cwd, 'single')));
});

it('says in one line what is wrong with a plan or an index', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'plan.json'), JSON.stringify({
    schema: 'misreport.plan/1', command: 'run', argv: STUDY.slice(1), cwd, configHash: 'f'.repeat(64), version: '0.0.0', shards: 4,
    shareFrom: 1, round: 1, requests: [{ name: 'a'.repeat(64), what: 'direct/1', ranges: [{ first: 0, count: 10 }], unit: 1 }],
  }));
  writeFileSync(join(cwd, 'bad.json'), '{}');
  const env = { SLURM_ARRAY_TASK_ID: '1', PARALLEL_SEQ: '1' };
  const [none, notPlan, tooLarge, both, old, noShards, command, first] = await Promise.all([
    misreport(['shard', 'nowhere'], { cwd }), misreport(['status', 'bad.json'], { cwd }),
    misreport(['shard', '.', '--index', '4'], { cwd }), misreport(['shard', '.'], { cwd, env }), misreport(['merge', '.'], { cwd }),
    misreport(['plan', ...STUDY], { cwd }), misreport(['plan', 'list', '--shards', '2'], { cwd }),
    misreport(['merge', '--quiet', '.'], { cwd }),
  ]);
  expectOneLine(none, 2, /^plan: 'nowhere' has no plan\.json; misreport plan \.\.\. --shards N makes one/);
  expectOneLine(notPlan, 2, /^plan: 'bad\.json' is not a misreport\.plan\/1/);
  expectOneLine(tooLarge, 2, /^--index: must be from 0 to 3, got 4/);
  expectOneLine(both, 2, /^--index: is missing, and both PARALLEL_SEQ and SLURM_ARRAY_TASK_ID are set; give it/);
  expectOneLine(old, 2, /^plan: was made by misreport 0\.0\.0, and this is/);
  expectOneLine(noShards, 2, /^--shards: is missing/);
  expectOneLine(command, 2, /^command: must be run, rate, field, least-epsilon, robust, reproduce, got 'list'/);
  expectOneLine(first, 2, /^plan: must come first/);
});
