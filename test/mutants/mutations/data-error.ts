/** What is said of the sampling error of data. */
import type { Mutation } from '../mutation.ts';

const AUCTION = 'test/kinds/double-auction/data-error.test.ts';
const CHOICE = 'test/kinds/social-choice/data-error.test.ts';
const EMPIRICAL = 'test/distributions/empirical.test.ts';

export const DATA_ERROR_MUTATIONS: readonly Mutation[] = [
  {
    name: 'laws near a sample: half the distance', find: '[Math.max(0, p - distance), Math.min(1, p + distance)]',
    replace: '[Math.max(0, p - distance / 2), Math.min(1, p + distance / 2)]', tests: [AUCTION], only: 'no law within',
  },
  {
    name: 'laws near a sample: its atoms counted after the piece before them', find: 'to === Infinity ? 1 : below(to)[1]],\n    below,',
    replace: 'to === Infinity ? 1 : upTo(to)[1]],\n    below,', tests: [AUCTION], only: 'at distance 0',
  },
  {
    name: 'the largest chance of a box of levels at its corners only', find: 'if (groups.length === 1) return equal([',
    replace: 'if (groups.length > 0) return corners;\n  if (groups.length === 1) return equal([',
    tests: [AUCTION], only: 'no law within|without atoms',
  },
  {
    name: 'epsilon-IC over laws: integrand not capped by the chance to set the price',
    find: 'Math.min(weight * pivotalMost, trade[1] - mean[0]);',
    replace: 'Math.min(weight * pivotalMost, trade[0] - mean[1]);', tests: [AUCTION], only: 'no law within',
  },
  {
    name: 'epsilon-LIC over laws without atoms: levels forgotten', find: 'pivotalAtLevels(boxes, problem, others));', replace: '0);',
    tests: [AUCTION], only: 'without atoms',
  },
  {
    name: 'chance of trade over laws: ends swapped', find: 'ownUpTo[end] * (trade[end]', replace: 'ownUpTo[1 - end]! * (trade[end]',
    tests: [AUCTION], only: 'no law within',
  },
  {
    name: 'several samples share no error probability', find: 'dkwHalfWidth(numbers.length, alpha / samples.length);',
    replace: 'dkwHalfWidth(numbers.length, alpha);', tests: [AUCTION], only: 'distance',
  },
  {
    name: 'variation: signals moved by half', find: 'moves[d]!.distance * moves[d]!.width * sizeOf(rate)',
    replace: '0.5 * moves[d]!.distance * moves[d]!.width * sizeOf(rate)', tests: [CHOICE], only: 'trade',
  },
  {
    name: 'variation: a smoothed law taken for the sample', find: 'distance(law.data) + distanceFromSample(law, law.data)',
    replace: 'distance(law.data)', tests: [CHOICE], only: 'trade',
  },
  {
    name: 'variation: one rival of a pay-as-bid bidder counts', find: '(own.includes(d) ? sum : sum + distance)',
    replace: '(own.includes(d) ? sum : sum)', tests: [CHOICE], only: 'two bidders',
  },
  {
    name: 'the error probability of draws is forgotten', find: 'const both = confidence - (row.profiles > 0 ? 1 - row.confidence : 0);',
    replace: 'const both = confidence;', tests: [CHOICE], only: 'adds the error',
  },
  {
    name: 'transfers made of the laws taken for a function of the reports alone',
    find: 'if (schemeOf(mechanism.transfers).ofReportsAlone && ',
    replace: 'if (', tests: [CHOICE], only: 'trade',
  },
  {
    name: 'bootstrap: one resample further in', find: 'return [sorted[rank - 1]!, sorted[sorted.length - rank]!];',
    replace: 'return [sorted[rank]!, sorted[sorted.length - rank - 1]!];', tests: [AUCTION], only: 'bootstrap',
  },
  {
    name: 'bootstrap: columns of a file drawn apart', find: 'const [f0, f1] = threefry2x32({ k0, k1 }, wordsOf(hash));',
    replace: 'const [f0, f1] = threefry2x32({ k0, k1 }, [rows.findIndex((x) => x === rows.at(-1)), rows[0]!]);',
    tests: [EMPIRICAL, AUCTION], only: 'rows again',
  },
];
