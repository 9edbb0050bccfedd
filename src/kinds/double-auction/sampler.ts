/** Which kernel draws a trader's problem, and with which parameters. */
import { massBelow, wordThreshold } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { orderTails } from '../../experiments/order-statistics/tails.ts';
import type { KernelRequest } from '../../run/request.ts';
import type { SamplerChoice } from '../kind.ts';

export type Sampler = Exclude<SamplerChoice, 'auto'>;

export interface SamplerDecision {
  readonly sampler: Sampler;
  readonly reason: string;
  /** Words of randomness a profile. */
  readonly draws: number;
  /** Nanoseconds a profile roughly takes on one core (bench/RESULTS.md); for choosing and for progress. */
  readonly cost: number;
}

const DRAWS_ORDER_STATISTICS = 4;
const DRAWS_SPLITTING = 64;

const present = ({ others }: TraderProblem): TraderProblem['others'] => others.filter(({ count }) => count > 0);
const countOf = (problem: TraderProblem): number => present(problem).reduce((sum, { count }) => sum + count, 0);

function decision(sampler: Sampler, others: number, reason: string): SamplerDecision {
  switch (sampler) {
    case 'direct':
      return { sampler, reason, draws: others, cost: others <= 8 ? 35 * others : 350 + 4.5 * others };
    case 'order-statistics':
      return { sampler, reason, draws: DRAWS_ORDER_STATISTICS, cost: 70 };
    case 'binomial-splitting':
      return { sampler, reason, draws: DRAWS_SPLITTING, cost: 700 + 70 * Math.log2(others + 1) };
  }
}

/**
 * The cheapest sampler that applies, or the one asked for. The device has no say, so that it cannot change a number.
 * Throws InputError where the one asked for does not apply.
 */
export function chooseSampler(problem: TraderProblem, choice: SamplerChoice): SamplerDecision {
  const others = countOf(problem);
  const common = new Set(present(problem).map(({ law }) => law.text)).size === 1;
  if (choice === 'order-statistics' && !common) {
    const laws = present(problem).map(({ law }) => law.text);
    throw new InputError(
      'sampler',
      `order-statistics needs one law for all others, and a ${problem.trader}'s others have ${laws.join(' and ')}; accepted here: `
      + `auto, direct, binomial-splitting`,
    );
  }
  if (choice !== 'auto') return decision(choice, others, 'asked for');
  const direct = decision('direct', others, others === 1 ? 'only one other to draw' : `${others} others are cheap to draw`);
  const other = common ? decision('order-statistics', others, 'all others share one law') : decision(
    'binomial-splitting',
    others,
    'many others of different laws',
  );
  return direct.cost <= other.cost ? direct : other;
}

export interface PreparedSampler {
  readonly drawn: Pick<KernelRequest, 'kernel' | 'parameters'>;
  /** Bound on how far the sampled probability of an event of two boundaries may be from its true one. */
  readonly lawError: number;
}

/** Accuracy in law of the kernels that draw order statistics, see their specs. */
const DRAWN_LAW_ERROR = 1e-8;

export function prepareSampler(problem: TraderProblem, sampler: Sampler, boundaries: Float64Array): PreparedSampler {
  const groups = present(problem);
  const beyond = orderTails(problem)?.mass ?? 0;
  if (sampler === 'order-statistics') {
    const levels = rising(boundaries.map((x) => massBelow(groups[0]!.law, x)));
    const parameters = { others: countOf(problem), rank: problem.rank, levels };
    return { drawn: { kernel: 'order-statistics', parameters }, lawError: DRAWN_LAW_ERROR + beyond };
  }
  if (sampler === 'binomial-splitting') {
    const parameters = {
      groups: groups.map(({ count, law }) => ({ count, levels: rising(boundaries.map((x) => massBelow(law, x))) })),
      rank: problem.rank,
    };
    return { drawn: { kernel: 'binomial-splitting', parameters }, lawError: DRAWN_LAW_ERROR + beyond };
  }
  const thresholds = groups.map(({ law }) => rising(boundaries.map((x) => wordThreshold(law, x))));
  // A profile can only be misjudged where some draw falls between a rounded threshold and the true one.
  let roundingMax = 0;
  for (let j = 0; j < boundaries.length; j++) {
    let rounding = 0;
    groups.forEach(({ law, count }, g) => (rounding += count * Math.abs(thresholds[g]![j]! / 2 ** 32 - massBelow(law, boundaries[j]!))));
    roundingMax = Math.max(roundingMax, rounding);
  }
  const parameters = {
    groups: groups.map(({ count }, g) => ({ count, thresholds: thresholds[g]! })),
    rank: problem.rank,
    cells: boundaries.length - 1,
  };
  return { drawn: { kernel: 'direct', parameters }, lawError: 2 * roundingMax + beyond };
}

/** Special functions waver in the last place; thresholds must not. */
function rising(values: Float64Array): Float64Array {
  for (let j = 1; j < values.length; j++) values[j] = Math.max(values[j]!, values[j - 1]!);
  return values;
}
