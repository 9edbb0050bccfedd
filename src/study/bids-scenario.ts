/** Bid functions of a file as a scenario whose parameters are the flags of `misreport certify bids.csv`. */
import type { Distribution } from '../distributions/distribution.ts';
import { parseDistribution } from '../distributions/parse.ts';
import { InputError } from '../errors.ts';
import type { BidsStudy } from '../kinds/certify/bids.ts';
import { DEMAND_MAX, requireCovered, requireValues, validateBids } from '../kinds/certify/validate-bids.ts';
import { ATTITUDES } from '../mechanism/auctions/attitude.ts';
import type { BidFunction } from '../mechanism/auctions/bid-function.ts';
import { AUCTIONS, auctionNamed } from '../mechanism/auctions/registry.ts';
import type { BidTable } from '../mechanism/auctions/read-bids.ts';
import { scenarioName } from './network-scenario.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

const BIDDERS_MAX = 32;
const CELLS_MAX = 2 ** 22;

/** One column of bids stands for as many bidders as are asked for, two by default; several are one bidder each. */
export function bidsScenario({ name, strategies, hash }: BidTable): Scenario {
  const count = strategies.length;
  const unasked = count === 1 ? 2 : count;
  return {
    name: scenarioName(name, 'bids'),
    title: `Bid functions of ${name}`,
    description: 'What bidders with independent private values lose by their bid functions, straight lines between points.',
    source: `${name}, a file of SHA-256 ${hash}`,
    parameters: {
      auction: { kind: 'choice', description: 'what bids win and pay', default: AUCTIONS[0]!.name,
        choices: AUCTIONS.map((auction) => auction.name) },
      prior: { kind: 'distribution', description: "law of every bidder's value, on a bounded support from 0 on", default: 'uniform(0,1)' },
      bidders: {
        kind: 'count', description: 'number of bidders; three in auctions with a global one', default: unasked, minimum: 2,
        maximum: BIDDERS_MAX,
      },
      units: { kind: 'count', description: 'like objects in uniform-price and discriminatory auctions', default: 1,
        minimum: 1, maximum: BIDDERS_MAX - 1 },
      demand: { kind: 'count', description: 'objects that a bidder of several wants, with a column of bids for each', default: 1,
        minimum: 1, maximum: DEMAND_MAX },
      marginal: { kind: 'number', description: 'what a further object is worth to her, as a share of the one before', default: 1,
        minimum: 0, maximum: 1 },
      'split-cost': { kind: 'number', description: 'cost of half a contract in split-award auctions, as a share of the whole',
        default: 0.5, minimum: 0, maximum: 1 },
      power: { kind: 'number', description: 'exponent of bids in a tullock contest', default: 1, minimum: 0, maximum: 10 },
      'global-prior': { kind: 'distribution', description: "law of the global bidder's value in llg auctions", default: GLOBAL_PRIOR },
      utility: { kind: 'choice', description: 'what money is worth to bidders', default: 'neutral', choices: [...ATTITUDES] },
      aversion: { kind: 'number', description: 'how averse to risk: relative aversion of crra, absolute of cara', default: 0, minimum: 0,
        maximum: 1e6 },
      cells: { kind: 'count', description: 'cells of the grids of bids and of types; 0: as many as are usual for the auction', default: 0,
        minimum: 0, maximum: CELLS_MAX },
    },
    size: (given) => Number(given.bidders),
    sizeName: { symbol: 'n', description: 'number of bidders' },
    settled: (given) => {
      const { roles, asks, bidsEach = asks === 'units' ? Number(given.demand) : 1 } = auctionNamed(String(given.auction));
      if (Number(given.bidders) !== unasked) return given;
      if (roles) return { ...given, bidders: roles.length };
      return count > bidsEach && count % bidsEach === 0 ? { ...given, bidders: count / bidsEach } : given;
    },
    environment: (given) => {
      const study = environment({ name, strategies, hash }, given);
      try {
        validateBids(study);
      } catch (error) {
        const own = error instanceof InputError ? /^bids\.strategies\[(\d+)\]$/.exec(error.field) : null;
        throw own ? (error as InputError).as(`bids of bidder ${Number(own[1]) + 1} in ${name}.csv`) : error;
      }
      return study;
    },
    primaryAgent: () => 'bidder 1',
  };
}

