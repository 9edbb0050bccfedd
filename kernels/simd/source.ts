/**
 * WebAssembly text of the SIMD inner loops: Threefry-2x32-20 four blocks at a time, and the window filter of kernel
 * `direct`; those of linear environments and of networks are in the files beside this one. `npm run simd` assembles all into module.ts with
 * wabt; a test checks that the two agree.
 *
 * Why WebAssembly: JavaScript has neither vectors nor a cheap unsigned compare, and the generator is nine tenths of
 * the work of `direct`. Bits are those of threefry.ts; nothing in this file touches floating point.
 */
import { PARITY, ROTATIONS } from '../threefry/threefry.ts';
import { boxesSource } from './boxes-source.ts';
import { curvesSource } from './curves-source.ts';
import { linearSource } from './linear-source.ts';
import { networkSource } from './network-source.ts';
import { pairsSource } from './pairs-source.ts';
import { piecesSource } from './pieces-source.ts';
import { reachSource } from './reach-source.ts';
import { programSource } from './program-source.ts';
import { pullsSource } from './pulls-source.ts';

const repeat = (count: number, text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join('\n');

/**
 * Two independent sets of four blocks, `a` and `b`, are worked side by side: one alone waits on its own last result
 * in every round.
 */
const CHAINS = ['a', 'b'] as const;
type Chain = (typeof CHAINS)[number];
const each = (text: (chain: Chain) => string): string => CHAINS.map(text).join('\n');

/** rotateLeft(x1, bits). Multiples of a byte are one shuffle instead of two shifts and an or. */
function rotate(bits: number, chain: Chain): string {
  const x1 = `(local.get $x1${chain})`;
  if (bits % 8 === 0) {
    const bytes = Array.from({ length: 16 }, (_, i) => (i & ~3) | ((i - bits / 8) & 3));
    return `(i8x16.shuffle ${bytes.join(' ')} ${x1} ${x1})`;
  }
  return `(v128.or (i32x4.shl ${x1} (i32.const ${bits})) (i32x4.shr_u ${x1} (i32.const ${32 - bits})))`;
}

/** Expects counter words in $x0, $x1 of either chain; leaves the output words there. $s0 $s1 $s2 hold the key schedule. */
const rounds = repeat(
  20,
  (round) => `
      ${each((c) => `(local.set $x0${c} (i32x4.add (local.get $x0${c}) (local.get $x1${c})))`)}
      ${each((c) => `(local.set $x1${c} (v128.xor ${rotate(ROTATIONS[round % 8]!, c)} (local.get $x0${c})))`)}
      ${round % 4 === 3 ? injection((round + 1) / 4) : ''}`,
);

function injection(index: number): string {
  return each(
    (c) => `
      (local.set $x0${c} (i32x4.add (local.get $x0${c}) (local.get $s${index % 3})))
      (local.set $x1${c} (i32x4.add (local.get $x1${c}) (i32x4.add (local.get $s${(index + 1) % 3}) (v128.const i32x4 ${index} ${index} ${index} ${index}))))`,
  );
}

const wordLocals = each((c) => `(local $x0${c} v128) (local $x1${c} v128)`);

const schedule = `
    (local.set $s0 (i32x4.splat (local.get $k0)))
    (local.set $s1 (i32x4.splat (local.get $k1)))
    (local.set $s2 (i32x4.splat (i32.xor (i32.xor (local.get $k0) (local.get $k1)) (i32.const ${PARITY}))))`;

/** Counts words of $w below the window and packs those inside to $out, leaving $out behind the last one. */
const filter = (word: string, mask: string): string => `
      (local.set $below (i32x4.sub (local.get $below) ${masked(`(i32x4.lt_u (local.get ${word}) (local.get $lo))`, mask)}))
      (local.set $bits (i32x4.bitmask ${masked(`(i32x4.le_u (i32x4.sub (local.get ${word}) (local.get $lo)) (local.get $span))`, mask)}))
      (v128.store (local.get $out)
        (i8x16.swizzle (local.get ${word}) (v128.load (i32.add (local.get $table) (i32.shl (local.get $bits) (i32.const 4))))))
      (local.set $out (i32.add (local.get $out) (i32.shl (i32.popcnt (local.get $bits)) (i32.const 2))))`;

const masked = (value: string, mask: string): string => (mask === '' ? value : `(v128.and ${value} ${mask})`);

/** All-ones where first <= draw index < end; the draws of a vector are $d0 + offset. */
const inRange = (offset: number): string => {
  const index = `(i32x4.add (local.get $d0) (v128.const i32x4 ${offset} ${offset} ${offset} ${offset}))`;
  return `(v128.and (i32x4.ge_u ${index} (local.get $first4)) (i32x4.lt_u ${index} (local.get $end4)))`;
};

/** Sixteen consecutive draws of one profile: blocks $counter (a) and $counter + 4 (b), then `body`. */
const sixteenDraws = (body: string): string => `
      ${each((c) => `(local.set $x0${c} (i32x4.add (i32x4.splat (local.get $profile)) (local.get $s0)))`)}
      (local.set $x1a (i32x4.add (local.get $counter) (local.get $s1)))
      (local.set $x1b (i32x4.add (local.get $x1a) (v128.const i32x4 4 4 4 4)))
      ${rounds}
      ${body}`;

/** Draw index of word w of block lane l in chain c, relative to $d0 + 2 l. */
const OFFSETS = { a: [0, 1], b: [8, 9] } as const;
const filterAll = (masks: boolean): string =>
  each((c) => [0, 1].map((word) => filter(`$x${word}${c}`, masks ? inRange(OFFSETS[c][word]!) : '')).join('\n'));

/**
 * filterDraws(k0, k1, profile, first, end, lo, span, table, out) -> number of words packed to `out`.
 * Draws `first .. end - 1` of one profile; word w is packed where (w - lo) mod 2^32 <= span; at `table - 16` the
 * number of words below lo is left. `table` holds the sixteen packing shuffles (see simd.ts).
 */
const filterDraws = `
  (func (export "filterDraws")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $first i32) (param $end i32)
    (param $low i32) (param $width i32) (param $table i32) (param $start i32) (result i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) ${wordLocals}
    (local $lo v128) (local $span v128) (local $below v128) (local $counter v128) (local $d0 v128)
    (local $first4 v128) (local $end4 v128)
    (local $group i32) (local $groups i32) (local $full i32) (local $bits i32) (local $out i32)
    ${schedule}
    (local.set $lo (i32x4.splat (local.get $low)))
    (local.set $span (i32x4.splat (local.get $width)))
    (local.set $first4 (i32x4.splat (local.get $first)))
    (local.set $end4 (i32x4.splat (local.get $end)))
    (local.set $out (local.get $start))
    (local.set $group (i32.shr_u (local.get $first) (i32.const 4)))
    (local.set $groups (i32.shr_u (i32.add (local.get $end) (i32.const 15)) (i32.const 4)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $group) (local.get $groups)))
      (local.set $counter (i32x4.add (i32x4.splat (i32.shl (local.get $group) (i32.const 3))) (v128.const i32x4 0 1 2 3)))
      (local.set $full (i32.shl (local.get $group) (i32.const 4)))
      (if (i32.and (i32.ge_u (local.get $full) (local.get $first)) (i32.le_u (i32.add (local.get $full) (i32.const 16)) (local.get $end)))
        (then ${sixteenDraws(filterAll(false))})
        (else
          (local.set $d0 (i32x4.shl (local.get $counter) (i32.const 1)))
          ${sixteenDraws(filterAll(true))}))
      (local.set $group (i32.add (local.get $group) (i32.const 1)))
      (br $next)))
    (i32.store (i32.sub (local.get $table) (i32.const 16))
      (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $below)) (i32x4.extract_lane 1 (local.get $below)))
        (i32.add (i32x4.extract_lane 2 (local.get $below)) (i32x4.extract_lane 3 (local.get $below)))))
    (i32.shr_u (i32.sub (local.get $out) (local.get $start)) (i32.const 2)))`;

/**
 * wordsAcross(k0, k1, profile, quads, blocks, out): words of `4 * quads` consecutive profiles, `blocks` blocks each.
 * Layout at out, 32-bit words: [quad][draw = 0 .. 2 blocks - 1][lane], profile = profile + 4 quad + lane. Chains hold
 * the same block of two quads; of a last quad that has no other they hold blocks 2i and 2i + 1, and where `blocks` is odd the last is
 * written past.
 */
const wordsAcross = `
  (func $wordsAcross (export "wordsAcross")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $quads i32) (param $blocks i32) (param $out i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) ${wordLocals} (local $profiles v128)
    (local $quad i32) (local $block i32) (local $at i32) (local $stride i32) (local $other i32)
    ${schedule}
    (local.set $profiles (i32x4.add (i32x4.splat (local.get $profile)) (v128.const i32x4 0 1 2 3)))
    (local.set $stride (i32.shl (local.get $blocks) (i32.const 5)))
    (block $lone (loop $nextPair
      (br_if $lone (i32.ge_u (i32.add (local.get $quad) (i32.const 1)) (local.get $quads)))
      (local.set $block (i32.const 0))
      (local.set $at (local.get $out))
      (local.set $other (i32.add (local.get $out) (local.get $stride)))
      (block $done (loop $next
        (br_if $done (i32.ge_u (local.get $block) (local.get $blocks)))
        (local.set $x0a (i32x4.add (local.get $profiles) (local.get $s0)))
        (local.set $x0b (i32x4.add (local.get $x0a) (v128.const i32x4 4 4 4 4)))
        ${each((c) => `(local.set $x1${c} (i32x4.add (i32x4.splat (local.get $block)) (local.get $s1)))`)}
        ${rounds}
        (v128.store (local.get $at) (local.get $x0a))
        (v128.store offset=16 (local.get $at) (local.get $x1a))
        (v128.store (local.get $other) (local.get $x0b))
        (v128.store offset=16 (local.get $other) (local.get $x1b))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (local.set $other (i32.add (local.get $other) (i32.const 32)))
        (local.set $block (i32.add (local.get $block) (i32.const 1)))
        (br $next)))
      (local.set $out (local.get $other))
      (local.set $profiles (i32x4.add (local.get $profiles) (v128.const i32x4 8 8 8 8)))
      (local.set $quad (i32.add (local.get $quad) (i32.const 2)))
      (br $nextPair)))
    (if (i32.ge_u (local.get $quad) (local.get $quads)) (then (return)))
    (local.set $block (i32.const 0))
    (block $end (loop $next
      (br_if $end (i32.ge_u (local.get $block) (local.get $blocks)))
      ${each((c) => `(local.set $x0${c} (i32x4.add (local.get $profiles) (local.get $s0)))`)}
      (local.set $x1a (i32x4.add (i32x4.splat (local.get $block)) (local.get $s1)))
      (local.set $x1b (i32x4.add (local.get $x1a) (v128.const i32x4 1 1 1 1)))
      ${rounds}
      (v128.store (local.get $out) (local.get $x0a))
      (v128.store offset=16 (local.get $out) (local.get $x1a))
      (v128.store offset=32 (local.get $out) (local.get $x0b))
      (v128.store offset=48 (local.get $out) (local.get $x1b))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (local.set $block (i32.add (local.get $block) (i32.const 2)))
      (br $next))))`;

/** words(k0, k1, profile, groups, out): draws 0 .. 16 groups - 1 of one profile, in draw order. */
const words = `
  (func (export "words")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $groups i32) (param $out i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) ${wordLocals} (local $counter v128)
    (local $group i32)
    ${schedule}
    (local.set $counter (v128.const i32x4 0 1 2 3))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $group) (local.get $groups)))
      ${sixteenDraws(
        each((c) => {
          const [x0, x1] = [`(local.get $x0${c})`, `(local.get $x1${c})`];
          const offset = c === 'a' ? 0 : 32;
          return `
      (v128.store offset=${offset} (local.get $out) (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 ${x0} ${x1}))
      (v128.store offset=${offset + 16} (local.get $out) (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 ${x0} ${x1}))`;
        }),
      )}
      (local.set $counter (i32x4.add (local.get $counter) (v128.const i32x4 8 8 8 8)))
      (local.set $out (i32.add (local.get $out) (i32.const 64)))
      (local.set $group (i32.add (local.get $group) (i32.const 1)))
      (br $next))))`;

export const source =
  `(module (import "host" "memory" (memory `
  + `1))${filterDraws}${wordsAcross}${words}${linearSource}${piecesSource}${pairsSource}${reachSource}${networkSource}`
  + `${curvesSource}${boxesSource}${pullsSource}${programSource()})`;
