/** Which kernel draws a trader's problem, and the job that does it. */
import { OTHERS_MAX } from '../../kernels/order-statistics/spec.ts';
import { wordThreshold } from '../distributions/distribution.ts';
import type { TraderProblem } from '../environment/double-auction.ts';
import { InputError } from '../errors.ts';
import type { Job } from '../engine/device.ts';
import type { SamplerChoice } from './configuration.ts';

export type Sampler = 'direct' | 'order-statistics';

export interface SamplerDecision {
  readonly sampler: Sampler;
  readonly reason: string;
  /** Words of randomness a profile. */
  readonly draws: number;
}

const DRAWS_ORDER_STATISTICS = 4;
/** Up to this many others the direct kernel is the cheaper one (bench/RESULTS.md). */
const DIRECT_CHEAPER_UP_TO = 1;

const present = ({ others }: TraderProblem): TraderProblem['others'] => others.filter(({ count }) => count > 0);
const countOf = (problem: TraderProblem): number => present(problem).reduce((sum, { count }) => sum + count, 0);

/** Throws InputError where the user asks for a sampler that does not apply. */
export function chooseSampler(problem: TraderProblem, choice: SamplerChoice): SamplerDecision {
  const others = countOf(problem);
  const common = new Set(present(problem).map(({ law }) => law.text)).size === 1 && others <= OTHERS_MAX;
  const direct = (reason: string): SamplerDecision => ({ sampler: 'direct', reason, draws: others });
  const order = (reason: string): SamplerDecision => ({ sampler: 'order-statistics', reason, draws: DRAWS_ORDER_STATISTICS });
  if (choice === 'direct') return direct('asked for');
  if (choice === 'order-statistics') {
    if (common) return order('asked for');
    throw new InputError('sampler', `order-statistics needs one law for all others, and a ${problem.trader}'s others have ${present(problem).map(({ law }) => law.text).join(' and ')}; accepted here: auto, direct`);
  }
  if (!common) return direct('the others have different laws');
  if (others <= DIRECT_CHEAPER_UP_TO) return direct(`only ${others} other${others === 1 ? '' : 's'} to draw`);
  return order('all others share one law');
}

export interface PreparedSampler {
  readonly job: Pick<Job, 'kernel' | 'parameters'>;
  /** Bound on how far the sampled probability of an event of two boundaries may be from its true one. */
  readonly lawError: number;
}

/** Relative accuracy of the order-statistics kernel's law, see its spec. */
const ORDER_STATISTICS_LAW_ERROR = 1e-10;

export function prepareSampler(problem: TraderProblem, sampler: Sampler, boundaries: Float64Array): PreparedSampler {
  const groups = present(problem);
  if (sampler === 'order-statistics') {
    const levels = rising(boundaries.map((x) => groups[0]!.law.cdf(x)));
    const parameters = { others: countOf(problem), rank: problem.rank, levels };
    return { job: { kernel: 'order-statistics', parameters }, lawError: ORDER_STATISTICS_LAW_ERROR };
  }
  const thresholds = groups.map(({ law }) => rising(boundaries.map((x) => wordThreshold(law, x))));
  // A profile can only be misjudged where some draw falls between a rounded threshold and the true one.
  let roundingMax = 0;
  for (let j = 0; j < boundaries.length; j++) {
    let rounding = 0;
    groups.forEach(({ law, count }, g) => (rounding += count * Math.abs(thresholds[g]![j]! / 2 ** 32 - law.cdf(boundaries[j]!))));
    roundingMax = Math.max(roundingMax, rounding);
  }
  const parameters = {
    groups: groups.map(({ count }, g) => ({ count, thresholds: thresholds[g]! })),
    rank: problem.rank,
    cells: boundaries.length - 1,
  };
  return { job: { kernel: 'direct', parameters }, lawError: 2 * roundingMax };
}

/** Special functions waver in the last place; thresholds must not. */
function rising(values: Float64Array): Float64Array {
  for (let j = 1; j < values.length; j++) values[j] = Math.max(values[j]!, values[j - 1]!);
  return values;
}
