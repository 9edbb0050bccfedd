/** Every file that differs from a proof file in one entry. */
import { rational, rationalText, readRational } from '../../src/programs/rational.ts';
import type { Json } from './finite-oracle.ts';

export interface Alteration {
  /** The entry and what became of it. */
  readonly name: string;
  readonly file: Json;
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  goal: ['implement', 'extract', 'ex-post'], transfers: ['bayesian', 'ambiguous'], balance: ['exact', 'no-deficit', 'none'],
  allocation: ['rule', 'efficient', 'free'], constraint: ['IC', 'IR', 'truth', 'revenue'], gains: ['some', 'every'],
};

/** Keys whose values are words for people, or say what kind of file it is. */
const KEPT = ['text', 'schema', 'title', 'source', 'finite'];

/** Every value other than the present one that may stand at the entry. */
function others(value: unknown, path: readonly string[], names: readonly string[]): unknown[] {
  const key = path.at(-1)!;
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value !== 'string') return [];
  const words = WORDS[key];
  if (words?.includes(value)) return words.filter((word) => word !== value);
  const rationalValue = readRational(value);
  if (rationalValue !== undefined) {
    const moved = [rational(1, 7), rational(-1, 7)].map((step) => rationalText(rationalValue.add(step)));
    return rationalValue.n === 0n ? moved : [...moved, rationalText(rationalValue.neg())];
  }
  return names.filter((name) => name !== value);
}

/**
 * All of them: numbers a seventh up and down and with the other sign, words and names by every other, and lists of a proof (not of its
 * environment) one element short.
 */
export function* alterations(file: Json): Generator<Alteration> {
  const environment = file.environment as { readonly agents?: Readonly<Record<string, readonly string[]>>; readonly outcomes?: string[] };
  const agents = Object.entries(environment.agents ?? {});
  const names = [...agents.map(([name]) => name), ...agents.flatMap(([, types]) => types), ...environment.outcomes ?? []];
  const rebuilt = (path: readonly string[], change: (holder: Json | unknown[], key: string) => void): Json => {
    const copy = structuredClone(file);
    let holder: unknown = copy;
    for (const key of path.slice(0, -1)) holder = (holder as Json)[key];
    change(holder as Json | unknown[], path.at(-1)!);
    return copy;
  };
  function* walk(value: unknown, path: readonly string[]): Generator<Alteration> {
    if (value !== null && typeof value === 'object') {
      const inProof = path.length > 0 && path[0] !== 'environment' && path[0] !== 'parameters';
      for (const [key, part] of Object.entries(value)) {
        if (KEPT.includes(key)) continue;
        const at = [...path, key];
        if (inProof && Array.isArray(value))
          yield { name: `${at.join('.')} left out`, file: rebuilt(at, (holder, k) => (holder as unknown[]).splice(Number(k), 1)) };
        yield* walk(part, at);
      }
      return;
    }
    for (const other of others(value, path, names))
      yield { name: `${path.join('.')} = ${String(other)}`, file: rebuilt(path, (holder, k) => { (holder as Json)[k] = other; }) };
  }
  yield* walk(file, []);
}
