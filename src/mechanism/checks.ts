/** Checks that several rules and transfer schemes make of their problem. */
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { InputError } from '../errors.ts';

/** Rules, transfers and bases may lie within others, where a scenario file can leave one out. */
export function requireObject(field: string, value: unknown): void {
  if (value === null || typeof value !== 'object') {
    throw new InputError(field, `must be an object, got ${value === undefined ? 'nothing' : String(value)}`);
  }
}

export function requireTrade(field: string, { agents, alternatives }: SocialChoiceProblem): void {
  if (agents.length === 2 && alternatives.length === 2) return;
  throw new InputError(
    field,
    `prices of trade need two agents and two alternatives, and here are ${agents.length} and ${alternatives.length}`,
  );
}

export function requireOneDimensional(field: string, what: string, { agents, signals }: SocialChoiceProblem): void {
  const counts = agents.map((_, i) => signals.filter(({ owner }) => owner === i).length);
  const several = counts.findIndex((count) => count > 1);
  if (several < 0) return;
  throw new InputError(field, `${what} needs one-dimensional signals, and ${agents[several]} sees ${counts[several]} coordinates`);
}

/** Whether an agent's value is zero in all alternatives but one, and no two agents' are the same: one winner at most. */
export function isSingleObject({ agents, valuations }: SocialChoiceProblem): boolean {
  if (valuations.kind !== 'linear') return false;
  const { coefficients, constants } = valuations;
  const winners = agents.map((_, i) =>
    coefficients[i]!.flatMap((row, k) => (row.some((x) => x !== 0) || constants[i]![k] !== 0 ? [k] : [])));
  return winners.every((list) => list.length === 1) && new Set(winners.flat()).size === agents.length;
}

export function requireSingleObject(field: string, what: string, problem: SocialChoiceProblem): void {
  requireOneDimensional(field, what, problem);
  if (isSingleObject(problem)) return;
  throw new InputError(field, `${what} needs a single-object problem: every agent has value in one alternative, her own`);
}
