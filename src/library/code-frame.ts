/** Where in a user's own files an error comes from: file, line, and the lines round it. */
import { existsSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { framePlace } from '../mechanism/function/code-place.ts';
import { packageRoot } from '../version.ts';

export interface Place {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, where it is known. */
  readonly column?: number;
}

/** Folders of the package itself; what lies elsewhere under it may be a user's, in a clone. */
const OURS = ['src', 'kernels', 'scenarios', 'dist', '.cache', 'bin', 'node_modules'].map((folder) => join(packageRoot, folder) + sep);

const FRAME = /(?:^|\()((?:file:\/\/)?\/[^()\n]*?|[A-Za-z]:\\[^()\n]*?):(\d+):(\d+)\)?$/;

/** The innermost call in a user's file on the stack of the error. */
export function placeOf(error: unknown): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const text of (error.stack ?? '').split('\n')) {
    const inCode = framePlace(text);
    if (inCode) return inCode;
    const match = /^\s*at /.test(text) ? FRAME.exec(text.trim().replace(/^at /, '').replace(/^async /, '')) : null;
    if (match === null) continue;
    const path = pathOf(match[1]!);
    // Maps of packages name sources that were not shipped, beside the package and not in it.
    const foreign = path === undefined || path.includes(`${sep}node_modules${sep}`) || OURS.some((folder) => path.startsWith(folder));
    if (!foreign && existsSync(path)) {
      return { path, line: Number(match[2]), column: Number(match[3]) };
    }
  }
  return undefined;
}

function pathOf(text: string): string | undefined {
  const plain = text.replace(/\?tsx-namespace=[\w-]+$/, '');
  try {
    return plain.startsWith('file://') ? fileURLToPath(plain) : plain;
  } catch {
    return undefined;
  }
}

const LINES_ROUND = 2;
const WIDTH_MAX = 120;

/** The lines round the place, its own marked; empty where the file cannot be read. */
export function codeFrame({ path, line, column }: Place): string {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch {
    return '';
  }
  if (line > lines.length) return '';
  const first = Math.max(1, line - LINES_ROUND);
  let last = Math.min(lines.length, line + LINES_ROUND);
  while (last > line && lines[last - 1]!.trim() === '') last--;
  const digits = String(last).length;
  const rows = lines.slice(first - 1, last).flatMap((text, i) => {
    const own = first + i === line;
    const shown = text.trimEnd().slice(0, WIDTH_MAX).replaceAll('\t', ' ');
    const row = `${own ? '>' : ' '} ${String(first + i).padStart(digits)} | ${shown}`.trimEnd();
    const caret = own && column !== undefined && column <= WIDTH_MAX ? [`  ${' '.repeat(digits)} | ${' '.repeat(column - 1)}^`] : [];
    return [row, ...caret];
  });
  return `${rows.join('\n')}\n`;
}
