/** `misreport rate`: a sweep of market sizes and the asymptotic rate fitted to it. */
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const RATE: StudySpec = {
  name: 'rate',
  description:
    'How fast does the gain from lying vanish? Fits c * M^b to a sweep of market sizes, or of another size that the scenario names.',
  examples: [
    ['rate double-auction', 'M = 2, 4, ..., 4096 traders on each side, at 1% precision'],
    ['rate double-auction --traders 2,4,...,64 --precision 0.05', 'smaller and rougher'],
    ['rate double-auction --sellers 10,20,40 --buyers 30', 'only one side grows'],
  ],
};

export const rate = (argv: readonly string[]): Promise<number> => studyCommand(argv, RATE);
