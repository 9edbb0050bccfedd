/**
 * The epsilon-LIC constant: the largest gain from a lie by its size (Song22 Definitions 3 and 9),
 *     sup over types s and reports t of g(t, s) / |t - s|,
 * the size of a lie being the sum over own-payoff-relevant coordinates of |report - type|, in units of money by unit of signal.
 *
 * A lie about own-payoff-irrelevant information alone has size zero and must not gain at all. Where one does, no epsilon will do.
 *
 *     epsilonLicOfTrader             double auction, from two survival functions: on the continuum
 *     epsilonLicWithGaps             the same where others lie between her types (epsilon-lic/type-gaps.ts)
 *     epsilonLicOnGrid               any social choice problem, from the gains of all pairs of a list of signals
 *     epsilonLicOnContinuum          one signal and affine values, from the chances of the alternatives under each report
 *     independentPayments            who pays by her report alone, independent types, from chances and densities (independent-payments.ts)
 *     paidByReport                   the same where types depend on each other (dependent-payments.ts)
 *     epsilonLicOfGeneralisedVcg     generalised VCG of interdependent values, as epsilonLicOnContinuum (generalised-vcg.ts)
 *     epsilonLicOfServed             who is served or not against one opponent, from her chances alone (served-gains.ts)
 *     epsilonLicOfModifiedVcg        the modified VCG, from two nested counts: on the continuum (epsilon-lic/modified-vcg.ts)
 */
import { relevantDistance } from '../beliefs/signal-distance.ts';
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Survival } from '../experiments/order-statistics/survival.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../statistics/clopper-pearson.ts';
import type { Side } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import { atLeastZero, certain, type Certified, type CertifiedOnLine, type OwnRelevance, type Pair } from './certified.ts';
import { cellsOfEnvelope, epsilonLicOfGeneralisedVcg } from './generalised-vcg.ts';
import { epsilonLicOfKnownUtility } from './known-utility.ts';
import { marginals, type IncentiveStructure, type Marginals } from './marginal-gain.ts';
import { largestOver, liesWhere, PairGains } from './misreport-gain.ts';
import { epsilonLicByCell } from './slopes-by-cell.ts';

export { epsilonLicWithGaps } from './epsilon-lic/type-gaps.ts';
export { epsilonLicOfModifiedVcg } from './epsilon-lic/modified-vcg.ts';



/** Share of alpha for the lower bound; it has one event where the upper has one per cell, so most is best spent there. */
const LOWER_SHARE = 0.65;
const LOSS_SHARE = 0.02;

/**
 * A trader of a double auction, on the continuum. In the seller's orientation g(x, c) <= w int_c^x P <= w (x - c) sup P, and
 * g(x, c) / (x - c) tends to w P(c) as the lie shrinks, so the constant is w sup P(y) over the type space.
 *
 * Upper bound: for y in [x_j, x_{j+1}] the event {L < y <= U} lies within {L < x_{j+1}, U >= x_j}, whose count is exact.
 * Clopper-Pearson for each cell, union bound over the cells; the bound grows with the count, so only the largest matters. Lower
 * bound: the mean gain ratio at one witness pair that another stream chose. Per profile the ratio is w on A = {L < c, x <= U},
 * at least -1 on {c <= U < x}, and at least 0 elsewhere.
 *
 * A cell for which `isAtom` holds has nothing inside but what lies at one point: both ends are looked at instead.
 * `possible[j]` is false where cell j cannot hold the price-setting event for any draw (disjoint supports).
 * `lawError` bounds how far the sampled probability of any event of two boundaries is from its true one.
 */
export function epsilonLicOfTrader(
  s: Survival,
  alpha: number,
  possible: (cell: number) => boolean,
  lawError: number,
  isAtom: (cell: number) => boolean = () => false,
): CertifiedOnLine {
  const { n, weight, x, first, end, atLeastL, atLeastU, witness, sign } = s;
  if (weight === 0) return certain(0);
  let largest = -1;
  let cells = 0;
  for (let j = first; j < end; j++) {
    if (!possible(j)) continue;
    if (isAtom(j)) {
      // P is what it is at one of the two ends; no lie upwards passes the lowest type.
      cells += 2;
      largest = Math.max(largest, j > first ? atLeastU[j]! - atLeastL[j]! : 0, atLeastU[j + 1]! - atLeastL[j + 1]!);
      continue;
    }
    cells++;
    largest = Math.max(largest, atLeastU[j]! - atLeastL[j + 1]!);
  }
  if (cells === 0) return certain(0);
  const upper = weight * Math.min(1, clopperPearsonUpper(largest, n, union((1 - LOWER_SHARE) * alpha, cells)) + lawError);
  if (witness === undefined) return { estimate: 0, lower: 0, upper, guarantee: 'continuum' };
  const sure = atLeastU[witness + 1]! - atLeastL[witness]!;
  const lost = atLeastU[witness]! - atLeastU[witness + 1]!;
  const gain = weight * (clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha) - lawError);
  const loss = clopperPearsonUpper(lost, n, LOSS_SHARE * alpha) + lawError;
  const middle = (atLeastU[witness]! + atLeastU[witness + 1]! - atLeastL[witness]! - atLeastL[witness + 1]!) / 2;
  return {
    // The truth gains nothing, so the constant is never below zero.
    estimate: Math.max(0, (weight * middle - lost / 2) / n),
    lower: Math.max(0, gain - loss),
    upper,
    guarantee: 'continuum',
    witness: { type: sign * x[witness]!, report: sign * x[witness + 1]! },
  };
}

