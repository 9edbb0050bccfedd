/** `misreport design`: the mechanism for a goal in a finite environment, or the proof that there is none. */
import { openSolver } from '../run/solver.ts';
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { modelAt } from '../environment/finite/model.ts';
import { answerDesign } from '../kinds/finite/design.ts';
import { emptyAnswer, joinAnswers, type FiniteAnswer } from '../kinds/finite/rows.ts';
import { efficientTie } from '../notions/finite/rule-conditions.ts';
import { rationalText } from '../programs/rational.ts';
import { finiteCommand, type Values } from './finite-command.ts';
import {
  BALANCE_OPTION,
  goalOption,
  GOALS,
  PREFERENCE_OPTIONS,
  readBalance,
  readGoal,
  readPreferenceRules,
  readTransfers,
  requireOneRule,
  TRANSFERS_OPTION,
} from './finite-options.ts';

/** An efficient rule takes the first of several outcomes that are equally good; the verdict is about that one. */
function tieNotes(environment: FiniteEnvironment, points: readonly Values[]): string[] {
  if (environment.rule?.kind !== 'efficient') return [];
  return points.flatMap((parameters) => {
    const tie = efficientTie(modelAt(environment, parameters));
    const at = [...parameters].map(([name, value]) => `${name} = ${rationalText(value)}`).join(', ');
    return tie === undefined ? [] : [`The rule is efficient, with ties${at === '' ? '' : ` where ${at}`}: ${tie}`];
  });
}

export const design = (argv: readonly string[]): Promise<number> => finiteCommand(argv, {
  name: 'design',
  description: 'Decides exactly whether a goal can be had, and proves it: a mechanism, or multipliers that add up to a contradiction.',
  options: [goalOption(GOALS), TRANSFERS_OPTION, BALANCE_OPTION, ...PREFERENCE_OPTIONS],
  examples: [
    ['design guo-1-4-2', 'no, with the multipliers of the constraints'],
    ['design guo-1-4-2 --transfers ambiguous --proofs proofs', 'yes, and the mechanism in a file'],
    ['design guo-1-4-2 --b 1/2,1,3/2', 'a verdict for every value'],
  ],
  answer: async (environment, points, line) => {
    const goal = readGoal(line, GOALS);
    const [transfers, balance] = [readTransfers(line), readBalance(line, goal)];
    requireOneRule(goal, transfers);
    const everyBalance = !line.texts.has('balance');
    const answers: FiniteAnswer[] = [];
    const solve = openSolver();
    for (const parameters of points) {
      for (const rule of readPreferenceRules(line, { goal, transfers })) {
        const preference = rule === undefined ? { kind: 'maxmin' as const } : rule(modelAt(environment, parameters));
        answers.push(await answerDesign({ environment, parameters, goal, transfers, balance, everyBalance, preference, solve }));
      }
    }
    return joinAnswers([...answers, { ...emptyAnswer, notes: tieNotes(environment, points) }]);
  },
});
