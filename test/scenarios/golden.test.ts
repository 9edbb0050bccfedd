/**
 * Golden results: every scenario at its defaults with a fixed seed and few profiles. Any change of bits in streams, kernels,
 * layouts or estimators shows here. MISREPORT_UPDATE_GOLDEN=1 writes the files anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { digest, inLines } from '../support/digest.ts';
import { unfoundedClaims } from './support/unfounded-claims.ts';

const PROFILES = 20_000;
/** Fewer where mechanisms are played as tensor ops on the host. */
const AS_TENSORS: Readonly<Record<string, number>> = { 'bilateral-trade': 4000, 'public-good': 4000 };

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  it('gives its golden result', async () => {
    const values = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
    const profiles = AS_TENSORS[name] ?? PROFILES;
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
