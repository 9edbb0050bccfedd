/** Rates along a sweep: one fit for every quantity, agent, mechanism and metric that all points of a group have certified. */
import type { PointResult, SweepPoint } from '../kinds/kind.ts';
import type { Estimate, Fit, Point } from '../results/document.ts';
import { isFitted, quantityOf } from '../results/quantities.ts';
import type { Interval } from '../statistics/interval.ts';
import { rateAsymptotics } from '../statistics/asymptotics.ts';
import { fitRate } from '../statistics/power-law.ts';
import type { StudyConfiguration } from './configuration.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

/** A point with what came of it, references included. */
export interface StudiedPoint {
  readonly point: SweepPoint;
  readonly result: PointResult;
}

interface FittedRow {
  readonly row: Estimate;
  readonly of: StudiedPoint;
}

/** Fits, and in words which series have none. */
export interface Rates {
  readonly fits: Fit[];
  readonly notes: string[];
}

/** Points that differ in the size alone belong to one fit. */
export function rates({ scenario, confidence }: StudyConfiguration, studied: readonly StudiedPoint[]): Rates {
  const groups = grouped(studied, ({ point }) => JSON.stringify(sharedValues(scenario, point.values)));
  const fitted = groups.flatMap((group) => series(group).map((rows) => {
    const found = atOnce(rows, confidence);
    const shared = sharedValues(scenario, group[0]!.point.values);
    return { rows, group, ...found, fit: rows.length === group.length ? fitOf(rows, found, shared) : undefined };
  }));
  const isComplete = studied.every(({ result: { complete } }) => complete);
  return {
    fits: fitted.flatMap(({ fit }) => (fit ? [fit] : [])),
    notes: isComplete ? notesOf(fitted.filter(({ fit }) => !fit), scenario.sizeName?.symbol ?? 'M', confidence) : [],
  };
}

interface Unfitted extends AtOnce {
  readonly rows: readonly FittedRow[];
  readonly group: readonly StudiedPoint[];
}

const distinctSizes = (of: readonly StudiedPoint[]): number[] => [...new Set(of.map(({ point: { size } }) => size))];

/** A note a reason; none of series that are 0 at every size, nor of a single size. */
function notesOf(unfitted: readonly Unfitted[], symbol: string, confidence: number): string[] {
  const speaking = unfitted.filter(({ rows, group }) => rows.some(({ row: { upper } }) => upper !== 0) && distinctSizes(group).length > 1);
  const reasons = grouped(speaking.map((one) => reasonOf(one, symbol, confidence)), ({ why }) => why);
  return reasons.map((some) => `no rate ${some[0]!.why}: ${[...new Set(some.map(({ what }) => what))].join('; ')}`);
}

function reasonOf(
  { rows, group, intervals }: Unfitted, symbol: string, confidence: number,
): { readonly why: string; readonly what: string } {
  const { quantity, agent, point: { mechanism } } = rows[0]!.row;
  const name = `${quantityOf(quantity).symbol} of ${agent}${mechanism === undefined ? '' : ` under ${mechanism}`}`;
  const at = (of: readonly StudiedPoint[]): string =>
    `${name} (${symbol} = ${distinctSizes(of).map((size) => +size.toPrecision(6)).join(', ')})`;
  const absent = group.filter((one) => rows.every(({ of }) => of !== one));
  if (absent.length > 0) return { why: 'where sizes have no interval', what: at(absent) };
  const open = rows.filter((_, i) => !(intervals[i]!.estimate > 0 && intervals[i]!.lower > 0)).map(({ of }) => of);
  if (open.length > 0) return { why: 'where an interval reaches 0, which more profiles may change', what: at(open) };
  const least = `${Math.ceil(1000 * (1 - 1 / rows.length)) / 10}%`;
  const given = `${+(100 * confidence).toFixed(6)}%`;
  return { why: `from ${rows.length} intervals at ${given}, which need not hold at once: take a --confidence above ${least}`, what: name };
}

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
};

/**
 * Parameters other than those that a rate sweeps: what the scenario's own default sweeps and, where the size is a market's, every count.
 */
function sharedValues(scenario: Scenario, values: ParameterValues): Point {
  const swept = new Set(Object.keys(scenario.rateDefaults ?? {}).flatMap((name) => scenario.shorthands?.[name]?.sets ?? [name]));
  const isShared = (name: string): boolean =>
    !swept.has(name) && (scenario.sizeName !== undefined || scenario.parameters[name]?.kind !== 'count');
  return Object.fromEntries(Object.entries(values).filter(([name]) => isShared(name)));
}

/** What tells the series of one group apart. */
function namesOf({ quantity, point: { mechanism, metric } }: Estimate): Point {
  return { ...(mechanism === undefined ? {} : { mechanism }), ...(quantity === 'deltaStar' && metric !== undefined ? { metric } : {}) };
}

/** By mechanism, then by agent, each in the order of the rows. */
function series(group: readonly StudiedPoint[]): FittedRow[][] {
  const rows = group.flatMap((of) => of.result.estimates.flatMap((row) => (isFitted(row.quantity) ? [{ row, of }] : [])));
  const perAgent = grouped(rows, ({ row: { agent, point: { mechanism } } }) => JSON.stringify([mechanism, agent]));
  return perAgent.flatMap((some) => grouped(some, ({ row }) => JSON.stringify([row.quantity, namesOf(row)])));
}

/** A row's interval at a share of its error probability; where nothing was drawn, it holds whatever is asked. */
const intervalAt = ({ row, of: { result } }: FittedRow, share: number): Interval | undefined =>
  (row.profiles === 0 || row.confidence === 1 ? row : result.intervalAt?.(row, share));

/** Intervals of a series that hold together with the confidence reached, which may be none. */
interface AtOnce {
  readonly intervals: readonly Interval[];
  readonly reached: number;
}

/** Each at its share of the error probability where the kind can give that, and else as they are, with as much confidence less. */
function atOnce(rows: readonly FittedRow[], confidence: number): AtOnce {
  const given = rows.map(({ row }) => row);
  // A size by itself has no rate.
  if (distinctSizes(rows.map(({ of }) => of)).length < 2) return { intervals: given, reached: confidence };
  const sharedOut = rows.map((one) => intervalAt(one, 1 / rows.length));
  return sharedOut.every((interval) => interval !== undefined)
    ? { intervals: sharedOut, reached: confidence } : { intervals: given, reached: 1 - rows.length * (1 - confidence) };
}

function fitOf(rows: readonly FittedRow[], { intervals, reached }: AtOnce, shared: Point): Fit | undefined {
  const { row: { quantity, agent }, row } = rows[0]!;
  const sizes = rows.map(({ of: { point } }) => point.size);
  const rated = intervals.map(({ estimate, lower, upper }, i) => ({ market: sizes[i]!, estimate, lower, upper }));
  const fit = fitRate(rated);
  if (!fit || !(reached > 0)) return undefined;
  const exact = fitRate(
    rows.map(({ row: { reference: { value } = { value: 0 } } }, i) => ({ market: sizes[i]!, estimate: value, lower: value, upper: value }))
  );
  const asymptotics = rateAsymptotics(rated);
  return {
    quantity, agent, point: { ...shared, ...namesOf(row) }, model: 'c*M^b', ...fit, confidence: reached, markets: sizes,
    ...(exact ? { referenceExponent: exact.exponent } : {}), ...(asymptotics ? { asymptotics } : {}),
  };
}
