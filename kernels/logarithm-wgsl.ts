/**
 * Logarithms and exponentials in WGSL, of fixed point: within 2^-54 of the true ones, not rounded as anybody's. Machines' own have no bits
 * that all agree on, so what depends on one is decided only where it is further than the errors of both from where decisions change.
 * Fractions of 2^64 are a vec2<u32>, low word first, as all numbers of 64 bits. Needs DOUBLE_WGSL, and `table(i)`, a word of the tables.
 */
import { LOGARITHMS } from './logarithm-tables.ts';

/** `at`: WGSL expression for where `logarithmTables` begin in the tables. */
export const logarithmWgsl = (at: string): string => /* wgsl */ `
fn constant(i : u32) -> vec2<u32> { return vec2<u32>(table(${at} + i), table(${at} + i + 1u)); }

// Upper 64 bits of a product of 64 bits each.
fn upperProduct(a : vec2<u32>, b : vec2<u32>) -> vec2<u32> { return productOfWide(a, b).zw; }

// All 96 bits of a product with a word.
fn timesWord(a : vec2<u32>, n : u32) -> vec3<u32> {
  let low = productOfWords(a.x, n);
  let high = addWide(productOfWords(a.y, n), vec2<u32>(low.y, 0u));
  return vec3<u32>(low.x, high);
}

// 96 bits shifted right by 1 to 31, as the lowest 64 of them.
fn shiftedDown(a : vec3<u32>, by : u32) -> vec2<u32> {
  return vec2<u32>((a.x >> by) | (a.y << (32u - by)), (a.y >> by) | (a.z << (32u - by)));
}

// a / n, rounded down, 0 < n < 2^31
fn parted(a : vec2<u32>, n : u32) -> vec2<u32> {
  var rest = 0u;
  var bits = a;
  for (var i = 0u; i < 64u; i++) {
    rest = (rest << 1u) | (bits.y >> 31u);
    bits = shiftLeft(bits, 1u);
    if (rest >= n) {
      rest -= n;
      bits.x |= 1u;
    }
  }
  return bits;
}

// A double from 0 to 1 as a fraction of 2^64.
fn fractionOf(a : vec2<u32>) -> vec2<u32> {
  let e = 1023u - exponentOf(a);
  let bits = select(shiftRight(significand(a), max(e, 2u) - 2u), shiftLeft(significand(a), 1u), e == 1u);
  return select(select(bits, vec2<u32>(0xffffffffu, 0xffffffffu), exponentOf(a) >= 1023u), ZERO, isZero(a));
}

// ln m as a fraction of 2^64 within 2^-62, m from 1 to 2 in units of 2^-63.
fn logOfSignificand(m : vec2<u32>) -> vec2<u32> {
  let entry = ${at} + ${LOGARITHMS.inverses}u + 3u * ((m.y >> 23u) & 255u);
  // ln m = -ln c + ln (1 - t), where 1 - t = m c and 0 < t < 2^-8.
  let t = subtractWide(ZERO, shiftedDown(timesWord(m, table(entry)), 31u));
  var half = constant(${LOGARITHMS.logarithmSeries + 14}u);
  for (var k = 6; k >= 0; k--) { half = addWide(constant(${LOGARITHMS.logarithmSeries}u + 2u * u32(k)), upperProduct(t, half)); }
  let sum = shiftLeft(half, 1u);
  return subtractWide(vec2<u32>(table(entry + 1u), table(entry + 2u)), sum);
}

// ln a in units of 2^-56, signed, within three of them; a from 2^-180 to 2^180.
fn logOf(a : vec2<u32>) -> vec2<u32> {
  let above = exponentOf(a) >= 1023u;
  let e = select(1023u - exponentOf(a), exponentOf(a) - 1023u, above);
  let twos = shiftedDown(timesWord(constant(${LOGARITHMS.ln2}u), e), 8u);
  let rest = shiftRight(logOfSignificand(shiftLeft(significand(a), 1u)), 8u);
  return addWide(select(subtractWide(ZERO, twos), twos, above), rest);
}

// e^-x in units of 2^-63, within 2^-55 of itself and one unit, x >= 0 in units of 2^-56.
fn exponentialOf(x : vec2<u32>) -> vec2<u32> {
  // In twos: units of 2^-55, the whole part above.
  let twos = upperProduct(x, constant(${LOGARITHMS.log2e}u));
  let whole = twos.y >> 23u;
  let entry = (twos.y >> 15u) & 255u;
  let rest = shiftLeft(vec2<u32>(twos.x, twos.y & 32767u), 9u);
  var sum = constant(${LOGARITHMS.powerSeries + 14}u);
  for (var k = 6; k >= 0; k--) { sum = subtractWide(constant(${LOGARITHMS.powerSeries}u + 2u * u32(k)), upperProduct(rest, sum)); }
  let power = shiftLeft(upperProduct(constant(${LOGARITHMS.powers}u + 2u * entry), sum), 1u);
  return shiftRight(power, min(64u, whole));
}
`;
