/** Certificates of bid functions: proved as they are written, and by no altered one. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bidCertificate } from '../../../src/kinds/certify/bid-certificate.ts';
import type { BidFunction } from '../../../src/mechanism/auctions/bid-function.ts';
import { judgeBidsFile } from '../../../src/notions/verify/bids.ts';
import { checkedLaw } from '../../../src/notions/verify/laws.ts';

interface Proof {
  boxes: { bids: number[]; types: number[]; best: number[]; worth: number[]; loss: number[]; lattice?: number };
  claims: { epsilonIc: number; meanInterimRegret: number };
  like?: number;
}
interface Given {
  [key: string]: unknown;
  auction: string;
  laws: string[];
  strategies: { values: number[]; bids: number[]; further?: number[][] }[];
  bidders: Proof[];
}

/** Unequal laws and bids, with a flat piece at which bids tie, a jump and a first bid above 0; the third is like the second. */
const STRATEGIES: readonly BidFunction[] = [
  { values: [0, 0.4, 0.6, 1], bids: [0, 0.3, 0.3, 0.6] }, { values: [0, 1, 2], bids: [0.1, 0.5, 0.9] },
  { values: [0, 1, 2], bids: [0.1, 0.5, 0.9] },
];
const LAWS = ['uniform(0,1)', 'beta(2,1,0,2)', 'beta(2,1,0,2)'];

function made(auction: string, laws: readonly string[] = LAWS, strategies = STRATEGIES, cells = 64): Given | string {
  const likeOf = (i: number): number => (i === 2 && laws === LAWS ? 1 : i);
  const file = bidCertificate(
    { bids: { name: 'table', auction, strategies }, laws: laws.map((text) => parseDistribution(text)), cells }, likeOf);
  return typeof file === 'string' ? file : (JSON.parse(JSON.stringify(file)) as Given);
}

/** Faults of a copy that was changed, sealed anew. */
function faultsAfter(change: (given: Given) => void, auction = 'first-price', seal = true): readonly string[] {
  const given = (made(auction) as Given);
  change(given);
  const { seal: old, ...content } = given;
  const fresh = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return judgeBidsFile({ ...content, seal: seal ? fresh : old }).faults;
}

