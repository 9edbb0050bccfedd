/** The shape of an environment file; what its cells say is read by `parse.ts`, which can name them. */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs, type FieldOf } from '../../input/check.ts';
import { coalitionsSchema } from './coalitions.ts';
import { exchangeSchema } from './exchange.ts';

const cell = z.union([z.string(), z.number()], 'must be a number or an expression');
const name = z.string('must be a name').regex(/^[^\s,:\p{Cc}][^\p{Cc}]{0,59}$/u, 'must be a name of at most 60 characters on one line')
  .refine((given) => given !== '__proto__', 'is no name for anything, since no table can have it as a key');
/** A name, which in JSON may be a number. */
const textName = z.union([z.string(), z.number()], 'must be a name').transform(String).pipe(name);
const agentName = z.string().regex(/^[A-Za-z][\w-]{0,39}$/, 'an agent has a name of letters, digits, - and _, starting with a letter');
const parameterName = z.string().regex(/^[A-Za-z_]\w{0,39}$/, 'a parameter has a name of letters, digits and _, starting with a letter');

/** Cells nested in the order of agents; one cell alone stands for all of them. */
export type Table = string | number | readonly Table[];
const table: z.ZodType<Table> = z.lazy(() => z.union([cell, z.array(table)], 'must be a table of cells, nested in the order of agents'));

const payoffTable = z.union(
  [table, z.strictObject({ own: z.array(cell) })],
  'must be a table nested in the order of agents, or { own: [one entry a type] }',
);
const byType = <T extends z.ZodType>(value: T) => z.union([z.array(value), z.record(name, value)]);
/** What a mechanism does to the beliefs of an open set it does to those at its edge. */
export const CLOSED = 'sets of beliefs are closed, since the worst of an open one is that of its closure';
/** Words for a strict inequality, where a set would not be closed. */
const STRICT = /^([<>]|(more|greater|less|fewer)-?than|above|below|strict)/i;
const inequality = z.strictObject(
  { 'weights': table, 'at-least': cell.optional(), 'at-most': cell.optional() },
  { error: ({ code, keys }) => (code === 'unrecognized_keys' && (keys as readonly string[]).some((key) => STRICT.test(key))
    ? `${CLOSED}; write at-least or at-most` : undefined) },
);
const beliefSet = z.union(
  [z.strictObject({ vertices: z.array(table).min(1) }), z.strictObject({ inequalities: z.array(inequality) })],
  'must be { vertices: [beliefs] } or { inequalities: [{ weights, at-least }] }',
);
/** A cell of a rule: an outcome, or a lottery over outcomes. */
export type RuleTable = string | number | Readonly<Record<string, string | number>> | readonly RuleTable[];
const ruleTable: z.ZodType<RuleTable> = z.lazy(() =>
  z.union(
    [cell, z.record(name, cell), z.array(ruleTable)],
    'must be outcomes or lotteries such as { small: 1/2, big: 1/2 }, nested in the order of agents',
  ),
);

/** A cell of a choice correspondence: outcomes with | between, any of which will do. */
export type ChoiceTable = string | readonly ChoiceTable[];
const choiceTable: z.ZodType<ChoiceTable> = z.lazy(() =>
  z.union([z.string(), z.array(choiceTable)], 'must be outcomes such as small|big, nested in the order of agents'));

/** Instead of agents, outcomes and payoffs. */
const auction = z.strictObject({
  bidders: z.union([cell, z.array(agentName).min(1, 'needs at least one bidder')], 'must be names, or how many bidders there are'),
  values: z.union(
    [z.array(cell).min(1, 'needs at least one value'), z.record(agentName, z.array(cell).min(1, 'needs at least one value'))],
    'must be a list of values, or { bidder: [values] }',
  ),
  step: cell.optional(),
});

/** Of an environment file. */
export const environmentSchema = z.strictObject({
  'finite': z.union([z.literal(1), z.literal('1')], 'must be 1, the version of this format'),
  'title': z.string().optional(),
  'source': z.string().optional(),
  'agents': z.record(agentName, z.array(textName).min(1, 'needs at least one type')).optional(),
  'outcomes': z.array(textName).min(1, 'needs at least one outcome, the outside option').optional(),
  'payoffs': z.record(agentName, z.record(name, payoffTable)).optional(),
  'tolerance': cell.optional(),
  'belief-tolerance': cell.optional(),
  'auction': auction.optional(),
  ...exchangeSchema,
  'nature': agentName.optional(),
  'choices': choiceTable.optional(),
  'prior': z
    .union(
      [table, z.strictObject({ independent: z.record(agentName, byType(cell)) })],
      'must be a table, uniform, or { independent: { agent: [probabilities] } }',
    )
    .optional(),
  'beliefs': z.record(agentName, byType(table)).optional(),
  'doubtful-beliefs': z.record(agentName, byType(table)).optional(),
  'belief-sets': z.record(agentName, byType(beliefSet)).optional(),
  'type-space': z
    .record(agentName, z.record(name, z.strictObject({ 'payoff-type': textName, 'belief': table })))
    .optional(),
  'rule': z
    .union([ruleTable, z.strictObject({ table: ruleTable, efficient: z.union([z.boolean(), z.enum(['true', 'false'])]) })])
    .optional(),
  'social-choice-set': z.array(ruleTable).min(1, 'needs at least one rule beside rule:').optional(),
  'rule-transfers': z.record(agentName, table).optional(),
  'coalitions': coalitionsSchema.optional(),
  'mechanism': z.strictObject({
    'messages': z.record(agentName, z.array(textName).min(1, 'needs at least one message')),
    'outcomes': ruleTable,
    'transfers': z.record(agentName, table).optional(),
    'strategies': z.record(agentName, byType(textName)),
    'updates': z.record(agentName, byType(table)).optional(),
  }).optional(),
  'base': z.union([z.literal('surplus'), z.record(agentName, table)], 'must be surplus, or money to agents: { agent: table }').optional(),
  'bet': z.record(agentName, table).optional(),
  'smooth': z.strictObject({ weights: z.array(cell).min(1), kinks: z.array(cell), slopes: z.array(cell).min(1) }).optional(),
  'parameters': z
    .record(
      parameterName,
      z.union([cell, z.strictObject({ value: cell, range: z.array(cell).length(2, 'a range has two ends').optional() })]),
    )
    .optional(),
});

export type FiniteFile = z.infer<typeof environmentSchema>;

/** `payoffs, ben, big`: the form of every place in an environment. */
const placeOf: FieldOf = (path) => path.map(String).join(', ') || 'environment';

/** The value with its shape checked. Throws InputError that names the place, e.g. `payoffs, ben, big: ...`. */
export function checkShape(given: unknown): FiniteFile {
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw new InputError('environment', 'must be an object with the keys finite, agents, outcomes, payoffs, ...');
  return readAs(environmentSchema, given, placeOf, 'key');
}
