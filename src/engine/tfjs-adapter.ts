/**
 * TensorFlow.js from the inside: the only file that knows its internals. Nothing here is imported before a device that
 * needs it is asked for.
 *
 * TFJS does not report most device failures: a shader that does not compile or a buffer that is too large leaves zeros
 * or stale data behind, and a missing backend is replaced silently. So every batch runs inside error scopes
 * (`GpuBackend.guard`), uncaptured errors and a lost device stick, and the active backend is asserted before every op.
 */
/// <reference types="@webgpu/types" />
import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { GpuDispatch, GpuLimits } from '../../kernels/gpu-program.ts';
import type { StreamKey } from '../../kernels/kernel.ts';
import type { Tfjs as Operations } from '../../kernels/tensors.ts';
import { DeviceError, DeviceUnavailableError, MisreportError } from '../errors.ts';
import { describeAdapter, openDawn } from './dawn.ts';
import type { AdapterDescription, TensorDevice } from './device.ts';
import { registerHostKernels } from './tfjs-host-kernels.ts';
import { loadCpuBackend, loadTfjsCore, loadWebGpuBackend } from './tfjs-packages.ts';

export type Tfjs = typeof import('@tensorflow/tfjs-core');

/** A TFJS backend on which ops of the registry are run. */
export interface TfjsBackend {
  readonly name: string;
  readonly tf: Tfjs;
  /** Makes this backend the active one, or throws DeviceError. Synchronous, so that nothing can come in between. */
  activate(): void;
  /** Runs `body` and throws DeviceError if anything on the device went wrong meanwhile. */
  guard<T>(body: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface GpuBackend extends TfjsBackend {
  readonly adapter: AdapterDescription;
  readonly device: GPUDevice;
  readonly limits: GpuLimits;
}

/** First line of an error, without the driver's essay. A GPUError has a message but is no Error. */
const oneLine = (error: unknown): string => {
  const { message } = Object(error) as { message?: unknown };
  return String(message ?? error).split('\n')[0]!.slice(0, 300);
};

function activateBackend(tf: Tfjs, name: string): void {
  // For a backend that is already initialised, setBackend does its work before its first await.
  if (tf.getBackend() !== name && tf.findBackend(name) !== null) void tf.setBackend(name);
  if (tf.getBackend() !== name) {
    throw new DeviceError(`${name}: TensorFlow.js runs on backend '${tf.getBackend()}' instead`);
  }
}

/** Stands in a program's text, which TFJS puts behind declarations of its own; directives must come first. */
const SUBGROUPS = '// subgroups';

/** Puts the directives of programs with subgroups before everything. Control flow is theirs to keep uniform: an analysis cannot see it. */
function enableSubgroups(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => create(
    descriptor.code.includes(SUBGROUPS)
      ? { ...descriptor, code: `enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n${descriptor.code}` }
      : descriptor,
  );
}

class OpenGpuBackend implements GpuBackend {
  readonly name: string;
  readonly tf: Tfjs;
  readonly adapter: AdapterDescription;
  readonly device: GPUDevice;
  readonly limits: GpuLimits;
  #failure: string | undefined;
  #closing = false;
  /** Error scopes are a stack of the device: batches of jobs that run at the same time take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(name: string, tf: Tfjs, adapter: AdapterDescription, device: GPUDevice) {
    this.name = name;
    this.tf = tf;
    this.adapter = adapter;
    this.device = device;
    this.limits = {
      workgroupThreadsMax: device.limits.maxComputeInvocationsPerWorkgroup,
      workgroupBytesMax: device.limits.maxComputeWorkgroupStorageSize,
      workgroupsMax: device.limits.maxComputeWorkgroupsPerDimension,
      ...(device.features.has('subgroups') ? { subgroupLanes: device.adapterInfo.subgroupMinSize } : {}),
    };
    enableSubgroups(device);
    device.addEventListener('uncapturederror', (event) => {
      this.#failure ??= oneLine(event.error);
      event.preventDefault();
    });
    void device.lost.then(({ message }) => {
      if (!this.#closing) this.#failure ??= `the device was lost: ${oneLine({ message })}`;
    });
  }

  activate(): void {
    activateBackend(this.tf, this.name);
  }

  guard<T>(body: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => this.#guardAlone(body));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #guardAlone<T>(body: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw new DeviceError(`webgpu: ${this.#failure}`);
    const filters = ['validation', 'out-of-memory', 'internal'] as const;
    for (const filter of filters) this.device.pushErrorScope(filter);
    let outcome: { value: T } | undefined;
    let thrown: unknown;
    try {
      outcome = { value: await body() };
    } catch (error) {
      thrown = error;
    }
    for (const _ of filters) {
      try {
        const error = await this.device.popErrorScope();
        if (error) this.#failure ??= oneLine(error);
      } catch (error) {
        this.#failure ??= oneLine(error);
      }
    }
    // A loss is announced by a promise; let it speak before the results are believed.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#failure !== undefined) throw new DeviceError(`webgpu: ${this.#failure}`);
    if (outcome === undefined) throw thrown instanceof MisreportError ? thrown : new DeviceError(`webgpu: ${oneLine(thrown)}`);
    return outcome.value;
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.tf.findBackend(this.name) !== null) this.tf.removeBackend(this.name);
    this.device.destroy();
    await this.device.lost;
  }
}

/** Asked for where the adapter has them. */
const USEFUL_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];

/**
 * Opens Dawn's adapter and registers TFJS's webgpu backend on our own device. `name`: the backend's name in TFJS; a name
 * other than 'webgpu' gets a copy of its kernels, so that other variants of our ops can be tested on it.
 */
export async function openGpuBackend(name = 'webgpu'): Promise<GpuBackend> {
  const adapter = await openDawn();
  const requiredFeatures = USEFUL_FEATURES.filter((feature) => adapter.features.has(feature));
  const wanted = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
  ] as const;
  const requiredLimits = Object.fromEntries(wanted.map((limit) => [limit, adapter.limits[limit]]));
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  } catch (error) {
    throw new DeviceUnavailableError(`webgpu: the adapter gives no device: ${oneLine(error)}`);
  }
  const tf = await loadTfjsCore();
  const { WebGPUBackend } = await loadWebGpuBackend();
  // Small tensors must not be computed on the host behind our back.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (name !== 'webgpu' && tf.getKernelsForBackend(name).length === 0) tf.copyRegisteredKernels('webgpu', name);
  if (tf.engine().registryFactory[name]) tf.removeBackend(name);
  tf.registerBackend(name, () => new WebGPUBackend(device, adapter.info), 0);
  const backend = new OpenGpuBackend(name, tf, describeAdapter(adapter), device);
  await tf.setBackend(name);
  backend.activate();
  return backend;
}

