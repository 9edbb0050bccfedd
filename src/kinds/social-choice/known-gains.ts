/** What is known of every lie without sampling, of an agent who is served or not: by one of two structures. */
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { ofServed, servedGains, type KnownGains } from './served.ts';
import { steppedGains } from './stepped.ts';

/** Undefined where neither is there. */
export function gainsWithoutSampling(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): KnownGains | undefined {
  const served = servedGains(problem, mechanism, values, agent);
  return served ? ofServed(served) : steppedGains(problem, mechanism, values, agent);
}
