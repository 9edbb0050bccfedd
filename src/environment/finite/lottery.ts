/** A cell of a rule or of a mechanism: an outcome, or a lottery over outcomes. */
import { InputError } from '../../errors.ts';
import { constantExpression, parseExpression, type Expression } from '../../programs/expression.ts';
import { isZero, ONE, rationalText, sum, ZERO } from '../../programs/rational.ts';
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
  const total = sum([...shares.values()].map(({ constant }) => constant));
  if ([...shares.values()].some(({ terms }) => terms.size > 0))
    throw new InputError(field, 'a lottery has plain numbers, without parameters');
  if (!total.equals(ONE)) throw new InputError(field, `a lottery's probabilities must sum to 1, and these sum to ${rationalText(total)}`);
  const negative = [...shares].find(([, { constant }]) => !isZero(constant) && constant.s < 0n);
  if (negative !== undefined) throw new InputError(placeName(field, negative[0]), 'a probability must not be negative');
  return outcomes.map((outcome) => shares.get(outcome) ?? constantExpression(ZERO));
}
