/** The program of kernel `assignment` on a GPU. webgpu.ts says why it is laid out so; solver.ts and competitive.ts what it does. */
import type { GpuProgram } from '../gpu-program.ts';
import { POSITION_WGSL, RECORD } from '../linear/webgpu.ts';
import { inOnePart, inTwoParts, passSumsOn, sumsWgsl, wordsOfParts, type SummedPart } from '../gpu-sums.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { WORTH_BITS } from './spec.ts';
import { AUDIT, SOLVER } from './webgpu-solver.ts';

/** Offsets of header words. Records, bases and spans: of laws. `tops` is 0 where ties do not count. */
export const HEADER = {
  bidders: 0, objects: 1, bidder: 2, reports: 3, types: 4, within: 5,
  records: 6, bases: 7, spans: 8, lawOf: 9, reportRows: 10, typeRows: 11, tops: 12, words: 13,
} as const;

const moments = (statistic: string): readonly SummedPart[] =>
  [...inTwoParts(statistic), ...inTwoParts(`${statistic}Squares`), ...inTwoParts(`${statistic}Squares`, 1)];
/** What a thread adds up, in order. */
export const SUMS: readonly SummedPart[] = [
  ...['utility', 'welfare', 'revenue', 'highest'].flatMap(moments),
  ...['positive', 'unclear', 'gainful'].flatMap((statistic) => inOnePart(statistic)),
  ...[0, 1, 2].flatMap((at) => inOnePart('violations', at)),
];
/** Where the sums of a statistic begin. */
const sumOf = (statistic: string, at = 0): string => `${SUMS.findIndex((sum) => sum.statistic === statistic && sum.at === at)}u`;
/** Words of a type in a batch's result: those of its moments, two for each. */
export const TYPE_SUMS = 3;

/** Room of the private arrays, powers of two. */
export interface AssignmentLayout {
  readonly bidders: number;
  readonly objects: number;
  readonly worths: number;
  readonly threads: number;
}

const header = (field: keyof typeof HEADER): string => `word(${HEADER[field]}u)`;

const SQUARE = /* wgsl */ `
// x^2 = high 2^${WORTH_BITS} + low, of x up to 2^${WORTH_BITS}, as (low, high).
fn squareOf(x : u32) -> vec2<u32> {
  let a = x >> 11u;
  let b = x & 2047u;
  let mixed = a * b;
  let rest = ((mixed & 1023u) << 12u) + b * b;
  return vec2<u32>(rest & ${2 ** WORTH_BITS - 1}u, a * a + (mixed >> 10u) + (rest >> ${WORTH_BITS}u));
}

fn addMoments(entry : u32, x : i32, share : i32) {
  let square = squareOf(u32(share));
  addSplit(entry, u32(x));
  addSplit(entry + 2u, square.x);
  addSplit(entry + 4u, square.y);
}
`;

