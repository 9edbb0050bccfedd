/** Doubles in WGSL: the bits of the host's sums, complements and products, ties to even and carries included. */
import { expect, it } from 'vitest';
import { DOUBLE_WGSL } from '../../kernels/double-wgsl.ts';
import type { GpuDispatch, GpuPlan, GpuProgram } from '../../kernels/gpu-program.ts';
import { WIDE_WGSL } from '../../kernels/wide-wgsl.ts';
import { openGpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';

const noGpu = await gpuHere();

const program: GpuProgram = {
  key: 'test-doubles',
  workgroupSize: 64,
  text: /* wgsl */ `${WIDE_WGSL}${DOUBLE_WGSL}
fn double(i : u32) -> vec2<u32> { return vec2<u32>(u32(tables[i]), u32(tables[i + 1u])); }
fn put(i : u32, a : vec2<u32>) { atomicStore(&result[i], i32(a.x)); atomicStore(&result[i + 1u], i32(a.y)); }
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  let a = double(4u * i);
  let b = double(4u * i + 2u);
  put(8u * i, sumOf(a, b));
  put(8u * i + 2u, complementOf(a));
  put(8u * i + 4u, timesOf(a, b));
  put(8u * i + 6u, unitOf(a.x));
}`,
};

/** Numbers from 0 to 1 with significands of all ones, single bits and any bits, near 1, near each other and far apart. */
function pairsOf(count: number): Float64Array {
  const make = caseMaker(7);
  const any = (): number => (make.whole(2 ** 30) + make.whole(2 ** 22) * 2 ** 30 + 1) / 2 ** 53;
  const numbers = [
    any, (): number => any() * 2 ** -make.whole(70), (): number => 1 - 2 ** -(1 + make.whole(53)), (): number => 2 ** -make.whole(80),
    (): number => (2 ** 53 - 1) * 2 ** -(53 + make.whole(60)), (): number => (2 ** 27 + make.whole(9)) / 2 ** 28,
    (): number => make.whole(2),
  ];
  return Float64Array.from({ length: 2 * count }, () => numbers[make.whole(numbers.length)]!());
}

it.skipIf(noGpu !== undefined)('doubles have the bits of the host', async () => {
  const gpu = await openGpuBackend();
  try {
    const count = 640;
    const pairs = pairsOf(count);
    const words = new Int32Array(pairs.buffer);
    const dispatches = (): GpuDispatch[] => [{ program, first: 0, count, workgroups: count / 64 }];
    const plan: GpuPlan = {
      tables: words, batchProfilesMax: count, resultLength: () => 8 * count, dispatches, exactDispatches: dispatches, collect: () => true,
    };
    const { result } = await runPlan(gpu, plan, { k0: 0, k1: 0 }, 0, count, {});
    const found = new Float64Array(Int32Array.from(result).buffer);
    const wanted = Float64Array.from({ length: 4 * count }, (_, at) => {
      const [a, b] = [pairs[2 * Math.floor(at / 4)]!, pairs[2 * Math.floor(at / 4) + 1]!];
      return [a + b, 1 - a, a * b, ((words[4 * Math.floor(at / 4)]! >>> 0) + 0.5) / 2 ** 32][at % 4]!;
    });
    expect(found).toEqual(wanted);
  } finally {
    await gpu.close();
  }
});