describe('a certificate of bid functions', () => {
  it.each(['first-price', 'second-price', 'all-pay'])('is proved: %s', (auction) => {
    const given = (made(auction) as Given);
    expect(judgeBidsFile(given)).toEqual({ what: expect.stringMatching(`in a ${auction} auction no type loses more .* than`), faults: [] });
    expect(given.bidders[0]!.claims.epsilonIc).toBeGreaterThan(0.01);
    expect(given.bidders[2]).toEqual({ like: 1 });
  });

  it('of other laws that have formulas', () => {
    const two = STRATEGIES.slice(1);
    for (const law of ['uniform(0.5,2)', 'beta(1,3)', 'beta(1,1.5,0.5,1.5)', 'truncated-exponential(2,0,1.5)']) {
      expect(judgeBidsFile(made('all-pay', [law, law], two)).faults).toEqual([]);
    }
    expect(made('all-pay', ['beta(2,3)', 'uniform(0,1)'], two)).toMatch(/./);
    expect(made('all-pay', ['uniform(0,1)', 'uniform(0,1)'], two, 2 ** 18)).toMatch(/./);
  });

  it('is broken by any change, by the seal', () => {
    expect(faultsAfter(() => undefined, 'first-price', false)).toEqual([]);
    const changes: ((given: Given) => void)[] = [
      (given) => { given.bidders[0]!.boxes.loss[3]! += 1e-14; }, (given) => { given.bidders[1]!.claims.epsilonIc += 1e-9; },
      (given) => { (given.table as { name: string }).name = 'another'; },
    ];
    for (const change of changes) expect(faultsAfter(change, 'first-price', false)).toEqual(['the seal is not that of the content']);
  });

  it.each<[string, (given: Given) => void, RegExp]>([
    ['a best bid worth less', ({ bidders }) => { bidders[0]!.boxes.best[40]! -= 1e-6; }, /bidders\[0\]\.boxes\.best\[40\]/],
    ['an own bid worth more', ({ bidders }) => { bidders[1]!.boxes.worth[7]! += 1e-6; }, /bidders\[1\]\.boxes\.worth\[7\]/],
    ['a smaller loss', ({ bidders }) => { bidders[1]!.boxes.loss[60]! -= 1e-6; }, /bidders\[1\]\.boxes\.loss\[60\]/],
    ['a smaller claim', ({ bidders }) => { bidders[0]!.claims.epsilonIc -= 1e-6; }, /claims\.epsilonIc/],
    ['a smaller mean', ({ bidders }) => { bidders[1]!.claims.meanInterimRegret -= 1e-6; }, /claims\.meanInterimRegret/],
    ['another bid', ({ strategies }) => { strategies[1]!.bids[1]! -= 0.1; }, /lack 0 or a bid of the table|not like/],
    ['another law', ({ laws }) => { laws[0] = 'beta(3,1)'; }, /boxes/],
    ['a law without a formula', ({ laws }) => { laws[0] = 'beta(2,3)'; }, /laws\[0\]: beta\(2,3\)/],
    ['another auction', (given) => { given.auction = 'second-price'; }, /boxes/],
    ['a bid left out', ({ bidders: [first] }) => {
      first!.boxes.bids = first!.boxes.bids.filter((bid) => bid !== 0.3);
    }, /lack 0 or a bid/],
    ['types left out', ({ bidders: [first] }) => {
      const { boxes } = first!;
      for (const list of ['types', 'best', 'worth', 'loss'] as const) boxes[list] = boxes[list].slice(1);
    }, /do not span/],
    ['a coarser list of types with the losses of the fine one', ({ bidders: [first] }) => {
      const { boxes } = first!;
      const keep = (_: number, k: number): boolean => k % 2 === 0 || [0.4, 0.6, 1].includes(boxes.types[k]!);
      const kept = boxes.types.map(keep);
      boxes.loss = boxes.loss.filter((_, k) => kept[k]);
      for (const list of ['best', 'worth'] as const) boxes[list] = boxes[list].filter((_, k) => kept[k]);
      boxes.types = boxes.types.filter((_, k) => kept[k]);
    }, /boxes\.loss/],
    ['entries cut off', ({ bidders }) => { bidders[0]!.boxes.loss.pop(); }, /not one entry for every type/],
    ['bids that fall', ({ strategies }) => { strategies[0]!.bids[3] = 0.2; }, /fall/],
    ['values that do not cover the law', ({ strategies }) => { strategies[0]!.values[3] = 0.9; }, /do not cover/],
    ['a bidder like none', ({ bidders }) => { bidders[2] = { like: 0 } as Proof; }, /not like/],
    ['a bidder like herself', ({ bidders }) => { bidders[1] = { like: 1 } as Proof; }, /not like/],
    ['a bidder too few', ({ bidders }) => { bidders.pop(); }, /2 proofs/],
  ])('is refused after %s', (_, change, message) => {
    expect(faultsAfter(change).join('\n')).toMatch(message);
  });

  it('is refused where its keys are not those of the format', () => {
    expect(() => judgeBidsFile({ ...(made('all-pay') as Given), auction: 'lottery' })).toThrow(/^auction: /);
    expect(() => judgeBidsFile({ ...(made('all-pay') as Given), bidders: [] , more: 1 })).toThrow(/more/);
  });
});

/** Of three objects: unequal laws, a flat piece on which two bidders tie, bids that are equal among themselves, a first bid above 0. */
const SEVERAL: readonly BidFunction[] = [
  { values: [0, 0.4, 1], bids: [0, 0.4, 0.8], further: [[0, 0.1, 0.8]] }, { values: [0, 1], bids: [0.2, 0.9], further: [[0, 0.5]] },
  { values: [0, 0.3, 0.5, 1], bids: [0, 0.3, 0.3, 0.5], further: [[0, 0.3, 0.3, 0.4]] },
];
const SEVERAL_LAWS = ['uniform(0,1)', 'beta(2,1)', 'truncated-exponential(1,0,1)'];

function severalMade(auction: string, more: { units?: number; marginal?: number } = {}, strategies = SEVERAL, cells = 64): Given {
  const file = bidCertificate({
    bids: { name: 'table', auction, strategies, units: 3, marginal: 0.7, ...more }, cells,
    laws: SEVERAL_LAWS.map((text) => parseDistribution(text)),
  }, (i) => i);
  return JSON.parse(JSON.stringify(file)) as Given;
}

