/** Where in a user's script a place of the text that workers run comes from. */
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';

export interface CodeMap {
  readonly path: string;
  /** Of the default export, from 1. */
  readonly line: number;
  /** A source map, as JSON. */
  readonly text: string;
}

/** `file:line`: that of the default export where nothing else is known. Lines and columns count from 1. */
export function codePlace({ path, line, text }: CodeMap, at?: { readonly line: number; readonly column: number }): string {
  if (at !== undefined) {
    const found = new SourceMap(JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0]).findEntry(at.line - 1, at.column - 1);
    if ('originalSource' in found) return `${resolve(dirname(path), found.originalSource)}:${found.originalLine + 1}`;
  }
  return `${path}:${line}`;
}
