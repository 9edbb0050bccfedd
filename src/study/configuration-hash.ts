/** Names a configuration by everything that decides its numbers, and by nothing else. */
import { createHash } from 'node:crypto';
import type { StudyConfiguration } from './configuration.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON without blanks and with sorted keys: equal data have equal texts. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as { readonly [key: string]: Json });
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * SHA-256, in hexadecimal, of scenario, points, profiles or precision with its budget, confidence, seed and sampler.
 * Device, workers and output folder are left out: they do not change a number.
 */
export function configurationHash(configuration: StudyConfiguration): string {
  const { scenario, points, profiles, precision, maxProfiles, confidence, seed, sampler } = configuration;
  const effort: Json = profiles === undefined ? { precision: precision ?? null, maxProfiles } : { profiles };
  const decisive: Json = {
    schema: 'misreport.configuration/1',
    scenario: scenario.name,
    points: points.map((point) => ({ ...point })),
    ...effort,
    confidence,
    seed,
    sampler,
  };
  return createHash('sha256').update(canonicalJson(decisive)).digest('hex');
}
