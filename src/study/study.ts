/** A study: every point of a sweep planned, then certified, then fitted. */
import { doubleAuctionQuantities, type PointResult } from './point-result.ts';
import type { Device } from '../engine/device.ts';
import { InputError } from '../errors.ts';
import { fitRate } from '../estimate/rate.ts';
import type { Agent, Fit, Point, ResultDocument } from '../results.ts';
import type { ParameterValues } from '../scenario.ts';
import { packageVersion } from '../version.ts';
import { configurationHash } from './configuration-hash.ts';
import { describeConfiguration, type StudyConfiguration, type StudyHooks } from './configuration.ts';
import { marketProfiles, marketStudy } from './market-study.ts';
import { certifyTrader, planTrader, UNTARGETED_PROFILES, type TraderPlan, type TraderSample } from './trader-study.ts';
import { traderConstants } from './trader-results.ts';
import type { DoubleAuction, Trader } from '../environment/double-auction.ts';

const TRADERS: readonly Trader[] = ['seller', 'buyer'];

interface PlannedPoint {
  readonly values: ParameterValues;
  readonly market: DoubleAuction;
  readonly primary: Trader;
  readonly plans: Readonly<Record<Trader, TraderPlan>>;
}

const otherTrader = (trader: Trader): Trader => (trader === 'seller' ? 'buyer' : 'seller');

/** Runs the study. Rejects with InputError before any certified draw where the precision is out of reach. */
export async function runStudy(configuration: StudyConfiguration, device: Device, hooks: StudyHooks): Promise<ResultDocument> {
  const started = performance.now();
  const { signal } = hooks;
  const notes: string[] = [];
  const planned = await planAll(configuration, device, hooks);
  checkBudget(configuration, planned);
  const results = await certifyAll(configuration, device, hooks, planned, notes);
  const complete = results.length === configuration.points.length && results.every((result) => result.complete);
  if (!complete) notes.push(signal?.aborted ? 'interrupted: later points are missing and the last one may rest on fewer profiles' : 'not every point reached what was asked');
  const { scenario } = configuration;
  return {
    schema: 'misreport.result/1',
    command: configuration.command,
    scenario: scenario.name,
    title: scenario.title,
    source: scenario.source,
    seed: configuration.seed,
    configHash: configurationHash(configuration),
    configuration: describeConfiguration(configuration),
    version: packageVersion(),
    device: device.description,
    samplers: results.flatMap(({ samplers }) => samplers),
    complete,
    notes,
    seconds: (performance.now() - started) / 1000,
    estimates: results.flatMap(({ estimates }) => estimates),
    curves: results.flatMap(({ curves }) => curves),
    surfaces: results.flatMap(({ surfaces }) => surfaces),
    fits: configuration.command === 'rate' ? fits(configuration, results) : [],
    verdicts: results.flatMap(({ verdicts }) => verdicts),
  };
}

async function planAll(configuration: StudyConfiguration, device: Device, { onProgress, onLog, signal }: StudyHooks): Promise<PlannedPoint[]> {
  const { points, scenario, seed, sampler, confidence, precision, profiles } = configuration;
  const planned: PlannedPoint[] = [];
  for (const [index, values] of points.entries()) {
    if (signal?.aborted) break;
    onProgress?.(`pilot ${index + 1} of ${points.length}`, 0);
    const market = scenario.environment(values);
    const options = { device, seed, sampler, confidence, ...(precision === undefined ? {} : { precision }), ...(profiles === undefined ? {} : { profiles }), ...(signal ? { signal } : {}) };
    const plans = { seller: await planTrader(market, 'seller', options), buyer: await planTrader(market, 'buyer', options) };
    for (const plan of Object.values(plans)) {
      onLog?.({ event: 'planned', point: values, trader: plan.trader, sampler: plan.decision.sampler, reason: plan.decision.reason, cells: plan.grid.boundaries.length - 1, boxes: plan.boxes.length, pilotProfiles: plan.pilotProfiles, profiles: plan.profiles ?? null });
    }
    planned.push({ values, market, primary: scenario.primaryAgent(values), plans });
  }
  return planned;
}

function checkBudget({ precision, maxProfiles, profiles }: StudyConfiguration, planned: readonly PlannedPoint[]): void {
  if (precision === undefined || profiles !== undefined) return;
  for (const { plans, primary, values } of planned) {
    const needed = plans[primary].profiles;
    if (needed !== undefined && needed > maxProfiles) {
      const market = Object.entries(values).map(([key, value]) => `${key} ${value}`).join(', ');
      throw new InputError('precision', `${precision} needs about ${needed.toExponential(1)} profiles at ${market}, more than --max-profiles ${maxProfiles}; ask for less precision or allow more profiles`);
    }
  }
}

