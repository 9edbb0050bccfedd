/** Verdicts on rules whose payoffs or beliefs are known up to a tolerance: by what margin they stand, or that they are not decided. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { withNearBeliefs } from '../../environment/finite/near-beliefs.ts';
import { InputError } from '../../errors.ts';
import { beliefMargin } from '../../mechanism/finite/belief-margin.ts';
import { implement } from '../../mechanism/finite/design.ts';
import { isWithin, payoffMargin } from '../../mechanism/finite/payoff-margin.ts';
import { isZero, rationalText } from '../../programs/rational.ts';
import type { Asked, Decided } from './asked.ts';
import { shortText, verdictRow, type FiniteAnswer } from './rows.ts';

/**
 * Of a no, whether its certificate reaches all beliefs within the tolerance, of mechanisms with small transfers or of all, with `near` for
 * its file. Beyond them beliefs may allow bets that the file's do not.
 */
async function refusedNear(
  { environment: { beliefTolerance }, model, transfers, balance, solve }: Asked,
): Promise<{ readonly stands: boolean; readonly text: string; readonly near?: Readonly<Record<string, string>> }> {
  const beliefs = rationalText(beliefTolerance!);
  const stated = `the file's belief-tolerance is ${beliefs}`;
  const found = await implement(model, transfers, balance, solve);
  const margin = found.verdict === 'no' ? beliefMargin(model, found.impossibility, beliefTolerance!) : undefined;
  const bets = 'beliefs near them may allow bets that they do not';
  if (margin === undefined) return { stands: false, text: `it is no at the file's beliefs, and ${bets}; ${stated}` };
  if (margin.transfers === 'any')
    return { stands: true, text: `The verdict stands at all beliefs within the tolerance; ${stated}`, near: { beliefs } };
  const most = rationalText(margin.transfers);
  return {
    stands: false, near: { beliefs, transfers: most },
    text: `it is no at the file's beliefs, and at all beliefs within the tolerance where every transfer is less than `
      + `${shortText(margin.transfers)} in absolute value; with larger ones ${bets}; ${stated}`,
  };
}

/**
 * Of a yes, whether one mechanism implements the rule whatever types believe within the file's tolerance; `held`: the model with those
 * beliefs.
 */
async function underBeliefs(
  { environment: { beliefTolerance }, model, transfers, balance, solve }: Asked,
): Promise<{ readonly held: FiniteModel; readonly text: string } | { readonly undecided: string } | undefined> {
  if (beliefTolerance === undefined || isZero(beliefTolerance)) return undefined;
  const stated = `the file's belief-tolerance is ${rationalText(beliefTolerance)}`;
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
  const { transfers, balance, point, environment: { beliefTolerance, tolerance } } = asked;
  if (beliefTolerance === undefined || isZero(beliefTolerance)) return withPayoffTolerance(asked, goal, answer);
  const id = 'belief-tolerance';
  const open = (reason: string): FiniteAnswer => {
    const text = `Whether the rule is implemented by ${transfers} transfers, balance ${balance}, is not decided: ${reason}`;
    return { ...answer, estimates: [], verdicts: [{ id, ...verdictRow('market', point, 'undecided', text) }] };
  };
  if (!verdict.holds) {
    const { stands, text, near } = await refusedNear(asked);
    const proofs = near === undefined ? answer.proofs : answer.proofs.map((proof) => ({ ...proof, file: { ...proof.file, near } }));
    if (!stands) return { ...open(text), proofs };
    if (tolerance !== undefined && !isZero(tolerance)) return open(`it is no at the file's payoffs and beliefs; ${text}`);
    return { ...answer, proofs, verdicts: [...answer.verdicts, { id, ...verdictRow('market', point, 'yes', text) }] };
  }
  const found = await underBeliefs(asked);
  if (found === undefined) return withPayoffTolerance(asked, goal, answer);
  if ('undecided' in found) return open(found.undecided);
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