const PROFILE = /* wgsl */ `
fn drawWorths(profile : u32) {
  var words = vec2<u32>();
  for (var d = 0u; d < bidders * objects; d++) {
    if ((d & 1u) == 0u) { words = threefry2x32(key, profile, d >> 1u); } else { words.x = words.y; }
    let law = word(${header('lawOf')} + d);
    let span = word(${header('spans')} + law);
    let position = positionOf(${header('records')} + ${RECORD}u * law, words.x);
    // floor(position span / 2^20), the position in two halves of ten bits.
    let scaled = ((position >> 10u) * span + (((position & 1023u) * span) >> 10u)) >> 10u;
    worth[d] = i32(word(${header('bases')} + law) + scaled);
  }
}

fn keepOthers() {
  for (var i = 0u; i < bidders; i++) { otherColumns[i] = columnOf[i]; otherUtilities[i] = utilities[i]; }
  for (var j = 0u; j < objects; j++) { otherRows[j] = rowOf[j]; otherPrices[j] = prices[j]; }
}

fn othersAlone() {
  for (var i = 0u; i < bidders; i++) { columnOf[i] = otherColumns[i]; utilities[i] = otherUtilities[i]; isIn[i] = 1; }
  for (var j = 0u; j < objects; j++) { rowOf[j] = otherRows[j]; prices[j] = otherPrices[j]; }
}

// What the bidder has at her true worths, at the prices asked.
fn utilityInMarket() -> i32 {
  if (columnOf[bidder] < 0) { return 0; }
  return truth[columnOf[bidder]] - asked[columnOf[bidder]];
}

fn askedInAll() -> i32 {
  var all = 0;
  for (var j = 0u; j < objects; j++) { all += asked[j]; }
  return all;
}

// Her surplus in the menu, of either sign, less what her lowest worths would leave.
fn advantage() -> i32 {
  var most = -NEVER;
  var lowest = 0;
  for (var j = 0u; j < objects; j++) {
    most = max(most, truth[j] - asked[j]);
    lowest = max(lowest, i32(word(${header('bases')} + word(${header('lawOf')} + bidder * objects + j))) - asked[j]);
  }
  menuUtility = max(0, most);
  return most - lowest;
}

fn countAdvantage(utility : i32) {
  let within = i32(${header('within')});
  if (${header('tops')} != 0u) {
    if (ahead > within) { sums[${sumOf('positive')}]++; }
    else if (within > 0 && ahead >= -within) { sums[${sumOf('unclear')}]++; }
  } else if (utility > 0) { sums[${sumOf('positive')}]++; }
}

fn auditLowest(utility : i32) {
  let shares = i32(min(bidders, objects));
  addMoments(${sumOf('utility')}, utility, utility);
  countAdvantage(utility);
  if (!isCompetitive()) { sums[${sumOf('violations', 0)}]++; }
  if (!isLowest()) { sums[${sumOf('violations', 1)}]++; }
  if (utility != menuUtility) { sums[${sumOf('violations', 2)}]++; }
  var welfare = 0;
  for (var i = 0u; i < bidders; i++) { if (columnOf[i] >= 0) { welfare += worth[i * objects + u32(columnOf[i])]; } }
  addMoments(${sumOf('welfare')}, welfare, welfare / shares);
  let revenue = askedInAll();
  addMoments(${sumOf('revenue')}, revenue, revenue / shares);
}

// The others alone, then with the bidder, then with her and a report in place of her worths: one loop, since what is called is compiled
// as often as it stands in the text.
fn audit(profile : u32, place : u32) {
  drawWorths(profile);
  let own = bidder * objects;
  for (var j = 0u; j < objects; j++) { truth[j] = worth[own + j]; }
  let report = ${header('reportRows')} + objects * (profile % ${header('reports')});
  var utility = 0;
  clearMarket();
  for (var phase = 0u; phase < 3u; phase++) {
    if (phase > 0u) { othersAlone(); }
    if (phase == 2u) { for (var j = 0u; j < objects; j++) { worth[own + j] = tables[report + j]; } }
    for (var i = 0u; i < bidders; i++) { if ((i == bidder) == (phase > 0u)) { insert(i); } }
    if (phase > 0u) {
      lowestPrices();
      let has = utilityInMarket();
      if (phase == 2u) {
        if (has > utility) { sums[${sumOf('gainful')}]++; }
        break;
      }
      utility = has;
      auditLowest(utility);
    }
    highestPrices();
    if (phase == 1u) {
      let dearest = askedInAll();
      addMoments(${sumOf('highest')}, dearest, dearest / i32(min(bidders, objects)));
      continue;
    }
    for (var j = 0u; j < objects; j++) { menus[place * ROOM + j] = asked[j]; }
    ahead = advantage();
    keepOthers();
  }
}
`;

