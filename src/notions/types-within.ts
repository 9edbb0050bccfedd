/**
 * Largest and least values over types of laws without an end. A study's types and reports run over an interval [a, b] of such a law
 * (src/distributions/unbounded.ts), and of more types a largest value is more: it is at least the lower end of what is known on [a, b], and
 * nothing is known of it from above. So its row names the interval, and the end that others may pass is worth no more than a grid's.
 */
import type { Distribution } from '../distributions/distribution.ts';
import type { Estimate, Guarantee } from '../results/document.ts';
import { quantityOf } from '../results/quantities.ts';

/** Whether types lie beyond the interval that a study works with. */
export const goesOn = ({ whole, support: [a, b] }: Pick<Distribution, 'whole' | 'support'>): boolean =>
  whole !== undefined && (whole.ends[0] < a || whole.ends[1] > b);

const weaker = (guarantee: Guarantee): Guarantee => (guarantee === 'point' ? 'point' : 'grid');

/** The row as it stands for all types: as it is where no law of `laws`, the agent's own signals', goes on, or it is no extremum. */
export function withinTypes(row: Estimate, laws: readonly Distribution[]): Estimate {
  const { extremum } = quantityOf(row.quantity);
  if (!extremum || row.typesWithin || !laws.some(goesOn)) return row;
  const { guarantee, lowerGuarantee = guarantee, upperGuarantee = guarantee } = row;
  const ends = extremum === 'largest' ? { lowerGuarantee, upperGuarantee: weaker(upperGuarantee) }
    : { lowerGuarantee: weaker(lowerGuarantee), upperGuarantee };
  const differ = ends.lowerGuarantee !== ends.upperGuarantee;
  const { lowerGuarantee: _lower, upperGuarantee: _upper, ...rest } = row;
  return { ...rest, guarantee: weaker(guarantee), ...(differ ? ends : {}), typesWithin: laws.map(({ support }) => support) };
}
