/**
 * One double auction under several mechanisms on the same draws: constants of those in which a lie may gain as for a double auction by
 * itself, or of traders of several units, zeros by structure of the others, and what each costs in trades, gains from trade and money.
 */
import type { DoubleAuction } from '../../environment/double-auction.ts';
import type { AuctionMechanism } from '../../mechanism/double-auction/auction-mechanism.ts';
import { parseAuctionMechanisms } from '../../mechanism/double-auction/registry.ts';
import { mechanismMeans, type MechanismMeans } from '../../notions/auction-mechanisms.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { comparedCost, comparedProfiles, comparedSums, type ComparedSums } from './compared-sums.ts';
import { multiUnitRows } from './multi-unit-rows.ts';
import { planPoint } from './plan-point.ts';

const DOMINANT = 'zero by structure: truth-telling is a dominant strategy';
const ALWAYS = 'by structure, at every profile';

interface Part {
  readonly mechanism: AuctionMechanism;
  readonly planned: PlannedPoint;
}

/** Runs the pilots of those mechanisms in which a lie may gain. */
export async function planCompared(point: SweepPoint<DoubleAuction>, aim: StudyAim, run: Run): Promise<PlannedPoint> {
  const { mechanisms: texts, ...market } = point.problem;
  const mechanisms = parseAuctionMechanisms(texts);
  // Whole markets are cleared once for all mechanisms.
  const own: StudyAim = { ...aim, command: 'rate' };
  const parts: Part[] = [];
  for (const mechanism of mechanisms) {
    const { kappa } = mechanism;
    if (kappa === undefined) continue;
    const planned = await planPoint({ ...point, problem: { ...market, kappa }, primaryAgent: kappa === 1 ? 'buyer' : 'seller' }, own, run);
    parts.push({ mechanism, planned });
  }
  const cost = parts.reduce((sum, { planned }) => sum + planned.cost, comparedCost(market, aim));
  return {
    ...(parts.length > 0 ? { profiles: Math.max(...parts.map(({ planned: { profiles = 0 } }) => profiles)) } : {}),
    cost,
    async study(certifying) {
      const results = new Map<string, PointResult>();
      let done = 0;
      for (const { mechanism: { text }, planned } of parts) {
        if (certifying.signal?.aborted) break;
        const told = certifying.reporting((stage, share) => certifying.progress(`${text}: ${stage}`, (done + share * planned.cost) / cost));
        results.set(text, await planned.study(told));
        done += planned.cost;
      }
      for (const mechanism of mechanisms.filter(({ manyUnits }) => manyUnits)) {
        if (certifying.signal?.aborted) break;
        certifying.progress(`${mechanism.text}: traders of ${mechanism.manyUnits!.units} units`, done / cost);
        results.set(mechanism.text, multiUnitRows(market, mechanism, point.values, aim, certifying));
      }
      if (certifying.signal?.aborted) return joined(point, aim, mechanisms, results, undefined);
      certifying.progress(`${mechanisms.length} mechanisms (${comparedProfiles(market, aim)} profiles)`, done / cost);
      return joined(point, aim, mechanisms, results, await comparedSums(market, mechanisms, aim, certifying));
    },
  };
}

/** All rows under the names of their mechanisms. */
function joined(
  { values, problem }: SweepPoint<DoubleAuction>, { confidence, profiles }: StudyAim, mechanisms: readonly AuctionMechanism[],
  results: ReadonlyMap<string, PointResult>, sums: ComparedSums | undefined,
): PointResult {
  const alpha = 1 - confidence;
  const known = sums !== undefined && sums.profiles > 0 ? sums : undefined;
  const placed = <T extends { readonly point: Point }>(rows: readonly T[], text: string): T[] =>
    rows.map((row) => ({ ...row, point: { ...row.point, mechanism: text } }));
  const parts = [...results];
  const estimates = mechanisms.flatMap((mechanism, at) => {
    const { text, structure } = mechanism;
    const point = { ...values, mechanism: text };
    const own = known ? marketRows(known, at, mechanism, problem, point, confidence) : [];
    return [...(structure.dominant ? zeros(point, confidence) : placed(results.get(text)?.estimates ?? [], text)), ...own];
  });
  const fewer = known !== undefined && profiles !== undefined && known.profiles < profiles;
  return {
    samplers: parts.flatMap(([text, { samplers }]) => placed(samplers, text)),
    estimates,
    curves: parts.flatMap(([text, { curves }]) => placed(curves, text)),
    surfaces: parts.flatMap(([text, { surfaces }]) => placed(surfaces, text)),
    verdicts: parts.flatMap(([text, { verdicts }]) => placed(verdicts, text)),
    notes: [
      ...new Set(parts.flatMap(([, { notes }]) => notes)),
      'trades, gains from trade and money are those of true reports, under every mechanism',
      ...(fewer ? [`${known.profiles} whole profiles were cleared and not ${profiles}: sums of more would not be exact`] : []),
    ],
    complete: (sums?.complete ?? false) && parts.length === mechanisms.filter(({ structure: { dominant } }) => !dominant).length
      && parts.every(([, { complete }]) => complete),
    intervalAt(row, share) {
      const { mechanism: text, ...point } = row.point;
      const at = mechanisms.findIndex((mechanism) => mechanism.text === text);
      const means: Partial<Record<string, Interval>> = known && at >= 0 ? { ...mechanismMeans(known, at, alpha * share) } : {};
      return means[row.quantity] ?? results.get(String(text))?.intervalAt?.({ ...row, point }, share);
    },
  };
}

/** Both constants of both sides. */
const zeros = (point: Point, confidence: number): Estimate[] => (['seller', 'buyer'] as const).flatMap((agent) =>
  ['epsilonLic', 'epsilonIc'].map((quantity): Estimate =>
    ({ quantity, agent, point, ...exactly(0), confidence, guarantee: 'exact', profiles: 0, basis: DOMINANT })));

function marketRows(
  sums: ComparedSums, at: number, { price }: AuctionMechanism, market: DoubleAuction, point: Point, confidence: number,
): Estimate[] {
  const means = mechanismMeans(sums, at, 1 - confidence);
  const { zero } = sums.mechanisms[at]!;
  const common = { agent: 'market', point, confidence, profiles: sums.profiles } as const;
  const isZero = (quantity: keyof MechanismMeans): boolean => (quantity === 'lostTrades' || quantity === 'lostWelfare' ? zero.loss
    : quantity === 'efficiency' ? zero.loss : quantity !== 'expectedTrades' && zero.money);
  const withoutMean = sums.off.firstBest === Infinity;
  const rows = Object.entries(means).flatMap(([quantity, interval]: [string, Interval | undefined]): Estimate[] => {
    if (interval === undefined) return [];
    const structural = interval.lower === interval.upper && isZero(quantity as keyof MechanismMeans);
    if (!structural && withoutMean && quantity !== 'lostTrades' && quantity !== 'expectedTrades') return [];
    return [{ quantity, ...common, ...interval, ...(structural ? { guarantee: 'exact', basis: ALWAYS } : { guarantee: 'continuum' }) }];
  });
  const known = (quantity: string, value: number, basis: string): Estimate =>
    ({ quantity, ...common, ...exactly(value), guarantee: 'exact', profiles: 0, basis });
  return [
    ...rows, known('exPostIrViolation', 0, ALWAYS), ...(price ? [known('price', price(market), 'the laws, by quadrature')] : []),
  ];
}
