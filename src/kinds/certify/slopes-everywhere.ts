/**
 * From the list of types and reports to all there are for ε-LIC, in mechanisms that a graph computes: gains by the size of the lie are
 * slopes between the type and the report. Bounds: src/notions/slopes-between-reports.ts.
 */
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { drawCellErrors, type ReportCells } from '../../experiments/network/cell-errors.ts';
import { drawReportGains, evaluationWork, outcomeSize } from '../../experiments/network/report-gains.ts';
import { scaleOf } from '../../experiments/network/scale.ts';
import { slopeCaps, slopesOf, steepness, type SlopeCaps } from '../../experiments/network/slope-cells.ts';
import { meanErrors } from '../../notions/gains-between-reports.ts';
import { gainsAbove, lieSizes, meanAmounts, stageAlphas } from '../../notions/report-gains.ts';
import {
  type KnownSlopes, localGainBetweenReports, meanSlopes, slopeRanges, slopesAway, steepestCells,
} from '../../notions/slopes-between-reports.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';
import { BETWEEN, type AtShare, type BoundedCells, type InterimAsked, isEverywhere, type Listed } from './gain-everywhere.ts';

/** Of the error probability that BETWEEN leaves: for mean slopes, for errors of cells, and for mean amounts. */
const SHARES = { means: 0.5, errors: 0.3, amounts: 0.2 } as const;
/**
 * Cells that are so steep on average, as a multiple of the largest slope at the truth where the others bid their middle, are too steep for
 * a bound near the list's: no draw decides that. Boxes of the others' bids, one for every so many profiles; profiles of the slopes, a share
 * of those asked for, at least and at most so many multiplications, for all objects together; cells whose errors are drawn, at most, and
 * at how many profiles.
 */
const SLOPES = {
  steep: 0.2, boxes: 32, profilesABox: 2 ** 10, share: 1 / 8, least: 2 ** 9, work: 2 ** 33,
  drawn: { cells: 256, profiles: 2 ** 9, work: 3 * 2 ** 29, enclosure: 20 },
} as const;

/** A share of an object that is next to nothing. */
const NOTHING = 1e-9;
/** Units in which slopes are counted, of the largest: sums of 2^15 are below 2^53. */
const UNITS = 2 ** -36;

interface Prepared {
  readonly slopes: readonly NetworkMechanism[];
  readonly caps: readonly SlopeCaps[];
}

/** What holds of slopes at every profile; undefined where there are none, or cells are too steep for a bound near the list's. */
async function prepare(asked: InterimAsked, bidder: number, { mechanism, cells, reports }: BoundedCells, run: Run):
Promise<Prepared | undefined> {
  const slopes = slopesOf(mechanism, bidder);
  const { low, high, profiles } = asked;
  if (!slopes) return undefined;
  const looks = slopes.map((one) => steepness(one, cells, bidder, low, high));
  const slope = looks.reduce((most, look) => Math.max(most, look.slope), NOTHING);
  if (looks.some(({ steep }) => steep > SLOPES.steep * slope)) return undefined;
  const boxes = Math.max(1, Math.min(SLOPES.boxes, Math.floor(profiles / SLOPES.profilesABox)));
  const caps: SlopeCaps[] = [];
  for (const one of slopes) {
    const found = await run.draw({
      evaluation: 'certify-slope-cells', parameters: { mechanism: one, reports, bidder, low, high, boxes },
      compute: async () => (await inTurns(slopeCaps(one, cells, reports, bidder, low, high, boxes), run.signal)) ?? null,
    });
    if (found === null) return undefined;
    caps.push(found);
  }
  return { slopes, caps };
}

/** Of one object, at a share of the error probability. */
type SlopesAt = AtShare<KnownSlopes>;

