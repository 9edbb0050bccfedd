/**
 * `npm run bench -- --device webgpu`: what each kernel's WGSL reaches of the integer roofline of the adapter found. That is measured on
 * the same adapter: blocks of Threefry without memory traffic, 72 integer operations each where the device rotates in one instruction.
 * What a profile needs is counted in the kernels' headers.
 */
import type { DirectParameters } from '../kernels/direct/spec.ts';
import { prepareDirectGpu } from '../kernels/direct/webgpu.ts';
import type { GpuProgram } from '../kernels/gpu-program.ts';
import type { KernelName } from '../kernels/registry.ts';
import { THREEFRY_WGSL } from '../kernels/threefry/webgpu.ts';
import type { Device } from '../src/engine/device.ts';
import { openWebGpuDevice } from '../src/engine/devices/webgpu.ts';
import { streamKey } from '../src/engine/streams.ts';
import { openGpuBackend, runDispatches, type DispatchedBatch, type GpuBackend } from '../src/engine/tfjs-adapter.ts';
import { publicGoodReach } from './ambiguity.ts';
import { auction } from './social-choice-problems.ts';
import { median, type Row } from './timing.ts';

const KEY = streamKey('bench', 'gpu');
const ENOUGH_SECONDS = 0.2;
const PROFILES_MAX = 2 ** 28;
const THREADS = 256;
const WORKGROUPS = 4096;
const BLOCK_OPERATIONS = 72;

const rooflineProgram: GpuProgram = {
  key: 'bench-roofline',
  workgroupSize: THREADS,
  text: /* wgsl */ `${THREEFRY_WGSL}
fn main(index : i32) {
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  var words = vec2<u32>(u32(index), bitcast<u32>(tables[0]));
  // Two chains, so that one may wait for its sums while the other goes on.
  var others = vec2<u32>(u32(index), 1u);
  for (var block = 0u; block < uniforms.count; block++) {
    words = threefry2x32(key, words.x, words.y);
    others = threefry2x32(key, others.x, others.y);
  }
  // Never so, but a compiler cannot know.
  if ((words.x | others.x) == 0u && (words.y | others.y) == 0u) { atomicAdd(&result[0], 1); }
}`,
};

/** Seconds of `task(size)` at a size that takes long enough to be measured, doubled up to `most`. */
async function longEnough(
  task: (size: number) => Promise<unknown>, from: number, most: number,
): Promise<{ size: number; seconds: number }> {
  await task(from);
  for (let size = from; ; size *= 2) {
    const seconds = await median(() => task(size), 1);
    if (seconds < ENOUGH_SECONDS && 2 * size <= most) continue;
    return { size, seconds: await median(() => task(size)) };
  }
}

/** Runs a batch of dispatches and waits for its result. */
function batchRunner(backend: GpuBackend, tables: Int32Array): (batch: DispatchedBatch) => Promise<void> {
  const { tf } = backend;
  const uploaded = tf.keep(tf.tensor1d(tables, 'int32'));
  return (batch) => backend.guard(async () => {
    backend.activate();
    const result = tf.engine().makeTensorFromTensorInfo(runDispatches(tf.engine().backend, uploaded, batch, KEY));
    await result.data();
    result.dispose();
  });
}

/** Integer operations a second of the adapter, on blocks of Threefry alone. */
async function roofline(backend: GpuBackend): Promise<number> {
  const workgroups = Math.min(WORKGROUPS, backend.limits.workgroupsMax);
  const run = batchRunner(backend, Int32Array.of(0));
  const task = (blocks: number): Promise<void> =>
    run({ dispatches: [{ program: rooflineProgram, first: 0, count: blocks, workgroups }], resultLength: 1 });
  const { size, seconds } = await longEnough(task, 1, 2 ** 20);
  return (2 * BLOCK_OPERATIONS * THREADS * workgroups * size) / seconds;
}

/** Seconds a profile of the variant of `direct` that gives a profile to a subgroup; undefined where there are none. */
async function subgroupSeconds(backend: GpuBackend, { parameters }: Timed): Promise<number | undefined> {
  const plan = prepareDirectGpu(parameters as DirectParameters, backend.limits, { program: 'subgroup' });
  if (!plan.dispatches(0, 1)[0]!.program.subgroups) return undefined;
  const run = batchRunner(backend, plan.tables);
  const task = (count: number): Promise<void> => run({ dispatches: plan.dispatches(0, count), resultLength: plan.resultLength(count) });
  const { size, seconds } = await longEnough(task, 2 ** 10, plan.batchProfilesMax);
  return seconds / size;
}

interface Timed {
  readonly what: string;
  readonly kernel: KernelName;
  readonly parameters: unknown;
  /** Integer operations that a profile needs, as the kernel's header counts them. */
  readonly operations: number;
}

const even = (cells: number): Float64Array => Float64Array.from({ length: cells + 1 }, (_, j) => (j / cells) * 2 ** 32);

function directOf(traders: number, operationsPerDraw: number): Timed {
  const parameters = { groups: [{ count: 2 * traders - 1, thresholds: even(1024) }], rank: traders - 1, cells: 1024 };
  return { what: `direct, M = ${traders}`, kernel: 'direct', parameters, operations: operationsPerDraw * (2 * traders - 1) };
}

function marketOf(traders: number): Timed {
  const N = 2 * traders;
  const thresholds = even(2 ** 16);
  return {
    what: `market-clearing, M = ${traders}`, kernel: 'market-clearing',
    parameters: { sellers: traders, buyers: traders, kappa: 0.5, costThresholds: thresholds, valueThresholds: thresholds },
    operations: N * (36 + 10 + 6 * 4 + (traders > 16 ? 3 * Math.log2(N) ** 2 + 12 * Math.log2(N) : 2 * traders)),
  };
}

