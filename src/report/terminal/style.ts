import { brokenLines } from '../labels.ts';

/** Terminal emphasis; plain text where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

const wrap = (open: number, close: number) => (text: string): string => `\u001b[${open}m${text}\u001b[${close}m`;
const plain = (text: string): string => text;

export const terminalStyle = (color: boolean): Style =>
  color
    ? { bold: wrap(1, 22), dim: wrap(2, 22), good: wrap(32, 39), bad: wrap(31, 39) }
    : { bold: plain, dim: plain, good: plain, bad: plain };

/** Lines of at most `width` letters; the first one starts with `first`, later ones with `rest`. */
export const wrapText = (text: string, width: number, rest = '', first = ''): string =>
  brokenLines(text, (line) => Math.max(1, width - [...(line === 0 ? first : rest)].length))
    .map((line, i) => (i === 0 ? first : rest) + line).join('\n');
