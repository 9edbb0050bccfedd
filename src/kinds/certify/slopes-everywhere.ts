/**
 * From the list of types and reports to all there are for ε-LIC, in mechanisms that a graph computes: gains by the size of the lie are
 * slopes between the type and the report. Bounds: src/notions/slopes-between-reports.ts and slopes-in-parts.ts.
 */
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { kindsIn } from '../../../kernels/cell-errors/spec.ts';
import { drawCellErrors, type CellErrorSums } from '../../experiments/network/cell-errors.ts';
import { drawReportGains, evaluationWork, outcomeSize } from '../../experiments/network/report-gains.ts';
import { scaleOf } from '../../experiments/network/scale.ts';
import { slopeCaps, slopesOf, steepness, type SlopeCaps } from '../../experiments/network/slope-cells.ts';
import { meanErrors } from '../../notions/gains-between-reports.ts';
import { gainsAbove, lieSizes, localGainOnList, meanAmounts, stageAlphas } from '../../notions/report-gains.ts';
import { gainsFarApart } from '../../notions/slopes-between-reports.ts';
import {
  gainAlongWays, partedCells, partedCorners, slopesAtPairs, type PartedCells, type PartSlopes, type SlopeStage,
} from '../../notions/slopes-in-parts.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';
import { BETWEEN, type AtShare, type BoundedCells, type InterimAsked, isEverywhere, type Listed, WIDER } from './gain-everywhere.ts';

/** Of the error probability that BETWEEN leaves: for mean slopes and errors of parts, first of all and then of some, and mean amounts. */
const SHARES = { first: 0.1, second: 0.4, errors: 0.05, moreErrors: 0.25, amounts: 0.2 } as const;
/**
 * Parts along every axis of a cell, as many as leave no more corners of all; where slopes of a part are off more than that share of the
 * list's constant and of the largest slope at the truth, the others at their middle, parts are too steep for anything. Boxes of the others'
 * bids, one for every so many profiles. Profiles of slopes, a share of those asked for, and at most so many multiplications for every
 * object, first of all and then of those that are above the constant. Parts whose errors are drawn, at most, and at how many profiles,
 * likewise, where they may leave a bound that many times as large.
 */
const SLOPES = {
  along: [1, 2, 4], steep: (WIDER - 1) / 2, corners: 2 ** 10, boxes: 64, profilesABox: 2 ** 8,
  first: { share: 1 / 16, least: 2 ** 9, work: 2 ** 31 }, second: { share: 1 / 2, least: 2 ** 9, work: 2 ** 33 },
  errors: { parts: 2 ** 10, profiles: 2 ** 8, work: 2 ** 33, wider: 1.1 },
  moreErrors: { parts: 2 ** 10, profiles: 2 ** 12, work: 2 ** 34, wider: 1 }, enclosure: 20,
} as const;
/** Units in which slopes are counted, of the largest: sums of 2^15 are below 2^53. */
const UNITS = 2 ** -36;

/** What holds of slopes by one bid at every profile. */
interface Prepared {
  readonly slopes: NetworkMechanism;
  readonly caps: SlopeCaps;
}

/** Cells in parts; undefined where slopes curve too much within those. */
function partsFor(asked: InterimAsked, bidder: number, { cells }: BoundedCells, slopes: readonly NetworkMechanism[], constant: number):
PartedCells | undefined {
  const along = SLOPES.along.findLast((parts) => partedCorners(cells, parts) <= SLOPES.corners) ?? 1;
  const parted = partedCells(cells, along);
  const looks = slopes.map((one) => steepness(one, parted.parts, bidder, asked.low, asked.high));
  const [steep, slope] = [Math.max(...looks.map((look) => look.steep)), Math.max(...looks.map((look) => look.slope))];
  return steep <= SLOPES.steep * Math.max(constant, slope) ? parted : undefined;
}

async function prepare(asked: InterimAsked, bidder: number, { cells, reports }: BoundedCells, along: number,
  slopes: readonly NetworkMechanism[], run: Run): Promise<Prepared[] | undefined> {
  const { low, high, profiles } = asked;
  const boxes = Math.max(1, Math.min(SLOPES.boxes, Math.floor(profiles / SLOPES.profilesABox)));
  const prepared: Prepared[] = [];
  for (const one of slopes) {
    const caps = await run.draw({
      evaluation: 'certify-slope-cells', parameters: { mechanism: one, reports, along, bidder, low, high, boxes },
      compute: async () => (await inTurns(slopeCaps(one, cells, along, reports, bidder, low, high, boxes), run.signal)) ?? null,
    });
    if (caps === null) return undefined;
    prepared.push({ slopes: one, caps });
  }
  return prepared;
}

