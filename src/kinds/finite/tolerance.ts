/** Verdicts on rules whose payoffs or beliefs are known up to a tolerance: by what margin they stand, or that they are not decided. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { withNearBeliefs } from '../../environment/finite/near-beliefs.ts';
import { InputError } from '../../errors.ts';
import { implement } from '../../mechanism/finite/design.ts';
import { isWithin, payoffMargin } from '../../mechanism/finite/payoff-margin.ts';
import { isZero, rationalText } from '../../programs/rational.ts';
import type { Asked, Decided } from './asked.ts';
import { shortText, verdictRow, type FiniteAnswer } from './rows.ts';

/**
 * Of a yes, whether one mechanism implements the rule whatever types believe within the file's tolerance; `held`: the model with those
 * beliefs. A no is at the file's beliefs alone: others near them may allow bets, of any size.
 */
async function underBeliefs(
  { environment: { beliefTolerance }, model, transfers, balance, solve }: Asked, holds: boolean,
): Promise<{ readonly held: FiniteModel; readonly text: string } | { readonly undecided: string } | undefined> {
  if (beliefTolerance === undefined || isZero(beliefTolerance)) return undefined;
  const stated = `the file's belief-tolerance is ${rationalText(beliefTolerance)}`;
  if (!holds) return { undecided: `it is no at the file's beliefs, and beliefs near them may allow bets that they do not; ${stated}` };
  const held = withNearBeliefs(model, beliefTolerance);
  try {
    const { verdict } = await implement(held, transfers, balance, solve);
    if (verdict === 'yes') return { held, text: `One mechanism implements the rule at all beliefs within the tolerance; ${stated}` };
    const known = verdict === 'no' ? 'does' : 'is known to do';
    return { undecided: `it is yes at the file's beliefs, and no one mechanism ${known} at all beliefs within the tolerance; ${stated}` };
  } catch (error) {
    if (error instanceof InputError) return { undecided: `${error.problem}; ${stated}` };
    throw error;
  }
}

/** The answer with the margins said, or without its verdict where beliefs or payoffs within their tolerances may turn it. */
export async function withTolerance(asked: Asked, goal: Exclude<Decided, 'extract'>, answer: FiniteAnswer): Promise<FiniteAnswer> {
  const [verdict] = answer.verdicts;
  if (goal === 'ex-post' || verdict === undefined || verdict.status === 'undecided') return withPayoffTolerance(asked, goal, answer);
  const found = await underBeliefs(asked, verdict.holds);
  if (found === undefined) return withPayoffTolerance(asked, goal, answer);
  const { transfers, balance, point } = asked;
  const id = 'belief-tolerance';
  if ('undecided' in found) {
    const text = `Whether the rule is implemented by ${transfers} transfers, balance ${balance}, is not decided: ${found.undecided}`;
    return { ...answer, estimates: [], verdicts: [{ id, ...verdictRow('market', point, 'undecided', text) }] };
  }
  const within = { ...answer, verdicts: [...answer.verdicts, { id, ...verdictRow('market', point, 'yes', found.text) }] };
  return withPayoffTolerance({ ...asked, model: found.held }, goal, within);
}

async function withPayoffTolerance(asked: Asked, goal: Exclude<Decided, 'extract'>, answer: FiniteAnswer): Promise<FiniteAnswer> {
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
