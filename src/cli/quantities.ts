/** The quantities of a study, for `misreport describe`. */
import { quantityWords } from '../report/vocabulary.ts';

const IDENTIFIERS = [
  'epsilonLic', 'epsilonIc', 'epsilonBounded', 'monotonicityViolation', 'exAnteUtility', 'exAnteTradeProbability',
  'interimUtility', 'tradeProbability', 'gain', 'expectedSurplus', 'efficiency', 'exPostIrViolation', 'budgetSurplus',
] as const;

/** Where the reports' vocabulary has no entry of its own. */
const FURTHER: Readonly<Record<string, string>> = {
  exAnteTradeProbability: 'the probability that a truthful agent trades, before its type is known',
  gain: 'what a type gains by a report: a surface over (true type, report)',
};

export const QUANTITIES: readonly { readonly quantity: string; readonly meaning: string }[] = IDENTIFIERS.map((quantity) => ({
  quantity,
  meaning: FURTHER[quantity] ?? quantityWords(quantity).meaning,
}));
