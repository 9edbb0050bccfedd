/** The quantities of a study, for `misreport describe`. */
import { SOCIAL_CHOICE_QUANTITIES } from '../report/social-choice-vocabulary.ts';
import { quantityWords } from '../report/vocabulary.ts';
import type { StudyPoint } from '../scenario.ts';

const SHARED = ['epsilonLic', 'epsilonIc', 'epsilonBounded', 'monotonicityViolation', 'exAnteUtility'] as const;
const DOUBLE_AUCTION = ['exAnteTradeProbability', 'interimUtility', 'tradeProbability', 'gain', 'expectedSurplus', 'efficiency', 'exPostIrViolation', 'budgetSurplus'] as const;
const SOCIAL_CHOICE = ['interimUtility', 'gain', 'exPostIrViolation', ...Object.keys(SOCIAL_CHOICE_QUANTITIES)] as const;

/** Where the reports' vocabulary has no entry of its own. */
const FURTHER: Readonly<Record<string, string>> = {
  gain: 'what a type gains by a report: a surface over (true type, report)',
};

export interface QuantityMeaning {
  readonly quantity: string;
  readonly meaning: string;
}

/** What a study of this kind may report; not every point has all of them. */
export const quantitiesOf = (kind: StudyPoint['kind']): QuantityMeaning[] =>
  [...SHARED, ...(kind === 'double-auction' ? DOUBLE_AUCTION : SOCIAL_CHOICE)].map((quantity) => ({ quantity, meaning: FURTHER[quantity] ?? quantityWords(quantity).meaning }));
