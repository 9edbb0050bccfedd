/** What a killed run leaves, and going on from it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

/** Some seconds of one core. */
const STUDY = [
  'run', 'double-auction', '--traders', '64', '--profiles', '4e5', '--sampler', 'direct', '--workers', '1', '--quiet', '--no-figures',
];

const sumsIn = (ledger: string): string[] => {
  try {
    return readdirSync(ledger, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sums'));
  } catch {
    return [];
  }
};

const numbersOf = (folder: string): unknown => {
  const { estimates, curves, surfaces, claims } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  return { estimates, curves, surfaces, claims };
};

/** Runs until the ledger has so many files, and is then killed without a warning. */
async function killedAt(cwd: string, argv: readonly string[], files: number): Promise<void> {
  expect(await misreport(argv, { cwd, stops: { by: 'SIGKILL', files } })).toMatchObject({ code: null, signal: 'SIGKILL' });
}

it('a killed run is gone on with, to the same numbers; the ledger says what is there and makes room', async () => {
  const cwd = temporaryFolder();
  const whole = misreport([...STUDY, '--no-ledger', '--out', 'whole'], { cwd });
  await killedAt(cwd, [...STUDY, '--ledger', 'kept', '--out', 'resumed'], 2);
  const listed = await misreport(['ledger', 'kept'], { cwd });
  expect(listed.stdout).toMatch(/^kept: [\d.]+ MiB in \d+ files?\n {2}direct\/\d+ +\d+ requests, \d+ ranges, [\d,]+ profiles, /);
  expect(listed.stdout).toMatch(/unfinished [0-9a-f]{8} since [-\d: ]+: misreport run double-auction --traders 64 /);
  expectOneLine(await misreport(['resume', 'kept', 'ffffffffff'], { cwd }), 2, /^folder: no such study is unfinished in 'kept'$/m);
  expect((await whole).code).toBe(0);
  const resumed = await misreport(['resume', 'kept'], { cwd });
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^misreport run double-auction --traders 64 /) as string });
  expect(numbersOf(join(cwd, 'resumed'))).toEqual(numbersOf(join(cwd, 'whole')));
  expect(readFileSync(join(cwd, 'resumed', 'log.jsonl'), 'utf8')).toMatch(/"event":"ledger","found":[1-9]/);
  expect((await misreport(['ledger', 'kept'], { cwd })).stdout).not.toContain('unfinished');
  expectOneLine(await misreport(['resume', 'kept'], { cwd }), 2, /^folder: no study is unfinished in 'kept'$/m);
  const pruned = await misreport(['ledger', 'kept', '--prune', '--json'], { cwd });
  expect(JSON.parse(pruned.stdout)).toMatchObject({ schema: 'misreport.ledger-listing/1', bytes: 0, kept: [], unfinished: [] });
  expect(sumsIn(join(cwd, 'kept'))).toEqual([]);
});

/** A ledger with one unfinished study, of a machine that is elsewhere. */
function ledgerWith(cwd: string, argv: readonly string[]): string {
  mkdirSync(join(cwd, argv[0]!, 'studies'), { recursive: true });
  const record = { schema: 'misreport.unfinished/1', configHash: 'f'.repeat(64), argv, cwd, startedAt: '', host: 'elsewhere', pid: 1 };
  writeFileSync(join(cwd, argv[0]!, 'studies', 'f.json'), JSON.stringify(record));
  return argv[0]!;
}

it('whatever a ledger notes is gone on with', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'bids.csv'), 'value,bid\n0,0\n1,0.45\n');
  const certify = ledgerWith(cwd, ['certify', 'bids.csv', '--cells', '64', '--out', 'certified', '--quiet', '--no-ledger']);
  const resumed = await misreport(['resume', certify], { cwd });
  expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^misreport certify bids\.csv --cells 64 /) as string });
  expect(readdirSync(join(cwd, 'certified'))).toContain('result.json');
  // As far as what only the command itself would say.
  const secondBest = ledgerWith(cwd, ['second-best', 'private-social-loci', '--cells', '400']);
  const asked = await misreport(['resume', secondBest], { cwd });
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/\nmisreport: --cells: must be at most 10 an axis/) as string });
  const other = /^command: must be run, rate, field, least-epsilon, robust, second-best, certify, got 'list'/;
  expectOneLine(await misreport(['resume', ledgerWith(cwd, ['list'])], { cwd }), 2, other);
  const shared = /^command: must be run, rate, field, least-epsilon, robust, reproduce, got 'certify'/;
  expectOneLine(await misreport(['plan', 'certify', 'bids.csv', '--shards', '2'], { cwd }), 2, shared);
});

it('says which option is wrong, and leaves nothing where little was drawn', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'file'), '');
  const small = ['run', 'double-auction', '--traders', '2', '--profiles', '1000', '--quiet', '--no-figures'];
  const [written, notThere, unknown, both, keep, empty] = await Promise.all([
    misreport([...small, '--out', 'results/x'], { cwd }), misreport(['ledger', 'nowhere'], { cwd }),
    misreport(['resume', 'nowhere'], { cwd }),
    misreport([...small, '--ledger', 'x', '--no-ledger'], { cwd }), misreport(['ledger', '.', '--keep', '3'], { cwd }),
    misreport([...small, '--ledger', 'file/below'], { cwd }),
  ]);
  expect(written.code).toBe(0);
  expect(readdirSync(join(cwd, 'results'))).toEqual(['x']);
  expectOneLine(notThere, 2, /^folder: 'nowhere' does not exist; runs of more than ten seconds begin a ledger/);
  expectOneLine(unknown, 2, /^folder: 'nowhere' does not exist; give a ledger, or the folder of results/);
  expectOneLine(both, 2, /^--ledger: cannot be given together with --no-ledger/);
  expectOneLine(keep, 2, /^--keep: says how much --prune leaves; give both/);
  expectOneLine(empty, 2, /^--ledger: file\/below cannot be written to \(ENOTDIR\)/);
});

it('a survey keeps its environments where it is told to', async () => {
  const cwd = temporaryFolder();
  const asked = ['survey', 'implementable', '--types', '2,2', '--draws', '600', '--quiet', '--json', '--ledger', 'kept'];
  const documentOf = ({ stdout }: { readonly stdout: string }): unknown => ({ ...(JSON.parse(stdout) as object), seconds: 0 });
  const first = documentOf(await misreport(asked, { cwd }));
  expect(sumsIn(join(cwd, 'kept')).map((file) => file.split('/')[1]).sort()).toEqual(['0+512.sums', '512+88.sums']);
  expect(documentOf(await misreport(asked, { cwd }))).toEqual(first);
  expect((await misreport(['ledger', 'kept'], { cwd })).stdout).toContain('finite-survey          1 requests, 2 ranges, 600 profiles');
  const [lone, size] = [['--ledger', '/dev/null/x'], ['--ledger-size', '3']];
  expectOneLine(await misreport(['survey', 'implementable', ...lone], { cwd }), 2, /^--ledger: \/dev\/null\/x cannot be written to/);
  expectOneLine(await misreport(['survey', 'implementable', ...size], { cwd }), 2, /^--ledger-size: says how much a ledger may take/);
});
