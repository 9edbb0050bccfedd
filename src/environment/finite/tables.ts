/** Tables nested in the order of agents, read cell by cell with the name of each cell at hand. */
import { InputError } from '../../errors.ts';
import type { FiniteAgent } from './environment.ts';

/** `row keen, column cool` with two agents, else `anna keen, ben cool, carl high`. */
export function cellName(agents: readonly FiniteAgent[], path: readonly number[]): string {
  const lines = agents.length === 2 ? ['row', 'column'] : agents.map(({ name }) => name);
  return path.map((type, i) => `${lines[i]} ${agents[i]!.types[type]}`).join(', ');
}

/** `ben, big` and `row cool` joined by a comma; either may be empty. */
export const placeName = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');

/**
 * What `read` makes of each cell, in the order of profiles. A value that is no list stands for every cell below it. Throws
 * InputError naming the row that is too long or too short.
 */
export function readTable<T>(
  given: unknown,
  agents: readonly FiniteAgent[],
  field: string,
  read: (cell: unknown, field: string) => T,
): T[] {
  const out: T[] = [];
  const descend = (value: unknown, path: readonly number[]): void => {
    const depth = path.length;
    const place = placeName(field, cellName(agents, path));
    if (depth === agents.length) {
      if (Array.isArray(value))
        throw new InputError(
          place,
          `must be one entry, got a list; tables are nested ${agents.length} deep, in the order of agents `
            + `${agents.map(({ name }) => name).join(', ')}`,
        );
      out.push(read(value, place));
      return;
    }
    const { name, types } = agents[depth]!;
    if (Array.isArray(value) && value.length !== types.length) {
      throw new InputError(
        place,
        `has ${value.length} ${value.length === 1 ? 'entry' : 'entries'}, and ${name} has ${types.length} types: ${types.join(', ')}`,
      );
    }
    types.forEach((_, type) => descend(Array.isArray(value) ? value[type] : value, [...path, type]));
  };
  descend(given, []);
  return out;
}

/** One value a type, from a list in their order or a mapping by their names. */
export function readByType<T>(
  given: unknown,
  { name, types }: FiniteAgent,
  field: string,
  read: (value: unknown, field: string) => T,
): T[] {
  if (Array.isArray(given)) {
    if (given.length !== types.length)
      throw new InputError(field, `has ${given.length} rows, and ${name} has ${types.length} types: ${types.join(', ')}`);
    return types.map((type, t) => read(given[t], placeName(field, `type ${type}`)));
  }
  const map = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(map).find((key) => !types.includes(key));
  if (unknown !== undefined) throw new InputError(field, `'${unknown}' is no type of ${name}; known: ${types.join(', ')}`);
  return types.map((type) => {
    if (!Object.hasOwn(map, type)) throw new InputError(field, `type ${type} is missing`);
    return read(map[type], placeName(field, `type ${type}`));
  });
}

/** One value an agent from a mapping by their names. */
export function readByAgent<T>(
  given: Readonly<Record<string, unknown>>,
  agents: readonly FiniteAgent[],
  field: string,
  read: (value: unknown, agent: number) => T,
): T[] {
  const unknown = Object.keys(given).find((key) => !agents.some(({ name }) => name === key));
  if (unknown !== undefined) throw new InputError(field, `'${unknown}' is no agent; known: ${agents.map(({ name }) => name).join(', ')}`);
  return agents.map(({ name }, agent) => {
    if (!Object.hasOwn(given, name)) throw new InputError(field, `agent ${name} is missing`);
    return read(given[name], agent);
  });
}
