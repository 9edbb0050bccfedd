/** The words of every report beside those of quantities: names of agents, and what each guarantee means. */
import type { Agent, Estimate, Guarantee } from '../results/document.ts';

export interface AgentWords {
  readonly plural: string;
  readonly singular: string;
  /** As the subject of a sentence: `a seller`, `bidder 1`. */
  readonly subject: string;
  /** What its type is, where that has a name. */
  readonly type?: string;
}

/** A double auction's sides stand for many; every other agent has a name of its own. */
const AGENTS: ReadonlyMap<Agent, AgentWords> = new Map([
  ['seller', { plural: 'sellers', singular: 'seller', subject: 'a seller', type: 'cost' }],
  ['buyer', { plural: 'buyers', singular: 'buyer', subject: 'a buyer', type: 'value' }],
  ['market', { plural: 'market', singular: 'market', subject: 'the market' }],
]);

/** `named`: agents are those of a social choice problem, where a seller is one seller. */
export function agentWords(agent: Agent, named = false): AgentWords {
  const known = AGENTS.get(agent);
  if (known && (!named || agent === 'market')) return known;
  return known ? { plural: agent, singular: agent, subject: `the ${agent}` } : { plural: agent, singular: agent, subject: agent };
}

/** In order of first appearance, but sellers before buyers and the market last. */
export function agentsInOrder(agents: Iterable<Agent>): Agent[] {
  const distinct = [...new Set(agents)];
  const fixed = ['seller', 'buyer'].filter((agent) => distinct.includes(agent));
  const named = distinct.filter((agent) => !AGENTS.has(agent));
  return [...fixed, ...named, ...distinct.filter((agent) => agent === 'market')];
}

/** From the strongest to the weakest. */
export const GUARANTEES: Readonly<Record<Guarantee, string>> = {
  exact: 'proved in rational numbers, no sampling enters: both ends are the value itself or, where they differ, on either side of it',
  continuum:
    'certified on the continuum: the interval holds over all types and reports at once with the stated confidence, in finite samples; no '
      + 'asymptotics enter',
  grid:
    'certified on the grid alone: the interval holds for the types and reports that were tried and for no others; what is largest over all '
      + 'of them is at least the lower end, and may lie above the upper one',
  point: 'point estimate: an interval at one point, or of one mean, on its own',
};

type Guaranteed = Pick<Estimate, 'guarantee' | 'lowerGuarantee' | 'upperGuarantee' | 'typesWithin'>;

/** `grid`, or `≥ continuum, ≤ grid` where the ends are worth different things. */
const endsWords = ({ guarantee, lowerGuarantee = guarantee, upperGuarantee = guarantee }: Guaranteed): string =>
  (lowerGuarantee === upperGuarantee ? guarantee : `≥ ${lowerGuarantee}, ≤ ${upperGuarantee}`);

/** `[0, 491.984]`, of several signals `[0, 1] x [0, 491.984]`; of many alike once. */
export function typesWords(within: NonNullable<Estimate['typesWithin']>): string {
  const each = within.map((ends) => `[${ends.map((end) => Number(end.toPrecision(6))).join(', ')}]`);
  return new Set(each).size === 1 ? each[0]! : each.join(' x ');
}

/** The same with the types that a row speaks of, where not of all: `≥ continuum, ≤ grid, types in [0, 491.984]`. */
export const guaranteeWords = (row: Guaranteed): string =>
  `${endsWords(row)}${row.typesWithin ? `, types in ${typesWords(row.typesWithin)}` : ''}`;

/** What the guarantees of these rows mean, a line each, the strongest first; then of pairs of ends that differ. */
export function guaranteeLines(rows: readonly Guaranteed[]): { readonly term: string; readonly meaning: string }[] {
  const used = new Set(rows.flatMap(({ guarantee, lowerGuarantee = guarantee, upperGuarantee = guarantee }) => [
    guarantee, lowerGuarantee, upperGuarantee,
  ]));
  const single = (Object.keys(GUARANTEES) as Guarantee[]).filter((key) => used.has(key)).map((term) => ({
    term, meaning: GUARANTEES[term],
  }));
  const pairs = [...new Set(rows.map(endsWords))].filter((words) => !(words in GUARANTEES));
  return [...single, ...pairs.map((term) => {
    const [lower, upper] = term.split(', ').map((end) => end.slice(2));
    const above = upper === 'grid'
      ? 'the upper end is no bound: of the types and lies that were tried none needs more, and others may need any amount more'
      : `at most the upper end by the guarantee '${upper}'`;
    return { term, meaning: `at least the lower end by the guarantee '${lower}'; ${above}` };
  })];
}

/** `99%`, or which apply where rows differ; likewise of guarantees. */
export const confidencesOf = (rows: readonly { readonly confidence: number }[]): string =>
  [...new Set(rows.map(({ confidence }) => percent(confidence)))].join(' and ');
export const guaranteesOf = (rows: readonly Guaranteed[]): string => [...new Set(rows.map(guaranteeWords))].join(' and ');

/** Symbols such as ε and names of one letter stay as they are. */
export const capitalised = (words: string): string => words.replace(/^[a-z](?=.)/, (letter) => letter.toUpperCase());

export const percent = (confidence: number): string => `${Number((100 * confidence).toPrecision(6))}%`;

/** `competitive equilibrium (Song22)` -> `Song22`: enough for a column's head, the full source stands below the table. */
export const shortSource = (source: string): string => source.split(/[\s,;:(]/, 1)[0] || source;

/** Beliefs by what they are, where a file names them. */
const BELIEFS: ReadonlyMap<string, string> = new Map([
  ['prior', "the prior's own beliefs"], ['piStar', 'beliefs π*'], ['search', 'beliefs found by search'], ['doubtful', 'doubtful beliefs'],
]);

/** What stands under a key of a point, in words. */
export const settingWords = (key: string, value: string): string => (key === 'beliefs' ? BELIEFS.get(value) ?? value : value);
