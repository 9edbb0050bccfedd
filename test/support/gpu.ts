/** Whether a GPU, real or imitated, is to be had in this process. */
import { DeviceUnavailableError } from '../../src/errors.ts';
import { openDawn } from '../../src/engine/dawn.ts';

/** Why there is none, or undefined. */
export async function gpuHere(): Promise<string | undefined> {
  try {
    await openDawn();
    return undefined;
  } catch (error) {
    if (error instanceof DeviceUnavailableError) return error.message;
    throw error;
  }
}
