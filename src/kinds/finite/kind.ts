/** Finite types: everything is decided by exact programs, and nothing is drawn but random environments in surveys. */
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import type { Preference } from '../../mechanism/finite/preference.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, StudyKind, SweepPoint } from '../kind.ts';
import { checkModel } from './check.ts';
import { answerCoalitions } from './coalitions.ts';
import { answerDesign } from './design.ts';
import { coreAnswer } from './exchange.ts';
import { alphaPreference, smoothPreference } from './preferences.ts';
import { emptyAnswer, joinAnswers, type FiniteAnswer } from './rows.ts';
import { skeleton } from './skeleton.ts';
import type { DesignAsked, FiniteQuestion, FiniteStudy, SurveyAsked } from './study-point.ts';
import { surveyAnswer } from './survey-rows.ts';
import { survey } from './survey.ts';
import { answerThreshold } from './threshold.ts';
import { validateFiniteStudy } from './validate.ts';
import { valueAnswer } from './values.ts';

const MARKET = 'market';
function preferenceOf(environment: FiniteEnvironment, { preference = 'maxmin' }: DesignAsked): Preference {
  if (preference === 'maxmin') return { kind: 'maxmin' };
  return preference === 'smooth' ? smoothPreference(modelAt(environment)) : alphaPreference(preference.alpha, 'alpha');
}

function answer(
  environment: FiniteEnvironment, question: Exclude<FiniteQuestion, SurveyAsked>, values: Point, { solve }: Run,
): Promise<FiniteAnswer> {
  switch (question.ask) {
    case 'check':
      return checkModel(modelAt(environment), values, solve, { environment });
    case 'core':
      return coreAnswer(modelAt(environment), values, solve);
    case 'value':
      return valueAnswer(modelAt(environment), values, solve);
    case 'coalitions':
      return answerCoalitions(environment, question, values, solve);
    case 'design':
      return answerDesign({
        environment,
        parameters: new Map(),
        balance: 'exact',
        everyBalance: question.balance === undefined,
        ...question,
        preference: preferenceOf(environment, question),
        solve,
      });
    case 'threshold':
      return answerThreshold(environment, { balance: 'exact', ...question }, solve);
  }
}

/** Rows and verdicts stand at the study's point; what they say beyond it stays. */
function resultOf({ estimates, verdicts, curves, notes }: FiniteAnswer, values: Point, complete: boolean): PointResult {
  const at = <T extends { readonly point: Point }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, point: { ...row.point, ...values } }));
  return { samplers: [], estimates: at(estimates), curves: at(curves), surfaces: [], verdicts: at(verdicts), notes, complete };
}

/** Environments drawn where a study says nothing of their number. */
const DRAWS = 10_000;

/** The survey of a stream that its law names, so that every statistic of a law sees the same environments. */
async function surveyed(
  { statistic, law, transfers = 'bayesian', balance = 'exact', goods }: SurveyAsked,
  aim: StudyAim,
  run: Run,
): Promise<FiniteAnswer & { readonly complete: boolean }> {
  const size = goods === undefined ? {} : { goods };
  const question = { statistic, law, transfers, balance, ...size, draws: aim.profiles ?? Math.min(DRAWS, aim.maxProfiles) };
  const counts = await survey(question, run.stream(`survey ${law.counts.join('x')}`), run, {
    onProgress: (profiles) => run.progress(statistic, profiles / question.draws),
  });
  const found = counts.profiles === 0 ? {} : surveyAnswer(question, counts, aim.confidence);
  return { ...emptyAnswer, ...found, complete: counts.profiles === question.draws };
}

async function plan({ problem, values }: SweepPoint<FiniteStudy>, aim: StudyAim): Promise<PlannedPoint> {
  const environment = problem.environment === undefined ? undefined : parseEnvironment(problem.environment);
  return {
    cost: problem.questions.length,
    study: async (run) => {
      const answers: FiniteAnswer[] = [];
      let complete = true;
      for (const [k, question] of problem.questions.entries()) {
        if (run.signal?.aborted) break;
        run.progress(question.ask, k / problem.questions.length);
        if (question.ask === 'survey') {
          const found = await surveyed(question, aim, run);
          complete &&= found.complete;
          answers.push(found);
        } else answers.push(await answer(environment!, question, values, run));
      }
      return resultOf(joinAnswers(answers), values, complete && answers.length === problem.questions.length);
    },
  };
}

export const finiteKind: StudyKind<FiniteStudy> & { readonly name: FiniteStudy['kind'] } = {
  name: 'finite',
  words: 'an environment of finite types',
  samplers: [],
  validate: validateFiniteStudy,
  describe: ({ environment, questions }) => ({ kind: 'finite', ...(environment === undefined ? {} : { environment }), questions }),
  agents: ({ environment }) => [MARKET, ...(environment === undefined ? [] : parseEnvironment(environment).agents.map(({ name }) => name))],
  skeleton,
  plan,
};
