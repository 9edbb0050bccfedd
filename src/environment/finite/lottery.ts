/** A cell of a rule or of a mechanism: an outcome, or a lottery over outcomes. */
import { InputError } from '../../errors.ts';
import { constantExpression, parseExpression, type Expression } from '../../programs/expression.ts';
import { ONE, rationalText, sign, ZERO } from '../../programs/rational.ts';
import { requireSum } from './parse-beliefs.ts';
import { placeName } from './tables.ts';

/** Shares by outcome. Throws InputError for an outcome that there is not, and for shares that are no lottery. */
export function readLottery(cell: unknown, outcomes: readonly string[], known: ReadonlySet<string>, field: string): Expression[] {
  const known0 = (outcome: string): string => {
    if (!outcomes.includes(outcome)) throw new InputError(field, `'${outcome}' is no outcome; known: ${outcomes.join(', ')}`);
    return outcome;
  };
  if (typeof cell !== 'object' || cell === null) {
    const chosen = known0(String(cell));
    return outcomes.map((outcome) => constantExpression(outcome === chosen ? ONE : ZERO));
  }
  const shares = new Map(
    Object.entries(cell).map(([outcome, share]) => [
      known0(outcome),
      parseExpression(share as string | number, known, placeName(field, outcome)),
    ]),
  );
  if ([...shares.values()].some(({ terms }) => terms.size > 0))
    throw new InputError(field, 'a lottery has plain numbers, without parameters');
  requireSum([...shares.values()], field, "a lottery's probabilities");
  const negative = [...shares].find(([, { constant }]) => sign(constant) < 0);
  if (negative !== undefined) {
    const [outcome, { constant }] = negative;
    throw new InputError(placeName(field, outcome), `probabilities must not be negative, got ${rationalText(constant)}`);
  }
  return outcomes.map((outcome) => shares.get(outcome) ?? constantExpression(ZERO));
}
