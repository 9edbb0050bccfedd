/** What `misreport doctor` does on every device: known answers bit for bit, then a small speed test. */
import { emptyAdjacentStatistics, othersOf, type DirectParameters } from '../../kernels/direct/spec.ts';
import { prepareDirectReference } from '../../kernels/direct/reference.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { THREEFRY_KNOWN_ANSWERS } from '../../kernels/threefry/known-answers.ts';
import { profileBlockKey, threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { chunkSize, splitIntoChunks } from '../engine/chunks.ts';
import type { Device } from '../engine/device.ts';

export interface CheckOutcome {
  /** Whether the device's statistics equal those of the double-precision twin, integer for integer. */
  readonly passed: boolean;
  readonly detail: string;
}

export interface SpeedOutcome {
  readonly draws: number;
  readonly seconds: number;
  readonly nanosecondsPerDraw: number;
}

const STREAM = { k0: 0x13198a2e, k1: 0x03707344 } as const;
const UNIT = 2 ** 32;

/** A market with M traders a side, seen by a seller; costs uniform, values with cdf x^2, `cells` cells. */
function sellersProblem(traders: number, cells: number): DirectParameters {
  const thresholds = (power: number): Float64Array =>
    Float64Array.from({ length: cells + 1 }, (_, j) => Math.round((j / cells) ** power * UNIT));
  return {
    groups: [{ count: traders - 1, thresholds: thresholds(1) }, { count: traders, thresholds: thresholds(2) }],
    rank: traders - 1,
    cells,
  };
}

/** Random123's own vectors on this machine's integers. */
export function generatorIsRight(): boolean {
  return THREEFRY_KNOWN_ANSWERS.every(({ counter, key, words }) => {
    const got = threefry2x32({ k0: key[0], k1: key[1] }, counter);
    return got[0] === words[0] && got[1] === words[1];
  });
}

function expected(parameters: DirectParameters, first: number, count: number): Statistics {
  const statistics = emptyAdjacentStatistics(parameters.cells);
  const run = prepareDirectReference(parameters);
  for (const chunk of splitIntoChunks(first, count, chunkSize(othersOf(parameters)))) {
    run(profileBlockKey(STREAM, chunk.high), chunk.low, chunk.count, statistics);
  }
  return statistics;
}

/** Profiles on both sides of index 2^32, through kernel `direct` and through its twin. */
export async function checkDevice(device: Device): Promise<CheckOutcome> {
  if (!generatorIsRight()) return { passed: false, detail: "the generator does not give Random123's known answers" };
  const parameters = sellersProblem(5, 37);
  const first = UNIT - 700;
  const count = 2000;
  const { statistics } = await device.run({ kernel: 'direct', parameters, stream: STREAM, first, count });
  const twin = expected(parameters, first, count);
  for (const [name, right] of Object.entries(twin)) {
    const got = statistics[name];
    const at = right.findIndex((value, i) => got?.[i] !== value);
    if (at >= 0) return { passed: false, detail: `kernel direct: ${name}[${at}] is ${got?.[at]}, must be ${right[at]}` };
  }
  return { passed: true, detail: `${count} profiles equal the double-precision twin bit for bit` };
}

const SPEED_TRADERS = 64;
const SPEED_CELLS = 512;
const SPEED_SECONDS = 0.3;
const SPEED_PROFILES_FIRST = 2 ** 10;
const SPEED_PROFILES_MAX = 2 ** 26;

/** Doubles the work until it takes about a third of a second; the first run warms the device up. */
export async function measureSpeed(device: Device): Promise<SpeedOutcome> {
  const parameters = sellersProblem(SPEED_TRADERS, SPEED_CELLS);
  const time = async (count: number): Promise<number> => {
    const start = performance.now();
    await device.run({ kernel: 'direct', parameters, stream: STREAM, first: 0, count });
    return (performance.now() - start) / 1000;
  };
  await time(SPEED_PROFILES_FIRST);
  let count = SPEED_PROFILES_FIRST;
  let seconds = await time(count);
  while (seconds < SPEED_SECONDS && count < SPEED_PROFILES_MAX) {
    count *= Math.min(16, 2 ** Math.ceil(Math.log2(Math.max(2, SPEED_SECONDS / Math.max(seconds, 1e-3)))));
    count = Math.min(count, SPEED_PROFILES_MAX);
    seconds = await time(count);
  }
  // Once more, since other programs may have been in the way.
  seconds = Math.min(seconds, await time(count));
  const draws = count * othersOf(parameters);
  return { draws, seconds, nanosecondsPerDraw: (seconds / draws) * 1e9 };
}
