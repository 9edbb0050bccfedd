/** Beliefs round a baseline: how far they may stray before a choice rule can no longer be implemented. */
import { asData } from '../data.ts';
import type { StudyKind } from '../kind.ts';
import { planBeliefs } from './beliefs.ts';
import { planRandom, VALUES } from './random.ts';
import { skeleton } from './skeleton.ts';
import { ALL, type RobustStudy } from './study-point.ts';
import { validate } from './validate.ts';

export const robustKind: StudyKind<RobustStudy> & { readonly name: RobustStudy['kind'] } = {
  name: 'robust',
  words: 'a question about beliefs round a baseline',
  samplers: [],
  validate,
  describe: (study) => asData(study) as Record<string, unknown>,
  agents: (study) => (study.question === 'random-values' ? [VALUES] : study.agent === ALL ? study.agents : [study.agent]),
  skeleton,
  plan: (point, aim) => {
    const { problem } = point;
    return problem.question === 'random-values' ? planRandom({ ...point, problem }, aim) : planBeliefs({ ...point, problem });
  },
};
