/** Files of proofs are whole or not there. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { withFunctions, writeProofs } from '../../src/cli/proof-files.ts';
import { OutputError } from '../../src/errors.ts';
import { thrownText } from '../../src/input/quote.ts';

it('a proof that cannot be written leaves nothing half-written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-proofs-'));
  mkdirSync(join(folder, 'second.json', 'in-the-way'), { recursive: true });
  expect(() => writeProofs(folder, [{ name: 'first', file: {} }, { name: 'second', file: {} }])).toThrow(OutputError);
  expect(readdirSync(folder).sort()).toEqual(['first.json', 'second.json']);
  rmSync(folder, { recursive: true });
});

it('files that take values of functions as given name the file of the functions with its sha256', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-functions-'));
  const path = join(folder, 'mine.ts');
  writeFileSync(path, 'export default 1;\n');
  const signals = [{ name: 'a', law: 'piecewise-linear(0:0,1:1)', tabulated: true }];
  const { functions } = withFunctions({ problem: { signals } }, path) as { functions: { file: string; sha256: string }[] };
  expect(functions).toEqual([
    { file: relative('.', path), sha256: createHash('sha256').update('export default 1;\n').digest('hex') },
  ]);
  for (const told of [{ problem: { signals: [{ name: 'a' }] } }, { problem: {} }, {}]) expect(withFunctions(told, path)).toBe(told);
  expect(withFunctions({ tabulated: ['cost'] }, undefined)).toEqual({ tabulated: ['cost'] });
  rmSync(folder, { recursive: true });
});

it('whatever is thrown has a text', () => {
  expect([thrownText(null), thrownText('x'), thrownText(Object.create(null))]).toEqual(['null', 'x', 'an object without a text']);
});
