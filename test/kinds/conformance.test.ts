/** What every kind of study promises, asked of each of them alike. A kind without a case here fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import type { Device, KernelDraws } from '../../src/engine/device.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { InputError } from '../../src/errors.ts';
import type { StudyKind } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import type { Estimate, ResultDocument } from '../../src/results/document.ts';
import { quantitiesOf } from '../../src/results/quantities.ts';
import type { RunHooks } from '../../src/run/run.ts';
import { configurationHash } from '../../src/study/configuration-hash.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import { withReferences } from '../../src/study/references.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { further } from '../support/evidence.ts';
import { expectSame } from '../support/same.ts';

/** A small point of one scenario of each kind: unequal sides, different laws. */
const CASES: Readonly<Record<(typeof KINDS)[number]['name'], { readonly scenario: string; readonly values: ParameterValues }>> = {
  'double-auction': { scenario: 'double-auction', values: { sellers: 2, buyers: 3, kappa: 0.5, cost: 'uniform(0,1)', value: 'beta(2,3)' } },
  'social-choice': { scenario: 'single-object', values: { bidders: 2, rivals: 'beta(2,3)' } },
  assignment: { scenario: 'unit-demand', values: { bidders: 3, objects: 2 } },
  finite: { scenario: 'guo-1-4-1', values: {} },
  field: { scenario: 'least-epsilon', values: { sellers: 2, buyers: 3, value: 'beta(2,3)' } },
  robust: { scenario: 'locally-robust', values: { mechanism: 'regular', beliefs: 'beta(2,3)' } },
  certify: { scenario: 'learned-auction', values: { prior: 'beta(2,3)', proved: 16, boxes: 5 } },
};

/** What these take longest about is evidence. */
const LONG = ['assignment', 'certify', 'social-choice'];

/** No pilot of any kind takes as many, and all kinds certify as many: a multiple of their groups. */
const PROFILES = 1504;

function configurationOf(
  { scenario: name, values }: (typeof CASES)[keyof typeof CASES],
  more: Partial<StudyConfiguration> = {},
): StudyConfiguration {
  const scenario = scenarios.find((one) => one.name === name)!;
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
  return {
    command: 'run', scenario, points: [{ ...defaults, ...values }], profiles: PROFILES, maxProfiles: PROFILES, confidence: 0.95,
    seed: 'conformance', sampler: 'auto', ...more
  };
}

/** Profiles between which a device looks whether it shall stop. */
const CHUNK = 64;

/** The device keeps what it answered. */
function remembering(device: Device, answers: KernelDraws[]): Device {
  const run: Device['run'] = async (asked) => {
    const answer = await device.run(asked);
    answers.push(structuredClone(answer));
    return answer;
  };
  return { ...device, run };
}

/**
 * A device that is told to stop in its job number `at` and does half of it, and none of a later one. What comes before was answered
 * already.
 */
function stopping(at: number, answers: readonly KernelDraws[]): { readonly device: Device; readonly hooks: RunHooks } {
  const device = inProcessDevice();
  const controller = new AbortController();
  let job = 0;
  const run: Device['run'] = async (asked) => {
    const number = job++;
    if (number < at) return structuredClone(answers[number]!);
    // Devices stop between chunks, which hold whole groups.
    const count = controller.signal.aborted ? 0 : Math.floor(asked.count / (2 * CHUNK)) * CHUNK;
    controller.abort();
    return device.run({ ...asked, count });
  };
  return { device: { ...device, run }, hooks: { signal: controller.signal } };
}

/** Everything that numbers decide. */
const numbersOf = ({ device: _device, seconds: _seconds, ...rest }: ResultDocument): unknown => rest;

function everyNumberIsFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(everyNumberIsFinite);
}

const devices: Device[] = [];
beforeAll(async () => {
  for (const workers of [1, 2, 3]) devices.push(await openCpuDevice(workers, { alone: 0 }));
});
afterAll(async () => {
  for (const device of devices) await device.close();
});

