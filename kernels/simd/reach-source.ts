/**
 * WebAssembly text of kernel `reach` where every condition on a report is a threshold of the profile's (kernels/reach/conditions.ts). Ends and
 * values are of sixteen profiles at a time, doubles side by side (SIXTEEN bytes an item); then a profile takes up to 64 reports at once, a
 * bit each: what a value says of them all is looked up.
 */
import { FORM_HEAD, INDEX_BITS, TABLE_BYTES } from './layout.ts';
import { larger, minus, plus, set, smaller, times } from './doubles.ts';
import { constant, exported, fours, locals, loop } from './text.ts';

const VECTORS = [0, 1, 2, 3, 4, 5, 6, 7];
const eights = (name: string): string[] => VECTORS.map((v) => name + v);
const each = (numbers: readonly number[], text: (v: number) => string): string => numbers.map(text).join('\n');
const all = (value: number): string => `(v128.const i32x4 ${Array(4).fill(value).join(' ')})`;

/** bestOf(list, end): the highest or lowest of several positions. A list is i32: where it goes, whether the highest, how many, their addresses. */
const bestOf = exported('bestOf', ['list', 'end'], `${locals('i32', 'to', 'stop', 'position', 'highest')} ${locals('v128', 'x', ...fours('best'))}`, `
    (if (i32.lt_u %list %end) (then (loop
      (local.set $to (i32.load %list))
      (local.set $highest (i32.load offset=4 %list))
      (local.set $stop (i32.add %list (i32.add (i32.const 12) (i32.shl (i32.load offset=8 %list) (i32.const 2)))))
      (local.set $position (i32.load offset=12 %list))
      ${each([0, 1, 2, 3], (v) => `(local.set $best${v} (v128.load offset=${16 * v} %position))`)}
      ${loop('list', '(i32.add %list (i32.const 16))', '%stop', constant(4), `
        (local.set $position (i32.load %list))
        (if %highest (then ${each([0, 1, 2, 3], (v) => set(`best${v}`, `(i32x4.max_s %best${v} (v128.load offset=${16 * v} %position))`))})
        (else ${each([0, 1, 2, 3], (v) => set(`best${v}`, `(i32x4.min_s %best${v} (v128.load offset=${16 * v} %position))`))}))`)}
      ${each([0, 1, 2, 3], (v) => `(v128.store offset=${16 * v} %to %best${v})`)}
      (local.set $list %stop)
      (br_if 0 (i32.lt_u %list %end)))))`);

const sums = (sign: 'add' | 'sub'): string => each([0, 1, 2, 3], (v) => {
  const [low, high] = sign === 'add' ? ['from', 'to'] : ['to', 'from'];
  return `
        (local.set $u (i32x4.shl (v128.load offset=${16 * v} %position) (i32.const 1)))
        (local.set $from (i32x4.max_s (i32x4.sub %u %shift) %lowest))
        (local.set $to (i32x4.min_s (i32x4.add %u %shift) %highest))
        (local.set $low${v} (i32x4.${sign} %low${v} %${low}))
        (local.set $high${v} (i32x4.${sign} %high${v} %${high}))`;
});
const UPPER_HALF = Array.from({ length: 16 }, (_, i) => (i + 8) % 16).join(' ');
const putDoubles = (name: string, to: string): string => each([0, 1, 2, 3], (v) => `
      (v128.store offset=${32 * v} ${to} (f64x2.convert_low_i32x4_s %${name}${v}))
      (v128.store offset=${32 * v + 16} ${to} (f64x2.convert_low_i32x4_s (i8x16.shuffle ${UPPER_HALF} %${name}${v} %${name}${v})))`);

/**
 * ends(list, end, lowest, highest): low and high ends of sums of coordinates, each of which may move so many half steps within the support.
 * A sum is three i32, addresses of both items and of the end of its terms, and then terms of three: address of positions, shift, sign.
 */
const ends = exported('ends', ['list', 'end', 'lowestEnd', 'highestEnd'], `
    ${locals('i32', 'position', 'stop', 'lows', 'highs')}
    ${locals('v128', 'u', 'shift', 'from', 'to', 'lowest', 'highest', ...fours('low'), ...fours('high'))}`, `
    (local.set $lowest (i32x4.splat %lowestEnd))
    (local.set $highest (i32x4.splat %highestEnd))
    (if (i32.lt_u %list %end) (then (loop
      (local.set $lows (i32.load %list))
      (local.set $highs (i32.load offset=4 %list))
      (local.set $stop (i32.load offset=8 %list))
      ${each([0, 1, 2, 3], (v) => `(local.set $low${v} ${all(0)}) (local.set $high${v} ${all(0)})`)}
      ${loop('list', '(i32.add %list (i32.const 12))', '%stop', constant(12), `
        (local.set $position (i32.load %list))
        (local.set $shift (v128.load32_splat offset=4 %list))
        (if (i32.gt_s (i32.load offset=8 %list) (i32.const 0)) (then ${sums('add')}) (else ${sums('sub')}))`)}
      ${putDoubles('low', '%lows')}
      ${putDoubles('high', '%highs')}
      (local.set $list %stop)
      (br_if 0 (i32.lt_u %list %end)))))`);

