/** Beliefs round a baseline: how far they may stray before a choice rule can no longer be implemented. */
import { assignmentProblem } from '../../environment/assignment-market.ts';
import { efficientProblem } from '../../environment/two-agent-efficient.ts';
import { marketData } from '../assignment/market-data.ts';
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
  describe: (study) => {
    const market = study.question === 'efficient-rule' && 'bidders' in study.problem ? study.problem : undefined;
    const data = asData(market ? { ...study, problem: undefined } : study) as Record<string, unknown>;
    return market ? { ...data, problem: { kind: market.kind, ...marketData(market) } } : data;
  },
  agents: (study) => {
    if (study.question === 'random-values') return [VALUES];
    if (study.question === 'efficient-rule') return askedAgents(study);
    return study.agent === ALL ? study.agents : [study.agent];
  },
  efficientRule(study) {
    if (study.question === 'beliefs') return { problem: efficientProblem(study) };
    if (study.question !== 'efficient-rule' || 'sellers' in study.problem) return undefined;
    const { problem } = study;
    return 'bidders' in problem ? { problem: assignmentProblem(problem, false), unlisted: problem } : { problem };
  },
  insteadOfRule: ({ question }, name) => (question === 'random-values'
    ? `'${name}' draws values at random, so that there is no one rule to ask about: misreport robust ${name}` : undefined),
  skeleton,
  plan: (point, aim, run) => unlessCut(run, plan(point, aim)),
};
