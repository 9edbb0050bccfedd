/**
 * One trader class at one point of a sweep: pilot, plan, certify.
 *
 * Streams are named by the market and the trader, so a point's numbers do not depend on what else is swept. The pilot
 * streams choose the grid, the witness, the tiling and the number of profiles; the certifying stream, independent of
 * them, gives every number that is reported.
 */
import { traderProblem, type DoubleAuction, type Trader, type TraderProblem } from '../../environment/double-auction.ts';
import { tileTriangle, type Tile } from '../../notions/epsilon-ic/tiling.ts';
import { bestPair } from '../../notions/epsilon-ic.ts';
import { gainAt } from '../../notions/misreport-gain.ts';
import type { Run } from '../../run/run.ts';
import { integrals, survival, type Grid, type Survival } from '../../experiments/order-statistics/survival.ts';
import { certifyingGrid, pilotGrid, toOwnOrientation, type LayoutGoal } from './layout.ts';
import { estimatePeak } from './peak.ts';
import { lookAlpha, lookProfiles } from '../../statistics/looks.ts';
import { profilesFor } from './plan.ts';
import { narrowed } from './narrow.ts';
import { bestSizedLie, typeGaps, type SizedLie } from './type-pieces.ts';
import { chooseSampler, prepareSampler, type SamplerDecision } from './sampler.ts';
import type { StudyAim } from '../kind.ts';

const PILOT_PROFILES = 2 ** 18;
const PILOT_PROFILES_MIN = 2 ** 12;
export const PILOT_DRAWS = 2 ** 25;
/** A second pilot takes this share of the planned profiles where that is much more than the first pilot had. */
export const SECOND_PILOT_SHARE = 1 / 32;
export const SECOND_PILOT_MAX = 2 ** 30;
const TILES = [2 ** 11, 2 ** 14] as const;
/** Profiles a tile: more tiles are bounded at a smaller error probability each, which few profiles pay for dearly. */
const PROFILES_PER_TILE = 8;
/** Where types have gaps, the pilot's profiles in which the best lie must seem to gain for a precision to be sought of it. */
const SEEN_LEAST = 64;
/** Utilities and trade probabilities are known to a thousandth from this many profiles. */
export const UNTARGETED_PROFILES = 2 ** 20;

/** What the pilots fixed before any certified draw is made. */
export interface TraderPlan {
  readonly trader: Trader;
  readonly problem: TraderProblem;
  readonly decision: SamplerDecision;
  readonly grid: Grid;
  readonly tiling: readonly Tile[];
  readonly pair: { type: number; report: number } | undefined;
  /** Where types have gaps in which others lie, the lie that gains most by its size. */
  readonly sizedLie?: SizedLie;
  /** Profiles at which the precision should be reached; undefined where no precision is sought of this trader. */
  readonly profiles?: number;
  readonly pilotProfiles: number;
  readonly stream: string;
}

export interface TraderSample {
  readonly plan: TraderPlan;
  readonly survival: Survival;
  readonly profiles: number;
  readonly alpha: number;
  readonly lawError: number;
  readonly complete: boolean;
}

/** Text that fixes the others' joint law and the trader's problem; part of every stream's name. */
export function problemName({ trader, law, others, rank }: TraderProblem): string {
  const groups = others.map(({ count, law: groupLaw }) => `${count}x${groupLaw.text}`).join('+');
  return `double-auction/${trader}/${law.text}/${groups}/rank${rank}`;
}

export async function draw(
  problem: TraderProblem,
  decision: SamplerDecision,
  grid: Grid,
  stream: string,
  profiles: number,
  run: Run,
): Promise<Survival> {
  const { drawn } = prepareSampler(problem, decision.sampler, grid.boundaries);
  const outcome = await run.draw({ ...drawn, stream: run.stream(stream), first: 0, count: profiles });
  return survival(problem, grid, outcome.statistics, Math.max(1, outcome.profiles));
}

/** Relative half-width that `profiles` would roughly give at height P; guides the layout of a fixed-size run. */
const precisionOf = (profiles: number, height: number): number =>
  Math.min(0.2, Math.max(1e-4, 4.5 * Math.sqrt((1 - height) / (Math.max(height, 1e-9) * profiles))));

export const firstPilotProfiles = ({ draws }: SamplerDecision): number =>
  Math.min(PILOT_PROFILES, Math.max(PILOT_PROFILES_MIN, 2 ** Math.floor(Math.log2(PILOT_DRAWS / draws))));

const tilesFor = (profiles: number): number =>
  Math.min(TILES[1], Math.max(TILES[0], 2 ** Math.ceil(Math.log2(profiles / PROFILES_PER_TILE))));

