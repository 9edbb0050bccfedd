/** WGSL of kernel `interim` for one thread: the choice and the report parts of every report in one profile. */
import { HEADER, LINE_WORDS, MECHANISM, TRANSFER_CODES } from './webgpu-tables.ts';

const field = (name: keyof typeof MECHANISM, word = 0): string => `word(mechanism + ${MECHANISM[name] + word}u)`;
const value = (name: 'objective' | 'others', k: string): string => `valueAt(${field(name)}, ${field(name, 1)}, ${k})`;
const code = (transfer: keyof typeof TRANSFER_CODES): string => `${TRANSFER_CODES[transfer]}u`;

export interface ReportsLayout {
  readonly classes: number;
  readonly reports: number;
  readonly insured: boolean;
  /** Whether choices are read off the upper envelope of the classes' lines. */
  readonly onLine: boolean;
  /** Room in private arrays. */
  readonly classRoom: number;
  readonly reportRoom: number;
}

/** `choose(mechanism, side, r)`: the class that is best for report r, the lowest of equals. */
const chooseWgsl = (classes: number, classRoom: number): string => /* wgsl */ `
fn choose(mechanism : u32, side : u32, r : u32) -> u32 {
  let row = ${field('reportObjective')} + r * ${classes}u;
  let at = side * ${classRoom}u;
  var best = 0u;
  var score = bestObjective[at] + tables[row];
  for (var c = 1u; c < ${classes}u; c++) {
    let here = bestObjective[at + c] + tables[row + c];
    if (here > score) { score = here; best = c; }
  }
  return best;
}
`;

/**
 * The same for reports on a line, to be asked for in order: `findEnvelope` keeps the chain of classes and the reports from which they are
 * best, step by step as envelope.ts does. Leads and closings are below 2^30.
 */
const envelopeWgsl = (classes: number, classRoom: number, reports: number): string => /* wgsl */ `
var<private> links : array<u32, ${2 * classRoom}>;
var<private> linkValues : array<i32, ${2 * classRoom}>;
var<private> linkSteps : array<i32, ${2 * classRoom}>;
var<private> linkBegins : array<u32, ${2 * classRoom}>;
var<private> linkCount : array<u32, 2>;
var<private> linkAt : array<u32, 2>;

fn findEnvelope(mechanism : u32, side : u32) {
  let base = side * ${classRoom}u;
  var count = 0u;
  for (var i = 0u; i < ${classes}u; i++) {
    let line = ${field('lines')} + ${LINE_WORDS}u * i;
    let c = word(line);
    let value = bestObjective[base + c] + tables[line + 1u];
    let slope = tables[line + 2u];
    var begins = 0u;
    while (count > 0u) {
      let top = base + count - 1u;
      let lead = linkValues[top] - value;
      let closing = slope - linkSteps[top];
      begins = select(${reports}u, 0u, lead < 0);
      if (closing > 0) {
        let short = lead + closing - select(0, 1, c < links[top]);
        begins = select(u32(short) / u32(closing), 0u, short < 0);
      }
      if (begins > linkBegins[top]) { break; }
      count--;
    }
    if (count == 0u) { begins = 0u; }
    if (begins >= ${reports}u) { continue; }
    links[base + count] = c;
    linkValues[base + count] = value;
    linkSteps[base + count] = slope;
    linkBegins[base + count] = begins;
    count++;
  }
  linkCount[side] = count;
  linkAt[side] = 0u;
}

fn choose(mechanism : u32, side : u32, r : u32) -> u32 {
  let base = side * ${classRoom}u;
  while (linkAt[side] + 1u < linkCount[side] && linkBegins[base + linkAt[side] + 1u] <= r) { linkAt[side]++; }
  return links[base + linkAt[side]];
}
`;

/**
 * Declares `solve()`: writes chosen[r] (class) and reportPart[r]. Arrays by class have a second part for the base mechanism
 * (`side` 1). A class keeps one candidate, since reports add the same to all its alternatives.
 *
 * Breakpoints: with 0 <= lead <= closing and closing > 0 (the choice changed, and ties are broken alike at both reports),
 * f = floor(1024 lead / closing) comes from ten steps of long division, whose remainders stay below 2 closing < 2^32; and
 * floor(a f / 1024) = (a >> 10) f + (((a & 1023) f) >> 10).
 */
