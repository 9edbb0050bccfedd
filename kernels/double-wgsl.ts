/**
 * Arithmetic of numbers that are not negative in WGSL, with the bits of IEEE 754 doubles rounded to nearest even: a vec2<u32>, low word
 * first, so that numbers are in the order of their words. Without branches, which drivers write out slowly wherever functions are called.
 * For what is 0 or from 2^-900 to 2^900 and has a result that is neither subnormal nor infinite. A sum or a difference takes some 60
 * integer operations, a product 120; `DIVISION_WGSL` goes bit by bit, some 560 operations a quotient and 850 a root. Needs
 * `productOfWords` of wide-wgsl.ts.
 */
export const DOUBLE_WGSL = /* wgsl */ `
const ZERO = vec2<u32>(0u, 0u);
const ONE = vec2<u32>(0u, 0x3ff00000u);

fn isZero(a : vec2<u32>) -> bool { return (a.x | a.y) == 0u; }
// The 53 bits of a significand, the highest of them bit 62: ten bits below for rounding, and one above for carries.
fn significand(a : vec2<u32>) -> vec2<u32> {
  let high = (a.y & 0xfffffu) | 0x100000u;
  return vec2<u32>(a.x << 10u, (high << 10u) | (a.x >> 22u));
}

// By less than 64.
fn shiftLeft(a : vec2<u32>, by : u32) -> vec2<u32> {
  let words = select(a, vec2<u32>(0u, a.x), by >= 32u);
  let bits = by & 31u;
  return vec2<u32>(words.x << bits, (words.y << bits) | ((words.x >> 1u) >> (31u - bits)));
}

// What is shifted out leaves its trace in the lowest bit.
fn shiftRight(a : vec2<u32>, by : u32) -> vec2<u32> {
  let words = select(select(a, vec2<u32>(a.y, 0u), by >= 32u), ZERO, by >= 64u);
  let bits = by & 31u;
  let lost = select(0u, a.x, by >= 32u) | select(0u, a.y, by >= 64u) | ((words.x << 1u) << (31u - bits));
  return vec2<u32>((words.x >> bits) | ((words.y << 1u) << (31u - bits)) | select(1u, 0u, lost == 0u), words.y >> bits);
}

// Of a number with exponent exponent (biased) whose significand has its highest bit at 62 or 63, or lower after a difference.
fn rounded(exponent : u32, bits : vec2<u32>) -> vec2<u32> {
  // -1 where the highest bit is 63, which is exact: the bit that is lost leaves its trace.
  let lead = select(countLeadingZeros(bits.y), 32u + countLeadingZeros(bits.x), bits.y == 0u) - 1u;
  let halved = vec2<u32>((bits.x >> 1u) | (bits.y << 31u) | (bits.x & 1u), bits.y >> 1u);
  let m = select(shiftLeft(bits, lead & 63u), halved, (bits.y & 0x80000000u) != 0u);
  let rest = m.x & 1023u;
  let kept = vec2<u32>((m.x >> 10u) | (m.y << 22u), m.y >> 10u);
  let up = select(0u, 1u, rest > 512u || (rest == 512u && (kept.x & 1u) == 1u));
  // A significand rounded up to a power of two carries into the exponent, which is what it should do.
  let low = kept.x + up;
  return select(vec2<u32>(low, kept.y + select(0u, 1u, low < up) + ((exponent - lead - 1u) << 20u)), ZERO, isZero(bits));
}

fn exponentOf(a : vec2<u32>) -> u32 { return a.y >> 20u; }

fn isLess(a : vec2<u32>, b : vec2<u32>) -> bool { return select(a.y < b.y, a.x < b.x, a.y == b.y); }

fn sumOf(one : vec2<u32>, other : vec2<u32>) -> vec2<u32> {
  let a = select(one, other, isLess(one, other));
  let b = select(other, one, isLess(one, other));
  let m = significand(a);
  let n = shiftRight(significand(b), exponentOf(a) - exponentOf(b));
  let low = m.x + n.x;
  return select(rounded(exponentOf(a), vec2<u32>(low, m.y + n.y + select(0u, 1u, low < n.x))), a, isZero(b));
}

// a - b, which is not negative
fn differenceOf(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
  let m = significand(a);
  let n = shiftRight(significand(b), exponentOf(a) - exponentOf(b));
  return select(rounded(exponentOf(a), vec2<u32>(m.x - n.x, m.y - n.y - select(0u, 1u, m.x < n.x))), a, isZero(b));
}

// 1 - a
fn complementOf(a : vec2<u32>) -> vec2<u32> { return differenceOf(ONE, a); }

// All 128 bits of a product of 64 bits each, low word first.
fn productOfWide(a : vec2<u32>, b : vec2<u32>) -> vec4<u32> {
  let low = productOfWords(a.x, b.x);
  let one = productOfWords(a.x, b.y);
  let other = productOfWords(a.y, b.x);
  let high = productOfWords(a.y, b.y);
  let second = low.y + one.x;
  let third = second + other.x;
  let carry = select(0u, 1u, second < one.x) + select(0u, 1u, third < other.x);
  let fourth = one.y + other.y;
  let fifth = fourth + carry;
  let sixth = high.x + fifth;
  let top = high.y + select(0u, 1u, fourth < one.y) + select(0u, 1u, fifth < carry) + select(0u, 1u, sixth < fifth);
  return vec4<u32>(low.x, third, sixth, top);
}

fn timesOf(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
  // 53 bits with the highest at 63 each, so the product's is bit 127 or 126: its upper 64 bits, with a trace of the lower, are enough.
  let all = productOfWide(shiftLeft(significand(a), 1u), shiftLeft(significand(b), 1u));
  let product = vec2<u32>(all.z | select(1u, 0u, (all.y | all.x) == 0u), all.w);
  return select(rounded(exponentOf(a) + exponentOf(b) - 1023u, product), ZERO, isZero(a) || isZero(b));
}

// (word + 1/2) / 2^32
fn unitOf(word : u32) -> vec2<u32> {
  // Where bit 62 stands for 1, bit 29 stands for 2^-33.
  return rounded(1023u, shiftLeft(vec2<u32>((word << 1u) | 1u, word >> 31u), 29u));
}
`;