it('every kind has a case', () => {
  expect(KINDS.map(({ name }) => name).sort()).toEqual(Object.keys(CASES).sort());
});

describe.each((KINDS as readonly StudyKind[]).map((kind) => [kind.name, kind] as const))('%s', (name, kind) => {
  const configuration = configurationOf(CASES[name as keyof typeof CASES]);
  const environment = configuration.scenario.environment(configuration.points[0]!) as unknown as Readonly<Record<string, unknown>>;
  const device = inProcessDevice();
  const answers: KernelDraws[] = [];
  let whole: ResultDocument;
  beforeAll(async () => {
    whole = await runStudy(configuration, remembering(device, answers), {});
  });

  it('takes what its scenario builds and has the primary agent among its agents', () => {
    kind.validate(environment);
    expect(kind.agents(environment)).toContain(configuration.scenario.primaryAgent(configuration.points[0]!));
  });

  const optional: Readonly<Record<string, readonly string[]>> = {
    'double-auction': ['ambiguity'], 'social-choice': ['agents', 'ambiguity', 'reports', 'distances'], assignment: ['agents'],
    field: ['deficits'], robust: ['metrics'], certify: ['starts', 'gap'],
  };
  it.each(
    [...new Set([...Object.keys(environment), ...(optional[name] ?? [])])].filter((key) => key !== 'kind')
  )('names bad input: %s', (key) => {
    for (const wrong of ['nonsense', Number.NaN, -1, null, [null], {}]) {
      let error: unknown;
      try {
        kind.validate({ ...environment, [key]: wrong });
      } catch (thrown) {
        error = thrown;
      }
      expect(error, JSON.stringify(wrong)).toBeInstanceOf(InputError);
      const { field, message } = error as InputError;
      expect(field, message).toMatch(new RegExp(`^${key}\\b`));
      expect(message).toMatch(/^[^\n]+$/);
    }
  });

  it('emits quantities that are declared of it, each with words, and finite numbers', () => {
    const { estimates, curves, surfaces } = whole;
    for (const [place, rows] of [['rows', estimates], ['curves', curves], ['surfaces', surfaces]] as const) {
      const declared: readonly string[] = quantitiesOf(name, place);
      expect(rows.filter(({ quantity }) => !declared.includes(quantity)).map(({ quantity }) => quantity)).toEqual([]);
    }
    expect(estimates.length).toBeGreaterThan(0);
    expect(everyNumberIsFinite(numbersOf(whole))).toBe(true);
    for (const { lower, estimate, upper, quantity } of estimates) {
      expect(lower, quantity).toBeLessThanOrEqual(estimate);
      expect(upper, quantity).toBeGreaterThanOrEqual(estimate);
    }
  });

  const marksAt = async (requests: (last: number) => readonly number[]): Promise<void> => {
    const last = device.jobs.length - 1;
    for (const at of new Set(requests(last).filter((job) => job >= 0 && job <= last))) {
      const { device: one, hooks } = stopping(at, answers);
      const document = await runStudy(configuration, one, hooks);
      expect(document.complete, `request ${at} of ${last}`).toBe(false);
      expect(document.notes.join()).toMatch(/interrupted/);
      expect(document.claims).toEqual([]);
      expect(everyNumberIsFinite(numbersOf(document))).toBe(true);
    }
  };
  it('marks what was interrupted, at the last request or before any: incomplete, said in a note, no claims, finite numbers', async () => {
    await marksAt((last) => [last]);
    const nothing = await runStudy(configuration, inProcessDevice(), { signal: AbortSignal.abort() });
    expect([nothing.complete, nothing.estimates]).toEqual([false, []]);
    expect(whole.complete).toBe(true);
  });

  it('marks what was interrupted so at whatever request', LONG.includes(name) ? further('ways') : {}, () =>
    marksAt((last) => [0, 1, 2, Math.floor(last / 2), last - 2, last - 1]));

  it('certifies on streams on which nothing was searched', () => {
    const keys = (certifying: boolean): Set<string> =>
      new Set(device.jobs.filter(({ count }) => (count === PROFILES) === certifying).map(({ stream }) => JSON.stringify(stream)));
    const [certified, others] = [keys(true), keys(false)];
    expect([...certified].filter((key) => others.has(key))).toEqual([]);
    if (device.jobs.length > 0) expect(certified.size).toBeGreaterThan(0);
  });

  // The bits of kernels for any number of workers are in test/engine/cpu.test.ts.
  it('has the same bits for 1, 2 and 3 workers', LONG.includes(name) ? further('devices') : {}, async () => {
    // What a study is answered decides its numbers; that it asks any number of workers the same is seen with three.
    const [one, two, three] = devices as [Device, Device, Device];
    for (const threads of [one, two]) {
      for (const [i, job] of device.jobs.entries()) expectSame((await threads.run(job)).statistics, answers[i]!.statistics);
    }
    expect(numbersOf(await runStudy(configuration, three, {}))).toEqual(numbersOf(whole));
  });

  it('has a hash that knows the seed, the confidence, the effort and the problem', () => {
    const changed = [
      {}, { seed: 'other' }, { confidence: 0.9 }, { profiles: PROFILES + 32 }, { command: 'rate' as const },
      { scenario: { ...configuration.scenario, primaryAgent: () => kind.agents(environment).at(-1)! } },
    ];
    const hashes = changed.map((more) => configurationHash({ ...configuration, ...more }));
    const distinct = kind.agents(environment).at(-1) === configuration.scenario.primaryAgent(configuration.points[0]!)
      ? hashes.length - 1
      : hashes.length;
    expect(new Set(hashes).size).toBe(distinct);
    expect(whole.configHash).toBe(hashes[0]);
  });
});

