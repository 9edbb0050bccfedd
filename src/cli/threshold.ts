/** `misreport threshold`: where a verdict flips as one parameter moves. */
import { openSolver } from '../run/solver.ts';
import { InputError } from '../errors.ts';
import { joinAnswers, type FiniteAnswer } from '../kinds/finite/rows.ts';
import { answerThreshold } from '../kinds/finite/threshold.ts';
import { line } from '../input/scalar.ts';
import { finiteCommand } from './finite-command.ts';
import {
  BALANCE_OPTION, goalOption, PREFERENCE_OPTIONS, readBalance, readGoal, readPreferenceRules, readTransfers, requireOneRule,
  TRANSFERS_OPTION,
} from './finite-options.ts';

const GOALS = ['implement', 'extract', 'ex-post'] as const;

export const threshold = (argv: readonly string[]): Promise<number> => finiteCommand(argv, {
  name: 'threshold',
  description: 'Finds every value of a parameter, within its range, at which a verdict flips: rational numbers, proved on both sides.',
  options: [
    {
      name: 'parameter', schema: line(200), placeholder: 'NAME', group: 'Question',
      description: 'The parameter that moves, within the range that the environment gives; may be left out where there is one',
    },
    goalOption(GOALS), TRANSFERS_OPTION, BALANCE_OPTION, ...PREFERENCE_OPTIONS,
  ],
  examples: [
    ['threshold guo-1-5-2 --parameter high', 'trade is implementable from a value of 19/4 on'],
    ['threshold guo-1-4-2 --parameter b --a 2', 'with another parameter held at 2'],
  ],
  answer: async (environment, points, given) => {
    const goal = readGoal(given, GOALS);
    const question = { goal, transfers: readTransfers(given), balance: readBalance(given, goal) };
    const only = environment.parameters.length === 1 ? environment.parameters[0]!.name : undefined;
    requireOneRule(goal, question.transfers);
    const parameter = given.texts.get('parameter') ?? only;
    const known = environment.parameters.map(({ name }) => name).join(', ') || 'no parameters';
    if (parameter === undefined) throw new InputError('--parameter', `is missing; the environment has ${known}`);
    if (given.texts.has(parameter)) throw new InputError(`--${parameter}`, 'cannot be held: it is the parameter that moves');
    const answers: FiniteAnswer[] = [];
    const solve = openSolver();
    for (const others of points) {
      for (const preference of readPreferenceRules(given, question)) {
        const about = preference === undefined ? question : { ...question, preferenceAt: preference };
        answers.push(await answerThreshold(environment, { ...about, parameter, others }, solve));
      }
    }
    return joinAnswers(answers);
  },
});
