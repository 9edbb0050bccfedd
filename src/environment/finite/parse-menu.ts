/** Transfers and preferences that a file gives. */
import { InputError } from '../../errors.ts';
import { addExpressions, constantExpression, parseExpression, scaleExpression, type Expression } from '../../programs/expression.ts';
import { rational, ZERO } from '../../programs/rational.ts';
import type { FiniteAgent, GivenMenu, GivenSmooth, TransferTable } from './environment.ts';
import type { FiniteFile } from './schema.ts';
import { placeName, readTable } from './tables.ts';

type Given = Readonly<Record<string, unknown>>;

/** Money to agents at every profile; one agent may be left out: she pays what the others receive. */
export function readTransfers(
  given: Given, agents: readonly FiniteAgent[], field: string, known: ReadonlySet<string>,
): TransferTable<Expression> {
  const stranger = Object.keys(given).find((name) => !agents.some((agent) => agent.name === name));
  if (stranger !== undefined) throw new InputError(field, `'${stranger}' is no agent; known: ${agents.map(({ name }) => name).join(', ')}`);
  const missing = agents.filter(({ name }) => !Object.hasOwn(given, name));
  if (missing.length > 1)
    throw new InputError(
      field,
      `agents ${missing.map(({ name }) => name).join(', ')} are missing; one may be left out, who then pays what the others receive`,
    );
  const tables = agents.map(({ name }) =>
    Object.hasOwn(given, name)
      ? readTable(given[name], agents, placeName(field, name), (cell, place) => parseExpression(cell as string | number, known, place))
      : undefined,
  );
  const size = agents.reduce((product, { types }) => product * types.length, 1);
  const rest = Array.from({ length: size }, (_, profile) =>
    scaleExpression(
      tables.reduce((total, table) => (table === undefined ? total : addExpressions(total, table[profile]!)), constantExpression(ZERO)),
      rational(-1),
    ),
  );
  return tables.map((table) => table ?? rest);
}

/** Undefined where the file gives no bet. Throws InputError naming the cell. */
export function parseMenu(file: FiniteFile, agents: readonly FiniteAgent[], known: ReadonlySet<string>): GivenMenu<Expression> | undefined {
  if (file.bet === undefined) {
    if (file.base !== undefined) throw new InputError('bet', 'is missing; base and bet make the menu base + c bet, base - c bet');
    return undefined;
  }
  const bet = readTransfers(file.bet, agents, 'bet', known);
  if (file.base === 'surplus') return { base: 'surplus', bet };
  const zero = Object.fromEntries(agents.map(({ name }) => [name, 0]));
  return { base: readTransfers(file.base ?? zero, agents, 'base', known), bet };
}

export function parseSmooth(given: FiniteFile['smooth'], known: ReadonlySet<string>): GivenSmooth<Expression> | undefined {
  if (given === undefined) return undefined;
  const read = (key: keyof typeof given): Expression[] =>
    given[key].map((cell, k) => parseExpression(cell, known, `smooth, ${key}, ${k + 1}`));
  return { weights: read('weights'), kinks: read('kinks'), slopes: read('slopes') };
}
