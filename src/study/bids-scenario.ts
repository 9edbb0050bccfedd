/** Bid functions of a file as a scenario whose parameters are the flags of `misreport certify bids.csv`. */
import { parseDistribution } from '../distributions/parse.ts';
import { InputError } from '../errors.ts';
import { CELLS, requireCovered } from '../kinds/certify/bids.ts';
import { AUCTIONS } from '../mechanism/auctions/registry.ts';
import type { BidTable } from '../mechanism/auctions/read-bids.ts';
import { scenarioName } from './network-scenario.ts';
import type { Scenario } from './scenario.ts';

const BIDDERS_MAX = 32;

/** One column of bids stands for as many bidders as are asked for, two by default; several are one bidder each. */
export function bidsScenario({ name, strategies, hash }: BidTable): Scenario {
  const count = strategies.length;
  return {
    name: scenarioName(name, 'bids'),
    title: `Bid functions of ${name}`,
    description: 'What bidders with independent private values for one object lose by their bid functions, straight lines between points.',
    source: `${name}, a file of SHA-256 ${hash}`,
    parameters: {
      auction: { kind: 'choice', description: 'what bids pay', default: AUCTIONS[0]!.name,
        choices: AUCTIONS.map((auction) => auction.name) },
      prior: { kind: 'distribution', description: "law of every bidder's value, on a bounded support from 0 on", default: 'uniform(0,1)' },
      bidders: {
        kind: 'count', description: 'number of bidders', default: count === 1 ? 2 : count, minimum: 2, maximum: BIDDERS_MAX,
      },
      cells: { kind: 'count', description: 'cells of the grids of bids and of types', default: CELLS, minimum: 16, maximum: 2 ** 22 },
    },
    size: (given) => Number(given.bidders),
    sizeName: { symbol: 'n', description: 'number of bidders' },
    environment: (given) => {
      const bidders = Number(given.bidders);
      if (count > 1 && bidders !== count) throw new InputError('bidders', `the file has bids of ${count} bidders, got ${bidders}`);
      const law = parseDistribution(String(given.prior), 'prior');
      if (!(law.support[0] >= 0 && Number.isFinite(law.support[1]))) {
        throw new InputError('prior', `needs a bounded support from 0 on, got ${law.text}`);
      }
      for (const strategy of strategies) requireCovered('prior', law, strategy);
      return {
        kind: 'certify', laws: new Array<typeof law>(bidders).fill(law), cells: Number(given.cells),
        bids: { name, auction: String(given.auction), hash,
          strategies: Array.from({ length: bidders }, (_, i) => strategies[i] ?? strategies[0]!) },
      };
    },
    primaryAgent: () => 'bidder 1',
  };
}
