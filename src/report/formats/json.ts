/** The result document as JSON: keys in one order, number lists on one line, never NaN or Infinity. */
import { OutputError } from '../../errors.ts';
import type { ResultDocument } from '../../results/document.ts';
import { statedOnce } from '../labels.ts';
import type { Format } from './format.ts';

const KEY_ORDER: readonly (keyof ResultDocument)[] = [
  'schema', 'command', 'scenario', 'title', 'source', 'seed', 'configHash', 'configuration', 'version', 'device', 'complete', 'notes',
  'seconds',
  'parameters', 'texts', 'size', 'samplers', 'verdicts', 'claims', 'fits', 'estimates', 'curves', 'surfaces', 'beliefs',
];

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Throws OutputError naming the path of the first number that is not finite, e.g. `estimates[3].lower`. */
export function assertFinite(value: unknown, path = ''): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new OutputError(`result: ${path || 'the document'} is ${value}; a result holds finite numbers only`);
  }
  if (Array.isArray(value)) value.forEach((item, i) => assertFinite(item, `${path}[${i}]`));
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) assertFinite(item, path ? `${path}.${key}` : key);
  }
}

/** Plain JSON data: undefined members left out, anything JSON cannot hold refused. */
function toJson(value: unknown, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((item: unknown, i) => toJson(item, `${path}[${i}]`));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number>);
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, toJson(member, `${path}.${key}`)]));
  }
  throw new OutputError(`result: ${path} is a ${typeof value}, which JSON cannot hold`);
}

const isLeaf = (value: Json): boolean => value === null || typeof value !== 'object';

/** Two-space indentation, but lists and objects of plain values on one line: grids stay readable and small. */
function print(value: Json, indent: string): string {
  if (isLeaf(value)) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every(isLeaf)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    return `[\n${value.map((item) => deeper + print(item, deeper)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value as { readonly [key: string]: Json });
  if (members.every(([, member]) => isLeaf(member)) && members.length <= 8) {
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`).join(', ')}}`;
  }
  return `{\n${members.map(([key, member]) => `${deeper}${JSON.stringify(key)}: ${print(member, deeper)}`).join(',\n')}\n${indent}}`;
}

/** Any JSON value in the layout of our files, with a line feed at the end; refuses what is not finite. */
export function formatJson(value: unknown): string {
  assertFinite(value);
  return `${print(toJson(value, 'value'), '')}\n`;
}

/** The same data with every text of `names` by its name, inside longer ones too. */
export function named(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    if (names.has(value)) return names.get(value);
    return [...names].reduce((text, [whole, name]) => (text.length > whole.length ? text.replaceAll(whole, name) : text), value);
  }
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number') ? value : value.map((item) => named(item, names));
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, named(member, names)]));
}

/** Exactly one JSON document; texts beyond 2,000 letters stand in it once, under `texts`, and by their short names elsewhere. */
export function renderJson(whole: ResultDocument): string {
  const names = statedOnce(whole);
  const document = names.size === 0
    ? whole
    : { ...named(whole, names) as ResultDocument, texts: Object.fromEntries([...names].map(([text, short]) => [short, text])) };
  const rest = Object.keys(document).filter((key) => !KEY_ORDER.includes(key as keyof ResultDocument)).sort();
  const keys = [...KEY_ORDER.filter((key) => key in document), ...rest];
  const members = document as unknown as Readonly<Record<string, unknown>>;
  return formatJson(Object.fromEntries(keys.map((key) => [key, members[key]])));
}

/** result.json: the document itself. */
export const json: Format = { name: 'json', files: ({ document }) => [{ path: 'result.json', data: renderJson(document) }] };
