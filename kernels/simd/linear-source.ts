/**
 * WebAssembly text of the loops that turn words into what a profile comes to in a linear environment, sixteen profiles at
 * a time: a lane is a profile, so nothing is ever gathered. An item is one number for all lanes (64 bytes).
 * What is computed is defined in kernels/linear/positions.ts and kernels/interim/spec.ts.
 */
import { CELL_BYTES, ITEM } from './layout.ts';
import { constant, exported, fours, laneMasks, lanes, locals, loop, vectors } from './text.ts';

/**
 * positions(words, stride, laws, count, out): positions of `count` coordinates whose laws are uniform.
 * words: as wordsAcross leaves them, `stride` bytes for four profiles. laws: pairs (shift, lost) of i32. out: items.
 */
const positions = exported('positions', [
  'words', 'stride', 'laws', 'count', 'out',
], locals('i32', 'd', 'shift', 'lost', 'from'), loop('d', constant(0), '%count', constant(1), `
      (local.set $shift (i32.load %laws))
      (local.set $lost (i32.load offset=4 %laws))
      (local.set $laws (i32.add %laws (i32.const 8)))
      (local.set $from (i32.add %words (i32.shl %d (i32.const 4))))
      ${vectors((_, at) => `
      (v128.store offset=${at} %out (i32x4.shl (i32x4.shr_u (v128.load %from) %shift) %lost))
      (local.set $from (i32.add %from %stride))`)}
      (local.set $out (i32.add %out (i32.const ${ITEM})))`));

const isBehind = '(i32.gt_u %word (i32.load %cell))';
/** A bucket of words seldom holds more than one threshold: one step without a branch, then a loop that hardly ever runs. */
const cellOf = (lane: number): string => `
      (local.set $word (i32.load offset=${4 * (lane & 3)} %words))
      (local.set $cell (i32.load (i32.add %starts (i32.shl (i32.shr_u %word %bits) (i32.const 2)))))
      (local.set $cell (i32.add %cell (select (i32.const ${CELL_BYTES}) (i32.const 0) ${isBehind})))
      (if ${isBehind} (then (loop
        (local.set $cell (i32.add %cell (i32.const ${CELL_BYTES})))
        (br_if 0 ${isBehind}))))
      (local.set $most (i32.load offset=24 %cell))
      (local.set $place (i32.wrap_i64 (i64.shr_u
        (i64.mul
          (i64.load offset=16 %cell)
          (i64.extend_i32_u (i32.shr_u (i32.sub %word (i32.load offset=4 %cell)) (i32.load offset=8 %cell))))
        (i64.const 16))))
      (i32.store offset=${4 * lane} %out (i32.add (i32.load offset=12 %cell) (select %place %most (i32.lt_s %place %most))))
      ${lane % 4 === 3 ? '(local.set $words (i32.add %words %stride))' : ''}`;

/**
 * cells(words, stride, bits, starts, out): positions of one coordinate of any law. words: its first four; starts: for
 * words with the same upper 32 - bits bits, the address of the cell of the least.
 */
const cells = exported(
  'cells', ['words', 'stride', 'bits', 'starts', 'out'], locals('i32', 'word', 'cell', 'place', 'most'), lanes(cellOf),
);

/** split(item, rest): the upper 20 of 28 bits of every position stay, the lower 8, moved up by 12, go to rest. */
const split = exported('split', ['item', 'rest'], locals('v128', 'p'), vectors((_, at) => `
    (local.set $p (v128.load offset=${at} %item))
    (v128.store offset=${at} %rest (i32x4.shl (v128.and %p (v128.const i32x4 255 255 255 255)) (i32.const 12)))
    (v128.store offset=${at} %item (i32x4.shr_u %p (i32.const 8)))`));

/**
 * rows(terms, end): adds contribution(multiplier, position) of every term to its row. A term is six i32: address of the
 * position, address of the row, 0 at the row's first term and -1 after it, and the three parts of the multiplier.
 */
