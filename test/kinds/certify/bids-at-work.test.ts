/** Bid functions on fine grids: the run hears that they are at work, and how far, and a stop leaves whole bidders. */
import { afterEach, expect, it, vi } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { planBids, type BidsStudy } from '../../../src/kinds/certify/bids.ts';
import { certifyKind } from '../../../src/kinds/certify/kind.ts';
import type { SweepPoint } from '../../../src/kinds/kind.ts';
import { openRun } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

afterEach(() => void vi.restoreAllMocks());

const law = parseDistribution('uniform(0,1)');
const problem: BidsStudy = {
  kind: 'certify', laws: [law, law], cells: 4096,
  bids: { name: 'two', auction: 'first-price', strategies: [0.5, 0.6].map((most) => ({ values: [0, 1], bids: [0, most] })) },
};
const point = { values: {}, size: 2, primaryAgent: 'bidder 1', kind: certifyKind, pictures: false, references: () => [], problem };

it('tells of every step that takes long; a second bidder has a share of what the first took', async () => {
  let time = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (time += 100));
  const controller = new AbortController();
  const told: (readonly [stage: string, step?: number])[] = [];
  const study = (stopAt: string) => planBids(point as unknown as SweepPoint<BidsStudy>).study(openRun(inProcessDevice(), 's', {
    signal: controller.signal,
    onProgress(stage, _share, step) {
      told.push(step === undefined ? [stage] : [stage, step]);
      if (stage === stopAt && step !== undefined) setImmediate(() => controller.abort());
    },
  }));
  expect((await study('nobody')).complete).toBe(true);
  expect(told.filter(([stage]) => stage === 'bidder 1').length).toBeGreaterThan(10);
  const shares = told.flatMap(([stage, step]) => (stage === 'bidder 2' && step !== undefined ? [step] : []));
  expect(shares.length).toBeGreaterThan(10);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  const cut = await study('bidder 2');
  expect(cut.complete).toBe(false);
  expect([...new Set(cut.estimates.map(({ agent }) => agent))]).toEqual(['bidder 1']);
});