async function certifyAll(configuration: StudyConfiguration, device: Device, hooks: StudyHooks, planned: readonly PlannedPoint[], notes: string[]): Promise<PointResult[]> {
  const { seed, confidence, maxProfiles, precision } = configuration;
  const { signal } = hooks;
  const alpha = 1 - confidence;
  const expected = (point: PlannedPoint, trader: Trader): number =>
    configuration.profiles ?? (point.plans[trader].profiles === undefined ? UNTARGETED_PROFILES : (point.plans[point.primary].profiles ?? UNTARGETED_PROFILES));
  let total = planned.reduce((sum, point) => sum + TRADERS.reduce((inner, trader) => inner + expected(point, trader) * point.plans[trader].decision.cost, 0), 0);
  let spent = 0;
  const results: PointResult[] = [];
  for (const [index, point] of planned.entries()) {
    if (signal?.aborted) break;
    const samples: Partial<Record<Trader, TraderSample>> = {};
    for (const trader of [point.primary, otherTrader(point.primary)]) {
      if (signal?.aborted) break;
      const plan = point.plans[trader];
      const targeted = trader === point.primary && configuration.profiles === undefined && plan.profiles !== undefined;
      const first = targeted ? plan.profiles! : trader !== point.primary && plan.profiles !== undefined && configuration.profiles === undefined ? (samples[point.primary]?.profiles ?? UNTARGETED_PROFILES) : expected(point, trader);
      const sample = await certifyTrader(plan, Math.min(first, maxProfiles), {
        device,
        seed,
        alpha,
        maxProfiles,
        ...(signal ? { signal } : {}),
        onProfiles: (done, target) => {
          // A further look makes the whole longer than planned.
          const extra = Math.max(0, target - expected(point, trader)) * plan.decision.cost;
          hooks.onProgress?.(`${trader}s, point ${index + 1} of ${planned.length}`, (spent + done * plan.decision.cost) / (total + extra));
        },
        ...(targeted ? { enough: (looked: TraderSample) => reached(looked, precision!) } : {}),
      });
      spent += sample.profiles * plan.decision.cost;
      total += (sample.profiles - expected(point, trader)) * plan.decision.cost;
      if (sample.profiles === 0) break;
      samples[trader] = sample;
      if (targeted && sample.complete && !reached(sample, precision!)) notes.push(`the ${trader}s' epsilon-LIC constant did not reach a relative half-width of ${precision} within --max-profiles ${maxProfiles}`);
      hooks.onLog?.({ event: 'certified', point: point.values, trader, profiles: sample.profiles, complete: sample.complete });
    }
    const withMarket = configuration.command === 'run' && !signal?.aborted;
    if (withMarket) hooks.onProgress?.(`market, point ${index + 1} of ${planned.length} (${marketProfiles(point.market)} profiles)`, Math.min(1, spent / total));
    const market = withMarket ? await marketStudy(point.market, pointOf(point.values), { device, seed, alpha, ...(signal ? { signal } : {}) }) : undefined;
    const keepSurfaces = configuration.command === 'run' || index === 0 || index === planned.length - 1;
    results.push(doubleAuctionQuantities({ ...point, point: pointOf(point.values), samples, market, confidence, scenario: configuration.scenario, keepSurfaces, precision }));
  }
  return results;
}

const pointOf = (values: ParameterValues): Point => ({ ...values });

/** Whether the relative half-width of the epsilon-LIC constant is at most `precision`. */
function reached(sample: TraderSample, precision: number): boolean {
  const { estimate, lower, upper } = traderConstants(sample, sample.alpha).lic;
  return upper - lower <= 2 * precision * estimate;
}

/** Every fit spreads its error probability over its points. */
function fits({ scenario, confidence }: StudyConfiguration, results: readonly PointResult[]): Fit[] {
  const out: Fit[] = [];
  for (const trader of TRADERS) {
    const samples = results.flatMap(({ samples: byTrader, values }) => (byTrader[trader] ? [{ sample: byTrader[trader], market: scenario.marketSize(values), values }] : []));
    for (const [quantity, key] of [['epsilonLic', 'lic'], ['epsilonIc', 'ic']] as const) {
      const rows = samples.map(({ sample, market }) => ({ market, ...traderConstants(sample, sample.alpha / samples.length)[key] }));
      const fit = fitRate(rows);
      if (!fit) continue;
      const exact = samples.map(({ values, market }) => ({ market, value: referenceValue(scenario, values, quantity, trader) }));
      const reference = exact.every(({ value }) => value !== undefined && value > 0)
        ? fitRate(exact.map(({ market, value }) => ({ market, estimate: value!, lower: value!, upper: value! })))
        : undefined;
      out.push({ quantity, agent: trader, model: 'c*M^b', ...fit, confidence, markets: rows.map(({ market }) => market), ...(reference ? { referenceExponent: reference.exponent } : {}) });
    }
  }
  return out;
}

function referenceValue(scenario: StudyConfiguration['scenario'], values: ParameterValues, quantity: string, agent: Agent): number | undefined {
  return scenario.references?.(values).find((entry) => entry.quantity === quantity && entry.agent === agent)?.reference?.value;
}
