/** Files that users name are read whole, or refused in a line that has none of their bytes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readUserFile, readUserText } from '../../src/input/user-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

it('text is read without its byte order mark, and an empty file is a text', () => {
  expect(readUserText(file('a.csv', '\ufeffvalue,β\r\n'), 'file', 1)).toBe('value,β\r\n');
  expect(readUserText(file('empty.csv', ''), 'file', 1)).toBe('');
});

it.each([
  ['what is not there', (): string => join(folder, 'nowhere'), /^data: '.*' does not exist$/],
  ['a folder', (): string => folder, /^data: '.*' is a folder; give a file$/],
  ['a device without an end', (): string => '/dev/zero', /^data: '\/dev\/zero' is not a regular file; give a file$/],
  ['more than is read', (): string => file('large', new Uint8Array(2 ** 20 + 1)), /^data: '.*' has 2 MiB, and at most 1 is read$/],
] as const)('%s is refused', (_, path, message) => {
  expect(() => readUserFile(path(), 'data', 1)).toThrow(message);
});

it.each([['bytes that are no UTF-8', Uint8Array.of(0x61, 0xff, 0xfe)], ['a null character', Uint8Array.of(0x61, 0, 0x62)]] as const)(
  '%s are no text, and are not shown', (_, bytes) => {
    expect(() => readUserText(file('binary', bytes), 'file', 1)).toThrow(/^file: '[^\0\ufffd]*' is not a text file in UTF-8$/);
    expect(readUserFile(file('binary', bytes), 'file', 1)).toHaveLength(bytes.length);
  },
);
