/** The words of every report beside those of quantities: names of agents, and what each guarantee means. */
import type { Agent, Guarantee } from '../results/document.ts';

export interface AgentWords {
  readonly plural: string;
  readonly singular: string;
  /** As the subject of a sentence: `a seller`, `bidder 1`. */
  readonly subject: string;
}

/** A double auction's sides stand for many; every other agent has a name of its own. */
const AGENTS: ReadonlyMap<Agent, AgentWords> = new Map([
  ['seller', { plural: 'sellers', singular: 'seller', subject: 'a seller' }],
  ['buyer', { plural: 'buyers', singular: 'buyer', subject: 'a buyer' }],
  ['market', { plural: 'market', singular: 'market', subject: 'the market' }],
]);

/** `named`: agents are those of a social choice problem, where a seller is one seller. */
export function agentWords(agent: Agent, named = false): AgentWords {
  const known = AGENTS.get(agent);
  if (known && (!named || agent === 'market')) return known;
  return known ? { ...known, plural: agent, subject: `the ${agent}` } : { plural: agent, singular: agent, subject: agent };
}

/** In order of first appearance, but sellers before buyers and the market last. */
export function agentsInOrder(agents: Iterable<Agent>): Agent[] {
  const distinct = [...new Set(agents)];
  const fixed = ['seller', 'buyer'].filter((agent) => distinct.includes(agent));
  const named = distinct.filter((agent) => !AGENTS.has(agent));
  return [...fixed, ...named, ...distinct.filter((agent) => agent === 'market')];
}

export const GUARANTEES: Readonly<Record<Guarantee, string>> = {
  continuum:
    'certified on the continuum: the interval holds over all types and reports at once with the stated confidence, in finite samples; no asymptotics enter',
  grid: 'certified on the grid: the same, but only for the types and reports on the grid',
  point: 'point estimate: an interval at one point, or of one mean, on its own',
};

/** Symbols such as ε stay as they are. */
export const capitalised = (words: string): string => words.replace(/^[a-z]/, (letter) => letter.toUpperCase());

export const percent = (confidence: number): string => `${Number((100 * confidence).toPrecision(6))}%`;

/** `competitive equilibrium (Song22)` -> `Song22`: enough for a column's head, the full source stands below the table. */
export const shortSource = (source: string): string => source.split(/[\s,;:(]/, 1)[0] || source;