const rows = exported('rows', ['terms', 'end'],
  `${locals('i32', 'position', 'row')} ${locals('v128', 'p', 'high', 'upper', 'middle', 'lower', 'keep')}`, loop('terms', '%terms', '%end',
    constant(24), `
      (local.set $position (i32.load %terms))
      (local.set $row (i32.load offset=4 %terms))
      (local.set $keep (v128.load32_splat offset=8 %terms))
      (local.set $upper (v128.load32_splat offset=12 %terms))
      (local.set $middle (v128.load32_splat offset=16 %terms))
      (local.set $lower (v128.load32_splat offset=20 %terms))
      ${vectors((_, at) => `
      (local.set $p (v128.load offset=${at} %position))
      (local.set $high (i32x4.shr_s %p (i32.const 4)))
      (v128.store offset=${at} %row (i32x4.add
        (i32x4.add (v128.and (v128.load offset=${at} %row) %keep) (i32x4.shr_s (i32x4.mul %upper %high) (i32.const 1)))
        (i32x4.add (i32x4.shr_u (i32x4.mul %middle %high) (i32.const 16))
          (i32x4.shr_s (i32x4.mul %lower (v128.and %p (v128.const i32x4 15 15 15 15))) (i32.const 9)))))`)}`));

/** values(list, end, size, out): each alternative's constant and the sum of its rows; `size` bytes of i32: constant, addresses of rows. */
const values = exported('values', ['list', 'end', 'size', 'out'], `${locals('i32', 'next', 'row')} ${locals('v128', ...fours('sum'))}`, `
    (if (i32.lt_u %list %end) (then (loop
      ${vectors((v) => `(local.set $sum${v} ${v === 0 ? '(v128.load32_splat %list)' : '%sum0'})`)}
      (local.set $next (i32.add %list %size))
      ${loop('list', '(i32.add %list (i32.const 4))', '%next', constant(4), `
      (local.set $row (i32.load %list))
      ${vectors((v, at) => `(local.set $sum${v} (i32x4.add %sum${v} (v128.load offset=${at} %row)))`)}`)}
      ${vectors((v, at) => `(v128.store offset=${at} %out %sum${v})`)}
      (local.set $list %next)
      (local.set $out (i32.add %out (i32.const ${ITEM})))
      (br_if 0 (i32.lt_u %list %end)))))`);

/**
 * largest(values, ends, classes, out): the largest item of each class. ends: address behind the last item of every class.
 */
const largest = exported('largest', [
  'values', 'ends', 'classes', 'out',
], `${locals('i32', 'c', 'end')} ${locals('v128', ...fours('best'))}`, loop('c', constant(0), '%classes', constant(1), `
      (local.set $end (i32.load (i32.add %ends (i32.shl %c (i32.const 2)))))
      ${vectors((v, at) => `(local.set $best${v} (v128.load offset=${at} %values))`)}
      ${loop('values', `(i32.add %values (i32.const ${ITEM}))`, '%end', constant(ITEM), vectors((v, at) => `(local.set $best${v} (i32x4.max_s %best${v} (v128.load offset=${at} %values)))`))}
      ${vectors((v, at) => `(v128.store offset=${at} %out %best${v})`)}
      (local.set $out (i32.add %out (i32.const ${ITEM})))`));

/** carried(values, carry, ends, classes, out): in each class, what `carry` holds for the first of the largest values. */
const carried = exported('carried', [
  'values', 'carry', 'ends', 'classes', 'out',
], `${locals('i32', 'c', 'end', 'ahead')} ${locals('v128', 'value', 'wins', ...fours('best'), ...fours('kept'))}`, `
    (local.set $ahead (i32.sub %carry %values))
    ${loop('c', constant(0), '%classes', constant(1), `
      (local.set $end (i32.load (i32.add %ends (i32.shl %c (i32.const 2)))))
      (local.set $carry (i32.add %values %ahead))
      ${vectors((v, at) => `
      (local.set $best${v} (v128.load offset=${at} %values))
      (local.set $kept${v} (v128.load offset=${at} %carry))`)}
      ${loop('values', `(i32.add %values (i32.const ${ITEM}))`, '%end', constant(ITEM), `
      (local.set $carry (i32.add %values %ahead))
      ${vectors((v, at) => `
      (local.set $value (v128.load offset=${at} %values))
      (local.set $wins (i32x4.gt_s %value %best${v}))
      (local.set $best${v} (i32x4.max_s %best${v} %value))
      (local.set $kept${v} (v128.bitselect (v128.load offset=${at} %carry) %kept${v} %wins))`)}`)}
      ${vectors((v, at) => `(v128.store offset=${at} %out %kept${v})`)}
      (local.set $out (i32.add %out (i32.const ${ITEM})))`)}`);

