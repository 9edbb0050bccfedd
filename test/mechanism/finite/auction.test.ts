import { describe, expect, it } from 'vitest';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { bestBayesian } from '../../../src/mechanism/finite/auction/best-bayesian.ts';
import {
  byProfile, chainsOf, majorant, pointwiseBound, requireAuction, type AuctionModel,
} from '../../../src/mechanism/finite/auction/chains.ts';
import { searchBeliefs } from '../../../src/mechanism/finite/auction/belief-search.ts';
import { exPostRevenue, postedPrices, type ExPostAuction } from '../../../src/mechanism/finite/auction/ex-post-revenue.ts';
import { ironedVirtualValues, myersonRevenue } from '../../../src/mechanism/finite/auction/myerson.ts';
import { piStar, withBeliefs } from '../../../src/mechanism/finite/auction/pi-star.ts';
import { auctionFile } from '../../../src/mechanism/finite/auction/proof-file.ts';
import { bestOf } from '../../../src/mechanism/finite/design.ts';
import { auctionFaults } from '../../../src/mechanism/finite/verify/auction.ts';
import { ownMonotone, singleCrossing } from '../../../src/notions/finite/auction-priors.ts';
import { commonPrior } from '../../../src/notions/finite/common-prior.ts';
import { rational, rationalText, sum } from '../../../src/programs/rational.ts';
import { randomSource } from '../../support/random.ts';

type Weights = number | readonly Weights[];

const totalOf = (weights: Weights): number => (
  typeof weights === 'number' ? weights : weights.reduce<number>((sum, part) => sum + totalOf(part), 0)
);
const shares = (weights: Weights, total: number): unknown =>
  (typeof weights === 'number' ? `${weights}/${total}` : weights.map((part) => shares(part, total)));

const fileOf = (values: readonly (readonly (number | string)[])[], weights: Weights) => ({
  finite: 1,
  auction: { bidders: values.map((_, i) => `b${i + 1}`), values: Object.fromEntries(values.map((row, i) => [`b${i + 1}`, row])) },
  prior: shares(weights, totalOf(weights)),
});
const auctionOf = (values: readonly (readonly (number | string)[])[], weights: Weights): AuctionModel =>
  requireAuction(modelAt(parseEnvironment(fileOf(values, weights))), 'a test');

async function best(model: AuctionModel): Promise<ExPostAuction> {
  const found = await exPostRevenue(model);
  if (found.status !== 'optimal') throw new Error(found.reason);
  return found.auction;
}

/** Brooks23's claim fails here: own-monotone, and the highest virtual value is not monotone. */
const CROSSING = auctionOf([[5, 6], [8, 10]], [[1, 3], [2, 1]]);

describe('the least concave majorant', () => {
  const of = (xs: readonly number[], ys: readonly number[]) => majorant(
    xs.map((x) => rational(x)), ys.map((y) => rational(y)),
  ).map(rationalText);
  it('bridges what sags, and takes the higher of two points at one place', () => {
    expect(of([0, 1, 2, 3], [0, 0, 2, 3])).toEqual(['0', '1', '2', '3']);
    expect(of([0, 1, 2, 4], [0, 3, 1, 5])).toEqual(['0', '3', '11/3', '5']);
    expect(of([0, 0, 1, 1, 1], [0, 2, 1, 4, 3])).toEqual(['2', '2', '4', '4', '4']);
    expect(of([0, 2], [0, -1])).toEqual(['0', '-1']);
    expect(of([0], [7])).toEqual(['7']);
  });
});

