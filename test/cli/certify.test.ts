/** certify through the executable: code, tables of bids, their certificates and `verify`, mistakes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ResultDocument } from '../../src/results/document.ts';
import { expectOneLine, misreport, temporaryFolder } from './support.ts';

const MECHANISM = `// Half of the object to each bidder; the first pays a parabola of her bid.
export default (bids: number[][]) => ({ allocation: bids.map(() => [0.5]), payments: [(bids[0]![0]! - 0.3) ** 2, 0] });
`;

function written(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

it('code: regret between ends, the same for the same seed, and no number that is none', async () => {
  const flags = ['--slope', '1.4', '--profiles', '64', '--gap', '0.01'];
  const argv = ['certify', written('half.ts', MECHANISM), ...flags, '--json', '--no-out'];
  const [first, again] = [await misreport(argv), await misreport(argv)];
  expect(first.code).toBe(0);
  expect(first.stdout).not.toMatch(/NaN|null,\s*"lower/);
  const { estimates, notes } = JSON.parse(first.stdout) as ResultDocument;
  expect((JSON.parse(again.stdout) as ResultDocument).estimates).toEqual(estimates);
  const expected = estimates.find(({ quantity, agent }) => quantity === 'expectedExPostRegret' && agent === 'bidder 1')!;
  // E (t - 0.3)^2 of a uniform type.
  expect(expected.lower).toBeLessThan(0.37 / 3);
  expect(expected.upper).toBeGreaterThan(0.37 / 3);
  expect(expected).toMatchObject({ guarantee: 'continuum', basis: expect.stringMatching(/^assumed: utility changes by at most 1.4/) });
  expect(notes.join()).toMatch(/assumed of every profile/);
});

it('code that gives no outcome is named with its file, its line and the bids', async () => {
  const path = written('broken.ts', MECHANISM.replace('** 2', '** 0.5'));
  const message = /broken\.ts:2: broken: payments\[0\] must be a finite number, got NaN, at bids \[\[0\],\[0\]\]$/m;
  expectOneLine(await misreport(['certify', path, '--no-out']), 2, message);
});

it('tables of bids: the certificate is proved, altered ones are not, and what is no certificate is refused', async () => {
  const table = written('bids.csv', 'value,bid\n0,0\n1,0.45\n');
  const folder = temporaryFolder();
  const ran = await misreport(['certify', table, '--cells', '64', '--no-out', '--proofs', folder]);
  expect([ran.code, ran.stderr.includes('certificates in')]).toEqual([0, true]);
  const file = join(folder, 'bids-bids.json');
  const proved = await misreport(['verify', file]);
  expect(proved.code).toBe(0);
  expect(proved.stdout).toMatch(/^proved: in a first-price auction no type loses more by the bids/);

  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/"epsilonIc": 0\.0/, '"epsilonIc": 0.00'));
  const altered = await misreport(['verify', file]);
  expect([altered.code, altered.stdout]).toEqual([1, expect.stringMatching(/^not proved: [^]*seal[^]*claims\.epsilonIc is 0\.00/)]);
  writeFileSync(file, text.slice(0, text.length / 2));
  expectOneLine(await misreport(['verify', file]), 2, /^[^:]+: is no JSON/);
  writeFileSync(file, text.replace('misreport.bids/1', 'misreport.bids/9'));
  expectOneLine(await misreport(['verify', file]), 2, /^[^:]+: schema: must be misreport\.mechanism\/1.*, misreport\.regret\/1 or /);
});

it('mistakes are one line', async () => {
  const table = written('bids.csv', 'value,bid\n0,0\n1,0.5\n');
  for (const [flags, message] of [
    [['--auction', 'lottery'], /--auction: .*first-price/], [['--cells', '3'], /--cells: must be .*16/],
    [['--bidders', '1'], /--bidders: /],
    [['--proofs', table], /--proofs: .* cannot be written to: it is a file \(EEXIST\); give a folder/],
    [['--prior', 'uniform(0,2)'], /--prior: must lie within the values that have bids/], [['--slope', '1'], /--slope|slope/],
  ] as const) expectOneLine(await misreport(['certify', table, ...flags]), 2, message);
});
