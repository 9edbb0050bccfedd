/**
 * Bounds on the numbers of profiles that are drawn: no word falls into the farthest tails of a law, so a law much wider than its bulk does
 * not make means as uncertain as its support is wide. What tails add to the means themselves is in ex-post-bias.ts.
 *
 * VCG at truthful reports, with k chosen, k0 best without agent i, and W what the others get by the rule's weights over hers: k is best for
 * v + W, so W_k0 - W_k <= v_k - v_k0, and her payoff v_k + W_k - W_k0 lies between v_k0 and v_k. She pays no more than her values differ
 * by, nor than the others' do. What agents pay together is welfare less their payoffs.
 */
import { FINE_BITS, POSITIONS } from '../../../kernels/linear/positions.ts';
import type { AuditedAgent } from '../../../kernels/ex-post/spec.ts';
import { addRanges, hull, meetRanges, subtractRanges, sumRanges, widthOf, type Range } from '../../mechanism/range.ts';
import type { CellLaw } from './cells.ts';
import { dotRange, formRanges, type Form } from './forms.ts';
import type { CoordinateInfo } from './functional.ts';

export interface ExPostRanges {
  readonly welfare: Range;
  readonly revenue: Range;
  /** [N] */
  readonly payoffs: readonly Range[];
}

interface Ranged {
  readonly welfare: Form;
  /** [N] as in ex-post.ts. */
  readonly audits: readonly { readonly value: Form; readonly others: Form; readonly counts: boolean }[];
  readonly kind: AuditedAgent['transfer'];
  /** By how much whole numbers move any of them. */
  readonly slack: number;
}

/** Supports of the coordinates of placedCoordinates, cut to what is drawn: to whole steps, with one more at either end. */
export function drawnSupports(coordinates: readonly CoordinateInfo[], laws: readonly CellLaw[]): Range[] {
  return coordinates.map(({ support: [low, high] }, d) => {
    const law = laws[d];
    if (!law) return [low, high];
    const { drawn, support, coordinate: { fine } } = law;
    const step = widthOf(support) / POSITIONS;
    const half = fine ? step / 2 + step / 2 ** FINE_BITS : 0;
    return meetRanges([low, high], [drawn[0] - half - step, drawn[1] + half + step]);
  });
}

/** Above this many alternatives any two are taken to differ by all that values do. */
const PAIRS_OF = 64;

/** The most by which values of two alternatives differ. */
function spreadOf(form: Form, supports: readonly Range[], values: Range): number {
  const { constants, coefficients } = form;
  if (constants.length > PAIRS_OF) return widthOf(values);
  let most = 0;
  coefficients.forEach((row, k) => coefficients.forEach((other, l) => {
    if (k !== l) most = Math.max(most, constants[k]! - constants[l]! + dotRange(row.map((x, d) => x - other[d]!), supports)[1]);
  }));
  return most;
}

export function exPostRanges({ welfare, audits, kind, slack }: Ranged, supports: readonly Range[]): ExPostRanges {
  const padded = (range: Range, times = 1): Range => addRanges(range, [-times * slack, times * slack]);
  const best = hull(formRanges(welfare, supports));
  const agents = audits.map(({ value, others, counts }): { paid: Range; payoff: Range } => {
    const [values, rest] = [formRanges(value, supports), formRanges(others, supports)];
    const [own, most] = [hull(values), hull(rest)];
    if (kind === 'none') return { paid: [0, 0], payoff: own };
    const together = hull(values.map((range, k) => addRanges(range, rest[k]!)));
    if (kind === 'groves') return { paid: subtractRanges([0, 0], most), payoff: together };
    const paid: Range = [0, counts ? Math.min(widthOf(most), spreadOf(value, supports, own)) : widthOf(most)];
    return { paid, payoff: counts ? own : subtractRanges(own, paid) };
  });
  const kept = subtractRanges(best, sumRanges(agents.map(({ payoff }) => payoff)));
  const revenue = meetRanges(sumRanges(agents.map(({ paid }) => paid)), kept);
  return { welfare: padded(best), revenue: padded(revenue, audits.length + 1), payoffs: agents.map(({ payoff }) => padded(payoff)) };
}
