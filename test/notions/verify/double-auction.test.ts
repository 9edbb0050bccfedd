/** Certificates of double auctions' least ε: what the check accepts, by counts of its own, and that no altered entry passes. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { doubleAuctionFile } from '../../../src/kinds/field/proofs.ts';
import { doubleAuctionLeastEpsilon, Uncollectable } from '../../../src/notions/least-epsilon/double-auction.ts';
import { countedOf } from '../../../src/notions/verify/binomial-sums.ts';
import { judgeDoubleAuctionFile } from '../../../src/notions/verify/double-auction.ts';

const lawOf = (text: string) => parseDistribution(text, 'law');

function fileOf(sellers: number, buyers: number, cost: string, value: string, deficit: number, precision = 0.01) {
  const market = doubleAuction({ sellers, buyers, kappa: 0, cost: lawOf(cost), value: lawOf(value) });
  const found = doubleAuctionLeastEpsilon(market, deficit, precision, precision * 1e-4);
  const file: unknown = JSON.parse(JSON.stringify(doubleAuctionFile(market, found, deficit, { deficit })));
  return file as Record<string, number> & { points: number[] };
}
const faults = (file: unknown): readonly string[] => judgeDoubleAuctionFile(file).faults;

describe('counts of two groups', () => {
  it('are those of every outcome, certain and impossible members included', () => {
    for (const [m, p, n, q] of [[3, 0.3, 2, 0.8], [0, 0.3, 4, 0.1], [2, 0, 2, 1], [1, 0.5, 0, 0.5]] as const) {
      const counted = countedOf([[m, p], [n, q]]);
      const law = new Float64Array(m + n + 1);
      for (let outcome = 0; outcome < 2 ** (m + n); outcome++) {
        let [chance, successes] = [1, 0];
        for (let i = 0; i < m + n; i++) {
          const success = (outcome >> i) & 1;
          chance *= success ? (i < m ? p : q) : 1 - (i < m ? p : q);
          successes += success;
        }
        law[successes]! += chance;
      }
      for (let k = -1; k <= m + n + 1; k++) {
        expect(counted.at(k)).toBeCloseTo(law[k] ?? 0, 13);
        expect(counted.below(k)).toBeCloseTo(law.slice(0, Math.max(0, k)).reduce((a, b) => a + b, 0), 13);
      }
    }
    const large = countedOf([[4096, 0.5], [4096, 0.5]]);
    expect(large.below(4096) + large.at(4096) / 2).toBeCloseTo(0.5, 12);
  });
});

describe('certificates of double auctions', () => {
  it('are accepted whatever the sides, laws and deficits', () => {
    const cases: readonly Parameters<typeof fileOf>[] = [
      [1, 1, 'uniform(0,1)', 'uniform(0,1)', 0], [1, 1, 'uniform(0,1)', 'uniform(0,1)', 0.1],
      [3, 7, 'beta(2,3)', 'uniform(0.2,1.4)', 0.05],
      [2, 1, 'uniform(0,1)', 'uniform(0.5,2)', -0.1], [1, 2, 'uniform(0.5,1)', 'uniform(0,0.8)', 0],
      [40, 25, 'uniform(0,1)', 'beta(1,2)', 0],
    ];
    for (const args of cases) expect(faults(fileOf(...args))).toEqual([]);
    // The closed form of Myerson and Satterthwaite's problem lies between the ends.
    const file = fileOf(1, 1, 'uniform(0,1)', 'uniform(0,1)', 0);
    expect(file.atLeast).toBeLessThan(1 - 0.5 ** (1 / 3));
    expect(file.atMost).toBeGreaterThan(1 - 0.5 ** (1 / 3));
  });

  it('hold of laws with atoms, gaps and without ends, and of no others', () => {
    const atoms = 'discrete(0:0.3,0.4:0.3,1:0.4)';
    const cases: readonly Parameters<typeof fileOf>[] = [
      [2, 3, atoms, atoms, -0.6], [3, 2, 'discrete(0:0.2,1:0.5,3:0.3)', 'discrete(0.5:0.1,1:0.4,2:0.3,7:0.2)', -3.2],
      [2, 2, 'mixture(0.3:0,0.7:uniform(0,1))', 'mixture(0.5:uniform(0,0.3),0.1:0.3,0.4:uniform(0.6,1))', 0],
      [1, 1, 'exponential(1)', 'exponential(1)', 0], [3, 2, 'normal(0,1)', 'lognormal(0,0.5)', 0.01],
      [1, 2, 'pareto(1,3)', 'pareto(1,3)', 0],
    ];
    for (const args of cases) {
      const file = fileOf(...args);
      expect(faults(file), args.join(' ')).toEqual([]);
      expect(file.atLeast).toBeGreaterThan(0);
      for (const change of [
        { atLeast: file.atMost! * (1 + 1e-6) }, { atMost: file.atLeast! * (1 - 1e-6) }, { sellers: file.sellers! + 1 },
        { deficit: file.deficit! - 0.02 }, { deficit: file.deficit! + 0.02 },
        ...(args[2] === 'exponential(1)' ? [{ value: 'exponential(1.02)' }, { cost: 'exponential(0.98)' }] : []),
        ...(args[2] === atoms ? [{ cost: 'discrete(0:0.3,0.4:0.31,1:0.39)' }, { value: 'discrete(0:0.3,0.4:0.29,1:0.41)' }] : []),
      ]) {
        const refused = (): readonly string[] => {
          try {
            return faults({ ...file, ...change });
          } catch (error) {
            return [(error as Error).message];
          }
        };
        expect(refused(), `${args.join(' ')} ${JSON.stringify(change)}`).not.toEqual([]);
      }
    }
  });

  it('are refused when any entry is altered so that the statement becomes false, or its cells too coarse', () => {
    const file = fileOf(3, 2, 'uniform(0,1)', 'beta(2,2)', 0.02, 0.002);
    expect(faults(file)).toEqual([]);
    const altered = [
      { sellers: 2 }, { sellers: 4 }, { buyers: 1 }, { buyers: 3 }, { cost: 'uniform(0,1.02)' }, { cost: 'beta(1,1.05)' },
      { value: 'beta(2,2.1)' }, { value: 'beta(2.1,2)' }, { deficit: 0.019 }, { deficit: 0.021 },
      { atLeast: file.atMost! }, { atMost: file.atLeast! }, { atLeast: file.atLeast! * 1.02 },
      { atMost: file.atMost! * 0.98 }, { atMost: 0 },
      { points: file.points.filter((_, j) => j % 8 === 0 || j === file.points.length - 1) },
    ];
    for (const change of altered) {
      const [refused, said] = [() => faults({ ...file, ...change }), JSON.stringify(change).slice(0, 80)];
      try {
        expect(refused(), said).not.toEqual([]);
      } catch (error) {
        // Ends of laws that are no points of the file.
        expect((error as Error).message, said).toMatch(/^points: must have the ends of/);
      }
    }
  });

  it('hold points that rise and reach the ends of both laws, and nothing else', () => {
    const file = fileOf(1, 1, 'uniform(0,1)', 'uniform(0,1)', 0);
    expect(() => faults({ ...file, points: file.points.toReversed() })).toThrow(/^points: must rise/);
    expect(() => faults({ ...file, points: file.points.slice(1) })).toThrow(/^points: must have the ends of cost/);
    expect(() => faults({ ...file, cost: 'discrete(0:0.5,0.123456:0.2,1:0.3)' })).toThrow(/^points: .* at which cost has an atom or a gap/);
    expect(() => faults({ ...file, value: 'pareto(1,0.9)' })).toThrow(/^value: must be a law that has a mean/);
    expect(() => faults({ ...file, sellers: 0 })).toThrow(/sellers/);
    expect(() => faults({ ...file, more: 1 })).toThrow(/more/);
  });

  it('prove that no ε will do where more is to be collected than all gains from trade, and nothing else', () => {
    const refusedOf = (sellers: number, buyers: number, value: string, deficit: number): Record<string, unknown> => {
      const market = doubleAuction({ sellers, buyers, kappa: 0, cost: lawOf('uniform(0,1)'), value: lawOf(value) });
      try {
        doubleAuctionLeastEpsilon(market, deficit, 0.01, 1e-6);
      } catch (error) {
        if (!(error instanceof Uncollectable)) throw error;
        expect(error.message).toMatch(/every type of seller and buyer, weighed by her chance, and the budget add up to 0 >= /);
        return JSON.parse(JSON.stringify(doubleAuctionFile(market, error, deficit, { deficit }))) as Record<string, unknown>;
      }
      throw new Error('not refused');
    };
    // All gains from trade are 1/6, 2/5 of two a side, 1 of values on [1, 2], and nothing where no value exceeds a cost.
    const two = refusedOf(2, 2, 'uniform(0,1)', -0.41);
    expect(judgeDoubleAuctionFile(two)).toMatchObject({
      faults: [], what: expect.stringMatching(/^no epsilon will do .* between 2 sellers and 2 buyers that loses at most -0.41 a market$/),
    });
    for (const file of [
      refusedOf(1, 1, 'uniform(0,1)', -0.167), refusedOf(1, 1, 'uniform(1,2)', -1.001), refusedOf(2, 1, 'uniform(-1,0)', -1e-9),
    ]) expect(faults(file)).toEqual([]);
    const altered = [
      { deficit: -0.39 }, { sellers: 3 }, { buyers: 3 }, { value: 'uniform(0,1.02)', points: [...two.points as number[], 1.02] },
      { points: [0, 1] }, { infeasible: undefined, atLeast: 0, atMost: 1 },
    ];
    for (const change of altered) expect(faults({ ...two, ...change }), Object.keys(change).join()).not.toEqual([]);
  });
});
