/** Where in a user's script a place of the text that workers run comes from. */
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { LINES_BEFORE } from '../../../kernels/function/mechanism.ts';

export interface CodeMap {
  readonly path: string;
  /** Of the default export, from 1. */
  readonly line: number;
  /** A source map, as JSON. */
  readonly text: string;
}

/** Counted from 1. */
interface Spot {
  readonly line: number;
  readonly column: number;
}

/** In the file that was written, where the text at `spot` comes from; undefined where that is not known. */
function originOf({ path, text }: CodeMap, { line, column }: Spot): Spot & { readonly path: string } | undefined {
  const found = new SourceMap(JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0]).findEntry(line - 1, column - 1);
  if (!('originalSource' in found)) return undefined;
  return { path: resolve(dirname(path), found.originalSource), line: found.originalLine + 1, column: found.originalColumn + 1 };
}

/** `file:line`: that of the default export where nothing else is known. */
export function codePlace(map: CodeMap, at?: Spot): string {
  const origin = at && originOf(map, at);
  return origin ? `${origin.path}:${origin.line}` : `${map.path}:${map.line}`;
}

/** Scripts that this process has read, by path. */
const read = new Map<string, CodeMap>();

export const rememberCode = (map: CodeMap): void => void read.set(map.path, map);

const FRAME = /\(eval at compiled \(.*\), <anonymous>:(\d+):(\d+)\)$/;

/**
 * Of a line of a stack in text that `functionOutcome` runs: what nobody awaits throws when no caller is left to say whose text it was.
 * Undefined where the line is another, or several scripts were read.
 */
export function framePlace(frame: string): Spot & { readonly path: string } | undefined {
  const match = FRAME.exec(frame);
  const [map, ...others] = read.values();
  if (match === null || map === undefined || others.length > 0) return undefined;
  return originOf(map, { line: Number(match[1]) - LINES_BEFORE, column: Number(match[2]) });
}