const [FIRST, SMALLER, LARGER] = [0, 1, 2];
const folded = (how: number, fold: typeof smaller): string =>
  `(if (i32.eq %fold (i32.const ${how})) (then ${each(VECTORS, (v) => set(`s${v}`, fold(`%s${v}`, `(v128.load offset=${16 * v} %out)`)))}))`;

/**
 * forms(list, end): affine forms of items. A form is a double, its constant, and three i32: address of the item it goes to, whether it is put
 * there (0), or the smaller (1) or the larger (2) of it and what stands there, and address of the end of its terms: of each the factor,
 * a double, and the address of the item, 16 bytes.
 */
const forms = exported('forms', ['list', 'end'], `${locals('i32', 'out', 'fold', 'stop', 'item')} ${locals('v128', 'factor', ...eights('s'))}`, `
    (if (i32.lt_u %list %end) (then (loop
      ${each(VECTORS, (v) => set(`s${v}`, v === 0 ? '(v128.load64_splat %list)' : '%s0'))}
      (local.set $out (i32.load offset=8 %list))
      (local.set $fold (i32.load offset=12 %list))
      (local.set $stop (i32.load offset=16 %list))
      ${loop('list', `(i32.add %list (i32.const ${FORM_HEAD}))`, '%stop', constant(16), `
        (local.set $factor (v128.load64_splat %list))
        (local.set $item (i32.load offset=8 %list))
        ${each(VECTORS, (v) => set(`s${v}`, plus(`%s${v}`, times('%factor', `(v128.load offset=${16 * v} %item)`))))}`)}
      (if (i32.ne %fold (i32.const ${FIRST})) (then ${folded(SMALLER, smaller)} ${folded(LARGER, larger)}))
      ${each(VECTORS, (v) => `(v128.store offset=${16 * v} %out %s${v})`)}
      (local.set $list %stop)
      (br_if 0 (i32.lt_u %list %end)))))`);

/** Numbers below 2^31 end up in the low word, rounded the same way wherever they are looked up. */
const TO_WORD = '(v128.const f64x2 4503599627370496 4503599627370496)';
/** Every table: the bucket of each profile's value. */
const findBuckets = loop('table', '%tables', '%tablesEnd', constant(TABLE_BYTES), `
      (local.set $value (i32.load %table))
      (local.set $bucket (i32.load offset=4 %table))
      (local.set $first (v128.load64_splat offset=16 %table))
      (local.set $scale (v128.load64_splat offset=24 %table))
      (local.set $most (v128.load64_splat offset=32 %table))
      ${each(VECTORS, (v) => `(v128.store offset=${16 * v} %bucket ${plus(smaller(larger(times(minus(
        `(v128.load offset=${16 * v} %value)`, '%first'), '%scale'), '(v128.const f64x2 0 0)'), '%most'), TO_WORD)})`)}`);

const isBehind = '(f64.le (f64.load %piece) %x)';
/** A bucket seldom holds more than one threshold: one step without a branch, then a loop that hardly ever runs. */
const lookUp = loop('table', '%tables', '%tablesEnd', constant(TABLE_BYTES), `
        (local.set $x (f64.load (i32.add %lane (i32.load %table))))
        (local.set $stride (i32.load offset=12 %table))
        (local.set $piece (i32.load (i32.add (i32.load offset=8 %table)
          (i32.shl (i32.load (i32.add %lane (i32.load offset=4 %table))) (i32.const 2)))))
        (local.set $piece (i32.add %piece (select %stride (i32.const 0) ${isBehind})))
        (if ${isBehind} (then (loop
          (local.set $piece (i32.add %piece %stride))
          (br_if 0 ${isBehind}))))
        (local.set $at (i32.load offset=40 %table))
        (local.set $stop (i32.load offset=44 %table))
        (loop
          (local.set $piece (i32.add %piece (i32.const 8)))
          (local.set $row (i32.load %at))
          (i64.store %row (i64.and (i64.load %row) (i64.load %piece)))
          (br_if 0 (i32.lt_u (local.tee $at (i32.add %at (i32.const 4))) %stop)))`);

const ROW_BYTES = 24;
/** Words of all rows, and of those whose bits are named by every bit of the index. */
const meet = (words: string): string => `
      ${loop('row', '%rows', '%rowsEnd', constant(ROW_BYTES), '(i64.store offset=8 %row (i64.load %row))')}
      ${lookUp}
      ${loop('row', '%rows', '%rowsEnd', constant(ROW_BYTES), `
        (local.set $word (i64.load offset=8 %row))
        (local.set $bits (i32.load offset=16 %row))
        (loop
          (local.set $at (i32.add ${words} (i32.shl (i32.ctz %bits) (i32.const 3))))
          (i64.store %at (i64.or (i64.load %at) %word))
          (br_if 0 (local.tee $bits (i32.and %bits (i32.sub %bits (i32.const 1))))))`)}`;

