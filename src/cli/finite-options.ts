/** Options of `design` and `threshold`. */
import { InputError } from '../errors.ts';
import type { Balance, Transfers } from '../mechanism/finite/question.ts';
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

export const readTransfers = ({ texts }: CommandLine): Transfers => readChoice(texts.get('transfers') ?? 'bayesian', '--transfers', ['bayesian', 'ambiguous']);

/** Extraction and revenue leave the money with the designer. */
export function readBalance({ texts }: CommandLine, goal: string): Balance {
  const given = texts.get('balance');
  if (goal === 'implement') return readChoice(given ?? 'exact', '--balance', ['exact', 'no-deficit', 'none']);
  if (given !== undefined && given !== 'none') throw new InputError('--balance', `must be none with --goal ${goal}: the designer keeps the money`);
  return 'none';
}

export const readGoal = <G extends string>({ texts }: CommandLine, goals: readonly G[]): G => readChoice(texts.get('goal') ?? 'implement', '--goal', goals as G[]);
