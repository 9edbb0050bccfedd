/** Loops of the workbench that kernel `report-gains` calls, and lists of addresses for them. */
import type { Workbench } from '../simd/workbench.ts';

export type Loops = Record<'add64' | 'copy64' | 'copy32' | 'dense64' | 'gains64' | 'multiply64' | 'parted64' | 'parted32' | 'power64'
  | 'round64' | 'round32', (...values: number[]) => void>;

/** Where a list of addresses begins and ends. */
export const listOf = (bench: Workbench, addresses: readonly number[]): readonly [number, number] => {
  const at = bench.put(Int32Array.from(addresses));
  return [at, at + 4 * addresses.length];
};
