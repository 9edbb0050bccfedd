/** Mechanisms of double auctions, their laws and what they cost. */
import type { Mutation } from '../mutation.ts';

const KERNEL = 'test/kernels/double-auction-mechanisms.test.ts';
const STUDY = 'test/kinds/double-auction/mechanisms.test.ts';
const UNITS = 'test/notions/multi-unit-trader.test.ts';

const ATOMS = 'test/kinds/double-auction/atoms.test.ts';

export const DOUBLE_AUCTION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'uniform price: the last unit moves the price of all in front of the next as well', tests: [UNITS],
    find: 'const [own, next] = [(1 - kappa) * unit, kappa * (unit - 1)];',
    replace: 'const [own, next] = [(1 - kappa) * unit, kappa * unit];',
  },
  {
    name: 'uniform price: a trader bids against her own units',
    find: '[seller ? sellers - units : sellers, seller ? buyers : buyers - units]',
    replace: '[sellers, buyers]', tests: [UNITS],
  },
  {
    name: 'mcafee: a price above the least bid fits',
    find: 'const fits = ask(profile, k) <= price && price <= bid(profile, k);',
    replace: 'const fits = ask(profile, k) <= price;', tests: [KERNEL], only: 'profile by profile',
  },
  {
    name: 'mcafee: no end stands for the bid that is missing', find: '(k < n ? bid(profile, k + 1) : bottom)) / 2',
    replace: '(k < n ? bid(profile, k + 1) : top)) / 2', tests: [KERNEL], only: 'profile by profile',
  },
  {
    name: 'posted price: the best of those who accept trade', find: "    into.by = 'index';", replace: "    into.by = 'rank';",
    tests: [KERNEL], only: 'profile by profile',
  },
  {
    name: 'atoms spread over the cell below them', find: 'const below = i === 0 ? 0 : massBelow(law, mark);',
    replace: 'const below = i === 0 ? 0 : law.cdf(mark);', tests: ['test/experiments/double-auction/placed-laws.test.ts'],
  },
  {
    name: 'best price: both sides accept as if they were buyers',
    find: '(excess(value, p) / b + shortfall(cost, p) / a);', replace: '(excess(value, p) / b);', tests: [STUDY],
    only: 'by hand|without an end',
  },
  {
    name: 'what is lost is a share of what is realised',
    find: 'lostTrades: share(missing(sums, at, alpha / 2), efficient(sums, alpha / 2)),',
    replace: 'lostTrades: share(missing(sums, at, alpha / 2), trades(alpha / 2)),', tests: [STUDY], only: 'by hand',
  },
  {
    name: 'references of the CEM shown beside every mechanism', find: 'references(values).map((known) => ({ mechanism, ...known }));',
    replace: 'references(values);', tests: [STUDY], only: 'zero by structure',
  },
  {
    name: 'atoms: a lie from below all types', find: 'marks.filter((mark) => mark >= x[first]!)', replace: 'marks',
    tests: [ATOMS], only: 'atoms and densities',
  },
  {
    name: 'gaps: numbers between the types are types', find: 'massBelow(other, to) - other.cdf(from) > NOTHING',
    replace: 'massBelow(other, to) - other.cdf(from) > 2', tests: [ATOMS], only: 'atoms and densities',
  },
  {
    name: 'gaps: lies into them gain nothing', find: 'upper = Math.max(upper, Math.min(far, chance(highest)));', replace: 'upper += 0;',
    tests: [ATOMS], only: 'atoms and densities',
  },
  {
    name: 'draws miss an atom by a little', find: 'CLOSED_FORM.test(law.text) || law.atoms?.length', replace: 'CLOSED_FORM.test(law.text)',
    tests: ['test/kinds/social-choice/mixtures.test.ts'], only: 'first-listed of those who tie',
  },
  {
    name: 'mixtures: the first part alone', find: 'parts.reduce((sum, part) => sum + part.weight * value(part), 0)',
    replace: 'value(parts[0]!)',
    tests: ['test/distributions/vectors.test.ts'], only: 'mixture',
  },
  {
    name: 'the chance that a half is empty, as if of one trader alone',
    find: 'const empty = none(side.count, half);', replace: 'const empty = none(4 * side.count, half);',
    tests: ['test/experiments/double-auction/margin-spread.test.ts'],
  },
  {
    name: 'chances given the own type: error of laws left out', find: 'export const QUADRATURE_ERROR = 2.6e-9;',
    replace: 'export const QUADRATURE_ERROR = 1e-9;', tests: ['test/experiments/order-statistics/conditional.test.ts'],
  },
];
