/** `misreport field`: what the efficient rule makes of one agent's chances, and how far that is from a monotone gradient. */
import { asField } from '../study/as-field.ts';
import type { StudySpec } from './read-study.ts';
import { studyCommand } from './study-command.ts';

export const FIELD: StudySpec = {
  name: 'run',
  shown: 'field',
  asks: (scenario) => asField(scenario, { market: false }),
  description:
    'Congruence, circulation and monotonicity of the field of an agent under the efficient rule (JM01), with the least ε that follows.',
  examples: [
    ['field congruence', 'Example 4.5 of JM01, private and social rates apart'],
    ['field modified-vcg --json', 'the problem behind another study'],
  ],
};

export const field = (argv: readonly string[]): Promise<number> => studyCommand(argv, FIELD);
