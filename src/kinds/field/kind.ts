/** Fields: how nearly a choice rule can be implemented, whatever the transfers. */
import { assignmentProblem } from '../../environment/assignment-market.ts';
import { isDiscrete } from '../../distributions/distribution.ts';
import { asData } from '../data.ts';
import { marketData } from '../assignment/market-data.ts';
import type { Run } from '../../run/run.ts';
import { unlessCut } from '../cut-short.ts';
import type { PlannedPoint, StudyAim, StudyKind, SweepPoint } from '../kind.ts';
import { withPrecisionNotes } from './precision.ts';
import { skeleton } from './skeleton.ts';
import { areListed } from './second-best-sizes.ts';
import type { AssignmentQuestion, AssignmentSecondBestQuestion, FieldStudy, ProblemQuestion } from './study-point.ts';
import { validate } from './validate.ts';

async function plan(point: SweepPoint<FieldStudy>, aim: StudyAim, run: Run): Promise<PlannedPoint> {
  const { problem } = point;
  switch (problem.question) {
    case 'field': {
      const planned = problem.problem.valuations.kind === 'linear'
        ? await (await import('./problem.ts')).planProblem({ ...point, problem }, aim, run)
        : await (await import('./nonlinear.ts')).planNonlinear({ ...point, problem }, aim, run);
      return withPrecisionNotes(planned, aim);
    }
    case 'least-epsilon': return (await import('./market.ts')).planMarket({ ...point, problem }, aim);
    case 'trader': return (await import('./trader.ts')).planTrader({ ...point, problem }, aim);
    case 'assignment': return (await import('./unlisted.ts')).planUnlisted({ ...point, problem }, aim);
    case 'assignment-second-best':
      return (await import('./unlisted-second-best.ts')).planUnlistedSecondBest({ ...point, problem }, aim);
    case 'second-best':
    case 'market-second-best': return (await import('./second-best.ts')).planSecondBest({ ...point, problem }, aim);
  }
}

/** What types are instead where cells were asked for and there are none; undefined where nothing is wrong. */
function whyNoCells(study: FieldStudy): string | undefined {
  if (study.cells === undefined) return undefined;
  if (study.question === 'assignment-second-best') return 'those of the laws';
  if (study.question === 'field' && study.nodes !== undefined) return 'the nodes';
  if (study.question !== 'trader') return undefined;
  const { cost, value } = study.market;
  return isDiscrete(study.agent === 'seller' ? cost : value) ? 'the values of her law' : undefined;
}

/** What cuts types into cells, where they are values in lists. */
const idleOfLists = (study: ProblemQuestion): readonly { readonly name: string; readonly why: string }[] =>
  (['cells', 'nodes', 'opponents'] as const).flatMap((name) =>
    (study[name] === undefined ? [] : [{ name, why: 'has no effect: types are the values of the laws, which are lists' }]));

const isUnlisted = (study: FieldStudy): study is AssignmentQuestion | AssignmentSecondBestQuestion =>
  study.question === 'assignment' || study.question === 'assignment-second-best';

const UNLISTED_FILES = 'assignments are too many to list, and what is certified rests on worths being their owner\'s alone';

export const fieldKind: StudyKind<FieldStudy> & { readonly name: FieldStudy['kind'] } = {
  name: 'field',
  words: 'a question about a choice rule and all its transfers',
  certificates: true,
  whyIndependent: 'and where types depend on each other transfers may depend on the reports of others in ways that interim utilities do '
    + 'not show; environments of finite types may have any prior (misreport design)',
  samplers: [],
  validate,
  describe: (study) => {
    const data = asData(isUnlisted(study) ? { ...study, market: undefined } : study) as Record<string, unknown>;
    return isUnlisted(study) ? { ...data, market: marketData(study.market) } : data;
  },
  agents: (study) => ('agent' in study ? [study.agent] : ['market']),
  idleMembers: (study) => {
    if (study.question === 'field' && areListed(study.problem)) return idleOfLists(study);
    const why = whyNoCells(study);
    return why === undefined ? [] : [{ name: 'cells', why: `has no effect: types are ${why}, not midpoints of cells` }];
  },
  efficientRule: (study) => {
    if ('problem' in study) return { problem: study.problem };
    return isUnlisted(study) ? { problem: assignmentProblem(study.market, false), unlisted: study.market } : { market: study.market };
  },
  whyNoCertificate: (study) => (isUnlisted(study) ? UNLISTED_FILES : undefined),
  skeleton,
  plan: (point, aim, run) => unlessCut(run, plan(point, aim, run)),
};
