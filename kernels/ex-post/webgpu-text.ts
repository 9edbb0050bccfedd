/** The program of kernel `ex-post` on a GPU. webgpu.ts says why it is laid out so. */
import type { GpuProgram } from '../gpu-program.ts';
import { rowsWgsl } from '../linear/webgpu.ts';
import { GAIN_EXPONENTS } from './spec.ts';
import { AGENT, AGENT_WORDS, HEADER, TRANSFER_CODES } from './webgpu-tables.ts';

export const THREADS = 128;
/** Low, High, Squares0, Squares1, Squares2. */
export const LIMBS = 5;

/** Sizes that a program has room for; several problems may share one. */
export interface ExPostLayout {
  readonly rows: number;
  readonly classes: number;
  readonly alternatives: number;
  readonly agents: number;
}

/** Where counters of the statistics begin: [K], [1], [1], [N], [N], [N, 32]. */
export const counterPlaces = ({ alternatives, agents }: ExPostLayout) => ({
  choices: 0, deficits: alternatives, imbalances: alternatives + 1, irViolations: alternatives + 2, gainful: alternatives + 2 + agents,
  gainExponents: alternatives + 2 + 2 * agents,
});
export const countersOf = ({ alternatives, agents }: ExPostLayout): number => alternatives + 2 + agents * (2 + GAIN_EXPONENTS);
/** Sums of limbs: first best, welfare, revenue, then payoffs [N]. */
export const sumsOf = ({ agents }: ExPostLayout): number => LIMBS * (3 + agents);
/** Words of workgroup memory, and of a batch's result: every sum has two. */
export const wordsOf = (layout: ExPostLayout): number => countersOf(layout) + 2 * sumsOf(layout);

const header = (field: keyof typeof HEADER, word = 0): string => `word(${HEADER[field] + word}u)`;
const field = (name: keyof typeof AGENT, word = 0): string => `word(agent + ${AGENT[name] + word}u)`;
const value = (name: 'value' | 'welfare' | 'objective' | 'others' | 'ownValue' | 'ownSignal', k: string): string =>
  `valueAt(${field(name)}, ${field(name, 1)}, ${k})`;

/** The agent's largest payoff over her reports: a candidate for each class first, then the reports. */
const HINDSIGHT = /* wgsl */ `
// Below every value.
const LEAST = -2147483647;
fn scanClasses(agent : u32) {
  let order = ${field('order')};
  let begins = ${field('begins')};
  let vcg = ${field('transfer')} == ${TRANSFER_CODES.vcg}u;
  // Where values are private and the rule is efficient, these are one functional.
  let same = ${field('objective')} == ${field('others')};
  let scan = vcg && !same;
  for (var c = 0u; c < ${field('classes')}; c++) {
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
    bestObjective[c] = most;
    bestWelfare[c] = welfare;
    var payoff = ${value('ownValue', 'best')} + ${value('ownSignal', 'best')};
    if (${field('transfer')} != ${TRANSFER_CODES.none}u) { payoff += ${value('others', 'best')}; }
    classPayoff[c] = payoff;
  }
}

fn mostOthers(row : u32, classes : u32) -> i32 {
  var most = bestWelfare[0] + tables[row];
  for (var c = 1u; c < classes; c++) { most = max(most, bestWelfare[c] + tables[row + c]); }
  return most;
}

fn hindsight(agent : u32) -> i32 {
  scanClasses(agent);
  let classes = ${field('classes')};
  let transfer = ${field('transfer')};
  let externality = ${field('externality')} == 1u;
  var others = 0;
  var reached = LEAST;
  for (var r = 0u; r < ${field('reports')}; r++) {
    let objective = ${field('reportObjective')} + r * classes;
    let row = ${field('reportOthers')} + r * classes;
    var chosen = 0u;
    var score = bestObjective[0] + tables[objective];
    for (var c = 1u; c < classes; c++) {
      let here = bestObjective[c] + tables[objective + c];
      if (here > score) { score = here; chosen = c; }
    }
    var payoff = classPayoff[chosen];
    if (transfer != ${TRANSFER_CODES.none}u) { payoff += tables[row + chosen]; }
    if (transfer == ${TRANSFER_CODES.vcg}u) {
      // Without an externality every row of the table is zero, so the first serves all reports.
      if (externality || r == 0u) { others = mostOthers(row, classes); }
      payoff -= others;
    }
    reached = max(reached, payoff);
  }
  return reached;
}
`;

