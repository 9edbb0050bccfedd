/** One line per kernel. */
import { assignment } from './assignment/cpu.ts';
import { binomialSplitting } from './binomial-splitting/cpu.ts';
import { cellErrors } from './cell-errors/cpu.ts';
import { direct } from './direct/cpu.ts';
import { doubleAuctionMechanisms } from './double-auction-mechanisms/cpu.ts';
import { reach } from './reach/cpu.ts';
import { exPost } from './ex-post/cpu.ts';
import { functionRegret } from './function-regret/cpu.ts';
import { interim } from './interim/cpu.ts';
import type { Kernel } from './kernel.ts';
import { marketClearing } from './market-clearing/cpu.ts';
import { orderStatistics } from './order-statistics/cpu.ts';
import { regret } from './regret/cpu.ts';
import { reportGains } from './report-gains/cpu.ts';
import { walkGains } from './walk-gains/cpu.ts';
import { worstRegrets } from './worst-regret/cpu.ts';

const registered = {
  direct,
  'order-statistics': orderStatistics,
  'binomial-splitting': binomialSplitting,
  'market-clearing': marketClearing,
  'double-auction-mechanisms': doubleAuctionMechanisms,
  interim,
  'ex-post': exPost,
  assignment,
  reach,
  'walk-gains': walkGains,
  regret,
  'function-regret': functionRegret,
  'report-gains': reportGains,
  'worst-regret': worstRegrets,
  'cell-errors': cellErrors,
};

export type KernelName = keyof typeof registered;

/**
 * Kernels by name. Parameters cross threads as plain data, so here their type is unknown; each kernel's `validate`
 * checks them before use.
 */
export const kernels = registered as unknown as Readonly<Record<KernelName, Kernel<unknown>>>;