const LOOKING = `
    ${locals('i32', 'table', 'value', 'bucket', 'left', 'lane', 'stride', 'piece', 'at', 'stop', 'row', 'bits', 'own')} (local $x f64)
    (local $word i64) ${locals('v128', 'first', 'scale', 'most')}`;
/** For each lane whose bit is set in the i32 at $active: $lane its offset in items, $own the words of its index. */
const perLane = (body: string): string => `
    ${findBuckets}
    (local.set $left (i32.load %active))
    (if %left (then (loop
      (local.set $lane (i32.shl (i32.ctz %left) (i32.const 3)))
      (local.set $own (i32.add %indices (i32.shl (i32.ctz %left) (i32.const ${Math.log2(8 * INDEX_BITS)}))))
      ${body}
      (br_if 0 (local.tee $left (i32.and %left (i32.sub %left (i32.const 1))))))))`;

const INDEX_VECTORS = Array.from({ length: INDEX_BITS / 2 }, (_, v) => v);
const NARROW = INDEX_VECTORS.slice(0, 4);
const WIDE = INDEX_VECTORS.slice(4);

/**
 * chooseReports(tables, tablesEnd, rows, rowsEnd, indices, active): of every profile, INDEX_BITS words of 64 reports each: bits of the index
 * that the rows met say.
 */
const chooseReports = exported('chooseReports', ['tables', 'tablesEnd', 'rows', 'rowsEnd', 'indices', 'active'], LOOKING, perLane(`
      ${each(INDEX_VECTORS, (v) => `(v128.store offset=${16 * v} %own ${all(0)})`)}
      ${meet('%own')}`));

const load = (vectors: readonly number[]): string =>
  each(vectors, (v) => `(v128.store offset=${16 * v} %words (v128.load offset=${16 * v} %own))`);
const keep = (vectors: readonly number[]): string => each(vectors, (v) => `(local.set $w${v} (v128.load offset=${16 * v} %words))`);
const differences = (vectors: readonly number[]): string => each(vectors, (v) =>
  `(local.set $changed (v128.or %changed (v128.xor %w${v} (i64x2.shl %w${v} (i32.const 1)))))`);
const indexOf = (vectors: readonly number[]): string => vectors.map((v) =>
  `(i32.shl (i64x2.bitmask (i64x2.shl %w${v} %shift)) (i32.const ${2 * v}))`).reduce((a, b) => `(i32.or ${a} ${b})`);

/**
 * countReports(tables, tablesEnd, rows, rowsEnd, indices, active, words, wide, counts, size, reports): adds the rows' bits to the profiles'
 * indices, and counts reports by index as differences from one report to the next: one more where an index begins, one less where
 * it ends. counts: i32 by index, \`size\` bytes, and report; words: room for an index; wide: whether it has more than 8 bits; reports: address of
 * the word of those there are.
 */
const countReports = exported(
  'countReports', ['tables', 'tablesEnd', 'rows', 'rowsEnd', 'indices', 'active', 'words', 'wide', 'counts', 'size', 'reports'],
  `${LOOKING} ${locals('i32', 'shift', 'index', 'last')} ${locals('i64', 'changes')}
   ${locals('v128', 'changed', ...INDEX_VECTORS.map((v) => `w${v}`))}`,
  perLane(`
      ${load(NARROW)}
      (if %wide (then ${load(WIDE)}))
      ${meet('%words')}
      (local.set $changed ${all(0)})
      ${keep(NARROW)}
      ${differences(NARROW)}
      (if %wide (then ${keep(WIDE)} ${differences(WIDE)}))
      (local.set $changes (i64.and (i64.load %reports) (i64.or (i64.const 1)
        (i64.or (i64x2.extract_lane 0 %changed) (i64x2.extract_lane 1 %changed)))))
      (local.set $last (i32.const 0))
      (loop
        (local.set $at (i32.wrap_i64 (i64.ctz %changes)))
        (local.set $shift (i32.sub (i32.const 63) %at))
        (local.set $index ${indexOf(NARROW)})
        (if %wide (then (local.set $index (i32.or %index ${indexOf(WIDE)}))))
        (local.set $at (i32.shl %at (i32.const 2)))
        (if %last (then
          (local.set $last (i32.add %last %at))
          (i32.store %last (i32.sub (i32.load %last) (i32.const 1)))))
        (local.set $last (i32.add %counts (i32.mul %index %size)))
        (local.set $at (i32.add %at %last))
        (i32.store %at (i32.add (i32.load %at) (i32.const 1)))
        (br_if 0 (i32.eqz (i64.eqz (local.tee $changes (i64.and %changes (i64.sub %changes (i64.const 1))))))))`),
);

export const reachSource = [bestOf, ends, forms, chooseReports, countReports].join('\n');
