/** Coalition patterns: which groups of agents can deviate together (Guo18 section 2.3). Every agent alone always can. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { CoalitionPattern, FiniteAgent } from './environment.ts';

const cell = z.union([z.string(), z.number()]);

/** The key `coalitions` of an environment file. */
export const coalitionsSchema = z.union(
  [z.enum(['singletons', 'all']), z.strictObject({ 'up-to': cell }), z.strictObject({ within: z.array(z.array(z.string()).min(1)) }),
    z.array(z.array(z.string()).min(1))],
  'must be singletons, all, { up-to: 2 }, { within: [[groups]] } or a list of coalitions such as [[anna, ben]]',
);
export type GivenCoalitions = z.infer<typeof coalitionsSchema>;

/** Agents beyond which all coalitions are too many to list. */
const AGENTS_MAX = 10;

/** Every coalition of the agents listed. */
function subsetsOf(agents: readonly number[]): number[][] {
  return agents.reduce<number[][]>((sets, agent) => [...sets, ...sets.map((set) => [...set, agent])], [[]]).slice(1);
}

function compareAgents(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((agent, k) => agent !== b[k]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

const ordered = (coalitions: readonly (readonly number[])[]): CoalitionPattern =>
  [...new Map(coalitions.map((coalition) => {
    const members = [...new Set(coalition)].sort((a, b) => a - b);
    return [members.join(), members] as const;
  })).values()].sort((a, b) => a.length - b.length || compareAgents(a, b));

/** Coalitions of at most `size` of `agents` agents. */
export const coalitionsUpTo = (agents: number, size: number): CoalitionPattern =>
  ordered(subsetsOf([...Array(agents).keys()]).filter((coalition) => coalition.length <= size));

/** Those coalitions and every agent alone. */
export const withSingletons = (agents: number, coalitions: readonly (readonly number[])[]): CoalitionPattern =>
  ordered([...[...Array(agents).keys()].map((agent) => [agent]), ...coalitions]);

function requireFew(agents: number): void {
  if (agents > AGENTS_MAX)
    throw new InputError('coalitions', `${agents} agents make ${2 ** agents - 1} coalitions; list those that can form, or use singletons`);
}

/** Throws InputError naming an agent that there is not. */
export function parseCoalitions(given: GivenCoalitions | undefined, agents: readonly FiniteAgent[]): CoalitionPattern | undefined {
  if (given === undefined) return undefined;
  const count = agents.length;
  const indices = (names: readonly string[], field: string): number[] => names.map((name) => {
    const at = agents.findIndex((agent) => agent.name === name);
    if (at < 0) throw new InputError(field, `'${name}' is no agent; known: ${agents.map((agent) => agent.name).join(', ')}`);
    return at;
  });
  if (given === 'singletons') return coalitionsUpTo(count, 1);
  if (Array.isArray(given)) return withSingletons(count, given.map((names, k) => indices(names, `coalitions, ${k + 1}`)));
  requireFew(count);
  if (given === 'all') return coalitionsUpTo(count, count);
  if ('within' in given)
    return withSingletons(count, given.within.flatMap((names, k) => subsetsOf(indices(names, `coalitions, within, ${k + 1}`))));
  const size = Number(given['up-to']);
  if (!Number.isInteger(size) || size < 1)
    throw new InputError('coalitions, up-to', `must be a whole number from 1, got '${given['up-to']}'`);
  return coalitionsUpTo(count, Math.min(size, count));
}

/** `{anna, ben}`. */
export const coalitionName = (agents: readonly FiniteAgent[], coalition: readonly number[]): string =>
  `{${coalition.map((agent) => agents[agent]!.name).join(', ')}}`;

const samePattern = (a: CoalitionPattern, b: CoalitionPattern): boolean =>
  a.length === b.length && a.every((one, k) => one.join() === b[k]!.join());

/** `singletons`, `up to 2`, `all`, or the largest coalitions: `{ann, bob}, {cat}`. */
export function patternLabel(agents: readonly FiniteAgent[], pattern: CoalitionPattern): string {
  const count = agents.length;
  const largest = pattern.at(-1)!.length;
  if (samePattern(pattern, coalitionsUpTo(count, largest)))
    return largest === 1 ? 'singletons' : largest === count ? 'all' : `up to ${largest}`;
  return pattern.filter((one) => !pattern.some((other) => other.length > one.length && one.every((agent) => other.includes(agent))))
    .map((one) => coalitionName(agents, one)).join(', ');
}