function severalFaults(change: (given: Given) => void, auction = 'uniform-price'): string {
  const given = severalMade(auction);
  change(given);
  const { seal: _seal, ...content } = given;
  return judgeBidsFile({ ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') }).faults.join('\n');
}

describe('a certificate of bids on several objects', () => {
  it.each(['uniform-price', 'discriminatory'])('is proved: %s', (auction) => {
    const given = severalMade(auction);
    expect(judgeBidsFile(given)).toEqual({ what: expect.stringMatching(`in a ${auction} auction of 3 no type loses more`), faults: [] });
    expect(given.bidders[0]!.claims.epsilonIc).toBeGreaterThan(0.05);
    const one = SEVERAL.map(({ values, bids }) => ({ values, bids }));
    expect(judgeBidsFile(severalMade(auction, { units: 2, marginal: 1 }, one)).faults).toEqual([]);
  });

  it('is proved where best bids are found for some types alone', () => {
    const given = severalMade('uniform-price', {}, SEVERAL, 1100);
    expect((given.bidders[0] as unknown as { boxes: { every: number } }).boxes.every).toBe(3);
    expect(judgeBidsFile(given).faults).toEqual([]);
  });

  it.each<[string, (given: Given) => void, RegExp]>([
    ['a best list worth less', ({ bidders }) => { bidders[0]!.boxes.best[40]! -= 1e-6; }, /bidders\[0\]\.boxes\.best\[40\]/],
    ['own bids worth more', ({ bidders }) => { bidders[2]!.boxes.worth[30]! += 1e-6; }, /bidders\[2\]\.boxes\.worth\[30\]/],
    ['a smaller loss', ({ bidders }) => { bidders[1]!.boxes.loss[50]! -= 1e-6; }, /bidders\[1\]\.boxes\.loss\[50\]/],
    ['a smaller claim', ({ bidders }) => { bidders[0]!.claims.epsilonIc -= 1e-6; }, /claims\.epsilonIc/],
    ['a smaller mean', ({ bidders }) => { bidders[1]!.claims.meanInterimRegret -= 1e-6; }, /claims\.meanInterimRegret/],
    ['an object more', (given) => { given.units = 4; }, /boxes/],
    ['a second object worth more', (given) => { given.marginal = 0.8; }, /boxes/],
    ['another payment', (given) => { given.auction = 'discriminatory'; }, /boxes/],
    ['as many objects as bids', (given) => { given.units = 6; }, /units must be/],
    ['no number of objects', (given) => { delete given.units; }, /units must be/],
    ['fewer bids of one', ({ strategies }) => { delete strategies[1]!.further; }, /units must be/],
    ['bids that rise from one object to the next', ({ strategies }) => { strategies[1]!.further![0]![1] = 0.95; }, /above those before/],
    ['one object', (given) => { given.auction = 'first-price'; }, /with one bid each/],
    ['a further bid left out', ({ bidders: [first] }) => {
      first!.boxes.bids = first!.boxes.bids.filter((bid) => bid !== 0.1);
    }, /lack 0 or/],
  ])('is refused after %s', (_, change, message) => expect(severalFaults(change)).toMatch(message));
});

/** Unequal, with flat pieces, jumps, bids of nothing and bids above values; the global bidder bids her value. */
const OTHERS: Readonly<Record<string, readonly [laws: readonly string[], strategies: readonly BidFunction[], more?: object]>> = {
  tullock: [['uniform(0,1)', 'beta(2,1,0,2)', 'beta(1,3)'], [
    { values: [0, 0.3, 0.6, 1], bids: [0, 0, 0.2, 0.3] }, { values: [0, 1, 2], bids: [0.05, 0.3, 0.3] }, { values: [0, 1], bids: [0, 0.5] },
  ], { power: 0.75 }],
  ...Object.fromEntries(['llg-vcg', 'llg-nearest-vcg', 'llg-nearest-bid', 'llg-proxy', 'llg-proportional'].map((rule) =>
    [rule, [['uniform(0,1)', 'beta(2,1)', 'uniform(0,2)'], [
      { values: [0, 0.3, 0.7, 1], bids: [0, 0, 0.5, 1.1] }, { values: [0, 0.25, 0.5, 1], bids: [0.1, 0.25, 0.25, 0.9] },
      { values: [0, 2], bids: [0, 2] },
    ]]] as const)),
  'split-award': [['uniform(1,1.4)', 'beta(2,1,1,1.5)'], [
    { values: [1, 1.2, 1.4], bids: [1.2, 1.2, 1.4], further: [[0.65, 0.65, 0.7]] },
    { values: [1, 1.25, 1.5], bids: [1.15, 1.35, 1.5], further: [[0.6, 0.7, 0.7]] },
  ], { splitCost: 0.4 }],
};

function otherMade(auction: string, more: object = {}, cells = 64): Given | string {
  const [laws, strategies, rules] = OTHERS[auction]!;
  const file = bidCertificate({
    bids: { name: 'table', auction, strategies, ...rules, ...more }, cells, laws: laws.map((text) => parseDistribution(text)),
  }, (i) => i);
  return typeof file === 'string' ? file : (JSON.parse(JSON.stringify(file)) as Given);
}

describe.each(Object.keys(OTHERS))('a certificate of bids in %s', (auction) => {
  const made = otherMade(auction) as Given;
  const text = JSON.stringify(made);
  const faultsOf = (change: (given: Given) => void): string => {
    const { seal: _seal, ...content } = JSON.parse(text) as Given;
    change(content as Given);
    return judgeBidsFile({ ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') }).faults.join('\n');
  };

  it('is proved', () => {
    expect(judgeBidsFile(made)).toEqual({ what: expect.stringMatching(/no type loses more by the bids of table/), faults: [] });
    expect(made.bidders[0]!.claims.epsilonIc).toBeGreaterThan(0.01);
  });

  const entry = (list: 'best' | 'worth' | 'loss', by: number) => ({ bidders: [first, second] }: Given): void => {
    for (const { boxes } of [first!, second!]) boxes[list][30]! += by;
  };
  it.each<[string, (given: Given) => void, RegExp]>([
    ['a best bid worth less', entry('best', -0.05), /bidders\[0\]\.boxes\.best\[30\][^]*bidders\[1\]/],
    ['an own bid worth more', entry('worth', 0.1), /bidders\[0\]\.boxes\.worth\[30\][^]*bidders\[1\]/],
    ['a smaller loss', entry('loss', -1e-2), /bidders\[0\]\.boxes\.loss\[30\]/],
    ['a smaller claim', ({ bidders }) => { bidders[0]!.claims.epsilonIc -= 1e-6; }, /claims\.epsilonIc/],
    ['a smaller mean', ({ bidders }) => { bidders[1]!.claims.meanInterimRegret -= 1e-6; }, /claims\.meanInterimRegret/],
    ['bids cut off', ({ bidders: [{ boxes } = { boxes: { bids: [] } } as never] }) => {
      boxes.bids = boxes.bids.slice(0, -1).concat(1e-9 + boxes.bids.at(-2)!);
    }, /boxes\.bids (do not|are no)/],
    ['units', (given) => { given.units = 1; }, /without units/],
    ['a bidder taken for the global one', ({ bidders }) => { bidders[1] = { dominant: true, claims: bidders[1]!.claims } as never; },
      /no global bidder/],
  ])('is refused after %s', (_, change, message) => expect(faultsOf(change)).toMatch(message));
});

it('certificates of contests, split awards and global bidders hold for their own rules', () => {
  const changed = (auction: string, change: (given: Given) => void): string => {
    const { seal: _seal, ...content } = otherMade(auction) as Given;
    change(content as Given);
    return judgeBidsFile({ ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') }).faults.join('\n');
  };
  expect(changed('tullock', (given) => { given.power = 1; })).toMatch(/boxes/);
  expect(changed('split-award', (given) => { given.splitCost = 0.3; })).toMatch(/boxes\.best/);
  expect(changed('split-award', ({ strategies }) => { strategies[0]!.further![0]![1] = 0.7; })).toMatch(/beyond a half falls/);
  expect(changed('split-award', ({ bidders }) => { delete bidders[0]!.boxes.lattice; })).toMatch(/ends of a lattice/);
  expect(changed('llg-proxy', (given) => { given.auction = 'llg-nearest-vcg'; })).toMatch(/boxes/);
  expect(changed('llg-proxy', ({ strategies }) => { strategies[2]!.bids[1] = 1.5; })).toMatch(/no global bidder who bids her value/);
  const [laws, strategies] = OTHERS['llg-vcg']!;
  expect(otherMade('llg-vcg', { strategies: [...strategies.slice(0, 2), { values: [0, 2], bids: [0, 1.5] }] })).toMatch(/global bidder/);
  expect(laws.length).toBe(3);
  // Nobody bids: everybody wins as often, and any bid wins all.
  const none = [0, 1].map(() => ({ values: [0, 1], bids: [0, 0] }));
  const idle = bidCertificate({ bids: { name: 'none', auction: 'tullock', strategies: none }, cells: 16,
    laws: ['uniform(0,1)', 'uniform(0,1)'].map((law) => parseDistribution(law)) }, (i) => i);
  expect(judgeBidsFile(JSON.parse(JSON.stringify(idle))).faults).toEqual([]);
});

it('formulas of laws are those of the laws', () => {
  const known = [
    'uniform(-1,3)', 'beta(2.5,1)', 'beta(1,0.5)', 'beta(1,3,-2,1)', 'truncated-exponential(0.5,0,2)', 'truncated-exponential(3,1,2)',
  ];
  for (const text of known) {
    const [mine, law] = [checkedLaw(text)!, parseDistribution(text)];
    expect([mine.low, mine.high]).toEqual(law.support);
    for (let k = 0; k <= 16; k++) {
      const v = mine.low + (k / 16) * (mine.high - mine.low);
      expect(mine.chance(v)).toBeCloseTo(law.cdf(v), 13);
    }
  }
  for (const text of ['uniform(1,1)', 'uniform(0)', 'beta(2,2)', 'normal(0,1)', 'uniform(0,inf)', 'truncated-exponential(0,0,1)']) {
    expect(checkedLaw(text)).toBeUndefined();
  }
});
