/**
 * Parameters of an experiment as data. What cannot be copied to another thread, functions above all, is named by its place in the
 * environments of the study's points, which that thread builds from the same scenario.
 */

/** The environments of a study's points, in order. */
export type Environments = readonly unknown[];

type Path = readonly (string | number)[];
type Encoded =
  | { readonly at: Path }
  | { readonly value: unknown }
  | { readonly list: readonly Encoded[] }
  | { readonly members: readonly (readonly [string, Encoded])[] };
export type EncodedParameters = Encoded;

const isObject = (value: unknown): value is object => value !== null && (typeof value === 'object' || typeof value === 'function');

/** The first place of every function and object in the environments. */
export function placesIn(environments: Environments): ReadonlyMap<object, Path> {
  const places = new Map<object, Path>();
  const queue: (readonly [unknown, Path])[] = environments.map((environment, index) => [environment, [index]] as const);
  for (const [value, path] of queue) {
    if (!isObject(value) || places.has(value)) continue;
    places.set(value, path);
    if (ArrayBuffer.isView(value)) continue;
    for (const [key, part] of Object.entries(value)) if (isObject(part)) queue.push([part, [...path, key]]);
  }
  return places;
}

/** Undefined where something can neither be copied nor found in the environments. */
export function encode(value: unknown, places: ReadonlyMap<object, Path>): Encoded | undefined {
  if (!isObject(value)) return typeof value === 'symbol' ? undefined : { value };
  const at = places.get(value);
  if (at !== undefined) return { at };
  if (typeof value === 'function') return undefined;
  if (ArrayBuffer.isView(value)) return { value };
  if (Array.isArray(value)) {
    if ((value as unknown[]).every((part) => typeof part === 'number')) return { value };
    const list = (value as unknown[]).map((part) => encode(part, places));
    return list.includes(undefined) ? undefined : { list: list as Encoded[] };
  }
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) return undefined;
  const members = Object.entries(value).map(([name, part]) => [name, encode(part, places)] as const);
  return members.some(([, part]) => part === undefined) ? undefined : { members: members as (readonly [string, Encoded])[] };
}

/** The same objects and functions of this thread's environments, and copies of the rest. */
export function decode(encoded: Encoded, environments: Environments): unknown {
  if ('at' in encoded) {
    return encoded.at.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], environments);
  }
  if ('value' in encoded) return encoded.value;
  if ('list' in encoded) return encoded.list.map((part) => decode(part, environments));
  return Object.fromEntries(encoded.members.map(([name, part]) => [name, decode(part, environments)]));
}
