import { describe, expect, it } from 'vitest';
import { doubleAuctionMechanisms } from '../../kernels/double-auction-mechanisms/cpu.ts';
import { doubleAuctionMechanismsGpu } from '../../kernels/double-auction-mechanisms/webgpu.ts';
import { outcomeOf, type Outcome, type Reports } from '../../kernels/double-auction-mechanisms/reference.ts';
import { emptyClearing, type Clearing, type Profile } from '../../kernels/double-auction-mechanisms/rule.ts';
import { ruleOf, type RuleParameters } from '../../kernels/double-auction-mechanisms/rules.ts';
import { placeOf, POSITIONS, type DoubleAuctionMechanismsParameters } from '../../kernels/double-auction-mechanisms/spec.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { doubleAuctionMechanismsParameters, madeUpRules, stepOf } from './double-auction-mechanisms-cases.ts';
import { runKernel } from './run.ts';

const agrees = (parameters: DoubleAuctionMechanismsParameters, first: number, count: number): void =>
  expect(runKernel(doubleAuctionMechanisms, 'prepareCpu', parameters, first, count)).toEqual(
    runKernel(doubleAuctionMechanisms, 'prepareReference', parameters, first, count),
  );

/** As the kernel makes it of reports. */
function profileOf({ asks, bids }: Reports): Profile {
  const [sortedAsks, sortedBids] = [Int32Array.from(asks).sort(), Int32Array.from(bids).sort()];
  let efficient = 0;
  while (efficient < Math.min(asks.length, bids.length) && sortedAsks[efficient]! <= sortedBids[bids.length - 1 - efficient]!) efficient++;
  return { asks: Int32Array.from(asks), bids: Int32Array.from(bids), sortedAsks, sortedBids, efficient };
}

/** Who trades, from what the rule's file says of its clearing. */
function traders(reports: Reports, { trades, by, highestAsk, lowestBid, pays, gets }: Clearing): Outcome {
  const asks = reports.asks.map((report, index) => ({ report, index }));
  const bids = reports.bids.map((report, index) => ({ report, index }));
  const sellers = by === 'index' ? asks.filter(({ report }) => report <= highestAsk)
    : asks.sort((a, b) => a.report - b.report || a.index - b.index);
  const buyers = by === 'index' ? bids.filter(({ report }) => report >= lowestBid)
    : bids.sort((a, b) => b.report - a.report || b.index - a.index);
  const chosen = (list: readonly { readonly index: number }[]): number[] => list.slice(0, trades).map(({ index }) => index);
  return { sellers: chosen(sellers), buyers: chosen(buyers), pays, gets };
}

function clearing(reports: Reports, rule: RuleParameters): Outcome {
  const into = emptyClearing();
  ruleOf(rule).clear(profileOf(reports), rule, into);
  return traders(reports, into);
}

/** Reports on a grid so coarse that ties are common. */
function madeUpReports(make: ReturnType<typeof caseMaker>, steps: number): Reports {
  const side = (): number[] => Array.from({ length: 1 + make.whole(5) }, () => make.whole(steps + 1) * stepOf(steps));
  return { asks: side(), bids: side() };
}

describe('kernel double-auction-mechanisms', () => {
  it.each([[1, 1], [1, 2], [2, 1], [1, 9], [9, 1], [3, 5], [33, 64]])('%d sellers and %d buyers: equals its twin', (sellers, buyers) => {
    for (let seed = 0; seed < 6; seed++) agrees(doubleAuctionMechanismsParameters(seed, sellers, buyers), 5, 40);
  });

  it('equals its twin across 2^32', () => agrees(doubleAuctionMechanismsParameters(3, 4, 3), 2 ** 32 - 40, 80));

  it('a type lies strictly inside its cell, and an atom on its place', () => {
    const law = { thresholds: Float64Array.of(0, 10, 20, 2 ** 32), places: Float64Array.of(4, 8, 8, POSITIONS) };
    expect([0, 3, 4, 9].map((word) => placeOf(word, 1, law))).toEqual([5, 5, 6, 7]);
    expect([10, 19].map((word) => placeOf(word, 2, law))).toEqual([8, 8]);
    expect([20, 2 ** 32 - 1].map((word) => placeOf(word, 3, law))).toEqual([9, POSITIONS - 1]);
  });
});

