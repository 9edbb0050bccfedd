/** Kernels with variants for devices other than the CPU: one line each. The others run on their CPU twin there. */
import type { GpuKernel } from './gpu-program.ts';
import type { KernelName } from './registry.ts';
import type { TensorKernel } from './tensor-program.ts';
import { assignmentGpu } from './assignment/webgpu.ts';
import { binomialSplittingGpu } from './binomial-splitting/webgpu.ts';
import { directTensor } from './direct/tensor.ts';
import { directGpu } from './direct/webgpu.ts';
import { doubleAuctionMechanismsGpu } from './double-auction-mechanisms/webgpu.ts';
import { exPostGpu } from './ex-post/webgpu.ts';
import { interimGpu } from './interim/webgpu.ts';
import { marketClearingGpu } from './market-clearing/webgpu.ts';
import { orderStatisticsGpu } from './order-statistics/webgpu.ts';
import { reachGpu } from './reach/webgpu.ts';
import { walkGainsGpu } from './walk-gains/webgpu.ts';

/** Parameters are of unknown type here for the same reason as in registry.ts. */
export const gpuKernels = {
  direct: directGpu, 'ex-post': exPostGpu, interim: interimGpu, 'market-clearing': marketClearingGpu, assignment: assignmentGpu,
  reach: reachGpu, 'order-statistics': orderStatisticsGpu, 'walk-gains': walkGainsGpu,
  'double-auction-mechanisms': doubleAuctionMechanismsGpu, 'binomial-splitting': binomialSplittingGpu,
} as unknown as Readonly<Partial<Record<KernelName, GpuKernel<unknown>>>>;
export const tensorKernels = { direct: directTensor } as unknown as Readonly<Partial<Record<KernelName, TensorKernel<unknown>>>>;
