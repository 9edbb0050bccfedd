/** Beliefs round a baseline: how far they may stray before a choice rule can no longer be implemented. */
import { asData } from '../data.ts';
import type { StudyKind } from '../kind.ts';
import { planBeliefs } from './beliefs.ts';
import { askedAgents, planEfficientRule } from './efficient-rule.ts';
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
  agents: (study) => {
    if (study.question === 'random-values') return [VALUES];
    if (study.question === 'efficient-rule') return askedAgents(study);
    return study.agent === ALL ? study.agents : [study.agent];
  },
  skeleton,
  plan: (point, aim) => {
    const { problem } = point;
    if (problem.question === 'random-values') return planRandom({ ...point, problem }, aim);
    return problem.question === 'efficient-rule' ? planEfficientRule({ ...point, problem }) : planBeliefs({ ...point, problem });
  },
};
