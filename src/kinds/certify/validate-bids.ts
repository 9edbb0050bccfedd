/** Whether bid functions can be certified; every error names its field. */
import { requireLaw } from '../../environment/checks.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import { isText } from '../../input/shape.ts';
import { ATTITUDES } from '../../mechanism/auctions/attitude.ts';
import type { Auction } from '../../mechanism/auctions/auction.ts';
import { AUCTIONS } from '../../mechanism/auctions/registry.ts';
import type { BidFunction } from '../../mechanism/auctions/bid-function.ts';
import type { BidsStudy } from './bids.ts';

const CELLS_MAX = 2 ** 20;
const BIDDERS_MAX = 32;
export const DEMAND_MAX = 8;
/** Aversion times the most that is at stake: beyond it e^x leaves double precision little. */
const STAKES_MAX = 30;

function validateStrategy(field: string, strategy: unknown): void {
  const { values, bids, further = [] } = (strategy ?? {}) as Partial<BidFunction>;
  const areNumbers = (list: unknown): list is number[] => Array.isArray(list) && list.every((x) => Number.isFinite(x));
  if (!areNumbers(values) || !areNumbers(bids) || values.length !== bids.length || values.length < 2) {
    throw new InputError(field, 'must have values and bids, lists of as many numbers, two or more');
  }
  if (values.some((value, k) => k > 0 && !(value > values[k - 1]!))) throw new InputError(field, 'values must increase');
  if (!Array.isArray(further) || !further.every((list) => areNumbers(list) && list.length === values.length)) {
    throw new InputError(field, 'further bids must be lists of numbers, as many as there are values');
  }
  for (const list of [bids, ...further]) {
    if (list.some((bid: number, k: number) => bid < (list[k - 1] ?? 0))) {
      throw new InputError(field, 'bids must be at least 0 and must not fall');
    }
  }
}

/** How the bids of one bidder must stand to each other. */
function validateBidsEach(field: string, strategy: BidFunction, auction: Auction, demand: number): void {
  const lists = [strategy.bids, ...(strategy.further ?? [])];
  const each = auction.bidsEach ?? (auction.asks === 'units' ? demand : 1);
  if (lists.length !== each) throw new InputError(field, `must have ${each} lists of bids under ${auction.name}, has ${lists.length}`);
  const at = (k: number): string => `at value ${strategy.values[k]}`;
  strategy.values.forEach((_, k) => {
    if (auction.awards) {
      const [dearer, before] = [k, k - 1].map((n) => strategy.bids[n]! - strategy.further![0]![n]!);
      if (k > 0 && dearer! < before! - 1e-12 * strategy.bids.at(-1)!) {
        throw new InputError(field, 'what the whole is asked for beyond a half must not fall in the cost, '
          + `got ${dearer} after ${before} ${at(k)}`);
      }
    } else {
      const rises = lists.findIndex((list, j) => j > 0 && list[k]! > lists[j - 1]![k]!);
      if (rises > 0) {
        throw new InputError(field, `bids must not rise from one object to the next, got ${lists[rises]![k]} after `
          + `${lists[rises - 1]![k]} ${at(k)}`);
      }
    }
  });
}

/** Outside its table nothing is known of a bid function. */
export function requireCovered(
  field: string, { text, support: [low, high] }: Distribution, { values }: BidFunction, name: string,
): void {
  const [first, last] = [values[0]!, values.at(-1)!];
  if (low >= first && high <= last) return;
  throw new InputError(field, `must lie within the values that have bids, from ${first} to ${last} in ${name}, got ${text}`);
}

/** Bounded, from 0 on. */
export function requireValues(field: string, law: Distribution): void {
  requireLaw(field, law, { atoms: true });
  if (!(law.support[0] >= 0 && Number.isFinite(law.support[1]))) {
    throw new InputError(field, `needs a bounded support from 0 on, got ${law.text}`);
  }
}