describe('(P)', () => {
  it('is a posted price for one bidder, at the first of several best ones', async () => {
    // Revenues 1, 2 · 3/4, 3 · 1/2: all of the last two at 3/2.
    const model = auctionOf([[1, 2, 3]], [1, 1, 2]);
    const auction = await best(model);
    expect(rationalText(auction.revenue)).toBe('3/2');
    expect(auction.attained).toBe(true);
    const [price] = postedPrices(chainsOf(model)[0]![0]!, auction.allocation[0]!);
    expect([rationalText(price!.price), rationalText(price!.chance)]).toEqual(['3', '1']);
  });
  it('is a reserve for independent values, and an object of negative values is kept', async () => {
    // Uniform on {1, 2} twice: virtual values 0 and 2, so 2 with chance 3/4.
    expect(rationalText((await best(auctionOf([[1, 2], [1, 2]], [[1, 1], [1, 1]]))).revenue)).toBe('3/2');
    expect(rationalText((await best(auctionOf([[-2, -1], [-3]], [[1], [1]]))).revenue)).toBe('0');
    expect(rationalText((await best(auctionOf([['1/3']], [1]))).revenue)).toBe('1/3');
  });
  it('equals the program with all transfers and all lies, whatever the prior', async () => {
    const random = randomSource(29);
    const shapes = [[[1, 2], [1, 3]], [[1, 2, 4], [2, 3]], [[0, 1, 2], [1, 2, 3]], [[1, 2], [1, 4], [2, 3]], [[-1, 1, 5]]];
    for (const values of shapes) {
      for (let n = 0; n < 4; n++) {
        const weight = (): number => Math.max(n === 0 ? 1 : 0, random.whole(-1, 8));
        const build = (agent: number): Weights => (agent === values.length ? weight() : values[agent]!.map(() => build(agent + 1)));
        const weights = build(0);
        if (totalOf(weights) === 0) continue;
        const model = auctionOf(values, weights);
        const auction = await best(model);
        const full = await bestOf(model, {
          transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'revenue', notion: 'ex-post',
        });
        expect(
          full.status === 'optimal' && rationalText(full.value), JSON.stringify([values, weights]),
        ).toBe(rationalText(auction.revenue));
        expect(auction.pointwise.compare(auction.revenue)).toBeGreaterThanOrEqual(0);
        const chains = chainsOf(model);
        const local = pointwiseBound(byProfile(model, chains, (chain) => chain.local));
        expect(local.compare(auction.revenue)).toBeGreaterThanOrEqual(0);
        if (singleCrossing(model, chains).holds) expect(local.equals(auction.revenue)).toBe(true);
        const file = JSON.parse(JSON.stringify(auctionFile(model, fileOf(values, weights), new Map(), chains, auction))) as object;
        expect(auctionFaults(file), JSON.stringify([values, weights, auction.attained])).toEqual([]);
      }
    }
  });
});

describe('classes of priors, and what the highest virtual value is worth', () => {
  it('own-monotone without single-crossing: only an upper bound, and Bayesian mechanisms gain at π*', async () => {
    const chains = chainsOf(CROSSING);
    expect(ownMonotone(CROSSING, chains)).toEqual({ holds: true });
    expect(singleCrossing(CROSSING, chains)).toEqual({
      holds: false, witness: 'the virtual value of b1 is alone the highest at (5, 8) and is not at (6, 8)',
    });
    const auction = await best(CROSSING);
    expect([auction.revenue, auction.pointwise].map(rationalText)).toEqual(['8', '57/7']);
    const star = await bestBayesian(CROSSING, piStar(chains), false);
    expect(star.status === 'optimal' && rationalText(star.value)).toBe('57/7');
  });
  it('single-crossing without own-monotone: ironing bounds too high, local virtual values are exact', async () => {
    const model = auctionOf([[1, 2], [1, 2, 3]], [[5, 1, 2], [2, 2, 4]]);
    const chains = chainsOf(model);
    expect([ownMonotone(model, chains).holds, singleCrossing(model, chains).holds]).toEqual([false, true]);
    const auction = await best(model);
    expect([auction.revenue, auction.pointwise, pointwiseBound(byProfile(model, chains, ({ local }) => local))].map(rationalText))
      .toEqual(['29/16', '11/6', '29/16']);
  });
  it('in all six orders of (P) and the values of highest ironed and highest local virtual values', async () => {
    const orders = await Promise.all(([
      [[[1, 2], [1, 2, 3]], [[8, 2, 8], [8, 6, 8]], '19/10 = 19/10 = 19/10'],
      [[[5, 6], [8, 10]], [[1, 3], [2, 1]], '8 < 57/7 = 57/7'],
      [[[1, 2], [1, 2, 3]], [[5, 1, 2], [2, 2, 4]], '29/16 < 11/6 > 29/16'],
      [[[1, 2, 3], [1, 2, 3]], [[6, 1, 4], [5, 2, 1], [1, 1, 3]], '7/4 = 7/4 < 43/24'],
      [[[1, 2, 3], [1, 2, 3]], [[6, 1, 3], [2, 4, 1], [3, 8, 4]], '33/16 < 463/224 < 67/32'],
      [[[7, 8, 9], [8, 10, 12]], [[7, 6, 1], [2, 2, 6], [8, 6, 1]], '114/13 < 3127/351 > 344/39'],
    ] as const).map(async ([values, weights, order]) => {
      const model = auctionOf(values.map((list) => [...list]), weights.map((row) => [...row]));
      const { revenue, pointwise } = await best(model);
      const local = pointwiseBound(byProfile(model, chainsOf(model), (one) => one.local));
      const mark = (a: typeof revenue, b: typeof revenue): string => ['<', '=', '>'][a.compare(b) + 1]!;
      expect(local.compare(revenue)).toBeGreaterThanOrEqual(0);
      const [first, second, third] = [revenue, pointwise, local].map(rationalText);
      expect(`${first} ${mark(revenue, pointwise)} ${second} ${mark(pointwise, local)} ${third}`).toBe(order);
    }));
    expect(orders).toHaveLength(6);
  });
  it('neither: the ironed value may be exact, and π* may leave a gap', async () => {
    const model = auctionOf([[1, 2], [1, 2, 3]], [[9, 1, 3], [6, 1, 1]]);
    const chains = chainsOf(model);
    expect([ownMonotone(model, chains).holds, singleCrossing(model, chains).holds]).toEqual([false, false]);
    const auction = await best(model);
    expect(auction.revenue.equals(auction.pointwise)).toBe(true);
    const star = await bestBayesian(model, piStar(chains), false);
    expect(star.status === 'optimal' && rationalText(star.value.sub(auction.revenue))).toBe('1/21');
  });
  it('a value of probability 0 below others is ironed', () => {
    const model = auctionOf([[1, 2, 3]], [1, 0, 1]);
    expect(ownMonotone(model, chainsOf(model)).witness)
      .toBe('the virtual value of b1 is 0 at (1) and without limit below at (2)');
  });
});

