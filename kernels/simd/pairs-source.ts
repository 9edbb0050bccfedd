/**
 * WebAssembly text of second moments over groups of profiles. A group's payoffs of report row r are
 *   U(r, s) = money[r] + sum over the row's list of weight * values[s]
 * in doubles, which hold them exactly; the limbs of their squares are 32-bit integers.
 */
import { LISTED_BYTES } from './layout.ts';
import { constant, exported, locals, loop } from './text.ts';

const pushListed = (weight: string, values: string): string => `
        (f64.store %list ${weight})
        (i32.store offset=8 %list ${values})
        (local.set $list (i32.add %list (i32.const ${LISTED_BYTES})))`;

/**
 * listLines(count, sums, extra, values, lists, ends, moneys, truth, totals): rows of reports on a line from differences of
 * (money, step), which are cleared: U(r, s) = money[r] + step[r] * values[s]. extra: i64 [P] more money, cleared, or 0.
 * totals: doubles (money, step) of every row, added to.
 */
const listLines = exported('listLines', [
  'count', 'sums', 'extra', 'values', 'lists', 'ends', 'moneys', 'truth', 'totals',
], `${locals('i32', 'p', 'list')} ${locals('i64', 'base', 'slope')} ${locals('f64', 'money', 'weight')}`, `
    (local.set $list %lists)
    ${loop('p', constant(0), '%count', constant(1), `
      (local.set $base (i64.add %base (i64.load %sums)))
      (local.set $slope (i64.add %slope (i64.load offset=8 %sums)))
      (v128.store %sums (v128.const i64x2 0 0))
      (local.set $sums (i32.add %sums (i32.const 16)))
      (local.set $money (f64.convert_i64_s %base))
      (if %extra (then
        (local.set $money (f64.add %money (f64.convert_i64_s (i64.load %extra))))
        (i64.store %extra (i64.const 0))
        (local.set $extra (i32.add %extra (i32.const 8)))))
      (local.set $weight (f64.convert_i64_s %slope))
      ${pushListed('%weight', '%values')}
      (i32.store (i32.add %ends (i32.shl %p (i32.const 2))) %list)
      (f64.store %moneys %money)
      (f64.store %truth (f64.add %money (f64.mul %weight (f64.load (i32.add %values (i32.shl %p (i32.const 3)))))))
      (v128.store %totals (f64x2.add (v128.load %totals) (f64x2.replace_lane 1 (f64x2.splat %money) %weight)))
      (local.set $moneys (i32.add %moneys (i32.const 8)))
      (local.set $truth (i32.add %truth (i32.const 8)))
      (local.set $totals (i32.add %totals (i32.const 16)))`)}
    (v128.store %sums (v128.const i64x2 0 0))`);

/**
 * addPaid(classes, count, counts, table, extra): extra[p] += sum over classes of count * table; counts [C, P + 1] are differences, cleared.
 */
const addPaid = exported('addPaid', [
  'classes', 'count', 'counts', 'table', 'extra',
], `${locals('i32', 'c', 'p', 'at')} ${locals('i64', 'times')}`, loop('c', constant(0), '%classes', constant(1), `
      (local.set $times (i64.const 0))
      (local.set $at %extra)
      ${loop('p', constant(0), '%count', constant(1), `
      (local.set $times (i64.add %times (i64.load32_s %counts)))
      (i32.store %counts (i32.const 0))
      (i64.store %at (i64.add (i64.load %at) (i64.mul %times (i64.load32_s %table))))
      (local.set $counts (i32.add %counts (i32.const 4)))
      (local.set $table (i32.add %table (i32.const 4)))
      (local.set $at (i32.add %at (i32.const 8)))`)}
      (i32.store %counts (i32.const 0))
      (local.set $counts (i32.add %counts (i32.const 4)))`));

const sumOfLanes = (vector: string): string => `(f64.convert_i32_s (i32.add
        (i32.add (i32x4.extract_lane 0 ${vector}) (i32x4.extract_lane 1 ${vector}))
        (i32.add (i32x4.extract_lane 2 ${vector}) (i32x4.extract_lane 3 ${vector}))))`;

/**
 * listCounts(count, reports, counts, size, limbs, before, moneyBefore, values, width, lists, listSize, ends, moneys, truth): rows
 * from what addReports has added since the last call. reports [P]; counts and limbs as in addReports; before [P, C] and
 * moneyBefore [P] remember them; values: for each class `width` bytes of doubles.
 */
const listCounts = exported('listCounts', [
  'count', 'reports', 'counts', 'size', 'limbs', 'before', 'moneyBefore', 'values', 'width', 'lists', 'listSize', 'ends', 'moneys', 'truth',
],
`${locals('i32', 'p', 'list', 'at', 'next', 'row', 'times', 'report')} ${locals('f64', 'sum', 'total', 'weight')} `
+ `${locals('v128', 'limb')}`, loop('p', constant(0), '%count', constant(1), `
      (local.set $report (i32.load %reports))
      (local.set $reports (i32.add %reports (i32.const 4)))
      (local.set $at (i32.add %limbs (i32.shl %report (i32.const 5))))
      (local.set $limb (v128.load offset=16 %at))
      (local.set $total (f64.mul (f64.const 65536) ${sumOfLanes('%limb')}))
      (local.set $limb (v128.load %at))
      (local.set $total (f64.add %total ${sumOfLanes('%limb')}))
      (local.set $sum (f64.sub %total (f64.load %moneyBefore)))
      (f64.store %moneyBefore %total)
      (local.set $moneyBefore (i32.add %moneyBefore (i32.const 8)))
      (f64.store %moneys %sum)
      (local.set $moneys (i32.add %moneys (i32.const 8)))
      (local.set $list %lists)
      (local.set $row (i32.add %values (i32.shl %p (i32.const 3))))
      (local.set $at (i32.add %counts (i32.mul %report %size)))
      (local.set $next (i32.add %before %size))
      ${loop('before', '%before', '%next', constant(4), `
      (local.set $times (i32.sub (i32.load %at) (i32.load %before)))
      (if %times (then
        (i32.store %before (i32.load %at))
        (local.set $weight (f64.convert_i32_s %times))
        (local.set $sum (f64.add %sum (f64.mul %weight (f64.load %row))))
        ${pushListed('%weight', '(i32.sub %row (i32.shl %p (i32.const 3)))')}))
      (local.set $at (i32.add %at (i32.const 4)))
      (local.set $row (i32.add %row %width))`)}
      (i32.store %ends %list)
      (local.set $ends (i32.add %ends (i32.const 4)))
      (local.set $lists (i32.add %lists %listSize))
      (f64.store %truth %sum)
      (local.set $truth (i32.add %truth (i32.const 8)))`));

