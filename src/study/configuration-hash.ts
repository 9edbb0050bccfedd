/** Names a configuration by everything that decides its numbers, and by nothing else. */
import { createHash } from 'node:crypto';
import { describeConfiguration, type StudyConfiguration } from './configuration.ts';

/** JSON without blanks and with sorted keys: equal data have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * SHA-256, in hexadecimal, of the recorded configuration: command, scenario, points, profiles or precision with its
 * budget, confidence, seed and sampler. Device, workers and output folder are left out: they do not change a number.
 */
export function configurationHash(configuration: StudyConfiguration): string {
  return createHash('sha256').update(canonicalJson(describeConfiguration(configuration))).digest('hex');
}
