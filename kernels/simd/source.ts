/**
 * WebAssembly text of the SIMD inner loops: Threefry-2x32-20 four blocks at a time, and the window filter of kernel
 * `direct`. `npm run simd` assembles it into module.ts with wabt; a test checks that the two agree.
 *
 * Why WebAssembly: JavaScript has neither vectors nor a cheap unsigned compare, and the generator is nine tenths of
 * the work. Bits are those of threefry.ts; nothing here touches floating point.
 */
import { PARITY, ROTATIONS } from '../threefry/threefry.ts';

const repeat = (count: number, text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join('\n');

/** x1 <- rotateLeft(x1, bits). Multiples of a byte are one shuffle instead of two shifts and an or. */
function rotate(bits: number): string {
  if (bits % 8 === 0) {
    const bytes = Array.from({ length: 16 }, (_, i) => (i & ~3) | ((i - bits / 8) & 3));
    return `(i8x16.shuffle ${bytes.join(' ')} (local.get $x1) (local.get $x1))`;
  }
  return `(v128.or (i32x4.shl (local.get $x1) (i32.const ${bits})) (i32x4.shr_u (local.get $x1) (i32.const ${32 - bits})))`;
}

/** Expects counter words in $x0, $x1; leaves the two output words there. $s0 $s1 $s2 hold the key schedule. */
const rounds = repeat(
  20,
  (round) => `
      (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
      (local.set $x1 (v128.xor ${rotate(ROTATIONS[round % 8]!)} (local.get $x0)))
      ${round % 4 === 3 ? injection((round + 1) / 4) : ''}`,
);

function injection(index: number): string {
  return `
      (local.set $x0 (i32x4.add (local.get $x0) (local.get $s${index % 3})))
      (local.set $x1 (i32x4.add (local.get $x1) (i32x4.add (local.get $s${(index + 1) % 3}) (v128.const i32x4 ${index} ${index} ${index} ${index}))))`;
}

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

/** All-ones where first <= draw index < end. $d0 holds the draw indices of word 0, one less than those of word 1. */
const inRange = (offset: number): string => {
  const index = offset === 0 ? '(local.get $d0)' : '(i32x4.add (local.get $d0) (v128.const i32x4 1 1 1 1))';
  return `(v128.and (i32x4.ge_u ${index} (local.get $first4)) (i32x4.lt_u ${index} (local.get $end4)))`;
};

const blockOfDraws = (body: string): string => `
      (local.set $x0 (i32x4.add (i32x4.splat (local.get $profile)) (local.get $s0)))
      (local.set $x1 (i32x4.add (local.get $counter) (local.get $s1)))
      ${rounds}
      ${body}`;

/**
 * filterDraws(k0, k1, profile, first, end, lo, span, table, out) -> number of words packed to `out`.
 * Draws `first .. end - 1` of one profile; word w is packed where (w - lo) mod 2^32 <= span; at `table - 16` the
 * number of words below lo is left. `table` holds the sixteen packing shuffles (see simd.ts).
 */
const filterDraws = `
  (func (export "filterDraws")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $first i32) (param $end i32)
    (param $low i32) (param $width i32) (param $table i32) (param $start i32) (result i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $x0 v128) (local $x1 v128)
    (local $lo v128) (local $span v128) (local $below v128) (local $counter v128) (local $d0 v128)
    (local $first4 v128) (local $end4 v128)
    (local $group i32) (local $groups i32) (local $full i32) (local $bits i32) (local $out i32)
    ${schedule}
    (local.set $lo (i32x4.splat (local.get $low)))
    (local.set $span (i32x4.splat (local.get $width)))
    (local.set $first4 (i32x4.splat (local.get $first)))
    (local.set $end4 (i32x4.splat (local.get $end)))
    (local.set $out (local.get $start))
    (local.set $group (i32.shr_u (local.get $first) (i32.const 3)))
    (local.set $groups (i32.shr_u (i32.add (local.get $end) (i32.const 7)) (i32.const 3)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $group) (local.get $groups)))
      (local.set $counter (i32x4.add (i32x4.splat (i32.shl (local.get $group) (i32.const 2))) (v128.const i32x4 0 1 2 3)))
      (local.set $full (i32.shl (local.get $group) (i32.const 3)))
      (if (i32.and (i32.ge_u (local.get $full) (local.get $first)) (i32.le_u (i32.add (local.get $full) (i32.const 8)) (local.get $end)))
        (then ${blockOfDraws(filter('$x0', '') + filter('$x1', ''))})
        (else
          (local.set $d0 (i32x4.shl (local.get $counter) (i32.const 1)))
          ${blockOfDraws(filter('$x0', inRange(0)) + filter('$x1', inRange(1)))}))
      (local.set $group (i32.add (local.get $group) (i32.const 1)))
      (br $next)))
    (i32.store (i32.sub (local.get $table) (i32.const 16))
      (i32.add
        (i32.add (i32x4.extract_lane 0 (local.get $below)) (i32x4.extract_lane 1 (local.get $below)))
        (i32.add (i32x4.extract_lane 2 (local.get $below)) (i32x4.extract_lane 3 (local.get $below)))))
    (i32.shr_u (i32.sub (local.get $out) (local.get $start)) (i32.const 2)))`;

/**
 * wordsAcross(k0, k1, profile, quads, blocks, out): words of `4 * quads` consecutive profiles, `blocks` blocks each.
 * Layout at out, 32-bit words: [quad][draw = 0 .. 2 blocks - 1][lane], profile = profile + 4 quad + lane.
 */
const wordsAcross = `
  (func (export "wordsAcross")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $quads i32) (param $blocks i32) (param $out i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $x0 v128) (local $x1 v128) (local $profiles v128)
    (local $quad i32) (local $block i32)
    ${schedule}
    (local.set $profiles (i32x4.add (i32x4.splat (local.get $profile)) (v128.const i32x4 0 1 2 3)))
    (block $end (loop $nextQuad
      (br_if $end (i32.ge_u (local.get $quad) (local.get $quads)))
      (local.set $block (i32.const 0))
      (block $done (loop $next
        (br_if $done (i32.ge_u (local.get $block) (local.get $blocks)))
        (local.set $x0 (i32x4.add (local.get $profiles) (local.get $s0)))
        (local.set $x1 (i32x4.add (i32x4.splat (local.get $block)) (local.get $s1)))
        ${rounds}
        (v128.store (local.get $out) (local.get $x0))
        (v128.store offset=16 (local.get $out) (local.get $x1))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (local.set $block (i32.add (local.get $block) (i32.const 1)))
        (br $next)))
      (local.set $profiles (i32x4.add (local.get $profiles) (v128.const i32x4 4 4 4 4)))
      (local.set $quad (i32.add (local.get $quad) (i32.const 1)))
      (br $nextQuad))))`;

/**
 * words(k0, k1, profile, groups, out): draws 0 .. 8 groups - 1 of one profile, in draw order.
 */
const words = `
  (func (export "words")
    (param $k0 i32) (param $k1 i32) (param $profile i32) (param $groups i32) (param $out i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $x0 v128) (local $x1 v128) (local $counter v128)
    (local $group i32)
    ${schedule}
    (local.set $counter (v128.const i32x4 0 1 2 3))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $group) (local.get $groups)))
      ${blockOfDraws(`
      (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $x0) (local.get $x1)))
      (v128.store offset=16 (local.get $out) (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $x0) (local.get $x1)))`)}
      (local.set $counter (i32x4.add (local.get $counter) (v128.const i32x4 4 4 4 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (local.set $group (i32.add (local.get $group) (i32.const 1)))
      (br $next))))`;

export const source = `(module (import "host" "memory" (memory 1))${filterDraws}${wordsAcross}${words})`;
