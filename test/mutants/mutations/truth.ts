/** Faults in what is said of the truth's utility over all types. */
import type { Mutation } from '../mutation.ts';

const SLOPE = ['test/notions/truth-slope.test.ts'];
const HINDSIGHT = ['test/notions/hindsight.test.ts'];
const BOUNDED = ['test/notions/epsilon-bounded/by-slope.test.ts'];

export const TRUTH_MUTATIONS: readonly Mutation[] = [
  {
    name: 'slope of the truth: the end of a cell above is that of the report below',
    find: 'high: band.upper.subarray(1), middle: middles(band.estimate) };',
    replace: 'high: band.upper.subarray(0, -1), middle: middles(band.estimate) };', tests: SLOPE,
  },
  {
    name: 'slope of the truth: insured, by its own choices',
    find: "structure.kind === 'insured' ? ofBase(sums, structure.base) : sums, slopes",
    replace: 'sums, slopes', tests: SLOPE,
  },
  {
    name: 'steepest fall: of the upper ends', find: '[0 - least(high), 0 - least(low)', replace: '[0 - least(high), 0 - least(high)',
    tests: SLOPE,
  },
  {
    name: 'least utility: what lies below the type that is estimated is left out', find: 'sum -= down[c]!', replace: 'sum -= 0 * down[c]!',
    tests: SLOPE,
  },
  {
    name: 'least utility: the same end of slopes on the way down', find: 'at.lower + reached(low, high).size',
    replace: 'at.lower + reached(low, low).size',
    tests: SLOPE,
  },
  {
    name: 'least utility: all of the error probability twice', find: 'truthSlope(sums, structure, alpha / 2);\n  if (!slope)',
    replace: 'truthSlope(sums, structure, alpha);\n  if (!slope)', tests: SLOPE,
  },
  {
    name: 'least utility: types at the upper end', find: 'sign > 0 ? 0 : x.length - 1', replace: 'sign > 0 ? x.length - 1 : 0',
    tests: SLOPE,
  },
  {
    name: 'boundedness by slopes: caps at the report above', find: "['lower' as const, c]", replace: "['lower' as const, c + 1]",
    tests: BOUNDED,
  },
  {
    name: 'boundedness by slopes: steepness beyond the best alternative', find: 'Math.min(steep, rates[0]!)',
    replace: 'Math.min(steep, rates.at(-1)!)',
    tests: BOUNDED,
  },
  {
    name: 'boundedness by slopes: types in one order only', find: '([1, -1] as const).filter', replace: '([1] as const).filter',
    tests: BOUNDED,
  },
  // Gains in hindsight.
  {
    name: 'hindsight: who is not served gains nothing', find: 'if (!(served(type) < value)) return [type, type];',
    replace: 'return [type, type];',
    tests: HINDSIGHT,
  },
  {
    name: 'hindsight: ends of a cell the other way round', find: '[won.at(reach(from)[0])[0], won.at(reach(to)[1])[1]]',
    replace: '[won.at(reach(to)[0])[0], won.at(reach(from)[1])[1]]', tests: HINDSIGHT,
  },
  {
    name: 'hindsight: a trader bids as high as she likes', find: 'Math.min(high, Math.max(low, (type - intercept) / slope))',
    replace: '(type - intercept) / slope', tests: HINDSIGHT,
  },
  {
    name: 'hindsight: a price that no bid moves is moved', find: 'isBuyer ? k > 0 : k < 1', replace: 'true', tests: HINDSIGHT,
  },
  {
    name: 'hindsight: of a table what is above the level at the report alone', find: 'this.#highest[middle]! > level',
    replace: 'this.values[middle]! > level',
    tests: HINDSIGHT,
  },
  {
    name: 'hindsight: served as unserved', find: 'less(base + worth, knots[n]!, value)', replace: 'less(base, knots[n]!, value)',
    tests: HINDSIGHT,
  },
  // Who pays by her report, and who is served or not.
  {
    name: 'payer\'s utility: no bound by the constant', find: '[Math.max(-lic, least), Math.min(lic, most)]', replace: '[least, most]',
    tests: ['test/notions/payer-utility.test.ts'],
  },
  {
    name: 'payer\'s utility: chances of the other end', find: 'Math.min(1 - chance[0], omega[1] / worth)',
    replace: 'Math.min(1 - chance[1], omega[0] / worth)',
    tests: ['test/notions/payer-utility.test.ts'],
  },
  {
    name: 'payer\'s utility: least at the types computed', find: 'lower = Math.min(lower, between);', replace: '',
    tests: ['test/notions/payer-utility.test.ts'],
  },
  {
    name: 'served: utility rises from either end alike', find: 'lower += end === 0 ? steps[0] : -steps[1];', replace: 'lower += steps[0];',
    tests: ['test/kinds/social-choice/k-double-auction.test.ts'],
  },
  {
    name: 'served: a seller\'s chance is a buyer\'s', find: 'Math.min(1, -slope / worth) - (1 - chance)',
    replace: 'Math.min(1, -slope / worth) - chance',
    tests: ['test/kinds/social-choice/k-double-auction.test.ts'],
  },
  {
    name: 'payments by the report: what is at stake begins at nothing', find: ': [-Infinity, Infinity];\n  const gained',
    replace: ': [0, 0];\n  const gained', tests: ['test/notions/independent-payments.test.ts'],
  },
  // Trade whatever densities and bids are.
  {
    name: 'trading cells: half of what the margin is worth', find: '[gained[0] - k * b1 * p1, gained[1] - k * b0 * p0]',
    replace: '[gained[0] / 2 - k * b1 * p1, gained[1] / 2 - k * b0 * p0]', tests: ['test/notions/trading-cells.test.ts'],
  },
  {
    name: 'trading cells: the other\'s slope counts for nothing', find: 'times(thick, b1) / c0 : times',
    replace: 'times(thick, b1) : times',
    tests: ['test/notions/trading-cells.test.ts'],
  },
  {
    name: 'trading cells: ends of margins at one end of the cell', find: 'Math.min(first + rise * width, last - fall * width)];',
    replace: 'Math.max(first, last) - 0.05];', tests: ['test/notions/trading-cells.test.ts'],
  },
  {
    name: 'trading cells: a seller\'s boundedness is a buyer\'s', find: 'Math.min(p1, -omega / worth)',
    replace: 'Math.min(1 - p0, most[c]! / worth)',
    tests: ['test/notions/trading-cells.test.ts'],
  },
  // Two rules of who is served.
  {
    name: 'rules: the turn of a rule at one end of a cell', find: 'return Math.max(most, chance(law, a, d), chance(law, c, b));',
    replace: 'return Math.max(most, chance(law, b, d) / 2, chance(law, d, b) / 2);', tests: ['test/notions/served-rules.test.ts'],
  },
  {
    name: 'rules: losses in signals', find: 'chance(law, best.at[n]! + xi / rate, c)', replace: 'chance(law, best.at[n]! + xi, c)',
    tests: ['test/notions/served-rules.test.ts'],
  },
  {
    name: 'rules: losses on one side', find: 'chance(law, from, b - xi / rate));', replace: '0);',
    tests: ['test/notions/served-rules.test.ts'],
  },
];
