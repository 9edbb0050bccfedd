/** Device `webgpu`: fused WGSL through TFJS's webgpu backend on our own GPU device. */
import { answersAgree, knownAnswerProgram, knownAnswerTables } from '../../../kernels/threefry/webgpu.ts';
import { THREEFRY_KNOWN_ANSWERS } from '../../../kernels/threefry/known-answers.ts';
import { DeviceError } from '../../errors.ts';
import type { Device } from '../device.ts';
import { openGpuBackend, runDispatches, type GpuBackend } from '../tfjs-adapter.ts';
import { openCpuDevice } from './cpu.ts';
import { TfjsDevice } from './tfjs-device.ts';

/** Runs Random123's vectors on the device. Throws DeviceError where it computes something else. */
export async function checkKnownAnswers(gpu: GpuBackend): Promise<void> {
  const answers = THREEFRY_KNOWN_ANSWERS;
  const result = await gpu.guard(async () => {
    gpu.activate();
    const { tf } = gpu;
    const tables = tf.tensor1d(knownAnswerTables(answers), 'int32');
    const dispatch = { program: knownAnswerProgram, first: 0, count: answers.length, workgroups: 1 };
    const info = runDispatches(
      tf.engine().backend, tables, { dispatches: [dispatch], resultLength: 2 * answers.length }, { k0: 0, k1: 0 },
    );
    const words = tf.engine().makeTensorFromTensorInfo(info);
    try {
      return (await words.data()) as Int32Array;
    } finally {
      tf.dispose([tables, words]);
    }
  });
  if (!answersAgree(answers, result)) throw new DeviceError(`webgpu: ${gpu.adapter.name} fails the known-answer check of Threefry`);
}

/** The device on a backend that is open already and passes the check. */
export async function webGpuDeviceOn(gpu: GpuBackend, workers?: number): Promise<Device> {
  try {
    await checkKnownAnswers(gpu);
  } catch (error) {
    await gpu.close();
    throw error;
  }
  const { name, hardware } = gpu.adapter;
  return new TfjsDevice({ name: 'webgpu', backend: gpu.name, adapter: name, hardware }, gpu, () => openCpuDevice(workers));
}

/** Throws DeviceUnavailableError where there is no adapter, DeviceError where it computes wrongly. */
export const openWebGpuDevice = async (workers?: number): Promise<Device> => webGpuDeviceOn(await openGpuBackend(), workers);
