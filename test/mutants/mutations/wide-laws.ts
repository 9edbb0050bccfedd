import type { Mutation } from '../mutation.ts';

const TRIMMED = 'test/experiments/integer/trimmed.test.ts';
const EX_POST = 'test/experiments/integer/ex-post.test.ts';
const SURE = 'test/mechanism/sure-choice.test.ts';

/** Laws much wider than their bulk: what is moved, what is drawn, what is sure. */
export const WIDE_LAW_MUTATIONS: readonly Mutation[] = [
  {
    name: 'bulk of a law: a tail that carries the mean is cut off', find: 'if (above + below > MOVED * (b - a)) return undefined;',
    replace: 'if (above + below < 0) return undefined;', tests: [TRIMMED],
  },
  {
    name: 'bulk of a law: what lies above is not counted', find: 'const mass = law.cdf(a) + survival(b);',
    replace: 'const mass = law.cdf(a);', tests: [TRIMMED],
  },
  {
    name: 'bulk of a law: a tail bounded from below', find: '(at(to) - at(from)) * tail(from)', replace: '(at(to) - at(from)) * tail(to)',
    tests: [TRIMMED],
  },
  {
    name: 'bulk of a law: bids beyond it are worth what values are', find: 'Math.max(out!.above, bids[0]! * stretch)',
    replace: 'Math.max(out!.above, 0 * stretch)', tests: [TRIMMED],
  },
  {
    name: 'ranges of what is drawn: nobody pays', find: 'const paid: Range = [0, counts ?',
    replace: 'const paid: Range = [0, counts ? 0 * ', tests: [EX_POST],
  },
  {
    name: 'ranges of what is drawn: Groves pays nothing beside the value', find: 'payoff: together }', replace: 'payoff: own }',
    tests: [EX_POST],
  },
  {
    name: 'ranges of what is drawn: half of it', find: '[drawn[0] - half - step, drawn[1] + half + step]',
    replace: '[drawn[0] - half - step, (drawn[0] + drawn[1]) / 2]', tests: [EX_POST],
  },
  {
    name: 'sure chances: what a box leaves out above is forgotten', find: '(down ? below : 0) + (up ? above : 0)',
    replace: '(down ? below : 0)', tests: [SURE],
  },
  // Laws without an end.
  {
    name: 'types that go on: the upper end of a supremum kept', find: "{ lowerGuarantee, upperGuarantee: weaker(upperGuarantee) }",
    replace: '{ lowerGuarantee, upperGuarantee }', tests: ['test/notions/types-within.test.ts'],
  },
  {
    name: 'types that go on: infinite for a value that falls', find: '(slope > 0 && to === Infinity)', replace: 'to === Infinity',
    tests: ['test/notions/infinite-constant.test.ts'],
  },
  // The least ε of double auctions.
  {
    name: 'least epsilon: nothing lies beyond the outermost nodes', find: 'charge: buyers * excess(value) + (isOpen(cost, 1) ? above : 0)',
    replace: 'charge: 0 * above', tests: ['test/notions/least-epsilon/double-auction.test.ts'], only: 'beyond all nodes',
  },
  {
    name: 'least epsilon: chances rise on in a gap of values', find: 'Math.min(cell.beforeGap.buyer ?? lesser.buyer.belowL, epsilon)',
    replace: 'Math.min(lesser.buyer.belowL, epsilon)', tests: ['test/notions/least-epsilon/double-auction.test.ts'], only: 'linear program',
  },
  {
    name: 'least epsilon: atoms leave chances as they are', find: 'before: jumps.has(x) ? beside(sides[0]!, true) : after',
    replace: 'before: after', tests: ['test/notions/least-epsilon/double-auction.test.ts'], only: 'linear program',
  },
  {
    name: 'files of double auctions: who ties is always served', find: '(going(Math.min(1, ahead + tied)) - going(ahead)) / (size * tied)',
    replace: 'going(ahead) / (size * tied)', tests: ['test/notions/verify/double-auction.test.ts'], only: 'hold of laws with atoms',
  },
  {
    name: 'types in lists: each as likely as another', find: 'weight: weight * mass })));', replace: 'weight: weight + 0 * mass })));',
    tests: ['test/kinds/field-listed-types.test.ts'],
  },
];
