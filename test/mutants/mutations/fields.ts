/** Fields, the least ε and the second best. */
import type { Mutation } from '../mutation.ts';

const POLYNOMIALS = 'test/environment/polynomial.test.ts';
const NONLINEAR = 'test/kinds/nonlinear-field.test.ts';
const FORMULA = 'test/environment/formula.test.ts';
const FORMULA_FILES = 'test/notions/verify/formula-field.test.ts';
const FORMULA_FIELD = 'test/kinds/formula-field.test.ts';
const OWN_FILES = 'test/notions/verify/own-files.test.ts';
const GRID_OPPONENTS = 'test/kinds/grid-opponents.test.ts';

const ANY_LAWS = 'test/notions/second-best/any-laws.test.ts';
const LISTED_BALL = 'test/notions/robust/listed-rule-in-ball.test.ts';
const LISTED_PROGRAM = 'test/notions/second-best/listed-program.test.ts';
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
  // Fields of values that are polynomials.
  {
    name: 'roots: a change of sign from above is missed', find: 'if (below * above < 0) roots.push',
    replace: 'if (below < 0 && above > 0) roots.push', tests: [POLYNOMIALS],
  },
  {
    name: 'bounds on boxes halve the part whose bound is least', find: '(size > parts[best]!.size ? j : best)',
    replace: '(size < parts[best]!.size ? j : best)', tests: [POLYNOMIALS],
  },
  {
    name: 'a path of polynomials is cut where nothing changes', find: 'const alternative = this.best((from + to) / 2);',
    replace: 'const alternative = this.best(from);', tests: [NONLINEAR],
  },
  {
    name: 'transfers pay no share of welfare', find: 'minus(value, times(lambda, social[k]!))',
    replace: 'minus(value, times(0, social[k]!))', tests: [NONLINEAR],
  },
  {
    name: 'a pair that differs throughout a box may tie there', find: 'return low > 0 || high < 0 || others',
    replace: 'return low > 1e9 || high < -1e9 || others', tests: [NONLINEAR],
  },
  {
    name: 'a bent H is told to move less than it does', find: 'into[at + 1] = most * (1 + ROUNDING) - lambda;',
    replace: 'into[at + 1] = least * (1 + ROUNDING) - lambda;', tests: [NONLINEAR],
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
  // Values that are formulas.
  {
    name: 'a signal that moves a kink alone is held at its middle', find: 'return list.some((e) => enters(e, d)) ?',
    replace: 'return list.some((e) => enters(e, d) && !list.includes(e)) ?', tests: [FORMULA_FIELD],
  },
  {
    name: 'a check of formulas takes what is best at the type for what is best at the report',
    find: 'there(sums.minus(social[k]!, social[l]!))', replace: 'here(sums.minus(social[k]!, social[l]!))', tests: [FORMULA_FILES],
  },
  {
    name: 'a check of transfers overlooks slopes that fall', find: '.map(([low, high]) => Math.max(-low, high)));',
    replace: '.map(([, high]) => high));', tests: [FORMULA_FILES],
  },
  {
    name: 'a formula adds up slopes of one factor alone', find: '...rest, { of: slope, power: 1 }', replace: '{ of: slope, power: 1 }',
    tests: [FORMULA],
  },
  {
    name: 'slopes at a kink are those of one side',
    find: 'else set(Math.min(slopeLow[x]!, slopeLow[y]!), Math.max(slopeHigh[x]!, slopeHigh[y]!));',
    replace: 'else set(slopeLow[x]!, slopeHigh[x]!);', tests: [FORMULA, FORMULA_FIELD],
  },
  {
    name: 'a tie that lasts is given to one of the two',
    find: '? this.rise(alternatives[0]!, from, to) : this.anyRise(alternatives, from[0], to[1])',
    replace: '? this.rise(alternatives[0]!, from, to) : this.rise(alternatives[0]!, from, to)', tests: [FORMULA_FIELD],
  },
  {
    name: 'the gap over a cell has the range of its circulation', find: '[low / area, high / area]', replace: '[low * area, high * area]',
    tests: ['test/kinds/field.test.ts'], only: 'shows chances',
  },
  {
    name: 'market: lines of no length bear anything', find: 'const borne = shortest > 0 ?', replace: 'const borne = shortest >= 0 ?',
    tests: ['test/notions/verify/market.test.ts'],
  },
  {
    name: 'market: of a step the last rate alone', find: '      least = Math.min(least, rate);', replace: '      least = rate;',
    tests: ['test/notions/verify/market.test.ts'],
  },
  {
    name: 'two alternatives: scores may fall short', find: 'return Math.max(0, most) + all;', replace: 'return 0 * most * all;',
    tests: ['test/notions/verify/two-alternatives.test.ts'],
  },
  {
    name: 'uncollectable: welfare counts beside money', find: 'rules: [], bound: { ...list, price: 1, weight: 0 } }',
    replace: 'rules: [], bound: { ...list, price: 1, weight: 1 } }', tests: ['test/notions/verify/uncollectable.test.ts'],
  },
  {
    name: 'uncollectable: what draws leave open is nothing', find: 'faults: faults.length > 0 ? faults : most + deficit < 0',
    replace: 'faults: faults.length > 0 ? faults : collected + deficit < 0', tests: ['test/notions/verify/uncollectable.test.ts'],
  },
  {
    name: 'uncollectable: utilities cost nothing', find: "this.most === 'money' ? -own.masses[t]! : 0", replace: '0 * own.masses[t]!',
    tests: ['test/notions/verify/uncollectable.test.ts'],
  },
  {
    name: 'nodes: all leads alike', find: 'chances[j] = chances[j + 1]! + sorted[j]![1];',
    replace: 'chances[j] = chances[j + 1]! + 1 / sorted.length;', tests: ['test/kinds/grid-opponents.test.ts'],
  },
  {
    name: 'nodes: leads at her lowest type', find: 'leads.push([least - moved - MOVED * size, most - moved + MOVED * size, chance]);',
    replace: 'leads.push([least, most, chance]);', tests: ['test/kinds/grid-opponents.test.ts'],
  },
  {
    name: 'market of scores: shortfall of one trader a side', find: 'sum + sides[i]! * (tables.isOf(one)',
    replace: 'sum + 0 * sides[i]! * (tables.isOf(one)', tests: ['test/notions/verify/second-best-market.test.ts'],
  },
  {
    name: 'what a ball takes away from a payoff is not what is least', find: 'sort((a, b) => g[a]! - g[b]!);\n  let [left, sum]',
    replace: 'sort((a, b) => g[b]! - g[a]!);\n  let [left, sum]', tests: [LISTED_BALL],
  },
  {
    name: 'a file\'s ball takes nothing away from a lie', find: 'let [left, sum] = [1 - r, 0];', replace: 'let [left, sum] = [1, 0];',
    tests: ['test/notions/verify/robust-lists.test.ts'],
  },
  {
    name: 'a belief outside the ball breaks a rule', find: 'if (isOut) faults.push', replace: 'if (false) faults.push',
    tests: ['test/notions/verify/robust-lists.test.ts'],
  },
  {
    name: 'draws are not moved by Prokhorov\'s metric over lists', find: "const moved = metric === 'prokhorov' ? raised(g, others, r) : g;",
    replace: 'const moved = g;', tests: [LISTED_BALL],
  },
  {
    name: 'what values of laws leave open of a market is nothing', find: 'reached: reached - open, money,', replace: 'reached, money,',
    tests: ['test/notions/verify/second-best-market.test.ts'], only: 'functions of one',
  },
  {
    name: 'weights of lies that do not balance cost nothing', find: 'for (const rest of left) bound += Math.max(0, rest) * spread;',
    replace: '', tests: [LISTED_PROGRAM], only: 'rough solutions',
  },
  {
    name: 'a file over lists lets utilities be what they are', find: '{ bound += Math.max(0, rest) * spreads[i]!; }', replace: '{ }',
    tests: [LISTED_PROGRAM], only: 'are accepted',
  },
  {
    name: 'values of y at one point of x are not told apart', find: 'if (last && closeTo(last.y, y, high)) last.mass += mass;',
    replace: 'if (last) { last.y = (last.y * last.mass + y * mass) / (last.mass + mass); last.mass += mass; }', tests: [ANY_LAWS],
    only: 'told apart',
  },
  {
    name: 'types without an end are given what rents cannot bear', find: 'forced.chance === 0 ? -Infinity : Infinity', replace: '0',
    tests: [ANY_LAWS], only: 'on the line',
  },
  {
    name: 'a file\'s law counts a point of positive probability below itself', find: 'this.#cdf(z) + this.#listed((x) => x < z)',
    replace: 'this.#cdf(z) + this.#listed((x) => x <= z)', tests: ['test/notions/verify/second-best-market.test.ts'], only: 'of lists',
  },
  {
    name: 'market of scores: nobody else trades', find: 'sum + (x - before[k]!) * met[k]!, 0);', replace: 'sum + x * met[k]!, 0);',
    tests: ['test/notions/verify/second-best-market.test.ts'],
  },
  {
    name: 'menu of formulas: gains that move with others',
    find: 'return signals.some((_, d) => !mine.includes(d) && sums.moves(slope, d));',
    replace: 'return signals.some((_, d) => mine.includes(d) && !sums.moves(slope, d) && false);',
    tests: ['test/notions/verify/formula-menu.test.ts'],
  },
  {
    name: 'menu of formulas: any item may be chosen',
    find: 'items.every((i) => bounds.highOf(j * J + i) >= 0)', replace: 'items.length > j',
    tests: ['test/notions/verify/formula-menu.test.ts'],
  },
  {
    name: 'bands: her other signals stay', find: 'sum + moved(k, l, e, box[d]!)', replace: 'sum + 0 * moved(k, l, e, box[d]!)',
    tests: ['test/kinds/grid-opponents.test.ts'],
  },
  {
    name: 'bands: others all alike', find: 'bands[c]!.most[j]! += chance * most;', replace: 'bands[c]!.most[j]! += most / 16;',
    tests: ['test/kinds/grid-opponents.test.ts'],
  },
  {
    name: 'two alternatives: rents of nobody', find: '(base >= 0 ? law.high - from - below : -below)', replace: '0',
    tests: ['test/notions/verify/two-alternatives.test.ts'],
  },
  {
    name: 'a path by the choice at its end', find: 'total += isPath ?', replace: 'total += !isPath ?',
    tests: ['test/notions/verify/certificates.test.ts'],
  },
  {
    name: 'an assignment market: monotone by one type alone', find: '(choices[a]! - choices[b]!)', replace: 'choices[a]!',
    tests: ['test/kinds/unlisted-field.test.ts'],
  },
  {
    name: 'an assignment market: laws as drawn', find: '- 2 * chance),', replace: '),', tests: ['test/kinds/unlisted-field.test.ts'],
  },
  // Values that are no linear functions.
  {
    name: 'second best: a bent value bends one way alone', find: 'high += Math.max(0, ends[1]) * square / 2;',
    replace: 'high += 0 * square;', tests: ['test/notions/enclosed-cells.test.ts'],
  },
  {
    name: 'second best: slopes between cells from the wrong face', find: "this.data.face(a, i, d, end === 'low' ? 'high' : 'low')",
    replace: 'this.data.face(a, i, d, end)', tests: ['test/kinds/second-best-nonlinear.test.ts'], only: 'known of trade',
  },
  {
    name: 'robust: a signal orders alternatives whichever way society does', find: 'return (up && rises) || (down && falls);',
    replace: 'return up || down || rises || falls;', tests: ['test/kinds/robust-nonlinear.test.ts'], only: 'every belief do',
  },
  {
    name: 'second best: somebody between two points', find: 'isDiscrete(law) || (!whole && told - least <= ROUNDING) ? least : told',
    replace: 'told', tests: ['test/notions/second-best/any-laws.test.ts'],
  },
];
