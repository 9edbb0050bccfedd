/** A run that ends with a refusal leaves the files of the refusal alone, names them, and they prove it; files cut short are refused. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { misreport, temporaryFolder } from './support.ts';

const BOUND = '--individually-rational interim --budget ex-ante --no-out --proofs proofs';

it('files of what was worked out before a refusal are of no result, and not written', async () => {
  const cwd = temporaryFolder();
  const line = `least-epsilon bilateral-trade --opponents grid --cells 4 --deficit=-10 ${BOUND}`;
  const { code, stdout, stderr } = await misreport(line.split(' '), { cwd });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`certificate of the refusal: ${join('proofs', 'least-epsilon-market.json')}\nmisreport: --deficit: must be`);
  expect(readdirSync(join(cwd, 'proofs'))).toEqual(['least-epsilon-market.json']);
  expect((await misreport(['verify', 'proofs/least-epsilon-market.json'], { cwd })).stdout).toMatch(/^proved: no epsilon will do/);
});

it('deficits of second bests that nobody has are told in a file, of markets too, and a file cut short is one line', async () => {
  for (const [asked, statement] of [
    ['second-best myerson-satterthwaite --deficit=-0.05 --cells 64', 'no incentive compatible mechanism that agents may leave'],
    ['second-best double-auction --traders 2 --deficit=-1 --cells 64', 'no incentive compatible mechanism of trade between 2 sellers'],
    ['least-epsilon lemons --deficit=-3', 'no mechanism, whatever lies gain, that agents may leave'],
  ] as const) {
    const cwd = temporaryFolder();
    const { code, stderr } = await misreport(`${asked} ${BOUND}`.split(' '), { cwd });
    const [name] = readdirSync(join(cwd, 'proofs')) as [string];
    expect([code, name], asked).toEqual([2, expect.stringMatching(/^(second-best|least-epsilon)-uncollectable\.json$/)]);
    expect(stderr).toContain(`certificate of the refusal: ${join('proofs', name)}`);
    const path = join(cwd, 'proofs', name);
    expect((await misreport(['verify', path], { cwd })).stdout).toContain(`proved: ${statement}`);
    const text = readFileSync(path, 'utf8');
    for (const cut of [text.slice(0, text.length / 2), JSON.stringify({ ...JSON.parse(text), deficit: undefined })]) {
      writeFileSync(path, cut);
      const refused = await misreport(['verify', path], { cwd });
      expect([refused.code, refused.stderr.trim().split('\n').length], asked).toEqual([2, 1]);
    }
  }
});
