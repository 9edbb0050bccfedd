/** The least ε of a market on the continuum, with unequal laws and sides: what is known of it, and its certificate. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { fieldKind } from '../../../src/kinds/field/kind.ts';
import { requireCollectable } from '../../../src/kinds/field/welfare-ends.ts';
import { marketBracket } from '../../../src/kinds/field/market-bracket.ts';
import { marketFile } from '../../../src/kinds/field/proofs.ts';
import { welfareEnds } from '../../../src/kinds/field/welfare-ends.ts';
import { doubleAuctionLeastEpsilon } from '../../../src/notions/least-epsilon/double-auction.ts';
import { judgeMarketFile } from '../../../src/notions/verify/market.ts';
import { openRun } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { further } from '../../support/evidence.ts';

const law = (text: string) => parseDistribution(text, 'law');
const tradeOf = (cost: string, value: string): LinearProblem => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;

interface File {
  readonly starts: readonly { readonly agent: string; readonly from: readonly number[] }[];
  readonly utilities: readonly { readonly signal: number; readonly steps: readonly { readonly from: number; readonly slope: number }[] }[];
  readonly problem: { readonly signals: readonly object[] };
  readonly atLeast: number;
  readonly atMost: number;
}

async function studied(problem: LinearProblem, deficit = 0, count = 20_000) {
  const run = openRun(inProcessDevice(), 'market');
  const { lower } = welfareEnds(problem);
  const found = (await marketBracket(problem, { welfare: lower, deficit }, { count, confidence: 0.99 }, run))!;
  const written = marketFile(problem, found, { deficit, confidence: 0.99, values: {} });
  return { ...found, found, file: JSON.parse(JSON.stringify(written)) as File };
}
const unit = studied(tradeOf('uniform(0,1)', 'uniform(0,1)'));
const faults = (file: unknown): string => judgeMarketFile(file).faults.join();

describe('the least ε of a market on the continuum', () => {
  it('lies between both ends where it is known by quadrature, unequal laws and deficits included', async () => {
    for (const [cost, value, deficit] of [['uniform(0,1)', 'uniform(0.2,1.4)', 0], ['beta(2,3)', 'uniform(0,1)', 0.02]] as const) {
      const market = doubleAuction({ sellers: 1, buyers: 1, kappa: 0, cost: law(cost), value: law(value) });
      const { epsilon } = doubleAuctionLeastEpsilon(market, deficit, 0.01, 1e-5);
      const { lower, upper, file } = await studied(tradeOf(cost, value), deficit);
      expect(lower).toBeLessThan(epsilon.upper);
      expect(lower).toBeGreaterThan(0.6 * epsilon.lower);
      expect(upper).toBeGreaterThan(epsilon.lower);
      // 20,000 draws tell chances to within some 0.015, for all cells at once.
      expect(upper).toBeLessThan(epsilon.upper + 0.03);
      expect(faults(file)).toBe('');
    }
  });

  it('is bracketed with two buyers for one seller; laws with atoms are refused by name', async () => {
    const [cost, value] = [law('uniform(0,1)'), law('uniform(0,1)')];
    const signals = ['c', 'x', 'y'].map((name, owner) => ({ owner, name, law: owner === 0 ? cost : value }));
    const problem: LinearProblem = {
      kind: 'social-choice', agents: ['seller', 'one', 'two'], alternatives: ['kept', 'to one', 'to two'], signals,
      valuations: {
        kind: 'linear', constants: signals.map(() => [0, 0, 0]),
        coefficients: [
          [[0, 0, 0], [-1, 0, 0], [-1, 0, 0]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 1]],
        ],
      },
    };
    const { epsilon } = doubleAuctionLeastEpsilon(doubleAuction({ sellers: 1, buyers: 2, kappa: 0, cost, value }), 0, 0.01, 1e-5);
    const { lower, upper, file } = await studied(problem);
    expect(lower).toBeLessThan(epsilon.upper);
    expect(lower).toBeGreaterThan(0.5 * epsilon.lower);
    expect(upper).toBeGreaterThan(epsilon.lower);
    expect(upper).toBeLessThan(epsilon.upper + 0.03);
    expect(faults(file)).toBe('');
    const asked = {
      kind: 'field', question: 'field', agent: 'seller', cells: 4, individuallyRational: 'interim', budget: 'ex-ante', problem,
    } as const;
    expect(() => fieldKind.validate(asked)).not.toThrow();
    const lumpy = { ...problem, signals: signals.with(1, { ...signals[1]!, law: law('discrete(0.25:0.5,1:0.5)') }) };
    expect(() => fieldKind.validate({ ...asked, problem: lumpy })).toThrow(/^problem\.signals\[1\]\.law: .* positive probability/);
    // The best of two values exceeds the cost by 1/4 in the mean.
    expect(() => requireCollectable({ ...asked, deficit: -100 }, {}, { prove: () => {} }))
      .toThrow(/^deficit: must be at least -0\.2\d+: agents .* got -100; participation .* add up to 0 >= 99\.\d+$/);
  });

  it('has a file under laws that are functions, of agents with one signal and with several', further('laws'), async () => {
    // The uniform law and that of cdf x^2, which no text tells.
    const own = (power: number): Distribution => ({
      text: 'mine', support: [0, 1], cdf: (x) => Math.min(1, Math.max(0, x)) ** power, quantile: (p) => p ** (1 / power),
    });
    const { found } = await unit;
    const trade = bilateralTrade({ cost: own(1), value: own(1) }) as LinearProblem;
    const file = JSON.parse(JSON.stringify(marketFile(trade, found, { deficit: 0, confidence: 0.99, values: {} }))) as File;
    const { what, faults: none } = judgeMarketFile(file);
    expect(none).toEqual([]);
    expect(what).toMatch(/Taken as given, not checked: 2049 values of the distribution function of the law of cost, value, a function/);
    expect(faults({ ...file, atLeast: 0.25, atMost: 0.95 * file.atMost })).toMatch(/lines of types bear at most.*a lie gains/);
    const several: LinearProblem = {
      kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b'],
      signals: [0, 1, 2].map((d) => ({ owner: d < 2 ? 0 : 1, name: `s${d}`, law: d === 1 ? own(2) : law('uniform(0,1)') })),
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[0, 0, 0], [1, 0.5, 0]], [[0, 0, 0.4], [0, 0.3, 0.8]]] },
    };
    const { file: wide } = await studied(several, 0, 4000);
    expect(faults(wide)).toBe('');
  });

  it('is refused where an end, a start, a utility, the deficit or a law is another', async () => {
    const { file } = await unit;
    expect(faults(file)).toBe('');
    expect(faults({ ...file, atLeast: 0.25 })).toMatch(/lines of types bear at most/);
    expect(faults({ ...file, atMost: 0.95 * file.atMost })).toMatch(/a lie gains/);
    expect(faults({ ...file, deficit: 0.05 })).toMatch(/lines of types bear at most/);
    expect(faults({ ...file, deficit: -0.05 })).toMatch(/cost/);
    const [one, two] = file.starts;
    expect(faults({ ...file, starts: [{ ...one!, from: [one!.from[0]! / 3] }, two] })).toMatch(/lines of types bear at most/);
    expect(() => faults({ ...file, starts: [one, one] })).toThrow(/^starts: name an agent twice/);
    expect(() => faults({ ...file, starts: [{ ...one!, from: [7] }, two] })).toThrow(/within the support/);
    const [seller, buyer] = file.utilities;
    const withSlopes = (of: (slope: number) => number) =>
      ({ ...file, utilities: [seller, { ...buyer!, steps: buyer!.steps.map(({ from, slope }) => ({ from, slope: of(slope) })) }] });
    expect(faults(withSlopes((slope) => slope))).toBe('');
    expect(faults(withSlopes((slope) => 1.2 * slope))).toMatch(/cost/);
    expect(faults(withSlopes((slope) => 0.9 * slope))).toMatch(/^near buyer between .* and 1 a lie gains/);
    expect(() => faults(withSlopes((slope) => -slope))).toThrow(/^utilities: must have slopes that do not fall, of signal 1/);
    expect(() => faults({ ...file, utilities: [seller] })).toThrow(/^utilities: must be of every signal once, .* signal 1/);
    const cut = { ...buyer!, steps: buyer!.steps.slice(1) };
    expect(() => faults({ ...file, utilities: [seller, cut] })).toThrow(/^utilities: must have steps from 0 on/);
    // Nothing follows from lines that are not there, and no step is too wide to be looked into.
    expect(faults({ ...file, starts: [], atLeast: 1000, atMost: 1000 })).toMatch(/lines of types bear at most 0 a unit/);
    const flat = file.utilities.map((one) => ({ ...one, steps: [0, 0.0004, 0.0008, 0.999, 0.9995].map((from) => ({ from, slope: 0 })) }));
    expect(faults({ ...file, utilities: flat, atLeast: 0, atMost: 0.001 })).toMatch(/near seller between .* a lie gains/);
    const signals = file.problem.signals.map((signal) => ({ ...signal, law: 'beta(4,1)' }));
    expect(faults({ ...file, problem: { ...file.problem, signals } })).not.toBe('');
  });
});
