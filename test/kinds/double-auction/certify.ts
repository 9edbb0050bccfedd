/** One trader planned and certified without threads, as a study does it. */
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, type DoubleAuction, type Trader } from '../../../src/environment/double-auction.ts';
import type { SamplerChoice, StudyAim } from '../../../src/kinds/kind.ts';
import { openRun } from '../../../src/run/run.ts';
import { traderConstants, type TraderConstants } from '../../../src/kinds/double-auction/trader-results.ts';
import { certifyTrader, planTrader, type TraderPlan, type TraderSample } from '../../../src/kinds/double-auction/trader-study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

export interface MarketSpec {
  sellers: number;
  buyers: number;
  kappa: number;
  cost?: string;
  value?: string;
}

export const marketOf = ({ sellers, buyers, kappa, cost = 'uniform(0,1)', value = cost }: MarketSpec): DoubleAuction =>
  doubleAuction({ sellers, buyers, kappa, cost: parseDistribution(cost), value: parseDistribution(value) });

/** Of a study with a given number of profiles. */
export const aimAt = (profiles: number, more: Partial<StudyAim> = {}): StudyAim =>
  ({ command: 'run', profiles, maxProfiles: profiles, confidence: 0.99, sampler: 'auto', ...more });

export const planOf = (
  market: DoubleAuction,
  trader: Trader,
  profiles: number,
  seed: string,
  confidence = 0.99,
  sampler: SamplerChoice = 'auto',
): Promise<TraderPlan> =>
  planTrader(market, trader, aimAt(profiles, { confidence, sampler }), openRun(inProcessDevice(), seed));

export interface Certified {
  plan: TraderPlan;
  sample: TraderSample;
  constants: TraderConstants;
}

export async function certify(plan: TraderPlan, profiles: number, seed: string, confidence = 0.99): Promise<Certified> {
  const alpha = 1 - confidence;
  const sample = await certifyTrader(plan, profiles, openRun(inProcessDevice(), seed), { alpha, maxProfiles: profiles });
  return { plan, sample, constants: traderConstants(sample, alpha) };
}

export async function study(
  market: DoubleAuction,
  trader: Trader,
  profiles: number,
  seed = 'study',
  confidence = 0.99,
): Promise<Certified> {
  return certify(await planOf(market, trader, profiles, seed, confidence), profiles, seed, confidence);
}