describe('π*', () => {
  it('of independent values is the prior, which they share; of correlated ones it need not be', async () => {
    const product = auctionOf([[1, 2], [1, 2]], [[1, 2], [2, 4]]);
    expect(piStar(chainsOf(product))[0]!.map((row) => row.map(rationalText))).toEqual([['1/3', '2/3'], ['1/3', '2/3']]);
    expect((await commonPrior(withBeliefs(product, piStar(chainsOf(product)))))?.map(rationalText)).toEqual(['1/9', '2/9', '2/9', '4/9']);
    expect(await commonPrior(withBeliefs(CROSSING, piStar(chainsOf(CROSSING))))).toBeUndefined();
  });
  it('the prior of full rank extracts the full surplus (Crémer and McLean 1988), of independent values no more than ex post', async () => {
    const { beliefs } = CROSSING;
    const prior = beliefs?.kind === 'prior' ? beliefs.probabilities : [];
    const conditionals = [[0, 1], [0, 1]].map((_, agent) => [0, 1].map((type) => {
      const pair = [0, 1].map((other) => prior[agent === 0 ? type * 2 + other : other * 2 + type]!);
      return pair.map((value) => value.div(pair[0]!.add(pair[1]!)));
    }));
    const theorem = await bestBayesian(CROSSING, conditionals, true);
    const program = await bestBayesian(CROSSING, conditionals, false);
    expect([theorem, program].map((found) => found.status === 'optimal' && rationalText(found.value))).toEqual(['64/7', '64/7']);
    const product = auctionOf([[1, 2], [1, 2]], [[1, 2], [2, 4]]);
    const third = [rational(1, 3), rational(2, 3)];
    const found = await bestBayesian(product, [[third, third], [third, third]], true);
    expect(found.status === 'optimal' && found.value.equals((await best(product)).revenue)).toBe(true);
  });
});

describe('a search over beliefs', () => {
  it.each([
    [CROSSING, '8'],
    [auctionOf([[1, 2], [1, 2, 3]], [[9, 1, 3], [6, 1, 1]]), '10/7'],
  ])('closes the gap that π* leaves, with beliefs at which the program agrees', async (model, revenue) => {
    const found = searchBeliefs(chainsOf(model), model.profiles.size, (await best(model)).revenue)!;
    expect(rationalText(found.bound)).toBe(revenue);
    expect(found.beliefs.flat().map((row) => rationalText(sum(row)))).toEqual(found.beliefs.flat().map(() => '1'));
    const program = await bestBayesian(model, found.beliefs, false);
    expect(program.status === 'optimal' && rationalText(program.value)).toBe(revenue);
  });
  it('says nothing where a value has probability 0', () => {
    expect(searchBeliefs(chainsOf(auctionOf([[1, 2]], [1, 0])), 2, rational(0))).toBeUndefined();
  });
});

