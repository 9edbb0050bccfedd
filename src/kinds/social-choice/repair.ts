/** Monotone repairs (Song22 Proposition 4.1) need the interim utility of their base, estimated first on a stream of its own. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { schemeOf, type Mechanism, type TransferScheme } from '../../mechanism/mechanism.ts';
import { leastSlope, repairedTransfers, repairedUtility } from '../../mechanism/transfers/monotone-repair.ts';
import type { Run } from '../../run/run.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { lineReports } from '../../experiments/reports.ts';
import { interimSampler } from './samplers.ts';
import { GROUP } from './search.ts';

const PROFILES = 2 ** 18;

/** The mechanism itself, or the repaired one with the utilities as data, which is then studied like any other. */
export async function resolveRepair(problem: SocialChoiceProblem, mechanism: Mechanism, run: Run): Promise<Mechanism> {
  const repair = schemeOf(mechanism.transfers).repairs?.(mechanism.transfers);
  if (!repair) return mechanism;
  const { name, rule } = mechanism;
  const base: Mechanism = { name: `${name}, before the repair`, rule, transfers: repair.base as TransferScheme };
  const slope = leastSlope(problem);
  const utility: number[][] = [];
  for (const agent of problem.agents.keys()) {
    const space = ownSpace(problem, agent);
    if (space.coordinates.length !== 1) throw new InputError('transfers.kind', 'monotone-repair needs one-dimensional signals');
    const sampler = await interimSampler(
      problem,
      base,
      { agent, reports: lineReports(space), paired: [], groupSize: GROUP, line: true },
      run,
    );
    if (sampler.path !== 'fused') {
      throw new InputError('transfers.kind', `monotone-repair needs a base that the fused kernels cover: ${sampler.reason}`);
    }
    const sums = await sampler.run(run.stream(`social-choice/repair/${agent}`), 0, PROFILES);
    if (sums.profiles === 0) return mechanism;
    utility.push(repairedUtility(sums, repair.epsilon, slope));
  }
  return { name, rule, transfers: repairedTransfers(utility) };
}
