/** Questions about an environment of finite types, each answered by code that is loaded where it is asked. */
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import type { Preference } from '../../mechanism/finite/preference.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { alphaPreference, smoothPreference } from './preferences.ts';
import { emptyAnswer, joinAnswers, type FiniteAnswer } from './rows.ts';
import type { DesignAsked, FiniteQuestion, FiniteStudy, SurveyAsked } from './study-point.ts';

function preferenceOf(environment: FiniteEnvironment, { preference = 'maxmin' }: DesignAsked): Preference {
  if (preference === 'maxmin') return { kind: 'maxmin' };
  return preference === 'smooth' ? smoothPreference(modelAt(environment)) : alphaPreference(preference.alpha, 'alpha');
}

async function answer(
  environment: FiniteEnvironment, question: Exclude<FiniteQuestion, SurveyAsked>, values: Point, { solve }: Run,
): Promise<FiniteAnswer> {
  switch (question.ask) {
    case 'check':
      return (await import('./check.ts')).checkModel(modelAt(environment), values, solve, { environment });
    case 'core':
      return (await import('./exchange.ts')).coreAnswer(modelAt(environment), values, solve);
    case 'value':
      return (await import('./values.ts')).valueAnswer(modelAt(environment), values, solve);
    case 'coalitions':
      return (await import('./coalitions.ts')).answerCoalitions(environment, question, values, solve);
    case 'design':
      return (await import('./design.ts')).answerDesign({
        environment,
        parameters: new Map(),
        balance: 'exact',
        everyBalance: question.balance === undefined,
        ...question,
        preference: preferenceOf(environment, question),
        solve,
      });
    case 'threshold':
      return (await import('./threshold.ts')).answerThreshold(environment, { balance: 'exact', ...question }, solve);
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
  const [{ survey }, { surveyAnswer }] = await Promise.all([import('./survey.ts'), import('./survey-rows.ts')]);
  const counts = await survey(question, run.stream(`survey ${law.counts.join('x')}`), run, {
    onProgress: (profiles) => run.progress(statistic, profiles / question.draws),
  });
  const found = counts.profiles === 0 ? {} : surveyAnswer(question, counts, aim.confidence);
  return { ...emptyAnswer, ...found, complete: counts.profiles === question.draws };
}

export async function planPoint({ problem, values }: SweepPoint<FiniteStudy>, aim: StudyAim): Promise<PlannedPoint> {
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
