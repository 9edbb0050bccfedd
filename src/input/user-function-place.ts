/** Where functions in what a user's file returns stand in that file. */
import { readFileSync } from 'node:fs';

export interface FunctionPlace {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

interface Known {
  readonly path: string;
  /** The field that holds it. */
  readonly name: string;
}

const known = new WeakMap<object, Known>();
const DEPTH_MAX = 8;

/** Remembers from which file the functions in `value` come, as deep as environments go. */
export function rememberFunctions(value: unknown, path: string, name = '', depth = 0): void {
  if (typeof value === 'function') {
    if (!known.has(value)) known.set(value, { path, name });
    return;
  }
  if (value === null || typeof value !== 'object' || depth > DEPTH_MAX || ArrayBuffer.isView(value)) return;
  for (const [key, part] of Object.entries(value)) rememberFunctions(part, path, key, depth + 1);
}

const packed = (text: string): string => text.replace(/\s+/g, '');
/** Letters of a function's body that tell it from its namesakes. */
const TELLING = 24;
const LINES = 12;

/** File and line of a function that was remembered: where its field's name stands before its body, types left aside. */
export function userFunctionPlace(source: unknown): FunctionPlace | undefined {
  const found = typeof source === 'function' ? known.get(source) : undefined;
  if (found === undefined) return undefined;
  let lines: string[];
  try {
    lines = readFileSync(found.path, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const text = String(source);
  const body = packed(text.slice(text.search(/=>|\)\s*\{/) + 2)).slice(0, TELLING);
  const isNamed = new RegExp(`\\b${found.name}\\b`);
  const named = lines.flatMap((line, i) => (isNamed.test(line) ? [i] : []));
  const at = named.findLast((i) => packed(lines.slice(i, i + LINES).join('\n')).includes(body)) ?? named[0];
  return at === undefined ? undefined : { path: found.path, line: at + 1 };
}
