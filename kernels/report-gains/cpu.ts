/** Kernel `report-gains` on the CPU. */
import { functionOutcome, MechanismFault } from '../function/mechanism.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { batchIn, DOUBLE, LANES, SINGLE, type Precision } from '../network/batch.ts';
import { workOf } from '../network/graph.ts';
import { outputsOf, type NetworkMechanism, type Outcome } from '../network/mechanism.ts';
import { outcomesOf } from '../network/outcomes.ts';
import { NETWORK_ITEM } from '../simd/layout.ts';
import { createWorkbench, type Workbench } from '../simd/workbench.ts';
import { listOf, type Loops } from './loops.ts';
import { partOf } from './parts.ts';
import { prepareReportGainsReference } from './reference.ts';
import { emptyReportGains, lanesOf, partsOf, reportsIn, validateReportGains, type ReportGainsParameters } from './spec.ts';
import { gainsOf, momentsOf } from './squares.ts';

/** What a call of a user's function is taken to cost, in multiplications. */
export const FUNCTION_WORK = 2 ** 14;

/**
 * Fills the table [blocks][objects + 1][LANES] with what every report brings at the p-th profile, in units; of few reports at the `many`
 * profiles from it on, one after the other in the lanes of the only block.
 */
type OutcomesAt = (p: number, many: number, table: Float64Array) => void;

/** Profiles whose reports fill a block of so many lanes together. */
const profilesABlock = (count: number, lanes: number): number => Math.max(1, Math.floor(lanes / count));

/**
 * Reports side by side, the last of them again where lanes are left over. Reports go in, and outcomes to the table at `tableAt`, within the
 * workbench's memory; of menus outcomes are bought outside it. A block of singles fills two of the table.
 */
