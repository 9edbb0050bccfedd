/** One double auction: both traders' pilots, then their certifying samples, then the whole market. */
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { certifiedDelta, planDelta, type DeltaPlan, type DeltaSample } from './delta-study.ts';
import { marketProfiles, marketStudy } from './market-study.ts';
import { pointResult } from './point-result.ts';
import { traderLic } from './trader-results.ts';
import { certifyTrader, planTrader, UNTARGETED_PROFILES, type TraderPlan, type TraderSample } from './trader-study.ts';
import { tradersBelief } from './worst-belief.ts';
import { WorkDone } from './work-done.ts';

type Plans = Readonly<Record<Trader, TraderPlan>>;
/** Where delta* is wanted by Prokhorov and needs a sample. */
type DeltaPlans = Readonly<Partial<Record<Trader, DeltaPlan>>>;

/** Runs the pilots. */
export async function planPoint(point: SweepPoint<DoubleAuction>, aim: StudyAim, run: Run): Promise<PlannedPoint> {
  const { problem: market, values } = point;
  const plans = { seller: await planTrader(market, 'seller', aim, run), buyer: await planTrader(market, 'buyer', aim, run) };
  const deltaPlans: Partial<Record<Trader, DeltaPlan>> = {};
  for (const { trader, problem, decision } of market.ambiguity?.metrics.includes('prokhorov') ? Object.values(plans) : []) {
    const plan = await planDelta(problem, decision, aim, run);
    if (plan) deltaPlans[trader] = plan;
  }
  for (const { trader, decision, grid, tiling, pilotProfiles, profiles } of [...Object.values(plans), ...Object.values(deltaPlans)]) {
    const { sampler, reason } = decision;
    run.log({
      event: 'planned', point: values, trader, sampler, reason, cells: grid.boundaries.length - 1, tiles: tiling.length, pilotProfiles,
      profiles: profiles ?? null,
    });
  }
  const planned = new PlannedAuction(point, aim, plans, deltaPlans);
  const primary = point.primaryAgent as Trader;
  return {
    profiles: Math.max(plans[primary].profiles ?? 0, deltaPlans[primary]?.profiles ?? 0),
    cost: planned.cost,
    study: (certifying) => planned.study(certifying),
  };
}

class PlannedAuction {
  readonly #point: SweepPoint<DoubleAuction>;
  readonly #aim: StudyAim;
  readonly #plans: Plans;
  readonly #deltaPlans: DeltaPlans;
  readonly #primary: Trader;
  readonly #notes: string[] = [];

  constructor(point: SweepPoint<DoubleAuction>, aim: StudyAim, plans: Plans, deltaPlans: DeltaPlans) {
    this.#point = point;
    this.#aim = aim;
    this.#plans = plans;
    this.#deltaPlans = deltaPlans;
    this.#primary = point.primaryAgent as Trader;
  }

  /** Nanoseconds of one core that the first looks take. */
  get cost(): number {
    return (['seller', 'buyer'] as const).reduce((sum, trader) => sum + this.#cost(trader) + this.#deltaCost(trader), 0);
  }

  #cost(trader: Trader): number {
    return this.#firstLook(trader) * this.#plans[trader].decision.cost;
  }

