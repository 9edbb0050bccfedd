/** Options of `design` and `threshold`. */
import { z } from 'zod';
import type { FiniteModel } from '../environment/finite/environment.ts';
import { InputError } from '../errors.ts';
import { attempt, oneOf } from '../input/scalar.ts';
import { alphaPreference, smoothPreference } from '../kinds/finite/preferences.ts';
import type { Preference } from '../mechanism/finite/preference.ts';
import type { Balance, Transfers } from '../mechanism/finite/question.ts';
import type { OptionSpec } from '../study/options.ts';
import { readOption, type CommandLine } from './command-line.ts';

const GROUP = 'Question';

export const GOALS = ['implement', 'extract', 'revenue', 'ex-post'] as const;
export const TRANSFERS_OPTION: OptionSpec<Transfers> = {
  name: 'transfers', schema: oneOf(['bayesian', 'ambiguous']), placeholder: 'KIND', group: GROUP, default: 'bayesian',
  description: 'bayesian: one transfer rule; ambiguous: a menu of rules of which agents fear the worst',
};
export const BALANCE_OPTION: OptionSpec<Balance> = {
  name: 'balance', schema: oneOf(['exact', 'no-deficit', 'none']), placeholder: 'KIND', group: GROUP, default: 'exact',
  description: 'Of transfers at every profile, for --goal implement and ex-post: exact (sum 0), no-deficit (at most 0) or none',
};
export const goalOption = <G extends string>(goals: readonly G[]): OptionSpec<G> =>
  ({
    name: 'goal', schema: oneOf(goals), placeholder: 'GOAL', group: GROUP, default: 'implement',
    description: `What the mechanism is for: ${goals.join(', ')}`,
  });

const PREFERENCE_OPTION: OptionSpec<'maxmin' | 'alpha' | 'smooth'> = {
  name: 'preference',
  schema: oneOf(['maxmin', 'alpha', 'smooth']),
  placeholder: 'KIND',
  group: GROUP,
  default: 'maxmin',
  description:
    'Of agents who face a menu: maxmin; alpha, with --alpha; smooth, with weights, kinks and slopes under smooth: in the environment',
};
const ALPHA_OPTION: OptionSpec<readonly Preference[]> = {
  name: 'alpha', placeholder: 'A', group: GROUP,
  description: 'Weight of the worst rule, in [0, 1], or a list; 1 - A is that of the best',
  schema: z.string('is missing; give the weight of the worst rule, in [0, 1]')
    .transform((text, context) => attempt(context, () => text.split(',').map((part) => alphaPreference(part, '--alpha')))),
};
export const PREFERENCE_OPTIONS: readonly OptionSpec[] = [PREFERENCE_OPTION, ALPHA_OPTION];

/** How a preference follows from the environment at values of its parameters; undefined is maxmin. One for each alpha of a list. */
export function readPreferenceRules(
  line: CommandLine, { goal, transfers }: { readonly goal: string; readonly transfers: Transfers },
): readonly (((model: FiniteModel) => Preference) | undefined)[] {
  const kind = readOption(line, PREFERENCE_OPTION);
  if (kind !== 'alpha' && line.texts.has('alpha')) throw new InputError('--alpha', 'goes with --preference alpha');
  if (kind === 'maxmin') return [undefined];
  if (goal !== 'implement' || transfers !== 'ambiguous')
    throw new InputError('--preference', `${kind} is for --goal implement with --transfers ambiguous`);
  return kind === 'alpha' ? readOption(line, ALPHA_OPTION).map((preference) => () => preference) : [smoothPreference];
}

export const readTransfers = (line: CommandLine): Transfers => readOption(line, TRANSFERS_OPTION);

/** Throws InputError for a menu of rules where truth is to be best whatever the others' types. */
export function requireOneRule(goal: string, transfers: Transfers): void {
  if (goal === 'ex-post' && transfers === 'ambiguous') throw new InputError('--transfers', 'must be bayesian with --goal ex-post');
}

/** Extraction and revenue leave the money with the designer. */
export function readBalance(line: CommandLine, goal: string): Balance {
  if (goal === 'implement' || goal === 'ex-post') return readOption(line, BALANCE_OPTION);
  const given = line.texts.get('balance');
  if (given !== undefined && given !== 'none')
    throw new InputError('--balance', `must be none with --goal ${goal}: the designer keeps the money`);
  return 'none';
}

export const readGoal = <G extends string>(line: CommandLine, goals: readonly G[]): G => readOption(line, goalOption(goals));
