/** A mechanism as tables for the terminal: the rule, then the money of every transfer rule. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import type { FiniteMechanism } from '../../mechanism/finite/design.ts';
import { isZero, ONE, rationalText, type Rational } from '../../programs/rational.ts';

/** Profiles beyond which tables are left to the file. */
const PROFILE_LIMIT = 60;

/** `big`, or `1/2 small + 1/2 big`. */
function lotteryText({ outcomes }: FiniteModel, lottery: readonly Rational[]): string {
  const support = [...lottery.keys()].filter((outcome) => !isZero(lottery[outcome]!));
  return support
    .map((outcome) => (lottery[outcome]!.equals(ONE) ? outcomes[outcome]! : `${rationalText(lottery[outcome]!)} ${outcomes[outcome]}`))
    .join(' + ');
}

/** Columns of equal width, the first to the left. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ').trimEnd());
}

/** One line a profile: types, outcome, and money to each agent; a table a rule where there are several. */
export function mechanismText(model: FiniteModel, { allocation, menu }: FiniteMechanism): string {
  const { agents, profiles } = model;
  if (profiles.size > PROFILE_LIMIT) return `a mechanism over ${profiles.size} profiles; --proofs writes it to a file`;
  const head = ['profile', 'outcome', ...agents.map(({ name }) => `to ${name}`)];
  const tables = menu.map((rule) => columns([head, ...Array.from({ length: profiles.size }, (_, profile) => [
    `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`, lotteryText(model, allocation[profile]!),
    ...agents.map((__, agent) => rationalText(rule[agent]![profile]!)),
  ])]));
  if (tables.length === 1) return tables[0]!.join('\n');
  return tables.map((lines, k) => [`rule ${k + 1} of ${menu.length}`, ...lines].join('\n')).join('\n');
}
