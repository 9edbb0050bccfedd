import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { searchBySlope } from '../../../kernels/function-regret/slope-search.ts';
import { drawReportGains } from '../../../src/experiments/network/report-gains.ts';
import { drawProfiles, type ProfilesAsked, type ProfileSums } from '../../../src/experiments/network/profiles.ts';
import { validateCertify } from '../../../src/kinds/certify/validate.ts';
import { inUsersCode } from '../../../src/kinds/certify/users-code.ts';
import { reportSpace, searchedOf, unitOf, type FunctionStudy } from '../../../src/kinds/certify/problem.ts';
import { readMechanism } from '../../../src/mechanism/function/read-mechanism.ts';
import { checkConfiguration } from '../../../src/study/check-configuration.ts';
import { defaultsOf } from '../../../src/study/points.ts';
import { prepareStudy, runPrepared } from '../../../src/study/study.ts';
import { functionScenario } from '../../../src/study/function-scenario.ts';
import { drawOn } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-code-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function studyOf(code: string, flags: Record<string, unknown> = {}): FunctionStudy {
  const path = join(folder, `m${files++}.ts`);
  writeFileSync(path, code);
  const scenario = functionScenario(readMechanism(path));
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default]));
  return scenario.environment({ ...defaults, ...flags } as never) as FunctionStudy;
}

const drawn = (study: FunctionStudy, profiles = 64): Promise<ProfileSums> => drawProfiles({
  by: searchedOf(study), laws: study.laws, ...reportSpace(study), unit: unitOf(study), unitDemand: false, agents: [0], profiles,
}, drawOn(inProcessDevice()), { k0: 1, k1: 2 }, () => undefined);

/** Half of everything to each; bidder 1 pays a parabola of her bid, so that 0.3 is her best report whatever her type. */
const PARABOLA = `
export default (bids: number[][]) =>
  ({ allocation: bids.map((own) => own.map(() => 0.5)), payments: [(bids[0]![0]! - 0.3) ** 2, 0] });
`;

const SECOND_PRICE = `
export default function (bids: number[][]) {
  const [a, b] = [bids[0]![0]!, bids[1]![0]!];
  return { allocation: [[a >= b ? 1 : 0], [a >= b ? 0 : 1]], payments: [a >= b ? b : 0, a >= b ? 0 : a] };
}
`;

describe('regret of code', () => {
  it('is the parabola: ends meet round it where the slope is known', async () => {
    const { lower, upper, types, finished, report } = await drawn(studyOf(PARABOLA, { slope: 1.4 }));
    for (let p = 0; p < 64; p++) {
      const regret = (types[2 * p]! - 0.3) ** 2;
      expect(lower[0]![p]!).toBeLessThanOrEqual(regret + 1e-9);
      expect(upper[0]![p]!).toBeGreaterThanOrEqual(regret - 1e-9);
      expect(upper[0]![p]! - lower[0]![p]!).toBeLessThan(1.1e-4);
      expect(finished[0]![p]).toBe(1);
    }
    expect(report[0]![0]!.some((bid) => Math.abs(bid - 0.3) < 0.02)).toBe(true);
  });

  it('is over the list and the truth where it is not', async () => {
    const { lower, upper, types } = await drawn(studyOf(PARABOLA));
    // 33 even points of [0, 1]: the one next to 0.3 is 10/32.
    for (let p = 0; p < 64; p++) {
      expect(lower[0]![p]!).toBeCloseTo(Math.max(0, (types[2 * p]! - 0.3) ** 2 - 0.0125 ** 2), 8);
      expect(upper[0]![p]! - lower[0]![p]!).toBeLessThan(1e-9);
    }
  });

  it('is nothing in a second-price auction', async () => {
    const { upper } = await drawn(studyOf(SECOND_PRICE));
    expect(Math.max(...upper[0]!)).toBeLessThan(1e-9);
  });

  it('stays unfinished, with a bound that holds, where few reports may be tried', async () => {
    const { lower, upper, types, finished } = await drawn(studyOf(PARABOLA, { slope: 1.4, boxes: 3 }));
    expect(finished[0]!.some((done) => done === 0)).toBe(true);
    for (let p = 0; p < 64; p++) {
      expect(upper[0]![p]!).toBeGreaterThanOrEqual((types[2 * p]! - 0.3) ** 2 - 1e-9);
      expect(lower[0]![p]!).toBeLessThanOrEqual((types[2 * p]! - 0.3) ** 2 + 1e-9);
    }
  });
});