const audit = (layout: ExPostLayout): string => {
  const { deficits, gainExponents, gainful, imbalances, irViolations } = counterPlaces(layout);
  return /* wgsl */ `
fn addMoments(entry : u32, x : i32) {
  let at = ${LIMBS}u * entry;
  let h = x >> 18u;
  let l = (x >> 6u) & 4095;
  moments[at] += x & 65535;
  moments[at + 1u] += x >> 16u;
  moments[at + 2u] += h * h;
  moments[at + 3u] += h * l;
  moments[at + 4u] += l * l;
}

fn transferOf(agent : u32, choice : u32) -> i32 {
  let transfer = ${field('transfer')};
  if (transfer == ${TRANSFER_CODES.none}u) { return 0; }
  let here = ${value('welfare', 'choice')};
  if (transfer == ${TRANSFER_CODES.groves}u) { return here; }
  var most = here;
  for (var k = 0u; k < ${header('alternatives')}; k++) { most = max(most, ${value('welfare', 'k')}); }
  return here - most;
}

fn audit(profile : u32) {
  drawRows(profile);
  let tolerance = tables[${HEADER.tolerance}u];
  let same = ${header('objective')} == ${header('welfare')};
  var choice = 0u;
  var score = LEAST;
  var welfare = LEAST;
  var firstBest = LEAST;
  for (var k = 0u; k < ${header('alternatives')}; k++) {
    let here = valueAt(${header('objective')}, ${header('objective', 1)}, k);
    var worth = here;
    if (!same) { worth = valueAt(${header('welfare')}, ${header('welfare', 1)}, k); }
    firstBest = max(firstBest, worth);
    if (here > score) { score = here; choice = k; welfare = worth; }
  }
  atomicAdd(&counters[choice], 1);
  addMoments(0u, firstBest);
  addMoments(1u, welfare);
  var revenue = 0;
  for (var i = 0u; i < ${header('agents')}; i++) {
    let agent = ${header('records')} + ${AGENT_WORDS}u * i;
    let transfer = transferOf(agent, choice);
    let payoff = ${value('value', 'choice')} + transfer;
    revenue -= transfer;
    addMoments(3u + i, payoff);
    if (payoff < -tolerance) { atomicAdd(&counters[${irViolations}u + i], 1); }
    if (${field('reports')} == 0u) { continue; }
    let gain = hindsight(agent) - payoff;
    if (gain > tolerance) {
      atomicAdd(&counters[${gainful}u + i], 1);
      atomicAdd(&counters[${gainExponents}u + ${GAIN_EXPONENTS}u * i + firstLeadingBit(u32(gain))], 1);
    }
  }
  addMoments(2u, revenue);
  if (revenue < -tolerance) { atomicAdd(&counters[${deficits}u], 1); }
  if (abs(revenue) > tolerance) { atomicAdd(&counters[${imbalances}u], 1); }
}
`;
};

export function exPostProgram(layout: ExPostLayout): GpuProgram {
  const counters = countersOf(layout);
  const sums = sumsOf(layout);
  const { rows, classes, alternatives, agents } = layout;
  return {
    key: `ex-post-${rows}-${classes}-${alternatives}-${agents}`,
    workgroupSize: THREADS,
    text: /* wgsl */ `${rowsWgsl(HEADER.rows, rows)}
var<private> bestObjective : array<i32, ${classes}>;
var<private> bestWelfare : array<i32, ${classes}>;
var<private> classPayoff : array<i32, ${classes}>;
var<private> moments : array<i32, ${sums}>;
var<workgroup> counters : array<atomic<i32>, ${counters}>;
var<workgroup> totals : array<atomic<i32>, ${2 * sums}>;
${HINDSIGHT}${audit(layout)}
fn main(index : i32) {
  // Workgroup memory and private arrays begin as zeros.
  key = threefrySchedule(uniforms.k0, uniforms.k1);
  for (var offset = workgroupId.x * ${THREADS}u + localIndex; offset < uniforms.count; offset += numWorkgroups.x * ${THREADS}u) {
    audit(uniforms.first + offset);
  }
  for (var i = 0u; i < ${sums}u; i++) {
    atomicAdd(&totals[2u * i], moments[i] & 65535);
    atomicAdd(&totals[2u * i + 1u], moments[i] >> 16u);
  }
  workgroupBarrier();
  for (var i = localIndex; i < ${counters}u; i += ${THREADS}u) {
    let count = atomicLoad(&counters[i]);
    if (count != 0) { atomicAdd(&result[i], count); }
  }
  for (var i = localIndex; i < ${sums}u; i += ${THREADS}u) {
    let low = atomicLoad(&totals[2u * i]);
    atomicAdd(&result[${counters}u + 2u * i], low & 65535);
    atomicAdd(&result[${counters}u + 2u * i + 1u], atomicLoad(&totals[2u * i + 1u]) + (low >> 16u));
  }
}`,
  };
}
