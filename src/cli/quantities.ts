/** The quantities of a study, for `misreport describe`. */
import { SOCIAL_CHOICE_QUANTITIES } from '../report/social-choice-vocabulary.ts';
import { quantityWords } from '../report/vocabulary.ts';
import type { StudyPoint } from '../study/scenario.ts';

/** Of unit-demand markets alone. */
const OF_PRICES: readonly string[] = ['highestCompetitiveRevenue', 'priceViolationProbability'];
const SHARED = ['epsilonLic', 'epsilonIc', 'epsilonBounded', 'monotonicityViolation', 'exAnteUtility'] as const;
const DOUBLE_AUCTION = ['exAnteTradeProbability', 'interimUtility', 'tradeProbability', 'gain', 'expectedSurplus', 'efficiency', 'exPostIrViolation', 'budgetSurplus'] as const;
const SOCIAL_CHOICE = ['interimUtility', 'gain', 'exPostIrViolation', ...Object.keys(SOCIAL_CHOICE_QUANTITIES).filter((quantity) => !OF_PRICES.includes(quantity))] as const;

const ASSIGNMENT = ['epsilonIc', 'exAnteUtility', 'interimIr', 'exPostGainProbability', 'welfare', 'firstBest', 'welfareShare', 'revenue', 'highestCompetitiveRevenue', 'priceViolationProbability'] as const;

const OF_KIND: Readonly<Record<StudyPoint['kind'], readonly string[]>> = {
  'double-auction': [...SHARED, ...DOUBLE_AUCTION],
  'social-choice': [...SHARED, ...SOCIAL_CHOICE],
  assignment: ASSIGNMENT,
};

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
  OF_KIND[kind].map((quantity) => ({ quantity, meaning: FURTHER[quantity] ?? quantityWords(quantity).meaning }));
