/** How claims are judged (src/study/findings.ts): by certified ends, never by estimates, and by the worst finding. */
import { describe, expect, it } from 'vitest';
import { conditionClaim } from '../../scenarios/support/finite.ts';
import { atLeast, atMost, claim, equals, meet, negative, positive, rowsAt, rowsOf, vanishes } from '../../src/study/findings.ts';
import type { Estimate } from '../../src/results/document.ts';
import type { ClaimView } from '../../src/study/scenario.ts';

const row = (lower: number, estimate: number, upper: number, more: Partial<Estimate> = {}): Estimate =>
  ({
    quantity: 'epsilonIc', agent: 'ann', point: { mechanism: 'VCG' }, lower, estimate, upper, confidence: 0.99, guarantee: 'grid',
    profiles: 1, ...more
  });

describe('one row', () => {
  it('at most, at least: ends on the bound count, an interval round it decides nothing', () => {
    const rows = [row(0, 0.1, 0.2), row(0.1, 0.15, 0.3), row(0.21, 0.25, 0.3), row(0.2, 0.2, 0.2)];
    expect(rows.map((one) => atMost(one, 0.2).status)).toEqual(['pass', 'undecided', 'fail', 'pass']);
    expect(rows.map((one) => atLeast(one, 0.2).status)).toEqual(['undecided', 'undecided', 'pass', 'pass']);
    expect(atLeast(row(0, 0.1, 0.19), 0.2).status).toBe('fail');
  });
  it('signs: 0 itself is neither above nor below', () => {
    const rows = [row(0.1, 0.2, 0.3), row(0, 0.2, 0.3), row(-0.1, 0, 0), row(-0.2, -0.1, -0.05)];
    expect(rows.map((one) => positive(one).status)).toEqual(['pass', 'undecided', 'fail', 'fail']);
    expect(rows.map((one) => negative(one).status)).toEqual(['fail', 'fail', 'undecided', 'pass']);
  });
  it('vanishing: small passes, rounding is forgiven, more than that fails', () => {
    expect(
      [row(0, 0, 0.01), row(0, 0.01, 0.1), row(0.02, 0.05, 0.1), row(0.005, 0.006, 0.007)].map((one) => vanishes(one, 0.01).status)
    ).toEqual(['pass', 'undecided', 'fail', 'pass']);
    expect(vanishes(row(0.005, 0.006, 0.007), 0.01, 0.001).status).toBe('fail');
  });
  it('equality: no interval proves it, any that leaves the value out refutes it', () => {
    expect([row(0, 0.1, 0.2), row(0, 0.05, 0.0999)].map((one) => equals(one, 0.1, { width: 0.2 }).status)).toEqual(['pass', 'fail']);
    expect(meet(row(0, 0.1, 0.2), row(0.2, 0.3, 0.4), 0.2).status).toBe('pass');
    expect(meet(row(0, 0.1, 0.19), row(0.2, 0.3, 0.4), 0.2).status).toBe('fail');
  });
  it('equality: an interval wider than a quarter of the value has not told, unless a width is given', () => {
    expect([row(0, 0.1, 0.2), row(0.09, 0.1, 0.11), row(0.09, 0.1, 0.12)].map((one) => equals(one, 0.1).status))
      .toEqual(['undecided', 'pass', 'undecided']);
    expect(meet(row(0, 0.1, 0.2), row(0.2, 0.3, 0.4)).status).toBe('undecided');
    // Whatever the units: a nanoth of each is no narrower an interval.
    expect([row(0, 1e-10, 2e-10), row(9e-11, 1e-10, 1.1e-10)].map((one) => equals(one, 1e-10).status)).toEqual(['undecided', 'pass']);
    expect(meet(row(0, 1e-10, 2e-10), row(2e-10, 3e-10, 4e-10)).status).toBe('undecided');
    expect(meet(row(0.19, 0.2, 0.21), row(0.2, 0.21, 0.22)).status).toBe('pass');
  });
});

describe('a condition that a scenario of finite types claims', () => {
  const claimed = (status: 'yes' | 'no' | 'undecided', expected: boolean) => {
    const found = { id: 'bdp', agent: 'one', point: {}, text: 'found', holds: status === 'yes', status };
    const view = { points: [{}], verdicts: [found] } as unknown as ClaimView;
    return conditionClaim(view, { id: 'c', text: 'It holds.', source: 'Nobody 2026' }, 'bdp', { one: expected }).status;
  };
  it('passes and fails by the verdict; one undecided proves neither that it holds nor that it fails', () => {
    expect((['yes', 'no', 'undecided'] as const).map((status) => [claimed(status, true), claimed(status, false)]))
      .toEqual([['pass', 'fail'], ['fail', 'pass'], ['undecided', 'undecided']]);
  });
});

describe('many', () => {
  const head = { id: 'c', text: 'It works.', source: 'Nobody 2026' };
  const found = (...statuses: ('pass' | 'fail' | 'undecided' | 'not-applicable')[]) =>
    claim(head, statuses.map((status, i) => ({ status, evidence: `${status} ${i}` })));
  it('the worst finding stands, with its evidence alone', () => {
    expect(found('pass', 'fail', 'undecided')).toEqual({ ...head, status: 'fail', evidence: 'fail 1' });
    expect(found('pass', 'undecided', 'not-applicable').status).toBe('undecided');
    expect(found('not-applicable', 'pass').status).toBe('pass');
    expect(found('not-applicable').status).toBe('not-applicable');
  });
  it('no row decides nothing', () => expect(found()).toEqual({ ...head, status: 'undecided', evidence: 'no such row in the result' }));
  it(
    'long evidence is cut, and says so',
    () => expect(found('fail', 'fail', 'fail', 'fail', 'fail', 'fail').evidence).toMatch(/fail 3; and 2 more$/),
  );
  it('rows are found by point, quantity, mechanism and agent', () => {
    const rows = [
      row(0, 0, 1), row(0, 0, 1, { point: { mechanism: 'VCG', size: 2 } }),
      row(0, 0, 1, { agent: 'bob', point: { mechanism: 'Groves', size: 2 } }),
    ];
    const view: ClaimView = { command: 'run', estimates: rows, fits: [], verdicts: [], points: [{ size: 2 }], confidence: 0.99 };
    expect(rowsAt(view, { size: 2 })).toEqual(rows.slice(1));
    expect(rowsOf(rows, 'epsilonIc', 'VCG')).toEqual(rows.slice(0, 2));
    expect(rowsOf(rows, 'epsilonIc', 'Groves', 'ann')).toEqual([]);
    expect(rowsOf(rows, 'epsilonLic', 'VCG')).toEqual([]);
  });
});
