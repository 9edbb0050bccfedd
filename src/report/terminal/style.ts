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

/** Breaks at spaces; the first line starts with `first`, later ones with `rest`. Words longer than a line are left whole. */
export function wrapText(text: string, width: number, rest = '', first = ''): string {
  const lines: string[] = [];
  let line = '';
  let indent = first;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && [...indent, ...longer].length > width) {
      lines.push(indent + line);
      indent = rest;
      line = word;
    } else line = longer;
  }
  return [...lines, indent + line].join('\n');
}
