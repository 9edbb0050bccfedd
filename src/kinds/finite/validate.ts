/** Everything about a finite study that can be known to be wrong before anything is solved. */
import { z } from 'zod';
import { modelAt } from '../../environment/finite/model.ts';
import { coalitionsSchema } from '../../environment/finite/coalitions.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { alphaPreference } from './preferences.ts';
import type { FiniteStudy } from './study-point.ts';
import { requireDecidable, STATISTICS } from './survey-statistics.ts';

const transfers = z.enum(['bayesian', 'ambiguous']);
const balance = z.enum(['exact', 'no-deficit', 'none']).optional();
const preference = z.union([z.enum(['maxmin', 'smooth']), z.strictObject({ alpha: z.union([z.string(), z.number()]) })]).optional();
const whole = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);
const law = z.strictObject({
  counts: z.array(whole(1, 64)).min(2).max(8), concentration: whole(1, 100), beliefs: z.enum(['prior', 'own']), outcomes: whole(1, 16),
  values: z.enum(['private', 'interdependent']),
});
const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('coalitions'), patterns: z.array(coalitionsSchema).min(1) }),
  z.strictObject({ ask: z.enum(['check', 'core', 'value']) }),
  z.strictObject(
    { ask: z.literal('design'), goal: z.enum(['implement', 'extract', 'revenue', 'ex-post']), transfers, balance, preference },
  ),
  z.strictObject(
    { ask: z.literal('threshold'), parameter: z.string(), goal: z.enum(['implement', 'extract', 'ex-post']), transfers, balance },
  ),
  z.strictObject({ ask: z.literal('survey'), statistic: z.enum(STATISTICS), law, transfers: transfers.optional(), balance,
    goods: whole(1, 8).optional(),
  }),
]);

/** Throws InputError, its field relative to the study. */
export function validateFiniteStudy(study: unknown): void {
  const { environment, questions } = study as Partial<FiniteStudy>;
  if (!Array.isArray(questions) || questions.length === 0)
    throw new InputError(
      'questions', 'needs at least one question: { ask: check | design | threshold | survey | coalitions | core | value }',
    );
  questions.forEach((given: unknown, k) => {
    const asked = readAs(question, given, (path) => [`questions[${k}]`, ...path.map(String)].join('.'));
    if (asked.ask === 'survey') requireDecidable(asked.statistic, asked.law.counts, `questions[${k}].law.counts`);
    if (asked.ask !== 'design' && asked.ask !== 'threshold') return;
    const { goal, transfers: means } = asked;
    if (goal === 'ex-post' && means === 'ambiguous')
      throw new InputError(`questions[${k}].transfers`, 'must be bayesian with goal ex-post');
    if (asked.ask !== 'design') return;
    const { preference: kind } = asked;
    if (kind === undefined || kind === 'maxmin') return;
    if (goal !== 'implement' || means !== 'ambiguous')
      throw new InputError(`questions[${k}].preference`, 'is for goal implement with ambiguous transfers');
    if (kind !== 'smooth') alphaPreference(kind.alpha, `questions[${k}].preference.alpha`);
  });
  if (environment === undefined && questions.every(({ ask }) => ask === 'survey')) return;
  // What is wrong with values of parameters is known only where they are put in.
  try {
    modelAt(parseEnvironment(environment));
  } catch (error) {
    throw error instanceof InputError ? new InputError(`environment.${error.field}`, error.problem) : error;
  }
}