describe('a verdict on two sides', () => {
  const verdictAt = async (kappa: number): Promise<string> => {
    const configuration = configurationOf({ scenario: 'double-auction', values: { sellers: 2, buyers: 3, kappa } });
    return (await runStudy(configuration, inProcessDevice(), {})).verdicts.map(({ text }) => text).join();
  };
  it('pays for every side that is uncertain: 0.9 of two statements at 0.95, 0.95 where a side cannot gain', async () => {
    expect(await verdictAt(0.5)).toContain('(confidence 0.9)');
    for (const kappa of [0, 1]) expect(await verdictAt(kappa)).toContain('(confidence 0.95)');
  });
});

describe('references', () => {
  const row = (mechanism: string, metric?: string): Estimate => ({
    quantity: 'deltaStar', agent: 'ann', point: {
      mechanism, ...(metric === undefined ? {} : { metric })
    }, estimate: 0, lower: 0, upper: 1, confidence: 0.9, guarantee: 'grid', profiles: 1,
  });
  const known = (value: number, more: { readonly mechanism?: string; readonly metric?: string; readonly agent?: string } = {}) =>
    ({ quantity: 'deltaStar', agent: 'ann', reference: { value, source: 'by hand' }, ...more });

  it('stand beside rows of their quantity, agent, mechanism and metric, and no others', () => {
    const rows = [
      row('VCG'), row('Groves'), row('VCG', 'prokhorov'), { ...row('VCG'), agent: 'bob' }, { ...row('VCG'), quantity: 'epsilonLic' },
    ];
    const shown = (...references: ReturnType<typeof known>[]) => withReferences(rows, references).map(({ reference }) => reference?.value);
    expect(shown(known(1))).toEqual([1, 1, 1, undefined, undefined]);
    expect(shown(known(2, { mechanism: 'Groves' }))).toEqual([undefined, 2, undefined, undefined, undefined]);
    expect(shown(known(3, { metric: 'prokhorov' }))).toEqual([undefined, undefined, 3, undefined, undefined]);
    expect(shown(known(4, { agent: 'bob' }))).toEqual([undefined, undefined, undefined, 4, undefined]);
    // Of several that fit, the first.
    expect(shown(known(5, { mechanism: 'Groves' }), known(6))).toEqual([6, 5, 6, undefined, undefined]);
  });
});
