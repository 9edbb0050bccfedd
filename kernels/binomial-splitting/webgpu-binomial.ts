/**
 * Binomial variates on a GPU, as binomial.ts draws them: sums, products, quotients and roots have the bits of the CPU's doubles
 * (double-wgsl.ts), so that every branch is the same; logarithms and exponentials are in fixed point (logarithm-wgsl.ts), and where what they
 * decide is nearer than both machines' errors may be, `open` is set. For n up to 2^24.
 *
 * Inversion. Chances begin at (1 - p)^n >= 2^-20 (n p < 10, p <= 1/2), off by 2^-38 of themselves: ln (1 - p) is off by 2^-61, times n. Each
 * next one is cut by less than 2^-57, and what is cut grows no more than chances do, from 2^-20 to 1: sums of chances are off by 2^-36 at
 * most, the CPU's by 2^-46. `NEAR` is 2^-32.
 *
 * Rejection. The logarithm of the ratio of two chances is a sum of nine logarithms times at most 2^24 each. Those in WGSL are off by 2^-54
 * each, the sum by 2^-27. The CPU's arguments are off by 2^-51 of themselves and its logarithms, below 17, by 2^-49: the sum of three by
 * 2^-23. `UNSURE` is 2^-20.
 */
import { LOGARITHMS, RECIPROCALS } from '../logarithm-tables.ts';
import { CORRECTIONS, HEADER } from './webgpu-tables.ts';


/** A chance of 2^-32 in units of 2^-63. */
const NEAR = 2 ** 31;
/** 2^-20, doubled, in units of 2^-32. */
const UNSURE = 2 ** 13;

/** A double in WGSL. */
function literal(x: number): string {
  const [low, high] = new Uint32Array(Float64Array.of(x).buffer);
  return `vec2<u32>(${low}u, ${high}u)`;
}