export interface EpsilonLic extends Certified {
  /** Largest gain from a lie about irrelevant information alone; absent where the grid has no such lie. In units of value. */
  readonly irrelevantGain?: Certified;
  /**
   * `finite`: no lie of size zero on the grid, or none of them moved the payoff in any group of the sample.
   * `none`: one of them gains for certain, so that the mechanism is epsilon-LIC for no epsilon.  `undecided`: else.
   */
  readonly exists: 'finite' | 'none' | 'undecided';
}

export interface LicWitnesses {
  readonly epsilonLic?: Pair;
  readonly irrelevantGain?: Pair;
}

/**
 * Over all pairs of a list of signals. All bounds hold at once with probability 1 - alpha; where there are lies of both kinds, with
 * a size and without, each gets half.
 */
export function epsilonLicOnGrid(sums: InterimSums, { relevant }: OwnRelevance, alpha: number, witnesses: LicWitnesses = {}): EpsilonLic {
  const gains = new PairGains(sums);
  const sized = liesWhere(gains, (report, type) => relevantDistance(relevant, report, type) || undefined);
  const irrelevant = liesWhere(gains, (report, type) => (relevantDistance(relevant, report, type) === 0 ? 1 : undefined));
  if (irrelevant.length === 0) return { ...largestOver(gains, sized, alpha, witnesses.epsilonLic), exists: 'finite' };
  const irrelevantGain = largestOver(gains, irrelevant, alpha / 2, witnesses.irrelevantGain);
  const untouched = irrelevant.every((lie) => gains.isZero(lie));
  const exists = irrelevantGain.lower > 0 ? 'none' : untouched ? 'finite' : 'undecided';
  return { ...largestOver(gains, sized, alpha / 2, witnesses.epsilonLic), irrelevantGain, exists };
}

/**
 * On the continuum: sup |omega|, omega the marginal gain at the truth (marginal-gain.ts). Undefined where the values or the sample
 * do not have the structure.
 */
export function epsilonLicOnContinuum(sums: InterimSums, structure: IncentiveStructure, alpha: number): Certified | undefined {
  if (structure.kind === 'incentive-compatible') return certain(0);
  if (structure.kind === 'known-utility') return epsilonLicOfKnownUtility(sums, structure.table, alpha);
  if (structure.kind === 'generalised-vcg') return epsilonLicOfGeneralisedVcg(sums, structure, alpha);
  if (structure.kind === 'envelope') {
    const cells = cellsOfEnvelope(sums, structure.welfare, alpha);
    return cells && epsilonLicByCell(cells);
  }
  const known = marginals(sums, structure, alpha);
  if (!known) return undefined;
  const { x } = known;
  const { value: estimate, cell, up } = steepest(known, 'estimate');
  // omega > 0: the type gains from reporting more.
  const ends = { type: x[up ? cell : cell + 1]!, report: x[up ? cell + 1 : cell]! };
  return { ...atLeastZero(steepest(known, 'lower').value, estimate, steepest(known, 'upper').value), witness: ends };
}

/** The largest |omega| as one side of the bands shows it, and the cell in which it lies. */
function steepest({ x, slope, rise }: Marginals, side: Side): { value: number; cell: number; up: boolean } {
  const value = (cell: number, up: boolean): number => {
    const [above, below] = up ? [rise, slope] : [slope, rise];
    if (side === 'upper') return above.upper[cell + 1]! - below.lower[cell]!;
    if (side === 'lower') return above.lower[cell]! - below.upper[cell + 1]!;
    return (above.estimate[cell]! - below.estimate[cell]! + (above.estimate[cell + 1]! - below.estimate[cell + 1]!)) / 2;
  };
  let best = { value: -Infinity, cell: 0, up: true };
  for (let cell = 0; cell + 1 < x.length; cell++) {
    for (const up of [true, false]) {
      const candidate = value(cell, up);
      if (candidate > best.value) best = { value: candidate, cell, up };
    }
  }
  return best;
}