function networkOutcomes<A extends Float64Array | Float32Array>(
  parameters: ReportGainsParameters, precision: Precision<A>, count: number, bench: Workbench, tableAt: number,
): OutcomesAt {
  const { mechanism, bidder, reports, types, unit, amountUnit = unit } = parameters;
  const { bidders, objects } = mechanism;
  const { lanes, name } = precision;
  const size = bidders * objects;
  const own = bidder * objects;
  const blocks = Math.ceil(count / lanes);
  const together = profilesABlock(count, lanes);
  const reportAt = (lane: number): number => (together > 1 && lane < together * count ? lane % count : Math.min(count - 1, lane));
  const lists = precision.zeros(blocks * objects * lanes);
  for (let k = 0; k < lists.length; k++) {
    const [b, j, lane] = [Math.floor(k / (objects * lanes)), Math.floor(k / lanes) % objects, k % lanes];
    lists[k] = reports[reportAt(b * lanes + lane) * objects + j]!;
  }
  const listsAt = bench.put(lists);
  // Reserved before the views of the graph's values are made, which a reservation ends.
  const halves = lanes / LANES;
  const ins = 2 * objects;
  const addresses = ins + 2 * (objects + 1) * halves;
  const movesAt = bench.reserve(4 * addresses * blocks);
  const parted = partsOf(parameters);
  const fillings = parted.map((part) => partOf(part, parameters, precision, reportAt, blocks, bench));
  const network = mechanism as NetworkMechanism;
  const given = new Set(parted.map(({ node }) => node));
  const graph = network.graph.map((node, n) => (given.has(n) ? { op: 'bids', size: node.size } as const : node));
  const { bids, run, amounts, payments, values } = evaluated({ ...network, graph }, precision, bench, bidder);
  const parts = fillings.map((filling, k) => filling(values[parted[k]!.node]!.byteOffset));
  const item = (view: A, row: number): number => view.byteOffset + row * NETWORK_ITEM;
  bench.ints(movesAt, addresses * blocks).set(Array.from({ length: blocks }, (_, b) => {
    const each = Array.from({ length: objects }, (__, j) => j);
    return [
      ...each.flatMap((j) => [item(bids, own + j), listsAt + (b * objects + j) * NETWORK_ITEM]),
      ...Array.from({ length: halves }, (__, half) => {
        const to = tableAt + (b * halves + half) * (objects + 1) * NETWORK_ITEM;
        const from = (half * NETWORK_ITEM) / halves;
        return [...each.flatMap((j) => [to + j * NETWORK_ITEM, item(amounts, own + j) + from]),
          to + objects * NETWORK_ITEM, item(payments, bidder) + from];
      }).flat(),
    ];
  }).flat());
  const { [`copy${name}` as const]: copy, [`round${name}` as const]: round } = bench.loops as Loops;
  const [perUnit, perAmount] = [1 / unit, 1 / amountUnit];
  const profiles = types.length / size;
  /** Profiles whose factors stand on the bench begin here. */
  let known = -1;
  return (p, many, table) => {
    for (let c = 0; c < size; c++) {
      if (c >= own && c < own + objects) continue;
      if (together === 1) bids.fill(types[p * size + c]!, c * lanes, (c + 1) * lanes);
      else for (let s = 0; s < many; s++) bids.fill(types[(p + s) * size + c]!, c * lanes + s * count, c * lanes + (s + 1) * count);
    }
    const start = p - (p % LANES);
    if (start !== known) for (const part of parts) part.others(start, Math.min(LANES, profiles - start));
    known = start;
    for (let b = 0; b < blocks; b++) {
      const moves = movesAt + 4 * addresses * b;
      copy(moves, moves + 4 * ins);
      for (const part of parts) part.fill(p - start, b);
      run();
      if (network.result.kind === 'outcome') {
        if (perUnit === perAmount) round(moves + 4 * ins, moves + 4 * addresses, perUnit);
        else {
          for (let half = 0; half < halves; half++) {
            const from = moves + 4 * (ins + 2 * (objects + 1) * half);
            round(from, from + 4 * 2 * objects, perAmount);
            round(from + 4 * 2 * objects, from + 4 * 2 * (objects + 1), perUnit);
          }
        }
        continue;
      }
      const to = b * (objects + 1) * LANES;
      for (let k = 0; k < objects * LANES; k++) table[to + k] = Math.floor(amounts[own * LANES + k]! * perAmount + 0.5);
      for (let k = 0; k < LANES; k++) table[to + objects * LANES + k] = Math.floor(payments[bidder * LANES + k]! * perUnit + 0.5);
    }
  };
}

/** What the bidder gets and pays; of menus in doubles only. */
function evaluated<A extends Float64Array | Float32Array>(
  network: NetworkMechanism, precision: Precision<A>, bench: Workbench, bidder: number,
): { readonly bids: A; readonly amounts: A; readonly payments: A; readonly values: readonly A[]; run(): void } {
  const { result } = network;
  if (result.kind === 'menu') return outcomesOf(network, bench, bidder) as unknown as ReturnType<typeof evaluated<A>>;
  const { values, run } = batchIn(precision, network.graph, bench, outputsOf(network, bidder));
  return { bids: values[0]!, amounts: values[result.amounts]!, payments: values[result.payments]!, values, run };
}

function functionOutcomes(
  { mechanism, bidder, reports, first: origin, types, unit, amountUnit = unit }: ReportGainsParameters, count: number,
): OutcomesAt {
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const own = bidder * objects;
  const outcomeAt = functionOutcome(mechanism as Extract<typeof mechanism, { readonly source: unknown }>);
  const outcome: Outcome = { amounts: new Float64Array(size), payments: new Float64Array(bidders) };
  const row = new Float64Array(size);
  const [perUnit, perAmount] = [1 / unit, 1 / amountUnit];
  const one = (p: number, table: Float64Array, lane: number): void => {
    row.set(types.subarray(p * size, (p + 1) * size));
    for (let r = 0; r < count; r++) {
      for (let j = 0; j < objects; j++) row[own + j] = reports[r * objects + j]!;
      try {
        outcomeAt(row, outcome);
      } catch (error) {
        throw error instanceof MechanismFault ? error.at(origin + p) : error;
      }
      const start = Math.floor(r / LANES) * (objects + 1) * LANES + lane + (r % LANES);
      for (let j = 0; j < objects; j++) table[start + j * LANES] = Math.floor(outcome.amounts[own + j]! * perAmount + 0.5);
      table[start + objects * LANES] = Math.floor(outcome.payments[bidder]! * perUnit + 0.5);
    }
  };
  return (p, many, table) => {
    for (let s = 0; s < many; s++) one(p + s, table, s * count);
  };
}