/** Added to a whole number below 2^51 in size, it leaves that number in the low bits, in two's complement. */
const MAGIC = '(v128.const f64x2 6755399441055744 6755399441055744)';
const wide = (text: (i: number) => string): string => [0, 1, 2, 3].map(text).join('\n');
/** Lower halves of the four 64-bit lanes of two vectors. */
const halves = (a: string, b: string): string => `(i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 ${a} ${b})`;
/** Adds to plane `plane` of the i-th block of four. */
const add = (i: number, plane: number, value: string): string => {
  const at = 64 * i + 16 * plane;
  return `(v128.store offset=${at} %sums (i32x4.add (v128.load offset=${at} %sums) ${value}))`;
};

/**
 * Four numbers x in $x(2i), $x(2i + 1): low limb, then with q = x >> shift = h 2^12 + l the products h h, h l, l l. Halves of 16 bits
 * multiply at once.
 */
const limbs = (i: number): string => `
      ${add(i, 0, `(v128.and (v128.const i32x4 65535 65535 65535 65535) ${halves(`%x${2 * i}`, `%x${2 * i + 1}`)})`)}
      (local.set $q ${halves(`(i64x2.shr_u %x${2 * i} %shift)`, `(i64x2.shr_u %x${2 * i + 1} %shift)`)})
      (local.set $h (i32x4.shr_s %q (i32.const 12)))
      (local.set $l (v128.and %q (v128.const i32x4 4095 4095 4095 4095)))
      ${add(i, 1, '(i32x4.dot_i16x8_s %h (v128.and %h (v128.const i32x4 65535 65535 65535 65535)))')}
      ${add(i, 2, '(i32x4.dot_i16x8_s %h %l)')}
      ${add(i, 3, '(i32x4.dot_i16x8_s %l %l)')}`;

/**
 * addMoments(count, width, lists, listSize, ends, moneys, minus, shift, sums): for each of `count` rows, of x = U(r, s) - minus[s]
 * the low limb and the three products. `width` bytes of doubles in a row of values, a multiple of 64. sums: in blocks of
 * four numbers, i32 [count, width / 32, 4 planes, 4].
 */
const addMoments = exported('addMoments', ['count', 'width', 'lists', 'listSize', 'ends', 'moneys', 'minus', 'shift', 'sums'], `
    ${locals('i32', 'p', 's', 'list', 'end', 'at')} ${locals('v128', 'money', 'weight', 'q', 'h', 'l', 'x0', 'x1', 'x2', 'x3')}`, `
    ${loop('p', constant(0), '%count', constant(1), `
      (local.set $money (f64x2.add ${MAGIC} (v128.load64_splat %moneys)))
      (local.set $moneys (i32.add %moneys (i32.const 8)))
      (local.set $end (i32.load %ends))
      (local.set $ends (i32.add %ends (i32.const 4)))
      ${loop('s', constant(0), '%width', constant(64), `
      (local.set $at (i32.add %minus %s))
      ${wide((i) => `(local.set $x${i} (f64x2.sub %money (v128.load offset=${16 * i} %at)))`)}
      ${loop('list', '%lists', '%end', constant(LISTED_BYTES), `
      (local.set $weight (v128.load64_splat %list))
      (local.set $at (i32.add %s (i32.load offset=8 %list)))
      ${wide((i) => `(local.set $x${i} (f64x2.add %x${i} (f64x2.mul %weight (v128.load offset=${16 * i} %at))))`)}`)}
      ${[0, 1].map(limbs).join('\n')}
      (local.set $sums (i32.add %sums (i32.const 128)))`)}
      (local.set $lists (i32.add %lists %listSize))`)}`);

const spillPlane = (plane: number, sign: 's' | 'u'): string => `
      (local.set $x (v128.load offset=${16 * plane} %from))
      (v128.store offset=${16 * plane} %from (v128.const i32x4 0 0 0 0))
      (v128.store offset=${32 * plane} %into (f64x2.add (v128.load offset=${32 * plane} %into) (f64x2.convert_low_i32x4_${sign} %x)))
      (v128.store offset=${32 * plane + 16} %into (f64x2.add (v128.load offset=${32 * plane + 16} %into)
        (f64x2.convert_low_i32x4_${sign} (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 %x %x))))`;

/** spill(from, end, into): moves sums of addMoments to doubles in the same order and clears them. All but h l are unsigned. */
const spill = exported('spill', ['from', 'end', 'into'], locals('v128', 'x'), loop('from', '%from', '%end', constant(64), `
      ${(['u', 'u', 's', 'u'] as const).map((sign, plane) => spillPlane(plane, sign)).join('')}
      (local.set $into (i32.add %into (i32.const 128)))`));

export const pairsSource = [listLines, addPaid, listCounts, addMoments, spill].join('\n');
