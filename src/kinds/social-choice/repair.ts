/** Monotone repairs (Song22 Proposition 4.1) need the interim utility of their base, estimated first on a stream of its own. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Device } from '../../engine/device.ts';
import { streamKey } from '../../engine/streams.ts';
import { InputError } from '../../errors.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { leastSlope, repairBase, repairedMechanism, repairedUtility } from '../../mechanism/monotone-repair.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { lineReports } from '../../experiments/reports.ts';
import { interimSampler } from './samplers.ts';
import { GROUP } from './search.ts';

const PROFILES = 2 ** 18;

/** The mechanism itself, or the repaired one with the utilities as data, which is then studied like any other. */
export async function resolveRepair(problem: SocialChoiceProblem, mechanism: Mechanism, device: Device, seed: string, signal?: AbortSignal): Promise<Mechanism> {
  const base = repairBase(mechanism);
  if (!base || mechanism.transfers.kind !== 'monotone-repair') return mechanism;
  const { epsilon } = mechanism.transfers;
  const slope = leastSlope(problem);
  const utility: number[][] = [];
  for (const agent of problem.agents.keys()) {
    const space = ownSpace(problem, agent);
    if (space.coordinates.length !== 1) throw new InputError('transfers.kind', 'monotone-repair needs one-dimensional signals');
    const sampler = await interimSampler(problem, base, { agent, reports: lineReports(space), pairs: [], groupSize: GROUP, line: true }, device);
    if (sampler.path !== 'fused') throw new InputError('transfers.kind', `monotone-repair needs a base that the fused kernels cover: ${sampler.reason}`);
    const sums = await sampler.run(streamKey(seed, `social-choice/repair/${agent}`), 0, PROFILES, signal ? { signal } : {});
    if (sums.profiles === 0) return mechanism;
    utility.push(repairedUtility(sums, epsilon, slope));
  }
  return repairedMechanism(mechanism, utility);
}
