/** Device `tensorflow`: kernels as tensor ops on TensorFlow's own runtime. */
import { DeviceUnavailableError } from '../../errors.ts';
import type { Device } from '../device.ts';
import { openPlainBackend, type TfjsBackend, type Tfjs } from '../tfjs-adapter.ts';
import { openCpuDevice } from './cpu.ts';
import { TfjsDevice } from './tfjs-device.ts';

/** Packages that bring the backend, in order of preference. */
export const TENSORFLOW_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

export interface TensorflowPackage {
  readonly name: string;
  readonly tf: Tfjs;
}

/** Why each package does not load, or the first that does. */
export async function findTensorflow(): Promise<TensorflowPackage | readonly string[]> {
  const reasons: string[] = [];
  for (const name of TENSORFLOW_PACKAGES) {
    try {
      const loaded = (await import(name)) as Tfjs & { default?: Tfjs };
      return { name, tf: loaded.default ?? loaded };
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
      reasons.push(`${name} ${missing ? 'is not installed' : `does not load (${String((error as Error).message).split('\n')[0]})`}`);
    }
  }
  return reasons;
}

export const INSTALL_TENSORFLOW =
  'npm install @tensorflow/tfjs-node-gpu@4.22.0 (Linux with CUDA) or npm install @tensorflow/tfjs-node@4.22.0';

/** Opens the TFJS backend `tensorflow`. Throws DeviceUnavailableError saying what to install. */
async function openTensorflowBackend(): Promise<TfjsBackend> {
  const found = await findTensorflow();
  if ('tf' in found) return openPlainBackend('tensorflow', found.tf);
  throw new DeviceUnavailableError(`tensorflow: ${found.join(', ')}; ${INSTALL_TENSORFLOW}`);
}

/** `openBackend`: another TFJS backend to run the tensor ops on, for tests. */
export async function openTensorflowDevice(
  workers?: number,
  openBackend: () => Promise<TfjsBackend> = openTensorflowBackend,
): Promise<Device> {
  const backend = await openBackend();
  return new TfjsDevice({ name: 'tensorflow', backend: backend.name }, backend, () => openCpuDevice(workers));
}
