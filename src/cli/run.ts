/** `misreport run`: one point, or a sweep without a rate. */
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const RUN: StudySpec = {
  name: 'run',
  description: 'How much can an agent gain by lying in this mechanism? Every number comes with bounds and says what they are worth.',
  examples: [
    ['run double-auction', 'eight sellers and eight buyers, uniform costs and values'],
    ['run double-auction --sellers 16 --buyers 12 --kappa 0.5', 'unequal sides, price in the middle'],
    ['run double-auction --cost "beta(2,3)" --value "uniform(0,1)" --profiles 1e6', 'other laws, exactly a million profiles'],
    ['run double-auction --kappa 0,0.25,...,1 --json', 'a sweep, as one JSON document'],
    ['run ./mine.ts --config study.yaml', 'your own scenario, options from a file'],
  ],
};

export const run = (argv: readonly string[]): Promise<number> => studyCommand(argv, RUN);
