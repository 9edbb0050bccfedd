/**
 * From the list of types and reports to all there are, in mechanisms that a graph computes: what holds over the cells between the reports
 * at every profile, what is drawn of it, and the parts of the cells that matter most. Bounds: src/notions/gains-between-reports.ts.
 */
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { type CellCaps, cellCaps, dividedCells, drawCellErrors, type ReportCells } from '../../experiments/network/cell-errors.ts';
import type { Range } from '../../experiments/network/function-ranges.ts';
import { evenRanges, type GainRanges, gainRanges } from '../../experiments/network/gain-ranges.ts';
import type { ProfilesAsked } from '../../experiments/network/profiles.ts';
import { drawReportGains, evaluationWork, pointsOf } from '../../experiments/network/report-gains.ts';
import { cellsToDraw, gainBetweenReports, meanErrors } from '../../notions/gains-between-reports.ts';
import { gainsAbove, type ReportStage, stageAlphas } from '../../notions/report-gains.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';

export interface InterimAsked extends ProfilesAsked {
  /** No gain of any bidder is larger, at any profile. */
  readonly most: readonly number[];
  /** Ends of truthful utilities. */
  readonly utility: readonly Range[];
  readonly confidence: number;
  /** Told of the share of her rows' work that is done. */
  readonly onShare?: (share: number) => void;
}

/** Of the error probability of a constant, for what lies between the reports of its list. */
export const BETWEEN = 0.1;
/** Of that, whether or not cells are cut: for errors of cells, for gains of the corners of their parts, and for errors of the parts. */
const SHARES = { cells: 0.25, gains: 0.5, parts: 0.25 } as const;
/** The row is about all types and reports where that makes its upper end at most so many times as large. */
export const WIDER = 1.25;
/** Of the largest gain there may be: next to nothing, by whatever factor it passes what the list has. */
export const NOTHING = 1e-6;
/**
 * Cells whose errors are drawn, at most, and at how many profiles: a 32nd of those asked for up to so many. Boxes of the others' bids over
 * which errors are capped, one for every 256 profiles asked for; evaluations that an enclosure counts for, and multiplications of caps or
 * of drawn errors, at most.
 */
const CELLS = {
  drawn: { cells: 32, profiles: 2 ** 10 }, share: 1 / 32, boxes: 64, profilesABox: 2 ** 8, enclosure: 20, work: 2 ** 31,
} as const;
/**
 * Cells that are cut, at most, into as many parts an axis, of no more corners in all; parts whose errors are drawn; profiles of the
 * corners, an eighth of those asked for, at least and at most so many multiplications.
 */
const PARTS = {
  cells: 24, along: 2, corners: 320, drawn: { cells: 96, profiles: 2 ** 9 }, share: 1 / 8, least: 2 ** 9, work: 2 ** 32,
} as const;
/**
 * Where so few are not enough all cells are cut, if that leaves no more corners. Multiplications for gains of the corners, of every profile
 * asked for and at most, and so many times more for errors of the parts; profiles of the corners, at least, and of the errors, at most;
 * parts whose errors are drawn once more, at more profiles, where the others leave an end that is near. Boxes of the others' bids are more,
 * since what sampling adds to errors is a share of their caps.
 */
const ALL_PARTS = {
  corners: 2 ** 10, least: 2 ** 11, errors: 2 ** 11, more: { cells: 192, profiles: 2 ** 13 }, boxes: 144,
  work: { aProfile: 2 ** 15, most: 2 ** 35, errors: 2 },
} as const;

export interface BoundedCells {
  readonly mechanism: NetworkMechanism;
  readonly cells: ReportCells;
  readonly reports: Float64Array;
  readonly caps: CellCaps;
}

/** Enclosures that are worth their while. */
const enclosuresOf = (mechanism: NetworkMechanism, work: number = CELLS.work): number =>
  Math.floor(work / (CELLS.enclosure * evaluationWork(mechanism)));

/** What holds over cells of reports at every profile; undefined where there are none, or no affine forms. */
export async function boundedCells(
  { by: { mechanism }, low, high, profiles }: ProfilesAsked, bidder: number, cells: ReportCells | undefined, reports: Float64Array,
  run: Run,
): Promise<BoundedCells | 'interrupted' | undefined> {
  if (!cells || !('graph' in mechanism) || mechanism.result.kind !== 'outcome') return undefined;
  const boxes = Math.max(1, Math.min(CELLS.boxes, Math.floor(profiles / CELLS.profilesABox),
    Math.floor(enclosuresOf(mechanism) / cells.corners.length)));
  const caps = await run.draw({
    evaluation: 'certify-cells', parameters: { mechanism, reports, bidder, low, high, boxes },
    compute: async () => (await inTurns(cellCaps(mechanism, cells, reports, bidder, low, high, boxes), run.signal)) ?? null,
  });
  return caps === null ? 'interrupted' : { mechanism, cells, reports, caps };
}