function prepare(parameters: ReportGainsParameters): ChunkRunner {
  const { mechanism: { objects, ...mechanism }, first: origin, whole, single } = parameters;
  const count = reportsIn(parameters);
  const lanes = lanesOf(parameters);
  const bench = createWorkbench();
  const row = objects + 1;
  const entries = Math.ceil(count / LANES) * row * LANES;
  /** Of the table that evaluations fill, whose last block may have no reports. */
  const filled = Math.ceil(count / lanes) * row * lanes;
  const together = profilesABlock(count, lanes);
  const [tableAt, sumsAt] = [bench.reserve(8 * filled), bench.reserve(8 * entries)];
  // Where several profiles fill a block, each is taken out of it.
  const blockAt = together === 1 ? tableAt : bench.reserve(8 * filled);
  const adding = listOf(bench, Array.from({ length: entries / LANES }, (_, n) => n * NETWORK_ITEM)
    .flatMap((at) => [sumsAt + at, sumsAt + at, tableAt + at]));
  const made = (whole ? momentsOf : gainsOf)(parameters, bench, count, tableAt);
  const outcomesAt = 'source' in mechanism ? functionOutcomes(parameters, count)
    : single ? networkOutcomes(parameters, SINGLE, count, bench, blockAt) : networkOutcomes(parameters, DOUBLE, count, bench, blockAt);
  const squares = made();
  const [table, sums] = [tableAt, sumsAt].map((at) => bench.doubles(at, entries)) as [Float64Array, Float64Array];
  const block = bench.doubles(blockAt, filled);
  const { add64 } = bench.loops as Loops;
  return (_key, first, profiles, into) => {
    sums.fill(0);
    squares.clear();
    for (let profile = first; profile < first + profiles; profile += together) {
      const many = Math.min(together, first + profiles - profile);
      outcomesAt((profile - (origin % 2 ** 32)) >>> 0, many, block);
      for (let s = 0; s < many; s++) {
        for (let r = 0; together > 1 && r < count; r++) {
          const lane = s * count + r;
          const from = Math.floor(lane / LANES) * row * LANES + (lane % LANES);
          for (let at = 0; at < entries; at += LANES) table[at + r] = block[from + at]!;
        }
        add64(...adding);
        squares.add();
      }
    }
    for (let r = 0; r < count; r++) {
      const start = Math.floor(r / LANES) * (objects + 1) * LANES + (r % LANES);
      for (let j = 0; j < objects; j++) into.amounts![r * objects + j]! += sums[start + j * LANES]!;
      into.payments![r]! += sums[start + objects * LANES]!;
    }
    squares.into(into);
  };
}

/** Multiplications that take as long as a word of the generator. */
const PER_DRAW = 16;

export const reportGains: Kernel<ReportGainsParameters> = {
  name: 'report-gains',
  version: 4,
  drawsPerProfile: (parameters) => {
    const count = reportsIn(parameters);
    const { mechanism, whole } = parameters;
    const work = 'graph' in mechanism ? workOf(mechanism.graph) : FUNCTION_WORK;
    return (count * work + (whole ? 0 : count * count * (mechanism.objects + 2))) / PER_DRAW + 1;
  },
  callsUsers: ({ mechanism }) => !('graph' in mechanism),
  emptyStatistics: emptyReportGains,
  validate: validateReportGains,
  prepareCpu: prepare,
  prepareReference: prepareReportGainsReference,
};
