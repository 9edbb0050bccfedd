/** Files of proofs are whole or not there. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeProofs } from '../../src/cli/proof-files.ts';
import { OutputError } from '../../src/errors.ts';
import { thrownText } from '../../src/input/quote.ts';

it('a proof that cannot be written leaves nothing half-written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-proofs-'));
  mkdirSync(join(folder, 'second.json', 'in-the-way'), { recursive: true });
  expect(() => writeProofs(folder, [{ name: 'first', file: {} }, { name: 'second', file: {} }])).toThrow(OutputError);
  expect(readdirSync(folder).sort()).toEqual(['first.json', 'second.json']);
  rmSync(folder, { recursive: true });
});

it('whatever is thrown has a text', () => {
  expect([thrownText(null), thrownText('x'), thrownText(Object.create(null))]).toEqual(['null', 'x', 'an object without a text']);
});
