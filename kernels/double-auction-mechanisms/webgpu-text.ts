/** The program of kernel `double-auction-mechanisms` on a GPU. webgpu.ts says why it is laid out so. */
import type { GpuProgram } from '../gpu-program.ts';
import { bitonicSort } from '../gpu-sort.ts';
import { inOnePart, inThreeParts, inTwoParts, type SummedPart } from '../gpu-sums.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { WIDE_WGSL } from '../wide-wgsl.ts';

/** Mechanisms at most: a thread each, and one for the market. */
export const MECHANISMS_MAX = 31;
/** Offsets of header words; `sides`: a record for the costs and one for the values. */
export const HEADER = { sellers: 0, buyers: 1, mechanisms: 2, gainUnit: 3, records: 4, sides: 5 } as const;
/** Offsets of a side's words: the buckets' shift, where they are, where the thresholds and the places are. */
export const SIDE = { shift: 0, buckets: 1, thresholds: 2, places: 3, words: 4 } as const;
/**
 * Offsets of a mechanism's words. `rule`: of `mcafee` what stands for the first pair that is not efficient where neither of it is there, or
 * no ask, or no bid, twice each, for the comparison from below and the one from above; of a posted price who accepts.
 */
export const RECORD = { code: 0, lossCap: 1, lossUnit: 3, spreadCap: 4, moneyUnit: 5, rule: 6, words: 12 } as const;
export const CODES = { 'k-double-auction': 0, 'mcafee': 1, 'trade-reduction': 2, 'posted-price': 3 } as const;

/** What the thread of mechanism `at` adds up, in order. */
export const mechanismParts = (at: number): readonly SummedPart[] => [
  ...inOnePart('lostTrades', at), ...inTwoParts('lostTradesSquares', at), ...inThreeParts('lostWelfare', at),
  ...inTwoParts('lostWelfareSquares', 2 * at), ...inTwoParts('lostWelfareSquares', 2 * at + 1), ...inThreeParts('money', at),
  ...inTwoParts('moneySquares', 2 * at), ...inTwoParts('moneySquares', 2 * at + 1),
];
export const PARTS = mechanismParts(0).length;
/** What the market's thread does. */
export const MARKET_PARTS: readonly SummedPart[] = [
  ...inOnePart('efficient'), ...inTwoParts('efficientSquares'), ...inThreeParts('firstBest'), ...inTwoParts('firstBestSquares', 0),
  ...inTwoParts('firstBestSquares', 1),
];

const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;
/** Beyond every position. */
const ABSENT = '0xffffffffu';

