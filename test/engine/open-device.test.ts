/** Which device one gets, and what one is told where it is not there. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mayHaveGpu } from '../../src/engine/dawn.ts';
import { DeviceUnavailableError } from '../../src/errors.ts';
import { openDevice, probeDevices } from '../../src/engine/open-device.ts';
import { TFJS_PACKAGES } from '../../src/engine/tfjs-packages.ts';
import { gpuHere } from '../support/gpu.ts';

const noGpu = await gpuHere();
const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs TypeScript in a process of its own, where no Vulkan driver is to be found. */
async function withoutVulkan(code: string): Promise<string> {
  const env = { ...process.env, VK_ICD_FILENAMES: '/nowhere.json', LD_LIBRARY_PATH: '' };
  const { stdout } = await execute(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root, env });
  return stdout.trim();
}

describe('openDevice', () => {
  it('cpu', async () => {
    const device = await openDevice({ device: 'cpu', workers: 2 });
    expect(device.description).toEqual({ name: 'cpu', workers: 2 });
    await device.close();
  });

  it.skipIf(noGpu !== undefined)('webgpu says what it is', async () => {
    const device = await openDevice({ device: 'webgpu' });
    const { name, backend, adapter, hardware, nativeKernels } = device.description;
    expect({ name, backend, nativeKernels }).toEqual({
      name: 'webgpu', backend: 'webgpu', nativeKernels: [
        'direct', 'order-statistics', 'binomial-splitting', 'market-clearing', 'double-auction-mechanisms', 'interim', 'ex-post',
        'assignment', 'reach', 'walk-gains',
      ],
    });
    expect(adapter).toMatch(/\w/);
    expect(typeof hardware).toBe('boolean');
    await device.close();
  });

  it.skipIf(noGpu !== undefined)('webgpu can be opened again after it was closed', async () => {
    for (let time = 0; time < 2; time++) await (await openDevice({ device: 'webgpu' })).close();
  });

  it('auto takes hardware or the cpu, never an imitation', async () => {
    const device = await openDevice({ device: 'auto', workers: 1 });
    expect(device.description.name === 'cpu' || device.description.hardware === true).toBe(true);
    await device.close();
  });

  it('webgpu where there is no driver says what to install', async () => {
    const code = `
      import { openDevice } from './src/engine/open-device.ts';
      openDevice({ device: 'webgpu' }).catch((error) => console.log(error.name + '|' + error.message));`;
    expect(await withoutVulkan(code)).toMatch(/^DeviceUnavailableError\|webgpu: .*install a GPU driver.*libvulkan1/);
  });

  it('auto where there is no driver is the cpu', async () => {
    const code = `
      import { openDevice } from './src/engine/open-device.ts';
      const device = await openDevice({ device: 'auto', workers: 1 });
      console.log(device.description.name);
      await device.close();`;
    expect(await withoutVulkan(code)).toBe('cpu');
  });

  it('tensorflow is there or says what to install', async () => {
    try {
      const device = await openDevice({ device: 'tensorflow', workers: 1 });
      expect(device.description).toMatchObject({ name: 'tensorflow', backend: 'tensorflow' });
      await device.close();
    } catch (error) {
      expect(error).toBeInstanceOf(DeviceUnavailableError);
      expect((error as Error).message).toMatch(/^tensorflow: .*npm install @tensorflow\/tfjs-node/);
    }
  });
});

it('probeDevices tells of every device and optional package', async () => {
  const { devices, packages } = await probeDevices();
  expect(devices.map(({ name }) => name)).toEqual(['cpu', 'webgpu', 'tensorflow']);
  expect(devices[0]!.available).toBe(true);
  expect(devices[1]!.available).toBe(noGpu === undefined);
  if (noGpu === undefined) expect(devices[1]!.adapter!.limits.maxBufferSize).toBeGreaterThan(2 ** 20);
  expect(packages.map(({ name }) => name)).toEqual([
    'webgpu', ...Object.keys(TFJS_PACKAGES), '@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node',
  ]);
  for (const { detail } of [...devices, ...packages]) expect(detail).toMatch(/^\S[^\n]+$/);
});

describe('whether a GPU can be there', () => {
  it('on Linux one shows a node of its driver; elsewhere nothing can be told', () => {
    expect(mayHaveGpu('linux', () => false)).toBe(false);
    for (const node of ['/dev/dri', '/dev/nvidiactl', '/dev/dxg']) expect(mayHaveGpu('linux', (path) => path === node), node).toBe(true);
    expect(mayHaveGpu('linux', (path) => path === '/dev/null')).toBe(false);
    expect(['darwin', 'win32'].map((platform) => mayHaveGpu(platform, () => false))).toEqual([true, true]);
  });
});
