/** Options of `design` and `threshold`. */
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { modelAt } from '../environment/finite/model.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { requireConcave, type Preference } from '../mechanism/finite/preference.ts';
import type { Balance, Transfers } from '../mechanism/finite/question.ts';
import { ONE, rationalText, readRational, sign, sum, type Rational } from '../programs/rational.ts';
import type { CommandLine } from './command-line.ts';
import type { OptionSpec } from './options.ts';
import { readChoice } from './values.ts';

const GROUP = 'Question';

export const GOALS = ['implement', 'extract', 'revenue'] as const;
export const TRANSFERS_OPTION: OptionSpec = {
  name: 'transfers', kind: 'text', placeholder: 'KIND', group: GROUP, default: 'bayesian', description: 'bayesian: one transfer rule; ambiguous: a menu of rules of which agents fear the worst',
};
export const BALANCE_OPTION: OptionSpec = {
  name: 'balance', kind: 'text', placeholder: 'KIND', group: GROUP, default: 'exact',
  description: 'Of transfers at every profile, for --goal implement: exact (sum 0), no-deficit (at most 0) or none',
};
export const goalOption = (goals: readonly string[]): OptionSpec =>
  ({ name: 'goal', kind: 'text', placeholder: 'GOAL', group: GROUP, default: 'implement', description: `What the mechanism is for: ${goals.join(', ')}` });

export const PREFERENCE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'preference', kind: 'text', placeholder: 'KIND', group: GROUP, default: 'maxmin',
    description: 'Of agents who face a menu: maxmin; alpha, with --alpha; smooth, with weights, kinks and slopes under smooth: in the environment',
  },
  { name: 'alpha', kind: 'text', placeholder: 'A', group: GROUP, description: 'Weight of the worst rule, in [0, 1], or a list; 1 - A is that of the best' },
];

interface PreferenceQuestion {
  readonly environment: FiniteEnvironment;
  readonly parameters: ReadonlyMap<string, Rational>;
  readonly goal: string;
  readonly transfers: Transfers;
}

function readAlphas(text: string | undefined): Preference[] {
  if (text === undefined) throw new InputError('--alpha', 'is missing; give the weight of the worst rule, in [0, 1]');
  return text.split(',').map((part): Preference => {
    const alpha = readRational(part.trim());
    if (alpha === undefined || sign(alpha) < 0 || alpha.compare(ONE) > 0) throw new InputError('--alpha', `must be in [0, 1], got ${quote(part)}`);
    return { kind: 'alpha', alpha };
  });
}

function smoothOf({ environment, parameters }: PreferenceQuestion): Preference {
  const { smooth } = modelAt(environment, parameters);
  if (smooth === undefined) throw new InputError('smooth', 'is missing in the environment; write smooth: { weights: [1/2, 1/2], kinks: [0], slopes: [2, 1] }');
  const { weights, kinks, slopes } = smooth;
  if (weights.length !== 2) throw new InputError('smooth, weights', `needs a weight for each of the two rules base + c bet and base - c bet, got ${weights.length}`);
  if (weights.some((weight) => sign(weight) < 0) || !sum(weights).equals(ONE)) throw new InputError('smooth, weights', `must sum to 1 and not be negative, and these sum to ${rationalText(sum(weights))}`);
  requireConcave({ kinks, slopes }, 'smooth');
  return { kind: 'smooth', weights, v: { kinks, slopes } };
}

/** One preference, or one for each alpha of a list. */
export function readPreferences({ texts }: CommandLine, question: PreferenceQuestion): Preference[] {
  const kind = readChoice(texts.get('preference') ?? 'maxmin', '--preference', ['maxmin', 'alpha', 'smooth']);
  if (kind !== 'alpha' && texts.has('alpha')) throw new InputError('--alpha', 'goes with --preference alpha');
  if (kind === 'maxmin') return [{ kind: 'maxmin' }];
  if (question.goal !== 'implement' || question.transfers !== 'ambiguous') throw new InputError('--preference', `${kind} is for --goal implement with --transfers ambiguous`);
  return kind === 'alpha' ? readAlphas(texts.get('alpha')) : [smoothOf(question)];
}

export const readTransfers = ({ texts }: CommandLine): Transfers => readChoice(texts.get('transfers') ?? 'bayesian', '--transfers', ['bayesian', 'ambiguous']);

/** Extraction and revenue leave the money with the designer. */
export function readBalance({ texts }: CommandLine, goal: string): Balance {
  const given = texts.get('balance');
  if (goal === 'implement') return readChoice(given ?? 'exact', '--balance', ['exact', 'no-deficit', 'none']);
  if (given !== undefined && given !== 'none') throw new InputError('--balance', `must be none with --goal ${goal}: the designer keeps the money`);
  return 'none';
}

export const readGoal = <G extends string>({ texts }: CommandLine, goals: readonly G[]): G => readChoice(texts.get('goal') ?? 'implement', '--goal', goals as G[]);
