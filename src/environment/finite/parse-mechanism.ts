/** A mechanism that a file gives, with the strategies that are to be tested in it. */
import { InputError } from '../../errors.ts';
import { constantExpression, type Expression } from '../../programs/expression.ts';
import { ZERO } from '../../programs/rational.ts';
import type { Beliefs, FiniteAgent, GivenMechanism } from './environment.ts';
import { readLottery } from './lottery.ts';
import { readDistribution } from './parse-beliefs.ts';
import { readTransfers } from './parse-menu.ts';
import type { FiniteFile } from './schema.ts';
import { placeName, readByAgent, readByType, readTable } from './tables.ts';

/** Undefined where the file gives none. Throws InputError naming the cell. */
export function parseMechanism(
  given: FiniteFile['mechanism'], agents: readonly FiniteAgent[], beliefs: Beliefs<Expression> | undefined, outcomes: readonly string[],
  known: ReadonlySet<string>,
): GivenMechanism<Expression> | undefined {
  if (given === undefined) return undefined;
  const lists = readByAgent(given.messages, agents, 'mechanism, messages', (messages) => messages as readonly string[]);
  // Who sends messages, as if messages were types: tables are nested in them.
  const senders = agents.map(({ name }, i): FiniteAgent => ({ name, types: lists[i]! }));
  const twice = senders.find(({ types }) => new Set(types).size < types.length);
  if (twice !== undefined) throw new InputError(`mechanism, messages, ${twice.name}`, 'names must differ');
  const holders = agents.map(({ name, types }, i): FiniteAgent =>
    ({ name, types: beliefs?.kind === 'type-space' ? beliefs.space[i]!.map((type) => type.name) : types }));
  const lotteries = readTable(given.outcomes, senders, 'mechanism, outcomes', (cell, field) => readLottery(cell, outcomes, known, field));
  const strategies = readByAgent(given.strategies, agents, 'mechanism, strategies', (rows, agent) =>
    readByType(rows, holders[agent]!, placeName('mechanism, strategies', agents[agent]!.name), (message, field) => {
      const at = lists[agent]!.indexOf(String(message));
      if (at < 0) throw new InputError(field, `'${String(message)}' is no message; known: ${lists[agent]!.join(', ')}`);
      return at;
    }));
  const none = lotteries.map(() => constantExpression(ZERO));
  return {
    messages: lists, lotteries, strategies,
    transfers: given.transfers === undefined
      ? agents.map(() => none) : readTransfers(given.transfers, senders, 'mechanism, transfers', known),
    ...(given.updates === undefined ? {} : {
      updates: readByAgent(given.updates, agents, 'mechanism, updates', (rows, agent) =>
        readByType(rows, holders[agent]!, placeName('mechanism, updates', agents[agent]!.name), (row, field) =>
          readDistribution(row, holders.filter((_, other) => other !== agent), field, known))),
    }),
  };
}
