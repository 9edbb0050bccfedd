/** What is said of a second best beside its numbers. */
import type { Point, Verdict } from '../../results/document.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { SecondBestQuestion } from './study-point.ts';

/** In whose name its rows are. */
export const MARKET = 'market';

/** Whether anything is lost, by its interval. */
export function firstBestVerdict(values: Point, loss: Interval): Verdict {
  const status = loss.upper === 0 ? 'yes' : loss.lower > 0 ? 'no' : 'undecided';
  const text = {
    yes: 'The first best is reached: the efficient rule is implementable under these constraints',
    no: 'The first best is reached by no incentive compatible mechanism under these constraints',
    undecided: 'Whether the first best is reached is open: what is lost, if anything, is smaller than the bracket',
  }[status];
  return { id: 'first-best', agent: MARKET, point: values, text, holds: status === 'yes', status };
}

/** Of constraints that cost nothing. */
export function notesOf(
  { individuallyRational = 'none', budget = 'none' }: Pick<SecondBestQuestion, 'individuallyRational' | 'budget'>,
): string[] {
  if (budget !== 'none' && individuallyRational === 'none') {
    return ['a budget costs nothing where nobody may stay away: fees make up for it'];
  }
  if (individuallyRational !== 'none' && budget === 'none') return ['participation costs nothing where transfers may lose money'];
  if (individuallyRational === 'ex-post') {
    return ['participation ex post costs no more than interim: full insurance has the same interim utilities'];
  }
  if (budget === 'ex-post') return ['balance ex post costs no more than ex ante: redistribution leaves interim transfers as they are'];
  return [];
}
