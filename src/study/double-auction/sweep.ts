/** The points of a study: all planned first, so that the whole is known, then certified one by one. */
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { Device } from '../../engine/device.ts';
import { InputError } from '../../errors.ts';
import type { ParameterValues, Scenario } from '../../scenario.ts';
import type { StudyConfiguration, StudyHooks } from '../configuration.ts';
import { pointOf } from '../outcome.ts';
import { marketProfiles, marketStudy } from './market-study.ts';
import { doubleAuctionQuantities, type PointResult } from './point-result.ts';
import { traderConstants } from './trader-results.ts';
import { certifyTrader, planTrader, UNTARGETED_PROFILES, type TraderPlan, type TraderSample } from './trader-study.ts';

export interface PlannedPoint {
  readonly values: ParameterValues;
  readonly market: DoubleAuction;
  /** The trader of whose epsilon-LIC constant the precision speaks. */
  readonly primary: Trader;
  readonly plans: Readonly<Record<Trader, TraderPlan>>;
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
    const plans = { seller: await planTrader(market, 'seller', options), buyer: await planTrader(market, 'buyer', options) };
    for (const { trader, decision, grid, boxes, pilotProfiles, profiles: needed } of Object.values(plans)) {
      const { sampler: chosen, reason } = decision;
      onLog?.({ event: 'planned', point: values, trader, sampler: chosen, reason, cells: grid.boundaries.length - 1, boxes: boxes.length, pilotProfiles, profiles: needed ?? null });
    }
    planned.push({ values, market, primary: scenario.primaryAgent(values) as Trader, plans });
  }
  return planned;
}

/** Throws InputError where a point needs more profiles than are allowed. */
export function checkBudget({ precision, maxProfiles, profiles }: StudyConfiguration, planned: readonly PlannedPoint[]): void {
  if (precision === undefined || profiles !== undefined) return;
  for (const { plans, primary, values } of planned) {
    const needed = plans[primary].profiles;
    if (needed === undefined || needed <= maxProfiles) continue;
    const market = Object.entries(values).map(([key, value]) => `${key} ${value}`).join(', ');
    throw new InputError('precision', `${precision} needs about ${needed.toExponential(1)} profiles at ${market}, more than --max-profiles ${maxProfiles}; ask for less precision or allow more profiles`);
  }
}

/** Whether the relative half-width of the epsilon-LIC constant is at most `precision`. */
function reached(sample: TraderSample, precision: number): boolean {
  const { estimate, lower, upper } = traderConstants(sample, sample.alpha).lic;
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
  const whole = planned.reduce((sum, point) => sum + expectedCost(point, 'seller') + expectedCost(point, 'buyer'), 0);
  const progress = new Progress(whole, hooks.onProgress);
  const results: PointResult[] = [];
  for (const [index, point] of planned.entries()) {
    if (signal?.aborted) break;
    const place = `point ${index + 1} of ${planned.length}`;
    const samples: Partial<Record<Trader, TraderSample>> = {};
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
    }
    const withMarket = command === 'run' && !signal?.aborted;
    if (withMarket) progress.show(`market, ${place} (${marketProfiles(point.market)} profiles)`);
    const market = withMarket ? await marketStudy(point.market, pointOf(point.values), { device, seed, alpha: 1 - confidence, ...(signal ? { signal } : {}) }) : undefined;
    const keepSurfaces = command === 'run' || index === 0 || index === planned.length - 1;
    results.push(doubleAuctionQuantities({ values: point.values, point: pointOf(point.values), samples, market, confidence, scenario, keepSurfaces }));
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

function noteShortfall(configuration: StudyConfiguration, point: PlannedPoint, sample: TraderSample, notes: string[]): void {
  const { precision, maxProfiles } = configuration;
  const { trader } = sample.plan;
  if (!isTargeted(configuration, point, trader) || !sample.complete || reached(sample, precision!)) return;
  notes.push(`the ${trader}s' epsilon-LIC constant did not reach a relative half-width of ${precision} within --max-profiles ${maxProfiles}`);
}