/** sum(from, end, other, out): item by item. */
const sum = exported('sum', ['from', 'end', 'other', 'out'], '', loop('from', '%from', '%end', constant(16), `
    (v128.store %out (i32x4.add (v128.load %from) (v128.load %other)))
    (local.set $other (i32.add %other (i32.const 16)))
    (local.set $out (i32.add %out (i32.const 16)))`));

/** subtract(from, end, item, out): one item taken off each of the items from .. end. */
const subtract = exported('subtract', ['from', 'end', 'item', 'out'], '', loop('from', '%from', '%end', constant(ITEM), `
    ${vectors((_, at) => `(v128.store offset=${at} %out (i32x4.sub (v128.load offset=${at} %from) (v128.load offset=${at} %item)))`)}
    (local.set $out (i32.add %out (i32.const ${ITEM})))`));

const ROW_HEAD = `
      (local.set $next (i32.add %table %size))`;

/**
 * choose(objective, table, end, size, out): for every report, `size` bytes of the table, 4 times the lowest class among those
 * with the largest objective + table. The class rises, so the last winner is the largest of the winners.
 */
const choose = exported('choose', [
  'objective', 'table', 'end', 'size', 'out',
], `${locals('i32', 'next', 'item')} ${locals('v128', 'class', 'splat', 'value', ...fours('best'), ...fours('chosen'))}`, `
    (if (i32.lt_u %table %end) (then (loop
      ${ROW_HEAD}
      (local.set $splat (v128.load32_splat %table))
      (local.set $class (v128.const i32x4 0 0 0 0))
      ${vectors((v, at) => `
      (local.set $best${v} (i32x4.add %splat (v128.load offset=${at} %objective)))
      (local.set $chosen${v} %class)`)}
      (local.set $item %objective)
      ${loop('table', '(i32.add %table (i32.const 4))', '%next', constant(4), `
      (local.set $item (i32.add %item (i32.const ${ITEM})))
      (local.set $splat (v128.load32_splat %table))
      (local.set $class (i32x4.add %class (v128.const i32x4 4 4 4 4)))
      ${vectors((v, at) => `
      (local.set $value (i32x4.add %splat (v128.load offset=${at} %item)))
      (local.set $chosen${v} (i32x4.max_s %chosen${v} (v128.and %class (i32x4.gt_s %value %best${v}))))
      (local.set $best${v} (i32x4.max_s %best${v} %value))`)}`)}
      ${vectors((v, at) => `(v128.store offset=${at} %out %chosen${v})`)}
      (local.set $table %next)
      (local.set $out (i32.add %out (i32.const ${ITEM})))
      (br_if 0 (i32.lt_u %table %end)))))`);

/** pivots(others, table, end, size, out): takes max over classes of others + table off every report's item. */
const pivots = exported('pivots', [
  'others', 'table', 'end', 'size', 'out',
], `${locals('i32', 'next', 'item')} ${locals('v128', 'splat', ...fours('best'))}`, `
    (if (i32.lt_u %table %end) (then (loop
      ${ROW_HEAD}
      (local.set $splat (v128.load32_splat %table))
      ${vectors((v, at) => `(local.set $best${v} (i32x4.add %splat (v128.load offset=${at} %others)))`)}
      (local.set $item %others)
      ${loop('table', '(i32.add %table (i32.const 4))', '%next', constant(4), `
      (local.set $item (i32.add %item (i32.const ${ITEM})))
      (local.set $splat (v128.load32_splat %table))
      ${vectors((v, at) => `(local.set $best${v} (i32x4.max_s %best${v} (i32x4.add %splat (v128.load offset=${at} %item))))`)}`)}
      ${vectors((v, at) => `(v128.store offset=${at} %out (i32x4.sub (v128.load offset=${at} %out) %best${v}))`)}
      (local.set $table %next)
      (local.set $out (i32.add %out (i32.const ${ITEM})))
      (br_if 0 (i32.lt_u %table %end)))))`);

