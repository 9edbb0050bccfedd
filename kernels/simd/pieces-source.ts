/**
 * WebAssembly text of reports on a line: the upper envelope of a profile's lines, and sums over its pieces. Scalar, one
 * lane after another: how many lines survive differs from profile to profile.
 */
import { LINE_BYTES, PIECE_BYTES } from './layout.ts';
import { constant, exported, locals, loop } from './text.ts';

const field = (name: string, at: number, of: string): string => `(local.set $${name} (i32.load offset=${at} %${of}))`;
const bump = (address: string, by: string, at = 0): string => `
        (local.set $at ${address})
        (i32.store offset=${at} %at (i32.add (i32.load offset=${at} %at) ${by}))`;
const word = (index: string): string => `(i32.shl ${index} (i32.const 2))`;

/**
 * Lines come by rising slope, equal slopes by class. A line that is not ahead of the last piece's at the last report never
 * is; one that is, from `takeover` on, hides every piece that begins no earlier.
 */
const envelope = `
      (local.set $top (i32.sub %stack (i32.const ${PIECE_BYTES})))
      ${loop('line', '%lines', '%linesEnd', constant(LINE_BYTES), `
      (local.set $value (i32.add (i32.load (i32.add %objective (i32.add %lane (i32.load %line)))) (i32.load offset=8 %line)))
      ${field('step', 12, 'line')}
      ${field('class', 4, 'line')}
      (local.set $atLast (i32.add %value (i32.mul %step %last)))
      (local.set $takeover (i32.const 0))
      (block $hidden
        (if (i32.ge_s %top %stack) (then
          (br_if $hidden (i32.ge_s (i32.load offset=24 %top) (i32.add %atLast (i32.lt_u %class (i32.load offset=16 %top)))))
          (block $placed (loop $pop
            (local.set $tie (i32.lt_u %class (i32.load offset=16 %top)))
            (if (i32.ge_s (i32.load offset=20 %top) (i32.add %tie (i32.add %value (i32.mul %step (i32.load %top))))) (then
              (local.set $closing (i32.sub %step (i32.load offset=12 %top)))
              (local.set $takeover (i32.div_u
                (i32.add (i32.sub (i32.sub (i32.load offset=8 %top) %value) %tie) %closing) %closing))
              (br $placed)))
            (local.set $top (i32.sub %top (i32.const ${PIECE_BYTES})))
            (br_if $pop (i32.ge_s %top %stack))))))
        (local.set $top (i32.add %top (i32.const ${PIECE_BYTES})))
        (i32.store %top %takeover)
        (i32.store offset=4 %top %line)
        (i32.store offset=8 %top %value)
        (i32.store offset=12 %top %step)
        (i32.store offset=16 %top %class)
        (i32.store offset=20 %top (i32.add %value (i32.mul %step %takeover)))
        (i32.store offset=24 %top %atLast))`)}
      (i32.store offset=${PIECE_BYTES} %top (i32.add %last (i32.const 1)))`;

const valueBefore = (piece: string): string =>
  `(i64.extend_i32_s (i32.add (i32.load offset=8 ${piece}) (i32.mul (i32.load offset=12 ${piece}) %before)))`;

/** kernels/interim/transfers.ts, in integers: $piece takes over from $previous. */
const breakpointChange = `
        (local.set $previous (i32.sub %piece (i32.const ${PIECE_BYTES})))
        (local.set $rival (i32.load offset=4 %previous))
        (local.set $before (i32.sub %from (i32.const 1)))
        (local.set $rise (i32.sub (i32.load offset=20 %line) (i32.load offset=20 %rival)))
        (local.set $crossing (i64.div_s
          (i64.shl (i64.sub ${valueBefore('%previous')} ${valueBefore('%piece')}) (i64.const 10))
          (i64.extend_i32_s (i32.sub (i32.load offset=12 %piece) (i32.load offset=12 %previous)))))
        (local.set $transfer (i32.sub %transfer (i32.add
          (i32.add
            (i32.sub (i32.load offset=16 %line) (i32.load offset=16 %rival))
            (i32.add
              (i32.mul %rise %before)
              (i32.wrap_i64 (i64.shr_s (i64.mul (i64.extend_i32_s %rise) %crossing) (i64.const 10)))))
          (i32.sub
            (i32.load (i32.add %own (i32.add %lane (i32.load %line))))
            (i32.load (i32.add %own (i32.add %lane (i32.load %rival))))))))`;

