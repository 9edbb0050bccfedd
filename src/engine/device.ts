/** What the rest of the program knows of a device. */
import type { StreamKey, Statistics } from '../../kernels/kernel.ts';
import type { KernelName } from '../../kernels/registry.ts';
import type { Tfjs } from '../../kernels/tensors.ts';

export type DeviceName = 'cpu' | 'webgpu' | 'tensorflow';
export const DEVICE_CHOICES = ['auto', 'cpu', 'webgpu', 'tensorflow'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

export interface AdapterDescription {
  /** As the driver gives it. */
  readonly name: string;
  /** False where the adapter is a program that imitates a GPU. */
  readonly hardware: boolean;
  readonly limits: Readonly<Record<string, number>>;
}

export interface DeviceDescription {
  readonly name: DeviceName;
  /** Worker threads (cpu only). */
  readonly workers?: number;
  /** TFJS backend that ran the tensor ops (webgpu and tensorflow). */
  readonly backend?: string;
  /** Adapter name as the driver gives it (webgpu only), and whether it is hardware rather than an emulation. */
  readonly adapter?: string;
  readonly hardware?: boolean;
  /** Why `auto` did not take the GPU that is there. */
  readonly passedOver?: string;
  /** Kernels that run on this device itself (webgpu and tensorflow); the others run on their CPU twin. Absent: all. */
  readonly nativeKernels?: readonly KernelName[];
  /** Kernels of which jobs so far ran on the CPU twin instead. Absent: none. */
  readonly onCpu?: readonly KernelName[];
}

/** Profiles `first .. first + count - 1` (integers below 2^53) of a stream, through one kernel. */
export interface KernelRequest {
  readonly kernel: KernelName;
  /** Structured-clonable; checked with the kernel's `validate`. */
  readonly parameters: unknown;
  readonly stream: StreamKey;
  readonly first: number;
  readonly count: number;
}

export interface KernelDraws {
  readonly statistics: Statistics;
  /** Profiles in `statistics`: `count`, or fewer where the run was interrupted. */
  readonly profiles: number;
}

export interface DrawOptions {
  /** Called now and then with the number of profiles done so far in this job. */
  readonly onProgress?: (profiles: number) => void;
  /** When aborted, the device stops at the next chunk and returns what it has. */
  readonly signal?: AbortSignal;
}

/**
 * TensorFlow.js on one backend. Tensors of one backend must not meet ops of another, so every synchronous stretch of ops begins with
 * `activate`.
 */
export interface TensorDevice {
  readonly tf: Tfjs;
  /** Name of the TFJS backend. */
  readonly backend: string;
  /** Makes the backend the active one, or throws DeviceError. */
  activate(): void;
  /** Activates, runs `work`, and throws DeviceError if anything on the device went wrong meanwhile. Not to be nested. */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

export interface Device {
  readonly description: DeviceDescription;
  /** Rejects with `DeviceError` on any device failure; never returns doubtful numbers. */
  run(job: KernelRequest, options?: DrawOptions): Promise<KernelDraws>;
  /** For what no kernel does: tensor ops on this device's own TFJS backend; of cpu, TFJS's JavaScript one, in this process. */
  tensors(): Promise<TensorDevice>;
  close(): Promise<void>;
}
