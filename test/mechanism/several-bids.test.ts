/** Auctions in which a bidder makes several bids, against equilibria and against payoffs summed up from the definitions. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bidAt, bidFunctionsOf, type BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../src/mechanism/auctions/registry.ts';
import { chanceOfUnits, countLaw } from '../../src/mechanism/auctions/unit-ties.ts';
import { bidLoss, type BidLoss, type BidProblem } from '../../src/notions/bid-loss.ts';
import { atOnce } from '../../src/run/turns.ts';

const uniform = parseDistribution('uniform(0,1)');

const lossOf = (auction: string, strategies: readonly BidFunction[], more: Partial<BidProblem> = {}): BidLoss =>
  atOnce(bidLoss({ auction: auctionNamed(auction), cells: 256, strategies, laws: strategies.map(() => uniform), ...more }, 0));

const holds = ({ lower, upper }: { readonly lower: number; readonly upper: number }, value: number, width: number): void => {
  expect(lower).toBeLessThanOrEqual(value + 1e-9);
  expect(upper).toBeGreaterThanOrEqual(value - 1e-9);
  expect(upper - lower).toBeLessThan(width);
};

/** Numbers spread evenly over [0, 1]. */
const N = 24;
const FEW = 8;
const middles = Array.from({ length: N }, (_, k) => (k + 0.5) / N);

