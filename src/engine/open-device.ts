/** Opening the device that was asked for, and looking at what there is. */
import { allottedCores } from './cores.ts';
import { DeviceUnavailableError, MisreportError } from '../errors.ts';
import type { AdapterDescription, Device, DeviceChoice, DeviceName } from './device.ts';

export interface DeviceRequest {
  readonly device: DeviceChoice;
  /** Threads of the CPU device, also where it stands in for kernels without a variant. Default: all cores. */
  readonly workers?: number;
}

/**
 * Opens a device. `auto` is a hardware GPU that passes the known-answer check, else cpu. A device asked for by name is
 * that device or an error: DeviceUnavailableError says what to install.
 *
 *     import { openDevice, study } from 'misreport';
 *
 *     const device = await openDevice({ device: 'cpu', workers: 1 });
 *     await study({ scenario: 'double-auction', traders: 2, profiles: 1000 }, { device });
 *     await device.close();
 */
export async function openDevice({ device, workers }: DeviceRequest): Promise<Device> {
  switch (device) {
    case 'cpu':
      return (await import('./devices/cpu.ts')).openCpuDevice(workers);
    case 'webgpu':
      return (await import('./devices/webgpu.ts')).openWebGpuDevice(workers);
    case 'tensorflow':
      return (await import('./devices/tensorflow.ts')).openTensorflowDevice(workers);
    case 'auto':
      return openAuto(workers);
  }
}

/** A GPU that is hardware and computes rightly, else the CPU, which then says why a GPU was passed over. */
async function openAuto(workers: number | undefined): Promise<Device> {
  const gpu = await openHardwareGpu(workers);
  if (gpu && !('failure' in gpu)) return gpu;
  const cpu = await (await import('./devices/cpu.ts')).openCpuDevice(workers);
  return gpu ? withDescription(cpu, { ...cpu.description, passedOver: gpu.failure }) : cpu;
}

const withDescription = (device: Device, description: Device['description']): Device => ({
  description,
  run: (job, options) => device.run(job, options),
  tensors: () => device.tensors(),
  close: () => device.close(),
});

/** A hardware GPU that computes rightly; why one that is there does not; or nothing. */
async function openHardwareGpu(workers: number | undefined): Promise<Device | { readonly failure: string } | undefined> {
  try {
    const { openDawn, describeAdapter, mayHaveGpu } = await import('./dawn.ts');
    if (!mayHaveGpu()) return undefined;
    // TFJS is not even loaded for an imitation: it costs half a second.
    if (!describeAdapter(await openDawn()).hardware) return undefined;
    return await (await import('./devices/webgpu.ts')).openWebGpuDevice(workers);
  } catch (error) {
    if (error instanceof DeviceUnavailableError) return undefined;
    if (error instanceof MisreportError) return { failure: error.message };
    throw error;
  }
}

export interface DeviceProbe {
  readonly name: DeviceName;
  readonly available: boolean;
  /** One line: what it is, or why it is not there and what to install. */
  readonly detail: string;
  readonly adapter?: AdapterDescription;
}

export interface PackageProbe {
  readonly name: string;
  readonly loads: boolean;
  /** What it is for, and what to do where it does not load. */
  readonly detail: string;
}

export interface Probe {
  readonly devices: readonly DeviceProbe[];
  readonly packages: readonly PackageProbe[];
}

/** For `misreport doctor`. Opens no device; never throws for something missing. */
export async function probeDevices(): Promise<Probe> {
  const cpu: DeviceProbe = { name: 'cpu', available: true, detail: `${allottedCores()} cores, fused loops on worker threads` };
  const [webgpu, tensorflow] = [await probeWebGpu(), await probeTensorflow()];
  const { probeTfjs } = await import('./tfjs-packages.ts');
  return {
    devices: [cpu, webgpu.device, tensorflow.device], packages: [webgpu.package, ...(await probeTfjs()), ...tensorflow.packages],
  };
}

async function probeWebGpu(): Promise<{ device: DeviceProbe; package: PackageProbe }> {
  const { openDawn, describeAdapter } = await import('./dawn.ts');
  const purpose = 'Dawn, for device webgpu';
  try {
    const adapter = describeAdapter(await openDawn());
    const kind = adapter.hardware ? 'hardware' : 'software that imitates a GPU; auto does not take it';
    return {
      device: { name: 'webgpu', available: true, detail: `${adapter.name} (${kind})`, adapter },
      package: { name: 'webgpu', loads: true, detail: purpose },
    };
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError)) throw error;
    const detail = error.message.replace(/^webgpu: /, '');
    const loads = !detail.startsWith("npm package 'webgpu'");
    return {
      device: { name: 'webgpu', available: false, detail },
      package: { name: 'webgpu', loads, detail: loads ? purpose : `${purpose}; ${detail}` },
    };
  }
}

async function probeTensorflow(): Promise<{ device: DeviceProbe; packages: PackageProbe[] }> {
  const { findTensorflow, INSTALL_TENSORFLOW, TENSORFLOW_PACKAGES } = await import('./devices/tensorflow.ts');
  const found = await findTensorflow();
  const available = 'tf' in found;
  const device: DeviceProbe = {
    name: 'tensorflow',
    available,
    detail: available ? `tensor ops of ${found.name}` : `${found.join(', ')}; ${INSTALL_TENSORFLOW}`,
  };
  const packages = TENSORFLOW_PACKAGES.map((name) => {
    const loads = available && found.name === name;
    return {
      name,
      loads,
      detail: loads || available
        ? 'TensorFlow, for device tensorflow'
        : `TensorFlow, for device tensorflow; optional: ${INSTALL_TENSORFLOW}`,
    };
  });
  return { device, packages };
}