describe('the checker', () => {
  it('rejects a file with any one entry altered', async () => {
    const auction = await best(CROSSING);
    const file = auctionFile(CROSSING, fileOf([[5, 6], [8, 10]], [[1, 3], [2, 1]]), new Map(), chainsOf(CROSSING), auction);
    expect(auctionFaults(file)).toEqual([]);
    for (const key of ['allocation', 'payments', 'downward', 'upward', 'participation']) {
      for (const bidder of ['b1', 'b2']) {
        for (let cell = 0; cell < 4; cell++) {
          const altered = structuredClone(file) as Record<string, Record<string, string[][]>>;
          const row = altered[key]![bidder]![cell >> 1]!;
          row[cell & 1] = rationalText(rational(1, 3).add(row[cell & 1]!));
          expect(auctionFaults(altered), `${key} ${bidder} ${cell}`).not.toEqual([]);
        }
      }
    }
    expect(auctionFaults({ ...file, revenue: '9' })).toEqual([
      'the auction collects 8, and the file says 9',
    ]);
    expect(() => auctionFaults({ ...file, revenues: '9' })).toThrow("revenues: unknown field; did you mean 'revenue'?");
  });
});

describe('auctions in environment files', () => {
  const given = (auction: object, rest: object = {}) => () => parseEnvironment({ finite: 1, auction, ...rest });
  it('stand for agents, outcomes and payoffs', () => {
    const { agents, outcomes, auction } = given({ bidders: 2, values: ['1/2', 2], step: 0.5 })();
    expect(agents).toEqual(['bidder-1', 'bidder-2'].map((name) => ({ name, types: ['1/2', '1', '3/2', '2'] })));
    expect(outcomes).toEqual(['unsold', 'bidder-1', 'bidder-2']);
    expect(auction?.values[1]?.map(rationalText)).toEqual(['1/2', '1', '3/2', '2']);
  });
  it.each([
    [{ bidders: 0, values: [1] }, {}, "auction, bidders: must be names, or a whole number from 1 to 8, got '0'"],
    [{ bidders: ['ann'], values: [2, 2] }, {}, 'auction, values: must increase, and 2 follows 2'],
    [{ bidders: ['ann'], values: [1, 'x'] }, {}, 'auction, values, 2: must be a number such as'],
    [{ bidders: ['ann'], values: [1, 2], step: 0 }, {}, 'auction, step: must be above 0, got 0'],
    [{ bidders: ['ann'], values: [1, 2], step: '2/3' }, {}, 'auction, step: 2/3 does not lead from 1 to 2'],
    [
      { bidders: ['ann'], values: [1, 2, 3], step: 1 }, {},
      'auction, values: must be the lowest and the highest value where a step is given, got 3',
    ],
    [{ bidders: ['ann'], values: [0, 5000], step: 1 }, {}, 'auction, step: makes 5001 values, and at most 1000 are taken'],
    [{ bidders: ['ann'], values: { ben: [1] } }, {}, "auction, values: 'ben' is no bidder; known: ann"],
    [{ bidders: ['ann', 'ben'], values: { ben: [1] } }, {}, 'auction, values: values of ann are missing'],
    [{ bidders: ['ann'], value: [1] }, {}, "auction, value: unknown key; did you mean 'values'?"],
    [{ bidders: ['ann'], values: [1] }, { outcomes: ['none'] }, 'outcomes: follows from auction; leave one of the two out'],
  ])('%j', (auction, rest, message) => expect(given(auction, rest)).toThrow(message));
});

describe("Myerson's theorem", () => {
  it('is what the programs find at independent priors, ex post as well, with ironing, ties and unequal bidders', async () => {
    const source = randomSource(81);
    let ironed = 0;
    for (const values of [[[1, 2, 3], [2, 5]], [[1, 2, 19], [1, 2, 19]], [[3]], [[1, 2], [1, 2], [1, '5/2']]]) {
      const laws = values.map((own) => own.map(() => source.whole(1, 5)));
      const weights = (agent: number, so: number): Weights => (agent === laws.length ? so
        : laws[agent]!.map((weight) => weights(agent + 1, so * weight)));
      const model = auctionOf(values, weights(0, 1));
      const expected = myersonRevenue(model)!;
      const found = await bestBayesian(model, conditionalBeliefs(model), true);
      expect(found.status === 'optimal' && found.value.equals(expected)).toBe(true);
      expect((await best(model)).revenue.equals(expected)).toBe(true);
      for (const { agent, values: own, weights: law, ironed: weighted, tails } of chainsOf(model).flat()) {
        const virtual = ironedVirtualValues(own, law.map((weight) => weight.div(tails[0]!)));
        expect(virtual.map((value, k) => rationalText(value.mul(law[k]!))), String(agent)).toEqual(weighted.map(rationalText));
        ironed += Number(new Set(virtual.map(rationalText)).size < virtual.length);
      }
    }
    expect(ironed).toBeGreaterThan(0);
    expect(myersonRevenue(CROSSING)).toBeUndefined();
    expect(myersonRevenue(auctionOf([[1, 2]], [0, 1]))).toBeUndefined();
  });
});
