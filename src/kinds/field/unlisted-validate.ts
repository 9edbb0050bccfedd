/** Whether a question about a market can be answered whose assignments are not listed; every error names its field. */
import { InputError } from '../../errors.ts';
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import { quote } from '../../input/quote.ts';
import { bidderName } from '../assignment/study-point.ts';
import { inUnits } from '../assignment/units.ts';
import { requireCompatible } from './constraints.ts';
import { requireLoop } from './grid.ts';
import { requireOneAgent } from './subject.ts';
import type { AssignmentQuestion, AssignmentSecondBestQuestion } from './study-point.ts';
import { bidderSpace, typesOf } from './unlisted-types.ts';

/** Throws InputError naming `agent`. */
export function requireBidder({ bidders }: Pick<AssignmentMarket, 'bidders'>, agent: unknown, others: readonly string[] = []): void {
  const names = Array.from({ length: bidders }, (_, i) => bidderName(i));
  if (typeof agent === 'string' && [...names, ...others].includes(agent)) return;
  const accepted = [names.length > 1 ? `${names[0]} to ${bidders}` : names[0], ...others].join(' or ');
  throw new InputError('agent', `must be ${accepted}, got ${quote(String(agent))}`);
}

/** Throws InputError naming the dependence of the market in `field`. */
export function requireIndependentWorths({ dependence }: AssignmentMarket, field: string): void {
  if (dependence === undefined) return;
  throw new InputError(
    `${field}.dependence`,
    'must be absent: with correlated signals transfers may depend on reports in ways that interim utilities do not show',
  );
}

/** Worths that do not depend on each other, and constraints that VCG meets. */
export function validateUnlistedSecondBest(question: Omit<AssignmentSecondBestQuestion, 'question'>): void {
  const { market, individuallyRational = 'none', budget = 'none', deficit = 0 } = question;
  requireIndependentWorths(market, 'market');
  try {
    inUnits(market);
  } catch (error) {
    throw error instanceof InputError ? error.as(`market.${error.field}`) : error;
  }
  requireCompatible(question, market.bidders);
  if (individuallyRational === 'none' || budget === 'none' || deficit >= 0) return;
  throw new InputError('deficit', `must be 0 or more where bidders may stay away and assignments are too many to list, got ${deficit}: `
    + 'what is lost for the sake of money is found for at most 32 assignments, such as those of 4 bidders and 3 objects');
}

export function validateUnlistedField(question: AssignmentQuestion): void {
  const { market, agent, opponents = 'law' } = question;
  validateUnlistedSecondBest(question);
  requireBidder(market, agent);
  if (opponents === 'grid') {
    throw new InputError('opponents', 'must be law where assignments are too many to list: so are profiles of a grid');
  }
  const space = bidderSpace(market, agent);
  typesOf(space, question);
  if (question.loop) requireLoop(space, question.loop);
  requireOneAgent(question);
}
