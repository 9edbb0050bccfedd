/** `misreport second-best`: the most welfare that incentive compatible mechanisms reach, beside the first best. */
import { asSecondBest } from '../study/as-second-best.ts';
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const SECOND_BEST: StudySpec = {
  name: 'run',
  shown: 'second-best',
  asks: asSecondBest,
  description: 'The most expected welfare that any incentive compatible mechanism reaches, as a bracket over the continuum of types.',
  examples: [
    ['second-best congruence --external-a -1,-0.5,...,1', 'what incentives cost where private and social rates differ'],
    ['second-best bilateral-trade --individually-rational interim --budget ex-ante', 'Myerson and Satterthwaite\'s second best'],
    ['second-best myerson-satterthwaite --individually-rational interim --budget ex-post --deficit 0,0.05,0.1', 'against the deficit'],
  ],
};

export const secondBest = (argv: readonly string[]): Promise<number> => studyCommand(argv, SECOND_BEST);
