import type { Mutation } from '../mutation.ts';

const LOSS = 'test/notions/bid-loss.test.ts';
const AUCTIONS = 'test/mechanism/auctions.test.ts';
const VERIFY = 'test/notions/verify/bids.test.ts';
const SEVERAL = 'test/mechanism/several-bids.test.ts';

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
    name: 'certificates of bids: any list of bids will do', find: 'tried.has(0) && strategies.flatMap(',
    replace: 'tried.has(0) || strategies.flatMap(', tests: [VERIFY],
  },
  {
    name: 'certificates of bids: the seal is not looked at', find: 'sealOf(given as object) === seal ?', replace: 'seal !== undefined ?',
    tests: [VERIFY],
  },
  {
    name: 'certificates of split awards: cells that may be worth more pass', find: 'if (m === 1 && n === 1) return high;',
    replace: 'if (m === 1 && n === 1) continue;', tests: [VERIFY], only: 'split-award',
  },
  {
    name: 'certificates of contests: chances in the bidder\'s favour', find: 'nobody / strategies.length : chance(largest, bid)',
    replace: 'nobody / strategies.length : 1', tests: [VERIFY], only: 'tullock',
  },
  {
    name: 'interim gains: shares by how many stages there were', find: '* alpha : EARLIER * alpha)',
    replace: '* alpha : 2 * EARLIER * alpha / (stages - 1))',
    tests: ['test/notions/report-gains.test.ts'], only: 'stages',
  },
  {
    name: 'interim gains: the last stage spends all', find: '(1 - EARLIER_MAX * EARLIER) * alpha', replace: 'alpha',
    tests: ['test/notions/report-gains.test.ts'], only: 'stages',
  },
  {
    name: 'interim gains: dropped pairs are forgotten',
    find: 'const [{ sums: whole }, last] = [stages[0]!, stages.at(-1)!];\n  const { sums } = last;',
    replace: 'const [{ sums: whole }, last] = [stages.at(-1)!, stages.at(-1)!];\n  const { sums } = last;',
    tests: ['test/notions/report-gains.test.ts'], only: 'stages',
  },
  {
    name: 'interim gains: half of what a step may be off', find: '(2 * error + size * widths[k]! * ROUNDING)',
    replace: '(0.05 * error + size * widths[k]! * ROUNDING)', tests: ['test/experiments/gain-ranges.test.ts'],
  },
  {
    name: 'interim gains: steps back as steps on', find: ': [-above[edge]!, -below[edge]!]', replace: ': [below[edge]!, above[edge]!]',
    tests: ['test/experiments/gain-ranges.test.ts'],
  },
  {
    name: 'interim gains: pairs with one end in a cell that is cut count as cut', find: 'if (!(isApart[t] && isApart[r])) largest',
    replace: 'if (!(isApart[t] || isApart[r])) largest', tests: ['test/notions/gains-between-reports.test.ts'], only: 'parts',
  },
  // Several bids of one bidder.
  {
    name: 'several objects: dearer ones are not paid for', find: 'losersPrice ? j : 0, payment)', replace: '0, payment)', tests: [SEVERAL],
  },
  {
    name: 'several objects: half of what the others bid is paid', find: 'bidHigh, chance: from + more, otherLow: low + bidLow * more,',
    replace: 'bidHigh, chance: from + more, otherLow: low, ', tests: [SEVERAL, VERIFY],
  },
  {
    name: 'several objects: lies by the first bid alone', find: 'best[j + 1]! + Math.max(worthOf', replace: 'Math.max(worthOf',
    tests: [SEVERAL, VERIFY],
  },
  {
    name: 'several objects: the loss of a cell of types halved', find: 'lossHigh: Math.max(top[k]! - worst(k), top[to]! - worst(to)),',
    replace: 'lossHigh: Math.max(top[k]! - worst(k), top[to]! - worst(to)) / 2,', tests: [SEVERAL, VERIFY],
  },
  {
    name: 'several objects: a tie among own bids is won', find: 'if (left >= same + tied) return', replace: 'if (left >= tied) return',
    tests: [SEVERAL],
  },
  {
    name: 'split award: boxes by the side on which fewer halves are taken', find: 'half, a, b), gainsAt(to, whole, half, a, b), ',
    replace: 'half, a, b), ', tests: [SEVERAL],
  },
  {
    name: 'split award: own asks by the better side of an atom', find: 'return [Math.min(...all(one,',
    replace: 'return [Math.max(...all(one,', tests: [SEVERAL],
  },
  {
    name: 'split award: a half costs nothing', find: 'Math.max(0, (j + n) * step - halfCost)]', replace: 'Math.max(0, (j + n) * step)]',
    tests: [SEVERAL],
  },
  {
    name: 'split award: the loss of a cell of types halved',
    find: 'lossHigh: Math.max(top[k]! - worst(types[k]!), top[to]! - worst(types[to]!)),',
    replace: 'lossHigh: Math.max(top[k]! - worst(types[k]!), top[to]! - worst(types[to]!)) / 2,', tests: [SEVERAL],
  },
  {
    name: 'certificates of several objects: any best list passes', find: 'now[k] = best;', replace: 'now[k] = 0;', tests: [VERIFY],
  },
  {
    name: 'certificates of several objects: the rise of the price is not looked at', find: "=== 'discriminatory' || j === 1) return",
    replace: "=== 'discriminatory' || j >= 1) return", tests: [VERIFY],
  },
];