/** lookUp(choice, end, money, out): each report's money, that of its class. */
const lookUp = exported('lookUp', ['choice', 'end', 'money', 'out'], '', loop('choice', '%choice', '%end', constant(ITEM), `
      ${lanes((l) => `(i32.store offset=${4 * l} %out (i32.load offset=${4 * l} (i32.add %money (i32.shl (i32.load offset=${4 * l} %choice) (i32.const 4)))))`)}
      (local.set $out (i32.add %out (i32.const ${ITEM})))`));

/** addTable(choice, end, table, size, out): adds the table's entry of each report's class. */
const addTable = exported('addTable', ['choice', 'end', 'table', 'size', 'out'], '', loop('choice', '%choice', '%end', constant(ITEM), `
      ${lanes((l) => `(i32.store offset=${4 * l} %out (i32.add (i32.load offset=${4 * l} %out) (i32.load (i32.add %table (i32.load offset=${4 * l} %choice)))))`)}
      (local.set $table (i32.add %table %size))
      (local.set $out (i32.add %out (i32.const ${ITEM})))`));

/** Counts the lanes of each class: sixteen comparisons at a time where classes are few. */
const countFew = `
      (local.set $packed (i8x16.narrow_i16x8_u
        (i16x8.narrow_i32x4_s (v128.load %choice) (v128.load offset=16 %choice))
        (i16x8.narrow_i32x4_s (v128.load offset=32 %choice) (v128.load offset=48 %choice))))
      (local.set $class (v128.const i32x4 0 0 0 0))
      ${loop('counts', '%counts', '%next', constant(4), `
      (i32.store %counts (i32.add (i32.load %counts) (i32.popcnt (i32.and %active (i8x16.bitmask (i8x16.eq %packed %class))))))
      (local.set $class (i8x16.add %class (v128.const i8x16 ${Array(16).fill(4).join(' ')})))`)}`;

const countMany = `
      (local.set $bits %active)
      (if %bits (then (loop
        (local.set $at (i32.add %counts (i32.load (i32.add %choice (i32.shl (i32.ctz %bits) (i32.const 2))))))
        (i32.store %at (i32.add (i32.load %at) (i32.const 1)))
        (br_if 0 (local.tee $bits (i32.and %bits (i32.sub %bits (i32.const 1))))))))
      (local.set $counts %next)`;

/** Largest number of classes that are counted by comparison: a byte holds four times the class. */
const FEW = 12;

/**
 * addReports(choice, end, money, counts, size, limbs, active): for every report and the lanes whose bits are set in `active`,
 * counts of classes (`size` bytes of i32) and the two limbs of money, each summed in four parts (32 bytes a report).
 */
const addReports = exported('addReports', [
  'choice', 'end', 'money', 'counts', 'size', 'limbs', 'active',
], `${locals('i32', 'next', 'bits', 'at')} ${locals('v128', 'packed', 'class', 'x', 'low', 'high', ...fours('mask'))}`, `
    ${laneMasks}
    ${loop('choice', '%choice', '%end', constant(ITEM), `
      (local.set $next (i32.add %counts %size))
      (if (i32.le_u %size (i32.const ${4 * FEW})) (then ${countFew}) (else ${countMany}))
      (local.set $low (v128.load %limbs))
      (local.set $high (v128.load offset=16 %limbs))
      ${vectors((v, at) => `
      (local.set $x (v128.and %mask${v} (v128.load offset=${at} %money)))
      (local.set $low (i32x4.add %low (v128.and %x (v128.const i32x4 65535 65535 65535 65535))))
      (local.set $high (i32x4.add %high (i32x4.shr_s %x (i32.const 16))))`)}
      (v128.store %limbs %low)
      (v128.store offset=16 %limbs %high)
      (local.set $limbs (i32.add %limbs (i32.const 32)))
      (local.set $money (i32.add %money (i32.const ${ITEM})))`)}`);

export const linearSource = [
  positions, cells, split, rows, values, largest, carried, sum, subtract, choose, pivots, lookUp, addTable, addReports,
].join('\n');