function assignmentOf(bidders: number, objects: number): Timed {
  const rows = (count: number): Int32Array =>
    Int32Array.from({ length: count * objects }, (_, x) => Math.floor(((x * 0.618034) % 1) * 2 ** 22));
  const parameters = {
    bidders, objects, bidder: 0, coordinates: [{ thresholds: Float64Array.of(0, 2 ** 32) }], bases: Int32Array.of(0),
    spans: Int32Array.of(2 ** 22), lawOf: new Int32Array(bidders * objects), reports: rows(64), types: rows(64),
  };
  const worths = bidders * objects;
  return {
    what: `assignment, ${bidders} x ${objects}, 64 reports, 64 types`, kernel: 'assignment', parameters,
    operations: 60 * worths + 20 * worths + 24 * objects * (objects + bidders) + 3 * 128 * objects,
  };
}

/** Four mechanisms on the same draws. */
function mechanismsOf(traders: number): Timed {
  const law = { thresholds: even(1024), places: Float64Array.from({ length: 1025 }, (_, j) => j * 2 ** 18) };
  const place = 2 ** 27;
  const unit = traders * 16;
  const rules = [
    { rule: 'k-double-auction', kappa: 0.5 }, { rule: 'mcafee', bottom: 0, top: 2 ** 28 }, { rule: 'trade-reduction' },
    { rule: 'posted-price', price: place, highestAsk: place, lowestBid: place },
  ];
  return {
    what: `double-auction-mechanisms, M = ${traders}`, kernel: 'double-auction-mechanisms',
    parameters: {
      sellers: traders, buyers: traders, cost: law, value: law, gainUnit: unit,
      mechanisms: rules.map((rule) => ({ rule, lossCap: traders * 2 ** 28, lossUnit: unit, spreadCap: 2 ** 28, moneyUnit: unit })),
    },
    operations: 2 * traders * (36 + 10 + 250 + 3 * Math.log2(2 * traders) ** 2 + 10) + 600 * rules.length,
  };
}

/** Costs uniform, values with cdf x^2, cells where the ranks lie. */
function splittingOf(traders: number): Timed {
  const centre = (Math.sqrt(5) - 1) / 2;
  const xs = Float64Array.from({ length: 1025 }, (_, j) => centre + (j / 512 - 1) / (4 * Math.sqrt(traders)));
  const groups = [{ count: traders - 1, levels: xs }, { count: traders, levels: xs.map((x) => x ** 2) }];
  return {
    what: `binomial-splitting (two laws), M = ${traders}`, kernel: 'binomial-splitting', parameters: { groups, rank: traders - 1 },
    operations: 72_000,
  };
}

/** Worst cases of a public good of four levels, as in ambiguity.ts. */
function reachOf(radii: number): Timed {
  const lowered = publicGoodReach(radii);
  const { alternatives, classes, coordinates, reports } = lowered;
  return {
    what: `reach, public good, 33 reports, ${radii} radii`, kernel: 'reach', parameters: lowered,
    operations: 50 * coordinates.length + radii * (10 * coordinates.length + 30 * alternatives ** 2)
      + 12 * reports * alternatives * classes * (2 + Math.log2(radii)),
  };
}

const TIMED: readonly Timed[] = [
  reachOf(1), reachOf(16),
  {
    what: 'order-statistics, M = 4096', kernel: 'order-statistics', operations: 900,
    parameters: { others: 8191, rank: 4095, levels: Float64Array.from({ length: 1025 }, (_, j) => j / 1024) },
  },
  splittingOf(4096), directOf(8, 63), directOf(64, 63), directOf(4096, 44), marketOf(8), marketOf(64), mechanismsOf(64), assignmentOf(6, 4),
  { what: 'interim, 10 bidders, 64 x 64 pairs', kernel: 'interim', parameters: auction(10, 'second', 64, 64), operations: 5200 },
  { what: 'interim, 10 bidders, means only', kernel: 'interim', parameters: auction(10, 'second', 64, 0), operations: 900 },
];

const SUBGROUPS: readonly Timed[] = [directOf(64, 63), directOf(4096, 44)];

async function timed(device: Device, { kernel, parameters }: Timed): Promise<number> {
  const task = (count: number): Promise<unknown> => device.run({ kernel, parameters, stream: KEY, first: 0, count });
  const { size, seconds } = await longEnough(task, 2 ** 10, PROFILES_MAX);
  return seconds / size;
}

/** Rows of the adapter; an emulation is timed too, and called one. */
export async function gpuRows(): Promise<Row[]> {
  const backend = await openGpuBackend();
  const peak = await roofline(backend);
  const { name, hardware } = backend.adapter;
  const who = `misreport, webgpu on ${name}${hardware ? '' : ' (an emulation)'}`;
  const rows: Row[] = [{ what: 'integer roofline: Threefry alone', who, figure: peak / 1e9, unit: '10^9 operations/s' }];
  const add = (what: string, operations: number, seconds: number): void => void rows.push(
    { what, who, figure: seconds * 1e9, unit: 'ns/profile' },
    { what: `${what}: of the roofline`, who, figure: (100 * operations) / (seconds * peak), unit: '%' },
  );
  for (const one of SUBGROUPS) {
    const seconds = await subgroupSeconds(backend, one);
    if (seconds !== undefined) add(`${one.what}, a subgroup a profile`, one.operations, seconds);
  }
  await backend.close();
  const device = await openWebGpuDevice();
  for (const one of TIMED) add(one.what, one.operations, await timed(device, one));
  await device.close();
  return rows;
}