describe('objects to bidders who want several', () => {
  const twice = (first: BidFunction, second: readonly number[], n = 2): BidFunction[] =>
    new Array<BidFunction>(n).fill({ ...first, further: [second] });

  it('two of two: nobody pays anything where nobody bids on a second one, and nobody gains', () => {
    const { largest, payment, utility } = lossOf('uniform-price', twice({ values: [0, 1], bids: [0, 1] }, [0, 0]), { units: 2 });
    holds(largest, 0, 0.006);
    holds(payment, 0, 1e-6);
    holds(utility, 1 / 2, 0.006);
  });

  it('truth loses where the second bid may set the price: a second object worth half as much asks for a quarter', () => {
    // At v = 1 against (y, y / 2), y uniform, a second bid of b brings b / 2 and costs b^2 / 2 + b^2 / 2: 1/16 at b = 1/4, nothing at 1/2.
    const { largest, witness } = lossOf('uniform-price', twice({ values: [0, 1], bids: [0, 1] }, [0, 0.5]), { units: 2, marginal: 0.5 });
    holds(largest, 1 / 16, 0.03);
    expect(witness.type).toBe(1);
    expect(witness.report).toHaveLength(2);
  });

  it('pays what is bid: two of two worth the same are one object of the first-price auction, so bids are v / 2', () => {
    const equal = lossOf('discriminatory', twice({ values: [0, 1], bids: [0, 0.5] }, [0, 0.5]), { units: 2 });
    holds(equal.largest, 0, 0.01);
    holds(equal.utility, 1 / 3, 0.01);
    expect(lossOf('discriminatory', twice({ values: [0, 1], bids: [0, 0.6] }, [0, 0.3]), { units: 2 }).largest.lower).toBeGreaterThan(0.02);
  });

  it('of bidders to whom a second object is worth nothing: the auction of one at most to each', () => {
    const bids = { values: [0, 0.5, 1], bids: [0, 0.3, 0.6] };
    for (const auction of ['discriminatory', 'uniform-price']) {
      const [several, one] = [lossOf(auction, twice(bids, [0, 0, 0], 3), { units: 2, marginal: 0 }),
        lossOf(auction, [bids, bids, bids], { units: 2 })];
      for (const quantity of ['largest', 'utility', 'payment'] as const) {
        expect(several[quantity].lower).toBeLessThanOrEqual(one[quantity].upper);
        expect(several[quantity].upper).toBeGreaterThanOrEqual(one[quantity].lower);
      }
    }
  });

  /** Units and payment of the first bidder at one profile of bids, ties by the mean over orders in which hers come first, and last. */
  function outcome(auction: string, bids: readonly (readonly number[])[], units: number, favour: number): readonly [number, number] {
    const all = bids.flatMap((own, i) => own.map((bid) => ({ bid, i })))
      .sort((a, b) => b.bid - a.bid || (favour * (Number(b.i === 0) - Number(a.i === 0))));
    const won = all.slice(0, units).filter(({ i }) => i === 0);
    const price = all[units]?.bid ?? 0;
    return [won.length, auction === 'uniform-price' ? won.length * price : won.reduce((sum, { bid }) => sum + bid, 0)];
  }

  it.each(['uniform-price', 'discriminatory'])('%s: payoffs of unequal bidders are those of the definition', (auction) => {
    const strategies: BidFunction[] = [
      { values: [0, 0.4, 1], bids: [0, 0.4, 0.8], further: [[0, 0.1, 0.8]] },
      { values: [0, 1], bids: [0.2, 0.9], further: [[0, 0.5]] }, { values: [0, 0.5, 1], bids: [0, 0.3, 0.3], further: [[0, 0.3, 0.3]] },
    ];
    const { utility, payment, largest } = lossOf(auction, strategies, { units: 3, marginal: 0.7, cells: 128 });
    const others = strategies.slice(1).map((strategy) => middles.map((v) => bidFunctionsOf(strategy).map((one) => bidAt(one, v))));
    const payoff = (v: number, own: readonly number[]): readonly [number, number] => {
      let [worth, money] = [0, 0];
      for (const a of others[0]!) {
        for (const b of others[1]!) {
          for (const favour of [1, -1]) {
            const [won, paid] = outcome(auction, [own, a, b], 3, favour);
            [worth, money] = [worth + (won > 0 ? v : 0) + (won > 1 ? 0.7 * v : 0) - paid, money + paid];
          }
        }
      }
      return [worth / N ** 2 / 2, money / N ** 2 / 2];
    };
    const truth = (v: number): readonly number[] => bidFunctionsOf(strategies[0]!).map((one) => bidAt(one, v));
    const truths = Array.from({ length: FEW }, (_, k) => (k + 0.5) / FEW).map((v) => payoff(v, truth(v)));
    const mean = (side: 0 | 1): number => truths.reduce((sum, found) => sum + found[side], 0) / truths.length;
    for (const [side, { lower, upper }] of [utility, payment].entries()) {
      expect(mean(side as 0 | 1)).toBeGreaterThan(lower - 0.01);
      expect(mean(side as 0 | 1)).toBeLessThan(upper + 0.01);
      expect(upper - lower).toBeLessThan(0.06);
    }
    const own = payoff(0.9, truth(0.9))[0];
    for (const lie of [[0.31, 0.31], [0.5, 0.4], [0.6, 0.6], [0.7, 0.31]]) {
      expect(payoff(0.9, lie)[0] - own).toBeLessThan(largest.upper + 0.02);
    }
  });

  it('ties are broken evenly among bids', () => {
    // Three bidders make two bids of 1/4 each, four objects: 4/3 objects each, at 1/4.
    for (const auction of ['uniform-price', 'discriminatory']) {
      const flat = new Array<BidFunction>(3).fill({ values: [0, 1], bids: [0.25, 0.25], further: [[0.25, 0.25]] });
      const { utility, payment, largest } = lossOf(auction, flat, { units: 4 });
      holds(payment, 1 / 3, 1e-6);
      holds(utility, (4 / 3) * (1 / 2 - 1 / 4), 0.01);
      // A little more wins both.
      holds(largest, (2 / 3) * (3 / 4), 0.02);
    }
    expect(countLaw([0.2, 0.5])).toEqual([0.2, 0.3, 0.5]);
    const tied = { below: 0, upTo: 1 };
    // Two of three equal bids win: of two of one's own at least one does, and both in one case of three.
    expect(chanceOfUnits([[tied]], 2, 2).map((p) => Number(p.toFixed(12)))).toEqual([1, 0.333333333333]);
    expect(chanceOfUnits([[{ below: 0, upTo: 0 }, tied]], 1, 1)).toEqual([0]);
  });
});

