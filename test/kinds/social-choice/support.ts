/** Studies of a given problem, in this process, and what every document must be. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import type { Estimate, ResultDocument } from '../../../src/results/document.ts';
import type { Scenario } from '../../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import type { StudyConfiguration, StudyHooks } from '../../../src/study/configuration.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

export const scenarioOf = (study: SocialChoiceStudy): Scenario => ({
  name: 'made-up', title: 'made up', description: 'made up', source: 'made up', parameters: {},
  marketSize: () => 1,
  environment: () => study,
  primaryAgent: () => study.problem.agents[study.agents?.[0] ?? 0]!,
});

export interface Options extends Partial<StudyConfiguration> {
  readonly device?: Device;
  readonly hooks?: StudyHooks;
}

/** Finite throughout, whatever happens. */
export async function study(what: SocialChoiceStudy, options: Options = {}): Promise<ResultDocument> {
  return studyScenario(scenarioOf(what), options);
}

export async function studyScenario(
  scenario: Scenario,
  { device = inProcessDevice(), hooks = {}, ...change }: Options = {},
): Promise<ResultDocument> {
  const document = await runStudy(
    {
      command: 'run', scenario, points: [{}], profiles: 1024, maxProfiles: 2 ** 20, confidence: 0.9, seed: 'study', sampler: 'auto',
      ...change
    },
    device,
    hooks,
  );
  expectFinite(document);
  return document;
}

/** Paths of numbers that JSON does not know, and of holes. */
export function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} = ${value}`];
  if (value === undefined) return [`${path} undefined`];
  if (ArrayBuffer.isView(value)) return [`${path} is no plain array`];
  if (Array.isArray(value)) return value.flatMap((item, i) => notFinite(item, `${path}[${i}]`));
  if (value !== null && typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => notFinite(item, `${path}.${key}`));
  return typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' ? [`${path} is a ${typeof value}`] : [];
}

/** The same without paths, which take longer than all the rest to be written down. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isFinite);
  return value !== null && typeof value === 'object' && !ArrayBuffer.isView(value) ? Object.values(value).every(isFinite)
    : notFinite(value).length === 0;
}

export function expectFinite(document: ResultDocument): void {
  if (!isFinite(document)) expect(notFinite(document)).toEqual([]);
  const read = JSON.parse(JSON.stringify(document)) as unknown;
  // Stricter, and sooner done; what it refuses is shown.
  if (!isDeepStrictEqual(read, document)) expect(read).toEqual(document);
  for (const { quantity, agent, lower, upper, profiles } of document.estimates) {
    expect(lower <= upper, `${quantity} of ${agent}: [${lower}, ${upper}]`).toBe(true);
    // 0 where a number is computed and not sampled.
    expect(profiles, quantity).toBeGreaterThanOrEqual(0);
  }
}

export function row({ estimates }: ResultDocument, quantity: string, agent: string, mechanism?: string): Estimate {
  const found = estimates.filter((one) =>
    one.quantity === quantity && one.agent === agent && (mechanism === undefined || one.point.mechanism === mechanism));
  expect(found, `${quantity} of ${agent}`).toHaveLength(1);
  return found[0]!;
}
