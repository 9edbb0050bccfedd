/** The studies of a reproduction divided among the shards of a plan. */
import { createHash } from 'node:crypto';
import type { SharedStudy } from '../plan.ts';
import type { WantedStudy } from './studies.ts';

/** Of which studies: another one where papers ask for others. */
export const hashOfStudies = (studies: readonly WantedStudy[]): string =>
  createHash('sha256').update(studies.map(({ id }) => id).sort().join('\n')).digest('hex');

/**
 * Studies of one scenario stay together, since they ask for the same draws, unless they are more than a shard's share; the dearest go
 * first, each to the shard that has least.
 */
export function shareStudies(
  planned: readonly { readonly study: WantedStudy; readonly expected: number }[], shards: number,
): readonly SharedStudy[] {
  const total = planned.reduce((sum, { expected }) => sum + expected, 0);
  const cost = (group: typeof planned): number => group.reduce((sum, { expected }) => sum + expected, 0);
  const names = new Set(planned.map(({ study }) => study.showing.scenario));
  const together = [...names].map((name) => planned.filter(({ study }) => study.showing.scenario === name));
  const groups = together.flatMap((group) => (cost(group) > total / shards ? group.map((one) => [one]) : [group]));
  const loads = new Float64Array(shards);
  return groups.sort((a, b) => cost(b) - cost(a)).flatMap((group) => {
    const shard = loads.indexOf(Math.min(...loads));
    loads[shard]! += cost(group);
    return group.map(({ study: { id }, expected }) => ({ id, seconds: expected, shard }));
  });
}
