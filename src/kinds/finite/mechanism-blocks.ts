/** A mechanism as tables: the rule, then the money of every transfer rule. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import type { FiniteMechanism } from '../../mechanism/finite/design.ts';
import { isZero, ONE, rationalText, type Rational } from '../../programs/rational.ts';
import type { Block } from './proof-layout.ts';

/** Profiles beyond which tables are left to the file. */
const PROFILE_LIMIT = 60;

/** `big`, or `1/2 small + 1/2 big`. */
function lotteryText({ outcomes }: FiniteModel, lottery: readonly Rational[]): string {
  const support = [...lottery.keys()].filter((outcome) => !isZero(lottery[outcome]!));
  return support
    .map((outcome) => (lottery[outcome]!.equals(ONE) ? outcomes[outcome]! : `${rationalText(lottery[outcome]!)} ${outcomes[outcome]}`))
    .join(' + ');
}

/** One line a profile: types, outcome, and money to each agent; a table a rule where there are several. */
export function mechanismBlocks(model: FiniteModel, { allocation, menu }: FiniteMechanism): Block[] {
  const { agents, profiles } = model;
  if (profiles.size > PROFILE_LIMIT) return [{ lines: [`a mechanism over ${profiles.size} profiles; --proofs writes it to a file`] }];
  const head = ['profile', 'outcome', ...agents.map(({ name }) => `to ${name}`)];
  const tables = menu.map((rule) => [head, ...Array.from({ length: profiles.size }, (_, profile) => [
    `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`, lotteryText(model, allocation[profile]!),
    ...agents.map((__, agent) => rationalText(rule[agent]![profile]!)),
  ])]);
  return tables.map((rows, k) => ({ ...(menu.length === 1 ? {} : { title: `rule ${k + 1} of ${menu.length}` }), rows }));
}
