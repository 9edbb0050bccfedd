/** WebAssembly text of the loop that counts which conditions reports meet; kernels/reach/listed.ts says what they are. */
import { TALLIED } from './layout.ts';
import { constant, exported, locals, loop } from './text.ts';

const VECTORS = Array.from({ length: TALLIED / 2 }, (_, n) => n);
const each = (text: (n: number) => string): string => VECTORS.map(text).join('\n');
const named = (name: string): string[] => VECTORS.map((n) => `${name}${n}`);
const ONES = '(v128.const i32x4 -1 -1 -1 -1)';

/**
 * tally(rows, end, values, thresholds, blocks, counts, stride): of TALLIED reports a block, an i32 of their own `stride` bytes apart. A row is
 * two i32, a number of conditions and a sum of bits that a report gets that meets them all: threshold <= value, doubles. values: condition
 * by condition, row by row. thresholds: of a block's reports, in the same order. A report's bits number the i32 that grows by one.
 */
export const reachSource = exported(
  'tally', ['rows', 'end', 'values', 'thresholds', 'blocks', 'counts', 'stride'],
  `${locals('i32', 'block', 'row', 'value', 'stop', 'at')} ${locals('v128', 'x', ...named('m'), ...named('a'))}`,
  loop('block', constant(0), '%blocks', constant(1), `
      ${each((n) => `(local.set $m${n} (v128.const i32x4 0 0 0 0))`)}
      (local.set $value %values)
      ${loop('row', '%rows', '%end', constant(8), `
        ${each((n) => `(local.set $a${n} ${ONES})`)}
        (local.set $stop (i32.add %value (i32.shl (i32.load %row) (i32.const 3))))
        ${loop('value', '%value', '%stop', constant(8), `
          (local.set $x (v128.load64_splat %value))
          ${each((n) => `(local.set $a${n} (v128.and %a${n} (f64x2.le (v128.load offset=${16 * n} %thresholds) %x)))`)}
          (local.set $thresholds (i32.add %thresholds (i32.const ${8 * TALLIED})))`)}
        (local.set $x (v128.load32_splat offset=4 %row))
        ${each((n) => `(local.set $m${n} (v128.or %m${n} (v128.and %a${n} %x)))`)}`)}
      ${Array.from({ length: TALLIED }, (_, report) => `
      (local.set $at (i32.add %counts (i32.shl (i32x4.extract_lane ${2 * (report % 2)} %m${report >> 1}) (i32.const 2))))
      (i32.store %at (i32.add (i32.load %at) (i32.const 1)))
      (local.set $counts (i32.add %counts %stride))`).join('\n')}`),
);
