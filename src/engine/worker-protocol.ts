/** What the pool and its workers say to each other. */
import type { Statistics } from '../../kernels/kernel.ts';
import type { KernelRequest } from './device.ts';

/** Int32 slots of the board that pool and workers share. */
export const BOARD = { nextChunk: 0, chunksDone: 1, stop: 2, slots: 3 } as const;

export interface WorkerTask {
  readonly id: number;
  /** Without parameters where they are those of the task before: preparing large problems takes seconds. */
  readonly job: Omit<KernelRequest, 'parameters'> & Partial<Pick<KernelRequest, 'parameters'>>;
  readonly size: number;
  /** SharedArrayBuffer of BOARD.slots Int32. */
  readonly board: SharedArrayBuffer;
}

export type WorkerReply =
  | { readonly id: number; readonly statistics: Statistics; readonly profiles: number }
  | { readonly id: number; readonly error: string };
