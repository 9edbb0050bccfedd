/**
 * Binomial variates on a GPU, as binomial.ts draws them: sums, products, quotients and roots have the bits of the CPU's doubles
 * (double-wgsl.ts), so that every branch is the same; logarithms and exponentials are in fixed point (logarithm-wgsl.ts), and where one is
 * nearer to what it decides than both machines' errors may be, `open` is set. For n up to 2^24.
 *
 * Inversion. The first chance, (1 - p)^n >= 2^-20 (n p < 10, p <= 1/2), is off by 2^-37 of itself: ln (1 - p) is off by 2^-62, times n, an
 * exponential by 2^-62. A next one is what it is of the one before, off by 2^-40, and cut twice by 2^-58; what is cut grows no more than
 * chances do, from 2^-20 to 1. So sums of chances are off by 2^-35 at most, the CPU's by 2^-46. `NEAR` is 2^-32.
 *
 * Rejection. The logarithm of the ratio of two chances is a sum of nine logarithms times at most 2^24 each. Those in WGSL are off by 2^-54
 * each, the sum by 2^-27. The CPU's arguments are off by 2^-51 of themselves and its logarithms, below 17, by 2^-49: the sum of three by
 * 2^-23. `UNSURE` is 2^-20: of 2.3 such sums a profile (M = 4096, three laws) one in 200,000 is as near to what decides.
 */
import { formulas } from '../formula-wgsl.ts';
import { LOGARITHMS, RECIPROCALS } from '../logarithm-tables.ts';
import { CORRECTIONS, HEADER } from './webgpu-tables.ts';


/** A chance of 2^-32 in units of 2^-63. */
const NEAR = 2 ** 31;
/** 2^-20, doubled, in units of 2^-32. */
const UNSURE = 2 ** 13;

/** Constants of split.ts and binomial.ts, and what these compute with: doubles, with their bits. */
export const FORMULAS = formulas({
  fourth: 0.25, half: 0.5, one: 1, two: 2, ten: 10, spreadBase: 1.15, spreadSlope: 2.53, bodySlope: 0.0248, bodyLess: 0.0873,
  bodyChance: 0.01, quickMost: 0.92, quickLess: 4.2, alphaBase: 2.83, alphaSlope: 5.1, sure: 0.07,
}, {
  reach: `
    root = root least
    twice = root + root
    reach = twice + two
    rankReach = rank + reach
    afterReach = after + reach
    quarter = fourth * count
    middle = rank + half
    next = rank + one
    beyond = next + reach
    before = rank - reach`,
  pivot: `
    place = wanted / count
    span = endBelow - beginBelow
    place = place * span
    place = beginBelow + place`,
  share: `
    width = endLevel - beginLevel
    over = pivotLevel - beginLevel
    share = over / width
    rest = one - share`,
  law: `
    q = one - p
    mean = n * p
    odds = p / q`,
  rejection: `
    spread = mean * q
    spread = root spread
    b = spreadSlope * spread
    b = spreadBase + b
    a = bodySlope * b
    a = a - bodyLess
    chance = bodyChance * p
    a = a + chance
    centre = mean + half
    quick = quickLess / b
    quick = quickMost - quick
    alpha = alphaSlope / b
    alpha = alphaBase + alpha
    alpha = alpha * spread
    mode = nPlusOne * p`,
  attempt: `
    u = larger - smaller
    us = half - u
    far = a / us
    far = far + far
    far = far + b
    far = far * u
    above = centre + far
    below = centre - far`,
  height: `
    height = us * us
    height = a / height
    height = height + b`,
});
const { number, part } = FORMULAS;

