/**
 * delta* of one trader class under the Prokhorov metric: pilot, plan, certify, on streams of its own beside those of
 * trader-study.ts, since the grid that suits it is another one.
 */
import { prokhorovDeltaOfTrader } from '../../notions/delta-star.ts';
import type { CertifiedOnLine } from '../../notions/certified.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';
import { possibleCells } from './feasible.ts';
import { deltaLayout, rungs } from './delta-layout.ts';
import { deltaPrecision, deltaProfiles, estimateRoots } from './delta-plan.ts';
import { pilotGrid, toOwnOrientation } from './layout.ts';
import type { SamplerDecision } from './sampler.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import {
  draw,
  firstPilotProfiles,
  PILOT_DRAWS,
  problemName,
  SECOND_PILOT_MAX,
  SECOND_PILOT_SHARE,
  type TraderPlan,
  type TraderSample,
} from './trader-study.ts';

export interface DeltaPlan extends TraderPlan {
  /** Deltas that will be tested, increasing. */
  readonly ladder: Float64Array;
  /** Relative half-width that the grid allows, at best the one asked for. */
  readonly precision: number;
}

const PROFILES_PER_OTHER = 16;

/** Ladder where the pilot saw nothing to aim at: halvings of a fine fraction. */
const BLIND_RUNGS = 2 ** -20;

/** Profiles of which a single one weighs less than delta*, about the spacing of the others; as far as their draws are cheap. */
const pilotForSpacing = ({ others }: TraderProblem, { draws }: SamplerDecision): number =>
  Math.floor(Math.min(PROFILES_PER_OTHER * others.reduce((sum, { count }) => sum + count, 0), PILOT_DRAWS / draws));

/** Undefined where nothing needs drawing: her report never sets the price. */
export async function planDelta(
  problem: TraderProblem,
  decision: SamplerDecision,
  options: StudyAim,
  run: Run,
): Promise<DeltaPlan | undefined> {
  if (problem.pivotalWeight === 0) return undefined;
  const name = `${problemName(problem)}/weight${problem.pivotalWeight}/delta-star`;
  const alpha = 1 - options.confidence;
  const pilotProfiles = Math.max(firstPilotProfiles(decision), pilotForSpacing(problem, decision));
  let pilot = await draw(problem, decision, pilotGrid(problem), `${name}/pilot-0`, pilotProfiles, run);
  const fixed = { trader: problem.trader, problem, decision, stream: `${name}/certify`, tiling: [], pair: undefined };
  const blind = (): DeltaPlan => ({
    ...fixed, grid: pilotGrid(problem), ladder: rungs(BLIND_RUNGS, BLIND_RUNGS, problem.pivotalWeight), precision: Infinity, pilotProfiles,
  });
  if (run.signal?.aborted) return blind();
  let roots = estimateRoots(pilot);
  if (roots.height === 0) return blind();
  const planned = (): number => options.profiles ?? deltaProfiles(pilot, roots, options.precision!, alpha);
  const precision = (): number => options.precision ?? deltaPrecision(pilot, roots, options.profiles!, alpha);
  let spent = pilotProfiles;
  const affordable = options.profiles !== undefined || planned() <= options.maxProfiles;
  const second = affordable ? Math.min(SECOND_PILOT_MAX, Math.floor(2 * planned() * SECOND_PILOT_SHARE)) : 0;
  if (second > 2 * pilotProfiles) {
    const { grid } = deltaLayout(problem, pilot, roots, 4 * precision(), planned(), alpha);
    pilot = await draw(problem, decision, toOwnOrientation(grid, pilot.sign), `${name}/pilot-1`, second, run);
    if (run.signal?.aborted) return blind();
    roots = estimateRoots(pilot);
    spent += second;
  }
  const layout = deltaLayout(problem, pilot, roots, precision(), planned(), alpha);
  const profiles = options.profiles ?? deltaProfiles(pilot, roots, layout.precision, alpha);
  return {
    ...fixed,
    ladder: layout.ladder,
    precision: layout.precision,
    grid: toOwnOrientation(layout.grid, pilot.sign),
    profiles,
    pilotProfiles: spent,
  };
}

export interface DeltaSample extends TraderSample {
  readonly plan: DeltaPlan;
}

/** Asked for by rows, verdicts and the schedule of looks alike, and a pass over all cells for each rung. */
const certified = new WeakMap<Survival, Map<number, CertifiedOnLine>>();

export function certifiedDelta({ plan, survival, lawError }: DeltaSample, alpha: number): CertifiedOnLine {
  const known = certified.get(survival) ?? new Map<number, CertifiedOnLine>();
  certified.set(survival, known);
  const bounds = known.get(alpha) ?? prokhorovDeltaOfTrader(survival, plan.ladder, alpha, possibleCells({ plan, survival }), lawError);
  known.set(alpha, bounds);
  return bounds;
}
