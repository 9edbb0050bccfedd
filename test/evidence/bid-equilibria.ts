/**
 * How small the certified loss is at equilibria of the literature, for the table of docs/certify.md (about a minute):
 * `npx tsx test/evidence/bid-equilibria.ts`. test/mechanism/auctions.test.ts has the same on coarser grids.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { cara, crra } from '../../src/mechanism/auctions/attitude.ts';
import type { BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../src/mechanism/auctions/registry.ts';
import { bidLoss, type BidProblem } from '../../src/notions/bid-loss.ts';
import { atOnce } from '../../src/run/turns.ts';

const PIECES = 4096;
const uniform = parseDistribution('uniform(0,1)');
const certain = { support: [0, 1], atoms: [{ at: 1, mass: 1 }], cdf: (x: number) => (x < 1 ? 0 : 1) } as const;

const table = (bid: (v: number) => number): BidFunction => {
  const values = Array.from({ length: PIECES + 1 }, (_, k) => k / PIECES);
  return { values, bids: values.map((v) => (v === 0 ? 0 : Math.max(0, bid(v)))) };
};

function show(what: string, auction: string, cells: number, { strategies, laws, ...more }: Omit<BidProblem, 'auction' | 'cells'>): void {
  const { largest } = atOnce(bidLoss({ auction: auctionNamed(auction), cells, strategies, laws, ...more }, 0));
  process.stdout.write(`${what}, ${cells} cells: [${largest.lower.toPrecision(3)}, ${largest.upper.toPrecision(3)}]\n`);
}

const alike = <T>(n: number, one: T): T[] => new Array<T>(n).fill(one);
const symmetric = (n: number, bid: (v: number) => number): { strategies: BidFunction[]; laws: Distribution[] } =>
  ({ strategies: alike(n, table(bid)), laws: alike(n, uniform) });

show('first price, CRRA 1/2', 'first-price', 65_536, { ...symmetric(2, (v) => (2 * v) / 3), attitude: crra(0.5) });
const averse = symmetric(2, (v) => Math.log(Math.expm1(2 * v) / (2 * v)) / 2);
show('first price, CARA 2', 'first-price', 65_536, { ...averse, attitude: cara(2) });
show('discriminatory', 'discriminatory', 65_536, { ...symmetric(3, (v) => (v * (1 - (2 * v) / 3)) / (2 - v)), units: 2 });
const twice = ({ values, bids }: BidFunction, second: number): BidFunction[] =>
  alike(2, { values, bids, further: [bids.map((bid) => second * bid)] });
const two = { laws: alike(2, uniform), units: 2 };
show('discriminatory, two wanted', 'discriminatory', 65_536, { strategies: twice({ values: [0, 1], bids: [0, 0.5] }, 1), ...two });
show('uniform price, two wanted', 'uniform-price', 65_536, { strategies: twice({ values: [0, 1], bids: [0, 1] }, 0), ...two });
const costs = alike(2, parseDistribution('uniform(1,1.4)'));
const asks = (bids: readonly number[], second: number): BidFunction[] => twice({ values: [1, 1.4], bids }, second);
show('split award, one takes all', 'split-award', 65_536, { strategies: asks([1.2, 1.4], 1), laws: costs, splitCost: 0.6 });
show('split award, halves', 'split-award', 65_536, { strategies: asks([1.4, 1.4], 0.5), laws: costs, splitCost: 0.3 });
show('tullock', 'tullock', 4096, { strategies: alike(2, table(() => 0.25)), laws: alike(2, certain) });
const global: BidFunction = { values: [0, 2], bids: [0, 2] };
for (const [name, bid] of Object.entries({
  'nearest-vcg': (v: number) => v - (3 - 2 * Math.SQRT2), 'nearest-bid': (v: number) => Math.log(2 / (2 - v)),
  proxy: (v: number) => 1 + Math.log(v),
})) {
  const laws = [uniform, uniform, parseDistribution('uniform(0,2)')];
  show(name, `llg-${name}`, 8192, { strategies: [table(bid), table(bid), global], laws });
}