describe('mechanisms of double auctions, profile by profile', () => {
  it('who trades and at which prices is what the definitions say, also where reports tie', () => {
    const make = caseMaker(11);
    for (let trial = 0; trial < 300; trial++) {
      const steps = 1 + make.whole(9);
      const reports = madeUpReports(make, steps);
      for (const rule of madeUpRules(make, steps)) {
        const [got, wanted] = [clearing(reports, rule), outcomeOf(reports, rule)];
        expect([got.sellers, got.buyers]).toEqual([wanted.sellers, wanted.buyers]);
        if (got.sellers.length > 0 || rule.rule === 'k-double-auction') expect([got.pays, got.gets]).toEqual([wanted.pays, wanted.gets]);
      }
    }
  });

  it('nobody who trades loses, no money is put in, and what is lost of trades is as the structure says', () => {
    const make = caseMaker(12);
    for (let trial = 0; trial < 300; trial++) {
      const steps = 1 + make.whole(9);
      const reports = madeUpReports(make, steps);
      const { efficient } = profileOf(reports);
      for (const rule of madeUpRules(make, steps)) {
        const { sellers, buyers, pays, gets } = clearing(reports, rule);
        expect(sellers.length).toBe(buyers.length);
        expect(sellers.every((i) => reports.asks[i]! <= gets) && buyers.every((i) => pays <= reports.bids[i]!)).toBe(true);
        if (sellers.length > 0) expect(pays).toBeGreaterThanOrEqual(gets);
        const missing = efficient - sellers.length;
        if (rule.rule === 'k-double-auction') expect(missing).toBe(0);
        else if (rule.rule === 'trade-reduction') expect(missing).toBe(Math.min(1, efficient));
        else if (rule.rule === 'mcafee') expect([0, Math.min(1, efficient)]).toContain(missing);
        else expect(missing).toBeGreaterThanOrEqual(0);
        if (rule.rule === 'k-double-auction' || rule.rule === 'posted-price') expect(pays).toBe(gets);
      }
    }
  });

  /** The most that one trader gains by some report, over all traders and reports half way between and on the places of others. */
  function largestGain(reports: Reports, rule: RuleParameters, steps: number): number {
    const lies = Array.from({ length: 2 * steps + 1 }, (_, j) => (j * stepOf(steps)) / 2);
    let most = 0;
    for (const side of ['asks', 'bids'] as const) {
      reports[side].forEach((type, i) => {
        const utility = (report: number): number => {
          const { sellers, buyers, pays, gets } = clearing({ ...reports, [side]: reports[side].with(i, report) }, rule);
          return side === 'asks' ? (sellers.includes(i) ? gets - type : 0) : buyers.includes(i) ? type - pays : 0;
        };
        const truth = utility(type);
        for (const lie of lies) most = Math.max(most, utility(lie) - truth);
      });
    }
    return most;
  }

  it('no lie ever gains in McAfee\'s, trade reduction and a posted price, tried draw by draw; in a k-double auction some do', () => {
    const make = caseMaker(13);
    let manipulable = 0;
    for (let trial = 0; trial < 150; trial++) {
      const steps = 1 + make.whole(7);
      const reports = madeUpReports(make, steps);
      for (const rule of madeUpRules(make, steps)) {
        const gain = largestGain(reports, rule, steps);
        if (rule.rule === 'k-double-auction') manipulable += gain > 0 ? 1 : 0;
        else expect([rule.rule, gain]).toEqual([rule.rule, 0]);
      }
    }
    expect(manipulable).toBeGreaterThan(30);
  });

  it('McAfee\'s with one pair trades only where the middle of what may be reported fits', () => {
    const rule = { rule: 'mcafee', bottom: 0, top: POSITIONS } as const;
    const traded = (ask: number, bid: number): number =>
      clearing({ asks: [ask * POSITIONS], bids: [bid * POSITIONS] }, rule).sellers.length;
    expect([traded(0.25, 0.75), traded(0.5, 0.5), traded(0, 0.25), traded(0.75, 1)]).toEqual([1, 1, 0, 0]);
  });
});

it('a GPU serves markets of a thousand traders a side, bounds that are positions or infinite, and squares of 48 bits', () => {
  const given = (change: Partial<DoubleAuctionMechanismsParameters> = {}, sellers = 3, buyers = 5): DoubleAuctionMechanismsParameters =>
    ({ ...doubleAuctionMechanismsParameters(5, sellers, buyers), ...change });
  const { mechanisms } = given();
  const rule = { rule: 'mcafee', bottom: 0.5, top: POSITIONS } as const;
  expect([
    given(), given({}, 1024, 1024), given({}, 1025, 1024), given({}, 1025, 1025), given({ mechanisms: [{ ...mechanisms[0]!, rule }] }),
    given({ gainUnit: 1 }), given({ mechanisms: Array.from({ length: 32 }, () => mechanisms[0]!) }),
  ].map((parameters) => doubleAuctionMechanismsGpu.supports!(parameters))).toEqual([true, true, true, false, false, false, false]);
});
