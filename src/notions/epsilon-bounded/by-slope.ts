/**
 * Epsilon-boundedness (Song22 Definition 4) on the continuum, one signal and own values affine in it with slopes a_c: the difference of
 * values of a pair is a_c (high - low), so with both sides over |high - low| it asks, of types t that lie above s in the order in which
 * some value rises,
 *
 *     mean of mu' between s and t  <=  K_t(epsilon) = max { sum w_c a_c : 0 <= w_c <= q_c(t) + n_c epsilon, sum w <= 1 },
 *
 * over the classes with a_c > 0 (of types that lie below, with the signs of mu' and of all a_c changed). With these in falling order of
 * a_c, steps d_j = a_j - a_{j+1} and S_j the chance of the first j of them, which n_1 + .. + n_j = N_j alternatives make up,
 *
 *     K_t(epsilon) = sum_j d_j min(1, S_j(t) + N_j epsilon):
 *
 * the best classes are filled first. Where society ranks the classes as she does no S_j falls with the report, nor does K_t. Some y
 * between s and t has mu'(y) at least the mean, and K_y <= K_t: so what any pair needs is at most what mu' needs at some y, and cell by
 * cell at most what the upper end of mu' needs at the S_j of the report below. From below both ends of a cell are the pair.
 *
 * Incentive compatible mechanisms are 0-bounded, whatever values of own signals are: u(t, s) <= mu(s) says that mu(t) - mu(s) is at most
 * sum_c q_c(t) d_c, d_c being what class c is worth more to t, and w = q, where d_c >= 0, is one of those that Definition 4 has the most
 * of. So are those that leave every type the same. As pairs come near to each other (11) holds with equality in the limit, so that the
 * largest excess is 0.
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Side } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { atLeastZero, certain } from '../certified.ts';
import type { EpsilonBounded } from '../epsilon-bounded.ts';
import { ownSlopes, slopeBand } from '../slope-band.ts';
import type { TruthSlope } from '../truth-slope.ts';
import { leastEpsilon } from './knapsack.ts';

export const ZERO_BOUNDED: EpsilonBounded = { epsilon: certain(0), excess: certain(0) };

/** A direction in which some value rises; everything in its order. */
interface Climb {
  readonly slope: TruthSlope;
  /** Falling slopes of own values, all above 0, and numbers of alternatives that have them. */
  readonly rates: readonly number[];
  readonly counts: readonly number[];
  /** [rate][report] chance of the first rates up to this one. */
  readonly lists: readonly Record<Side, Float64Array>[];
}

/** The line of types seen from its other end. */
const reflected = ({ x, low, high, middle }: TruthSlope): TruthSlope => ({
  x: Array.from(x, (at) => -at).reverse(), low: high.map((m) => -m).reverse(), high: low.map((m) => -m).reverse(),
  middle: middle.map((m) => -m).reverse(),
});

/** Undefined where a sample's chances are not in the order asked for. */
function climbOf(sums: InterimSums, slope: TruthSlope, sign: 1 | -1, slopes: Float64Array, alpha: number): Climb | 'none' | undefined {
  const turned = slopes.map((a) => sign * a);
  const rates = [...new Set(turned)].filter((a) => a > 0).sort((a, b) => b - a);
  if (rates.length === 0) return 'none';
  const lists: Record<Side, Float64Array>[] = [];
  for (const rate of rates) {
    // Chances that rise with the report: of the list, or of all others.
    const band = slopeBand(sums, turned.map((a) => Number((a >= rate) === (sign > 0))), union(alpha, rates.length));
    if (!band) return undefined;
    const of = (chance: Float64Array): Float64Array => (sign > 0 ? chance : chance.map((p) => 1 - p).reverse());
    lists.push(sign > 0 ? band : { lower: of(band.upper), upper: of(band.lower), estimate: of(band.estimate) });
  }
  const counts = rates.map((rate) => sums.classOf.filter((c) => turned[c] === rate).length);
  return { slope: sign > 0 ? slope : reflected(slope), rates, counts, lists };
}

interface Found {
  readonly size: number;
  readonly type: number;
  readonly report: number;
}

/** The largest least epsilon of all t. */
function largestEpsilon({ slope, rates, counts, lists }: Climb, side: Side): Found {
  const { x, low, high, middle } = slope;
  let best: Found = { size: 0, type: x[0]!, report: x[0]! };
  ({ lower: low, upper: high, estimate: middle })[side].forEach((steep, c) => {
    // Caps are lower ends where epsilon is bounded from above, at the report below.
    const [caps, at] = side === 'upper' ? ['lower' as const, c] : [side === 'lower' ? 'upper' as const : side, c + 1];
    const items = rates.map((worth, j) => {
      const list = (i: number): number => (i < 0 ? 0 : Math.min(...lists.slice(i).map((chance) => chance[caps][at]!)));
      return { worth, share: list(j) - list(j - 1), count: counts[j]! };
    });
    const size = leastEpsilon(items, Math.min(steep, rates[0]!));
    if (size > best.size) best = { size, type: x[c]!, report: x[c + 1]! };
  });
  return best;
}

/** The largest integral of mu' less the largest own slope. */
function largestExcess({ slope: { x, low, high, middle }, rates: [most] }: Climb, side: Side): number {
  let [running, best] = [0, 0];
  ({ lower: low, upper: high, estimate: middle })[side].forEach((m, c) => {
    running = Math.max(0, running + (m - most!) * (x[c + 1]! - x[c]!));
    best = Math.max(best, running);
  });
  return best;
}

/**
 * `slope` holds with probability 1 - alpha / 2; society ranks the agent's classes as she does. Undefined where the values or the sample do
 * not have the structure.
 */
export function epsilonBoundedBySlope(sums: InterimSums, slope: TruthSlope, alpha: number): EpsilonBounded | undefined {
  const slopes = ownSlopes(sums);
  if (!slopes) return undefined;
  const signs = ([1, -1] as const).filter((sign) => slopes.some((a) => sign * a > 0));
  const climbs: { climb: Climb; sign: 1 | -1 }[] = [];
  for (const sign of signs) {
    const climb = climbOf(sums, slope, sign, slopes, union(alpha / 2, signs.length));
    if (climb === undefined) return undefined;
    if (climb !== 'none') climbs.push({ climb, sign });
  }
  const epsilons = (side: Side): Found[] => climbs.map(({ climb, sign }) => {
    const { size, type, report } = largestEpsilon(climb, side);
    return { size, type: sign * type, report: sign * report };
  });
  const most = (found: readonly number[]): number => found.reduce((a, b) => Math.max(a, b), 0);
  const excess = (side: Side): number => most(climbs.map(({ climb }) => largestExcess(climb, side)));
  const shown = epsilons('estimate').reduce<Found>((a, b) => (b.size > a.size ? b : a), { size: 0, type: 0, report: 0 });
  const [lower, upper] = (['lower', 'upper'] as const).map((side) => most(epsilons(side).map(({ size }) => size))) as [number, number];
  const [below, above] = [excess('lower'), excess('upper')];
  return {
    epsilon: {
      ...atLeastZero(lower, Math.min(upper, Math.max(lower, shown.size)), upper),
      ...(shown.size > 0 ? { witness: { type: shown.type, report: shown.report } } : {}),
    },
    excess: atLeastZero(below, Math.min(above, Math.max(below, excess('estimate'))), above),
  };
}
