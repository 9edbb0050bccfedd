/** Names of data, by which what was drawn or solved is known again. */
import { createHash } from 'node:crypto';

const known = new WeakMap<object, string>();

/** `fingerprint`, remembered: parameters hold tables of thousands of cells, and many requests share them. */
export function fingerprintOf(parameters: unknown): string {
  if (parameters === null || typeof parameters !== 'object') return fingerprint(parameters);
  const found = known.get(parameters) ?? fingerprint(parameters);
  known.set(parameters, found);
  return found;
}

/** SHA-256 of data: typed arrays by their bytes, laws by their text, functions by their source, members in order of their names. */
export function fingerprint(value: unknown): string {
  const hash = createHash('sha256');
  let text = '';
  // Text in pieces of some length: an update takes longer than a number does to be written down.
  const add = (piece: string): void => {
    text += piece;
    if (text.length > 2 ** 16) flush();
  };
  const flush = (): void => {
    hash.update(text);
    text = '';
  };
  const addValue = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      add(`${part.constructor.name}[${part.byteLength}]`);
      flush();
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else if (Array.isArray(part)) {
      add(`[${part.length}`);
      for (const each of part as unknown[]) addValue(each);
    } else if (typeof part === 'function') {
      add(`function ${part.toString()};`);
    } else if (part !== null && typeof part === 'object' && 'cdf' in part && 'text' in part) {
      add(`law ${String(part.text)};`);
    } else if (part !== null && typeof part === 'object') {
      const members = Object.entries(part).filter(([, member]) => member !== undefined);
      members.sort(([a], [b]) => (a < b ? -1 : 1));
      add(`{${members.length}`);
      for (const [name, member] of members) {
        add(`${JSON.stringify(name)}:`);
        addValue(member);
      }
    } else {
      add(`${typeof part} ${Object.is(part, -0) ? '-0' : String(part)};`);
    }
  };
  addValue(value);
  flush();
  return hash.digest('hex');
}
