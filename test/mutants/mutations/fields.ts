/** Fields, the least ε and the second best. */
import type { Mutation } from '../mutation.ts';

const OWN_FILES = 'test/notions/verify/own-files.test.ts';
const GRID_OPPONENTS = 'test/kinds/grid-opponents.test.ts';
const ANY_LAWS = 'test/notions/second-best/any-laws.test.ts';
const TWO_WAY = 'test/notions/least-epsilon/two-way.test.ts';
const FORMULA_BOUND = 'test/notions/verify/formula-bound.test.ts';
const THREE_LISTS = 'test/notions/least-epsilon/three-lists.test.ts';
const BENDS = 'test/notions/second-best/slopes-under-densities.test.ts';
const ENDLESS = 'test/notions/second-best/cells-without-an-end.test.ts';
const POINTS = 'test/notions/second-best/points-beside-densities.test.ts';

export const FIELD_MUTATIONS: readonly Mutation[] = [
  // Points of positive probability and laws without an end in cells of the second best.
  {
    name: 'the best welfare over a cell without an end ends where that is told',
    find: 'upper: upper + place.reduce((sum, t, i) => sum + far[i]![t]!, 0)',
    replace: 'upper', tests: [ENDLESS],
  },
  {
    name: 'a check lets utility fall on the way out', find: 'if (open * slope < 0) least = -Infinity;', replace: '', tests: [ENDLESS],
  },
  {
    name: 'small chances far out are taken for rounding', find: '(!whole && told - least <= ROUNDING)',
    replace: 'told - least <= ROUNDING', tests: [ANY_LAWS], only: 'last digits far out',
  },
  {
    name: 'losses far out are not counted', find: '(Math.max(...slopes) - Math.min(...slopes)) * past;', replace: '0 * past;',
    tests: [ENDLESS],
  },
  {
    name: 'a cell that is a point has half of the mass of the one beside it', find: 'low: at, high: at, mass, mean: at, even: true',
    replace: 'low: at, high: at, mass: mass / 2, mean: at, even: true', tests: [POINTS],
  },
  {
    name: 'what bends is halved', find: 'below: (below[1] - below[0]) / 2, above:', replace: 'below: (below[1] - below[0]) / 4, above:',
    tests: [BENDS],
  },
  {
    name: 'a check halves what bends', find: '(most! - least!) / 2;', replace: '(most! - least!) / 4;', tests: [BENDS],
  },
  {
    name: 'a check forgets what bends', find: 'this.bent[t]![k]! += 2 * by * Math.abs(rate - middle) * lower;', replace: '', tests: [BENDS],
  },
  {
    name: 'slopes of utility hold over gaps', find: 'd >= 0 && lows[s]![d] === highs[t]![d]', replace: 'd >= 0', tests: [POINTS],
  },
  {
    name: 'a check lets cells leave out types', find: 'cells.some(({ mass }) => !(mass > 0)) || Math.abs(total - 1) > MASS',
    replace: 'cells.some(({ mass }) => !(mass > 0))', tests: [POINTS],
  },
  {
    name: 'a check lets slopes hold over gaps', find: '&& this.side(s, d).low === this.side(t, d).high', replace: '', tests: [POINTS],
  },
  {
    name: 'a check forgets what utility rises by over a gap', find: 'utility += between[t - 1]! * (low - one.side(t - 1, 0).high);',
    replace: 'utility += 0;', tests: [POINTS],
  },
  // Two lists of alternatives.
  {
    name: 'slopes against welfare are held to chances at one type of their line alone',
    find: 'against.includes(c) ? box.map((ends, d) => (against.includes(d) ? supports[d]! : ends)) : box', replace: 'box', tests: [TWO_WAY],
  },
  {
    name: 'a file\'s slopes against welfare are held to chances at one type alone',
    find: 'turned[c] && turned[along] ? supports[c]! : box[c]!', replace: 'box[c]!', tests: ['test/notions/verify/certificates.test.ts'],
    only: 'hold slopes against welfare',
  },
  {
    name: 'a ball over lists is gone through without the profile of which some is moved', find: "...(hasSome ? [] : [as('some')])",
    replace: '', tests: ['test/notions/verify/robust-lists.test.ts'],
  },
  {
    name: 'a check of parts of a ball takes all to be moved where none is', find: "else if (one === 'none') {",
    replace: "else if (one === 'all') {",
    tests: ['test/notions/verify/robust-lists.test.ts'],
  },
  {
    name: 'a bound of formulas forgets what utilities may come to', find: 'Math.max(0, left) * (spread + most + Math.abs(deficit))',
    replace: '0', tests: [FORMULA_BOUND],
  },
  {
    name: 'a bound of formulas holds whatever draws tell', find: 'half <= TELLING * span', replace: 'half >= 0 * TELLING * span',
    tests: [FORMULA_BOUND],
  },
  {
    name: 'too little money is proved where draws only do not deny it', find: 'bound + half < asked', replace: 'bound - half < asked',
    tests: [FORMULA_BOUND],
  },
  {
    name: 'a bound of formulas takes slopes for nothing', find: 'X[k]! += Math.max(times * all.lowOf(j), times * all.highOf(j));',
    replace: 'X[k]! += 0 * j * times;', tests: [FORMULA_BOUND],
  },
  {
    name: 'a rule of formulas is held to lies downwards alone', find: 'if (x === t) return worst;', replace: 'if (x <= t) return worst;',
    tests: ['test/notions/verify/formula-rule.test.ts'],
  },
  {
    name: 'a rule of formulas costs nothing', find: 'return [welfare, welfare + deficit - left];',
    replace: 'return [welfare, welfare + deficit];',
    tests: ['test/notions/verify/formula-rule.test.ts'],
  },
  {
    name: 'chances of three lists are read at one end of a box', find: 'band.upper(list, [one[1], other[1]])',
    replace: 'band.upper(list, [one[0], other[0]])', tests: [THREE_LISTS],
  },
  {
    name: 'rates of three lists need not be in proportion', find: 'factor >= 0 && da.every(', replace: 'factor >= 0 || da.every(',
    tests: [THREE_LISTS],
  },
  {
    name: 'bins of leads that a type only reaches are left out', find: 'isSure ? Math.ceil(at) : Math.floor(at)', replace: 'Math.ceil(at)',
    tests: ['test/kinds/field-three-lists.test.ts'],
  },
  {
    name: 'a file of three lists is held to the first lead alone', find: 'step(1, y, sure)]!', replace: 'step(1, -1e9, sure)]!',
    tests: ['test/notions/verify/between-three.test.ts'],
  },
  {
    name: 'no slopes are drawn of an agent with one signal', find: '(space.relevant.includes(false) || space.relevant.length === 1)',
    replace: 'space.relevant.includes(false)', tests: ['test/kinds/field-precision.test.ts'], only: 'one signal that tells three',
  },
  {
    name: 'narrow rectangles are not looked at where a signal does not concern her',
    find: 'walks.length * profilesIn(gridLaws(problem, space.agent, grid)) > SLICED_MAX', replace: 'walks.length > 0',
    tests: [GRID_OPPONENTS], only: 'does not concern her',
  },
  {
    name: 'leads at the least and the largest type are not told from those beyond', find: '(BEYOND * (most - least)) / BINS', replace: '0',
    tests: ['test/kinds/field-precision.test.ts'], only: 'neither 0 nor 1',
  },
  // Linear values.
  {
    name: 'a check of rates that agree overlooks their sign', find: 'theirs[c]!, 0) < 0) return `rates of',
    replace: 'theirs[c]!, 0) < -1e9) return `rates of', tests: [OWN_FILES],
  },
  {
    name: 'a file about linear values is paid nothing by the report', find: '(Math.min(...rest) + Math.max(...rest)) / 2;',
    replace: '(Math.min(...rest) + Math.min(...rest)) / 2;', tests: [OWN_FILES],
  },
  {
    name: 'profiles of a grid move values by as much, however unlikely', find: 'for (const add of adders) add(base, chance);',
    replace: 'for (const add of adders) add(base, 1);', tests: [GRID_OPPONENTS],
  },
];