/** Needs `open`, `table(i)`, `constant(i)` and what fixed point and doubles are made of; `nextWord()` gives a profile's words in order. */
export const BINOMIAL_WGSL = /* wgsl */ `
const HALF = ${literal(0.5)};

// In (0, 1], 53 bits, two words: what no double holds is rounded to even.
fn fine() -> vec2<u32> {
  let high = nextWord();
  let low = nextWord();
  return rounded(1023u, vec2<u32>((high << 30u) | ((low >> 11u) << 9u) | 256u, high >> 2u));
}

fn byInversion(n : u32, p : vec2<u32>) -> u32 {
  var over = shiftRight(fractionOf(fine()), 1u);
  // -n ln (1 - p)
  let rest = subtractWide(ZERO, fractionOf(p));
  var exponent = ZERO;
  if (!isZero(rest)) {
    exponent = shiftedDown(timesWord(subtractWide(constant(${LOGARITHMS.ln2}u), logOfSignificand(rest)), n), 8u);
  }
  var chance = exponentialOf(exponent);
  let odds = fractionOf(quotientOf(p, complementOf(p)));
  for (var k = 0u; k < n; k++) {
    over = subtractWide(over, chance);
    // Within so much of where the next count begins.
    if (addWide(over, vec2<u32>(${NEAR}u, 0u)).y == 0u || k + 1u == ${RECIPROCALS}u) { open = true; }
    if (open || isNegative(over)) { return k; }
    // What a chance is of the one before: units of 2^-59, as it is below 20.
    let times = shiftedDown(timesWord(odds, n - k), 5u);
    chance = shiftLeft(upperProduct(upperProduct(chance, times), constant(${LOGARITHMS.reciprocals}u + 2u * (k + 1u))), 5u);
  }
  return n;
}

// Of log k! in units of 2^-32, above the leading terms of Stirling's formula.
fn correction(k : u32) -> u32 {
  if (k < ${CORRECTIONS}u) { return table(table(${HEADER.corrections}u) + k); }
  return 0xffffffffu / (12u * (k + 1u));
}

// Whether the ratio of k's chance to the mode's is at least v alpha / height.
fn isAccepted(n : u32, k : u32, mode : u32, p : vec2<u32>, v : vec2<u32>, alpha : vec2<u32>, height : vec2<u32>) -> bool {
  // log (x!) = (x + 1/2) log (x + 1) + correction(x) + what cancels.
  let counts = array<u32, 4>(mode, n - mode, k, n - k);
  let numbers = array<vec2<u32>, 5>(p, complementOf(p), v, alpha, height);
  let apart = 2 * (i32(k) - i32(mode));
  let weights = array<i32, 5>(apart, -apart, -2, -2, 2);
  // Twice the logarithm of what is compared.
  var sum = ZERO;
  for (var i = 0u; i < 9u; i++) {
    var number = ZERO;
    var weight = 0;
    if (i < 4u) {
      let x = counts[i];
      number = wholeOf(x + 1u);
      weight = select(-1, 1, i < 2u) * i32(2u * x + 1u);
      let twice = vec2<u32>(2u * correction(x), 0u);
      sum = addWide(sum, select(subtractWide(ZERO, twice), twice, i < 2u));
    } else {
      number = numbers[i - 4u];
      weight = weights[i - 4u];
    }
    let log = logOf(number);
    let below = isNegative(log);
    let size = shiftedDown(timesWord(select(log, subtractWide(ZERO, log), below), u32(abs(weight))), 24u);
    sum = addWide(sum, select(size, subtractWide(ZERO, size), below != (weight < 0)));
  }
  let raised = addWide(sum, vec2<u32>(${UNSURE}u, 0u));
  if (raised.y == 0u && raised.x < ${2 * UNSURE}u) { open = true; }
  return !isNegative(sum);
}

fn byRejection(n : u32, p : vec2<u32>, mean : vec2<u32>) -> u32 {
  let spread = rootOf(timesOf(mean, complementOf(p)));
  let b = sumOf(${literal(1.15)}, timesOf(${literal(2.53)}, spread));
  let a = sumOf(differenceOf(timesOf(${literal(0.0248)}, b), ${literal(0.0873)}), timesOf(${literal(0.01)}, p));
  let centre = sumOf(mean, HALF);
  let quick = differenceOf(${literal(0.92)}, quotientOf(${literal(4.2)}, b));
  loop {
    let place = fine();
    let v = unitOf(nextWord());
    let below = isLess(place, HALF);
    let u = differenceOf(select(place, HALF, below), select(HALF, place, below));
    let us = differenceOf(HALF, u);
    // 2^-54 of all draws: infinitely far away.
    if (isZero(us)) { continue; }
    let ratio = quotientOf(a, us);
    let far = timesOf(sumOf(vec2<u32>(ratio.x, ratio.y + 0x100000u), b), u);
    var outside = below && isLess(centre, far);
    var k = 0u;
    if (!outside) {
      if (below) { k = floorOf(differenceOf(centre, far)); } else { k = floorOf(sumOf(centre, far)); }
      outside = k > n;
    }
    if (!isLess(us, ${literal(0.07)}) && !isLess(quick, v)) {
      if (outside) { open = true; }
      return k;
    }
    if (outside) { continue; }
    let alpha = timesOf(sumOf(${literal(2.83)}, quotientOf(${literal(5.1)}, b)), spread);
    let mode = floorOf(timesOf(wholeOf(n + 1u), p));
    if (isAccepted(n, k, mode, p, v, alpha, sumOf(quotientOf(a, timesOf(us, us)), b)) || open) { return k; }
  }
}

fn binomial(n : u32, share : vec2<u32>) -> u32 {
  if (n == 0u || isZero(share)) { return 0u; }
  if (!isLess(share, ONE)) { return n; }
  let flipped = isLess(HALF, share);
  let p = select(share, complementOf(share), flipped);
  let mean = timesOf(wholeOf(n), p);
  var k = 0u;
  if (isLess(mean, ${literal(10)})) { k = byInversion(n, p); } else { k = byRejection(n, p, mean); }
  return select(k, n - k, flipped);
}
`;
