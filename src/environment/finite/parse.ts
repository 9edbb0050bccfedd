/** An environment from the object a file or a program writes. Errors name the cell, as `ben, big, row cool, column keen: ...`. */
import { parseDocument } from 'yaml';
import { InputError } from '../../errors.ts';
import { yamlProblem } from '../../input/yaml-problem.ts';
import { constantExpression, parseExpression, type Expression } from '../../programs/expression.ts';
import { isZero, parseRational, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { completeFile, type CompleteFile } from './auction.ts';
import type { FiniteAgent, FiniteEnvironment, Parameter, Rule } from './environment.ts';
import { parseBeliefs, parseDoubts } from './parse-beliefs.ts';
import { parseCoalitions } from './coalitions.ts';
import { parseExchange, withEndowments } from './exchange.ts';
import { readLottery } from './lottery.ts';
import { parseMechanism } from './parse-mechanism.ts';
import { parseMenu, parseSmooth, readTransfers } from './parse-menu.ts';
import { profileSpace } from './profiles.ts';
import { checkShape, type ChoiceTable, type FiniteFile, type RuleTable } from './schema.ts';
import { placeName, readByAgent, readTable } from './tables.ts';

/** Payoff entries beyond which a table is refused: programs over it would not end in reasonable time. */
const CELL_LIMIT = 1_000_000;

function requireDistinct(names: readonly string[], field: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new InputError(field, `names must differ, and '${twice}' occurs twice`);
}

function readParameters(given: FiniteFile['parameters']): Parameter[] {
  return Object.entries(given ?? {}).map(([name, entry]): Parameter => {
    const field = `parameters, ${name}`;
    if (typeof entry !== 'object') return { name, value: parseRational(entry, field) };
    const value = parseRational(entry.value, field);
    if (entry.range === undefined) return { name, value };
    const [low, high] = entry.range.map((end) => parseRational(end, `${field}, range`)) as [Parameter['value'], Parameter['value']];
    if (low.compare(high) > 0)
      throw new InputError(`${field}, range`, `must not decrease, got ${rationalText(low)} to ${rationalText(high)}`);
    if (value.compare(low) < 0 || value.compare(high) > 0)
      throw new InputError(field, `${rationalText(value)} lies outside the range ${rationalText(low)} to ${rationalText(high)}`);
    return { name, value, range: [low, high] };
  });
}

function readPayoffs(file: CompleteFile, agents: readonly FiniteAgent[], known: ReadonlySet<string>): Expression[][][] {
  const [outside] = file.outcomes;
  const zeros = (): Expression[] => readTable(0, agents, '', () => constantExpression(ZERO));
  const read = (cell: unknown, field: string): Expression => parseExpression(cell as string | number, known, field);
  return readByAgent(file.payoffs, agents, 'payoffs', (tables, agent) => {
    const { name, types } = agents[agent]!;
    const rows = tables as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(rows).find((key) => !file.outcomes.includes(key));
    if (unknown !== undefined) throw new InputError(`payoffs, ${name}`, `'${unknown}' is no outcome; known: ${file.outcomes.join(', ')}`);
    return file.outcomes.map((outcome): Expression[] => {
      const field = placeName(name, outcome);
      const given = Object.hasOwn(rows, outcome) ? rows[outcome] : undefined;
      if (given === undefined && outcome === outside) return zeros();
      if (given === undefined) throw new InputError(field, 'payoffs are missing');
      const table = isOwn(given) ? ownTable(given.own, agents, agent, types, field, read) : readTable(given, agents, field, read);
      if (outcome === outside && table.some(({ constant, terms }) => !isZero(constant) || terms.size > 0))
        throw new InputError(field, 'the first outcome is the outside option and is worth 0 to everyone; list an outcome worth 0 first');
      return table;
    });
  });
}

const isOwn = (given: unknown): given is { readonly own: readonly unknown[] } =>
  given !== null && typeof given === 'object' && 'own' in given;

/** One entry a type of the agent's own, whatever the others' types. */
function ownTable<T>(
  own: readonly unknown[],
  agents: readonly FiniteAgent[],
  agent: number,
  types: readonly string[],
  field: string,
  read: (cell: unknown, field: string) => T,
): T[] {
  if (own.length !== types.length)
    throw new InputError(
      placeName(field, 'own'),
      `has ${own.length} entries, and ${agents[agent]!.name} has ${types.length} types: ${types.join(', ')}`,
    );
  const entries = own.map((cell, t) => read(cell, placeName(field, `own, type ${types[t]}`)));
  const { size, strides, counts } = profileSpace(agents.map(({ types }) => types.length));
  return Array.from({ length: size }, (_, profile) => entries[Math.floor(profile / strides[agent]!) % counts[agent]!]!);
}

function readRule(
  given: FiniteFile['rule'],
  agents: readonly FiniteAgent[],
  outcomes: readonly string[],
  known: ReadonlySet<string>,
): Rule<Expression> | undefined {
  if (given === undefined) return undefined;
  if (given === 'efficient' && !outcomes.includes('efficient')) return { kind: 'efficient' };
  const claimed = typeof given === 'object' && !Array.isArray(given) && 'table' in given;
  const table = claimed ? (given as { readonly table: RuleTable }).table : given;
  const lotteries = readTable(table, agents, 'rule', (cell, field) => readLottery(cell, outcomes, known, field));
  return { kind: 'table', lotteries, efficient: claimed && String((given as { readonly efficient: unknown }).efficient) === 'true' };
}

function readTolerance(given: string | number | undefined, key: string): Rational | undefined {
  const tolerance = given === undefined ? undefined : parseRational(given, key);
  if (tolerance !== undefined && sign(tolerance) < 0) throw new InputError(key, `must not be negative, got ${rationalText(tolerance)}`);
  return tolerance;
}

/** Rules beside `rule:`, without money. */
function readSet(file: FiniteFile, agents: readonly FiniteAgent[], outcomes: readonly string[], known: ReadonlySet<string>) {
  const given = file['social-choice-set'];
  if (given === undefined) return undefined;
  if (file.rule === undefined) throw new InputError('rule', 'is missing, and social-choice-set: has the rules that will do as well');
  if (file['rule-transfers'] !== undefined)
    throw new InputError('social-choice-set', 'is of rules without money; leave rule-transfers: out');
  return given.map((table, k) => readTable(table, agents, `social-choice-set, ${k + 1}`, (cell, field) =>
    readLottery(cell, outcomes, known, field)));
}

/** Nature has no payoffs and no beliefs of its own: what the file leaves out is filled with zeros and even odds. */
function withNature(file: CompleteFile): CompleteFile {
  const { nature } = file;
  if (nature === undefined) return file;
  if (!Object.hasOwn(file.agents, nature))
    throw new InputError('nature', `'${nature}' is no agent; known: ${Object.keys(file.agents).join(', ')}`);
  if (Object.keys(file.agents).length < 2) throw new InputError('nature', 'leaves nobody to play; list an agent');
  const zeros = Object.fromEntries(file.outcomes.map((outcome) => [outcome, 0]));
  const others = Object.entries(file.agents).filter(([name]) => name !== nature);
  const even = `1/${others.reduce((product, [, types]) => product * types.length, 1)}`;
  return {
    ...file, payoffs: { ...file.payoffs, [nature]: zeros },
    ...(file.beliefs === undefined ? {} : { beliefs: { ...file.beliefs, [nature]: file.agents[nature]!.map(() => even) } }),
  };
}

function readChoices(given: ChoiceTable, agents: readonly FiniteAgent[], outcomes: readonly string[]): number[][] {
  return readTable(given, agents, 'choices', (cell, field) => String(cell).split('|').map((part) => {
    const at = outcomes.indexOf(part.trim());
    if (at < 0) throw new InputError(field, `'${part.trim()}' is no outcome; known: ${outcomes.join(', ')}`);
    return at;
  }));
}

/** Reads an environment from an object; numbers count at their shortest decimal form. Throws InputError naming the cell. */
export function parseEnvironment(given: unknown): FiniteEnvironment {
  const { file: written, auction } = completeFile(withEndowments(checkShape(given)));
  const file = withNature(written);
  const agents = Object.entries(file.agents).map(([name, types]): FiniteAgent => ({ name, types }));
  if (agents.length === 0) throw new InputError('agents', 'needs at least one agent');
  agents.forEach(({ name, types }) => requireDistinct(types, `agents, ${name}`));
  requireDistinct(file.outcomes, 'outcomes');
  const profiles = profileSpace(agents.map(({ types }) => types.length));
  const cells = profiles.size * file.outcomes.length * agents.length;
  if (cells > CELL_LIMIT)
    throw new InputError(
      auction === undefined ? 'agents' : 'auction',
      `${profiles.size} profiles of types make ${cells} payoffs, and at most ${CELL_LIMIT} are taken; use fewer ${
        auction === undefined ? 'types or agents' : 'bidders or values (a larger step)'}`,
    );
  const parameters = readParameters(file.parameters);
  const known = new Set(parameters.map(({ name }) => name));
  const beliefs = parseBeliefs(file, agents, known);
  const doubts = parseDoubts(file, agents, known);
  const nature = file.nature === undefined ? undefined : agents.findIndex(({ name }) => name === file.nature);
  const choices = file.choices === undefined ? undefined : readChoices(file.choices, agents, file.outcomes);
  const rule = readRule(file.rule, agents, file.outcomes, known);
  const socialChoiceSet = readSet(file, agents, file.outcomes, known);
  const ruleTransfers = file['rule-transfers'] && readTransfers(file['rule-transfers'], agents, 'rule-transfers', known);
  const coalitions = parseCoalitions(file.coalitions, agents);
  const exchange = parseExchange(file, agents, known);
  const mechanism = parseMechanism(file.mechanism, agents, beliefs, file.outcomes, known);
  const menu = parseMenu(file, agents, known);
  const smooth = parseSmooth(file.smooth, known);
  const tolerance = readTolerance(file.tolerance, 'tolerance');
  const beliefTolerance = readTolerance(file['belief-tolerance'], 'belief-tolerance');
  if (beliefTolerance !== undefined && (beliefs === undefined || beliefs.kind === 'belief-sets'))
    throw new InputError('belief-tolerance', 'is of prior:, beliefs: or type-space:; sets of beliefs say themselves how wide they are');
  return {
    ...(file.title === undefined ? {} : { title: file.title }),
    ...(file.source === undefined ? {} : { source: file.source }),
    agents, profiles, outcomes: file.outcomes, payoffs: readPayoffs(file, agents, known), parameters,
    ...(nature === undefined ? {} : { nature }),
    ...(choices === undefined ? {} : { choices }),
    ...(auction === undefined ? {} : { auction }),
    ...(beliefs === undefined ? {} : { beliefs }),
    ...(doubts === undefined ? {} : { doubts }),
    ...(rule === undefined ? {} : { rule }),
    ...(socialChoiceSet === undefined ? {} : { socialChoiceSet }),
    ...(ruleTransfers === undefined ? {} : { ruleTransfers }),
    ...(coalitions === undefined ? {} : { coalitions }),
    ...(mechanism === undefined ? {} : { mechanism }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(menu === undefined ? {} : { menu }),
    ...(smooth === undefined ? {} : { smooth }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(beliefTolerance === undefined ? {} : { beliefTolerance }),
    file: given,
  };
}

/** Reads YAML or JSON, with every number taken from its text: 1/3 and 0.1 are exact. Throws InputError naming line or cell. */
export function parseEnvironmentText(text: string): FiniteEnvironment {
  let given: unknown;
  try {
    const document = parseDocument(text, { schema: 'failsafe', prettyErrors: true, uniqueKeys: true, logLevel: 'error' });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) throw problem;
    given = document.toJS();
  } catch (error) {
    throw new InputError('environment', yamlProblem(error, text));
  }
  return parseEnvironment(given);
}
