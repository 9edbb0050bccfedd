/**
 * Monotone repairs (Song22 Proposition 4.1) need the interim utility of their base: estimated first on a stream of its own, or, where all
 * laws are discrete, added up over all profiles.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { Play } from '../../experiments/enumeration/play.ts';
import { InputError } from '../../errors.ts';
import { schemeOf, type Mechanism, type TransferScheme } from '../../mechanism/mechanism.ts';
import { leastSlope, repairedTransfers, repairedUtility, type LineSums } from '../../mechanism/transfers/monotone-repair.ts';
import type { Draw, Run } from '../../run/run.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { lineReports } from '../../experiments/reports.ts';
import { interimSampler } from './samplers.ts';
import { GROUP } from './search.ts';
import { userFunctions } from './user-functions.ts';

const PROFILES = 2 ** 18;

/** The mechanism itself, or the repaired one with the utilities as data, which is then studied like any other. */
export async function resolveRepair(problem: SocialChoiceProblem, mechanism: Mechanism, run: Run): Promise<Mechanism> {
  const repair = schemeOf(mechanism.transfers).repairs?.(mechanism.transfers);
  if (!repair) return mechanism;
  const { name, rule } = mechanism;
  const base: Mechanism = { name: `${name}, before the repair`, rule, transfers: repair.base as TransferScheme };
  const slope = leastSlope(problem);
  const known = schemeOf(base.transfers).utility;
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
    const told = known?.(base.transfers, problem, agent);
    utility.push(repairedUtility(sums, repair.epsilon, slope, told));
  }
  return { name, rule, transfers: { ...repairedTransfers(utility), isEstimate: true } };
}

/** Of a table over discrete laws: at most, and at least; and reports by profiles of the others that it may take. */
const STEPS = [16, 256] as const;
const PLAYS = 2 ** 20;
/** Of a sum of probabilities that is the threshold on paper. */
const BELOW = 1 - 1e-12;

/**
 * The same where all laws are discrete. The table is exact at its own points, which are the types where a step of 1/256 of the line or more
 * leads to all of them.
 */
export async function resolveEnumeratedRepair(problem: SocialChoiceProblem, mechanism: Mechanism, run: Draw): Promise<Mechanism> {
  const repair = schemeOf(mechanism.transfers).repairs?.(mechanism.transfers);
  if (!repair) return mechanism;
  const { name, rule } = mechanism;
  const base: Mechanism = { name: `${name}, before the repair`, rule, transfers: repair.base as TransferScheme };
  const play = new Play(problem, base, await userFunctions(problem, base, run));
  const slope = leastSlope(problem);
  return {
    name, rule,
    transfers: repairedTransfers(problem.agents.map((_, agent) => repairedUtility(exactSums(play, agent), repair.epsilon * BELOW, slope))),
  };
}

function exactSums(play: Play, agent: number): LineSums {
  const { valuations, alternatives, signals } = play.problem;
  if (valuations.kind !== 'linear') throw new InputError('valuations', 'monotone-repair needs linear values');
  const space = ownSpace(play.problem, agent);
  const d = space.coordinates[0]!;
  const { support: [low, high], atoms = [] } = signals[d]!.law;
  const most = Math.max(STEPS[0], Math.min(STEPS[1], Math.floor(PLAYS / play.others(agent).length)));
  const holdsTypes = (steps: number): boolean => atoms.every(({ at }) => {
    const place = ((at - low) / (high - low)) * steps;
    return Math.abs(place - Math.round(place)) < 1e-9;
  });
  let steps = most;
  while (steps > 0 && !holdsTypes(steps)) steps--;
  const reports = lineReports(space, steps || most);
  play.prepare(agent, reports);
  const payoffs = reports.map((report) => play.interim(agent, report));
  return {
    question: { line: true, reports }, profiles: 1, classes: alternatives.length,
    choices: payoffs.flatMap(({ chances }) => chances), reportPart: payoffs.map(({ fixed }) => fixed),
    typeValue: reports.flatMap(([t]) => valuations.coefficients[agent]!.map((row) => row[d]! * t!)),
  };
}
