/** Certificates of double auctions and social choice problems, rules and transfers. */
import type { Mutation } from '../mutation.ts';

const GOLDEN = 'test/scenarios/golden.test.ts';
const TRADER = 'test/notions/trader-constants.test.ts';
const BANDS = 'test/notions/interim-utility/trader.test.ts';
const GRID = 'test/notions/grid-constants.test.ts';
const STRUCTURE = 'test/kinds/social-choice/structure.test.ts';
const SMALL_GOLDEN = '^multi-object gives';
const ATOMS = 'test/kinds/social-choice/atoms.test.ts';
const DISCRETE = 'test/scenarios/discrete-laws.test.ts';

export const CERTIFICATE_MUTATIONS: readonly Mutation[] = [
  // Ambiguity round discrete laws.
  {
    name: 'reach: a tie is lost by nobody', find: '(l < k ? at[k]! - value > tie : at[k]! - value >= -tie)',
    replace: '(at[k]! - value >= -tie)', tests: ['test/experiments/enumerated-reach.test.ts'],
  },
  {
    name: 'insured lies: the least mean for reports above the type', find: 'const worst = isHigh ? low : high;',
    replace: 'const worst = low;', tests: ['test/kinds/social-choice/ambiguity-atoms.test.ts'],
  },
  // Certificates of double auctions.
  {
    name: 'gain band halved', find: 'lower: lower - 2 * half * width, upper: upper + 2 * half * width',
    replace: 'lower: lower - half * width, upper: upper + half * width', tests: [BANDS],
  },
  {
    name: 'utility band: error of the law dropped', find: 'const half = dkwHalfWidth(n, alpha / 2) + lawError;\n  const mixed',
    replace: 'const half = dkwHalfWidth(n, alpha / 2);\n  const mixed', tests: [BANDS],
  },
  {
    name: 'epsilon-LIC: no union over cells', find: 'union((1 - LOWER_SHARE) * alpha, cells)) + lawError',
    replace: 'union((1 - LOWER_SHARE) * alpha, 1)) + lawError', tests: [TRADER],
  },
  { name: 'epsilon-LIC: error of the law dropped above', find: 'cells)) + lawError);', replace: 'cells)));', tests: [TRADER] },
  {
    name: 'epsilon-LIC: error of the law dropped below',
    find: 'clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha) - lawError)',
    replace: 'clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha))', tests: [TRADER],
  },
  {
    name: 'epsilon-LIC: brackets of cells narrowed', find: 'largest = Math.max(largest, atLeastU[j]! - atLeastL[j + 1]!);',
    replace: 'largest = Math.max(largest, atLeastU[j]! - atLeastL[j]!);', tests: [TRADER],
  },
  {
    name: 'epsilon-IC: a tile\'s statements not paid for', find: 'const STATEMENTS = 8;', replace: 'const STATEMENTS = 1;',
    tests: ['test/notions/epsilon-ic/tiling.test.ts'],
  },
  {
    name: 'epsilon-IC: no union over tiles', find: 'union((1 - LOWER_SHARE) * alpha, tiling.length)', replace: '(1 - LOWER_SHARE) * alpha',
    tests: [TRADER],
  },
  {
    name: 'delta*: error of the law dropped', find: 'const allowed = delta - 2 * lawError;', replace: 'const allowed = delta;',
    tests: ['test/notions/delta-star/trader.test.ts'],
  },
  {
    name: 'delta*: ball radius halved', find: 'while (above + 1 < x.length && x[above + 1]! + rounding <= x[j]! + delta) above++;',
    replace: 'while (above + 1 < x.length && x[above + 1]! + rounding <= x[j]! + delta / 2) above++;',
    tests: ['test/notions/delta-star/trader.test.ts'],
  },
  {
    name: 'buyers: the line is not turned round', find: '    x: boundaries.toReversed().map((x) => -x),\n    first: cells - end',
    replace: '    x: boundaries.map((x) => x),\n    first: cells - end', tests: ['test/experiments/order-statistics/survival.test.ts'],
  },
  {
    name: 'buyers: sign of the reflected type', find: '    sign: -1,', replace: '    sign: 1,',
    tests: ['test/experiments/order-statistics/survival.test.ts', GOLDEN], only: 'buyer|reflect|double-auction gives',
  },
  {
    name: 'kappa reversed', find: 'pivotalWeight: 1 - kappa,', replace: 'pivotalWeight: kappa,',
    tests: ['test/environment/double-auction.test.ts'],
  },
  {
    name: 'price rule reversed in the market', find: 'const price = z + kappa * (next - z);',
    replace: 'const price = next - kappa * (next - z);', tests: ['test/kernels/market-clearing.test.ts'],
  },
  {
    name: 'witness searched on the certifying stream',
    find: 'const first = await draw(problem, decision, pilotGrid(problem), `${name}/pilot-0`',
    replace: 'const first = await draw(problem, decision, pilotGrid(problem), `${name}/certify`',
    tests: ['test/kinds/conformance.test.ts'], only: 'streams',
  },
  {
    name: 'joint confidence of a verdict overstated', find: 'const jointly = 1 - Math.max(1, uncertain) * (1 - confidence);',
    replace: 'const jointly = confidence;', tests: ['test/kinds/conformance.test.ts'], only: 'verdict',
  },
  // Certificates of social choice problems.
  {
    name: 'unless the sample contradicts the structure', find: 'if (!certificate || grid.lower > certificate.upper) return grid;',
    replace: 'if (!certificate) return grid;', tests: [STRUCTURE],
  },
  {
    name: 'largest gain: no union over lies', find: 'const each = union(alpha / 2, lies.length);', replace: 'const each = alpha / 2;',
    tests: [GRID],
  },
  {
    name: 'gains: rounding of payoffs not counted', find: 'groupHalfWidth(at, groups, profiles, high - low, alpha) + 2 * rounding',
    replace: 'groupHalfWidth(at, groups, profiles, high - low, alpha)', tests: [GRID],
  },
  {
    name: 'gains clamped at zero in surfaces', find: 'estimate: table((pair) => gains.at(pair).mean)',
    replace: 'estimate: table((pair) => Math.max(0, gains.at(pair).mean))', tests: [GRID, GOLDEN], only: `band|${SMALL_GOLDEN}`,
  },
  {
    name: 'upper ends of a golden\'s surface', find: 'upper: table((pair) => gains.upper(pair, each))',
    replace: 'upper: table((pair) => gains.upper(pair, 2 * each))', tests: [GOLDEN], only: SMALL_GOLDEN,
  },
  {
    name: 'lower ends of a golden\'s surface', find: 'lower: table((pair) => gains.lower(pair, each))',
    replace: 'lower: table((pair) => gains.lower(pair, 2 * each))', tests: [GOLDEN], only: SMALL_GOLDEN,
  },
  {
    name: 'size of a lie: irrelevant coordinates counted', find: 'sum + (relevant[c] ? Math.abs(x - type[c]!) : 0)',
    replace: 'sum + Math.abs(x - type[c]!)', tests: [GRID],
  },
  {
    name: 'witness searched on the certifying stream, social choice', find: 'run.stream(`social-choice/search/${agent}/${round}`)',
    replace: 'run.stream(`social-choice/certify/${agent}`)', tests: ['test/kinds/conformance.test.ts'], only: 'streams',
  },
  {
    name: 'knapsack filled from the least worth', find: 'items.sort((a, b) => b.worth - a.worth);',
    replace: 'items.sort((a, b) => a.worth - b.worth);', tests: ['test/notions/epsilon-bounded/grid.test.ts'],
  },
  {
    name: 'monotonicity asked of types below', find: '!relevant[c] || x >= s[c]!', replace: '!relevant[c] || x <= s[c]!',
    tests: [GRID, 'test/notions/interim-utility.test.ts'],
  },
  {
    name: 'a loss certified by half a band', find: 'const half = dkwHalfWidth(profiles, alpha / 2);',
    replace: 'const half = dkwHalfWidth(profiles, alpha / 2) / 2;', tests: ['test/notions/epsilon-ic/strategy-loss.test.ts'],
  },
  {
    name: 'VCG called incentive compatible with any values', find: "(values === 'private' && rule.maximises ?",
    replace: '(rule.maximises ?', tests: ['test/mechanism/incentives.test.ts'],
  },
  {
    name: 'VCG: the pivot is not paid', find: 'return dot(probabilitiesAt(acted), others) - Math.max(...others);',
    replace: 'return dot(probabilitiesAt(acted), others);', tests: ['test/predicates/predicates.test.ts'],
  },
  {
    name: 'dependent atoms: the others as if no type were known', find: 'return masses.map((mass) => mass / sum);',
    replace: 'return Float64Array.from(this.others(agent), ({ probability }) => probability);',
    tests: ['test/kinds/social-choice/dependent-atoms.test.ts'],
  },
  {
    name: 'discrete laws: limits at ends of pieces that may hide a breakpoint',
    find: 'affine: straight && isKnown(play) && isComplete(play.mechanism)', replace: 'affine: true',
    tests: [ATOMS, DISCRETE],
  },
  {
    name: 'discrete laws: a posted price is no breakpoint', find: 'thresholds: ({ price }, values) => gainsAt(price, values)',
    replace: 'thresholds: () => []', tests: [ATOMS],
  },
  {
    tests: ['test/kinds/double-auction/dependence.test.ts'],
    name: 'dependence: types of one law are cut', find: '    diagonal: SCORES,', replace: '    diagonal: [-0.3, 0.3],',
  },
  {
    tests: ['test/kinds/double-auction/dependence.test.ts'],
    name: 'dependence: a witness at another type', find: 'type: quantile(chance),', replace: 'type: quantile(chance / 2),',
  },
  {
    name: 'discrete laws: no short lies', find: 'c) => [-SHORT, SHORT, -near, near].flatMap', replace: 'c) => [-0.25, 0.25].flatMap',
    tests: [ATOMS],
  },
  // Rules and transfers.
  {
    name: 'redistribution: the whole least revenue to each', find: 'leastRevenue(problem, agent, signals) / agents)',
    replace: 'leastRevenue(problem, agent, signals))', tests: ['test/contract/samplers.test.ts'], only: 'redistributed',
  },
  {
    name: 'redistribution: one welfare too few taken off', find: '(lines.length - 2) * largestAt(all, t)',
    replace: '(lines.length - 3) * largestAt(all, t)', tests: ['test/mechanism/redistributed-vcg.test.ts'],
  },
  {
    name: 'redistribution: ends of the support alone', find: 'lines.flatMap((one) => envelopeTransfers(one, one, low, high).from)',
    replace: '[low]', tests: ['test/mechanism/redistributed-vcg.test.ts'],
  },
  {
    name: 'reserves added where they are costs', find: '0 - reserves.reduce((sum, row) => sum + row[k]!, 0)',
    replace: 'reserves.reduce((sum, row) => sum + row[k]!, 0)', tests: ['test/mechanism/efficient-with-reserves.test.ts'],
  },
  {
    name: 'VCG without the pivot', find: 'batch.tf.sub(batch.expected(others), batch.tf.max(others, 1))',
    replace: 'batch.expected(others)', tests: ['test/contract/samplers.test.ts'], only: 'with .vcg',
  },
  {
    name: 'all-pay: who is worse off pays nothing', find: 'tf.neg(tf.where(tf.greaterEqual(tf.add(most, least), 0), most, least))',
    replace: 'tf.neg(most)', tests: ['test/contract/samplers.test.ts'], only: 'all-pay',
  },
  {
    name: 'expected externality: shares not taken from the others', find: 'tf.div(othersExternalities(), agents - 1)',
    replace: 'tf.div(othersExternalities(), agents)', tests: ['test/contract/samplers.test.ts'], only: 'expected-externality',
  },
  {
    name: 'assignment markets: others drawn as if nothing were known', find: 'laws.length, known ? own : [], wanted);',
    replace: 'laws.length, [], wanted);', tests: ['test/kinds/assignment/dependence.test.ts'],
  },
  {
    name: 'assignment markets: an atom is its lowest chance', find: 'from + width * chance(loops.buffer[uniform.length + j]!)',
    replace: 'from + 0 * width * chance(loops.buffer[uniform.length + j]!)', tests: ['test/kinds/assignment/dependence.test.ts'],
  },
  {
    name: 'assignment markets: the least utility is that of a type', find: '[0, most]), lower: 0 };', replace: '[0, most]) };',
    tests: ['test/kinds/assignment/dependence.test.ts'],
  },
];
