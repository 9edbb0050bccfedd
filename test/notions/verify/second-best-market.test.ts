/** Certificates of second bests of markets: accepted as written, refused once an entry is altered visibly. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { tradeUnder } from '../../../src/environment/bilateral-trade.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { marketSecondBestFile, uncollectableMarketFile } from '../../../src/kinds/field/second-best-market-proof.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { judgeSecondBestMarketFile } from '../../../src/notions/verify/second-best-market.ts';

interface Step {
  readonly from: number;
  readonly score: number;
}
interface File {
  readonly sellers: number;
  readonly scores: readonly { readonly seller: readonly Step[]; readonly buyer: readonly Step[] }[];
  readonly rules: readonly { readonly share: number; readonly scores: number }[];
  readonly bound: { readonly price: number; readonly scores: number };
  readonly atLeast: number;
  readonly atMost: number;
}
interface Asked {
  readonly sellers: number;
  readonly buyers: number;
  readonly cost?: string;
  readonly value?: string;
  readonly deficit?: number;
  readonly cells?: number;
}

function told({ sellers, buyers, cost = 'uniform(0,1)', value = 'uniform(0,1)', deficit, cells = 48 }: Asked) {
  const laws = { cost: parseDistribution(cost, 'cost'), value: parseDistribution(value, 'value') };
  const reduced = {
    ...twoWayReduction(tradeUnder(laws), cells, deficit !== undefined), traders: [sellers, buyers] as const,
  };
  return { market: doubleAuction({ sellers, buyers, kappa: 0.5, ...laws }), reduced, deficit, values: {} };
}
function fileOf(asked: Asked): File {
  const one = told(asked);
  const found = secondBestOfTwo(one.reduced, asked.deficit === undefined ? undefined : { deficit: asked.deficit });
  return JSON.parse(JSON.stringify(marketSecondBestFile(one, found))) as File;
}
const faults = (file: unknown): string => judgeSecondBestMarketFile(file).faults.join();
const ends = (file: unknown): number[] => /\(([\d.]+) and ([\d.]+) by/.exec(judgeSecondBestMarketFile(file).what)!.slice(1).map(Number);

describe('certificates of second bests of markets', () => {
  const file = fileOf({ sellers: 2, buyers: 3, deficit: 0 });

  it('are accepted: of unequal sides and laws, with money and without, of one trader a side as of bilateral trade', () => {
    expect(faults(file)).toBe('');
    // Myerson and Satterthwaite (1983): 9/64 under uniform laws; the first best of 2 and 3 is read off order statistics.
    const one = fileOf({ sellers: 1, buyers: 1, deficit: 0 });
    expect(faults(one)).toBe('');
    const [below, above] = ends(one);
    expect([below! < 9 / 64 + 1e-6, above! > 9 / 64 - 1e-6, above! - below! < 0.002]).toEqual([true, true, true]);
    const free = fileOf({ sellers: 2, buyers: 3 });
    expect(faults(free)).toBe('');
    expect(free.bound.price).toBe(0);
    // E (B2 of 3 - C2 of 2)^+ + E (B1 of 3 - C1 of 2)^+ by the integral of E min(S, D): Σ_k ∫ Pr(S >= k) Pr(D >= k) dt.
    const tails = (n: number, p: number): number[] => [1 - (1 - p) ** n, 1 - (1 - p) ** n - n * p * (1 - p) ** (n - 1)];
    const steps = 4000;
    const first = Array.from({ length: steps }, (_, j) => (j + 0.5) / steps)
      .reduce((sum, t) => sum + tails(2, t).reduce((part, x, k) => part + x * tails(3, 1 - t)[k]!, 0) / steps, 0);
    expect([free.atLeast <= first, free.atMost >= first]).toEqual([true, true]);
    expect(faults(fileOf({ sellers: 3, buyers: 2, cost: 'beta(2,3)', value: 'uniform(0.2,1.1)', deficit: 0.01, cells: 16 }))).toBe('');
  });

  it('are refused once ends, scores, shares, prices, laws, numbers of traders or the deficit are others', () => {
    const scored = (side: 'seller' | 'buyer', change: (score: number, j: number) => number) => ({
      scores: file.scores.map((list) => ({ ...list, [side]: list[side].map(({ from, score }, j) => ({ from, score: change(score, j) })) })),
    });
    const near = 1e-4;
    const [below, above] = ends(file) as [number, number];
    const altered = [
      { atLeast: below + near }, { atMost: above - near }, { atLeast: file.atMost + near }, { deficit: -0.1 }, { deficit: undefined },
      { sellers: 3 }, { buyers: 2 }, { cost: 'uniform(0,1.1)' }, { value: 'uniform(0,0.9)' },
      { value: 'discrete(0:0.5,1:0.5)' }, { value: 'exponential(1)' }, { bound: { ...file.bound, price: 1 } },
      { bound: { ...file.bound, price: 0 } }, { rules: [{ share: 0.5, scores: 0 }] },
      scored('seller', (score) => score + 0.05), scored('buyer', (score) => score - 0.05), scored('buyer', (score) => 1.1 * score),
      scored('seller', (score, j) => (j === 3 ? score + 9 : score)), scored('buyer', (score) => -score),
      { scores: file.scores.map((list) => ({ ...list, buyer: [...list.buyer, { from: 7, score: 99 }] })) },
    ];
    for (const change of altered) expect(faults({ ...file, ...change }), JSON.stringify(change).slice(0, 90)).not.toBe('');
    for (const cut of [
      { rules: [] }, { atMost: undefined }, { bound: { price: 0, scores: 9 } }, { sellers: 0 },
      { scores: [{ seller: file.scores[0]!.seller }] }, { infeasible: true }, { more: 1 },
    ]) expect(() => faults({ ...file, ...cut }), JSON.stringify(cut)).toThrow(InputError);
  });

  it('are accepted of lists, mixtures and laws without an end, and refused once these are others', () => {
    const [listed, mixed, endless] = [
      fileOf({ sellers: 2, buyers: 3, cost: 'discrete(0:0.3,0.3:0.3,0.8:0.4)', value: 'discrete(0.2:0.4,0.5:0.3,0.9:0.3)', deficit: 0 }),
      fileOf({
        sellers: 2, buyers: 1, cost: 'mixture(0.3:0,0.7:uniform(0,1))', value: 'mixture(0.4:0.5,0.6:uniform(0,0.4))', deficit: 0,
        cells: 512,
      }),
      fileOf({ sellers: 1, buyers: 2, cost: 'normal(0,1)', value: 'exponential(1)', deficit: 0.01, cells: 256 }),
    ] as const;
    for (const one of [listed, mixed, endless]) expect(faults(one)).toBe('');
    expect(ends(listed)[1]! - ends(listed)[0]!).toBeLessThan(1e-4);
    expect(listed.atMost - listed.atLeast).toBeLessThan(1e-8);
    for (const [one, changes] of [
      [listed, [{ cost: 'discrete(0:0.3,0.3:0.31,0.8:0.39)' }, { value: 'discrete(0.2:0.39,0.5:0.3,0.9:0.31)' }, { deficit: -0.3 }]],
      [mixed, [{ cost: 'mixture(0.4:0,0.6:uniform(0,1))' }, { value: 'mixture(0.4:0.6,0.6:uniform(0,0.4))' }, { buyers: 2 }]],
      [endless, [{ cost: 'normal(0.01,1)' }, { value: 'exponential(0.99)' }, { atLeast: endless.atLeast + 1e-3 }, { deficit: -0.2 }]],
    ] as const) for (const change of changes) expect(faults({ ...one, ...change }), JSON.stringify(change)).not.toBe('');
    // A score that holds at a point, moved beyond it.
    const side = listed.scores[0]!.buyer;
    const moved = side.map((step, j) => (j === side.length - 1 ? { ...step, from: step.from + 1e-9 } : step));
    expect(faults({ ...listed, scores: listed.scores.map((list) => ({ ...list, buyer: moved })) })).not.toBe('');
  });

  it('of laws that are functions of one\'s own hold their values, and are proved for every law that has them', () => {
    const own = (power: number) => ({
      text: 'mine', support: [0, 1] as const, cdf: (x: number) => (x <= 0 ? 0 : x >= 1 ? 1 : x ** power),
      quantile: (p: number) => p ** (1 / power),
    });
    const laws = { cost: own(2), value: own(1) };
    const reduced = { ...twoWayReduction(tradeUnder(laws), 64, true), traders: [2, 1] as const };
    const asked = { market: doubleAuction({ sellers: 2, buyers: 1, kappa: 0.5, ...laws }), reduced, deficit: 0, values: {}, cells: 512 };
    const table = JSON.parse(JSON.stringify(marketSecondBestFile(asked, secondBestOfTwo(reduced, { deficit: 0 })))) as File & {
      readonly cost: string;
    };
    expect(faults(table)).toBe('');
    expect(judgeSecondBestMarketFile(table).what).toMatch(/whichever law with a density each of cost, value has.*Taken/);
    const by = fileOf({ sellers: 2, buyers: 1, cost: 'beta(2,1)', deficit: 0, cells: 512 });
    expect([table.atLeast < by.atMost, table.atMost > by.atLeast, table.atMost - table.atLeast < 0.06]).toEqual([true, true, true]);
    // Values leave open half of width times mass of every piece of three laws: what is reached is less by that.
    const exact = ends({ ...table, cost: 'beta(2,1)', value: 'uniform(0,1)', tabulated: undefined });
    expect(exact[0]! - ends(table)[0]!).toBeGreaterThan(1e-3);
    expect(exact[0]! - ends(table)[0]!).toBeLessThan(1e-2);
    const near = 1e-3;
    for (const change of [
      { atLeast: table.atMost + near, atMost: table.atMost + near }, { atMost: table.atLeast - near, atLeast: table.atLeast - near },
      { deficit: -0.2 }, { sellers: 1 },
    ]) expect(faults({ ...table, ...change }), JSON.stringify(change)).not.toBe('');
    const moved = table.scores.map((list) =>
      ({ ...list, buyer: list.buyer.map((step, j) => (j === 3 ? { ...step, from: step.from + 1e-9 } : step)) }));
    expect(() => faults({ ...table, scores: moved })).toThrow(/must step where the distribution function is given/);
  });

  it('say which deficits nobody has, and are refused where somebody may', () => {
    const asked = { ...told({ sellers: 1, buyers: 1, deficit: -0.05 }), deficit: -0.05 };
    const none = JSON.parse(JSON.stringify(uncollectableMarketFile(asked))) as File;
    expect(faults(none)).toBe('');
    // 1/24 is what a broker collects of one uniform trader a side.
    expect(judgeSecondBestMarketFile(none).what).toMatch(/deficit of at most -0\.05 \(0\.041\d* is collected at most/);
    for (const change of [
      { deficit: -0.0416 }, { buyers: 2 }, { value: 'uniform(0,1.3)' },
      { bound: { price: 0.5, scores: 0 } }, { scores: [{ ...none.scores[0]!, seller: [{ from: -1, score: -1 }] }] },
    ]) expect(faults({ ...none, ...change }), JSON.stringify(change)).not.toBe('');
    expect(uncollectableMarketFile({ ...told({ sellers: 1, buyers: 1, deficit: -0.042, cells: 8 }), deficit: -0.042 })).toMatch(/too near/);
  });
});