/** What only some auctions ask for. */
function validateRules({ name, asks, paysOwn, awards }: Auction, { bids, laws }: BidsStudy): void {
  const { units = 1, power = 1, demand = 1, marginal = 1, splitCost = 1 / 2, utility = 'neutral', aversion = 0, strategies } = bids;
  if (demand !== 1 && asks !== 'units') throw new InputError('demand', `must be 1 under ${name}, got ${demand}`);
  if (!(Number.isInteger(demand) && demand >= 1 && demand <= DEMAND_MAX)) {
    throw new InputError('demand', `must be a whole number from 1 to ${DEMAND_MAX}, got ${demand}`);
  }
  if (!(marginal >= 0 && marginal <= 1)) throw new InputError('marginal', `must be a number in [0, 1], got ${marginal}`);
  if (marginal !== 1 && demand === 1) throw new InputError('marginal', `must be 1 where a bidder wants one object, got ${marginal}`);
  if (!(splitCost > 0 && splitCost <= 1)) throw new InputError('split-cost', `must be a number above 0, up to 1, got ${splitCost}`);
  if (splitCost !== 1 / 2 && !awards) throw new InputError('split-cost', `must be 0.5 under ${name}, got ${splitCost}`);
  if (!(Number.isInteger(units) && units >= demand && units < demand * strategies.length)) {
    const most = demand * strategies.length - 1;
    throw new InputError('units', `must be a whole number from ${demand} to ${most}, below the number of ${demand > 1 ? 'bids'
      : 'bidders'}, got ${units}`);
  }
  if (units !== 1 && asks !== 'units') throw new InputError('units', `must be 1 under ${name}, got ${units}`);
  if (!(power > 0 && power <= 10)) throw new InputError('power', `must be a number above 0, up to 10, got ${power}`);
  if (power !== 1 && asks !== 'power') throw new InputError('power', `must be 1 under ${name}, got ${power}`);
  if (!ATTITUDES.includes(utility)) {
    throw new InputError('utility', `must be one of ${ATTITUDES.join(', ')}, got ${quote(String(utility))}`);
  }
  if (utility === 'neutral') {
    if (aversion !== 0) throw new InputError('aversion', `must be 0 with neutral bidders, got ${aversion}; --utility crra or cara`);
    return;
  }
  if (demand > 1) throw new InputError('utility', `must be neutral where bidders want several objects, got ${utility}`);
  if (paysOwn === undefined) {
    throw new InputError('utility', `must be neutral under ${name}; ${utility} is for first-price, discriminatory and all-pay ones`);
  }
  if (utility === 'crra') {
    if (paysOwn === 'all') throw new InputError('utility', 'must be neutral or cara in an all-pay auction, where losers have less than 0');
    if (!(aversion >= 0 && aversion < 1)) throw new InputError('aversion', `must be a number in [0, 1) with crra, got ${aversion}`);
    return;
  }
  const stakes = Math.max(...laws.map(({ support }) => support[1]), ...strategies.map((strategy) => strategy.bids.at(-1)!));
  if (!(aversion > 0 && aversion * stakes <= STAKES_MAX)) {
    throw new InputError('aversion', `must be a number above 0, up to ${STAKES_MAX / stakes} (${STAKES_MAX} over the largest value or bid) `
      + `with cara, got ${aversion}`);
  }
}

export function validateBids(study: BidsStudy): void {
  const { bids, laws, cells } = study;
  if (bids === null || typeof bids !== 'object') throw new InputError('bids', 'must be an object with name, auction and strategies');
  if (!isText(bids.name)) throw new InputError('bids.name', 'must be a text');
  const auction = AUCTIONS.find(({ name }) => name === bids.auction);
  if (!auction) {
    throw new InputError('bids.auction',
      `must be one of ${AUCTIONS.map(({ name }) => name).join(', ')}, got ${quote(String(bids.auction))}`);
  }
  const count = Array.isArray(bids.strategies) ? bids.strategies.length : 0;
  if (count < 2 || count > BIDDERS_MAX) {
    throw new InputError('bids.strategies', `must be a list of 2 to ${BIDDERS_MAX} bid functions, one a bidder`);
  }
  if (auction.roles && count !== auction.roles.length) {
    throw new InputError('bidders', `must be ${auction.roles.length} (${auction.roles.join(', ')}) under ${auction.name}, got ${count}`);
  }
  if (auction.bidders !== undefined && count !== auction.bidders) {
    throw new InputError('bidders', `must be ${auction.bidders} under ${auction.name}, got ${count}`);
  }
  bids.strategies.forEach((strategy, i) => {
    validateStrategy(`bids.strategies[${i}]`, strategy);
    validateBidsEach(`bids.strategies[${i}]`, strategy, auction, bids.demand ?? 1);
  });
  if (!Array.isArray(laws) || laws.length !== count) throw new InputError('laws', `must be ${count} laws, one a bidder`);
  (laws as readonly Distribution[]).forEach((law, i) => {
    requireValues(`laws[${i}]`, law);
    requireCovered(`laws[${i}]`, law, bids.strategies[i]!, bids.name);
  });
  const most = auction.cells?.most ?? CELLS_MAX;
  if (cells !== undefined && !(Number.isInteger(cells) && cells >= 16 && cells <= most)) {
    throw new InputError('cells', `must be a whole number from 16 to ${most} under ${auction.name}, got ${quote(String(cells))}`);
  }
  validateRules(auction, study);
}
