/** Verdicts on rules whose payoffs are known up to a tolerance: by what margin they stand, or that they are not decided. */
import { isWithin, payoffMargin } from '../../mechanism/finite/payoff-margin.ts';
import { isZero, rationalText } from '../../programs/rational.ts';
import type { Asked, Decided } from './asked.ts';
import { shortText, verdictRow, type FiniteAnswer } from './rows.ts';

/** The answer with the margin said, or without its verdict where payoffs within the tolerance may turn it. */
export async function withTolerance(asked: Asked, goal: Exclude<Decided, 'extract'>, answer: FiniteAnswer): Promise<FiniteAnswer> {
  const { environment: { tolerance, rule }, model, transfers, balance, point, solve } = asked;
  const [verdict] = answer.verdicts;
  if (tolerance === undefined || isZero(tolerance) || verdict === undefined || verdict.status === 'undecided') return answer;
  const { holds } = verdict;
  const notion = goal === 'ex-post' ? goal : 'interim';
  const margin = await payoffMargin(model, { transfers, balance, notion, holds, efficient: rule?.kind === 'efficient' }, solve);
  const stated = `the file's tolerance is ${rationalText(tolerance)}`;
  const id = 'payoff-margin';
  if (isWithin(tolerance, margin)) {
    const text = margin === 'whatever' ? `The verdict stands whatever the payoffs; ${stated}`
      : `The verdict stands for all payoffs less than ${'undecided' in margin ? '' : shortText(margin)} off the file's; ${stated}`;
    return { ...answer, verdicts: [...answer.verdicts, { id, ...verdictRow('market', point, 'yes', text) }] };
  }
  const reason = margin !== 'whatever' && 'undecided' in margin ? margin.undecided
    : `it is ${holds ? 'yes' : 'no'} at the file's payoffs, and payoffs ${margin === 'whatever' ? '' : shortText(margin)} off may turn it; `
      + stated;
  const text = `Whether the rule is implemented by ${transfers} transfers, balance ${balance}, is not decided: ${reason}`;
  return { ...answer, estimates: [], verdicts: [{ id, ...verdictRow('market', point, 'undecided', text) }] };
}