/** Caps of the cells, for each of their parts. */
function capsOfParts({ cells, parts }: PartedCells, { caps }: SlopeCaps, kinds: number): Float64Array {
  const each = parts.corners.length / cells.corners.length;
  return Float64Array.from({ length: parts.corners.length * kinds }, (_, n) =>
    caps[Math.floor(n / (each * kinds)) * kinds + (n % kinds)]!);
}

/** For every bid. */
type Stages = Omit<SlopeStage, 'alpha'>[];

/** Sums of slopes by every bid at some of the parts' corners; undefined where the run was stopped, or there are too few profiles. */
async function drawStage(
  asked: InterimAsked, bidder: number, { reports, cells: { objects } }: PartedCells, prepared: readonly Prepared[],
  places: ArrayLike<number>, how: typeof SLOPES.first | typeof SLOPES.second, name: string, run: Run,
): Promise<Stages | undefined> {
  const list = Float64Array.from({ length: places.length * objects }, (_, n) =>
    reports[places[Math.floor(n / objects)]! * objects + (n % objects)]!);
  const stages: Stages = [];
  for (const [k, { slopes, caps }] of prepared.entries()) {
    const size = [...caps.high, ...caps.low].reduce((most, end) => Math.max(most, Math.abs(end)), 2 ** -500);
    const { amount, payment } = outcomeSize(slopes, asked, bidder);
    const most = Math.max(size, amount * scaleOf(asked), payment);
    const unit = UNITS * 2 ** Math.ceil(Math.log2(most));
    const work = how.work / (places.length * (evaluationWork(slopes) + 4 * (objects + 1) ** 2));
    const profiles = Math.floor(Math.min(how.share * asked.profiles, Math.max(how.least, work)));
    if (profiles < 2) return undefined;
    const sums = await drawReportGains({ ...asked, mechanism: slopes, unit, profiles }, bidder, list, most, run,
      run.stream(`certify/${name}-${k + 1}`), true);
    if (sums.profiles < profiles) return undefined;
    stages.push({ sums, places });
  }
  return stages;
}

/** Sums of errors of some parts, for every bid; none where that takes too long. */
async function drawErrors(
  asked: InterimAsked, bidder: number, { parts }: PartedCells, prepared: readonly Prepared[], caps: readonly Float64Array[],
  chosen: readonly number[], how: typeof SLOPES.errors | typeof SLOPES.moreErrors, name: string, run: Run,
): Promise<CellErrorSums[]> {
  const drawn: CellErrorSums[] = [];
  for (const [k, { slopes }] of prepared.entries()) {
    const profiles = Math.floor(Math.min(how.profiles, asked.profiles / 8,
      how.work / (SLOPES.enclosure * evaluationWork(slopes) * Math.max(1, chosen.length))));
    if (chosen.length === 0 || profiles < 2) return [];
    drawn.push(await drawCellErrors(asked, slopes, parts, chosen, caps[k]!, bidder, profiles, run, run.stream(`certify/${name}-${k + 1}`)));
  }
  return drawn;
}