  #deltaCost(trader: Trader): number {
    return this.#deltaPlans[trader] ? this.#firstDeltaLook(trader) * this.#plans[trader].decision.cost : 0;
  }

  /** Stops early when the run is aborted, keeping what is known. */
  async study(run: Run): Promise<PointResult> {
    const { signal } = run;
    const { command, confidence } = this.#aim;
    const { problem: market, values, pictures } = this.#point;
    const work = new WorkDone(this.cost, (stage, share) => run.progress(stage, share));
    const samples: Partial<Record<Trader, TraderSample>> = {};
    const deltas: Partial<Record<Trader, DeltaSample>> = {};
    for (const trader of traderOrder(this.#primary)) {
      if (signal?.aborted) break;
      const { cost } = this.#plans[trader].decision;
      const sample = await this.#certify(run, trader, samples[this.#primary], work.part(`${trader}s`, cost, this.#cost(trader)));
      work.finish(sample.profiles * cost, this.#cost(trader));
      if (sample.profiles === 0) continue;
      samples[trader] = sample;
      this.#noteShortfall(sample);
      run.log({ event: 'certified', point: values, trader, profiles: sample.profiles, complete: sample.complete });
      if (!this.#deltaPlans[trader] || signal?.aborted) continue;
      const delta = await this.#certifyDelta(
        run, trader, deltas[this.#primary], work.part(`${trader}s' delta*`, cost, this.#deltaCost(trader)),
      );
      work.finish(delta.profiles * cost, this.#deltaCost(trader));
      if (delta.profiles === 0) continue;
      deltas[trader] = delta;
      this.#noteDeltaShortfall(delta);
      run.log({ event: 'certified', point: values, trader, quantity: 'deltaStar', profiles: delta.profiles, complete: delta.complete });
    }
    const withMarket = (command === 'run' || market.ambiguity !== undefined) && !signal?.aborted;
    if (withMarket) work.show(`market (${marketProfiles(market, this.#aim)} profiles)`);
    const cleared = withMarket ? await marketStudy(market, values, this.#aim, 1 - confidence, run) : undefined;
    const primary = deltas[this.#primary];
    const belief = primary && command === 'run' && !signal?.aborted ? await tradersBelief(primary, values, run) : undefined;
    const result = pointResult({
      point: values, auction: market, samples, deltas, market: cleared, beliefs: belief ? [belief] : [], confidence, pictures,
    });
    const isWhole = Object.keys(deltas).length === Object.keys(this.#deltaPlans).length;
    return { ...result, notes: [...this.#notes, ...result.notes], complete: result.complete && isWhole && this.#notes.length === 0 };
  }

  /** Whether the precision speaks of this trader here. */
  #isTargeted(trader: Trader): boolean {
    return this.#aim.profiles === undefined && trader === this.#primary && this.#plans[trader].profiles !== undefined;
  }

  /**
   * Profiles of the first look: as asked, or as planned for the primary trader, whose number the other one takes over; a trader who
   * cannot gain gets what her utilities need.
   */
  #firstLook(trader: Trader): number {
    const { profiles, maxProfiles } = this.#aim;
    const planned = this.#plans[trader].profiles === undefined ? undefined : this.#plans[this.#primary].profiles;
    return profiles ?? Math.min(planned ?? UNTARGETED_PROFILES, maxProfiles);
  }

  /** A plan without a number of profiles saw nothing to aim at, and takes as many as the trader's other sample. */
  #firstDeltaLook(trader: Trader): number {
    const { profiles, maxProfiles } = this.#aim;
    const own = this.#deltaPlans[trader]?.profiles;
    const planned = own === undefined ? undefined : (this.#deltaPlans[this.#primary]?.profiles ?? own);
    return profiles ?? Math.min(planned ?? this.#firstLook(trader), maxProfiles);
  }

  #certify(run: Run, trader: Trader, primarySample: TraderSample | undefined, onProfiles: OnProfiles): Promise<TraderSample> {
    const { confidence, maxProfiles, precision, profiles } = this.#aim;
    const targeted = this.#isTargeted(trader);
    const follows = !targeted && profiles === undefined && this.#plans[trader].profiles !== undefined && primarySample !== undefined;
    return certifyTrader(this.#plans[trader], follows ? primarySample.profiles : this.#firstLook(trader), run, {
      alpha: 1 - confidence, maxProfiles, onProfiles,
      ...(targeted ? { enough: (looked: TraderSample) => reached(looked, precision!) } : {}),
    });
  }

  #isDeltaTargeted(trader: Trader): boolean {
    return this.#aim.profiles === undefined && trader === this.#primary && this.#deltaPlans[trader]?.profiles !== undefined;
  }

  async #certifyDelta(run: Run, trader: Trader, primarySample: DeltaSample | undefined, onProfiles: OnProfiles): Promise<DeltaSample> {
    const { confidence, maxProfiles, precision, profiles } = this.#aim;
    const plan = this.#deltaPlans[trader]!;
    const follows = profiles === undefined && trader !== this.#primary && primarySample;
    const sample = await certifyTrader(plan, follows ? primarySample.profiles : this.#firstDeltaLook(trader), run, {
      alpha: 1 - confidence, maxProfiles, onProfiles,
      // Where the grid allows less than what was asked for, that is what is sought.
      ...(
        this.#isDeltaTargeted(trader)
          ? { enough: (looked: TraderSample) => deltaReached({ ...looked, plan }, Math.max(precision!, plan.precision)) }
          : {}
      ),
    });
    return { ...sample, plan };
  }

  #noteShortfall(sample: TraderSample): void {
    const { precision, maxProfiles } = this.#aim;
    const { trader } = sample.plan;
    if (!this.#isTargeted(trader) || !sample.complete || reached(sample, precision!)) return;
    this.#notes.push(
      `the ${trader}s' epsilon-LIC constant did not reach a relative half-width of ${precision} within --max-profiles ${maxProfiles}`
    );
  }

  #noteDeltaShortfall(sample: DeltaSample): void {
    const { precision, maxProfiles } = this.#aim;
    const { trader } = sample.plan;
    if (!this.#isDeltaTargeted(trader) || !sample.complete || deltaReached(sample, precision!)) return;
    const why = sample.plan.precision > precision! ? ': its grid would have too many cells' : ` within --max-profiles ${maxProfiles}`;
    this.#notes.push(`the ${trader}s' delta* did not reach a relative half-width of ${precision}${why}`);
  }
}

type OnProfiles = (done: number, target: number) => void;

const traderOrder = (primary: Trader): Trader[] => (primary === 'seller' ? ['seller', 'buyer'] : ['buyer', 'seller']);

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
