import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../src/input/make-folder.ts';
import { temporaryFolder } from '../cli/support.ts';

it('makes what is missing, and says where it began', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  expect(makeFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a', 'b'));
  expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true);
  expect(makeFolder(join(folder, 'a', 'b', 'c'))).toBeUndefined();
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow('ENOTDIR');
});

it('ends where a file system says that the parent is missing', () => {
  if (existsSync('/proc/self')) expect(() => makeFolder('/proc/misreport/x')).toThrow('ENOENT');
});
