/** `misreport check`: conditions on a finite environment, with witnesses. */
import { openSolver } from '../run/solver.ts';
import { modelAt } from '../environment/finite/model.ts';
import { checkModel } from '../kinds/finite/check.ts';
import { joinAnswers } from '../kinds/finite/rows.ts';
import { rationalText } from '../programs/rational.ts';
import { finiteCommand } from './finite-command.ts';

export const check = (argv: readonly string[]): Promise<number> =>
  finiteCommand(argv, {
    name: 'check',
    description: 'Decides the conditions of the literature on a finite environment, each with its witness.',
    options: [],
    examples: [
      ['check guo-1-4-1', 'Convex Independence fails, Beliefs-Determine-Preferences holds'],
      ['check ./market.yaml --json', 'the same for programs'],
    ],
    answer: async (environment, points) => {
      const solve = openSolver();
      const pointOf = (values: (typeof points)[number]) =>
        Object.fromEntries([...values].map(([name, value]) => [name, rationalText(value)]));
      return joinAnswers(await Promise.all(points.map((values) =>
        checkModel(modelAt(environment, values), pointOf(values), solve, { environment, parameters: values }))));
    },
  });
