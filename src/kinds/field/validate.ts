/** Whether a question about a choice rule can be answered; every error names its field. */
import { requireLaw } from '../../environment/checks.ts';
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { requireBounded } from '../../notions/least-epsilon/double-auction.ts';
import { QUESTIONS, type FieldStudy } from './study-point.ts';

const under = (field: string, check: () => void): void => {
  try {
    check();
  } catch (error) {
    throw error instanceof InputError ? error.as(`${field}.${error.field}`) : error;
  }
};

export function validate(study: unknown): void {
  const { question, market, deficits = [0] } = study as Partial<FieldStudy>;
  if (!QUESTIONS.includes(question!)) throw new InputError('question', `must be one of ${QUESTIONS.join(', ')}, got '${String(question).slice(0, 40)}'`);
  if (market === null || typeof market !== 'object' || Array.isArray(market)) throw new InputError('market', 'must be a double auction');
  under('market', () => {
    const { cost, value } = doubleAuction(market as DoubleAuction);
    requireLaw('cost', cost);
    requireLaw('value', value);
    requireBounded(market as DoubleAuction);
  });
  if (!Array.isArray(deficits) || deficits.length === 0 || !deficits.every((deficit) => Number.isFinite(deficit))) {
    throw new InputError('deficits', 'must be a list of numbers, money per market');
  }
}
