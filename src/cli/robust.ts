/** `misreport robust`: how far beliefs may stray from the baseline before no payments implement the rule. */
import { asRobust } from '../study/as-robust.ts';
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const ROBUST: StudySpec = {
  name: 'run',
  shown: 'robust',
  asks: asRobust,
  description: 'The largest balls of beliefs under which a rule is monotone and implementable, and the belief that breaks it first.',
  examples: [
    ['robust locally-robust', 'the examples of JMM12 section 3, in every metric'],
    ['robust locally-robust --metric prokhorov --radius 0,0.05,...,0.5', 'the least ε as the ball grows'],
    ['robust ./mine.ts --agent all', 'your own scenario, both agents'],
  ],
};

export const robust = (argv: readonly string[]): Promise<number> => studyCommand(argv, ROBUST);
