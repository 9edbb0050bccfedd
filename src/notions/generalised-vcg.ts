/**
 * Constants of the generalised VCG mechanism on the continuum where values are interdependent: one own signal, linear values, an
 * efficient rule. The price is what the others would have without her at the signals reported (JM01 section 1; Song22 section 6.2.1), so
 * that the truth leaves her the best welfare less the others' best, but for a constant. With A_k, B_k and E_k the rates of own values, of
 * welfare and of the others' welfare in her signal, p_k the chance that k is efficient under report t and e_k that it is best for the
 * others there,
 *
 *     mu' = sum_k B_k p_k - sum_k E_k e_k,      A = sum_k A_k p_k,      omega = mu' - A = sum_k E_k p_k - sum_k E_k e_k.
 *
 * Where alternatives that are worth more to society as her signal rises are worth no less to her, A does not fall, and by (2) of
 * marginal-gain.ts the epsilon-LIC constant is sup |omega|. Sums of B_k p_k and E_k e_k do not fall either, nor does that of E_k p_k if
 * the E_k are in the order of the B_k; if they are in the reverse order it does not rise. All lie between their bands at the reports,
 * which hold at once, so that over a cell omega and mu' have two ends.
 *
 *     LIC   in a cell |omega| is at most the larger of its ends in size, and at least what both ends leave; where A falls somewhere, a mean
 *           of mu' less A(t) (slopes-by-cell.ts)
 *     IC    by (1) g(t, s) is the integral of mu' - A(t) from s to t: the same
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { atLeastZero, type Certified } from './certified.ts';
import { axis, ownSlopes, slopeBand, type SlopeBand } from './slope-band.ts';
import { epsilonIcByCell, epsilonLicByCell, ofRising, slopeByLists, type Cells, type Ends } from './slopes-by-cell.ts';

/** Rates of welfare by the agent's classes of alternatives, and the others' best: an agent whose own values are the others' welfare. */
export interface GeneralisedVcg {
  readonly welfare: Float64Array;
  readonly others: InterimSums;
}

/** +1: b rises wherever a does; -1: it falls; 0: neither. */
export function orderOf(a: Float64Array, b: Float64Array): -1 | 0 | 1 {
  const signs = new Set([...a.keys()].flatMap((k) => [...a.keys()].filter((l) => a[k]! > a[l]!).map((l) => Math.sign(b[k]! - b[l]!))));
  signs.delete(0);
  return signs.size > 1 ? 0 : signs.has(-1) ? -1 : 1;
}

/** Of a sum of bands with signs, over every cell. */
function ends(parts: readonly (readonly [1 | -1, SlopeBand])[], side: 'sure' | 'estimate'): Ends {
  const cells = parts[0]![1].lower.length - 1;
  const of = (end: 0 | 1): Float64Array => Float64Array.from({ length: cells }, (_, c) => parts.reduce((sum, [sign, band]) => {
    // The lower end of a part that counts with its sign: at the report below, or of what is taken off at the one above.
    const isLow = (sign === 1) === (end === 0);
    const values = side === 'estimate' ? band.estimate : isLow ? band.lower : band.upper;
    return sum + sign * values[isLow ? c : c + 1]!;
  }, 0));
  return [of(0), of(1)];
}

/** mu' over every cell; undefined where the values or the sample do not have the structure. */
export function riseOfGeneralisedVcg(
  sums: InterimSums, { welfare, others }: GeneralisedVcg, alpha: number,
): (Pick<Cells, 'x' | 'rise' | 'middle'> & { readonly bands: readonly [welfare: SlopeBand, outside: SlopeBand] }) | undefined {
  const outside = ownSlopes(others);
  const W = slopeBand(sums, welfare, alpha / 2);
  const O = outside && slopeBand(others, outside, alpha / 2);
  if (!W || !O) return undefined;
  const [least, most] = ends([[1, W], [-1, O]], 'estimate');
  return {
    x: axis(sums), rise: ends([[1, W], [-1, O]], 'sure'), middle: least.map((low, c) => (low + most[c]!) / 2), bands: [W, O],
  };
}

/** What is known cell by cell; `omega`, for sure and as the sample has it, where A rises. */
function cellsOf(
  sums: InterimSums, structure: GeneralisedVcg, alpha: number,
): (Cells & { readonly omega?: { readonly sure: Ends; readonly estimate: Ends } }) | undefined {
  const own = ownSlopes(sums);
  const known = riseOfGeneralisedVcg(sums, structure, alpha / 2);
  if (!own || !known) return undefined;
  const { bands: [W, O], ...rise } = known;
  const { welfare } = structure;
  const part = alpha / 4;
  if (orderOf(welfare, own) !== 1) {
    const slope = slopeByLists(sums, welfare, own, 2 * part);
    return slope && { ...rise, slope };
  }
  const external = welfare.map((b, c) => b - own[c]!);
  const order = orderOf(welfare, external);
  const A = slopeBand(sums, own, part);
  const E = order === 0 ? undefined : slopeBand(sums, order === 1 ? external : external.map((e) => -e), part);
  if (!A || (order !== 0 && !E)) return undefined;
  const parts = E ? [[order as 1 | -1, E], [-1, O]] as const : [[1, W], [-1, A], [-1, O]] as const;
  return { ...rise, slope: ofRising(A), omega: { sure: ends(parts, 'sure'), estimate: ends(parts, 'estimate') } };
}

/** Undefined where the values or the sample do not have the structure. */
export function epsilonLicOfGeneralisedVcg(sums: InterimSums, structure: GeneralisedVcg, alpha: number): Certified | undefined {
  const cells = cellsOf(sums, structure, alpha);
  if (!cells?.omega) return cells && epsilonLicByCell(cells);
  const { x, omega: { sure: [low, high], estimate: [least, most] } } = cells;
  let [lower, upper, estimate] = [0, 0, 0];
  let witness = { type: x[0]!, report: x[0]! };
  for (let c = 0; c < low.length; c++) {
    upper = Math.max(upper, high[c]!, -low[c]!);
    lower = Math.max(lower, low[c]!, -high[c]!);
    const middle = (least[c]! + most[c]!) / 2;
    if (Math.abs(middle) <= estimate) continue;
    estimate = Math.abs(middle);
    // omega > 0: the type gains from reporting more.
    witness = middle > 0 ? { type: x[c]!, report: x[c + 1]! } : { type: x[c + 1]!, report: x[c]! };
  }
  return { ...atLeastZero(lower, Math.min(upper, Math.max(lower, estimate)), upper), ...(estimate > 0 ? { witness } : {}) };
}

/** Undefined where the values or the sample do not have the structure. O(R^2). */
export function epsilonIcOfGeneralisedVcg(sums: InterimSums, structure: GeneralisedVcg, alpha: number): Certified | undefined {
  const cells = cellsOf(sums, structure, alpha);
  return cells && epsilonIcByCell(cells);
}

/**
 * Who is paid so that the truth's utility rises as her value of what is chosen does, mu' = A (JM01 (7.12)), whether A rises or not.
 * Undefined where the values or the sample do not have the structure.
 */
export function cellsOfEnvelope(sums: InterimSums, welfare: Float64Array, alpha: number): Cells | undefined {
  const own = ownSlopes(sums);
  const slope = own && slopeByLists(sums, welfare, own, alpha);
  return slope && {
    x: axis(sums), slope, rise: slope.over, middle: slope.estimate.subarray(1).map((a, c) => (a + slope.estimate[c]!) / 2),
  };
}