export async function planTrader(market: DoubleAuction, trader: Trader, options: StudyAim, run: Run): Promise<TraderPlan> {
  const problem = narrowed(traderProblem(market, trader));
  const decision = chooseSampler(problem, options.sampler);
  const name = problemName(problem);
  const stream = `${name}/certify`;
  const pilotProfiles = firstPilotProfiles(decision);
  const first = await draw(problem, decision, pilotGrid(problem), `${name}/pilot-0`, pilotProfiles, run);
  const fixed = { trader, problem, decision, stream };
  /** Where the run was stopped nothing is certified, and laying out a fine grid would take seconds. */
  const stopped = (): TraderPlan => ({ ...fixed, grid: pilotGrid(problem), tiling: [], pair: undefined, pilotProfiles });
  if (run.signal?.aborted) return stopped();
  const pairOf = (table: Survival): TraderPlan['pair'] => bestPair(table, typeGaps(problem, table)?.pieces.map(({ types }) => types));
  let pilot = first;
  let peak = estimatePeak(pilot);
  const sizedLieOf = (table: Survival): SizedLie | undefined => {
    const gaps = typeGaps(problem, table);
    return gaps && bestSizedLie(table, gaps);
  };
  let lie = sizedLieOf(pilot);
  const hasGaps = typeGaps(problem, pilot) !== undefined;
  const height = (): number => (hasGaps ? (lie?.ratio ?? 0) / problem.pivotalWeight : peak.height);
  if (problem.pivotalWeight === 0 || peak.height === 0 || (hasGaps && height() * pilotProfiles < SEEN_LEAST)) {
    // Nothing to aim at: no report of hers ever sets the price, or the pilot hardly saw it gain.
    const tiling = problem.pivotalWeight === 0 ? [] : tileTriangle(
      pilot, TILES[1], UNTARGETED_PROFILES, 1 - options.confidence, typeGaps(problem, pilot)?.pieces.map(({ cells }) => cells),
    );
    return { ...fixed, grid: pilotGrid(problem), tiling, pair: pairOf(pilot), ...(lie ? { sizedLie: lie } : {}), pilotProfiles };
  }
  const planned = (): number => options.profiles ?? profilesFor(height(), options.precision!, 1 - options.confidence);
  const goal = (coarser: number): LayoutGoal => {
    const pair = pairOf(pilot);
    return {
      precision: coarser * (options.precision ?? precisionOf(options.profiles!, peak.height)),
      profiles: planned(),
      gain: pair ? Math.max(0, gainAt(pilot, integrals(pilot), pair.type, pair.report).estimate) : 0,
    };
  };
  let spent = pilotProfiles;
  const affordable = options.profiles !== undefined || planned() <= options.maxProfiles;
  const second = affordable ? Math.min(SECOND_PILOT_MAX, Math.floor(planned() * SECOND_PILOT_SHARE)) : 0;
  if (second > 2 * pilotProfiles) {
    const grid = certifyingGrid(problem, pilot, peak, goal(4));
    pilot = await draw(problem, decision, toOwnOrientation(grid, pilot.sign), `${name}/pilot-1`, second, run);
    if (run.signal?.aborted) return stopped();
    peak = estimatePeak(pilot);
    lie = sizedLieOf(pilot) ?? lie;
    spent += second;
  }
  const oriented = certifyingGrid(problem, pilot, peak, goal(1));
  const interpolated = resample(pilot, oriented);
  const profiles = planned();
  const sizedLie = sizedLieOf(interpolated);
  return {
    ...fixed,
    grid: toOwnOrientation(oriented, pilot.sign),
    tiling: tileTriangle(
      interpolated, tilesFor(profiles), profiles, 1 - options.confidence, typeGaps(problem, interpolated)?.pieces.map(({ cells }) => cells),
    ),
    pair: pairOf(interpolated),
    ...(sizedLie ? { sizedLie } : {}),
    profiles,
    pilotProfiles: spent,
  };
}

/** The pilot's survival table read off at other boundaries, linearly in between: good enough to lay out a tiling. */
function resample(pilot: Survival, grid: Grid): Survival {
  let at = 0;
  const shares = grid.boundaries.map((x) => {
    while (at + 2 < pilot.x.length && pilot.x[at + 1]! <= x) at++;
    return at + Math.min(1, Math.max(0, (x - pilot.x[at]!) / (pilot.x[at + 1]! - pilot.x[at]!)));
  });
  const read = (counts: Float64Array): Float64Array =>
    shares.map((share) => {
      const j = Math.min(counts.length - 2, Math.floor(share));
      return counts[j]! + (share - j) * (counts[j + 1]! - counts[j]!);
    });
  return { ...pilot, x: grid.boundaries, first: grid.first, end: grid.end, atLeastL: read(pilot.atLeastL), atLeastU: read(pilot.atLeastU) };
}

export interface CertifyOptions {
  readonly alpha: number;
  /** Profiles done, and the number at the next look. */
  readonly onProfiles?: (done: number, target: number) => void;
  /** Further looks are taken while `enough` says no, up to `maxProfiles`. */
  readonly maxProfiles: number;
  enough?(sample: TraderSample): boolean;
}

/**
 * Draws the certifying sample. Looks are planned before the first certified draw (`lookProfiles`);
 * look k may spend `lookAlpha(alpha, k)`, and these add up to alpha, so stopping at any look keeps the confidence.
 */
export async function certifyTrader(plan: TraderPlan, profiles: number, run: Run, options: CertifyOptions): Promise<TraderSample> {
  const { drawn, lawError } = prepareSampler(plan.problem, plan.decision.sampler, plan.grid.boundaries);
  const stream = run.stream(plan.stream);
  let target = profiles;
  for (let look = 1; ; look++) {
    const wanted = target;
    // The run's ledger has what earlier looks drew.
    const { statistics, profiles: done } = await run.draw(
      { ...drawn, stream, first: 0, count: wanted },
      { onProgress: (so) => options.onProfiles?.(so, wanted) },
    );
    const complete = done === target;
    const alpha = options.enough ? lookAlpha(options.alpha, look) : options.alpha;
    const sample: TraderSample = {
      plan,
      survival: survival(plan.problem, plan.grid, statistics, Math.max(1, done)),
      profiles: done,
      alpha,
      lawError,
      complete,
    };
    if (!complete || !options.enough || options.enough(sample) || target >= options.maxProfiles) return sample;
    target = Math.min(lookProfiles(profiles, look + 1), options.maxProfiles);
  }
}
