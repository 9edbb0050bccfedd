/** The words of every report: names, symbols and units of quantities, and what each guarantee means. */
import type { Agent, Guarantee } from '../results/document.ts';
import { AMBIGUITY_QUANTITIES, SOCIAL_CHOICE_QUANTITIES, type QuantityWords } from './social-choice-vocabulary.ts';

const QUANTITIES: Readonly<Record<string, QuantityWords>> = {
  epsilonLic: {
    name: 'ε-LIC constant',
    symbol: 'ε-LIC',
    unit: 'gain per unit of lie',
    meaning: 'the smallest ε for which no lie gains more than ε times its size',
  },
  epsilonIc: {
    name: 'ε-IC constant',
    symbol: 'ε-IC',
    unit: 'units of value',
    meaning: 'the most that any lie gains',
  },
  epsilonBounded: {
    name: 'ε-bounded',
    symbol: 'ε-bounded',
    unit: 'probability',
    meaning: 'the smallest ε for which the interim utility rises no faster than the trade probability plus ε allows',
  },
  monotonicityViolation: {
    name: 'monotonicity violation',
    symbol: 'monotonicity viol.',
    unit: 'utility per unit of type',
    meaning: 'the steepest fall of the interim utility in the signal; 0 where it is monotone',
  },
  exAnteUtility: {
    name: 'ex ante utility',
    symbol: 'utility',
    unit: 'units of value',
    meaning: 'the expected utility of a truthful agent before its type is known',
  },
  exAnteTradeProbability: {
    name: 'ex ante trade probability',
    symbol: 'P(trade)',
    unit: 'probability',
    meaning: 'the probability that a truthful agent trades, before its type is known',
  },
  tradeProbability: {
    name: 'trade probability',
    symbol: 'P(trade)',
    unit: 'probability',
    meaning: 'the probability that a truthful agent trades',
  },
  interimUtility: {
    name: 'interim utility μ',
    symbol: 'μ',
    unit: 'units of value',
    meaning: 'the expected utility of a truthful agent who knows its own type',
  },
  expectedSurplus: {
    name: 'expected gains from trade',
    symbol: 'gains from trade',
    unit: 'units of value per market',
    meaning: 'the expected gains from trade when everyone tells the truth',
  },
  efficiency: {
    name: 'share of first best',
    symbol: 'efficiency',
    unit: 'share',
    meaning: 'realised over first-best gains from trade',
  },
  exPostIrViolation: {
    name: 'ex post IR violation',
    symbol: 'ex post IR viol.',
    unit: 'probability',
    meaning: 'the probability that some agent ends below its outside option',
  },
  budgetSurplus: {
    name: 'budget surplus',
    symbol: 'budget surplus',
    unit: 'units of value per market',
    meaning: 'the expected money left with the market maker',
  },
  ...SOCIAL_CHOICE_QUANTITIES,
  ...AMBIGUITY_QUANTITIES,
};

/** Falls back on the identifier itself, so that a new quantity is shown rather than lost. */
export const quantityWords = (quantity: string): QuantityWords =>
  QUANTITIES[quantity] ?? { name: quantity, symbol: quantity, unit: '', meaning: '' };

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
