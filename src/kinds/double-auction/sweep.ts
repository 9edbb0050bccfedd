/** The points of a study: all planned first, so that the whole is known, then certified one by one. */
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { Device } from '../../engine/device.ts';
import { InputError } from '../../errors.ts';
import type { ParameterValues, Scenario } from '../../study/scenario.ts';
import type { StudyConfiguration, StudyHooks } from '../../study/configuration.ts';
import { pointOf } from '../../study/outcome.ts';
import { checkQuestion } from './ambiguity-results.ts';
import { certifiedDelta, planDelta, type DeltaPlan, type DeltaSample } from './delta-study.ts';
import { marketProfiles, marketStudy } from './market-study.ts';
import { doubleAuctionQuantities, type PointResult } from './point-result.ts';
import { traderLic } from './trader-results.ts';
import { certifyTrader, planTrader, UNTARGETED_PROFILES, type TraderPlan, type TraderSample } from './trader-study.ts';
import { tradersBelief } from './worst-belief.ts';

export interface PlannedPoint {
  readonly values: ParameterValues;
  readonly market: DoubleAuction;
  /** The trader of whose epsilon-LIC constant the precision speaks. */
  readonly primary: Trader;
  readonly plans: Readonly<Record<Trader, TraderPlan>>;
  /** Where delta* is wanted by Prokhorov and needs a sample. */
  readonly deltaPlans: Readonly<Partial<Record<Trader, DeltaPlan>>>;
}

function marketOf(scenario: Scenario, values: ParameterValues): DoubleAuction {
  const market = scenario.environment(values);
  if (market.kind !== 'double-auction') throw new InputError('environment', `must be of one kind at every point, got double-auction and ${market.kind}`);
  return market;
}

/** Runs the pilots of every point. */
export async function planPoints(configuration: StudyConfiguration, device: Device, { onProgress, onLog, signal }: StudyHooks): Promise<PlannedPoint[]> {
  const { points, scenario, seed, sampler, confidence, precision, profiles } = configuration;
  const aim = profiles === undefined ? { precision: precision! } : { profiles };
  const options = { device, seed, sampler, confidence, maxProfiles: configuration.maxProfiles, ...aim, ...(signal ? { signal } : {}) };
  const planned: PlannedPoint[] = [];
  for (const [index, values] of points.entries()) {
    if (signal?.aborted) break;
    onProgress?.(`pilot ${index + 1} of ${points.length}`, 0);
    const market = marketOf(scenario, values);
    if (market.ambiguity) checkQuestion(market.ambiguity);
    const plans = { seller: await planTrader(market, 'seller', options), buyer: await planTrader(market, 'buyer', options) };
    const deltaPlans: Partial<Record<Trader, DeltaPlan>> = {};
    for (const { trader, problem, decision } of market.ambiguity?.metrics.includes('prokhorov') ? Object.values(plans) : []) {
      const plan = await planDelta(problem, decision, options);
      if (plan) deltaPlans[trader] = plan;
    }
    for (const { trader, decision, grid, boxes, pilotProfiles, profiles: needed } of [...Object.values(plans), ...Object.values(deltaPlans)]) {
      const { sampler: chosen, reason } = decision;
      onLog?.({ event: 'planned', point: values, trader, sampler: chosen, reason, cells: grid.boundaries.length - 1, boxes: boxes.length, pilotProfiles, profiles: needed ?? null });
    }
    planned.push({ values, market, primary: scenario.primaryAgent(values) as Trader, plans, deltaPlans });
  }
  return planned;
}

/** Throws InputError where a point needs more profiles than are allowed. */
export function checkBudget({ precision, maxProfiles, profiles }: StudyConfiguration, planned: readonly PlannedPoint[]): void {
  if (precision === undefined || profiles !== undefined) return;
  for (const { plans, deltaPlans, primary, values } of planned) {
    const needed = Math.max(plans[primary].profiles ?? 0, deltaPlans[primary]?.profiles ?? 0);
    if (needed <= maxProfiles) continue;
    const market = Object.entries(values).map(([key, value]) => `${key} ${value}`).join(', ');
    throw new InputError('precision', `${precision} needs about ${needed.toExponential(1)} profiles at ${market}, more than --max-profiles ${maxProfiles}; ask for less precision or allow more profiles`);
  }
}

/** Whether the relative half-width of the epsilon-LIC constant is at most `precision`. */
function reached(sample: TraderSample, precision: number): boolean {
  const { estimate, lower, upper } = traderLic(sample, sample.alpha);
  return upper - lower <= 2 * precision * estimate;
}

