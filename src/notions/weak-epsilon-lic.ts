/** The weak epsilon-LIC constant over a grid (Song22 Definition 10): gain over the largest change of any own coordinate. */
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Certified, Pair } from './certified.ts';
import { supDistance } from '../beliefs/signal-distance.ts';
import { largestOver, liesWhere, PairGains } from './misreport-gain.ts';

export function weakEpsilonLic(sums: InterimSums, alpha: number, witness?: Pair): Certified {
  const gains = new PairGains(sums);
  return largestOver(gains, liesWhere(gains, (report, type) => supDistance(report, type) || undefined), alpha, witness);
}
