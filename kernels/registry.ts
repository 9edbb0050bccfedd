/** One line per kernel. */
import { direct } from './direct/cpu.ts';
import type { Kernel } from './kernel.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const kernels = {
  [direct.name]: direct,
} satisfies Record<string, Kernel<never>>;

export type KernelName = 'direct' | 'order-statistics' | 'market-clearing';
