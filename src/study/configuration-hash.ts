/** Names a configuration by everything that decides its numbers, and by nothing else. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../results/canonical-json.ts';
import type { SweepPoint } from '../kinds/kind.ts';
import type { StudyConfiguration } from './configuration.ts';
import { sweepPoints } from './sweep.ts';

/**
 * Everything that decides the numbers, and nothing that does not (device, workers, output): what is hashed and recorded.
 * Markets are spelt out, since a user's scenario file may change what its parameters mean.
 */
export function configurationData(configuration: StudyConfiguration, points: readonly SweepPoint[]): Record<string, unknown> {
  const { command, scenario, profiles, precision, maxProfiles, confidence, seed, sampler } = configuration;
  const { dependence, mechanisms, dataError, bootstrap } = configuration;
  const effort = profiles === undefined ? { precision, maxProfiles } : { profiles };
  const markets = points.map(({ kind, problem, primaryAgent }) => ({ ...kind.describe(problem), primaryAgent }));
  const joint = {
    ...(dependence === undefined ? {} : { dependence }), ...(mechanisms === undefined ? {} : { mechanisms }),
    ...(dataError === undefined ? {} : { dataError, bootstrap }),
  };
  return { command, scenario: scenario.name, points: configuration.points, markets, ...effort, confidence, seed, sampler, ...joint };
}

/** SHA-256, in hexadecimal. */
export const hashOf = (data: Record<string, unknown>): string => createHash('sha256').update(canonicalJson(data)).digest('hex');

/**
 * SHA-256, in hexadecimal, of the recorded configuration: command, scenario, points, profiles or precision with its
 * budget, confidence, seed, sampler, dependence, mechanisms and what is asked about the data's error. Device, workers and output folder
 * are left out: no number depends on them.
 */
export const configurationHash = (configuration: StudyConfiguration): string =>
  hashOf(configurationData(configuration, sweepPoints(configuration)));
