/** Fields and second best of values that are no linear functions, and rules over types in lists. */
import type { Mutation } from '../mutation.ts';

const POLYNOMIALS = 'test/environment/polynomial.test.ts';
const NONLINEAR = 'test/kinds/nonlinear-field.test.ts';
const FORMULA = 'test/environment/formula.test.ts';
const FORMULA_FILES = 'test/notions/verify/formula-field.test.ts';
const FORMULA_FIELD = 'test/kinds/formula-field.test.ts';
const ANY_LAWS = 'test/notions/second-best/any-laws.test.ts';
const LISTED_BALL = 'test/notions/robust/listed-rule-in-ball.test.ts';
const LISTED_PROGRAM = 'test/notions/second-best/listed-program.test.ts';

export const FORMULA_MUTATIONS: readonly Mutation[] = [
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
