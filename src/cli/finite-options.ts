/** Options of `design` and `threshold`. */
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { modelAt } from '../environment/finite/model.ts';
import { InputError } from '../errors.ts';
import { alphaPreference, smoothPreference } from '../kinds/finite/preferences.ts';
import type { Preference } from '../mechanism/finite/preference.ts';
import type { Balance, Transfers } from '../mechanism/finite/question.ts';
import type { Rational } from '../programs/rational.ts';
import type { CommandLine } from './command-line.ts';
import type { OptionSpec } from './options.ts';
import { readChoice } from './values.ts';

const GROUP = 'Question';

export const GOALS = ['implement', 'extract', 'revenue'] as const;
export const TRANSFERS_OPTION: OptionSpec = {
  name: 'transfers',
  kind: 'text',
  placeholder: 'KIND',
  group: GROUP,
  default: 'bayesian',
  description: 'bayesian: one transfer rule; ambiguous: a menu of rules of which agents fear the worst',
};
export const BALANCE_OPTION: OptionSpec = {
  name: 'balance', kind: 'text', placeholder: 'KIND', group: GROUP, default: 'exact',
  description: 'Of transfers at every profile, for --goal implement: exact (sum 0), no-deficit (at most 0) or none',
};
export const goalOption = (goals: readonly string[]): OptionSpec => ({
  name: 'goal',
  kind: 'text',
  placeholder: 'GOAL',
  group: GROUP,
  default: 'implement',
  description: `What the mechanism is for: ${goals.join(', ')}`,
});

export const PREFERENCE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'preference',
    kind: 'text',
    placeholder: 'KIND',
    group: GROUP,
    default: 'maxmin',
    description:
      'Of agents who face a menu: maxmin; alpha, with --alpha; smooth, with weights, kinks and slopes under smooth: in the environment',
  },
  {
    name: 'alpha',
    kind: 'text',
    placeholder: 'A',
    group: GROUP,
    description: 'Weight of the worst rule, in [0, 1], or a list; 1 - A is that of the best',
  },
];

interface PreferenceQuestion {
  readonly environment: FiniteEnvironment;
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly goal: string;
  readonly transfers: Transfers;
}

function readAlphas(text: string | undefined): Preference[] {
  if (text === undefined) throw new InputError('--alpha', 'is missing; give the weight of the worst rule, in [0, 1]');
  return text.split(',').map((part) => alphaPreference(part, '--alpha'));
}

/** One preference, or one for each alpha of a list. */
export function readPreferences({ texts }: CommandLine, question: PreferenceQuestion): Preference[] {
  const kind = readChoice(texts.get('preference') ?? 'maxmin', '--preference', ['maxmin', 'alpha', 'smooth']);
  if (kind !== 'alpha' && texts.has('alpha')) throw new InputError('--alpha', 'goes with --preference alpha');
  if (kind === 'maxmin') return [{ kind: 'maxmin' }];
  if (question.goal !== 'implement' || question.transfers !== 'ambiguous')
    throw new InputError('--preference', `${kind} is for --goal implement with --transfers ambiguous`);
  return kind === 'alpha' ? readAlphas(texts.get('alpha')) : [smoothPreference(modelAt(question.environment, question.parameters))];
}

export const readTransfers = ({ texts }: CommandLine): Transfers =>
  readChoice(texts.get('transfers') ?? 'bayesian', '--transfers', ['bayesian', 'ambiguous']);

/** Extraction and revenue leave the money with the designer. */
export function readBalance({ texts }: CommandLine, goal: string): Balance {
  const given = texts.get('balance');
  if (goal === 'implement') return readChoice(given ?? 'exact', '--balance', ['exact', 'no-deficit', 'none']);
  if (given !== undefined && given !== 'none')
    throw new InputError('--balance', `must be none with --goal ${goal}: the designer keeps the money`);
  return 'none';
}

export const readGoal = <G extends string>({ texts }: CommandLine, goals: readonly G[]): G =>
  readChoice(texts.get('goal') ?? 'implement', '--goal', goals as G[]);