/** Needs `open`, `table(i)`, `constant(i)` and what fixed point and doubles are made of; `nextWord()` gives a profile's words in order. */
export const BINOMIAL_WGSL = /* wgsl */ `
// In (0, 1], 53 bits, two words: what no double holds is rounded to even.
fn fine() -> vec2<u32> {
  var words = vec2<u32>();
  for (var i = 0u; i < 2u; i++) { words[i] = nextWord(); }
  return rounded(1023u, vec2<u32>((words.x << 30u) | ((words.y >> 11u) << 9u) | 256u, words.x >> 2u));
}

// Inversion of a uniform from its first chance on.
fn byInversion(n : u32, uniform : vec2<u32>) -> u32 {
  var over = shiftRight(fractionOf(uniform), 1u);
  // -n ln (1 - p)
  let rest = subtractWide(ZERO, fractionOf(${number('p')}));
  var exponent = ZERO;
  if (!isZero(rest)) {
    exponent = shiftedDown(timesWord(subtractWide(constant(${LOGARITHMS.ln2}u), logOfSignificand(rest)), n), 8u);
  }
  var chance = exponentialOf(exponent);
  let odds = fractionOf(${number('odds')});
  for (var k = 0u; k < n; k++) {
    over = subtractWide(over, chance);
    // Within so much of where the next count begins.
    if (addWide(over, vec2<u32>(${NEAR}u, 0u)).y == 0u || k + 1u == ${RECIPROCALS}u) { open = true; }
    if (open || isNegative(over)) { return k; }
    // What a chance is of the one before, in units of 2^-59, as it is below 20.
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
fn isAccepted(n : u32, k : u32, v : vec2<u32>) -> bool {
  let mode = floorOf(${number('mode')});
  // log (x!) = (x + 1/2) log (x + 1) + correction(x) + what cancels.
  let counts = array<u32, 4>(mode, n - mode, k, n - k);
  let factors = array<vec2<u32>, 5>(${['p', 'q'].map(number).join(', ')}, v, ${['alpha', 'height'].map(number).join(', ')});
  let apart = 2 * (i32(k) - i32(mode));
  let weights = array<i32, 5>(apart, -apart, -2, -2, 2);
  // Twice the logarithm of what is compared.
  var sum = ZERO;
  for (var i = 0u; i < 9u; i++) {
    var factor = ZERO;
    var weight = 0;
    if (i < 4u) {
      let x = counts[i];
      factor = wholeOf(x + 1u);
      weight = select(-1, 1, i < 2u) * i32(2u * x + 1u);
      let twice = vec2<u32>(2u * correction(x), 0u);
      sum = addWide(sum, select(subtractWide(ZERO, twice), twice, i < 2u));
    } else {
      factor = factors[i - 4u];
      weight = weights[i - 4u];
    }
    let log = logOf(factor);
    let below = isNegative(log);
    let size = shiftedDown(timesWord(select(log, subtractWide(ZERO, log), below), u32(abs(weight))), 24u);
    sum = addWide(sum, select(size, subtractWide(ZERO, size), below != (weight < 0)));
  }
  let raised = addWide(sum, vec2<u32>(${UNSURE}u, 0u));
  if (raised.y == 0u && raised.x < ${2 * UNSURE}u) { open = true; }
  return !isNegative(sum);
}

// Follows formulas from a part on, given what they start from: from share to how many of n fall below a pivot, or from reach to pivot.
fn follow(begin : u32, n : u32) -> u32 {
  ${number('n')} = wholeOf(n);
  ${number('nPlusOne')} = wholeOf(n + 1u);
  var stage = begin;
  var isFlipped = false;
  var isSmall = false;
  var isBelow = false;
  var v = ZERO;
  var k = 0u;
  loop {
    if (stage == ${part('attempt')}) {
      let place = fine();
      if (isSmall) {
        k = byInversion(n, place);
        return select(k, n - k, isFlipped);
      }
      v = unitOf(nextWord());
      isBelow = isLess(place, ${number('half')});
      ${number('larger')} = select(place, ${number('half')}, isBelow);
      ${number('smaller')} = select(${number('half')}, place, isBelow);
    }
    perform(stage);
    switch (stage) {
      case ${part('reach')}: {
        let isEarly = isLess(${number('rankReach')}, ${number('quarter')});
        let isLate = isLess(${number('afterReach')}, ${number('quarter')});
        ${number('wanted')} = select(select(${number('middle')}, ${number('before')}, isLate), ${number('beyond')}, isEarly);
        stage = ${part('pivot')};
      }
      case ${part('pivot')}: { return 0u; }
      case ${part('share')}: {
        if (isZero(${number('width')}) || isZero(${number('over')})) { return 0u; }
        if (!isLess(${number('share')}, ${number('one')})) { return n; }
        isFlipped = isLess(${number('half')}, ${number('share')});
        ${number('p')} = select(${number('share')}, ${number('rest')}, isFlipped);
        stage = ${part('law')};
      }
      case ${part('law')}: {
        isSmall = isLess(${number('mean')}, ${number('ten')});
        stage = select(${part('rejection')}, ${part('attempt')}, isSmall);
      }
      case ${part('rejection')}: { stage = ${part('attempt')}; }
      case ${part('attempt')}: {
        // 2^-54 of all draws: infinitely far away.
        if (isZero(${number('us')})) { continue; }
        k = floorOf(select(${number('above')}, ${number('below')}, isBelow));
        let isOutside = k > n || (isBelow && isLess(${number('centre')}, ${number('far')}));
        if (!isLess(${number('us')}, ${number('sure')}) && !isLess(${number('quick')}, v)) {
          if (isOutside) { open = true; }
          return select(k, n - k, isFlipped);
        }
        if (!isOutside) { stage = ${part('height')}; }
      }
      default: {
        if (isAccepted(n, k, v) || open) { return select(k, n - k, isFlipped); }
        stage = ${part('attempt')};
      }
    }
  }
}
`;