/** No type expects to gain more by the size of her lie, by any report there is; undefined where that is not worth its while. */
export async function slopesEverywhere(
  asked: InterimAsked, bidder: number, bounded: BoundedCells, { stages, ranges }: Listed, run: Run,
): Promise<AtShare | undefined> {
  const slopes = isEverywhere(asked, bidder) ? slopesOf(bounded.mechanism, bidder) : undefined;
  if (!slopes) return undefined;
  const alpha = (1 - asked.confidence) / 2;
  const listAt = (share: number): number[] => stageAlphas(stages.length, (1 - BETWEEN) * share * alpha);
  const constantAt = remembered((share) => localGainOnList(stages, ranges, listAt(share)));
  const parted = partsFor(asked, bidder, bounded, slopes, constantAt(1));
  const prepared = parted && await prepare(asked, bidder, bounded, parted.along, slopes, run);
  if (!parted || !prepared) return undefined;

  const { spread } = outcomeSize(bounded.mechanism, asked, bidder);
  const farAt = remembered((share) => gainsFarApart(bounded.cells, {
    above: gainsAbove(stages, ranges, listAt(share)), errors: bounded.caps.caps,
    ...meanAmounts(stages[0]!, spread, SHARES.amounts * BETWEEN * share * alpha),
  }, lieSizes(stages[0]!)));
  const each = (part: keyof typeof SHARES): number => (SHARES[part] * BETWEEN * alpha) / slopes.length;
  const caps = prepared.map((one) => capsOfParts(parted, one.caps, kindsIn(bounded.mechanism)));
  const drawn: { first?: Stages | undefined; second?: Stages | undefined; errors?: CellErrorSums[]; moreErrors?: CellErrorSums[] } = {};
  const known = (share: number, isStraight = false): PartSlopes[] => prepared.map((one, k) => {
    const errors = isStraight ? new Float64Array(caps[k]!.length) : caps[k]!.slice();
    for (const part of isStraight ? [] : ['errors', 'moreErrors'] as const) {
      const sums = drawn[part]?.[k];
      if (sums) meanErrors(caps[k]!, sums, share * each(part)).forEach((error, n) => { errors[n] = Math.min(errors[n]!, error); });
    }
    return {
      caps: one.caps, errors, stages: (['first', 'second'] as const).flatMap((stage) =>
        (drawn[stage] ? [{ ...drawn[stage][k]!, alpha: share * each(stage) }] : [])),
    };
  });
  const boundBy = (by: readonly PartSlopes[], share: number): number => {
    const slopesAt = slopesAtPairs(parted, by);
    return [...bounded.cells.corners.keys()].reduce(
      (most, types) => gainAlongWays(parted, farAt(share), slopesAt, types, most), constantAt(share));
  };
  /** Parts at which slopes may be above so much, those with the largest, at most so many. */
  const partsAbove = (wider: number, atMost: number, isStraight = false): number[] => {
    const ofParts = new Float64Array(parted.parts.corners.length);
    const slopesAt = slopesAtPairs(parted, known(1, isStraight));
    for (const types of bounded.cells.corners.keys()) gainAlongWays(parted, farAt(1), slopesAt, types, constantAt(1), ofParts);
    return [...ofParts.keys()].filter((part) => ofParts[part]! > wider * constantAt(1)).sort((a, b) => ofParts[b]! - ofParts[a]!)
      .slice(0, atMost).sort((a, b) => a - b);
  };
  const draw = (places: ArrayLike<number>, stage: 'first' | 'second'): Promise<Stages | undefined> =>
    drawStage(asked, bidder, parted, prepared, places, SLOPES[stage], `interim-slopes-${stage}`, run);
  const drawErrorsOf = async (part: 'errors' | 'moreErrors'): Promise<void> => {
    const chosen = partsAbove(SLOPES[part].wider, SLOPES[part].parts);
    drawn[part] = await drawErrors(asked, bidder, parted, prepared, caps, chosen, SLOPES[part], `interim-slope-${part}`, run);
  };

  drawn.first = await draw([...Array(parted.reports.length / parted.cells.objects).keys()], 'first');
  if (!drawn.first) return undefined;
  await drawErrorsOf('errors');
  // Where not even mean slopes are near enough, were nothing off, no draw decides that.
  const straight = known(1, true).map((one) => ({ ...one, stages: one.stages.map((stage) => ({ ...stage, alpha: Infinity })) }));
  if (boundBy(straight, 1) <= WIDER * constantAt(1)) {
    const places = cornersOf(parted, partsAbove(1, Infinity, true));
    if (places.length > 0) drawn.second = await draw(places, 'second');
    await drawErrorsOf('moreErrors');
  }
  if (run.signal?.aborted) return undefined;
  return remembered((share) => boundBy(known(share), share));
}

/** Corners of parts, each once. */
const cornersOf = ({ parts }: PartedCells, chosen: readonly number[]): number[] =>
  [...new Set(chosen.flatMap((part) => parts.corners[part]!))].sort((a, b) => a - b);

function remembered<T>(bound: AtShare<T>): AtShare<T> {
  const known = new Map<number, T>();
  return (share) => {
    if (!known.has(share)) known.set(share, bound(share));
    return known.get(share)!;
  };
}
