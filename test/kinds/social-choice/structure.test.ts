/** What the structure of a mechanism says is kept only where the sample does not contradict it. */
import { describe, expect, it } from 'vitest';
import type { AgentSample } from '../../../src/kinds/social-choice/agent-study.ts';
import { icOnContinuum, licOnContinuum } from '../../../src/kinds/social-choice/continuum.ts';
import { certain, type Certified } from '../../../src/notions/certified.ts';
import type { EpsilonLic } from '../../../src/notions/epsilon-lic.ts';
import { firstPrice, line, secondPrice, simulate } from '../../notions/simulate.ts';

const alpha = 0.05;
const gainful: Certified = { estimate: 0.2, lower: 0.1, upper: 0.3, guarantee: 'grid', witness: { type: 1, report: 0.5 } };
const quiet: Certified = { ...gainful, estimate: 0, lower: -0.1, upper: 0.1 };
const lic = (grid: Certified, more: Partial<EpsilonLic> = {}): EpsilonLic => ({ ...grid, exists: 'finite', ...more });
const sampleOf = (parts: Partial<AgentSample>): AgentSample => parts as AgentSample;
const grid = line(16);
const IC = { kind: 'incentive-compatible' } as const;

describe('incentive compatible by structure', () => {
  const sample = sampleOf({ sums: simulate(secondPrice(grid), 1, 256) });
  it('both constants are certainly 0 where no lie of the grid gains for certain', () => {
    expect(icOnContinuum(IC, sample, quiet, alpha)).toMatchObject(certain(0));
    expect(licOnContinuum(IC, sample, lic(quiet), alpha)).toMatchObject({ ...certain(0), exists: 'finite' });
  });
  it('the grid has the last word where one does', () => {
    expect(icOnContinuum(IC, sample, gainful, alpha)).toEqual(gainful);
    expect(licOnContinuum(IC, sample, lic(gainful), alpha)).toEqual(lic(gainful));
  });
  it('a lie about irrelevant information that gains for certain is not explained away', () => {
    const broken = lic(quiet, { irrelevantGain: gainful, exists: 'none' });
    expect(licOnContinuum(IC, sample, broken, alpha)).toMatchObject({ irrelevantGain: gainful, exists: 'none' });
    const open = lic(quiet, { irrelevantGain: quiet, exists: 'undecided' });
    expect(licOnContinuum(IC, sample, open, alpha)).toMatchObject({ irrelevantGain: certain(0), exists: 'finite' });
  });
});

describe('pay as bid', () => {
  // One rival: A(t) = t, so the epsilon-LIC constant is 1 and no lie gains more than 1/4.
  const sample = sampleOf({ sums: simulate(firstPrice(grid, 1), 2, 4096) });
  it('extends the grid\'s statement, unless the grid says more than the structure allows', () => {
    const extended = licOnContinuum({ kind: 'pay-as-bid' }, sample, lic(gainful), alpha);
    expect(extended).toMatchObject({ guarantee: 'continuum', exists: 'finite' });
    expect(extended.lower).toBeGreaterThan(0.8);
    const impossible = lic({ ...gainful, estimate: 1.6, lower: 1.5, upper: 1.7 });
    expect(licOnContinuum({ kind: 'pay-as-bid' }, sample, impossible, alpha)).toEqual(impossible);
    const tooMuch: Certified = { ...gainful, estimate: 0.6, lower: 0.5, upper: 0.7 };
    expect(icOnContinuum({ kind: 'pay-as-bid' }, sample, tooMuch, alpha)).toEqual(tooMuch);
  });
});

describe('the modified VCG', () => {
  const line2 = grid.map(([x]) => [x!, 0]).concat(grid.map(([x]) => [x!, 1]));
  // Served at the bottom and not at the top with chance 0.1 at every x.
  const sums = simulate({
    ...firstPrice(line2, 1), classOf: [0, 1],
    outcome: (r, draw) => ({ class: draw(0) < 0.5 - 0.1 * line2[r]![1]! ? 1 : 0, money: 0 }), paired: [],
  }, 3, 4096);
  const sample = sampleOf({ sums, ends: { pilot: sums, sums, served: 1, slope: 1, relevant: 0 } });
  it('its constant on the continuum replaces the grid\'s, unless that is certainly larger', () => {
    const { lower, upper, guarantee, exists, irrelevantGain } = licOnContinuum(undefined, sample, lic(gainful), alpha);
    expect([guarantee, exists, irrelevantGain]).toEqual(['continuum', 'finite', certain(0)]);
    expect(lower).toBeLessThan(0.1);
    expect(upper).toBeGreaterThan(0.1);
    const larger = lic({ ...gainful, lower: 0.6, estimate: 0.7, upper: 0.8 });
    expect(licOnContinuum(undefined, sample, larger, alpha)).toMatchObject({ lower: 0.6, guarantee: 'grid' });
  });
  it('nor is a gain by irrelevant information alone explained away', () => {
    const broken = lic(gainful, { irrelevantGain: gainful, exists: 'none' });
    expect(licOnContinuum(undefined, sample, broken, alpha)).toMatchObject({ irrelevantGain: gainful, exists: 'none' });
  });
});