describe('mean interim regret', () => {
  const rowsOf = async (script: string, flags: Record<string, number> = {}) => {
    const path = join(folder, `m${files++}.ts`);
    writeFileSync(path, script);
    const scenario = functionScenario(readMechanism(path));
    const points = [{ ...defaultsOf(scenario), proved: 256, ...flags }];
    const prepared = prepareStudy(checkConfiguration({ scenario, command: 'run', points, profiles: 8192 }));
    const { estimates } = await runPrepared(prepared, inProcessDevice(), {});
    return (agent: string) => estimates.find((row) => row.quantity === 'meanInterimRegret' && row.agent === agent)!;
  };

  it('of one whose best report is 0.3 is the mean of (t - 0.3)^2, and of one whom nothing moves zero', async () => {
    const of = await rowsOf(PARABOLA, { slope: 1.4 });
    const { lower, upper, estimate, guarantee } = of('bidder 1');
    const mean = (0.7 ** 3 + 0.3 ** 3) / 3;
    expect([lower <= mean && mean <= upper, guarantee]).toEqual([true, 'continuum']);
    expect(estimate).toBeCloseTo(mean, 2);
    expect(lower).toBeGreaterThan(0.8 * mean);
    expect(of('bidder 2')).toMatchObject({ estimate: 0, lower: 0 });
  });

  it('what she gains by the list and by the slope are about all types and reports', async () => {
    const path = join(folder, `m${files++}.ts`);
    writeFileSync(path, PARABOLA);
    const scenario = functionScenario(readMechanism(path));
    const rowsBy = async (flags: Record<string, number>) => {
      const points = [{ ...defaultsOf(scenario), proved: 16, ...flags }];
      const { estimates, notes } = await runPrepared(
        prepareStudy(checkConfiguration({ scenario, command: 'run', points, profiles: 1024 })), inProcessDevice(), {});
      const of = (quantity: string) => estimates.find((row) => row.quantity === quantity && row.agent === 'bidder 1')!;
      return { ic: of('epsilonIc'), lic: of('epsilonLic'), notes };
    };
    const { ic, lic } = await rowsBy({ slope: 1.4 });
    const listed = await rowsBy({});
    // (1 - 0.3)^2 at 1, and 2 (1 - 0.3) per unit next to it; a grid of 33 leaves 1.4 / 32, and 1 / 64 of what shares may change by.
    expect(ic).toMatchObject({ guarantee: 'continuum', basis: 'assumed: utility changes by at most 1.4 where a bid changes by 1' });
    expect(ic.lower).toBeLessThanOrEqual(0.49);
    expect(ic.upper).toBeGreaterThanOrEqual(listed.ic.upper + 1.4 / 32);
    expect(ic.upper).toBeLessThan(listed.ic.upper + 1.4 / 32 + 1 / 64 + 0.01);
    expect(lic).toMatchObject({ guarantee: 'continuum', upper: 1.4 });
    const steep = await rowsBy({ slope: 14 });
    expect([steep.ic.guarantee, steep.lic.guarantee, steep.ic.basis]).toEqual(['grid', 'grid', undefined]);
    expect(steep.notes.filter((note) => note.includes('the slope that is given allows too much')).length).toBeGreaterThan(0);
    expect(listed.ic.guarantee).toBe('grid');
  });

  it('of a first price auction is at least what half the value gains: 1/12', async () => {
    const of = await rowsOf(`
export default function (bids: number[][]) {
  const [a, b] = [bids[0]![0]!, bids[1]![0]!];
  return { allocation: [[a >= b ? 1 : 0], [a >= b ? 0 : 1]], payments: [a >= b ? a : 0, a >= b ? 0 : b] };
}`);
    for (const agent of ['bidder 1', 'bidder 2']) {
      const { lower, upper, estimate } = of(agent);
      // max_r (t - r) r = t^2 / 4, and truth gains nothing.
      expect(lower < 1 / 12 && 1 / 12 < upper).toBe(true);
      expect(lower).toBeGreaterThan(0.065);
      expect(estimate).toBeCloseTo(1 / 12, 2);
    }
  });
});

it('its hash is that of the script, wherever it lies and whatever folder the process is in', () => {
  const hashes = ['here', 'there'].map((name) => {
    const path = join(folder, name, 'half.ts');
    mkdirSync(join(folder, name));
    writeFileSync(path, PARABOLA);
    return readMechanism(path).hash;
  });
  expect(hashes[0]).toBe(hashes[1]);
});

it('searches boxes of several objects', () => {
  const worth = (r: Float64Array): number => -Math.abs(r[0]! - 0.2) - 2 * Math.abs(r[1]! - 5.9);
  const found = { report: new Float64Array(2), worth: -Infinity };
  const { upper } = searchBySlope({ low: [0, 5], high: [1, 6], slope: 2, boxes: 4000, gap: 1e-3, worth }, found);
  expect(upper).toBeGreaterThanOrEqual(0);
  expect(upper - found.worth).toBeLessThan(1.1e-3);
});

