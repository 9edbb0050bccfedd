/** Finite types: everything is decided by exact programs, and nothing is drawn. */
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { InputError } from '../../errors.ts';
import type { Preference } from '../../mechanism/finite/preference.ts';
import type { Point } from '../../results/document.ts';
import type { PlannedPoint, PointResult, StudyKind, SweepPoint } from '../kind.ts';
import { checkModel } from './check.ts';
import { answerDesign } from './design.ts';
import { alphaPreference, smoothPreference } from './preferences.ts';
import { joinAnswers, type FiniteAnswer } from './rows.ts';
import { skeleton } from './skeleton.ts';
import type { DesignAsked, FiniteQuestion, FiniteStudy } from './study-point.ts';
import { answerThreshold } from './threshold.ts';

const MARKET = 'market';
const ASKS = ['check', 'design', 'threshold'];

function validate(study: unknown): void {
  const { environment, questions } = study as Partial<FiniteStudy>;
  if (!Array.isArray(questions) || questions.length === 0)
    throw new InputError('questions', `needs at least one question: { ask: ${ASKS.join(' | ')} }`);
  questions.forEach((question: Partial<FiniteQuestion> | null, k) => {
    if (!ASKS.includes(String(question?.ask))) throw new InputError(`questions[${k}].ask`, `must be one of ${ASKS.join(', ')}`);
  });
  // What is wrong with values of parameters is known only where they are put in.
  try {
    modelAt(parseEnvironment(environment));
  } catch (error) {
    throw error instanceof InputError ? new InputError(`environment.${error.field}`, error.problem) : error;
  }
}

function preferenceOf(environment: FiniteEnvironment, { preference = 'maxmin' }: DesignAsked): Preference {
  if (preference === 'maxmin') return { kind: 'maxmin' };
  return preference === 'smooth' ? smoothPreference(modelAt(environment)) : alphaPreference(preference.alpha, 'alpha');
}

function answer(environment: FiniteEnvironment, question: FiniteQuestion, values: Point): Promise<FiniteAnswer> {
  switch (question.ask) {
    case 'check':
      return checkModel(modelAt(environment), values);
    case 'design':
      return answerDesign({
        environment,
        parameters: new Map(),
        balance: 'exact',
        ...question,
        preference: preferenceOf(environment, question),
      });
    case 'threshold':
      return answerThreshold(environment, { balance: 'exact', ...question });
  }
}

/** Rows and verdicts stand at the study's point; what they say beyond it stays. */
function resultOf({ estimates, verdicts, notes }: FiniteAnswer, values: Point, complete: boolean): PointResult {
  const at = <T extends { readonly point: Point }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, point: { ...row.point, ...values } }));
  return { samplers: [], estimates: at(estimates), curves: [], surfaces: [], verdicts: at(verdicts), notes, complete };
}

async function plan({ problem, values }: SweepPoint<FiniteStudy>): Promise<PlannedPoint> {
  const environment = parseEnvironment(problem.environment);
  return {
    cost: problem.questions.length,
    study: async (run) => {
      const answers: FiniteAnswer[] = [];
      for (const [k, question] of problem.questions.entries()) {
        if (run.signal?.aborted) break;
        run.progress(question.ask, k / problem.questions.length);
        answers.push(await answer(environment, question, values));
      }
      return resultOf(joinAnswers(answers), values, answers.length === problem.questions.length);
    },
  };
}

export const finiteKind: StudyKind<FiniteStudy> & { readonly name: FiniteStudy['kind'] } = {
  name: 'finite',
  words: 'an environment of finite types',
  samplers: [],
  validate,
  describe: ({ environment, questions }) => ({ kind: 'finite', environment, questions }),
  agents: ({ environment }) => [MARKET, ...parseEnvironment(environment).agents.map(({ name }) => name)],
  skeleton,
  plan,
};
