/** From the sums of an assignment market to the rows of the result document. */
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import { exactly, widened, type Interval } from '../../statistics/interval.ts';
import { assignmentMarketMean } from '../../notions/market.ts';
import { epsilonIcOfPayAsBid } from '../../notions/epsilon-ic.ts';
import { vcgExAnteUtility, vcgInterimUtility } from '../../notions/interim-utility.ts';
import type { Estimate, Guarantee, Point, Witness } from '../../results/document.ts';
import { bidderName, type AssignmentMechanism } from './study-point.ts';
import type { BidderSample, TriedType } from './bidder-study.ts';

export interface RowsInput {
  readonly mechanism: AssignmentMechanism;
  readonly sample: BidderSample;
  readonly point: Point;
  readonly confidence: number;
  /** Whether the bidder's worths go on without an end. */
  readonly endless?: boolean;
}

/** Vectors longer than this are not printed as witnesses. */
export const WITNESS_MAX = 16;

/** Every profile went as theory says: no report that was put in gained, and menus were the payments. */
const isDominant = ({ sums: { statistics } }: BidderSample): boolean => statistics.gainful![0] === 0 && statistics.violations![2] === 0;

type Row = (quantity: string, agent: string, bounds: Interval, guarantee?: Guarantee, witness?: Witness) => Estimate;

const rowOf = ({ mechanism, sample, point, confidence }: RowsInput): Row =>
  (quantity, agent, { estimate, lower, upper }, guarantee = 'continuum', witness) => ({
  quantity, agent, point: {
    ...point, mechanism: mechanism.name,
  }, estimate, lower, upper, confidence, guarantee, profiles: sample.sums.profiles, ...(witness ? { witness } : {}),
});

export function bidderRows(input: RowsInput): Estimate[] {
  const { mechanism, sample, confidence } = input;
  const { sums, errors: { others, all }, rounding } = sample;
  const row = rowOf(input);
  const alpha = 1 - confidence;
  const agent = bidderName(sample.bidder);
  const highest = (worths: Int32Array): number => worths.reduce((top, x) => Math.max(top, x), 0) * sums.unit;
  const most = highest(sums.top);
  const chance = (count: number): Interval => widened(clopperPearson(count, sums.profiles, alpha), all.chance, [0, 1]);
  const between = (sure: number, unclear: number): Interval =>
    (unclear === 0 ? chance(sure) : { ...chance(sure), upper: chance(sure + unclear).upper });
  if (mechanism.payments === 'vcg') {
    return [
      ...(isDominant(sample) ? [row('epsilonIc', agent, exactly(0))] : []),
      row('exAnteUtility', agent, widened(vcgExAnteUtility(sums, alpha), all.shift + rounding, [0, most])),
      row('interimIr', agent, sample.tried ? leastUnderDependence(sample, alpha)
        // Utility rises in the type: the lowest one has least.
        : widened(vcgInterimUtility(sums, 0, alpha), others.shift + rounding, [0, highest(sums.low)])),
      row(
        'exPostGainProbability',
        agent,
        isDominant(sample) ? exactly(0) : chance(sums.statistics.gainful![0]!),
        isDominant(sample) ? 'continuum' : 'grid',
      ),
    ];
  }
  if (sample.tried) return payAsBidUnderDependence(row, sample, alpha, between);
  // No report within the supports gains more, wherever these lie.
  const widest = sums.top.reduce((width, top, j) => Math.max(width, top - sums.low[j]!), 0) * sums.unit;
  const sampled = widened(epsilonIcOfPayAsBid(sums, sample.witness, alpha), others.chance * widest + rounding, [0, widest]);
  const gain = { ...sampled, lower: Math.max(0, sampled.lower - lost(sample)) };
  return [
    // Where a worth goes on without an end no number bounds gains: plan-point.ts has the verdict.
    ...(input.endless ? [] : [row('epsilonIc', agent, gain, sample.all ? 'continuum' : 'grid', witnessOf(sample))]),
    row('exAnteUtility', agent, exactly(0)),
    row('interimIr', agent, exactly(0)),
    // The least report that gets an object gains what that leaves: some report gains where VCG leaves more than to the lowest type.
    row('exPostGainProbability', agent, between(sums.statistics.positive![0]!, sums.statistics.unclear![0]!)),
  ];
}

