/** Constraints on the best mechanism that cannot be asked for together. */
import { InputError } from '../../errors.ts';
import type { SecondBestQuestion } from './study-point.ts';

/** Throws InputError naming the constraint, by the name of its flag. */
export function requireCompatible(
  { individuallyRational = 'none', budget = 'none', deficit = 0 }: Pick<SecondBestQuestion, 'individuallyRational' | 'budget' | 'deficit'>,
  agents: number,
): void {
  if (budget === 'none' && deficit !== 0) throw new InputError('deficit', `needs a budget, ex-ante or ex-post, got ${deficit} without one`);
  if (budget === 'ex-post' && agents < 2) throw new InputError('budget', 'cannot be ex-post with one agent: nobody else is there to pay');
  if (budget === 'ex-post' && individuallyRational === 'ex-post') {
    throw new InputError(
      'budget', 'cannot be ex-post where participation is: each is free by using up what the other needs; ask for one of them ex-ante or '
      + 'interim',
    );
  }
}
