/**
 * Golden results: every scenario at its defaults with a fixed seed and few profiles. Any change of bits in streams, kernels,
 * layouts or estimators shows here. MISREPORT_UPDATE_GOLDEN=1 writes the files anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import type { ResultDocument } from '../../src/results/document.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

/** Eight digits: beyond differences of mathematical libraries, well within those of counts. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'number') return Number(value.toPrecision(8));
  if (Array.isArray(value)) return value.map(rounded);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)]));
  return value;
};

/** What is kept of a document: all that the numbers decide, surfaces and curves thinned out. */
function digest({ estimates, curves, surfaces, verdicts, claims, samplers, seed, configHash, schema }: ResultDocument): unknown {
  const beside = (grid: readonly (readonly number[])[]): number[] => grid.map((row, i) => row[Math.min(i + 1, row.length - 1)]!);
  const thin = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 16 === 0);
  return rounded({
    schema, seed, configHash, samplers, verdicts, ...(claims.length > 0 ? { claims } : {}),
    estimates: estimates.map(({ point: _point, reference: _reference, bound: _bound, ...rest }) => rest),
    curves: curves.map(({ quantity, agent, types, estimate, lower, upper }) => ({ quantity, agent, types: thin(types), estimate: thin(estimate), lower: thin(lower), upper: thin(upper) })),
    surfaces: surfaces.map(({ quantity, agent, types, estimate, lower, upper }) => ({
      quantity, agent, types: thin(types),
      diagonalNeighbours: thin(beside(estimate)), lowerNeighbours: thin(beside(lower)), upperNeighbours: thin(beside(upper)),
    })),
  });
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  it('gives its golden result', async () => {
    const values = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
    const document = await runStudy(
      { command: 'run', scenario, points: [values], profiles: 20_000, maxProfiles: 20_000, confidence: 0.99, seed: 'golden', sampler: 'auto' },
      inProcessDevice(),
      {},
    );
    expect(document.complete).toBe(true);
    const file = new URL(`../golden/${name}.json`, import.meta.url);
    if (process.env.MISREPORT_UPDATE_GOLDEN) writeFileSync(file, `${JSON.stringify(digest(document), null, 1)}\n`);
    expect(digest(document)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  }, 180_000);
});
