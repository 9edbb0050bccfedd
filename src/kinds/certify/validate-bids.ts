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

const CELLS_MAX = 2 ** 22;
const BIDDERS_MAX = 32;
/** Aversion times the most that is at stake: beyond it e^x leaves double precision little. */
const STAKES_MAX = 30;

function validateStrategy(field: string, strategy: unknown): void {
  const { values, bids } = (strategy ?? {}) as Partial<BidFunction>;
  const areNumbers = (list: unknown): list is number[] => Array.isArray(list) && list.every((x) => Number.isFinite(x));
  if (!areNumbers(values) || !areNumbers(bids) || values.length !== bids.length || values.length < 2) {
    throw new InputError(field, 'must have values and bids, lists of as many numbers, two or more');
  }
  if (values.some((value, k) => k > 0 && !(value > values[k - 1]!))) throw new InputError(field, 'values must increase');
  if (bids.some((bid, k) => bid < (bids[k - 1] ?? 0))) throw new InputError(field, 'bids must be at least 0 and must not fall');
}

/** Outside its table nothing is known of a bid function. */
export function requireCovered(field: string, { text, support: [low, high] }: Distribution, { values }: BidFunction): void {
  const [first, last] = [values[0]!, values.at(-1)!];
  if (low >= first && high <= last) return;
  throw new InputError(field, `must lie within the values that have bids, from ${first} to ${last}, got ${text}`);
}

/** Bounded, from 0 on. */
export function requireValues(field: string, law: Distribution): void {
  requireLaw(field, law, { atoms: true });
  if (!(law.support[0] >= 0 && Number.isFinite(law.support[1]))) {
    throw new InputError(field, `needs a bounded support from 0 on, got ${law.text}`);
  }
}

/** What only some auctions ask for. */
function validateRules({ name, asks, paysOwn }: Auction, { bids, laws }: BidsStudy): void {
  const { units = 1, power = 1, utility = 'neutral', aversion = 0, strategies } = bids;
  if (!(Number.isInteger(units) && units >= 1 && units < strategies.length)) {
    const most = strategies.length - 1;
    throw new InputError('units', `must be a whole number from 1 to ${most}, below the number of bidders, got ${units}`);
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
  bids.strategies.forEach((strategy, i) => validateStrategy(`bids.strategies[${i}]`, strategy));
  if (!Array.isArray(laws) || laws.length !== count) throw new InputError('laws', `must be ${count} laws, one a bidder`);
  (laws as readonly Distribution[]).forEach((law, i) => {
    requireValues(`laws[${i}]`, law);
    requireCovered(`laws[${i}]`, law, bids.strategies[i]!);
  });
  const most = auction.cells?.most ?? CELLS_MAX;
  if (cells !== undefined && !(Number.isInteger(cells) && cells >= 16 && cells <= most)) {
    throw new InputError('cells', `must be a whole number from 16 to ${most} under ${auction.name}, got ${quote(String(cells))}`);
  }
  validateRules(auction, study);
}