/** Nobody loses under VCG, in any profile; a type that was tried has no less than the least. */
function leastUnderDependence({ tried, errors: { others }, rounding }: BidderSample, alpha: number): Interval {
  const [{ sums }] = tried as readonly [TriedType];
  const most = sums.top.reduce((top, x) => Math.max(top, x), 0) * sums.unit;
  return { ...widened(vcgInterimUtility(sums, 0, alpha), others.shift + rounding, [0, most]), lower: 0 };
}

/** Truthful bidders end with 0; the type and the report that gained most on pilots gain at least that, no others that were tried more. */
function payAsBidUnderDependence(
  row: Row, sample: BidderSample, alpha: number, between: (sure: number, unclear: number) => Interval,
): Estimate[] {
  const tried = sample.tried!;
  const { statistics: { positive, unclear } } = sample.sums;
  const agent = bidderName(sample.bidder);
  const best = tried.reduce((most, one) => (one.mean > most.mean ? one : most));
  const gainOf = (one: TriedType, share: number): Interval => {
    const most = one.sums.top.reduce((width, top, j) => Math.max(width, top - one.sums.low[j]!), 0) * one.sums.unit;
    return widened(epsilonIcOfPayAsBid(one.sums, one.witness, share), sample.rounding, [0, most]);
  };
  const { estimate, lower } = gainOf(best, alpha);
  const upper = Math.max(...tried.map((one) => gainOf(one, alpha / tried.length).upper));
  const gain = { estimate, lower: Math.max(0, lower - lost({ ...sample, ...best })), upper };
  return [
    row('epsilonIc', agent, gain, 'grid', witnessOf(best)),
    row('exAnteUtility', agent, exactly(0)),
    row('interimIr', agent, exactly(0)),
    row('exPostGainProbability', agent, between(positive![0]!, unclear![0]!)),
  ];
}

/**
 * What the gain counted, in which the highest type has the best of tied objects, may exceed that of any report: one that raises objects by
 * so many steps as make the better ones go first, 2 `within` for each gain that differs, in units of value.
 */
function lost({ sums: { top, unit }, reports, witness, within = 0 }: BidderSample): number {
  const gains = new Set(reports[witness]!.row.map((x, j) => top[j]! - x));
  return 2 * within * gains.size * unit;
}

/** The highest type gains most from any report. */
function witnessOf({ sums: { top, unit }, reports, witness }: Pick<BidderSample, 'sums' | 'reports' | 'witness'>): Witness | undefined {
  if (top.length > WITNESS_MAX) return undefined;
  const inValue = (row: Int32Array): number | number[] => (row.length === 1 ? row[0]! * unit : Array.from(row, (x) => x * unit));
  return { type: inValue(top), report: inValue(reports[witness]!.row) };
}

/** All together; the same whichever bidder was sampled. */
export function marketRows(input: RowsInput): Estimate[] {
  const { mechanism, sample: { sums, errors: { all } }, confidence } = input;
  const row = rowOf(input);
  const alpha = 1 - confidence;
  const { bidders, objects } = sums.parameters;
  // A price is a difference of two welfares, and so is what is paid for an object.
  const mean = (name: 'welfare' | 'revenue' | 'highest', slope: number): Interval =>
    widened(assignmentMarketMean(sums, name, alpha), slope * all.shift, [0, Infinity]);
  const welfare = mean('welfare', 1);
  const { violations } = sums.statistics;
  const ofPrices = mechanism.payments === 'pay-as-bid' ? [] : [
    row('highestCompetitiveRevenue', 'market', mean('highest', objects)),
    row('priceViolationProbability', 'market', clopperPearson(Math.max(violations![0]!, violations![1]!), sums.profiles, alpha)),
  ];
  return [
    row('welfare', 'market', welfare),
    row('firstBest', 'market', welfare),
    row('welfareShare', 'market', exactly(1)),
    row('revenue', 'market', mechanism.payments === 'vcg' ? mean('revenue', Math.min(bidders - 1, objects)) : welfare),
    ...ofPrices,
  ];
}
