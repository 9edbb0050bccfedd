/**
 * Golden results: every scenario at its defaults with a fixed seed and few profiles. Any change of bits in streams, kernels,
 * layouts or estimators shows here. MISREPORT_UPDATE_GOLDEN=1 writes the files anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { digest, inLines } from '../support/digest.ts';
import { goldenCases } from '../support/golden-cases.ts';
import { unfoundedClaims } from './support/unfounded-claims.ts';

describe.each(goldenCases.map((one) => [one.name, one] as const))('%s', (name, { scenario, values, profiles }) => {
  it('gives its golden result', async () => {
    const document = await runStudy(
      {
        command: 'run', scenario, points: [values], profiles, maxProfiles: profiles, confidence: 0.99, seed: 'golden',
        sampler: 'auto',
      },
      inProcessDevice(),
      {},
    );
    expect(document.complete).toBe(true);
    const file = new URL(`../golden/${name}.json`, import.meta.url);
    const found = digest(document, values);
    if (process.env.MISREPORT_UPDATE_GOLDEN) writeFileSync(file, inLines(found));
    expect(found).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    expect(unfoundedClaims(scenario, document, values)).toEqual([]);
  }, 180_000);
});
