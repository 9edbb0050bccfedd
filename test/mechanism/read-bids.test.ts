/** Tables of bids: what is wrong is named with its line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBids } from '../../src/mechanism/auctions/read-bids.ts';
import { bidsScenario } from '../../src/study/bids-scenario.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { BidsStudy } from '../../src/kinds/certify/bids.ts';
import { validateBids } from '../../src/kinds/certify/validate-bids.ts';

const folder = mkdtempSync(join(tmpdir(), 'bids-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, 'bids.csv');
  writeFileSync(path, text);
  return path;
}

describe('readBids', () => {
  it('takes headings, comments, quotes and line ends of either kind', () => {
    const { strategies, name } = readBids(written('\ufeff"value","a","b"\r\n# between\r\n0,0,1\r\n"1",0.5,1\r\n\r\n'));
    expect([name, strategies]).toEqual(['bids', [{ values: [0, 1], bids: [0, 0.5] }, { values: [0, 1], bids: [1, 1] }]]);
    expect(readBids(written('0,0\n1,1\n')).strategies).toEqual([{ values: [0, 1], bids: [0, 1] }]);
  });

  it('takes semicolons and tabs, and asks for decimal points', () => {
    for (const separator of [';', '\t']) {
      const { strategies } = readBids(written(`value${separator}"the; bid"\n# a, b\n0${separator} 0\n1${separator}0.5\n`));
      expect(strategies).toEqual([{ values: [0, 1], bids: [0, 0.5] }]);
    }
    expect(() => readBids(written('0;0\n0,5;0,25\n1;0,5')))
      .toThrow(/^line 2 of bids\.csv: must hold numbers with a decimal point, got '0,5'/);
  });

  it.each([
    ['value,bid\n0,0\n1,0.5\n2,0.4', /^line 4 of bids\.csv: bids must not fall, got 0\.4 after 0\.5/],
    ['0,0\n0,1', /^line 2 of bids\.csv: values must increase/],
    ['0,0\n1', /^line 2 of bids\.csv: has 1 columns/],
    ['0,0\n1,x', /^line 2 of bids\.csv: must hold numbers, got 'x'/],
    ['0,0\n1,NaN', /^line 2 of bids\.csv: must hold numbers/],
    ['0,-1\n1,0', /^line 1 of bids\.csv: bids must be at least 0/],
    ['value,bid\n0,0\n1,0,5', /^line 3 of bids\.csv: has 3 columns, and the heading has 2; with decimal commas, .* semicolons/],
    ['value,bid\n1,5,0,7\n2,5,1,2', /^line 2 of bids\.csv: has 4 columns, and the heading has 2; with decimal commas/],
    ['value,bid\n0,0', /^file: .*needs two rows/],
    ['', /^file: .*needs two rows/],
    ['1\n2', /^line 1 of bids\.csv: needs a value and one to 32 bids/],
  ])('%#: names the line', (text, complaint) => expect(() => readBids(written(text))).toThrow(complaint));

  it.each([
    ['bid,value', "1 'bid'"], ['Bids;Type', "1 'Bids'"], ['my_bid,x', "1 'my_bid'"], ['bidder,bid', "1 'bidder'"], ['b,v', "2 'v'"],
    ['bidder,value,bid', "1 'bidder'"], ['x,Private value,bid', "2 'Private value'"], ['value,bidder,bid', "2 'bidder'"],
    ['type,bid,value', "3 'value'"], ['"amount",cost', "2 'cost'"],
  ])('%s: a heading in another order is refused by its line', (heading, named) => {
    const row = heading.includes(';') ? ['0;0', '1;1'] : [0, 1].map((x) => heading.split(',').map(() => x).join(','));
    expect(() => readBids(written(['# by hand', heading, ...row].join('\n'))))
      .toThrow(`line 2 of bids.csv: names column ${named}; accepted: the values in the first column, then the bids`);
  });

  it.each(['value,bid', 'Type,a,b', 'v,b', 'x,y', 'value,u,v', 'value,bidder 1,bidder 2', 'type,bid of type a', 'cost,bid', 'value,bidder',
    'valuation,bid 1,bid 2', 'private_value,bid', 'value (of the bidder),bid'])('%s: a heading in the order that is read', (heading) => {
    expect(readBids(written([heading, ...[0, 1].map((x) => heading.split(',').map(() => x).join(','))].join('\n'))).strategies[0])
      .toEqual({ values: [0, 1], bids: [0, 1] });
  });

  it('names a file that is not there, and a folder', () => {
    expect(() => readBids(join(folder, 'none.csv'))).toThrow(/^file: .*does not exist/);
    expect(() => readBids(folder)).toThrow(/^file: .*is a folder; give a file/);
  });
});

describe('bidsScenario', () => {
  const values = {
    auction: 'all-pay', prior: 'uniform(0,1)', bidders: 3, cells: 16, units: 1, power: 1, 'global-prior': 'uniform(0,2)',
    utility: 'neutral', aversion: 0, demand: 1, marginal: 1, 'split-cost': 0.5,
  };
  it('gives one column to all bidders, and several to one each', () => {
    const one = bidsScenario(readBids(written('0,0\n1,1')));
    expect(one.environment(values)).toMatchObject({ bids: { strategies: [{ bids: [0, 1] }, { bids: [0, 1] }, { bids: [0, 1] }] } });
    const three = bidsScenario(readBids(written('0,0,0,0\n1,1,2,3')));
    expect(three.environment(values)).toMatchObject({ bids: { strategies: [{ bids: [0, 1] }, { bids: [0, 2] }, { bids: [0, 3] }] } });
    expect(() => three.environment({ ...values, bidders: 2 })).toThrow(/^bidders: the file has bids of 3 bidders/);
    expect(() => one.environment({ ...values, 'global-prior': 'uniform(0,3)' })).toThrow(/^global-prior: is of auctions with a global/);
    expect(() => one.environment({ ...values, prior: 'uniform(-1,1)' })).toThrow(/^prior: needs a bounded support from 0 on/);
  });

  it('of a local-local-global auction has one to three columns, and the global bidder bids her value where she has none', () => {
    const llg = { ...values, auction: 'llg-proxy', bidders: 2 };
    const of = (text: string, more = {}): unknown => bidsScenario(readBids(written(text))).environment({ ...llg, ...more });
    expect(of('0,0\n1,0.5')).toMatchObject({
      laws: [{ text: 'uniform(0,1)' }, { text: 'uniform(0,1)' }, { text: 'uniform(0,2)' }],
      bids: { strategies: [{ bids: [0, 0.5] }, { bids: [0, 0.5] }, { bids: [0, 2] }] },
    });
    expect(of('0,0,0\n1,0.5,0.6', { bidders: 3 })).toMatchObject({
      bids: { strategies: [{ bids: [0, 0.5] }, { bids: [0, 0.6] }, { bids: [0, 2] }] },
    });
    expect(of('0,0,0,0\n2,0.5,0.6,1.9', { bidders: 3 })).toMatchObject({ bids: { strategies: [{}, {}, { bids: [0, 1.9] }] } });
    const { settled } = bidsScenario(readBids(written('0,0\n1,0.5')));
    expect([settled!(llg), settled!({ ...llg, auction: 'all-pay' })]).toMatchObject([{ bidders: 3 }, { bidders: 2 }]);
    expect(() => of('0,0,0,0\n1,0.5,0.6,1.9', { bidders: 3 })).toThrow(/^global-prior: must lie within the values that have bids/);
    expect(() => of('0,0\n1,0.5', { bidders: 4 })).toThrow(/^bidders: must be 3 \(local bidder, local bidder, global bidder\)/);
    expect(() => of('0,0,0,0,0\n1,1,1,1,1', { bidders: 4 })).toThrow(/^file: needs one to 3 columns of bids/);
  });

  it.each([
    [{ units: 2 }, /^units: must be 1 under all-pay/],
    [{ auction: 'discriminatory', units: 3 }, /^units: .* from 1 to 2, below the number of bidders/],
    [{ demand: 2 }, /^demand: must be 1 under all-pay/], [{ marginal: 0.5 }, /^marginal: must be 1 where a bidder wants one object/],
    [{ 'split-cost': 0.4 }, /^split-cost: must be 0\.5 under all-pay/],
    [{ power: 2 }, /^power: must be 1/], [{ auction: 'tullock', power: 0 }, /^power: must be a number above 0/],
    [{ aversion: 0.5 }, /^aversion: must be 0 with neutral bidders/],
    [{ utility: 'crra', aversion: 0.5 }, /^utility: must be neutral or cara/],
    [{ auction: 'first-price', utility: 'crra', aversion: 1 }, /^aversion: must be a number in \[0, 1\)/],
    [{ auction: 'second-price', utility: 'cara', aversion: 1 }, /^utility: must be neutral under second-price/],
    [{ utility: 'cara', aversion: 31 }, /^aversion: must be a number above 0, up to 30 /],
    [{ utility: 'cara', aversion: 0 }, /^aversion: /],
    [{ cells: 3 }, /^cells: must be a whole number from 16/], [{ auction: 'tullock', cells: 2 ** 15 }, /^cells: .* to 16384 under tullock/],
  ])('%j is asked of another auction', (more, message) => {
    expect(() => bidsScenario(readBids(written('0,0\n1,1'))).environment({ ...values, ...more })).toThrow(message);
  });

  it('gives bidders of several objects a column each, and suppliers two', () => {
    const of = (text: string, more = {}): unknown => bidsScenario(readBids(written(text))).environment({ ...values, bidders: 2, ...more });
    const two = { auction: 'uniform-price', units: 2, demand: 2 };
    expect(of('0,0,0\n1,1,0.5', two)).toMatchObject({
      bids: { demand: 2, strategies: [{ bids: [0, 1], further: [[0, 0.5]] }, { bids: [0, 1], further: [[0, 0.5]] }] },
    });
    expect(of('0,0,0,0,0\n1,1,0.5,2,2', two)).toMatchObject({ bids: { strategies: [{}, { bids: [0, 2], further: [[0, 2]] }] } });
    expect(() => of('0,0,0,0\n1,1,1,1', two)).toThrow(/^file: needs 2 columns of bids, or 2 for each of 2 bidders \(--bidders\), has 3/);
    expect(() => of('0,0,0\n1,1,2', two)).toThrow(/^bids of bidder 1 in bids\.csv: bids must not rise .* next, got 2 after 1 at value 1$/);
    const { settled } = bidsScenario(readBids(written('0,0,0,0,0\n1,1,0.5,2,2')));
    expect([settled!({ ...values, ...two, bidders: 4 }), settled!({ ...values, bidders: 4 })])
      .toMatchObject([{ bidders: 2 }, { bidders: 4 }]);
    expect(() => of('0,0,0\n1,1,1', { ...two, units: 4 })).toThrow(/^units: must be a whole number from 2 to 3, below the number of bids/);
    expect(() => of('0,0,0\n1,1,1', { ...two, utility: 'cara', aversion: 1 })).toThrow(/^utility: must be neutral where bidders want/);
    const split = { auction: 'split-award', 'split-cost': 0.3, prior: 'uniform(1,2)' };
    expect(of('1,1.5,1\n2,2,1', split)).toMatchObject({ bids: { splitCost: 0.3, strategies: [{ further: [[1, 1]] }, {}] } });
    expect(() => of('1,1,0.5\n2,2,1.6', split)).toThrow(/what the whole is asked for beyond a half must not fall .* at value 2$/);
    expect(() => of('1,1,0\n2,2,1', { ...split, bidders: 3 })).toThrow(/^bidders: must be 2 under split-award/);
    expect(() => of('1,1,0\n2,2,1', { ...split, 'split-cost': 0 })).toThrow(/^split-cost: /);
  });

  it.each(['uniform(2,3)', 'uniform(0,2)', 'uniform(0.5,1.0000001)'])('says nothing of types without a bid: %s', (prior) => {
    const { environment } = bidsScenario(readBids(written('0,0\n1,1')));
    expect(() => environment({ ...values, prior }))
      .toThrow(/^prior: must lie within the values that have bids, from 0 to 1 in \w+\.csv, got uniform/);
    const whole = environment(values) as unknown as BidsStudy;
    expect(() => validateBids(whole)).not.toThrow();
    const laws = whole.laws.map((law, i) => (i === 1 ? parseDistribution(prior) : law));
    expect(() => validateBids({ ...whole, laws })).toThrow(/^laws\[1\]: must lie within the values that have bids/);
  });
});
