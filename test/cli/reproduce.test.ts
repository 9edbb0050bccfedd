/** A reproduction in shards: killed and gone on with, of other code, and with what cannot be run. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readStudies, runStudies } from '../../src/cli/reproduce-studies.ts';
import { shareStudies } from '../../src/library/reproduction/sharing.ts';
import type { WantedStudy } from '../../src/library/reproduction/studies.ts';
import { Reaper } from '../faults/mortal.ts';
import { executable, expectOneLine, misreport, temporaryFolder } from './support.ts';
import { further } from '../support/evidence.ts';

/** Cheap, and shown by three studies. */
const PAPER = ['reproduce', 'jmm12', '--quick'];

it('shards run the studies that the plan gives them; what is killed, changed or broken is run again, and nothing else', async () => {
  const cwd = temporaryFolder();
  const planned = await misreport(['plan', ...PAPER, '--shards', '2', '--plan', 'p'], { cwd });
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^p: 3 studies, about [^\n]+, 2 shards\n/) as string });
  const { studies } = JSON.parse(readFileSync(join(cwd, 'p', 'plan.json'), 'utf8')) as { studies: { id: string; shard: number }[] };
  const reaper = new Reaper({ program: executable, cwd, seed: 'reproduce', lifeMs: 600, killsMax: 1, env: { SLURM_ARRAY_TASK_ID: '0' } });
  await reaper.untilDone(['shard', 'p', '--quiet', '--workers', '1']);
  expect(reaper.kills).toBe(1);
  const early = await misreport(['merge', 'p'], { cwd });
  expect(early).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^round 1: 1 shard missing: 1\n/) as string });
  const shard = ['shard', 'p', '--index', '1', '--quiet'];
  expect((await misreport(shard, { cwd })).code).toBe(0);
  const merged = await misreport(['merge', 'p', '--out', 'pages', '--json'], { cwd });
  expect(merged).toMatchObject({ code: 0, stderr: 'pages in pages\n' });
  expect(JSON.parse(merged.stdout)).toEqual(JSON.parse(readFileSync(join(cwd, 'pages', 'items.json'), 'utf8')));

  // As after a change of one scenario's files.
  const fileOf = ({ id }: { id: string }): string => join(cwd, 'p', 'studies', `${id}.json`);
  const changed = studies.find((one) => one.shard === 1)!;
  const edit = (more: object): void =>
    writeFileSync(fileOf(changed), JSON.stringify({ ...JSON.parse(readFileSync(fileOf(changed), 'utf8')) as object, ...more }));
  const times = (): number[] => studies.filter((one) => one !== changed).map((one) => statSync(fileOf(one)).mtimeMs);
  const before = times();
  edit({ version: 'another' });
  expect((await misreport(['status', 'p'], { cwd })).stdout).toMatch(/2 shards: 2 of 3 studies\n/);
  expect((await misreport(shard, { cwd })).code).toBe(0);
  expect((await misreport(['status', 'p'], { cwd })).stdout).toMatch(/2 shards: 3 of 3 studies\n/);
  expect(times()).toEqual(before);

  // A study that a shard could not run leaves its items open; the others have their verdicts.
  edit({ error: 'the scenario broke', claims: [], verdicts: [], estimates: [], figures: [] });
  const broken = await misreport(['merge', 'p', '--out', 'pages'], { cwd });
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/^misreport: jmm12:[^\n]*: undecided, [a-z-]+ expected \([^\n]*the scenario broke/);
  expect(broken.stdout).toMatch(/ holds\n/);
  // Tried again.
  expect((await misreport(shard, { cwd })).code).toBe(0);
  expect((await misreport(['merge', 'p', '--out', 'pages'], { cwd })).code).toBe(0);

  expectOneLine(await misreport(['plan', ...PAPER, '--list', '--shards', '2'], { cwd }), 2, /^--list: runs nothing/);
  expectOneLine(await misreport(['merge', 'p', '--oops'], { cwd }), 2, /^--oops: unknown flag/);
});

it('a study that cannot be run is told, kept with the reason, and tried again; the rest goes on', further('ways'), async () => {
  const folder = temporaryFolder();
  const said: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((text: string) => said.push(text) > 0) as typeof process.stderr.write;
  const wanted: WantedStudy[] = ['no-such-scenario', 'generic-impossibility'].map((scenario) =>
    ({ id: scenario, showing: { scenario, command: 'run' } }));
  const how = { folder, profiles: 1000, quiet: true, seconds: {}, signal: new AbortController().signal };
  try {
    const outcomes = await runStudies(wanted, how);
    expect(outcomes.get('no-such-scenario')!.error).toMatch(/^scenario: /);
    expect(outcomes.get('generic-impossibility')).toMatchObject({ claims: expect.arrayContaining([expect.anything()]) as unknown });
    expect([...readStudies(wanted, folder, 1000).keys()].sort()).toEqual(['generic-impossibility', 'no-such-scenario']);
    await runStudies(wanted, how);
  } finally {
    process.stderr.write = write;
  }
  const line = /^misreport: misreport run no-such-scenario [^\n]*: could not be run: scenario: [^\n]*\n$/;
  expect(said).toEqual([expect.stringMatching(line), expect.stringMatching(line)]);
});

it('a shard has the studies of a scenario together, unless they are more than its share', () => {
  const planned = [['a', 4], ['a', 2], ['b', 3], ['c', 3]].map(([scenario, expected], i) =>
    ({ study: { id: `${scenario}${i}`, showing: { scenario: String(scenario) } }, expected: Number(expected) }));
  const shards = (n: number): Record<string, number> => Object.fromEntries(shareStudies(planned, n).map(({ id, shard }) => [id, shard]));
  expect(shards(2)).toEqual({ a0: 0, a1: 0, b2: 1, c3: 1 });
  expect(shards(3)).toEqual({ a0: 0, b2: 1, c3: 2, a1: 1 });
  expect(Object.keys(shards(9))).toHaveLength(4);
});