/** `positionOf(side, drawn)` and `word`; needs `THREEFRY_WGSL` and `WIDE_WGSL`. */
export const PLACE_WGSL = /* wgsl */ `
var<private> key : vec3<u32>;
fn word(i : u32) -> u32 { return bitcast<u32>(tables[i]); }

fn drawn(profile : u32, d : u32) -> u32 {
  let words = threefry2x32(key, profile, d >> 1u);
  return select(words.x, words.y, (d & 1u) == 1u);
}

// A product below 2^60 with the 53 bits of a double, to nearest even.
fn asDouble(x : vec2<u32>) -> vec2<u32> {
  if (x.y < 0x200000u) { return x; }
  let lost = 11u - countLeadingZeros(x.y);
  let half = 1u << (lost - 1u);
  let rest = x.x & (2u * half - 1u);
  let low = x.x - rest;
  if (rest < half || (rest == half && ((x.x >> lost) & 1u) == 0u)) { return vec2<u32>(low, x.y); }
  return addWide(vec2<u32>(low, x.y), vec2<u32>(2u * half, 0u));
}

// The double nearest to x / width, rounded down; the quotient is below 2^28. A width of 2^32 is 0 here.
fn quotientOf(x : vec2<u32>, width : u32) -> u32 {
  var rest = (x.y << 4u) | (x.x >> 28u);
  var quotient = 0u;
  for (var bit = 28u; bit > 0u; bit--) {
    let carries = (rest >> 31u) == 1u;
    rest = (rest << 1u) | ((x.x >> (bit - 1u)) & 1u);
    quotient = quotient << 1u;
    if (carries || (width != 0u && rest >= width)) { rest -= width; quotient |= 1u; }
  }
  if (quotient == 0u || rest == 0u) { return quotient; }
  // The next whole number is nearest where it is no further than half of what tells doubles apart there: 2^(e - 53), 2^e <= quotient.
  let apart = 22u + countLeadingZeros(quotient);
  let near = select(select(width >> apart, 0u, apart > 31u), select(1u << (32u - apart), 0u, apart > 32u), width == 0u);
  return quotient + select(0u, 1u, width - rest <= near);
}

// spec.ts, placeOf
fn positionOf(side : u32, drawn : u32) -> u32 {
  let bucket = word(side + ${SIDE.buckets}u) + (drawn >> word(side + ${SIDE.shift}u));
  let thresholds = word(side + ${SIDE.thresholds}u);
  let places = word(side + ${SIDE.places}u);
  // At least one threshold, 0, is at or below every word.
  var low = word(bucket);
  var high = word(bucket + 1u);
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (word(thresholds + middle) <= drawn) { low = middle + 1u; } else { high = middle; }
  }
  let begin = word(thresholds + low - 1u);
  let place = word(places + low - 1u);
  let inside = tables[places + low] - i32(place) - 1;
  if (inside < 1) { return place; }
  let quotient = quotientOf(asDouble(productOfWords(drawn - begin, u32(inside))), word(thresholds + low) - begin);
  return place + 1u + min(u32(inside) - 1u, quotient);
}
`;

/** From what a profile has been cleared to, to what a thread adds. */
const SUMS = /* wgsl */ `
var<private> sums : array<u32, ${PARTS}>;

fn addTwo(part : u32, x : u32) {
  sums[part] += x & 65535u;
  sums[part + 1u] += x >> 16u;
}

fn addThree(part : u32, x : vec2<u32>) {
  addTwo(part, x.x);
  sums[part + 2u] += x.y;
}

// floor(x / unit)^2 in two parts of 24 bits; the root is at most 2^24.
fn addSquare(part : u32, x : vec2<u32>, unit : u32) {
  var rest = x.y;
  var root = 0u;
  for (var bit = 32u; bit > 0u; bit--) {
    rest = (rest << 1u) | ((x.x >> (bit - 1u)) & 1u);
    root = root << 1u;
    if (rest >= unit) { rest -= unit; root |= 1u; }
  }
  let square = productOfWords(root, root);
  addTwo(part, (square.y << 8u) | (square.x >> 24u));
  addTwo(part + 2u, square.x & 0xffffffu);
}
`;

