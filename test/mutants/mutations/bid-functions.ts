import type { Mutation } from '../mutation.ts';

const LOSS = 'test/notions/bid-loss.test.ts';
const AUCTIONS = 'test/mechanism/auctions.test.ts';
const VERIFY = 'test/notions/verify/bids.test.ts';

export const BID_MUTATIONS: readonly Mutation[] = [
  {
    name: 'bids of atoms by their values', find: '    if (own <= bid) upTo += mass;', replace: '    if (own < bid) upTo += mass;',
    tests: [LOSS], only: 'atoms',
  },
  {
    name: 'a winner among those who tie counted twice', find: 'coefficients.reduce((sum, c, k) => sum + c / (k + 1), 0)',
    replace: 'coefficients.reduce((sum, c, k) => sum + c / (k + 2), 0)', tests: [LOSS],
  },
  {
    name: 'several objects: one more than there are', find: 'Math.min(1, Math.max(0, (units - m) / (t + 1)))',
    replace: 'Math.min(1, Math.max(0, (units + 1 - m) / (t + 1)))', tests: [AUCTIONS], only: 'like objects',
  },
  {
    name: 'Tullock: a bid of nothing wins alone', find: 'weight === 0 ? [none / strategies.length]', replace: 'weight === 0 ? [none]',
    tests: [AUCTIONS], only: 'Tullock',
  },
  {
    name: 'nearest-VCG: the other side of equal bids', find: 'if (other < own) pieces.add(more, -other / 2, 1);',
    replace: 'if (other > own) pieces.add(more, -other / 2, 1);', tests: [AUCTIONS], only: 'every payment',
  },
  {
    name: 'proxy: even shares beyond the smaller bid', find: 'pieces.reset().add(2 * Math.min(own, other), 0, 0.5);',
    replace: 'pieces.reset().add(2 * Math.max(own, other), 0, 0.5);', tests: [AUCTIONS], only: 'every payment',
  },
  {
    name: 'nearest-bid: payments below nothing', find: '.add(Math.abs(own - other), 0, own > other ? 1 : 0)',
    replace: '.add(0, 0, own > other ? 1 : 0)', tests: [AUCTIONS], only: 'every payment',
  },
  {
    name: 'a global bidder who pays less than the sum', find: 'paidDown + 2 * step * chanceDown', replace: 'paidDown / 2',
    tests: [AUCTIONS], only: 'local-local-global',
  },
  {
    name: 'averse bidders: the best of a cell at its upper end', find: ': [offer, { bid: offer.bid, chance:',
    replace: ': [offer, { bid: x[k + 1]!, chance:', tests: [AUCTIONS], only: 'risk aversion',
  },
  {
    name: 'averse bidders: losers keep their bids', find: 'losersPay ? (1 - chance) * u(-bid) : 0', replace: 'losersPay ? 0 : 0',
    tests: [AUCTIONS], only: 'risk aversion',
  },
  {
    name: 'certificates of bids: losses that are too small pass', find: 'if (given < needed - tolerance)',
    replace: 'if (given < -tolerance)', tests: [VERIFY],
  },
  {
    name: 'certificates of bids: any list of bids will do', find: 'tried.has(0) && strategies.every(',
    replace: 'tried.has(0) || strategies.every(', tests: [VERIFY],
  },
  {
    name: 'certificates of bids: the seal is not looked at', find: 'sealOf(given as object) === seal ?', replace: 'seal !== undefined ?',
    tests: [VERIFY],
  },
];