export const reportsWgsl = ({ classes, reports, insured, onLine, classRoom, reportRoom }: ReportsLayout): string => /* wgsl */ `
// Below every value.
const LEAST = -2147483647;
var<private> bestObjective : array<i32, ${2 * classRoom}>;
var<private> bestWelfare : array<i32, ${2 * classRoom}>;
var<private> welfareThere : array<i32, ${2 * classRoom}>;
var<private> ownThere : array<i32, ${2 * classRoom}>;
var<private> mostOthers : array<i32, 2>;
var<private> lastClass : array<u32, 2>;
var<private> lastTransfer : array<i32, 2>;
var<private> chosen : array<u32, ${reportRoom}>;
var<private> reportPart : array<i32, ${reportRoom}>;

fn mostOf(side : u32, row : u32) -> i32 {
  let at = side * ${classRoom}u;
  var most = bestWelfare[at] + tables[row];
  for (var c = 1u; c < ${classes}u; c++) { most = max(most, bestWelfare[at + c] + tables[row + c]); }
  return most;
}

fn scanClasses(mechanism : u32, side : u32) {
  let order = word(${HEADER.order}u);
  let begins = word(${HEADER.begins}u);
  let transfer = ${field('transfer')};
  // With private values and an efficient rule these are one functional.
  let same = ${field('objective')} == ${field('others')};
  let scan = transfer == ${code('vcg')} && !same;
  for (var c = 0u; c < ${classes}u; c++) {
    let begin = word(begins + c);
    var best = 0u;
    var most = LEAST;
    var welfare = LEAST;
    for (var i = begin; i < word(begins + c + 1u); i++) {
      let k = word(order + i);
      let here = ${value('objective', 'k')};
      if (here > most) { most = here; best = k; }
      if (scan) { welfare = max(welfare, ${value('others', 'k')}); }
    }
    if (!scan) { welfare = most; }
    let at = side * ${classRoom}u + c;
    bestObjective[at] = most;
    bestWelfare[at] = welfare;
    welfareThere[at] = most;
    if (!same && (transfer == ${code('vcg')} || transfer == ${code('groves')})) { welfareThere[at] = ${value('others', 'best')}; }
    ownThere[at] = valueAt(word(${HEADER.ownValue}u), word(${HEADER.ownValue + 1}u), best);
  }
  // Without an externality every row of the table is zero, so the first serves all reports.
  if (transfer == ${code('vcg')}) { mostOthers[side] = mostOf(side, ${field('reportOthers')}); }
}

${onLine ? envelopeWgsl(classes, classRoom, reports) : chooseWgsl(classes, classRoom)}
fn crossing(mechanism : u32, side : u32, r : u32, leaving : u32, taking : u32) -> i32 {
  let at = side * ${classRoom}u;
  let before = ${field('reportObjective')} + (r - 1u) * ${classes}u;
  let after = before + ${classes}u;
  let apart = bestObjective[at + leaving] - bestObjective[at + taking];
  let lead = u32(apart + tables[before + leaving] - tables[before + taking]);
  let closing = lead - u32(apart + tables[after + leaving] - tables[after + taking]);
  var f = 1024;
  if (lead < closing) {
    f = 0;
    var rest = lead;
    for (var bit = 0u; bit < 10u; bit++) {
      rest = rest << 1u;
      f = f << 1u;
      if (rest >= closing) { rest -= closing; f += 1; }
    }
  }
  let a = tables[word(${HEADER.valueStep}u) + taking] - tables[word(${HEADER.valueStep}u) + leaving];
  let values = word(${HEADER.typeValue}u) + (r - 1u) * ${classes}u;
  return tables[values + taking] - tables[values + leaving] + (a >> 10u) * f + (((a & 1023) * f) >> 10u)
    + ownThere[at + taking] - ownThere[at + leaving];
}

fn transferOf(mechanism : u32, side : u32, r : u32, c : u32) -> i32 {
  let transfer = ${field('transfer')};
  if (transfer == ${code('none')}) { return 0; }
  if (transfer == ${code('breakpoints')}) {
    if (r == 0u) { lastTransfer[side] = 0; }
    else if (c != lastClass[side]) { lastTransfer[side] -= crossing(mechanism, side, r, lastClass[side], c); }
    lastClass[side] = c;
    return lastTransfer[side];
  }
  let row = ${field('reportOthers')} + r * ${classes}u;
  if (transfer == ${code('table')}) { return tables[row + c]; }
  let here = welfareThere[side * ${classRoom}u + c] + tables[row + c];
  if (transfer == ${code('groves')}) { return here; }
  if (${field('externality')} == 0u) { return here - mostOthers[side]; }
  return here - mostOf(side, row);
}

fn solve() {
  scanClasses(${HEADER.mechanism}u, 0u);
  ${insured ? `scanClasses(${HEADER.base}u, 1u);` : ''}
  ${onLine ? `findEnvelope(${HEADER.mechanism}u, 0u);${insured ? ` findEnvelope(${HEADER.base}u, 1u);` : ''}` : ''}
  for (var r = 0u; r < ${reports}u; r++) {
    let c = choose(${HEADER.mechanism}u, 0u, r);
    chosen[r] = c;
    ${
      insured
        ? /* wgsl */ `let b = choose(${HEADER.base}u, 1u, r);
    let values = word(${HEADER.typeValue}u) + r * ${classes}u;
    reportPart[r] = tables[values + b] + ownThere[${classRoom}u + b] + transferOf(${HEADER.base}u, 1u, r, b) - tables[values + c];`
        : `reportPart[r] = ownThere[c] + transferOf(${HEADER.mechanism}u, 0u, r, c);`
    }
  }
}
`;
