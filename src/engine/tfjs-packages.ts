/** The parts of TensorFlow.js, which are optional packages: fused kernels on the cpu do without. */
import { DeviceUnavailableError } from '../errors.ts';

/** What each is needed for. */
export const TFJS_PACKAGES = {
  '@tensorflow/tfjs-core': 'problems outside the fused kernels, devices webgpu and tensorflow',
  '@tensorflow/tfjs-backend-cpu': 'problems outside the fused kernels',
  '@tensorflow/tfjs-backend-webgpu': 'device webgpu',
} as const;

export type TfjsPackage = keyof typeof TFJS_PACKAGES;

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** What `load` imports; DeviceUnavailableError says what the package is for and how to install it. */
async function needed<T>(name: TfjsPackage, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw new DeviceUnavailableError(
      `npm package '${name}' does not load (${firstLine(error)}); it is needed for ${TFJS_PACKAGES[name]}: npm install ${name}@4.22.0`
    );
  }
}

export const loadTfjsCore = (): Promise<typeof import('@tensorflow/tfjs-core')> =>
  needed('@tensorflow/tfjs-core', () => import('@tensorflow/tfjs-core'));
export const loadCpuBackend = (): Promise<typeof import('@tensorflow/tfjs-backend-cpu')> =>
  needed('@tensorflow/tfjs-backend-cpu', () => import('@tensorflow/tfjs-backend-cpu'));
export const loadWebGpuBackend = (): Promise<typeof import('@tensorflow/tfjs-backend-webgpu')> =>
  needed('@tensorflow/tfjs-backend-webgpu', () => import('@tensorflow/tfjs-backend-webgpu'));

const LOADERS: Readonly<Record<TfjsPackage, () => Promise<unknown>>> = {
  '@tensorflow/tfjs-core': loadTfjsCore, '@tensorflow/tfjs-backend-cpu': loadCpuBackend,
  '@tensorflow/tfjs-backend-webgpu': loadWebGpuBackend,
};

/** Which load, for `misreport doctor`; never throws. */
export const probeTfjs = async (): Promise<{ name: TfjsPackage; loads: boolean; detail: string }[]> =>
  Promise.all((Object.keys(TFJS_PACKAGES) as TfjsPackage[]).map(async (name) => {
    const failure = await LOADERS[name]().then(() => undefined, (error: Error) => error.message);
    return { name, loads: failure === undefined, detail: `for ${TFJS_PACKAGES[name]}${failure === undefined ? '' : `; ${failure}`}` };
  }));
