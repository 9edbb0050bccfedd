/** Certificates on the continuum of agents with one signal. */
import type { Mutation } from '../mutation.ts';



export const ONE_SIGNAL_MUTATIONS: readonly Mutation[] = [
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
