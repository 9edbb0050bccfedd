/**
 * Whole profiles of an assignment market under truth-telling, audited one by one: welfare, revenue, and what bidders could
 * have gained in hindsight by scaling their reports.
 *
 *   vcg         payments are the lowest competitive prices; no report gains
 *   pay-as-bid  each pays what she reports her object to be worth
 * Draw i M + j of a profile is the word behind bidder i's worth of object j.
 */
import type { StreamKey } from '../../kernels/kernel.ts';
import { profileBlockKey, threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { solveAssignment } from '../environment/assignment.ts';
import type { AssignmentMarket } from '../environment/assignment-market.ts';
import { requireFinite } from '../environment/checks.ts';
import { InputError } from '../errors.ts';
import type { ExPostSums, Moments } from './interim-sums.ts';

export const ASSIGNMENT_PAYMENTS = ['vcg', 'pay-as-bid'] as const;
export type AssignmentPayments = (typeof ASSIGNMENT_PAYMENTS)[number];

export interface AssignmentQuestion {
  readonly payments: AssignmentPayments;
  /** Reports tried by every bidder: scale * s^i. */
  readonly scales: readonly number[];
  /** Gains and losses within it count as none. */
  readonly tolerance?: number;
}

/** Profiles first .. first + count - 1 (below 2^53) of the stream. A profile costs N (1 + scales) assignments under pay-as-bid. */
export function assignmentExPost(market: AssignmentMarket, { payments, scales, tolerance = 1e-9 }: AssignmentQuestion, stream: StreamKey, first: number, count: number): ExPostSums {
  if (!ASSIGNMENT_PAYMENTS.includes(payments)) throw new InputError('payments', `accepted here: ${ASSIGNMENT_PAYMENTS.join(', ')}`);
  scales.forEach((scale, x) => {
    requireFinite(`scales[${x}]`, scale);
    if (scale < 0) throw new InputError(`scales[${x}]`, `must be at least 0, got ${scale}`);
  });
  const { bidders: n } = market;
  const most = mostWelfare(market);
  const sums = { firstBest: counter([0, most]), revenue: counter([0, most]), payoff: Array.from({ length: n }, () => counter([0, most])) };
  const gainful = new Array<number>(n).fill(0);
  const largestGain = new Array<number>(n).fill(0);
  let imbalances = 0;
  for (let profile = first; profile < first + count; profile++) {
    const worth = drawWorth(market, stream, profile);
    const outcome = play(market, payments, worth, worth);
    sums.firstBest.add(outcome.welfare);
    sums.revenue.add(outcome.revenue);
    if (outcome.revenue > tolerance) imbalances++;
    outcome.payoffs.forEach((payoff, i) => {
      sums.payoff[i]!.add(payoff);
      const gain = Math.max(...scales.map((scale) => play(market, payments, worth, scaled(market, worth, i, scale)).payoffs[i]! - payoff));
      if (gain <= tolerance) return;
      gainful[i]!++;
      largestGain[i] = Math.max(largestGain[i]!, gain);
    });
  }
  return {
    profiles: count, firstBest: sums.firstBest.moments(), welfare: sums.firstBest.moments(), revenue: sums.revenue.moments(),
    payoff: sums.payoff.map((one) => one.moments()), deficits: 0, imbalances, irViolations: new Array<number>(n).fill(0),
    gainful, largestGain, reports: scales.length, tolerance,
  };
}

/** [N M] */
function drawWorth({ laws }: AssignmentMarket, stream: StreamKey, profile: number): Float64Array {
  const high = Math.floor(profile / 2 ** 32);
  const key = profileBlockKey(stream, high);
  return Float64Array.from(laws, (law, d) => law.quantile((threefry2x32(key, [profile - high * 2 ** 32, d >>> 1])[d & 1]! + 0.5) / 2 ** 32));
}

function scaled({ objects }: AssignmentMarket, worth: Float64Array, i: number, scale: number): Float64Array {
  return worth.map((value, x) => (Math.floor(x / objects) === i ? value * scale : value));
}

/** Outcome of the reports, at the true worth. */
function play({ bidders, objects }: AssignmentMarket, payments: AssignmentPayments, worth: Float64Array, reported: Float64Array): { welfare: number; revenue: number; payoffs: number[] } {
  const { objectOf, welfare, payments: lowest } = solveAssignment(reported, bidders, objects);
  const at = (values: Float64Array, i: number): number => (objectOf[i]! < 0 ? 0 : values[i * objects + objectOf[i]!]!);
  const paid = Array.from(objectOf, (_, i) => (payments === 'vcg' ? lowest[i]! : at(reported, i)));
  return { welfare, revenue: paid.reduce((sum, x) => sum + x, 0), payoffs: paid.map((x, i) => at(worth, i) - x) };
}

/** Bound on the welfare of a profile: the bidders' best objects, or the objects' best bidders. */
function mostWelfare({ bidders, objects, laws }: AssignmentMarket): number {
  const top = (i: number, j: number): number => laws[i * objects + j]!.support[1];
  const rows = Array.from({ length: bidders }, (_, i) => Math.max(...Array.from({ length: objects }, (_, j) => top(i, j))));
  const columns = Array.from({ length: objects }, (_, j) => Math.max(...Array.from({ length: bidders }, (_, i) => top(i, j))));
  const total = (values: number[]): number => values.reduce((sum, x) => sum + x, 0);
  return Math.min(total(rows), total(columns));
}

function counter(range: readonly [number, number]): { add(x: number): void; moments(): Moments } {
  let sum = 0;
  let squares = 0;
  return {
    add(x) {
      sum += x;
      squares += x * x;
    },
    moments: () => ({ sum, squares, range }),
  };
}
