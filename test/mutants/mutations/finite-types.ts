/** Finite types: certificates, covers of weights, files on rules. */
import type { Mutation } from '../mutation.ts';

const AUCTION = 'test/mechanism/finite/auction.test.ts';
const MARGIN = 'test/mechanism/finite/payoff-margin.test.ts';
const VALUES = 'test/notions/finite/value-file.test.ts';
const AMBIGUOUS = 'test/notions/finite/ambiguous-file.test.ts';

export const FINITE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'Myerson: nothing is ironed', find: 'last.total.mul(block.weight).compare(block.total.mul(last.weight)) > 0;',
    replace: 'last.total.mul(block.weight).compare(block.total.mul(last.weight)) > 9;', tests: [AUCTION],
  },
  // Certificates near beliefs.
  {
    name: 'near beliefs: what payoffs move is forgotten', find: 'total.sub(value.sub(middle).abs().mul(reach)), left)',
    replace: 'total.sub(value.sub(middle).abs().mul(0)), left)', tests: [MARGIN],
  },
  {
    name: 'near beliefs: money moves by half', find: 'moves = moves.add(weight.mul(', replace: 'moves = moves.add(weight.div(2).mul(',
    tests: [MARGIN],
  },
  // Covers of weights.
  {
    name: 'covers: what a coalition loses is taken at its most too', find: '(sign(one) > 0 ? gained : lost)[c]!',
    replace: '(sign(one) > 0 ? gained : gained)[c]!', tests: [VALUES],
  },
  {
    name: 'covers: simplices may be left out', find: "return stack.length > 0 ? 'leaves", replace: "return stack.length > 99 ? 'leaves",
    tests: [VALUES],
  },
  {
    name: 'covers: nothing need show that a facet is not passed', find: 'if (capped.some((held) => !held)) faults.push(',
    replace: 'if (capped.length === 0) faults.push(', tests: [VALUES],
  },
  // Files on rules under sets of beliefs.
  {
    name: 'objections: a contradiction without anything strict', find: 'if (left < 0 || (left === 0 && !strictly))',
    replace: 'if (left < 0)', tests: [AMBIGUOUS],
  },
  {
    name: 'objections: any reward will do', find: 'if (rewarded.get(at) === false) yield', replace: 'if (rewarded.size < 0) yield',
    tests: [AMBIGUOUS],
  },
  {
    name: 'objections: at the truth nobody objects in a file', find: '...(objects ? { objects: plan.map(',
    replace: '...(!objects ? { objects: plan.map(', tests: [AMBIGUOUS],
  },
  {
    name: 'objections: what is settled is forgotten', find: 'const known: Outcome | undefined = settled.get(sent);',
    replace: "const known: Outcome | undefined = settled.get('');", tests: [AMBIGUOUS],
  },
];
