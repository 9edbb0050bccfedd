/** Beliefs round a baseline: how far they may stray before a choice rule can no longer be implemented. */
import { efficientProblem } from '../../environment/two-agent-efficient.ts';
import { asData } from '../data.ts';
import { unlessCut } from '../cut-short.ts';
import type { PlannedPoint, StudyAim, StudyKind, SweepPoint } from '../kind.ts';
import { askedAgents } from './asked-agents.ts';
import { skeleton } from './skeleton.ts';
import { ALL, VALUES, type RobustStudy } from './study-point.ts';
import { validate } from './validate.ts';

async function plan(point: SweepPoint<RobustStudy>, aim: StudyAim): Promise<PlannedPoint> {
  const { problem } = point;
  switch (problem.question) {
    case 'random-values': return (await import('./random.ts')).planRandom({ ...point, problem }, aim);
    case 'efficient-rule': return (await import('./efficient-rule.ts')).planEfficientRule({ ...point, problem }, aim);
    case 'beliefs': return (await import('./beliefs.ts')).planBeliefs({ ...point, problem });
  }
}

export const robustKind: StudyKind<RobustStudy> & { readonly name: RobustStudy['kind'] } = {
  name: 'robust',
  words: 'a question about beliefs round a baseline',
  whyIndependent: 'and a baseline that moves with the own type would tie types together near one another only',
  certificates: true,
  samplers: [],
  validate,
  describe: (study) => asData(study) as Record<string, unknown>,
  agents: (study) => {
    if (study.question === 'random-values') return [VALUES];
    if (study.question === 'efficient-rule') return askedAgents(study);
    return study.agent === ALL ? study.agents : [study.agent];
  },
  efficientRule(study) {
    if (study.question === 'beliefs') return { problem: efficientProblem(study) };
    return study.question === 'efficient-rule' && 'signals' in study.problem ? { problem: study.problem } : undefined;
  },
  insteadOfRule: ({ question }, name) => (question === 'random-values'
    ? `'${name}' draws values at random, so that there is no one rule to ask about: misreport robust ${name}` : undefined),
  skeleton,
  plan: (point, aim, run) => unlessCut(run, plan(point, aim)),
};
