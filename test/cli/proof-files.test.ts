/** Files of proofs are whole or not there. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { verify } from '../../src/cli/verify.ts';
import { proofsFolder, withFunctions, writeProofs } from '../../src/cli/proof-files.ts';
import { InputError, OutputError } from '../../src/errors.ts';
import { thrownText } from '../../src/input/quote.ts';

it('a proof that cannot be written leaves nothing half-written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-proofs-'));
  mkdirSync(join(folder, 'second.json', 'in-the-way'), { recursive: true });
  expect(() => writeProofs(folder, [{ name: 'first', file: {} }, { name: 'second', file: {} }])).toThrow(OutputError);
  expect(() => writeProofs(folder, [{ name: 'second', file: {} }])).toThrow(/^--proofs: .* cannot be written to: /);
  expect(readdirSync(folder).sort()).toEqual(['first.json', 'second.json']);
  rmSync(folder, { recursive: true });
});

it('where there is no room for all of them there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-proofs-'));
  mkdirSync(join(folder, 'second.json.part'));
  expect(() => writeProofs(folder, [{ name: 'first', file: {} }, { name: 'second', file: {} }])).toThrow(OutputError);
  expect(readdirSync(folder)).toEqual(['second.json.part']);
  rmSync(folder, { recursive: true });
});

it('folders made for proofs that never came are removed, and no others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-proofs-'));
  (await proofsFolder(join(folder, 'a', 'b'))).leave();
  expect(readdirSync(folder)).toEqual([]);
  (await proofsFolder(folder)).leave();
  const kept = await proofsFolder(join(folder, 'a', 'b'));
  writeProofs(kept.path, [{ name: 'first', file: {} }]);
  kept.leave();
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['first.json']);
  rmSync(folder, { recursive: true });
});

it('a folder is one run\'s until that lets go of it, or is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-claims-'));
  const claim = join(folder, '.misreport-claim');
  const mine = await proofsFolder(folder);
  expect(readdirSync(folder)).toEqual(['.misreport-claim']);
  await expect(proofsFolder(`${folder}/.`)).rejects.toThrow(InputError);
  expect(JSON.parse(readFileSync(claim, 'utf8'))).toEqual({ host: hostname(), pid: process.pid });
  mine.leave();
  mine.leave();
  const claimOf = (pid: number, host = hostname()): void => { writeFileSync(claim, JSON.stringify({ host, pid })); };
  claimOf(process.ppid);
  await expect(proofsFolder(folder)).rejects.toThrow(`--proofs: ${folder} is being written by process ${process.ppid}; give each`);
  claimOf(1, 'elsewhere');
  await expect(proofsFolder(folder)).rejects.toThrow('process 1 on elsewhere; give each run its own folder');
  const stale = [
    // An earlier process of this one's number; no process has so large a number; another machine's, untouched; cut short.
    () => claimOf(process.pid), () => claimOf(2 ** 30), () => utimesSync(claim, 1, 1), () => { writeFileSync(claim, '{"ho'); },
    // No such note.
    ...['null', '{}', '{"host":"here","pid":"7"}'].map((text) => () => { writeFileSync(claim, text); }),
  ];
  for (const [at, leave] of stale.entries()) {
    if (at === 2) claimOf(1, 'elsewhere');
    leave();
    (await proofsFolder(folder)).leave();
    expect(readdirSync(folder)).toEqual([]);
  }
  rmSync(folder, { recursive: true });
});

it('a script that is no mechanism at all is told from the one that a file is about', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-script-'));
  const [file, script] = [join(folder, 'regret.json'), join(folder, 'ferry.ts')];
  writeFileSync(file, JSON.stringify({ code: { hash: 'abc' } }));
  writeFileSync(script, "import { parseDistribution } from 'nowhere';\nexport default parseDistribution;\n");
  await expect(verify([file, '--mechanism', script])).rejects.toThrow(
    /^--mechanism: is not the script with the SHA-256 abc that the file is about: .*ferry\.ts:1: Could not resolve "nowhere"/,
  );
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