/** Quotients, roots and whole numbers, where `DOUBLE_WGSL` stands before. */
export const DIVISION_WGSL = /* wgsl */ `
fn wholeOf(x : u32) -> vec2<u32> {
  let lead = countLeadingZeros(x);
  let bits = x << (lead & 31u);
  return select(vec2<u32>(bits << 21u, ((bits >> 11u) & 0xfffffu) | ((1054u - lead) << 20u)), ZERO, x == 0u);
}

// The largest whole number at or below a; 2^32 - 1 where a is 2^31 or more.
fn floorOf(a : vec2<u32>) -> u32 {
  let e = exponentOf(a);
  let whole = significand(a).y >> (1053u - clamp(e, 1023u, 1053u));
  return select(select(whole, 0xffffffffu, e > 1053u), 0u, e < 1023u);
}

// 56 bits of a result with its highest at bit 55 or 54, and whether anything is left below them.
fn roundedResult(exponent : u32, bits : vec2<u32>, rest : vec2<u32>) -> vec2<u32> {
  let shifted = shiftLeft(bits, 7u);
  return rounded(exponent, vec2<u32>(shifted.x | select(1u, 0u, isZero(rest)), shifted.y));
}

// a / b, b > 0
fn quotientOf(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> {
  var rest = significand(a);
  let n = significand(b);
  var bits = ZERO;
  for (var i = 0u; i < 56u; i++) {
    bits = shiftLeft(bits, 1u);
    if (!isLess(rest, n)) {
      rest = vec2<u32>(rest.x - n.x, rest.y - n.y - select(0u, 1u, rest.x < n.x));
      bits.x |= 1u;
    }
    rest = shiftLeft(rest, 1u);
  }
  return select(roundedResult(exponentOf(a) + 1023u - exponentOf(b), bits, rest), ZERO, isZero(a));
}

fn rootOf(a : vec2<u32>) -> vec2<u32> {
  // The number under the root, from 1 to 4, with its two bits before the point highest; two bits of it give one of the root.
  let odd = 1u - (exponentOf(a) & 1u);
  var under = shiftLeft(significand(a), odd);
  var rest = ZERO;
  var bits = ZERO;
  for (var i = 0u; i < 56u; i++) {
    rest = shiftLeft(rest, 2u);
    rest.x |= under.y >> 30u;
    under = shiftLeft(under, 2u);
    var less = shiftLeft(bits, 2u);
    less.x |= 1u;
    bits = shiftLeft(bits, 1u);
    if (!isLess(rest, less)) {
      rest = vec2<u32>(rest.x - less.x, rest.y - less.y - select(0u, 1u, rest.x < less.x));
      bits.x |= 1u;
    }
  }
  return select(roundedResult((exponentOf(a) + 1023u - odd) >> 1u, bits, rest), ZERO, isZero(a));
}
`;