describe('faults name the file, the line and the bids', () => {
  const outcome = (allocation: string, payments: string): string =>
    `// a heading\n\nexport default (bids: number[][]) => ({ allocation: ${allocation}, payments: ${payments} });\n`;
  const good = '[[0.5], [0.5]]';
  it.each([
    ['NaN', outcome(good, '[NaN, 0]'), /\/m\d+\.ts:3: m\d+: payments\[0\] must be a finite number, got NaN, at bids \[\[0\],\[0\]\]$/],
    ['payments too high', outcome(good, '[0, 1.5]'), /:3: .*payments\[1\] must lie in the range of payments, \[0, 1\], got 1.5/],
    ['payments too low', outcome(good, '[-0.1, 0]'), /:3: .*payments\[0\] must lie in the range/],
    ['no probability', outcome('[[1.2], [0]]', '[0, 0]'), /:3: .*allocation\[0\]\[0\] must be a probability, got 1.2/],
    ['a negative share', outcome('[[0], [-0.1]]', '[0, 0]'), /:3: .*allocation\[1\]\[0\] must be a probability, got -0.1/],
    ['too few rows', outcome('[[1]]', '[0, 0]'), /:3: .*allocation must be a list of 2 rows, one a bidder, got a list of 1/],
    ['too many columns', outcome('[[1, 0], [0, 0]]', '[0, 0]'), /:3: .*allocation\[0\] must be a list of 1 numbers/],
    ['payments missing', 'export default () => ({ allocation: [[1], [0]] });', /:1: .*payments must be a list of 2 numbers.*got undefined/],
    ['nothing', 'export default () => undefined;', /:1: .*allocation must be a list of 2 rows/],
    ['a promise', 'export default async () => ({ allocation: [[1], [0]], payments: [0, 0] });', /:1: .*allocation must be a list/],
    ['a throw', 'interface A { a: 1 }\nconst f = (): never => {\n  throw new Error("no bids");\n};\nexport default (): A => f();',
      /m\d+\.ts:3: .*threw "no bids"/],
    ['a throw from a member', 'export default () => ({ get payments() { throw new Error("late"); } });', /:1: .*threw "late"/],
    ['a throw of no error', 'export default () => {\n  throw { a: 1 };\n};', /:1: .*threw \{"a":1\}/],
    ['a throw of what is no text', 'export default () => { throw { toJSON() { throw 1; } }; };', /threw what is no text/],
    ['the end of the process', 'export default () => { process.exit(0); };', /m\d+\.ts:1: .*process is not there for a mechanism/],
    ['the end of the process at once', 'process.exit(0);\nexport default () => 0;', /:1: .*cannot be loaded: .*process is not there/],
    ['a throw at once, of no text', 'throw { toJSON() { throw 1; } };\nexport default () => 0;', /cannot be loaded: threw what is no text/],
    ['a timer', 'export default () => { setTimeout(() => { throw new Error(); }, 0); };', /:1: .*setTimeout is not there for a mechanism/],
    ['a random function', outcome(good, '[Math.random(), 0]'),
      /:3: .*gives two outcomes at the same bids: payments\[0\] was .* alone, at bids \[\[0\],\[0\]\]$/],
    ['no function', 'export default 3;', /:1: .*has no default export that is a function/],
  ])('%s', (_, code, message) => {
    expect(() => validateCertify(studyOf(code))).toThrow(message);
  });

  it('a script that cannot be read', () => {
    expect(() => studyOf('export default (bids => 1')).toThrow(/m\d+\.ts:1: Expected/);
    expect(() => studyOf('export const a = 1;')).toThrow(/has no default export/);
    expect(() => studyOf("import fs from 'node:fs';\nexport default () => fs;")).toThrow(/m\d+\.ts:1: Could not resolve "node:fs"/);
    expect(() => studyOf(PARABOLA, { least: 2 })).toThrow(/^least: must be at most --most, which is 1, got 2/);
  });

  it('profiles that were drawn', async () => {
    const rare = outcome(good, '[bids[0]![0]! > 0.3 && bids[0]![0]! < 0.31 ? NaN : 0, 0]');
    const study = studyOf(rare);
    validateCertify(study);
    await expect(drawn(study, 512).catch((error: unknown) => { throw inUsersCode(error, study); }))
      .rejects.toThrow(/:3: m\d+: profile \d+: payments\[0\] must be a finite number, got NaN, at bids/);
  });

  it('profiles of interim gains', async () => {
    // The truth is fine, and so is every report but 1 against a middling bid.
    const study = studyOf(outcome(good, '[bids[0]![0] === 1 && Math.abs(bids[1]![0]! - 0.5) < 0.05 ? 2 : 0, 0]'));
    const { low, high } = reportSpace(study);
    const asked: ProfilesAsked = {
      by: searchedOf(study), laws: study.laws, low, high, unit: unitOf(study), unitDemand: false, agents: [], profiles: 256,
    };
    const gains = drawReportGains(asked, 0, Float64Array.of(0, 0.5, 1), 2, drawOn(inProcessDevice()), { k0: 1, k1: 2 });
    await expect(gains.catch((error: unknown) => { throw inUsersCode(error, study); }))
      .rejects.toThrow(/\/m\d+\.ts:3: m\d+: profile \d+: payments\[0\] must lie in the range of payments, \[0, 1\], got 2, at bids/);
  });

  it('a memory between calls, and a slope that is too small', async () => {
    const memory = studyOf('let calls = 0;\n' + outcome(good, '[calls++ < 500 ? 0 : calls / 1e9, 0]'));
    validateCertify(memory);
    await expect(drawn(memory)).rejects.toThrow(/profile \d+: gives two outcomes at the same bids/);
    await expect(drawn(studyOf(PARABOLA, { slope: 0.1 }))).rejects.toThrow(/profile 0: utility rises by .*and the slope given is 0.1/);
  });
});
