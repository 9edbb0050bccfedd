/** Two runs at the same time in one ledger and in one folder of results. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { misreport, temporaryFolder } from '../cli/support.ts';
import { numbersOf } from './mortal.ts';

it('share a ledger, to the same numbers; a folder holds one whole result, and who lost says so', async () => {
  const cwd = temporaryFolder();
  const study = ['run', 'double-auction', '--traders', '4', '--profiles', '4e4', '--sampler', 'direct', '--device', 'cpu', '--workers=1'];
  const shared = [0, 1].map((i) => misreport([...study, '--quiet', '--no-figures', '--ledger', 'kept', '--out', `own-${i}`], { cwd }));
  expect((await Promise.all(shared)).map(({ code, stderr }) => ({ code, stderr }))).toEqual([0, 0].map((code) => ({ code, stderr: '' })));
  const one = numbersOf(join(cwd, 'own-0'));
  expect(numbersOf(join(cwd, 'own-1'))).toBe(one);
  const both = await Promise.all([0, 1].map(() => misreport([...study, '--quiet', '--no-ledger', '--out', 'both'], { cwd })));
  expect(both.map(({ code }) => code)).toContain(0);
  for (const { code, stderr } of both) if (code !== 0) expect(stderr).toMatch(/^misreport: (out|--out): [^\n]*\n$/);
  const { files } = JSON.parse(readFileSync(join(cwd, 'both', 'manifest.json'), 'utf8')) as { files: { path: string; bytes: number }[] };
  for (const { path, bytes } of files) expect(statSync(join(cwd, 'both', path)).size, path).toBe(bytes);
  expect(numbersOf(join(cwd, 'both'))).toBe(one);
});