/** The same of delta*. */
function deltaReached(sample: DeltaSample, precision: number): boolean {
  const { estimate, lower, upper } = certifiedDelta(sample, sample.alpha);
  return upper - lower <= 2 * precision * estimate;
}

/** Shares of the whole by the expected cost of what is left; a further look makes the whole longer. */
class Progress {
  #spent = 0;
  #total: number;
  readonly #report: StudyHooks['onProgress'];

  constructor(total: number, report: StudyHooks['onProgress']) {
    this.#total = total;
    this.#report = report;
  }

  show(stage: string, cost = 0, extra = 0): void {
    this.#report?.(stage, Math.min(1, (this.#spent + cost) / (this.#total + extra)));
  }

  finish(cost: number, expected: number): void {
    this.#spent += cost;
    this.#total += cost - expected;
  }
}

/** Certifies the planned points in order. Stops early when the signal aborts, keeping what is known. */
export async function certifyPoints(configuration: StudyConfiguration, device: Device, hooks: StudyHooks, planned: readonly PlannedPoint[], notes: string[]): Promise<PointResult[]> {
  const { seed, confidence, scenario, command } = configuration;
  const { signal } = hooks;
  const expectedCost = (point: PlannedPoint, trader: Trader): number => firstLook(configuration, point, trader) * point.plans[trader].decision.cost;
  const expectedDeltaCost = (point: PlannedPoint, trader: Trader): number => (point.deltaPlans[trader] ? firstDeltaLook(configuration, point, trader) * point.plans[trader].decision.cost : 0);
  const whole = planned.reduce((sum, point) => sum + (['seller', 'buyer'] as const).reduce((both, trader) => both + expectedCost(point, trader) + expectedDeltaCost(point, trader), 0), 0);
  const progress = new Progress(whole, hooks.onProgress);
  const results: PointResult[] = [];
  for (const [index, point] of planned.entries()) {
    if (signal?.aborted) break;
    const place = `point ${index + 1} of ${planned.length}`;
    const samples: Partial<Record<Trader, TraderSample>> = {};
    const deltas: Partial<Record<Trader, DeltaSample>> = {};
    for (const trader of traderOrder(point.primary)) {
      if (signal?.aborted) break;
      const sample = await certifyOne(configuration, device, hooks, point, trader, samples[point.primary], (done, target) => {
        const { cost } = point.plans[trader].decision;
        progress.show(`${trader}s, ${place}`, done * cost, Math.max(0, target * cost - expectedCost(point, trader)));
      });
      progress.finish(sample.profiles * point.plans[trader].decision.cost, expectedCost(point, trader));
      if (sample.profiles === 0) break;
      samples[trader] = sample;
      noteShortfall(configuration, point, sample, notes);
      hooks.onLog?.({ event: 'certified', point: point.values, trader, profiles: sample.profiles, complete: sample.complete });
      if (!point.deltaPlans[trader] || signal?.aborted) continue;
      const delta = await certifyDelta(configuration, device, hooks, point, trader, deltas[point.primary], (done, target) => {
        const { cost } = point.plans[trader].decision;
        progress.show(`${trader}s' delta*, ${place}`, done * cost, Math.max(0, target * cost - expectedDeltaCost(point, trader)));
      });
      progress.finish(delta.profiles * point.plans[trader].decision.cost, expectedDeltaCost(point, trader));
      if (delta.profiles === 0) break;
      deltas[trader] = delta;
      noteDeltaShortfall(configuration, point, delta, notes);
      hooks.onLog?.({ event: 'certified', point: point.values, trader, quantity: 'deltaStar', profiles: delta.profiles, complete: delta.complete });
    }
    const { ambiguity } = point.market;
    const withMarket = (command === 'run' || ambiguity !== undefined) && !signal?.aborted;
    if (withMarket) progress.show(`market, ${place} (${marketProfiles(point.market, command)} profiles)`);
    const market = withMarket ? await marketStudy(point.market, pointOf(point.values), { command, device, seed, alpha: 1 - confidence, ...(signal ? { signal } : {}) }) : undefined;
    const keepSurfaces = command === 'run' || index === 0 || index === planned.length - 1;
    const primary = deltas[point.primary];
    const beliefs = primary && command === 'run' && !signal?.aborted ? await tradersBelief(primary, pointOf(point.values), { device, seed }) : undefined;
    const result = doubleAuctionQuantities({ values: point.values, point: pointOf(point.values), auction: point.market, samples, deltas, market, beliefs: beliefs ? [beliefs] : [], confidence, scenario, keepSurfaces });
    const isWhole = Object.keys(deltas).length === Object.keys(point.deltaPlans).length;
    results.push({ ...result, complete: result.complete && isWhole });
  }
  return results;
}

