/** How a plan is divided, and how a task learns which part is its. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coresOf } from '../../src/engine/cores.ts';
import { indexList, partOf, readPlan, shardStates, writePlan, type Plan } from '../../src/library/plan.ts';
import { packageVersion } from '../../src/version.ts';
import { openLedger } from '../../src/library/ledger.ts';
import { INDEX_VARIABLES, shardIndex } from '../../src/library/shard-index.ts';
import { disjoint, type Range } from '../../src/run/ledger.ts';

describe('partOf', () => {
  it.each([
    [0, 10, 1, 3], [7, 10, 4, 3], [0, 3, 1, 8], [64, 1000, 32, 7], [2 ** 50, 2 ** 48 + 5, 1, 200], [5, 1, 16, 4], [0, 1 << 20, 1 << 14, 64],
  ])('parts of [%d, + %d) in units of %d tile it among %d shards, evenly', (first, count, unit, shards) => {
    const all = Array.from({ length: shards }, (_, index) => partOf({ first, count }, unit, shards, index));
    const parts = all.filter((part) => part !== undefined);
    let at = first;
    for (const part of parts) {
      expect(part.first).toBe(at);
      at += part.count;
      if (at < first + count) expect(at % unit).toBe(0);
    }
    expect(at).toBe(first + count);
    const counts = parts.slice(1, -1).map((part) => part.count);
    expect(Math.max(0, ...counts) - Math.min(Infinity, ...counts)).toBeLessThanOrEqual(unit);
  });
});

it('states count what the ledger has of each part, floating point by whole chunks', () => {
  const plan = (what: string, unit: number): Plan => ({
    schema: 'misreport.plan/1', command: 'run', argv: [], cwd: '/', configHash: '', version: '', shards: 3, shareFrom: 1, round: 1,
    requests: [{ name: 'n', what, ranges: [{ first: 0, count: 30 }], unit }],
  });
  const has = (...ranges: Range[]) => ({ has: (_: string, within: Range) => disjoint(ranges, within) });
  const done = (states: ReturnType<typeof shardStates>): number[] => states.map((state) => state.done);
  expect(done(shardStates(plan('direct/1', 1), has({ first: 5, count: 10 }, { first: 20, count: 10 })))).toEqual([5, 5, 10]);
  expect(done(shardStates(plan('direct/1', 1), has({ first: 0, count: 30 })))).toEqual([10, 10, 10]);
  const chunks = has({ first: 0, count: 5 }, { first: 10, count: 10 }, { first: 25, count: 5 });
  expect(done(shardStates(plan('tenths', 5), chunks))).toEqual([5, 0, 5]);
});

it('lists of indices are written as arrays are', () => {
  expect([[], [0], [0, 1, 2], [0, 2, 3, 7], [5, 6]].map(indexList)).toEqual(['', '0', '0-2', '0,2-3,7', '5-6']);
});

describe('shardIndex', () => {
  it.each(INDEX_VARIABLES.map(({ name, first }) => [name, first] as const))('%s counts from %d', (name, first) => {
    expect(shardIndex({ [name]: String(first) }, 3)).toBe(0);
    expect(shardIndex({ [name]: String(first + 2) }, 3)).toBe(2);
    expect(() => shardIndex({ [name]: String(first + 3) }, 3)).toThrow(name);
  });

  it('what engines say outside arrays is no index', () => {
    for (const environment of [{}, { SGE_TASK_ID: 'undefined' }, { LSB_JOBINDEX: '0' }, { PBS_ARRAY_INDEX: '' }]) {
      expect(() => shardIndex(environment, 3)).toThrow('--index: is missing; give');
    }
    expect(() => shardIndex({ SGE_TASK_ID: '0' }, 3)).toThrow('SGE_TASK_ID');
    const noNumber = "SLURM_ARRAY_TASK_ID: must be the number of a task, got 'abc'; or give --index";
    expect(() => shardIndex({ SLURM_ARRAY_TASK_ID: 'abc' }, 3)).toThrow(noNumber);
  });
});

it('cores are those that are allotted, where these are fewer', () => {
  expect(coresOf({}, 8)).toBe(8);
  expect(coresOf({ SLURM_CPUS_PER_TASK: '3' }, 8)).toBe(3);
  expect(coresOf({ NSLOTS: '16' }, 8)).toBe(8);
  expect(coresOf({ NSLOTS: '2', NCPUS: '4', PBS_NCPUS: 'many', LSB_DJOB_NUMPROC: '0' }, 8)).toBe(2);
});

describe('a plan that was changed by hand', () => {
  const whole = {
    schema: 'misreport.plan/1', command: 'run', argv: ['double-auction'], cwd: '/', configHash: '', version: '', shards: 3, shareFrom: 1,
    round: 1, requests: [{ name: 'n', what: 'w', ranges: [{ first: 0, count: 30 }], unit: 1 }],
    studies: [{ id: 'a', shard: 0, seconds: 0.5 }],
  };
  const read = (plan: object): unknown => {
    const folder = mkdtempSync(join(tmpdir(), 'misreport-plan-'));
    try {
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
      return readPlan(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('is read where nothing is wrong, and named where something is', () => {
    expect(read(whole)).toMatchObject(whole);
    expect(() => read({ ...whole, version: packageVersion() })).toThrow(/^plan: '.*' was edited after it was made, /);
    const faults: [object, RegExp][] = [
      [{ shards: -1 }, /^plan: '.*' is damaged: shards must be a whole number from 1 on, got '-1'; misreport plan makes it anew$/],
      [{ shards: 1.5 }, /shards must be/], [{ argv: 'x' }, /argv must be a list of texts/],
      [{ requests: undefined }, /requests is missing|requests must/],
      [{ requests: [{ ...whole.requests[0], ranges: [{ first: -1, count: 2 }] }] }, /requests\[0\]\.ranges\[0\]\.first must be/],
      [{ studies: [{ id: 'a', shard: 'b', seconds: 1 }] }, /studies\[0\]\.shard must be/], [{ round: null }, /round must be/],
    ];
    for (const [change, words] of faults) expect(() => read({ ...whole, ...change })).toThrow(words);
  });

  it('is not said to be missing where its folder cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'misreport-plan-'));
    symlinkSync('loop', join(folder, 'loop'));
    expect(() => readPlan(join(folder, 'loop'))).toThrow(/^plan: '.*' cannot be read \(ELOOP\); give a folder that can$/);
    rmSync(folder, { recursive: true });
  });

  it('has a ledger that shards must write to, and that is read where nobody may write', () => {
    const folder = mkdtempSync(join(tmpdir(), 'misreport-plan-'));
    writeFileSync(join(folder, 'ledger'), 'in the way');
    const warnings: string[] = [];
    const asked = {
      folder: join(folder, 'ledger'), mebibytes: 1, asked: true, field: 'plan', all: true, scenarioFile: undefined,
      warn: (text: string) => void warnings.push(text),
    };
    expect(() => openLedger(asked)).toThrow(/^plan: its ledger .* cannot be written to \(E\w+\); whoever made it must let you/);
    expect(() => openLedger({ ...asked, field: '--ledger' })).toThrow(
      /^--ledger: .* cannot be written to \(E\w+\), which is a file or lies in one; name a folder/,
    );
    const ledger = openLedger({ ...asked, probed: false });
    expect(ledger.has('a'.repeat(64), { first: 0, count: 3 })).toEqual([]);
    for (const first of [0, 1]) {
      ledger.keep({ name: 'a'.repeat(64), what: 'w', range: { first, count: 1, sums: { n: 1 } }, seconds: 0 });
    }
    expect(warnings).toEqual([expect.stringMatching(/^ledger .*: nothing more is kept: /)]);
    rmSync(folder, { recursive: true });
  });

  it('is refused where it was edited after it was written, but not where its folder moved', () => {
    const folder = mkdtempSync(join(tmpdir(), 'misreport-plan-'));
    writePlan(folder, whole as unknown as Plan);
    const written = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as typeof whole & { seal: string };
    rmSync(folder, { recursive: true });
    expect(read(written)).toMatchObject(whole);
    expect(read({ ...written, cwd: '/elsewhere' })).toMatchObject({ shards: 3 });
    const edits: object[] = [
      { argv: ['double-auction', '--seed', 'x'] }, { shards: 4 }, { configHash: 'f' }, { studies: [] }, { requests: [] }, { round: 2 },
    ];
    for (const edit of edits) {
      expect(() => read({ ...written, ...edit })).toThrow(/^plan: '.*' was edited after it was made, .*misreport plan make another$/);
    }
  });
});