describe('a split award', () => {
  const costs = parseDistribution('uniform(1,1.4)');
  const of = (whole: readonly number[], half: readonly number[], splitCost: number, more: Partial<BidProblem> = {}): BidLoss => {
    const strategies = new Array<BidFunction>(2).fill({ values: [1, 1.4], bids: whole, further: [half] });
    return lossOf('split-award', strategies, { laws: [costs, costs], splitCost, ...more });
  };

  it('one takes all: wholes as in a first-price auction, halves too dear to matter', () => {
    const { largest, utility, payment } = of([1.2, 1.4], [1.2, 1.4], 0.6);
    holds(largest, 0, 0.015);
    holds(utility, 1 / 15, 0.01);
    holds(payment, -(1.2 + 0.2 / 3) / 2, 0.01);
  });

  it('both take halves at a price at which no cost does better by the whole, up to (1 - c) times the least', () => {
    holds(of([1.2, 1.2], [0.6, 0.6], 0.3).largest, 0, 1e-4);
    holds(of([1.4, 1.4], [0.7, 0.7], 0.3).largest, 0, 1e-4);
    // At 3/4 the whole just below 3/2 is better for the least cost, 1, by 1/20.
    holds(of([1.5, 1.5], [0.75, 0.75], 0.3, { cells: 4096 }).largest, 1 / 20, 2e-3);
  });

  it('halves at one price: on either side of it something is won', () => {
    // The other asks 0.7 for a half and 2 for the whole: the whole is won up to cost 1.2, where p - q is 0.7, then a half.
    const flat: BidFunction = { values: [1, 1.4], bids: [2, 2], further: [[0.7, 0.7]] };
    const rising = (from: number, half: number): BidFunction => ({ values: [1, 1.4], bids: [from, 1.6], further: [[half, 0.8]] });
    const { largest, mean } = lossOf('split-award', [rising(1.3, 0.7), flat], { laws: [costs, costs], splitCost: 0.5, cells: 1024 });
    // The best is 2 - v: at cost 1 she gets 0.3 instead of 1, at 1.2 first 0.25, then 0.15 instead of 0.8.
    holds(largest, 0.7, 0.005);
    // Where a half costs 0.2 v the best is a half at 1.3, with the whole at 2: up to cost 1.2 she gets 0.25 instead of 1.06.
    holds(lossOf('split-award', [rising(1.3, 0.7), flat], { laws: [costs, costs], splitCost: 0.2, cells: 1024 }).largest, 0.81, 0.005);
    // Costs of 1.2, which is no point of the grid, lose most: -0.02 instead of 0.8.
    holds(lossOf('split-award', [rising(1.2, 0.6), flat], { laws: [costs, costs], splitCost: 0.6, cells: 1023 }).largest, 0.82, 0.005);
    expect(mean.upper - mean.lower).toBeLessThan(0.005);
  });

  it('payoffs are those of the definition', () => {
    const strategies: BidFunction[] = [
      { values: [1, 1.4], bids: [1.2, 1.5], further: [[0.6, 0.65]] },
      { values: [1, 1.2, 1.4], bids: [1.1, 1.3, 1.5], further: [[0.5, 0.7, 0.7]] },
    ];
    const { utility, largest, payment } = lossOf('split-award', strategies, { laws: [costs, costs], splitCost: 0.4, cells: 512 });
    const others = Array.from({ length: 200 }, (_, k) =>
      bidFunctionsOf(strategies[1]!).map((one) => bidAt(one, 1 + (0.4 * (k + 0.5)) / 200)));
    const payoff = (v: number, p: number, q: number): readonly [number, number] => {
      let [worth, money] = [0, 0];
      for (const [x, y] of others as [number, number][]) {
        if (q + y <= Math.min(p, x)) [worth, money] = [worth + q - 0.4 * v, money - q];
        else if (p < x) [worth, money] = [worth + p - v, money - p];
      }
      return [worth / 200, money / 200];
    };
    const types = Array.from({ length: 4 * FEW }, (_, k) => 1 + (0.1 * (k + 0.5)) / FEW);
    const [whole, half] = bidFunctionsOf(strategies[0]!) as [BidFunction, BidFunction];
    const truths = types.map((v) => payoff(v, bidAt(whole, v), bidAt(half, v)));
    const mean = (side: 0 | 1): number => truths.reduce((sum, found) => sum + found[side], 0) / types.length;
    for (const [side, { lower, upper }] of [utility, payment].entries()) {
      expect(mean(side as 0 | 1)).toBeGreaterThan(lower - 0.005);
      expect(mean(side as 0 | 1)).toBeLessThan(upper + 0.005);
      expect(upper - lower).toBeLessThan(0.01);
    }
    const tried = types.filter((_, k) => k % 8 === 0).map((v, k) => Math.max(...Array.from({ length: 25 }, (_, a) => a).flatMap((a) =>
      Array.from({ length: 25 }, (_, b) => payoff(v, 1 + a / 48, 0.4 + b / 48)[0]))) - truths[8 * k]![0]);
    expect(Math.max(...tried)).toBeLessThan(largest.upper + 0.005);
    expect(largest.lower).toBeGreaterThan(Math.max(...tried) - 0.005);
    expect(largest.lower).toBeLessThan(Math.max(...tried) + 0.03);
  });
});