const traderOrder = (primary: Trader): Trader[] => (primary === 'seller' ? ['seller', 'buyer'] : ['buyer', 'seller']);

/** Whether `--precision` speaks of this trader here. */
const isTargeted = ({ profiles }: StudyConfiguration, { primary, plans }: PlannedPoint, trader: Trader): boolean =>
  profiles === undefined && trader === primary && plans[trader].profiles !== undefined;

/**
 * Profiles of the first look: as asked, or as planned for the primary trader, whose number the other one takes over; a
 * trader who cannot gain gets what her utilities need.
 */
function firstLook({ profiles, maxProfiles }: StudyConfiguration, { plans, primary }: PlannedPoint, trader: Trader): number {
  const wanted = profiles ?? (plans[trader].profiles === undefined ? UNTARGETED_PROFILES : (plans[primary].profiles ?? UNTARGETED_PROFILES));
  return Math.min(wanted, profiles ?? maxProfiles);
}

function certifyOne(configuration: StudyConfiguration, device: Device, { signal }: StudyHooks, point: PlannedPoint, trader: Trader, primarySample: TraderSample | undefined, onProfiles: (done: number, target: number) => void): Promise<TraderSample> {
  const { seed, confidence, maxProfiles, precision, profiles } = configuration;
  const targeted = isTargeted(configuration, point, trader);
  const follows = !targeted && profiles === undefined && point.plans[trader].profiles !== undefined && primarySample !== undefined;
  return certifyTrader(point.plans[trader], follows ? primarySample.profiles : firstLook(configuration, point, trader), {
    device,
    seed,
    alpha: 1 - confidence,
    maxProfiles,
    onProfiles,
    ...(signal ? { signal } : {}),
    ...(targeted ? { enough: (looked: TraderSample) => reached(looked, precision!) } : {}),
  });
}

/** A plan without a number of profiles saw nothing to aim at, and takes as many as the trader's other sample. */
function firstDeltaLook(configuration: StudyConfiguration, point: PlannedPoint, trader: Trader): number {
  const { profiles, maxProfiles } = configuration;
  const { deltaPlans, primary } = point;
  const planned = deltaPlans[trader]?.profiles === undefined ? undefined : (deltaPlans[primary]?.profiles ?? deltaPlans[trader].profiles);
  return Math.min(profiles ?? planned ?? firstLook(configuration, point, trader), profiles ?? maxProfiles);
}

const isDeltaTargeted = ({ profiles }: StudyConfiguration, { primary, deltaPlans }: PlannedPoint, trader: Trader): boolean =>
  profiles === undefined && trader === primary && deltaPlans[trader]?.profiles !== undefined;

async function certifyDelta(configuration: StudyConfiguration, device: Device, { signal }: StudyHooks, point: PlannedPoint, trader: Trader, primarySample: DeltaSample | undefined, onProfiles: (done: number, target: number) => void): Promise<DeltaSample> {
  const { seed, confidence, maxProfiles, precision, profiles } = configuration;
  const plan = point.deltaPlans[trader]!;
  const targeted = isDeltaTargeted(configuration, point, trader);
  const first = profiles === undefined && trader !== point.primary && primarySample ? primarySample.profiles : firstDeltaLook(configuration, point, trader);
  const sample = await certifyTrader(plan, first, {
    device, seed, alpha: 1 - confidence, maxProfiles, onProfiles,
    ...(signal ? { signal } : {}),
    // Where the grid allows less than what was asked for, that is what is sought.
    ...(targeted ? { enough: (looked: TraderSample) => deltaReached({ ...looked, plan }, Math.max(precision!, plan.precision)) } : {}),
  });
  return { ...sample, plan };
}

function noteDeltaShortfall(configuration: StudyConfiguration, point: PlannedPoint, sample: DeltaSample, notes: string[]): void {
  const { trader } = sample.plan;
  if (!isDeltaTargeted(configuration, point, trader) || !sample.complete || deltaReached(sample, configuration.precision!)) return;
  const why = sample.plan.precision > configuration.precision! ? ': its grid would have too many cells' : ` within --max-profiles ${configuration.maxProfiles}`;
  notes.push(`the ${trader}s' delta* did not reach a relative half-width of ${configuration.precision}${why}`);
}

function noteShortfall(configuration: StudyConfiguration, point: PlannedPoint, sample: TraderSample, notes: string[]): void {
  const { precision, maxProfiles } = configuration;
  const { trader } = sample.plan;
  if (!isTargeted(configuration, point, trader) || !sample.complete || reached(sample, precision!)) return;
  notes.push(`the ${trader}s' epsilon-LIC constant did not reach a relative half-width of ${precision} within --max-profiles ${maxProfiles}`);
}
