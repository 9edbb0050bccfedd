import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { TRANSFERS, type Mechanism, type TransferScheme } from '../../src/mechanism/mechanism.ts';
import { leastSlope, monotoneRepair, repairedTransfers, repairedUtility } from '../../src/mechanism/transfers/monotone-repair.ts';
import { fusedInterimSampler } from '../../src/experiments/fused.ts';
import type { InterimQuestion, InterimSampler } from '../../src/experiments/interim-sums.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { drawOn } from '../../src/run/run.ts';

const unit = parseDistribution('uniform(0,1)');
const problem = singleObject({ laws: [unit, unit] });
const steps = 40;
const question: InterimQuestion = {
  agent: 0, reports: Array.from({ length: steps + 1 }, (_, r) => [r / steps]), paired: Array.from({ length: steps + 1 }, (_, r) => r),
  groupSize: 64, line: true,
};
const stream = { k0: 5, k1: 6 };
const fee = 0.3;
/** Second price less a fee on the reported type: mu(s) = s^2 / 2 - fee s falls up to s = fee. */
const taxes = {
  kind: 'monotone-repair',
  epsilon: fee,
  base: { kind: 'insured-table', utility: [0, 1].map(() => question.reports.map(([s]) => s! ** 2 / 2 - fee * s!)) },
} as const;
const withTransfers = (transfers: TransferScheme): Mechanism => ({ name: 'taxed', rule: { kind: 'efficient' }, transfers });

function sampler(mechanism: Mechanism): InterimSampler {
  const built = fusedInterimSampler(problem, mechanism, question, drawOn(inProcessDevice()));
  if ('unsupported' in built) throw new Error(built.unsupported);
  return built;
}

describe('monotone repair (Song22 Proposition 4.1)', () => {
  it('lifts the types below the threshold to the least utility above it', async () => {
    const profiles = 2 ** 14;
    const base = await sampler(withTransfers(monotoneRepair.repairs!(taxes).base as TransferScheme)).run(stream, 0, profiles);
    const utility = repairedUtility(base, fee, leastSlope(problem));
    // Pr(win) = s, so R_- is s < fee; mu is least at s = fee.
    utility.forEach((mu, r) => {
      const s = r / steps;
      const exact = s < fee ? -(fee ** 2) / 2 : s ** 2 / 2 - fee * s;
      expect(Math.abs(mu - exact)).toBeLessThan(2e-3);
    });
    expect(Math.min(...utility.slice(1).map((mu, r) => mu - utility[r]!))).toBeGreaterThan(-1e-5);

    // The repaired mechanism has this utility in every draw, and is delta-LIC with delta = fee (largest slope = least).
    const repaired = await sampler(withTransfers(repairedTransfers([utility, utility]))).run(stream, profiles, profiles);
    utility.forEach((mu, s) => expect(repaired.truth[s]! / repaired.groups).toBeCloseTo(mu, 5));
    let largest = -Infinity;
    question.reports.forEach(([s], column) => question.reports.forEach(([t], row) => {
      if (row === column) return;
      const gain = repaired.gain[row * (steps + 1) + column]! / repaired.groups;
      largest = Math.max(largest, gain / Math.abs(s! - t!));
    }));
    expect(largest).toBeLessThan(fee + 0.02);
    expect(largest).toBeGreaterThan(fee - 0.05);
  });

  it('is constant where no type reaches the threshold, and nothing where all do', async () => {
    const base = await sampler(withTransfers(monotoneRepair.repairs!(taxes).base as TransferScheme)).run(stream, 0, 4096);
    const flat = repairedUtility(base, 1.5, 1);
    expect(new Set(flat).size).toBe(1);
    const kept = repairedUtility(base, -1, 1);
    expect(Math.min(...kept)).toBeLessThan(kept[0]! - 0.02);
  });

  it('is asked of no other transfers', () => {
    expect(Object.values(TRANSFERS).flatMap(({ kind, repairs }) => (repairs ? [kind] : []))).toEqual(['monotone-repair']);
  });
});