const pairSums = `
        (local.set $base (i64.add (i64.extend_i32_s %paid) (i64.load32_s offset=16 %line)))
        (local.set $slope (i64.load32_s offset=20 %line))
        (local.set $index (i32.load (i32.add %pairIndex ${word('%from')})))
        (local.set $at (i32.add %pairSums (i32.shl %index (i32.const 4))))
        (i64.store %at (i64.add (i64.load %at) (i64.sub %base %lastBase)))
        (i64.store offset=8 %at (i64.add (i64.load offset=8 %at) (i64.sub %slope %lastSlope)))
        (local.set $lastBase %base)
        (local.set $lastSlope %slope)
        (if %pairCounts (then
          (local.set $row (i32.add %pairCounts (i32.mul (i32.load offset=4 %line) %pairSize)))
          ${bump(`(i32.add %row ${word('%index')})`, constant(1))}
          ${bump(`(i32.add %row ${word('(i32.load (i32.add %pairIndex ' + word('%end') + '))')})`, constant(-1))}))`;

/**
 * addPieces: for every lane whose bit is set in `active`, the differences that the profile's pieces make
 *   counts      [C, R + 1] i32, rows at the lines' offsets
 *   limbs       [R + 1] pairs of i32: low and high limb of money
 *   pairSums    [P + 1] pairs of i64: money with the value's start, and the value's step
 *   pairCounts  [C, P + 1] i32, `pairSize` bytes a class
 * objective, money, own [C] items; own 0 unless transfers are of scheme `breakpoints`. pairIndex [R + 1]: the first pair at or
 * after a report, or 0 for no pairs; pairCounts may be 0 too. stack: C + 1 pieces. last = R - 1.
 */
export const piecesSource = exported(
  'addPieces',
  [
    'objective', 'money', 'own', 'lines', 'linesEnd', 'last', 'stack', 'counts', 'limbs', 'pairIndex', 'pairSums', 'pairCounts',
    'pairSize', 'active',
  ],
  `${locals('i32', 'lane', 'top', 'line', 'value', 'step', 'class', 'atLast', 'takeover', 'tie', 'closing', 'piece', 'previous', 'rival', 'before', 'rise', 'from', 'end')}
   ${locals('i32', 'transfer', 'paid', 'low', 'high', 'lastLow', 'lastHigh', 'row', 'index', 'at')} ${locals('i64', 'crossing', 'base', 'slope', 'lastBase', 'lastSlope')}`,
  `
    (if %active (then (loop $profile
      (local.set $lane ${word('(i32.ctz %active)')})
      ${envelope}
      (local.set $transfer (i32.const 0))
      (local.set $lastLow (i32.const 0))
      (local.set $lastHigh (i32.const 0))
      (local.set $lastBase (i64.const 0))
      (local.set $lastSlope (i64.const 0))
      (local.set $piece %stack)
      (loop $next
        (local.set $from (i32.load %piece))
        (local.set $line (i32.load offset=4 %piece))
        (local.set $end (i32.load offset=${PIECE_BYTES} %piece))
        (if (i32.and (i32.ne %own (i32.const 0)) (i32.gt_u %piece %stack)) (then ${breakpointChange}))
        (local.set $paid (i32.add %transfer (i32.load (i32.add %money (i32.add %lane (i32.load %line))))))
        (local.set $row (i32.add %counts (i32.load offset=24 %line)))
        ${bump(`(i32.add %row ${word('%from')})`, constant(1))}
        ${bump(`(i32.add %row ${word('%end')})`, constant(-1))}
        (local.set $low (i32.and %paid (i32.const 65535)))
        (local.set $high (i32.shr_s %paid (i32.const 16)))
        (local.set $at (i32.add %limbs (i32.shl %from (i32.const 3))))
        (i32.store %at (i32.add (i32.load %at) (i32.sub %low %lastLow)))
        (i32.store offset=4 %at (i32.add (i32.load offset=4 %at) (i32.sub %high %lastHigh)))
        (local.set $lastLow %low)
        (local.set $lastHigh %high)
        (if %pairIndex (then ${pairSums}))
        (local.set $piece (i32.add %piece (i32.const ${PIECE_BYTES})))
        (br_if $next (i32.le_u %piece %top)))
      (br_if $profile (local.tee $active (i32.and %active (i32.sub %active (i32.const 1))))))))`,
);
