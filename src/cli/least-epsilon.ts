/** `misreport least-epsilon`: how small an ε any transfers reach, for a scenario's efficient rule. */
import { asField } from '../study/as-field.ts';
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const LEAST_EPSILON: StudySpec = {
  name: 'run',
  shown: 'least-epsilon',
  asks: (scenario) => asField(scenario, { market: true }),
  description: 'The smallest ε-LIC constant that any transfers reach with the efficient rule, between certified ends.',
  examples: [
    ['least-epsilon double-auction --traders 1,4,...,64 --deficit 0.05', 'efficient, individually rational trade that may lose 0.05'],
    ['least-epsilon congruence --external-a -1,-0.5,...,1', 'interdependent values: any transfers at all'],
    ['least-epsilon ./mine.ts --agent alice --cells 12', 'your own scenario, on a coarser grid'],
  ],
};

export const leastEpsilon = (argv: readonly string[]): Promise<number> => studyCommand(argv, LEAST_EPSILON);
