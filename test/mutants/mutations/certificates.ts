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
  // Slopes of chances of winning.
  {
    name: 'Clayton density: largest at a corner', find: 'Math.exp(Math.max(...corners(e[0]), ...edges, ...inner))',
    replace: 'Math.exp(Math.max(...corners(e[0])))', tests: ['test/notions/dependent-slopes.test.ts'],
  },
  {
    name: 'insured slopes: the least density and weights above', find: 'const told = (most * (1 + theta) * high) / u;',
    replace: 'const told = (least * (1 + theta) * low) / w;', tests: ['test/notions/dependent-slopes.test.ts'],
  },
  {
    name: 'short lies: slopes of the first piece alone', find: 'Math.max(steepest, slopes.rise(types, reports)[1])',
    replace: 'slopes.rise(types, reports)[0]', tests: ['test/notions/dependent-slopes.test.ts'],
  },
  {
    name: 'played rules: ties taken from the other side', find: 'if (p[k] && !q[k]) into[t * K + k]!++;',
    replace: 'if (p[k] && q[k]) into[t * K + k]!++;', tests: ['test/kinds/social-choice/dependent-atoms.test.ts'],
  },
  // What who pays by her report gains by short lies, types independent.
  {
    name: 'independent payments: half of the bound of a cell', find: 'return Math.max(most, -least, 0);',
    replace: 'return Math.max(most, -least, 0) / 2;', tests: ['test/notions/independent-payments.test.ts'],
  },
  {
    name: 'independent payments: lies upwards alone', find: 'return Math.max(most, -least, 0);',
    replace: 'return Math.max(most, 0);', tests: ['test/notions/independent-payments.test.ts'],
  },
  {
    name: 'independent payments: rivals tie once each law', find: 'const rate = count * rise!;',
    replace: 'const rate = rise!;', tests: ['test/notions/independent-payments.test.ts'],
  },
  {
    name: 'independent payments: twice what a pair gains', find: 'const sure = (Math.min(...lies) - Math.max(...truths)',
    replace: 'const sure = 2 * (Math.min(...lies) - Math.max(...truths)', tests: ['test/notions/independent-payments.test.ts'],
  },
  // The generalised VCG mechanism.
  {
    name: 'generalised VCG: a cell ends where it begins', find: 'sum + sign * values[isLow ? c : c + 1]!',
    replace: 'sum + sign * values[isLow ? c + 1 : c]!', tests: ['test/notions/generalised-vcg.test.ts'],
  },
  {
    name: 'generalised VCG: the others\' best alternative does not turn', find: "rise: ends([[1, W], [-1, O]], 'sure')",
    replace: "rise: ends([[1, W]], 'sure')", tests: ['test/notions/generalised-vcg.test.ts'],
  },
  // Chances that step with the report.
  {
    name: 'stepped gains: mean slopes up to an interval are left out', find: 'Math.max(-Infinity, ...means, ...this',
    replace: 'Math.max(-Infinity, ...this', tests: ['test/notions/stepped-gains.test.ts'],
  },
  {
    name: 'stepped gains: lies downwards are left out', find: 'follow(types.toReversed(), reports.toReversed(), least);',
    replace: '', tests: ['test/notions/stepped-gains.test.ts'],
  },
  {
    name: 'stepped rules: nothing but the share delta moves to a point', find: 'return Math.min(1, near + delta);',
    replace: 'return delta;', tests: ['test/notions/stepped-gains.test.ts'],
  },
  {
    name: 'slopes by cell: the other end of what a report brings', find: 'over[isLow ? 0 : 1][c]!', replace: 'over[isLow ? 1 : 0][c]!',
    tests: ['test/notions/generalised-vcg.test.ts'],
  },
  {
    name: 'slopes by cell: lists of alternatives count once',
    find: 'over[1][r]! += step * (step > 0 ? band.upper[r + 1]! : band.lower[r]!);', replace: '',
    tests: ['test/notions/generalised-vcg.test.ts'],
  },
  // Trade at a price between bid and ask.
  {
    name: 'k-double auction: the margin is worth nothing', find: 'density * rate * (type - bid) - k * slope', replace: '-k * slope',
    tests: ['test/kinds/social-choice/k-double-auction.test.ts'],
  },
  {
    name: 'k-double auction: the seller is paid by the buyer\'s weight', find: '(1 - k) * slope * (1 - chance)',
    replace: 'k * slope * (1 - chance)', tests: ['test/kinds/social-choice/k-double-auction.test.ts'],
  },
  // An agent who is served or not against one opponent.
  {
    name: 'served gains: half of the bound of a part', find: '...part, bound: Math.max(',
    replace: '...part, bound: 0.5 * Math.max(', tests: ['test/notions/served-gains.test.ts'],
  },
  {
    name: 'served gains: reports above the truth alone', find: 'if (downwards > best.gain) best',
    replace: 'if (downwards > Infinity) best', tests: ['test/notions/served-gains.test.ts'],
  },
  {
    name: 'served gains: half of a slope', find: '...upTo(size, rounding)', replace: '...upTo(size / 2, rounding)',
    tests: ['test/notions/served-gains.test.ts'],
  },
  {
    name: 'served gains: steepness beyond worth counts as unbounded', find: 'Math.min(1, slope / worth) - chance',
    replace: 'slope / worth - chance', tests: ['test/notions/served-gains.test.ts'],
  },
  {
    name: 'short lies next to the highest type, scores: none gains', find: 'Math.max(0, stake) * mean - Math.min(cost.served[0]',
    replace: '0 * Math.max(0, stake) * mean - Math.min(cost.served[0]', tests: ['test/notions/dependent-slopes.test.ts'],
  },
  {
    name: 'beta laws thin out at half their rate', find: 'rate: power * turned * (1 + OUTWARD)', replace: 'rate: power * turned / 2',
    tests: ['test/notions/dependent-slopes.test.ts'],
  },
  {
    name: 'independent payments: types beyond an end tie with nobody', find: 'whole !== undefined && whole.ends[1] > high] as const;',
    replace: 'false] as const;', tests: ['test/notions/independent-payments.test.ts'],
  },
  {
    name: 'one factor behind a matrix: nothing is held against it', find: 'return isOne && D * D * SAME <= FACTORED * alone ?',
    replace: 'return alone < Infinity ?', tests: ['test/experiments/joint-masses.test.ts'],
  },
  {
    name: 'one factor behind a matrix: shares are loadings', find: 'loadings: order.map((d) => shares[d]! ** 2) };',
    replace: 'loadings: order.map((d) => Math.abs(shares[d]!)) };', tests: ['test/notions/dependent-bidder.test.ts'],
  },
];
