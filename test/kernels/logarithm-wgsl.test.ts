/** Logarithms and exponentials in WGSL: within their errors of what whole numbers of 200 bits say by another way. */
import { afterAll, describe, expect, it } from 'vitest';
import { DOUBLE_WGSL } from '../../kernels/double-wgsl.ts';
import type { GpuDispatch, GpuPlan, GpuProgram } from '../../kernels/gpu-program.ts';
import { logarithmTables } from '../../kernels/logarithm-tables.ts';
import { logarithmWgsl } from '../../kernels/logarithm-wgsl.ts';
import { WIDE_WGSL } from '../../kernels/wide-wgsl.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';

const noGpu = await gpuHere();
const BITS = 200n;
const UNIT = 1n << BITS;

/** e^-x, 0 <= x < 256 in units of 2^-200: the series where x is small, squared again and again. */
function exponential(x: bigint): bigint {
  const halvings = 28n;
  const small = x >> halvings;
  let [term, sum] = [UNIT, 0n];
  for (let k = 1n; term !== 0n; k++) {
    sum += term;
    term = -(term * small) / (k << BITS);
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) >> BITS;
  return sum;
}

/** ln x, 1 <= x < 2 in units of 2^-200: Halley's method on the exponential. */
function logarithm(x: bigint): bigint {
  let y = BigInt(Math.round(Math.log(Number(x >> 150n) / 2 ** 50) * 2 ** 50)) << 150n;
  for (let i = 0; i < 3; i++) {
    const ratio = (x * exponential(y)) >> BITS;
    y += (2n * (ratio - UNIT) * UNIT) / (ratio + UNIT);
  }
  return y;
}

/** Of 2^e <= x < 2^(e + 1). */
const exponentOf = (x: number): number => (new Uint32Array(Float64Array.of(x).buffer)[1]! >>> 20) - 1023;

const COUNT = 384;
/** Words of a case: a double, and a number of 64 bits. */
const CASE = 4;
const program: GpuProgram = {
  key: 'test-logarithms',
  workgroupSize: 64,
  text: /* wgsl */ `${WIDE_WGSL}${DOUBLE_WGSL}
fn table(i : u32) -> u32 { return bitcast<u32>(tables[i]); }
${logarithmWgsl(`${CASE * COUNT}u`)}
fn put(i : u32, a : vec2<u32>) { atomicStore(&result[i], i32(a.x)); atomicStore(&result[i + 1u], i32(a.y)); }
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  let a = vec2<u32>(table(${CASE}u * i), table(${CASE}u * i + 1u));
  let x = vec2<u32>(table(${CASE}u * i + 2u), table(${CASE}u * i + 3u));
  put(10u * i, logOf(a));
  put(10u * i + 2u, exponentialOf(x));
  put(10u * i + 4u, fractionOf(a));
  put(10u * i + 6u, parted(x, a.y));
  put(10u * i + 8u, logOfSignificand(vec2<u32>(x.x, x.y | 0x80000000u)));
}`,
};

/** Doubles near 1, near 2, powers of two, edges of entries of the tables, and any; numbers small, large and of any size. */
function casesOf(): { numbers: Float64Array; sizes: BigUint64Array } {
  const make = caseMaker(5);
  const edge = (): number => 1 + (make.whole(256) + [0, 2 ** -40, -(2 ** -40)][make.whole(3)]!) / 256;
  const kinds = [
    (): number => 1 - 2 ** -(1 + make.whole(53)), (): number => 1 + 2 ** -make.whole(53), (): number => 2 ** (make.whole(300) - 150), edge,
    (): number => (1 + make.unit()) * 2 ** (make.whole(300) - 150), make.unit, (): number => 2 - 2 ** -(1 + make.whole(52)),
  ];
  const word = (): bigint => BigInt(Math.floor(make.unit() * 2 ** 32));
  return {
    numbers: Float64Array.from({ length: COUNT }, () => kinds[make.whole(kinds.length)]!()),
    sizes: BigUint64Array.from({ length: COUNT }, () => ((word() << 32n) | word()) >> BigInt([0, 2, 4, 8, 20, 63][make.whole(6)]!)),
  };
}

/** Largest difference in units of `unit`. */
const largest = (differences: readonly bigint[], unit: bigint): number =>
  Math.max(...differences.map((d) => Number(((d < 0n ? -d : d) * 1000n) / unit) / 1000));

describe.skipIf(noGpu !== undefined)('on a GPU', () => {
  let opened: Promise<GpuBackend> | undefined;
  const backend = (): Promise<GpuBackend> => (opened ??= openGpuBackend());
  afterAll(async () => (await opened)?.close());

  it('logarithms and exponentials are as near as they say', async () => {
    const { numbers, sizes } = casesOf();
    const given = new Int32Array(CASE * COUNT);
    const [a, x] = [new Int32Array(numbers.buffer), new Int32Array(sizes.buffer)];
    for (let i = 0; i < COUNT; i++) given.set([a[2 * i]!, a[2 * i + 1]!, x[2 * i]!, x[2 * i + 1]!], CASE * i);
    const dispatches = (): GpuDispatch[] => [{ program, first: 0, count: COUNT, workgroups: COUNT / 64 }];
    const plan: GpuPlan = {
      tables: Int32Array.from([...given, ...logarithmTables()], (w) => w | 0), batchProfilesMax: COUNT, resultLength: () => 10 * COUNT,
      dispatches, exactDispatches: dispatches, collect: () => true,
    };
    const { result } = await runPlan(await backend(), plan, { k0: 0, k1: 0 }, 0, COUNT, {});
    const found = new BigUint64Array(Int32Array.from(result).buffer);
    const ln2 = logarithm(2n * UNIT - 1n);
    const differences = { log: [] as bigint[], exponential: [] as bigint[], significand: [] as bigint[] };
    numbers.forEach((number, i) => {
      const [log, power, fraction, quotient, significand] = found.subarray(5 * i, 5 * i + 5);
      const e = exponentOf(number);
      const bits = BigInt(number * 2 ** (52 - e));
      const m = bits << (BITS - 52n);
      differences.log.push((BigInt.asIntN(64, log!) << (BITS - 56n)) - (BigInt(e) * ln2 + logarithm(m)));
      differences.exponential.push((power! << (BITS - 63n)) - exponential(sizes[i]! << (BITS - 56n)));
      const highest = sizes[i]! | (1n << 63n);
      differences.significand.push((significand! << (BITS - 64n)) - logarithm(highest << (BITS - 63n)));
      // What is shifted out leaves its trace.
      const lost = BigInt(Math.max(0, -12 - e));
      const kept = e >= 0 ? 2n ** 64n - 1n : (bits << BigInt(Math.max(0, e + 12))) >> lost;
      expect(fraction).toBe(lost > 0n && (kept << lost) !== bits ? kept | 1n : kept);
      expect(quotient).toBe(sizes[i]! / BigInt((a[2 * i + 1]! >>> 0) || 1));
    });
    expect(largest(differences.log, 3n << (BITS - 56n))).toBeLessThan(1);
    expect(largest(differences.exponential, 1n << (BITS - 55n))).toBeLessThan(1);
    expect(largest(differences.significand, 1n << (BITS - 62n))).toBeLessThan(1);
  });
});
