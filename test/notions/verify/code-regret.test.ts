/** Certificates of code: proved as they are written, with the script and without, and by no altered one. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import type { ProfileSums } from '../../../src/experiments/network/profiles.ts';
import { codeCertificate } from '../../../src/kinds/certify/code-certificate.ts';
import type { FunctionStudy } from '../../../src/kinds/certify/problem.ts';
import { readMechanism, type MechanismCode } from '../../../src/mechanism/function/read-mechanism.ts';
import { judgeCodeRegretFile } from '../../../src/notions/verify/code-regret.ts';
import { checkConfiguration } from '../../../src/study/check-configuration.ts';
import { functionScenario } from '../../../src/study/function-scenario.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import { prepareStudy, runPrepared } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

/** Chances in proportion to squares; two objects for bidder 2 to lose, unlike sides. */
const SCRIPT = `
export default function (bids: number[][]) {
  const shares = bids.map((own) => own.map((bid, j) => bid ** 2 / bids.reduce((sum, other) => sum + other[j]! ** 2, 0.5)));
  return { allocation: shares, payments: bids.map((own, i) => own.reduce((sum, bid, j) => sum + (bid * shares[i]![j]!) / (2 + i), 0)) };
}
`;

interface Bidder {
  truths: number[]; reports: number[][]; found: number[]; lower: number[]; upper: number[]; most: number; cuts?: string[];
  worths: number[][]; claims: Record<'expectedExPostRegret' | 'maximumExPostRegret', [number, number]>;
}
interface Given {
  [key: string]: unknown; code: Record<string, unknown>; search: Record<string, unknown>; types: number[][]; bidders: Bidder[];
}