/** The global bidder, where there is one, bids her value: that is dominant under every rule in which she pays what the locals bid. */
const truth = ({ support: [low, high] }: Distribution): BidFunction => ({ values: [low, high], bids: [low, high] });

const rulesOf = ({ name, hash }: Pick<BidTable, 'name' | 'hash'>, given: ParameterValues): Omit<BidsStudy['bids'], 'strategies'> => ({
  name, auction: String(given.auction), hash, units: Number(given.units), power: Number(given.power),
  utility: String(given.utility) as (typeof ATTITUDES)[number], aversion: Number(given.aversion),
  demand: Number(given.demand), marginal: Number(given.marginal), splitCost: Number(given['split-cost']),
});

const cellsAsked = (given: ParameterValues): { readonly cells?: number } =>
  (Number(given.cells) === 0 ? {} : { cells: Number(given.cells) });

/** Columns of bids are those of the first bidder, then those of the second, ...; or of all. */
function severalBids({ name, strategies, hash }: BidTable, given: ParameterValues, each: number): BidsStudy {
  const law = parseDistribution(String(given.prior), 'prior');
  requireValues('prior', law);
  requireCovered('prior', law, strategies[0]!, `${name}.csv`);
  const [count, bidders] = [strategies.length / each, Number(given.bidders)];
  if (count !== 1 && count !== bidders) {
    throw new InputError('file', `needs ${each} columns of bids, or ${each} for each of ${bidders} bidders (--bidders), `
      + `has ${strategies.length}`);
  }
  const several = Array.from({ length: count }, (_, i): BidFunction => ({
    ...strategies[each * i]!, further: strategies.slice(each * i + 1, each * (i + 1)).map(({ bids }) => bids),
  }));
  return {
    kind: 'certify', laws: new Array<typeof law>(bidders).fill(law), ...cellsAsked(given),
    bids: { ...rulesOf({ name, hash }, given), strategies: Array.from({ length: bidders }, (_, i) => several[i] ?? several[0]!) },
  };
}

const GLOBAL_PRIOR = 'uniform(0,2)';

function environment({ name, strategies, hash }: BidTable, given: ParameterValues): BidsStudy {
  const { roles, asks, bidsEach = asks === 'units' ? Number(given.demand) : 1 } = auctionNamed(String(given.auction));
  if (!roles && String(given['global-prior']) !== GLOBAL_PRIOR) {
    throw new InputError('global-prior', 'is of auctions with a global bidder, whose names begin with llg, '
      + `got ${given['global-prior']} under ${given.auction}`);
  }
  if (bidsEach > 1) return severalBids({ name, strategies, hash }, given, bidsEach);
  const count = strategies.length;
  const law = parseDistribution(String(given.prior), 'prior');
  requireValues('prior', law);
  const rules = rulesOf({ name, hash }, given);
  const cells = cellsAsked(given);
  const local = strategies.slice(0, roles ? 2 : count);
  for (const strategy of local) requireCovered('prior', law, strategy, `${name}.csv`);
  if (roles) {
    if (![3, count === 1 ? 2 : count].includes(Number(given.bidders))) {
      throw new InputError('bidders', `must be ${roles.length} (${roles.join(', ')}) in a ${rules.auction} auction, got ${given.bidders}`);
    }
    if (count > roles.length) {
      throw new InputError('file', `needs one to ${roles.length} columns of bids: ${roles.join(', ')}; has ${count}`);
    }
    const global = parseDistribution(String(given['global-prior']), 'global-prior');
    requireValues('global-prior', global);
    if (strategies[2]) requireCovered('global-prior', global, strategies[2], `${name}.csv`);
    return {
      kind: 'certify', laws: [law, law, global], ...cells,
      bids: { ...rules, strategies: [strategies[0]!, strategies[1] ?? strategies[0]!, strategies[2] ?? truth(global)] },
    };
  }
  const bidders = Number(given.bidders);
  if (count > 1 && bidders !== count) throw new InputError('bidders', `the file has bids of ${count} bidders, got ${bidders}`);
  return {
    kind: 'certify', laws: new Array<typeof law>(bidders).fill(law), ...cells,
    bids: { ...rules, strategies: Array.from({ length: bidders }, (_, i) => strategies[i] ?? strategies[0]!) },
  };
}
