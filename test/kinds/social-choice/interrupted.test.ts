/** Interruptions at every stage: what is known is handed back, marked incomplete, and every number is finite. */
import { streamKey } from '../../../src/engine/streams.ts';
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { Device } from '../../../src/engine/device.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { certifyingStream } from '../../../src/kinds/social-choice/agent-study.ts';
import { GROUP } from '../../../src/kinds/social-choice/search.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { bilinear } from '../../experiments/tensor/problems.ts';
import { study } from './support.ts';
import { describeFirst } from '../../support/evidence.ts';

const uniform = parseDistribution('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;
const first: Mechanism = { name: 'first price', rule: efficient, transfers: { kind: 'first-price' } };
const vcg: Mechanism = { name: 'VCG', rule: efficient, transfers: { kind: 'vcg' } };
const insured: Mechanism = { name: 'insured', rule: efficient, transfers: { kind: 'full-insurance', base: vcg } };
const auction: SocialChoiceStudy = {
  kind: 'social-choice', problem: singleObject({ laws: [uniform, uniform] }), mechanisms: [first, insured], agents: [0],
};
const interdependent: SocialChoiceStudy = {
  kind: 'social-choice', agents: [0], mechanisms: [{ ...vcg, transfers: { kind: 'modified-vcg' } }],
  problem: singleObject({ laws: [uniform, uniform], interdependence: { kind: 'multi-dimensional', size: 0.3 } }),
};
const SEED = 'interrupted';

/**
 * A device that aborts in job number `at`, of which it does `done` profiles only, as the threads' chunks would have it; none of a later
 * one.
 */
function stopping(at: number, done: number): { device: Device; signal: AbortSignal; jobs: () => number } {
  const device = inProcessDevice();
  const controller = new AbortController();
  let job = 0;
  const run: Device['run'] = (asked) => {
    const count = controller.signal.aborted ? 0 : job === at ? Math.min(done, asked.count) : asked.count;
    if (job++ === at) controller.abort();
    return device.run({ ...asked, count });
  };
  return { device: { ...device, run }, signal: controller.signal, jobs: () => job };
}

async function stopped(what: SocialChoiceStudy, at: number, done: number): Promise<ResultDocument> {
  const { device, signal } = stopping(at, done);
  const document = await study(what, { seed: SEED, device, hooks: { signal }, profiles: 256 });
  expect(document.complete).toBe(false);
  expect(document.notes.join()).toMatch(/interrupted/);
  expect(document.claims).toEqual([]);
  return document;
}

/** Numbers of the requests of a whole run. */
async function jobsOf(what: SocialChoiceStudy): Promise<{ certify: number; all: number }> {
  const device = inProcessDevice();
  await study(what, { seed: SEED, device, profiles: 256 });
  const stream = JSON.stringify(streamKey(SEED, certifyingStream(0)));
  return { certify: device.jobs.findIndex((job) => JSON.stringify(job.stream) === stream), all: device.jobs.length };
}

it('before the start: nothing, and nothing drawn', async () => {
  const device = inProcessDevice();
  const document = await study(auction, { device, hooks: { signal: AbortSignal.abort() } });
  expect([document.complete, document.estimates, document.curves, document.surfaces]).toEqual([false, [], [], []]);
  expect(device.jobs).toEqual([]);
});

describeFirst(1, 'scenarios', [['an auction', auction], ['several dimensions', interdependent]] as const)('%s', (_, what) => {
  it('in the search: no estimates', async () => {
    for (const [at, done] of [[0, 0], [0, GROUP], [1, 512]] as const) expect((await stopped(what, at, done)).estimates).toEqual([]);
  });

  it('in the certifying run: estimates from what was drawn, or none', async () => {
    const { certify } = await jobsOf(what);
    expect(certify).toBeGreaterThan(0);
    expect((await stopped(what, certify, 0)).estimates).toEqual([]);
    for (const done of [GROUP, 3 * GROUP]) {
      const { estimates } = await stopped(what, certify, done);
      expect(estimates.length).toBeGreaterThan(3);
      expect(new Set(estimates.map(({ profiles }) => profiles))).toEqual(new Set([done]));
    }
  });

  it('in later jobs', async () => {
    const { certify, all } = await jobsOf(what);
    for (let at = certify + 1; at < all; at += 3) await stopped(what, at, at % 2 === 0 ? 0 : GROUP);
  });
});

it('from the progress of a study, and from its log', async () => {
  for (const event of ['progress', 'log'] as const) {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    const document = await study(
      auction,
      { profiles: 256, hooks: { signal: controller.signal, ...(event === 'log' ? { onLog: abort } : { onProgress: abort }) } },
    );
    expect(document.complete).toBe(false);
  }
});

/** Aborts when the tensor device is guarded for the n-th time. */
async function guarded(what: SocialChoiceStudy, n: number): Promise<{ document: ResultDocument; guards: number }> {
  const device = inProcessDevice();
  const controller = new AbortController();
  let guards = 0;
  const tensors: Device['tensors'] = async () => {
    const opened = await device.tensors();
    return { ...opened, guard: (work) => (guards++ === n && controller.abort(), opened.guard(work)) };
  };
  const document = await study(what, { seed: SEED, profiles: 64, device: { ...device, tensors }, hooks: { signal: controller.signal } });
  return { document, guards };
}

it('on the tensor path, batch by batch', async () => {
  const reports = [[0.1], [0.5], [0.9]];
  const what: SocialChoiceStudy = {
    kind: 'social-choice', problem: bilinear().problem, mechanisms: [vcg], agents: [0], reports: () => reports,
  };
  const { guards } = await guarded(what, -1);
  expect(guards).toBeGreaterThan(2);
  for (let n = 0; n < guards; n++) expect((await guarded(what, n)).document.complete).toBe(false);
});

it('in the rows about rules', async () => {
  const distances = [{ name: 'lean', rule: efficient, other: { kind: 'affine-maximizer', weights: [1.1, 1], bonuses: [0, 0] } as const }];
  const what: SocialChoiceStudy = { ...auction, mechanisms: [vcg], distances, agents: [0, 1] };
  const { document, guards } = await guarded(what, -1);
  expect(document.complete).toBe(true);
  expect(document.estimates.map(({ quantity }) => quantity)).toEqual(expect.arrayContaining(['ruleDistance', 'xiEfficiency']));
  for (let n = 0; n < guards; n++) {
    const { document: cut } = await guarded(what, n);
    expect(cut.complete).toBe(false);
    expect(cut.estimates.length).toBeGreaterThan(10);
  }
});
