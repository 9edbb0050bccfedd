/** Exchange economies: goods, endowments, and utilities that are the least of linear pieces, by own type (Guo18 section 3.6.2). */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { constantExpression, evaluate, parseExpression, type Expression } from '../../programs/expression.ts';
import { rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import type { ExchangeEconomy, FiniteAgent, UtilityPiece } from './environment.ts';
import { placeName, readByAgent, readByType } from './tables.ts';

const cell = z.union([z.string(), z.number()]);
const pieces = z.union(
  [z.array(cell), z.strictObject({ 'least-of': z.array(z.array(cell)).min(1) })],
  'must be one number a good, or { least-of: [pieces] }, each piece one number a good and, if any, a constant last',
);

/** The keys `goods`, `endowments` and `utilities` of an environment file. */
export const exchangeSchema = {
  goods: z.array(z.string()).min(1, 'needs at least one good').optional(),
  endowments: z.record(z.string(), z.array(cell)).optional(),
  utilities: z.record(z.string(), z.union([z.array(pieces), z.record(z.string(), pieces)])).optional(),
};

interface Given {
  readonly goods?: readonly string[] | undefined;
  readonly endowments?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
  readonly utilities?: Readonly<Record<string, unknown>> | undefined;
}

function readRow(given: readonly (string | number)[], length: readonly number[], field: string, known: ReadonlySet<string>): Expression[] {
  if (!length.includes(given.length))
    throw new InputError(
      field, `has ${given.length} numbers, and there are ${length[0]} goods${length.length > 1 ? '; a constant may follow' : ''}`,
    );
  return given.map((entry, k) => parseExpression(entry, known, `${field}, ${k + 1}`));
}

function readPieces(given: unknown, goods: number, field: string, known: ReadonlySet<string>): UtilityPiece<Expression>[] {
  const rows = (Array.isArray(given) ? [given] : (given as { readonly 'least-of': unknown })['least-of']) as (string | number)[][];
  return rows.map((row, k) => {
    const numbers = readRow(row, [goods, goods + 1], rows.length === 1 ? field : placeName(field, `piece ${k + 1}`), known);
    return { slopes: numbers.slice(0, goods), constant: numbers[goods] ?? constantExpression(ZERO) };
  });
}

type Whole = Given & { readonly [K in 'outcomes' | 'payoffs' | 'rule' | 'auction']?: unknown }
  & { readonly agents?: Readonly<Record<string, unknown>> | undefined };

/** The file of an economy with the one outcome that it has, what everyone owns; any other as it is. Throws InputError for keys at odds. */
export function withEndowments<F extends Whole>(file: F): F {
  const { goods, endowments, utilities, agents = {} } = file;
  if (goods === undefined) {
    const stray = endowments === undefined ? (utilities === undefined ? undefined : 'utilities') : 'endowments';
    if (stray !== undefined) throw new InputError('goods', `is missing; ${stray} speak of goods`);
    return file;
  }
  const stray = (['outcomes', 'payoffs', 'rule', 'auction'] as const).find((key) => file[key] !== undefined);
  if (stray !== undefined)
    throw new InputError(stray, 'belongs to an environment with outcomes; one with goods has endowments and utilities');
  return { ...file, outcomes: ['endowments'], payoffs: Object.fromEntries(Object.keys(agents).map((agent) => [agent, {}])) };
}

/** Undefined where the file has no goods. Throws InputError naming the entry. */
export function parseExchange(
  file: Given, agents: readonly FiniteAgent[], known: ReadonlySet<string>,
): ExchangeEconomy<Expression> | undefined {
  const { goods, endowments, utilities } = file;
  if (goods === undefined) return undefined;
  if (new Set(goods).size < goods.length) throw new InputError('goods', 'names must differ');
  if (endowments === undefined) throw new InputError('endowments', 'is missing');
  if (utilities === undefined) throw new InputError('utilities', 'is missing');
  return {
    goods,
    endowments: readByAgent(endowments, agents, 'endowments', (row, agent) =>
      readRow(row as (string | number)[], [goods.length], placeName('endowments', agents[agent]!.name), known)),
    utilities: readByAgent(utilities, agents, 'utilities', (rows, agent) =>
      readByType(rows, agents[agent]!, placeName('utilities', agents[agent]!.name), (row, field) =>
        readPieces(row, goods.length, field, known))),
  };
}

/** Numbers only. Throws InputError where an endowment is negative or nothing, or a utility does not increase in every good. */
export function exchangeAt(
  { goods, endowments, utilities }: ExchangeEconomy<Expression>, agents: readonly FiniteAgent[], values: ReadonlyMap<string, Rational>,
): ExchangeEconomy<Rational> {
  const at = (row: readonly Expression[]): Rational[] => row.map((entry) => evaluate(entry, values));
  const held = endowments.map((row, agent) => {
    const found = at(row);
    const field = placeName('endowments', agents[agent]!.name);
    const negative = found.find((value) => sign(value) < 0);
    if (negative !== undefined) throw new InputError(field, `must not be negative, got ${rationalText(negative)}`);
    if (found.every((value) => sign(value) === 0)) throw new InputError(field, 'is nothing; everyone needs some of some good');
    return found;
  });
  return {
    goods, endowments: held,
    utilities: utilities.map((types, agent) => types.map((rows, type) => rows.map(({ slopes, constant }) => {
      const found = at(slopes);
      const flat = found.findIndex((value) => sign(value) <= 0);
      if (flat >= 0)
        throw new InputError(
          placeName('utilities', agents[agent]!.name, `type ${agents[agent]!.types[type]}`),
          `must increase in every good, and that of ${goods[flat]} is ${rationalText(found[flat]!)}`,
        );
      return { slopes: found, constant: evaluate(constant, values) };
    }))),
  };
}
