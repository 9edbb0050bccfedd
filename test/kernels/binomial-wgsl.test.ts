/** What logarithms decide about binomials in WGSL: as in doubles where they are far from it, and left open where they are near. */
import { afterAll, describe, expect, it } from 'vitest';
import { stirlingCorrection } from '../../kernels/binomial-splitting/binomial.ts';
import { BINOMIAL_WGSL, FORMULAS } from '../../kernels/binomial-splitting/webgpu-binomial.ts';
import { HEADER, tablesOf } from '../../kernels/binomial-splitting/webgpu-tables.ts';
import { DIVISION_WGSL, DOUBLE_WGSL } from '../../kernels/double-wgsl.ts';
import type { GpuDispatch, GpuPlan, GpuProgram } from '../../kernels/gpu-program.ts';
import { logarithmWgsl } from '../../kernels/logarithm-wgsl.ts';
import { WIDE_WGSL } from '../../kernels/wide-wgsl.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';

const noGpu = await gpuHere();
const tables = tablesOf({ groups: [{ count: 1, levels: Float64Array.of(0, 1) }], rank: 0 }, FORMULAS.words);

/** Doubles of a case, after how many are drawn of, the count, and whether it is one of rejection. */
const NAMES = ['p', 'q', 'odds', 'alpha', 'height', 'mode'];
const CASE = 3 + 2 * (NAMES.length + 1);
const program: GpuProgram = {
  key: 'test-binomials',
  workgroupSize: 64,
  text: /* wgsl */ `${WIDE_WGSL}${DOUBLE_WGSL}${DIVISION_WGSL}
fn table(i : u32) -> u32 { return bitcast<u32>(tables[i]); }
fn double(i : u32) -> vec2<u32> { return vec2<u32>(table(i), table(i + 1u)); }
var<private> open : bool;
fn nextWord() -> u32 { return 0u; }
${logarithmWgsl(`table(${HEADER.logarithms}u)`)}${FORMULAS.wgsl(`table(${HEADER.formulas}u)`)}${BINOMIAL_WGSL}
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  let at = ${tables.length}u + ${CASE}u * i;
  ${NAMES.map((name, j) => `${FORMULAS.number(name)} = double(at + ${3 + 2 * j}u);`).join('\n  ')}
  let uniform = double(at + ${3 + 2 * NAMES.length}u);
  open = false;
  var found = 0u;
  if (table(at + 2u) == 1u) { found = select(0u, 1u, isAccepted(table(at), table(at + 1u), uniform)); }
  else { found = byInversion(table(at), uniform); }
  atomicStore(&result[i], select(i32(found), -1, open));
}`,
};

interface Case { readonly words: readonly number[]; readonly wanted: number }

const caseOf = (n: number, k: number, isRejection: boolean, doubles: readonly number[], wanted: number): Case =>
  ({ words: [n, k, isRejection ? 1 : 0, ...new Int32Array(Float64Array.from(doubles).buffer)], wanted });

/** Acceptance of k where the logarithm of v alpha / height is so far, in units of 2^-20, above what it is held against. */
function rejections(n: number, p: number, k: number): Case[] {
  const [q, mode, odds] = [1 - p, Math.floor((n + 1) * p), p / (1 - p)];
  const bound = (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) + (n + 1) * Math.log((n - mode + 1) / (n - k + 1))
    + (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1))
    + stirlingCorrection(mode) + stirlingCorrection(n - mode) - stirlingCorrection(k) - stirlingCorrection(n - k);
  const [alpha, height] = [3 * Math.sqrt(n * p * q), 7.3];
  return [-40, -1.3, -0.7, 0.7, 1.3, 40].map((far) => {
    const v = (Math.exp(bound + far * 2 ** -20) * height) / alpha;
    return caseOf(n, k, true, [p, q, odds, alpha, height, (n + 1) * p, v], Math.abs(far) < 1 ? -1 : far < 0 ? 1 : 0);
  });
}

/** Inversion of what is so far, in units of 2^-32, above the chance of at most k. */
function inversions(n: number, p: number, k: number): Case[] {
  let [chance, sum] = [Math.exp(n * Math.log1p(-p)), 0];
  for (let i = 0; i <= k; i++) {
    sum += chance;
    chance *= ((p / (1 - p)) * (n - i)) / (i + 1);
  }
  return [-100, -1.2, -0.8, 0.8, 1.2, 100].map((far) =>
    caseOf(n, 0, false, [p, 1 - p, p / (1 - p), 0, 0, 0, sum + far * 2 ** -32], Math.abs(far) < 1 ? -1 : far < 0 ? k : k + 1));
}

describe.skipIf(noGpu !== undefined)('on a GPU', () => {
  let opened: Promise<GpuBackend> | undefined;
  const backend = (): Promise<GpuBackend> => (opened ??= openGpuBackend());
  afterAll(async () => (await opened)?.close());

  it('decides as doubles do, and leaves open what is within 2^-20 of a logarithm or 2^-32 of a chance', async () => {
    const cases = [
      ...rejections(20, 0.5, 3), ...rejections(40, 0.25, 30), ...rejections(8191, 0.37, 3100), ...rejections(8191, 0.0013, 2),
      ...rejections(2 ** 24, 0.5, 2 ** 23 - 9000), ...rejections(2 ** 24, 0.3, 5_040_000), ...rejections(2 ** 24, 1e-6, 30),
      ...inversions(1, 0.5, 0), ...inversions(19, 0.5, 0), ...inversions(19, 0.5, 9), ...inversions(30, 0.3, 12),
      ...inversions(2 ** 24, 9.9 / 2 ** 24, 0), ...inversions(2 ** 24, 9.9 / 2 ** 24, 20), ...inversions(2 ** 24, 1e-12, 0),
    ];
    const dispatches = (): GpuDispatch[] => [{ program, first: 0, count: cases.length, workgroups: Math.ceil(cases.length / 64) }];
    const plan: GpuPlan = {
      tables: Int32Array.from([...tables, ...cases.flatMap(({ words }) => words)]), batchProfilesMax: cases.length,
      resultLength: () => cases.length, dispatches, exactDispatches: dispatches, collect: () => true,
    };
    const { result } = await runPlan(await backend(), plan, { k0: 0, k1: 0 }, 0, cases.length, {});
    expect([...result].slice(0, cases.length)).toEqual(cases.map(({ wanted }) => wanted));
  });
});
