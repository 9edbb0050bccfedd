/** Networks and code: what lies between reports, proofs and their files. */
import type { Mutation } from '../mutation.ts';

const REGRET = 'test/notions/verify/regret.test.ts';
const CODE_REGRET = 'test/notions/verify/code-regret.test.ts';
const NETWORK = 'test/kernels/network.test.ts';
const RANGES = 'test/experiments/network-ranges.test.ts';
const BETWEEN = 'test/notions/gains-between-reports.test.ts';
const SINGLES = 'test/kernels/network-singles.test.ts';
const OWN_FORMS = 'test/kernels/own-forms.test.ts';
const SLOPES = 'test/notions/slopes-in-parts.test.ts';
const EVERYWHERE = 'test/kinds/certify/slopes-everywhere.test.ts';
const ALL_PARTS = 'test/kinds/certify/all-parts.test.ts';
const CELL_ERRORS = 'test/kernels/cell-errors.test.ts';

export const NETWORK_MUTATIONS: readonly Mutation[] = [
  // What lies between the reports of a list.
  {
    name: 'between reports: nothing is off interpolation', find: 'gains[t * count + r]! + gapOf(cells, errors, t, r)',
    replace: 'gains[t * count + r]!', tests: [BETWEEN],
  },
  {
    name: 'between reports: one corner of a cell of reports', find: 'for (const w of corners[r]!) most',
    replace: 'for (const w of corners[r]!.slice(1)) most', tests: [BETWEEN],
  },
  {
    name: 'all parts of cells: gains have no range', find: 'isAll ? evenRanges(count, ends)', replace: 'isAll ? evenRanges(count, [0, 0])',
    tests: [ALL_PARTS],
  },
  {
    name: 'errors of cells: half of what was drawn', find: 'Math.min(error, before[k]!)', replace: 'Math.min(error / 2, before[k]!)',
    tests: [ALL_PARTS],
  },
  {
    name: 'all parts of cells: caps where the others bid least', find: 'cells, reports, bidder, low, high, boxes), run.signal)) ?? null,\n'
      + '  });\n  return caps === null ? undefined',
    replace: 'cells, reports, bidder, low, low, 1), run.signal)) ?? null,\n  });\n  return caps === null ? undefined', tests: [ALL_PARTS],
  },
  {
    name: 'code: reports of the list are as near as any', find: '(largest + short) * (1 + 1e-12)', replace: 'largest',
    tests: ['test/kinds/certify/code.test.ts'],
  },
  {
    name: 'slopes in parts: nothing is off interpolation', find: 'most + slopeGap(parts, errors, types * count + t, reports * count + r)',
    replace: 'most', tests: [SLOPES, EVERYWHERE],
  },
  {
    name: 'slopes in parts: one corner of a part', find: 'for (const corner of corners[r]!) most = Math.max(most, rows',
    replace: 'for (const corner of corners[r]!.slice(1)) most = Math.max(most, rows', tests: [SLOPES],
  },
  {
    name: 'slopes in parts: lies of one direction', find: 'for (const [n, direction] of directions.entries()) {\n    const means',
    replace: 'for (const [n, direction] of directions.slice(1).entries()) {\n    const means', tests: [SLOPES],
  },
  {
    name: 'slopes in parts: a quarter of what sampling leaves open',
    find: 'const half = bernstein(variance, high - low) + off;\n        const at',
    replace: 'const half = bernstein(variance, high - low) / 4 + off;\n        const at', tests: [SLOPES],
  },
  {
    name: 'slopes in parts: the largest slope instead of the mean', find: 'mean = Math.max(mean, sum / (bin + 1));',
    replace: 'mean = Math.max(mean, steepest[(t * directions.length + n) * bins + bin]!);', tests: [SLOPES],
  },
  {
    name: 'slopes in parts: means over more than the way', find: 'sum / (bin + 1)', replace: 'sum / (bin + 2)', tests: [SLOPES],
  },
  {
    name: 'ways: shorter than the lie', find: 'reach[n] = Math.max(reach[n]!, distances(cells, types, r)[1]);',
    replace: 'reach[n] = Math.max(reach[n]!, distances(cells, types, r)[0]);', tests: [SLOPES],
  },
  {
    name: 'errors of cells: Chernoff at any confidence', find: 'profiles, each);\n      errors[cell',
    replace: 'profiles, 0.9);\n      errors[cell',
    tests: [BETWEEN],
  },
  {
    name: 'cell errors: what the truth is worth is straight', find: 'most * error + (Math.max(0, slope) * width * width) / 8',
    replace: 'most * error', tests: [CELL_ERRORS],
  },
  {
    name: 'interim gains: moments without what each type mixes', find: 'weightOf(a) * weightOf(b) * (a === b ? 1 : 2)',
    replace: 'weightOf(a) * weightOf(b)', tests: ['test/experiments/report-moments.test.ts'],
  },
  {
    name: 'own forms: a curve does not bend', find: '(bend * x.move[i]! ** 2) / 2', replace: '0', tests: [OWN_FORMS],
  },
  {
    name: 'own forms: two factors do not move together', find: ' + a.move[i]! * b.move[j]!);', replace: ');', tests: [OWN_FORMS],
  },
  {
    name: 'own forms: shares do not bend', find: '(sizeIn(to.low[i]!, to.high[i]!) * spread * spread) / 2', replace: '0',
    tests: [OWN_FORMS],
  },
  {
    name: 'cell errors: steps along edges as far as slopes of anything say', find: 'ends.low * widths[k]! - wide', replace: '-Infinity',
    tests: [OWN_FORMS],
  },
  {
    name: 'slopes: a sparsemax keeps the mean slope of two', find: 'k === 2 ? -1 / 6 : 2 / ((k - 1) * k * (k + 1))', replace: '0',
    tests: ['test/kernels/network-slopes.test.ts'],
  },
  {
    name: 'sparsemax: over boxes supports do not grow', find: '1 / (sure + (isSure(i) ? 0 : 1) + (isSure(j) ? 0 : 1))',
    replace: '1 / Math.max(2, possible)', tests: [NETWORK],
  },
  {
    name: 'single precision: what rounding does is left out', replace: '0',
    find: '(single ? lostInSingles(mechanism, asked, bidder, count) : 0)', tests: ['test/notions/report-gains.test.ts'],
  },
  {
    name: 'single precision: partial sums are not rounded', find: 'if (k > from) off += rounding(Math.max(-least, most) + off);',
    replace: '', tests: [SINGLES],
  },
  {
    name: 'single precision: errors do not pass a product', find: 'moved += own + Math.abs(weight - exact)',
    replace: 'moved += Math.abs(weight - exact)', tests: [SINGLES],
  },
  {
    name: 'cell errors: a cap is no cap', find: 'Math.ceil(Math.min(errors[k]!, caps[cell * kinds + k]!) / each[k]!)',
    replace: 'Math.ceil(errors[k]! / each[k]!)', tests: [CELL_ERRORS],
  },
  {
    name: 'worst regret: the lie is charged what the truth is', find: '[dues, range(1, bidder)]', replace: '[payments, range(1, bidder)]',
    tests: ['test/contract/worst-regret.test.ts'],
  },
  {
    name: 'worst regret: a box is in no part', find: 'open.filter((_, n) => n % parts === of)',
    replace: 'open.filter((_, n) => n > 0 && n % parts === of)', tests: ['test/contract/worst-regret.test.ts'],
  },
  // Files about networks.
  {
    name: 'an atom is drawn by its upper end alone', find: 'below(v) - TOLERANCE <= drawn && drawn <= chance(v) + TOLERANCE',
    replace: 'Math.abs(chance(v) - drawn) <= TOLERANCE', tests: [REGRET],
  },
  {
    name: 'an atom is whatever lies below it', find: 'below(v) - TOLERANCE <= drawn && drawn', replace: 'drawn', tests: [REGRET],
  },
  {
    name: 'the check of a network takes the middle of a box for all of it', find: 'if (value + spread <= level) continue;',
    replace: 'if (value <= level) continue;', tests: [REGRET],
  },
  {
    name: 'the check of a network does not draw its profiles', find: ' && below(v) - TOLERANCE <= drawn && drawn <= chance(v) + TOLERANCE',
    replace: '', tests: [REGRET],
  },
  {
    name: 'a certificate of a network claims half its mean regret', find: 'expectedExPostRegret: [mean.lower, mean.upper]',
    replace: 'expectedExPostRegret: [mean.lower, mean.upper / 2]', tests: [REGRET],
  },
  {
    name: 'any menu is taken for a fixed one', find: 'slopes.every((slope) => slope === 0)',
    replace: 'slopes.every((slope) => slope < 9)', tests: [REGRET],
  },
  // Weights traced back through a network.
  {
    name: 'trace: what the box adds to the plane is dropped', find: 'return up(high + reach + terms',
    replace: 'return up(high + terms', tests: [NETWORK],
  },
  {
    name: 'trace: errors of lines are dropped', find: 'rest.high += weight * shift + size * error;',
    replace: 'rest.high += weight * shift;', tests: [NETWORK],
  },
  {
    name: 'ranges of outcomes by affine forms alone', find: 'form, menu ? Infinity : trace.ends[lane]!', replace: 'form, Infinity',
    tests: [RANGES],
  },
  {
    name: 'lines: one of two turning points is left out', find: 'taken(-point, -at);', replace: '', tests: [NETWORK],
  },
  {
    name: 'by construction: the same member for two entries', find: '&& new Set(entries).size === entries.length;', replace: ';',
    tests: [RANGES],
  },
  {
    name: 'by construction: an object paid for twice', find: 'j >= 0 && objectsOf.indexOf(j) === n)', replace: 'j >= 0)', tests: [RANGES],
  },
  {
    name: 'by construction: values below nothing', find: 'own.every((c) => low[c]! >= 0 && isNonnegative(c))',
    replace: 'own.every((c) => isNonnegative(c))', tests: [RANGES],
  },
  // Files about code.
  {
    name: 'the check of code takes the middle of a box for all of it',
    find: 'most = Math.max(most, own[k]! + search.slope * reach);', replace: 'most = Math.max(most, own[k]!);', tests: [CODE_REGRET],
  },
  {
    name: 'the check of code lets a worth rise as it likes',
    find: 'if (before && !(Math.abs(own[k]! - own[k - 1]!) <= search.slope * moved + tolerance)) return',
    replace: 'if (before && !(Math.abs(own[k]! - own[k - 1]!) < Infinity)) return', tests: [CODE_REGRET],
  },
  {
    name: 'a gain at a share: what lies between reports at the whole of it', find: 'upper: Math.max(listed.upper, everywhere(share))',
    replace: 'upper: Math.max(listed.upper, everywhere(1))', tests: ['test/kinds/certify/slopes-everywhere.test.ts'],
  },
  {
    name: 'report gains: amounts counted as money', find: 'round(from, from + 4 * 2 * objects, perAmount);',
    replace: 'round(from, from + 4 * 2 * objects, perUnit);', tests: ['test/contract/kernels.test.ts'], only: 'report-gains',
  },
  {
    name: 'report gains: a unit of an amount is one of money', find: 'type * (amountUnit / unit))', replace: 'type * 1)',
    tests: ['test/contract/kernels.test.ts'], only: 'report-gains',
  },
  {
    name: 'least utility between the types of a list: the error once', find: 'const fall = 2 * errors[', replace: 'const fall = errors[',
    tests: ['test/kinds/certify/least-utility.test.ts'], only: 'twice the error',
  },
  {
    name: 'networks: money and amounts counted in one unit', find: 'Math.max(most, Math.abs(end)), 1e-300)));',
    replace: 'Math.max(most, 0 * Math.abs(end)), 1)));', tests: ['test/kinds/units-and-origin.test.ts'], only: 'learned-auction',
  },
];
