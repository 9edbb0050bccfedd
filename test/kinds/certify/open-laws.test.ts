/** Laws without an end: means known by hand, of networks and of menus, and what types beyond the interval may do to them. */
import { describe, expect, it } from 'vitest';
import { outside } from '../../../src/distributions/unbounded.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { tailsOf, withTails } from '../../../src/kinds/certify/open-laws.ts';
import { planPoint } from '../../../src/kinds/certify/plan-point.ts';
import type { NetworkStudy } from '../../../src/kinds/certify/problem.ts';
import { validateCertify } from '../../../src/kinds/certify/validate.ts';
import { exPostRegretQuantile } from '../../../src/notions/ex-post-regret.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import { networkScenario } from '../../../src/study/network-scenario.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { SMALL_AUCTION } from '../../notions/verify/network-cases.ts';

/** Half an object for a quarter of the bid: the best report is the least there is, so regret is (t - least) / 4. */
const mechanism = compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes: [
    { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, { name: 'flat', op: 'reshape', of: 'bids', shape: [2] },
    { name: 'p', op: 'scale', of: 'flat', factor: 0.25 },
  ],
});

const study = (text: string): NetworkStudy => {
  const law = parseDistribution(text);
  return {
    kind: 'certify', values: 'additive', laws: [[law], [law]], network: { name: 'quarter', mechanism }, proofs: 64, boxes: 20, gap: 1e-3,
  };
};

async function rowsOf(problem: NetworkStudy) {
  const shares: number[] = [];
  const run = {
    ...drawOn(inProcessDevice()), seed: 'tails', stream: (name: string) => streamKey('tails', name), log: () => {},
    progress: (_: string, share: number) => { shares.push(share); }, prove: () => {},
  } as unknown as Run;
  const { study: of } = await planPoint({ problem, values: {} } as never, { confidence: 0.99, profiles: 256 } as never);
  return { ...await of(run), shares };
}

describe('laws without an end', () => {
  it.each([['exponential(1)', 1, 0.25 * Math.LN2]])('%s: means, quantiles and levels of the law itself', async (text, mean, median) => {
    const problem = study(text);
    validateCertify(problem);
    const { estimates, notes, shares } = await rowsOf(problem);
    expect([...shares.toSorted((x, y) => x - y).slice(0, -1), 1]).toEqual(shares);
    const [a, b] = problem.laws[0]![0]!.support;
    const of = (quantity: string, quantile?: number) => estimates.find((row) =>
      row.quantity === quantity && row.agent !== 'bidder 2' && (quantile === undefined || row.point.quantile === quantile))!;
    const holds = (quantity: string, truth: number, quantile?: number): void => {
      const { lower, upper } = of(quantity, quantile);
      expect([quantity, lower <= truth, upper >= truth]).toEqual([quantity, true, true]);
    };
    holds('exAnteUtility', 0.25 * mean);
    holds('welfare', mean);
    holds('revenue', 0.5 * mean);
    holds('expectedExPostRegret', 0.25 * (mean - a));
    holds('exPostRegretQuantile', median - 0.25 * a, 0.5);
    // About types on the interval, as the note says.
    expect(of('maximumExPostRegret').upper).toBeCloseTo(0.25 * (b - a), 2);
    expect(notes.some((note) => note.startsWith(`types and reports of ${text} run over [`))).toBe(true);
  });

  it('widens means by what lies beyond times amounts, and chances by the probability of it', () => {
    const [own, other] = tailsOf(study('pareto(1,2)'));
    const law = parseDistribution('pareto(1,2)');
    const { above, mass } = outside(law);
    expect(own).toEqual(other);
    expect(own!.utility).toBeCloseTo(above / 2, 12);
    expect(own!.utility).toBeGreaterThanOrEqual(above / 2);
    // Amounts are the same whatever she reports.
    expect(own!.regret).toBeLessThan(1e-12);
    expect(own!.mass).toBeGreaterThanOrEqual(mass);
    const row = (quantity: string, agent: string) => ({ quantity, agent, estimate: 0, lower: 0, upper: 1 }) as never;
    const tails = [{ mass: 0.25, utility: 0.5, regret: 2 }, { mass: 0, utility: 0.125, regret: 0 }];
    const ends = (quantity: string, agent = 'bidder 1') =>
      withTails([row(quantity, agent)], tails, study('normal(0,1)')).map(({ lower, upper }) => [lower, upper])[0];
    expect(ends('exAnteUtility')).toEqual([-0.5, 1.5]);
    expect(ends('expectedExPostRegret')).toEqual([0, 3]);
    expect(ends('exPostRegretExceedance')).toEqual([0, 1]);
    expect(ends('welfare', 'market')).toEqual([-0.625, 1.625]);
    expect(ends('revenue', 'market')).toEqual([0, 1]);
    expect(ends('epsilonIc')).toEqual([0, 1]);
    const regrets = { lower: Float64Array.of(0, 1, 2, 3), upper: Float64Array.of(0, 1, 2, 3), most: 4 };
    const plain = exPostRegretQuantile(regrets, 0.5, 0.9);
    const moved = exPostRegretQuantile(regrets, 0.5, 0.9, 0.25);
    expect(moved.lower).toBeLessThan(plain.lower + 1e-12);
    expect(moved.upper).toBeGreaterThan(plain.upper);
  });

  it('leaves laws on an interval as they are, and refuses those without a mean', () => {
    expect(tailsOf(study('uniform(0,1)'))).toEqual([0, 1].map(() => ({ mass: 0, utility: 0, regret: 0 })));
    const rows = [{ quantity: 'welfare', lower: 0, upper: 1 }] as never[];
    expect(withTails(rows, tailsOf(study('beta(2,2)')), study('beta(2,2)'))).toEqual(rows);
    expect(() => { validateCertify(study('pareto(1,1)')); }).toThrow(/^laws\[0\]\[0\]: pareto\(1,1\) has no mean/);
    const scenario = networkScenario(SMALL_AUCTION);
    expect(() => scenario.environment({ ...defaultsOf(scenario), prior: 'pareto(1,0.9)' })).toThrow(/^prior: pareto\(1,0\.9\) has no mean/);
  });
});