/** Ends of mean slopes of all pairs of the list; undefined where the run was stopped. */
async function drawSlopes(
  asked: InterimAsked, bidder: number, { cells, reports }: BoundedCells, { slopes, caps }: Prepared, alpha: number, run: Run,
): Promise<SlopesAt[] | undefined> {
  const known: SlopesAt[] = [];
  for (const [k, one] of slopes.entries()) {
    const count = reports.length / one.objects;
    const own = caps[k]!;
    const ranges = slopeRanges(cells, own, count);
    const size = [...ranges.high, ...ranges.low].reduce((most, end) => Math.max(most, Math.abs(end)), 2 ** -500);
    const { amount, payment } = outcomeSize(one, asked, bidder);
    const most = Math.max(size, amount * scaleOf(asked), payment);
    const unit = UNITS * 2 ** Math.ceil(Math.log2(most));
    const work = SLOPES.work / (slopes.length * count * (evaluationWork(one) + 4 * count));
    const profiles = Math.floor(Math.min(SLOPES.share * asked.profiles, Math.max(SLOPES.least, work)));
    const sums = await drawReportGains({ ...asked, mechanism: one, unit, profiles }, bidder, reports, most, run,
      run.stream(`certify/interim-slopes-${k + 1}`), true);
    if (profiles < 2 || sums.profiles < profiles) return undefined;
    known.push((share) => ({ ends: meanSlopes(sums, ranges, (share * alpha) / slopes.length), errors: own.caps, caps: own }));
  }
  return known;
}

/** The same with errors of cells, where they matter, as means. */
async function drawErrors(
  asked: InterimAsked, bidder: number, cells: ReportCells, slopes: readonly NetworkMechanism[], known: readonly SlopesAt[],
  alpha: number, run: Run,
): Promise<readonly SlopesAt[]> {
  const steep = steepestCells(cells, known.map((at) => at(1)), SLOPES.drawn.cells);
  const drawn: SlopesAt[] = [];
  for (const [k, one] of slopes.entries()) {
    const profiles = Math.floor(Math.min(SLOPES.drawn.profiles, SLOPES.share * asked.profiles,
      SLOPES.drawn.work / (SLOPES.drawn.enclosure * evaluationWork(one) * Math.max(1, steep.length))));
    if (steep.length === 0 || profiles < 2) return known;
    const at = known[k]!;
    const { caps } = at(1).caps;
    const sums = await drawCellErrors(asked, one, cells, steep, caps, bidder, profiles, run,
      run.stream(`certify/interim-slope-cells-${k + 1}`));
    drawn.push((share) => ({ ...at(share), errors: meanErrors(caps, sums, (share * alpha) / slopes.length) }));
  }
  return drawn;
}

/** No type expects to gain more by the size of her lie, by any report there is; undefined where that is not worth its while. */
export async function slopesEverywhere(
  asked: InterimAsked, bidder: number, bounded: BoundedCells, { stages, ranges }: Listed, run: Run,
): Promise<AtShare | undefined> {
  const prepared = isEverywhere(asked, bidder) ? await prepare(asked, bidder, bounded, run) : undefined;
  if (!prepared) return undefined;
  const { mechanism, cells, caps } = bounded;
  const alpha = (1 - asked.confidence) / 2;
  const known = await drawSlopes(asked, bidder, bounded, prepared, SHARES.means * BETWEEN * alpha, run);
  if (!known) return undefined;
  const slopes = await drawErrors(asked, bidder, cells, prepared.slopes, known, SHARES.errors * BETWEEN * alpha, run);
  const { spread } = outcomeSize(mechanism, asked, bidder);
  return (share) => {
    const gains = {
      above: gainsAbove(stages, ranges, stageAlphas(stages.length, (1 - BETWEEN) * share * alpha)), errors: caps.caps,
      ...meanAmounts(stages[0]!, spread, SHARES.amounts * BETWEEN * share * alpha),
    };
    return localGainBetweenReports(cells, slopesAway(cells, slopes.map((at) => at(share))), gains, lieSizes(stages[0]!));
  };
}