const folder = mkdtempSync(join(tmpdir(), 'misreport-code-proof-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function written(code: MechanismCode, more: Readonly<Record<string, string | number>>): Promise<{ file?: Given; why?: string }> {
  const scenario = functionScenario(code);
  const points = [{ ...defaultsOf(scenario), bidders: 2, objects: 2, proved: 6, ...more }];
  const prepared = prepareStudy(checkConfiguration({ scenario, command: 'run', points, profiles: 6 }));
  const found: { file?: Given; why?: string } = {};
  await runPrepared(prepared, inProcessDevice(), {
    onProof: (_, file) => { found.file = JSON.parse(JSON.stringify(file)) as Given; }, onNoProof: (_, why) => { found.why = why; },
  });
  return found;
}

function sealed({ seal: _seal, ...content }: Given): Given {
  return { ...content, seal: createHash('sha256').update(JSON.stringify(content)).digest('hex') } as unknown as Given;
}

let code: MechanismCode;
let [list, slope] = [{} as Given, {} as Given];
beforeAll(async () => {
  const path = join(folder, 'shares.ts');
  writeFileSync(path, SCRIPT);
  code = readMechanism(path);
  list = (await written(code, {})).file!;
  slope = (await written(code, { slope: 3, boxes: 60, prior: 'beta(2,1)' })).file!;
});

describe('a certificate of code', () => {
  it('is proved as listed, and by the script', () => {
    for (const file of [list, slope]) {
      expect(judgeProof(file)).toEqual({ what: expect.stringContaining('as listed: --mechanism FILE') as string, faults: [] });
      expect(judgeProof(file, code)).toEqual({ what: expect.stringContaining('computed anew') as string, faults: [] });
    }
    for (const { cuts, worths } of slope.bidders) {
      expect(cuts!.map((text) => text.split('.').length - 1)).toEqual(worths.map(({ length }) => length));
    }
  });

  it.each<[string, 'list' | 'slope', (file: Given) => void, RegExp]>([
    ['a type', 'list', ({ types }) => { types[2]![1]! += 1e-6; }, /types\[2\] is not what the seed draws/],
    ['an upper end', 'slope', ({ bidders }) => { bidders[1]!.upper[3]! *= 0.9; }, /bidders\[1\].upper\[3\] is .* follows/],
    ['an upper end of a list', 'list', ({ bidders }) => { bidders[0]!.upper = bidders[0]!.upper.map((x) => x / 2); },
      /bidders\[0\].upper/],
    ['a lower end', 'slope', ({ bidders }) => { bidders[0]!.lower[0]! += 1e-3; }, /bidders\[0\].lower\[0\] is .*the report gains/],
    ['the bound of all', 'list', ({ bidders }) => { bidders[0]!.most = 1; }, /bidders\[0\].most is 1, and 4 is possible/],
    ['a box', 'slope', ({ bidders }) => { bidders[0]!.cuts![0] = bidders[0]!.cuts![0]!.replace('0', '2'); }, /cuts no box of reports/],
    ['a cut too few', 'slope', ({ bidders }) => { bidders[0]!.cuts![0] = bidders[0]!.cuts![0]!.slice(0, -1); }, /cuts no box of reports/],
    ['a worth too few', 'list', ({ bidders }) => { bidders[0]!.worths[0]!.pop(); }, /has not one worth for every report/],
    ['a steeper worth', 'slope', ({ bidders }) => { bidders[0]!.worths[0]![5]! -= 9; }, /rises faster than the slope/],
    ['the slope', 'slope', ({ search }) => { search.slope = 4; }, /bidders\[0\].upper\[0\]/],
    ['a claim', 'list', ({ bidders }) => { bidders[1]!.claims.expectedExPostRegret[1] /= 2; }, /claims.expectedExPostRegret is/],
    ['a report outside', 'list', ({ bidders }) => { bidders[0]!.reports[0]![0] = 2; }, /reports\[0\] is none of her reports/],
    ['no cuts', 'slope', ({ bidders }) => { delete bidders[0]!.cuts; }, /cuts: needed with a slope/],
    ['a profile less', 'list', ({ bidders }) => { bidders[0]!.found.pop(); }, /not one entry for every profile/],
  ])('with another content of %s is not proved', (_, which, alter, fault) => {
    const file = structuredClone(which === 'list' ? list : slope);
    alter(file);
    expect(judgeProof(file).faults).toContain('the seal is not that of the content');
    expect(judgeProof(sealed(file)).faults.join('\n')).toMatch(fault);
  });

  it.each<[string, (bidder: Bidder) => void]>([
    ['truths', (bidder) => { bidder.truths[1]! -= 1e-4; bidder.upper[1]! += 1e-3; }], ['found', (bidder) => { bidder.found[1]! += 1e-4; }],
    ['worths', (bidder) => { bidder.worths[1]![0]! -= 1e-4; }],
  ])('with other %s is not proved by the script', (name, alter) => {
    const file = structuredClone(slope);
    alter(file.bidders[0]!);
    const { faults } = judgeProof(sealed(file), code);
    expect(faults.join('\n')).toMatch(new RegExp(`bidders\\[0\\].${name}\\[1\\] says .*which the script makes`));
  });

  it('has payments between a least and a most', () => {
    const file = structuredClone(list);
    file.code.payments = [9, 0];
    const claims = { expectedExPostRegret: [0, 0], maximumExPostRegret: [0, 0] };
    file.bidders.forEach((bidder) => Object.assign(bidder, { most: 0, claims }));
    expect(() => judgeProof(sealed(file))).toThrow(/code.payments: must be the least, then the most/);
  });

  it('belongs to one script', () => {
    expect(() => judgeCodeRegretFile(list, { ...code, hash: 'ff' }))
      .toThrow(/--mechanism: has the SHA-256 ff, and the file is about [0-9a-f]{64}/);
    expect(() => judgeProof({ schema: 'misreport.bids/1' }, code)).toThrow(/--mechanism: is for files misreport.code-regret\/1/);
    expect(() => judgeProof({ ...list, laws: [['normal(0,1)']] })).toThrow(/^laws: need 2 lists of 2/);
  });

  it('is not there, and says why', async () => {
    expect((await written(code, { prior: 'beta(2,3)' })).why).toMatch(/beta\(2,3\) is no law with a formula of the check/);
    const scenario = functionScenario(code);
    const study = scenario.environment({ ...defaultsOf(scenario), bidders: 2, objects: 2 }) as FunctionStudy;
    const regret = { profiles: 2, boxes: [Float64Array.of(2 ** 18, 2 ** 18)] } as unknown as ProfileSums;
    expect(codeCertificate({ study, regret, most: [], confidence: 0.99, seed: 's', stream: 'x' }))
      .toMatch(/would hold up to 524296 numbers, and at most 524288 are written/);
  });
});