/** What holds with the confidence asked for, or at a share of the error probability in its place. */
export type AtShare<T = number> = (share: number) => T;

/** Cells whose errors are drawn, at most, at how many profiles, by how many multiplications; absent: of CELLS. */
interface CellsDrawn {
  readonly cells: number;
  readonly profiles: number;
  readonly work?: number;
}

interface ErrorsAsked {
  readonly stream: string;
  readonly alpha: number;
  readonly drawn: CellsDrawn;
  /** What is known of them; default: caps. */
  readonly known?: AtShare<Float64Array>;
}

/** Errors of all cells: upper ends of means of those that matter, by what is drawn at error probability alpha; elsewhere `known`. */
async function errorsOf(
  asked: InterimAsked, bidder: number, { mechanism, cells, caps: { caps } }: BoundedCells, above: Float64Array,
  { stream, alpha, drawn, known = () => caps }: ErrorsAsked, run: Run,
): Promise<AtShare<Float64Array>> {
  const profiles = Math.min(drawn.profiles, Math.floor(CELLS.share * asked.profiles));
  const atMost = Math.min(drawn.cells, Math.floor(enclosuresOf(mechanism, drawn.work) / Math.max(1, profiles)));
  const chosen = cellsToDraw(cells, above, known(1), atMost, WIDER);
  if (chosen.length === 0) return known;
  const sums = await drawCellErrors(asked, mechanism, cells, chosen, caps, bidder, profiles, run, run.stream(stream));
  return (share) => {
    const before = known(share);
    return meanErrors(caps, sums, share * alpha).map((error, k) => Math.min(error, before[k]!));
  };
}

export interface Listed {
  readonly stages: readonly ReportStage[];
  readonly ranges: GainRanges;
  /** Of every gain. */
  readonly size: number;
}

/** Where she may have any type of a box. */
export const isEverywhere = ({ laws }: InterimAsked, bidder: number): boolean => laws[bidder]!.every((law) => pointsOf(law) === undefined);

/** Where she may have any type of a box: bounds of the list's pairs, and of what lies between them. */
export async function gainEverywhere(
  asked: InterimAsked, bidder: number, bounded: BoundedCells, { stages, ranges, size }: Listed, run: Run,
): Promise<AtShare | undefined> {
  if (!isEverywhere(asked, bidder)) return undefined;
  const { cells } = bounded;
  const most = asked.most[bidder]!;
  const alpha = (1 - asked.confidence) / 2;
  const aboveAt = (share: number): Float64Array => gainsAbove(stages, ranges, stageAlphas(stages.length, (1 - BETWEEN) * share * alpha));
  // What is drawn besides is chosen once, whatever is asked of it.
  const above = aboveAt(1);
  const errorsAt = await errorsOf(asked, bidder, bounded, above,
    { stream: 'certify/interim-cells', alpha: SHARES.cells * BETWEEN * alpha, drawn: CELLS.drawn }, run);
  const few = cellsToDraw(cells, above, errorsAt(1), PARTS.cells, WIDER);
  const near = Math.max(NOTHING * size, WIDER * above.reduce((largest, end) => Math.max(largest, end), 0));
  const isNear = few.length > 0 || gainBetweenReports(cells, above, errorsAt(1), most) <= near;
  const divided = isNear ? few : cells.corners.map((_, cell) => cell);
  const inParts = divided.length === 0 ? undefined
    : await gainInParts(asked, bidder, bounded, { divided, above, size, isAll: !isNear }, run);
  return (share) => {
    const [ends, errors] = [aboveAt(share), errorsAt(share)];
    const whole = gainBetweenReports(cells, ends, errors, most);
    if (!inParts) return whole;
    return Math.min(whole, Math.max(inParts(share, ends), gainBetweenReports(cells, ends, errors, most, divided)));
  };
}

/** What holds over parts of all cells at every profile, without ends of gains from one corner to the next. */
async function cappedCells(
  { low, high }: ProfilesAsked, bidder: number, mechanism: NetworkMechanism, cells: ReportCells, run: Run,
): Promise<BoundedCells | undefined> {
  const [reports, { boxes }] = [new Float64Array(0), ALL_PARTS];
  const { low: from, high: to } = cells;
  const caps = await run.draw({
    evaluation: 'certify-part-cells', parameters: { mechanism, from, to, bidder, low, high, boxes },
    compute: async () => (await inTurns(cellCaps(mechanism, cells, reports, bidder, low, high, boxes), run.signal)) ?? null,
  });
  return caps === null ? undefined : { mechanism, cells, reports, caps };
}

