/**
 * Golden results: every scenario at its defaults with a fixed seed and few profiles. Any change of bits in streams, kernels,
 * layouts or estimators shows here. MISREPORT_UPDATE_GOLDEN=1 writes the files anew, with MISREPORT_EVIDENCE=1 all of them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { digest, inLines } from '../support/digest.ts';
import { further } from '../support/evidence.ts';
import { goldenCases } from '../support/golden-cases.ts';
import { unfoundedClaims } from './support/unfounded-claims.ts';

/** Those that take long, and whose quantities others have too. */
const LEFT = ['bilateral-trade', 'congruence', 'equivalence', 'first-price', 'interdependent-ambiguity', 'richness'];

const textOf = (name: string): string => readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8');

it('whatever quantity a golden result has that is left out, one that is not has it too', () => {
  const within = (names: readonly string[]) =>
    new Set(names.flatMap((name) => [...textOf(name).matchAll(/"quantity": ?"(\w+)"/g)].map(([, quantity]) => quantity!)));
  const shown = within(goldenCases.map(({ name }) => name).filter((name) => !LEFT.includes(name)));
  expect(shown.size).toBeGreaterThan(50);
  expect([...within(LEFT)].filter((quantity) => !shown.has(quantity))).toEqual([]);
});

describe.each(goldenCases.map((one) => [one.name, one] as const))('%s', (name, { scenario, values, profiles }) => {
  it('gives its golden result', LEFT.includes(name) ? further('scenarios') : {}, async () => {
    const document = await runStudy(
      {
        command: 'run', scenario, points: [values], profiles, maxProfiles: profiles, confidence: 0.99, seed: 'golden',
        sampler: 'auto',
      },
      inProcessDevice(),
      {},
    );
    expect(document.complete).toBe(true);
    const found = digest(document, values);
    if (process.env.MISREPORT_UPDATE_GOLDEN) writeFileSync(new URL(`../golden/${name}.json`, import.meta.url), inLines(found));
    expect(found).toEqual(JSON.parse(textOf(name)));
    expect(unfoundedClaims(scenario, document, values)).toEqual([]);
  });
});
