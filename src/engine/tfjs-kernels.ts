/**
 * Our ops in the TFJS kernel registry: one op name for every kernel (`MisreportDirect`, ...), with the fused TypeScript
 * loop for backend `cpu`, the fused WGSL for `webgpu`, and the composition of tensor ops for any other.
 *
 * Every variant returns a one-dimensional tensor that begins with the statistics' arrays, one after another (of sums
 * that may pass 32 bits, the low words).
 */
import type { KernelBackend, NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { GpuBatch, GpuLimits, GpuPlan } from '../../kernels/gpu-program.ts';
import { gpuKernels, tensorKernels } from '../../kernels/device-registry.ts';
import type { ChunkRunner, Statistics } from '../../kernels/kernel.ts';
import { kernels, type KernelName } from '../../kernels/registry.ts';
import type { TensorPlan } from '../../kernels/tensor-program.ts';
import { asOperations, runDispatches, type GpuBackend, type TfjsBackend, type Tfjs } from './tfjs-adapter.ts';

/** `order-statistics` -> `MisreportOrderStatistics`. */
export const opName = (kernel: KernelName): string =>
  `Misreport${kernel.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')}`;

type VariantKind = 'loop' | 'wgsl' | 'tensor';

const kindOf = (backend: string): VariantKind => (backend === 'cpu' ? 'loop' : backend === 'webgpu' ? 'wgsl' : 'tensor');

/** Names of the kernels that run on a backend of that name itself. */
export function nativeKernels(backend: string): KernelName[] {
  const all = Object.keys(kernels) as KernelName[];
  const variants = { loop: kernels, wgsl: gpuKernels, tensor: tensorKernels }[kindOf(backend)];
  return all.filter((name) => variants[name] !== undefined);
}

/** Whether a job with these parameters runs on a backend of that name itself; else its CPU twin does it. */
export function runsNatively(backend: string, kernel: KernelName, parameters: unknown): boolean {
  if (!nativeKernels(backend).includes(kernel)) return false;
  return kindOf(backend) !== 'wgsl' || (gpuKernels[kernel]!.supports?.(parameters) ?? true);
}

/** A kernel with its parameters, prepared for a backend; what the op is given, with a batch, as attributes. */
export class OpJob {
  readonly kernel: KernelName;
  readonly batchProfilesMax: number;
  readonly #backend: TfjsBackend;
  readonly #parameters: unknown;
  readonly #gpu: GpuPlan | undefined;
  readonly #tensor: TensorPlan | undefined;
  readonly #loop: ChunkRunner | undefined;
  #tables: Tensor | undefined;

  constructor(backend: TfjsBackend, kernel: KernelName, parameters: unknown) {
    registerOp(backend, kernel);
    this.kernel = kernel;
    this.#backend = backend;
    this.#parameters = parameters;
    const kind = kindOf(backend.name);
    if (kind === 'wgsl') this.#gpu = gpuKernels[kernel]!.prepare(parameters, limitsOf(backend));
    else if (kind === 'tensor') this.#tensor = tensorKernels[kernel]!.prepare(parameters, asOperations(backend.tf));
    else this.#loop = kernels[kernel].prepareCpu(parameters);
    this.batchProfilesMax = (this.#gpu ?? this.#tensor)?.batchProfilesMax ?? LOOP_PROFILES_MAX;
  }

  /** Runs a batch through the op and adds its statistics to `into`. Rejects with DeviceError; then `into` is untouched. */
  async run(batch: GpuBatch, into: Statistics): Promise<void> {
    if (await this.#attempt(batch, false, into)) return;
    await this.#attempt(batch, true, into);
  }

  #attempt(batch: GpuBatch, exact: boolean, into: Statistics): Promise<boolean> {
    const { tf } = this.#backend;
    return this.#backend.guard(async () => {
      this.#backend.activate();
      const attributes = { job: this, batch, exact } as unknown as NamedAttrMap;
      const result: Tensor = tf.engine().runKernel(opName(this.kernel), {}, attributes);
      try {
        return { counts: await result.data() };
      } finally {
        result.dispose();
      }
    }).then(({ counts }) => {
      if (this.#gpu) return this.#gpu.collect(counts as Int32Array, batch, into);
      addCounts(counts, this.#loop !== undefined, into);
      return true;
    });
  }

  /** The op's kernel function for this job's backend. */
  compute(backend: KernelBackend, { key, first, count }: GpuBatch, exact: boolean): TensorInfo {
    const { tf } = this.#backend;
    // Tensors as kernels see them say nothing of where the backend keeps their numbers.
    if (this.#tensor) return this.#tensor.run(key, first, count) as unknown as TensorInfo;
    if (this.#gpu) {
      this.#tables ??= tf.keep(tf.tensor1d(this.#gpu.tables, 'int32'));
      const dispatches = exact ? this.#gpu.exactDispatches(first, count) : this.#gpu.dispatches(first, count);
      const scratchLength = this.#gpu.scratchLength?.(count);
      return runDispatches(backend, this.#tables, { dispatches, resultLength: this.#gpu.resultLength(count), scratchLength }, key);
    }
    const statistics = kernels[this.kernel].emptyStatistics(this.#parameters);
    this.#loop!(key, first, count, statistics);
    return tf.tensor1d(twoWords(statistics), 'int32');
  }

  dispose(): void {
    this.#tables?.dispose();
    this.#tables = undefined;
  }
}

const LOOP_PROFILES_MAX = 2 ** 16;
const WORD = 2 ** 32;

/** Exact integers below 2^53 as int32 words: low words of all arrays, then high words. tf tensors hold nothing wider. */
function twoWords(statistics: Statistics): Int32Array {
  const sums = Object.values(statistics).flatMap((array) => [...array]);
  return Int32Array.from([...sums, ...sums.map((sum) => Math.floor(sum / WORD))]);
}

/** Adds an op's result, in one word or two, to the arrays of `into` in order. */
function addCounts(counts: ArrayLike<number>, wide: boolean, into: Statistics): void {
  const length = wide ? counts.length / 2 : counts.length;
  let at = 0;
  for (const array of Object.values(into)) {
    for (let i = 0; i < array.length; i++, at++) array[i]! += wide ? (counts[at]! >>> 0) + WORD * counts[length + at]! : counts[at]!;
  }
}

const limitsOf = (backend: TfjsBackend): GpuLimits => (backend as GpuBackend).limits;

const registered = new WeakMap<Tfjs, Set<string>>();

/** Registers the op for the backend, once for each copy of TFJS in the process. */
function registerOp({ tf, name }: TfjsBackend, kernel: KernelName): void {
  const done = registered.get(tf) ?? new Set();
  registered.set(tf, done);
  const id = `${name} ${opName(kernel)}`;
  if (done.has(id)) return;
  done.add(id);
  // A backend made as a copy of another has got that one's variant.
  if (tf.getKernel(opName(kernel), name)) tf.unregisterKernel(opName(kernel), name);
  tf.registerKernel({
    kernelName: opName(kernel),
    backendName: name,
    kernelFunc: ({ attrs, backend }) => {
      const { job, batch, exact } = attrs as unknown as { job: OpJob; batch: GpuBatch; exact: boolean };
      return job.compute(backend as KernelBackend, batch, exact);
    },
  });
}