/** A workgroup a profile, with room for so many traders of each side, powers of two. */
export function mechanismsProgram(rooms: { readonly sellers: number; readonly buyers: number }, threads: number): GpuProgram {
  const drawSide = (name: string, room: number, count: string, side: number, before: string): string => /* wgsl */ `
    for (var i = t; i < ${room}u; i += ${threads}u) {
      var position = ${ABSENT};
      if (i < ${count}) { position = positionOf(${side}u, drawn(profile, ${before} + i)); }
      ${name}[i] = position;
    }`;
  /** Adds the first traders of the side who accept, in the order of their indices, who are counted by blocks. */
  const serveSide = (name: string, room: number, counts: string, accepts: (x: string) => string, at: number): string => /* wgsl */ `
  first = 0u;
  for (var i = 0u; i < t; i++) { first += ${counts}[i]; }
  for (var i = t * ${room / threads}u; i < (t + 1u) * ${room / threads}u && first < trades; i++) {
    let x = ${name}[i];
    if (!(${accepts('x')})) { continue; }
    first++;
    atomicAdd(&served[4u * m + ${at}u], x & 65535u);
    atomicAdd(&served[4u * m + ${at + 1}u], x >> 16u);
  }`;
  const counted = (name: string, room: number, counts: string, accepts: (x: string) => string): string => /* wgsl */ `
  var in_${name} = 0u;
  for (var i = t * ${room / threads}u; i < (t + 1u) * ${room / threads}u; i++) {
    let x = ${name}[i];
    if (${accepts('x')}) { in_${name}++; }
  }
  ${counts}[t] = in_${name};`;
  const asks = (x: string): string => `${x} != ${ABSENT} && i32(${x}) <= highestAsk`;
  const bids = (x: string): string => `${x} != ${ABSENT} && i32(${x}) >= lowestBid`;
  return {
    key: `double-auction-mechanisms-${rooms.sellers}-${rooms.buyers}-${threads}`,
    workgroupSize: threads,
    text: /* wgsl */ `${THREEFRY_WGSL}${WIDE_WGSL}${PLACE_WGSL}${SUMS}
var<workgroup> costs : array<u32, ${rooms.sellers}>;
var<workgroup> values : array<u32, ${rooms.buyers}>;
var<workgroup> acceptingSellers : array<u32, ${threads}>;
var<workgroup> acceptingBuyers : array<u32, ${threads}>;
// Of a posted price: trades, and what those who trade are worth, sellers and buyers, cut at 16 bits.
var<workgroup> tradesOf : array<u32, ${MECHANISMS_MAX}>;
var<workgroup> served : array<atomic<u32>, ${4 * MECHANISMS_MAX}>;
var<workgroup> efficient : atomic<u32>;
var<workgroup> gainLow : atomic<u32>;
var<workgroup> gainHigh : atomic<u32>;
var<workgroup> offered : u32;

fn joined(low : u32, high : u32) -> vec2<u32> { return addWide(vec2<u32>(low, 0u), vec2<u32>(high << 16u, high >> 16u)); }

fn postPrice(t : u32, m : u32, record : u32) {
  let highestAsk = tables[record + ${RECORD.rule}u];
  let lowestBid = tables[record + ${RECORD.rule + 1}u];
  ${counted('costs', rooms.sellers, 'acceptingSellers', asks)}
  ${counted('values', rooms.buyers, 'acceptingBuyers', bids)}
  workgroupBarrier();
  var sold = 0u;
  var bought = 0u;
  for (var i = 0u; i < ${threads}u; i++) { sold += acceptingSellers[i]; bought += acceptingBuyers[i]; }
  let trades = min(sold, bought);
  if (t == 0u) { tradesOf[m] = trades; }
  var first = 0u;
  ${serveSide('costs', rooms.sellers, 'acceptingSellers', asks, 0)}
  ${serveSide('values', rooms.buyers, 'acceptingBuyers', bids, 2)}
  workgroupBarrier();
}

fn addMarket(k : u32, gains : vec2<u32>) {
  sums[0] += k;
  addTwo(1u, k * k);
  addThree(3u, gains);
  addSquare(6u, gains, ${header('gainUnit')});
}

// Whether all efficient pairs trade under mcafee: the first pair beside them must add up to twice something between their least.
fn allTrade(record : u32, k : u32, cost : u32, value : u32) -> bool {
  var rule = record + ${RECORD.rule}u;
  var known = 0;
  let hasAsk = k < ${header('sellers')};
  let hasBid = k < ${header('buyers')};
  if (hasAsk) { known += i32(costs[k]); }
  if (hasBid) { known += i32(values[${header('buyers')} - 1u - k]); }
  if (hasAsk && hasBid) { return 2 * i32(cost) <= known && known <= 2 * i32(value); }
  if (hasAsk) { rule += 4u; } else if (hasBid) { rule += 2u; }
  return 2 * i32(cost) - known <= tables[rule] && tables[rule + 1u] <= 2 * i32(value) - known;
}

fn addMechanism(m : u32, k : u32, gains : vec2<u32>) {
  let record = ${header('records')} + ${RECORD.words}u * m;
  let code = word(record);
  var missing = 0u;
  var lost = vec2<u32>();
  var money = vec2<u32>();
  if (code == ${CODES['posted-price']}u) {
    missing = k - tradesOf[m];
    let sold = joined(atomicLoad(&served[4u * m]), atomicLoad(&served[4u * m + 1u]));
    let bought = joined(atomicLoad(&served[4u * m + 2u]), atomicLoad(&served[4u * m + 3u]));
    lost = subtractWide(addWide(gains, sold), bought);
  } else if (k > 0u && code != ${CODES['k-double-auction']}u) {
    let cost = costs[k - 1u];
    let value = values[${header('buyers')} - k];
    if (code == ${CODES['trade-reduction']}u || !allTrade(record, k, cost, value)) {
      missing = 1u;
      lost = vec2<u32>(value - cost, 0u);
      money = productOfWords(k - 1u, min(value - cost, word(record + ${RECORD.spreadCap}u)));
    }
  }
  let cap = vec2<u32>(word(record + ${RECORD.lossCap}u), word(record + ${RECORD.lossCap + 1}u));
  if (isBelow(cap, lost)) { lost = cap; }
  sums[0] += missing;
  addTwo(1u, missing * missing);
  addThree(3u, lost);
  addSquare(6u, lost, word(record + ${RECORD.lossUnit}u));
  addThree(10u, money);
  addSquare(13u, money, word(record + ${RECORD.moneyUnit}u));
}

fn main(index : i32) {
  let t = localIndex;
  let sellers = ${header('sellers')};
  let buyers = ${header('buyers')};
  let mechanisms = ${header('mechanisms')};
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  var mine = workgroupId.x;
  loop {
    if (t == 0u) {
      offered = mine;
      mine += numWorkgroups.x;
      atomicStore(&efficient, 0u);
      atomicStore(&gainLow, 0u);
      atomicStore(&gainHigh, 0u);
    }
    for (var i = t; i < 4u * mechanisms; i += ${threads}u) { atomicStore(&served[i], 0u); }
    let offset = workgroupUniformLoad(&offered);
    if (offset >= uniforms.count) { break; }
    let profile = uniforms.first + offset;
    ${drawSide('costs', rooms.sellers, 'sellers', HEADER.sides, '0u')}
    ${drawSide('values', rooms.buyers, 'buyers', HEADER.sides + SIDE.words, 'sellers')}
    workgroupBarrier();
    for (var m = 0u; m < mechanisms; m++) {
      let record = ${header('records')} + ${RECORD.words}u * m;
      if (word(record) == ${CODES['posted-price']}u) { postPrice(t, m, record); }
    }
    ${bitonicSort('costs', rooms.sellers, threads)}
    ${bitonicSort('values', rooms.buyers, threads)}
    for (var j = t; j < min(sellers, buyers); j += ${threads}u) {
      let cost = costs[j];
      let value = values[buyers - 1u - j];
      if (value < cost) { break; }
      atomicAdd(&efficient, 1u);
      atomicAdd(&gainLow, (value - cost) & 65535u);
      atomicAdd(&gainHigh, (value - cost) >> 16u);
    }
    workgroupBarrier();
    let k = atomicLoad(&efficient);
    let gains = joined(atomicLoad(&gainLow), atomicLoad(&gainHigh));
    if (t < mechanisms) { addMechanism(t, k, gains); }
    if (t == mechanisms) { addMarket(k, gains); }
    workgroupBarrier();
  }
  if (t <= mechanisms) {
    let parts = select(${PARTS}u, ${MARKET_PARTS.length}u, t == mechanisms);
    for (var i = 0u; i < parts; i++) {
      atomicAdd(&result[2u * (${PARTS}u * t + i)], i32(sums[i] & 65535u));
      atomicAdd(&result[2u * (${PARTS}u * t + i) + 1u], i32(sums[i] >> 16u));
    }
  }
}`,
  };
}
