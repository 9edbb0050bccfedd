/** Fields: how nearly a choice rule can be implemented, whatever the transfers. */
import { asData } from '../data.ts';
import type { StudyKind } from '../kind.ts';
import { planMarket } from './market.ts';
import { planProblem } from './problem.ts';
import { planSecondBest } from './second-best.ts';
import { skeleton } from './skeleton.ts';
import type { FieldStudy } from './study-point.ts';
import { validate } from './validate.ts';

export const fieldKind: StudyKind<FieldStudy> & { readonly name: FieldStudy['kind'] } = {
  name: 'field',
  words: 'a question about a choice rule and all its transfers',
  samplers: [],
  validate,
  describe: (study) => asData(study) as Record<string, unknown>,
  agents: (study) => (study.question === 'field' ? [study.agent] : ['market']),
  skeleton,
  plan: (point, aim, run) => {
    const { problem } = point;
    switch (problem.question) {
      case 'field': return planProblem({ ...point, problem }, aim, run);
      case 'least-epsilon': return planMarket({ ...point, problem }, aim);
      case 'second-best': return planSecondBest({ ...point, problem }, aim);
    }
  },
};
