/** Several files, all of them or none. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeAllAside } from '../../src/run/kept-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-kept-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('of files one of which cannot be written none is there, and that one is named', () => {
  writeFileSync(join(folder, 'a'), 'earlier');
  writeFileSync(join(folder, 'file'), '');
  const files = ['a', 'b', 'file/inner', 'c'].map((name) => [join(folder, name), Buffer.from(name)] as const);
  const failed: string[] = [];
  expect(() => writeAllAside(files, (path) => void failed.push(path))).toThrow(/EEXIST|ENOTDIR/);
  expect(failed).toEqual([join(folder, 'file', 'inner')]);
  expect([readdirSync(folder).sort(), readFileSync(join(folder, 'a'), 'utf8')]).toEqual([['a', 'file'], 'earlier']);
  rmSync(join(folder, 'file'));
  mkdirSync(join(folder, 'file'));
  writeAllAside(files, (path) => void failed.push(path));
  expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c', 'file']);
  expect(readFileSync(join(folder, 'file', 'inner'), 'utf8')).toBe('file/inner');
  expect(failed.length).toBe(1);
});