/** A backend whose failures are thrown by TFJS itself: `cpu`, and TensorFlow's own. */
export async function openPlainBackend(name: string, tf: Tfjs): Promise<TfjsBackend> {
  if (!(await tf.setBackend(name))) throw new DeviceError(`${name}: TensorFlow.js could not start this backend`);
  const backend: TfjsBackend = {
    name,
    tf,
    activate: () => activateBackend(tf, name),
    guard: async (body) => {
      try {
        return await body();
      } catch (error) {
        throw error instanceof MisreportError ? error : new DeviceError(`${name}: ${oneLine(error)}`);
      }
    },
    close: async () => {},
  };
  backend.activate();
  return backend;
}

/** The package as tensor functions see it: the same object, whose declarations are generic in types that ours leave out. */
export const asOperations = (tf: Tfjs): Operations => tf as unknown as Operations;

/** A backend as the general tensor path sees it. */
export const tensorDeviceOn = (backend: TfjsBackend): TensorDevice => ({
  tf: asOperations(backend.tf),
  backend: backend.name,
  activate: () => backend.activate(),
  guard: (work) => backend.guard(async () => {
    backend.activate();
    return work();
  }),
});

/** TFJS's pure JavaScript backend, under its own name or, with a copy of its kernels, under another. */
export async function openJavaScriptBackend(name = 'cpu'): Promise<TfjsBackend> {
  const tf = await loadTfjsCore();
  const { MathBackendCPU } = await loadCpuBackend();
  if (name !== 'cpu' && tf.getKernelsForBackend(name).length === 0) tf.copyRegisteredKernels('cpu', name);
  registerHostKernels(tf, name);
  if (tf.engine().registryFactory[name]) tf.removeBackend(name);
  tf.registerBackend(name, () => {
    const backend = new MathBackendCPU();
    // Otherwise its first use prints an advertisement.
    Object.assign(backend, { firstUse: false });
    return backend;
  }, 0);
  return openPlainBackend(name, tf);
}

/** One of our programs in TFJS's form. Afresh for every call, since TFJS writes into it. */
function tfjsProgram({ program, scratch, workgroups }: GpuDispatch, resultLength: number): WebGPUProgram {
  return {
    shaderKey: program.key,
    atomic: true,
    dispatch: [workgroups, 1, 1],
    dispatchLayout: { x: [0] },
    outputShape: [resultLength],
    variableNames: scratch === 'read' ? ['tables', 'scratch'] : ['tables'],
    uniforms: 'k0 : u32, k1 : u32, first : u32, count : u32,',
    workgroupSize: [program.workgroupSize, 1, 1],
    getUserCode: () => (program.subgroups ? `${SUBGROUPS}\n${program.text}` : program.text),
  };
}

/** A batch's dispatches in order, and what they need. */
export interface DispatchedBatch {
  readonly dispatches: readonly GpuDispatch[];
  readonly resultLength: number;
  readonly scratchLength?: number | undefined;
}

/** Runs dispatches in order on one result of zeros. `backend` is what TFJS hands to a kernel function. */
export function runDispatches(
  backend: KernelBackend, tables: Tensor, { dispatches, resultLength, scratchLength }: DispatchedBatch, key: StreamKey,
): TensorInfo {
  const gpu = backend as WebGPUBackend;
  // Zeros from the host: TFJS's pool hands out buffers with what was last in them.
  const result = gpu.makeTensorInfo([resultLength], 'int32', new Int32Array(resultLength));
  const scratch = scratchLength === undefined ? undefined : gpu.makeTensorInfo([scratchLength], 'int32');
  for (const dispatch of dispatches) {
    const words = [key.k0, key.k1, dispatch.first, dispatch.count];
    const uniforms = words.map((word) => ({ type: 'uint32', data: [word] }));
    const writes = dispatch.scratch === 'written' ? scratch! : result;
    const inputs = dispatch.scratch === 'read' ? [tables, scratch!] : [tables];
    gpu.runWebGPUProgram(tfjsProgram(dispatch, writes.shape[0]!), inputs, 'int32', uniforms, writes);
  }
  if (scratch) gpu.disposeData(scratch.dataId);
  return result;
}
