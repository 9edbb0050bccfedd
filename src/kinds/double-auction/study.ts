/** Double auctions: every point of a sweep planned, then certified, then fitted. */
import type { Trader } from '../../environment/double-auction.ts';
import type { Device } from '../../engine/device.ts';
import type { Metric } from '../../beliefs/belief-set.ts';
import type { Certified } from '../../notions/certified.ts';
import { fitRate } from '../../statistics/power-law.ts';
import type { Agent, Fit } from '../../results/document.ts';
import type { ParameterValues } from '../../study/scenario.ts';
import type { StudyConfiguration, StudyHooks } from '../../study/configuration.ts';
import { groupsOfOneFit, sharedValues, type StudyOutcome } from '../../study/outcome.ts';
import { deltaStar } from './ambiguity-results.ts';
import type { PointResult } from './point-result.ts';
import { certifyPoints, checkBudget, planPoints } from './sweep.ts';
import { traderConstants, traderLic } from './trader-results.ts';
import type { TraderSample } from './trader-study.ts';

const TRADERS: readonly Trader[] = ['seller', 'buyer'];

/** Rejects with InputError before any certified draw where the precision is out of reach. */
export async function studyDoubleAuctions(configuration: StudyConfiguration, device: Device, hooks: StudyHooks): Promise<StudyOutcome> {
  const { signal } = hooks;
  const notes: string[] = [];
  const planned = await planPoints(configuration, device, hooks);
  if (!signal?.aborted) checkBudget(configuration, planned);
  const results = await certifyPoints(configuration, device, hooks, planned, notes);
  const complete = notes.length === 0 && results.length === configuration.points.length && results.every((result) => result.complete);
  if (!complete && (signal?.aborted || notes.length === 0)) notes.push(signal?.aborted ? 'interrupted: later points are missing and the last one may rest on fewer profiles' : 'not every point reached what was asked');
  return {
    samplers: results.flatMap(({ samplers }) => samplers),
    complete,
    notes,
    estimates: results.flatMap(({ estimates }) => estimates),
    curves: results.flatMap(({ curves }) => curves),
    surfaces: results.flatMap(({ surfaces }) => surfaces),
    fits: configuration.command === 'rate' ? groupsOfOneFit(configuration, results).flatMap((group) => TRADERS.flatMap((trader) => traderFits(configuration, group, trader))) : [],
    ...(results.some(({ beliefs }) => beliefs.length > 0) ? { beliefs: results.flatMap(({ beliefs }) => beliefs) } : {}),
    verdicts: results.flatMap(({ verdicts }) => verdicts),
  };
}

/** One fit a quantity. Every fit spreads its error probability over its points. */
function traderFits(configuration: StudyConfiguration, group: readonly PointResult[], trader: Trader): Fit[] {
  const { scenario, confidence } = configuration;
  const rows = group.flatMap(({ samples, deltas, metrics, values }) => (samples[trader] ? [{ sample: samples[trader], ...(deltas[trader] ? { delta: deltas[trader] } : {}), metrics, values, market: scenario.marketSize(values) }] : []));
  const oneFit = (quantity: string, at: (row: (typeof rows)[number]) => Certified | undefined, metric?: Metric): Fit[] => {
    const constants = rows.map((row) => ({ market: row.market, constant: at(row) }));
    const fit = constants.every(({ constant }) => constant !== undefined) ? fitRate(constants.map(({ market, constant }) => ({ market, ...constant! }))) : undefined;
    if (!fit) return [];
    const exact = rows.map(({ values, market }) => ({ market, value: referenceValue(scenario, values, quantity, trader, metric) ?? 0 }));
    const reference = fitRate(exact.map(({ market, value }) => ({ market, estimate: value, lower: value, upper: value })));
    const point = { ...sharedValues(configuration, rows[0]!.values), ...(metric ? { metric } : {}) };
    return [{ quantity, agent: trader, point, model: 'c*M^b', ...fit, confidence, markets: rows.map(({ market }) => market), ...(reference ? { referenceExponent: reference.exponent } : {}) }];
  };
  const share = ({ alpha }: TraderSample): number => alpha / rows.length;
  const metrics = [...new Set(rows.flatMap(({ metrics: asked }) => asked))];
  return [
    ...oneFit('epsilonLic', ({ sample }) => traderLic(sample, share(sample))),
    ...oneFit('epsilonIc', ({ sample }) => traderConstants(sample, share(sample)).ic),
    ...metrics.flatMap((metric) => oneFit('deltaStar', (samples) => deltaStar(samples, metric, share), metric)),
  ];
}

function referenceValue(scenario: StudyConfiguration['scenario'], values: ParameterValues, quantity: string, agent: Agent, metric?: Metric): number | undefined {
  return scenario.references?.(values).find((entry) => entry.quantity === quantity && entry.agent === agent && (entry.metric === undefined || entry.metric === metric))?.reference?.value;
}
