/** Finding a GPU: Dawn (npm package `webgpu`) and its adapter. Imported only where a GPU is asked for. */
/// <reference types="@webgpu/types" />
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { DeviceUnavailableError } from '../errors.ts';
import { oneLine, quote } from '../input/quote.ts';
import type { AdapterDescription } from './device.ts';

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp/i;
const INSTALL_VULKAN = 'install a GPU driver with Vulkan and its loader (Debian, Ubuntu: apt-get install libvulkan1)';

/** Dawn complains on stderr where Vulkan's loader is missing, so look before. */
function vulkanLoaderMissing(): boolean {
  if (process.platform !== 'linux') return false;
  const name = 'libvulkan.so.1';
  const folders = [...(process.env.LD_LIBRARY_PATH ?? '').split(delimiter), '/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib'];
  if (folders.some((folder) => folder !== '' && existsSync(join(folder, name)))) return false;
  try {
    return !readFileSync('/etc/ld.so.cache').includes(name);
  } catch {
    return true;
  }
}

/** What a GPU's driver shows of itself on Linux: DRM, NVIDIA (containers too), WSL, AMD's compute, Mali, Adreno. */
const GPU_NODES = ['/dev/dri', '/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg', '/dev/kfd', '/dev/mali0', '/dev/kgsl-3d0'];

/**
 * False where there surely is no GPU but one that software imitates. To ask Dawn all the same costs a tenth of a second, and Vulkan's
 * drivers write to stderr what they miss.
 */
export const mayHaveGpu = (platform: string = process.platform, exists: (path: string) => boolean = existsSync): boolean =>
  platform !== 'linux' || GPU_NODES.some(exists);

export function describeAdapter({ info, limits }: GPUAdapter): AdapterDescription {
  const name = info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ');
  const everything = [info.vendor, info.architecture, info.device, info.description].join(' ');
  const numbers: Record<string, number> = {};
  for (const key in limits) {
    const value: unknown = limits[key as keyof GPUSupportedLimits];
    if (typeof value === 'number') numbers[key] = value;
  }
  return { name, hardware: !info.isFallbackAdapter && !SOFTWARE.test(everything), limits: numbers };
}

/** Window systems' libraries, which drivers load though nothing is drawn, write an error to stderr where this is not set. */
const quietWindowSystem = (): void => void (process.env.XDG_RUNTIME_DIR ??= tmpdir());

/**
 * Workgroup memory is zeroed by a loop in the program, not by a constant of its size: software drivers unroll the latter, which makes
 * programs two to four times as long to compile. What programs compute is the same. Timestamps are as the driver gives them: who measures
 * with them here is not a web page that must not.
 */
const FEATURES = ['disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension,timestamp_quantization'];

/** Asks for an adapter as `openDawn` does: 0 where there is one, 3 where there is none. What drivers write goes to its stderr. */
const PROBE = `const [url, features] = JSON.parse(process.argv[1]);
const { create } = await import(url);
const adapter = await create(features).requestAdapter({ powerPreference: 'high-performance' });
process.exit(adapter === null ? 3 : 0);`;

/** What drivers wrote, as one line in parentheses: the first that says something. Empty where they wrote nothing. */
export function driversWords(written: string): string {
  const first = written.split('\n').map((text) => oneLine(text).replace(/^(warning|error): */i, '')).find((text) => text !== '');
  return first === undefined ? '' : ` (its drivers say: ${quote(first)})`;
}

/**
 * Vulkan's drivers write to stderr what they miss, in lines that nobody can take back. So where there surely is no GPU, and nobody named
 * a driver that imitates one, another process asks first. Throws DeviceUnavailableError where it finds none.
 */
function askElsewhere(): void {
  const { env, execPath } = process;
  if (mayHaveGpu() || env.VK_ICD_FILENAMES !== undefined || env.VK_DRIVER_FILES !== undefined) return;
  const argument = JSON.stringify([import.meta.resolve('webgpu'), FEATURES]);
  const { status, stderr } = spawnSync(execPath, ['--input-type=module', '-e', PROBE, argument], { encoding: 'utf8', timeout: 20_000 });
  if (status === 3) throw new DeviceUnavailableError(`webgpu: no adapter was found${driversWords(stderr)}; ${INSTALL_VULKAN}`);
}

let gpu: GPU | undefined;

/** The fastest adapter. Throws DeviceUnavailableError saying what to install where there is none. */
export async function openDawn(): Promise<GPUAdapter> {
  if (vulkanLoaderMissing()) throw new DeviceUnavailableError(`webgpu: there is no Vulkan loader; ${INSTALL_VULKAN}`);
  if (gpu === undefined) {
    quietWindowSystem();
    askElsewhere();
    let dawn: typeof import('webgpu');
    try {
      dawn = await import('webgpu');
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new DeviceUnavailableError(
        `webgpu: npm package 'webgpu' does not load here (${reason}); reinstall with npm ci on a platform it supports`
      );
    }
    // TFJS looks for WebGPU where a browser has it.
    Object.assign(globalThis, dawn.globals);
    gpu = dawn.create(FEATURES);
    const host = globalThis as { navigator?: object };
    if (host.navigator === undefined) Object.defineProperty(host, 'navigator', { value: {}, configurable: true });
    Object.defineProperty(host.navigator, 'gpu', { value: gpu, configurable: true });
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new DeviceUnavailableError(`webgpu: no adapter was found; ${INSTALL_VULKAN}`);
  return adapter;
}
