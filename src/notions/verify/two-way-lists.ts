/** Lists of scores as files about two alternatives hold them, and what may be wrong with them before anything is worked out. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { FileProblem } from './draws.ts';
import type { ScoreList } from './two-way-exact.ts';
import { formsOf, isEndless, type Forms } from './two-way-forms.ts';
import type { Scored } from './two-way-scores.ts';

const step = z.strictObject({ from: z.number(), score: z.number() });
export const stepsShape = z.array(step).min(1);
export const scoresShape = z.strictObject({
  constant: z.number(), agents: z.array(z.strictObject({ name: z.string(), steps: stepsShape })),
});
type Scores = z.infer<typeof scoresShape>;

/** Every agent of the problem, by her weights. */
export type Everyone = readonly (Forms & { readonly name: string })[];

export function everyoneIn(problem: FileProblem): Everyone {
  if (problem.alternatives.length !== 2) throw new InputError('problem.alternatives', 'must be two');
  return problem.agents.map((name, agent) => ({ name, ...formsOf(problem, agent) }));
}

/** Throws InputError naming who is not among the agents of the problem. */
export const listIn = (problem: FileProblem, { constant, agents }: Scores): ScoreList => ({
  constant,
  heard: agents.map(({ name, steps }) => {
    const agent = problem.agents.indexOf(name);
    if (agent < 0) throw new InputError('scores', `must be of agents of the problem, got '${name}'`);
    return { name, steps, ...formsOf(problem, agent) };
  }),
});

/** Steps that no gain of hers reaches: what they say would widen what draws can tell, and nothing else. */
const beyondFaults = ({ name, steps, x: [low, high], open, isTopPoint }: Scored): string[] =>
  (steps.some(({ from }, j) => j > 0 && !((open[0] || from > low) && (open[1] || from < high || (isTopPoint && from === high))))
    ? [`scores of ${name} have steps beyond her gains, ${low} to ${high}`] : []);

export const listFaults = ({ heard }: ScoreList, everyone: Everyone): string[] => [
  ...heard.flatMap(({ name, steps }) =>
    (steps.some(({ from, score }, j) => j > 0 && !(from > steps[j - 1]!.from && score >= steps[j - 1]!.score))
      ? [`scores of ${name} fall`] : [])),
  ...heard.flatMap(beyondFaults),
  ...everyone.flatMap(({ name, own, social }) =>
    ([...own, ...social].some((weight) => weight !== 0) && heard.filter((one) => one.name === name).length !== 1
      ? [`${name} has not one list of scores`] : [])),
];

/** Rents are known of agents who are worst off at an end, and have a bound where that is one or types beyond it can be left out. */
export const endFaults = (everyone: Everyone, problem: FileProblem): string[] =>
  everyone.flatMap(({ name, isEndKnown, own, sure, base }) => {
    if (!isEndKnown) return [`the worst-off type of ${name} is not at an end`];
    const isWithout = base !== undefined && base !== 0 && isEndless(problem, own, base > 0 ? 'below' : 'above');
    return isWithout || isEndless(problem, sure, 'below') ? [`types of ${name} have no end on the side of the worst-off`] : [];
  });
