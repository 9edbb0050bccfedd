import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { atMost, atMostAbout, claim, equals, meet, neededRows, vanishes } from '../../src/study/findings.ts';
import type { ClaimView } from '../../src/study/scenario.ts';

const row = (lower: number, upper: number, more: Partial<Estimate> = {}): Estimate => ({
  quantity: 'epsilonIc', agent: 'ann', point: { mechanism: 'VCG', n: 3 }, estimate: (lower + upper) / 2, lower, upper,
  confidence: 0.99, guarantee: 'grid', profiles: 100, ...more,
});

describe('an equality', () => {
  it('passes only in an interval that could have refuted it', () => {
    expect(equals(row(0, 0.99), 0.9044).status).toBe('undecided');
    expect(equals(row(0.88, 0.93), 0.9044).status).toBe('pass');
    expect(equals(row(0.91, 0.93), 0.9044).status).toBe('fail');
  });
  it('of zero needs a width', () => {
    expect(equals(row(-0.01, 0.01), 0).status).toBe('undecided');
    expect(equals(row(-0.01, 0.01), 0, { width: 0.02 }).status).toBe('pass');
    expect(equals(row(0, 0), 0).status).toBe('pass');
  });
  it('of two rows asks both to be narrow', () => {
    expect(meet(row(0.4, 0.45), row(0.42, 0.46)).status).toBe('pass');
    expect(meet(row(0.4, 0.45), row(0, 1)).status).toBe('undecided');
    expect(meet(row(0.4, 0.45), row(0.5, 0.51)).status).toBe('fail');
  });
});

it('bounds are certified, contradicted or open', () => {
  expect(
    [atMost(row(0, 1), 1), atMost(row(0, 1), 0.5), atMost(row(0.6, 1), 0.5)].map(({ status }) => status)
  ).toEqual(['pass', 'undecided', 'fail']);
  expect(
    [vanishes(row(0, 0.01), 0.02, 0), vanishes(row(0.001, 0.01), 0.02, 0), vanishes(row(0, 0.1), 0.02)].map(({ status }) => status)
  ).toEqual(['pass', 'fail', 'undecided']);
  expect([
    atMostAbout(row(0, 0.51), 0.5, 0.02, 0), atMostAbout(row(0.505, 0.51), 0.5, 0.02, 0.01), atMostAbout(row(0.52, 0.6), 0.5, 0.02, 0.01),
  ]
    .map(({ status }) => status)).toEqual(['pass', 'pass', 'fail']);
});

it('rows that are needed are missed', () => {
  const find = (one: Estimate) => atMost(one, 1);
  expect(neededRows([row(0, 1)], 'epsilonIc', 'VCG', undefined, find).map(({ status }) => status)).toEqual(['pass']);
  expect(neededRows([row(0, 1)], 'revenue', 'VCG', 'ann', find))
    .toEqual([{ status: 'undecided', evidence: 'no row of revenue (VCG, ann)' }]);
});

describe('claims as rows', () => {
  const view = (...estimates: Estimate[]): ClaimView =>
    ({ command: 'run', estimates, fits: [], verdicts: [], points: [{ n: 3 }, { n: 4 }], confidence: 0.99 });
  const rows = [row(0, 0.001), row(0, 0.001, { point: { mechanism: 'VCG', n: 4 } })];
  const dominant: ClaimRow = {
    id: 'a', text: 'b', source: 'c', rows: [{ quantity: 'epsilonIc', mechanism: 'VCG', relation: 'zero', resolution: 0.01 }],
  };
  const statusOf = (one: ClaimRow, ...estimates: Estimate[]): string => heldRows([one], view(...estimates))[0]!.status;

  it('need every row that they speak of, at every point', () => {
    expect(statusOf(dominant, ...rows)).toBe('pass');
    expect(statusOf(dominant, rows[0]!)).toBe('undecided');
    expect(
      statusOf({ ...dominant, rows: [...dominant.rows!, { quantity: 'revenue', mechanism: 'VCG', relation: 'above' }] }, ...rows)
    ).toBe('undecided');
    expect(statusOf({ ...dominant, rows: [{ ...dominant.rows![0]!, absent: 'not studied' }] }, rows[0]!)).toBe('pass');
  });
  it('need them of every agent that the mechanism has rows of', () => {
    const bob = row(0, 1, { agent: 'bob', quantity: 'exAnteUtility' });
    expect(statusOf(dominant, ...rows, bob)).toBe('undecided');
    expect(statusOf(dominant, ...rows, { ...bob, agent: 'market' })).toBe('pass');
    expect(statusOf({ ...dominant, rows: [{ ...dominant.rows![0]!, agent: 'ann' }] }, ...rows, bob)).toBe('pass');
  });
  it('foresee the absence of all rows of a kind, not of some', () => {
    const [first] = dominant.rows!;
    const both: ClaimRow = {
      ...dominant,
      rows: [{ ...first!, absent: 'not cleared' }, { ...first!, quantity: 'budgetSurplus', absent: 'not cleared' }],
    };
    expect(statusOf(both, ...rows)).toBe('undecided');
    expect(statusOf(both)).toBe('not-applicable');
  });
  it('say nothing where they do not apply, and the worst finding stands', () => {
    expect(statusOf({ ...dominant, unless: () => 'another case' }, ...rows)).toBe('not-applicable');
    expect(statusOf({ ...dominant, unless: ({ n }) => (n === 4 ? 'another case' : undefined) }, rows[0]!)).toBe('pass');
    expect(
      statusOf({ ...dominant, rows: [{ ...dominant.rows![0]!, unless: (_, { agent }) => `not of ${agent}` }] }, ...rows)
    ).toBe('not-applicable');
    expect(statusOf({ ...dominant, point: () => [{ status: 'fail', evidence: 'no' }] }, ...rows)).toBe('fail');
    expect(claim({ id: 'a', text: 'b', source: 'c' }, [])).toEqual({
      id: 'a', text: 'b', source: 'c', status: 'undecided', evidence: 'no such row in the result',
    });
    const twice = (status: 'not-applicable' | 'pass'): string =>
      claim({ id: 'a', text: 'b', source: 'c' }, [{ status, evidence: 'so' }, { status, evidence: 'so' }]).evidence;
    expect([twice('not-applicable'), twice('pass')]).toEqual(['so', 'so; so']);
  });
  it('take bounds from the point and the row', () => {
    const known: ClaimRow = {
      ...dominant,
      rows: [{ quantity: 'epsilonIc', relation: 'equals', bound: ({ n }, { agent }) => (agent === 'ann' ? Number(n) : 0) }],
    };
    expect(statusOf(known, row(2.9, 3.1), row(3.9, 4.1, { point: { n: 4 } }))).toBe('pass');
    expect(statusOf(known, row(2.9, 3.1), row(2.9, 3.1, { point: { n: 4 } }))).toBe('fail');
  });
});