const REPORTS = /* wgsl */ `
// What the row gets from a menu, or -1; where ties count, of those within reach the one by which the highest type gains most.
fn chosen(row : u32, menu : u32) -> i32 {
  var best = -1;
  var most = 0;
  for (var j = 0u; j < objects; j++) {
    let left = tables[row + j] - menus[menu + j];
    if (left > most || (best < 0 && left == 0)) { most = left; best = i32(j); }
  }
  let tops = ${header('tops')};
  if (tops == 0u) { return best; }
  let least = most - i32(${header('within')});
  best = -1;
  var further = -1;
  for (var j = 0u; j < objects; j++) {
    let report = tables[row + j];
    if (report - menus[menu + j] < least || tables[tops + j] - report <= further) { continue; }
    further = tables[tops + j] - report;
    best = i32(j);
  }
  return best;
}

fn addResult(at : u32, x : u32) {
  atomicAdd(&result[at], i32(x & 65535u));
  atomicAdd(&result[at + 1u], i32(x >> 16u));
}

fn countReport(r : u32, profiles : u32) {
  for (var j = 0u; j < objects; j++) { counted[j] = 0; }
  for (var p = 0u; p < profiles; p++) {
    let j = chosen(${header('reportRows')} + objects * r, p * ROOM);
    if (j >= 0) { counted[j]++; }
  }
  for (var j = 0u; j < objects; j++) { if (counted[j] > 0) { atomicAdd(&result[CHOICES + r * objects + j], counted[j]); } }
}

fn addType(t : u32, profiles : u32) {
  let row = ${header('typeRows')} + objects * t;
  var sum = 0u;
  var squares = vec2<u32>();
  for (var p = 0u; p < profiles; p++) {
    var left = 0;
    for (var j = 0u; j < objects; j++) { left = max(left, tables[row + j] - menus[p * ROOM + j]); }
    sum += u32(left);
    squares += squareOf(u32(left));
  }
  let at = CHOICES + ${header('reports')} * objects + ${2 * TYPE_SUMS}u * t;
  addResult(at, sum);
  addResult(at + 2u, squares.x);
  addResult(at + 4u, squares.y);
}
`;

export function assignmentProgram(layout: AssignmentLayout): GpuProgram {
  const { bidders, objects, worths, threads } = layout;
  const arrays = (names: readonly string[], entries: number, type = 'i32'): string =>
    names.map((name) => `var<private> ${name} : array<${type}, ${entries}>;`).join('\n');
  return {
    key: `assignment-${bidders}-${objects}-${worths}-${threads}`,
    workgroupSize: threads,
    text: /* wgsl */ `${THREEFRY_WGSL}
${POSITION_WGSL}
const ROOM = ${objects}u;
const CHOICES = ${wordsOfParts(SUMS)}u;
var<private> key : vec3<u32>;
var<private> bidders : u32;
var<private> objects : u32;
var<private> bidder : u32;
var<private> opened : u32;
var<private> ahead : i32;
var<private> menuUtility : i32;
${arrays(['worth'], worths)}
${arrays(['columnOf', 'utilities', 'isIn', 'otherColumns', 'otherUtilities'], bidders)}
${arrays(['open'], bidders, 'u32')}
${arrays(['rowOf', 'prices', 'otherRows', 'otherPrices', 'distance', 'done', 'asked', 'truth', 'counted'], objects)}
${arrays(['taker'], objects, 'u32')}
${sumsWgsl(SUMS)}
var<workgroup> menus : array<i32, ${threads * objects}>;
var<workgroup> offered : u32;
${SOLVER}${AUDIT}${SQUARE}${PROFILE}${REPORTS}
fn main(index : i32) {
  let t = localIndex;
  bidders = ${header('bidders')};
  objects = ${header('objects')};
  bidder = ${header('bidder')};
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  var mine = ${threads}u * workgroupId.x;
  loop {
    if (t == 0u) { offered = mine; mine += ${threads}u * numWorkgroups.x; }
    let offset = workgroupUniformLoad(&offered);
    if (offset >= uniforms.count) { break; }
    let profiles = min(${threads}u, uniforms.count - offset);
    if (t < profiles) { audit(uniforms.first + offset + t, t); }
    workgroupBarrier();
    for (var r = t; r < ${header('reports')}; r += ${threads}u) { countReport(r, profiles); }
    for (var row = t; row < ${header('types')}; row += ${threads}u) { addType(row, profiles); }
    workgroupBarrier();
  }
${passSumsOn(SUMS, threads)}
}`,
  };
}