interface Divided {
  readonly divided: readonly number[];
  /** Upper ends of the list's pairs. */
  readonly above: Float64Array;
  /** Of every gain. */
  readonly size: number;
  /** Cells that are cut are all there are. */
  readonly isAll: boolean;
}

/**
 * The largest gain of types and reports that both lie in cells which are cut, given the upper ends of the list's pairs at that share;
 * undefined where that is not worth it, or was interrupted.
 */
async function gainInParts(
  asked: InterimAsked, bidder: number, { mechanism, cells, reports }: BoundedCells, { divided, above, size, isAll }: Divided, run: Run,
): Promise<((share: number, above: Float64Array) => number) | undefined> {
  const { objects } = mechanism;
  const [asMany, limits] = [divided.length * (PARTS.along + 1) ** objects, isAll ? ALL_PARTS : PARTS];
  if (PARTS.share * asked.profiles < limits.least || (!isAll && asMany > limits.corners)) return undefined;
  const parts = dividedCells(cells, divided, PARTS.along);
  const count = parts.reports.length / objects;
  if (count > limits.corners) return undefined;
  const allWork = Math.min(ALL_PARTS.work.most, ALL_PARTS.work.aProfile * asked.profiles);
  const work = Math.floor((isAll ? allWork : PARTS.work) / (count * (evaluationWork(mechanism) + 4 * count)));
  if (isAll && work < limits.least) return undefined;
  const bounded = isAll ? await cappedCells(asked, bidder, mechanism, parts.cells, run)
    : await boundedCells(asked, bidder, parts.cells, parts.reports, run);
  if (bounded === undefined || bounded === 'interrupted') return undefined;
  const most = asked.most[bidder]!;
  const ends = [-size, Math.min(size, most)] as const;
  const ranges = isAll ? evenRanges(count, ends) : gainRanges(parts.cells, parts.reports, bounded.caps, ends);
  const profiles = Math.floor(Math.min(PARTS.share * asked.profiles, Math.max(limits.least, work)));
  const sums = await drawReportGains({ ...asked, profiles }, bidder, parts.reports, size, run, run.stream('certify/interim-parts'));
  if (sums.profiles < profiles) return undefined;
  const alpha = (BETWEEN * (1 - asked.confidence)) / 2;
  const endsAt = (share: number, whole: Float64Array): Float64Array => {
    const ends = gainsAbove([{ sums, places: Array.from({ length: count }, (_, k) => k) }], ranges, [SHARES.gains * share * alpha]);
    keepLess(ends, parts.reports, whole, reports, objects);
    return ends;
  };
  const drawErrors = (name: string, part: number, drawn: CellsDrawn, known?: AtShare<Float64Array>): Promise<AtShare<Float64Array>> =>
    errorsOf(asked, bidder, bounded, endsAt(1, above),
      { stream: `certify/interim-${name}`, alpha: part * SHARES.parts * alpha, drawn, ...(known ? { known } : {}) }, run);
  const errorsAt = isAll ? await drawAll() : await drawErrors('part-cells', 1, PARTS.drawn);
  async function drawAll(): Promise<AtShare<Float64Array>> {
    const [partCount, errorWork] = [parts.cells.corners.length, ALL_PARTS.work.errors * allWork];
    const profiles = Math.min(ALL_PARTS.errors, Math.floor(enclosuresOf(mechanism, errorWork) / partCount));
    const first = await drawErrors('part-cells', 1 / 2, { cells: partCount, profiles, work: errorWork });
    return drawErrors('part-cells-more', 1 / 2, { ...ALL_PARTS.more, work: errorWork }, first);
  }
  return (share, whole) => gainBetweenReports(parts.cells, endsAt(share, whole), errorsAt(share), most);
}

/** Upper ends of a list's pairs, where another list has the pair with a lesser one. */
function keepLess(ends: Float64Array, reports: Float64Array, above: Float64Array, others: Float64Array, objects: number): void {
  const textAt = (list: Float64Array, k: number): string => list.subarray(k * objects, (k + 1) * objects).join();
  const whole = others.length / objects;
  const places = new Map(Array.from({ length: whole }, (_, k) => [textAt(others, k), k]));
  const count = reports.length / objects;
  const same = Array.from({ length: count }, (_, k) => places.get(textAt(reports, k)));
  for (let t = 0; t < count; t++) {
    for (let r = 0; r < count; r++) {
      const [type, report] = [same[t], same[r]];
      if (type === undefined || report === undefined) continue;
      ends[t * count + r] = Math.min(ends[t * count + r]!, above[type * whole + report]!);
    }
  }
}
