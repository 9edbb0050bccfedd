/** A list of reports against draws of the others, and what they give in sums. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';
import { workOf } from '../../../kernels/network/graph.ts';
import { evaluatorOf, type NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { sizeOf } from '../../../kernels/network/cells.ts';
import { up } from '../../../kernels/network/rounding.ts';
import { FUNCTION_WORK } from '../../../kernels/report-gains/cpu.ts';
import { holdParts, partedNodes } from '../../../kernels/network/parted.ts';
import { fillBlocks, productsOf, type ReportGainsParameters } from '../../../kernels/report-gains/spec.ts';
import { isDiscrete, type Distribution } from '../../distributions/distribution.ts';
import type { Draw } from '../../run/run.ts';
import { signalDraws } from '../tensor/draws.ts';
import { functionGainSize } from './function-ranges.ts';
import type { ProfilesAsked } from './profiles.ts';
import { scaleOf } from './scale.ts';
import { singleGainError } from './single-errors.ts';
import { spreadPoints } from './spread-points.ts';

/** Sums over profiles, in money and objects. */
export interface ReportSums {
  readonly profiles: number;
  readonly objects: number;
  /** [reports, objects]; reports are the types as well. */
  readonly reports: Float64Array;
  readonly amounts: Float64Array;
  readonly payments: Float64Array;
  /** [types, reports]: sums of squared gains, each moved by at most `moved`; none where the list is drawn `whole`. */
  readonly squares: Float64Array;
  /** [reports, products]: of lists that are drawn `whole`, sums of products of what reports give (productsOf); see worth-squares.ts. */
  readonly moments: Float64Array;
  readonly moved: number;
  /** No mean gain that amounts and payments give is further off. */
  readonly off: number;
}

const REPORTS_MAX = 64;
const ONE_AXIS = 33;
const TWO_AXES = 8;
/** Of the range of gains, so that sums of squares of up to 2^24 profiles stay whole numbers below 2^53; so do those of moments, below. */
const COARSE = 2 ** -13;
/** Profiles in one request. */
const BLOCK = 2 ** 15;

/** The points of a discrete law, increasing; undefined of another. */
export const pointsOf = (law: Distribution): number[] | undefined => (isDiscrete(law) ? law.atoms!.map(({ at }) => at) : undefined);

/**
 * A grid of the box that has its corners; where a grid of two points an axis is too many, points spread evenly. Along an axis with a
 * discrete law its points alone, or so many of them, the ends included: no others are types. `two`: points an axis where there are two.
 */
export function reportList(low: Float64Array, high: Float64Array, laws: readonly Distribution[] = [], two = TWO_AXES): Float64Array {
  const axes = low.length;
  const most = axes === 1 ? ONE_AXIS : axes === 2 ? two : Math.floor(REPORTS_MAX ** (1 / axes) + 1e-9);
  const points = Array.from(low, (_, j) => laws[j] && pointsOf(laws[j]));
  if (most < 2) return nearest(spreadPoints(low, high, REPORTS_MAX / 2), points);
  const at = (j: number, n: number, levels: number): number => {
    const share = n / (levels - 1);
    const own = points[j];
    if (own) return own[Math.round(share * (own.length - 1))]!;
    return share === 1 ? high[j]! : low[j]! + share * (high[j]! - low[j]!);
  };
  let list: number[][] = [[]];
  for (let j = axes - 1; j >= 0; j--) {
    const levels = Math.min(most, points[j]?.length ?? most);
    list = list.flatMap((rest) => Array.from({ length: levels }, (_, n) => [at(j, n, levels), ...rest]));
  }
  return Float64Array.from(list.flat());
}

/** Each once, along discrete axes at the nearest point of the law. */
function nearest(list: Float64Array, points: readonly (readonly number[] | undefined)[]): Float64Array {
  const axes = points.length;
  const rows = new Map<string, number[]>();
  for (let k = 0; k < list.length; k += axes) {
    const row = points.map((own, j) => {
      const x = list[k + j]!;
      return own ? own.reduce((best, point) => (Math.abs(point - x) < Math.abs(best - x) ? point : best)) : x;
    });
    rows.set(row.join(), row);
  }
  return Float64Array.from([...rows.values()].flat());
}

/** No gain, of any type at any profile, is larger in size: amounts and payments lie in enclosures over all bids, or are declared. */
export function gainSize(mechanism: NetworkMechanism | FunctionMechanism, low: Float64Array, high: Float64Array, bidder: number): number {
  if ('source' in mechanism) return functionGainSize(mechanism, low, high, bidder);
  const { graph, bidders, objects, result } = mechanism;
  const { tape } = evaluatorOf({ graph, bidders, objects, result }, low.length);
  low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
  tape.enclose();
  const own = bidder * objects;
  const spread = (node: number, entries: readonly number[]): number =>
    Math.max(...entries.map((i) => tape.cells[node]!.high[i]!)) - Math.min(...entries.map((i) => tape.cells[node]!.low[i]!));
  const offers = result.kind === 'menu' ? result.offers[bidder]! : undefined;
  const rows = offers ? Array.from(tape.cells[offers.prices]!.low, (_, k) => k) : [bidder];
  const [amounts, prices] = result.kind === 'menu' ? [offers!.amounts, offers!.prices] : [result.amounts, result.payments];
  let size = spread(prices, rows);
  for (let j = 0; j < objects; j++) {
    size += Math.max(Math.abs(low[own + j]!), Math.abs(high[own + j]!)) * spread(amounts, rows.map((k) => k * objects + j));
  }
  return size * (1 + 1e-12);
}

/** Whatever all bid: no two amounts of an object that a bidder gets are further apart, none is larger in size, and no payment of hers. */
export function outcomeSize(
  { graph, bidders, objects, result }: NetworkMechanism, { low, high }: Pick<ProfilesAsked, 'low' | 'high'>, bidder: number,
): { readonly spread: number; readonly amount: number; readonly payment: number } {
  const { tape } = evaluatorOf({ graph, bidders, objects, result }, low.length);
  low.forEach((end, c) => tape.setBid(c, c, end, high[c]!));
  tape.enclose();
  const { amounts, prices } = result.kind === 'menu' ? result.offers[bidder]! : { amounts: result.amounts, prices: result.payments };
  const [got, paid] = [tape.cells[amounts]!, tape.cells[prices]!];
  /** Outcomes that she may have: her own, or any of her offers. */
  const rows = result.kind === 'menu' ? Array.from(paid.low, (_, k) => k) : [bidder];
  let [spread, amount] = [0, 0];
  for (let j = 0; j < objects; j++) {
    const ends = rows.map((k) => k * objects + j);
    spread = Math.max(spread, up(Math.max(...ends.map((i) => got.high[i]!)) - Math.min(...ends.map((i) => got.low[i]!))));
    amount = Math.max(amount, ...ends.map((i) => sizeOf(got, i)));
  }
  return { spread, amount, payment: Math.max(...rows.map((k) => sizeOf(paid, k))) };
}

/** Multiplications that an evaluation takes as long as. */
export const evaluationWork = (mechanism: NetworkMechanism | FunctionMechanism): number =>
  20 + ('graph' in mechanism ? workOf(mechanism.graph) : FUNCTION_WORK);

/** Whether curves of sums of bids are taken in parts. */
const arePartsHeld = (mechanism: NetworkMechanism, { low, high }: Pick<ProfilesAsked, 'low' | 'high'>, single: boolean): boolean =>
  holdParts(partedNodes(mechanism.graph), low.map((end, c) => Math.max(Math.abs(end), Math.abs(high[c]!))), single);

/** What no gain of hers is further off for single precision, of a list of so many reports. */
export function lostInSingles(
  mechanism: ProfilesAsked['by']['mechanism'], asked: Pick<ProfilesAsked, 'low' | 'high'>, bidder: number, reports: number,
): number {
  if ('source' in mechanism) return Infinity;
  const isParted = fillBlocks(reports, { single: true }) && arePartsHeld(mechanism, asked, true);
  return singleGainError(mechanism, asked.low, asked.high, bidder, isParted);
}

/**
 * Fewer profiles, from the first on, where the run was stopped. `whole`: moments in place of squares of gains.
 * `single`: outcomes are computed in single precision, and what that may lose is in `moved` and `off`.
 */
export async function drawReportGains(
  asked: ProfilesAsked & { readonly mechanism?: ProfilesAsked['by']['mechanism']; readonly single?: boolean },
  bidder: number, reports: Float64Array, size: number, run: Draw, stream: StreamKey, whole = false,
): Promise<ReportSums> {
  const { by, mechanism = by.mechanism, laws, unit, profiles, single = false } = asked;
  const draws = signalDraws({ signals: laws.flatMap((own, owner) => own.map((law, j) => ({ owner, name: `object ${j + 1}`, law }))) });
  const { objects } = mechanism;
  const count = reports.length / objects;
  const scale = scaleOf(asked);
  const amountUnit = unit / scale;
  const coarse = Math.max(unit, (whole ? 2 ** -Math.floor((52 - Math.ceil(Math.log2(Math.max(2, profiles)))) / 2) : COARSE) * size);
  const kinds = whole ? ['amounts', 'payments', 'moments'] as const : ['amounts', 'payments', 'squares'] as const;
  const products = productsOf(objects + 1);
  const sums = {
    amounts: new Float64Array(reports.length), payments: new Float64Array(count), squares: new Float64Array(whole ? 0 : count * count),
    moments: new Float64Array(whole ? count * products.length : 0),
  };
  const parted = 'graph' in mechanism && arePartsHeld(mechanism, asked, single);
  let done = 0;
  while (done < profiles) {
    const wanted = Math.min(BLOCK, profiles - done);
    const parameters: ReportGainsParameters = {
      mechanism, bidder, reports, first: done, types: draws.draw(stream, done, wanted), unit, coarse,
      ...(scale === 1 ? {} : { amountUnit }),
      ...(whole ? { whole } : {}), ...(parted ? { parted } : {}), ...(single ? { single } : {}),
    };
    const { statistics, profiles: drawn } = await run.draw({ kernel: 'report-gains', parameters, stream, first: done, count: wanted });
    for (const name of kinds) {
      const worth = name === 'payments' ? unit : name === 'amounts' ? amountUnit : coarse ** 2;
      for (const [k, value] of statistics[name]!.entries()) sums[name][k]! += value * worth;
    }
    done += drawn;
    if (drawn < wanted) break;
  }
  const terms = 1 + objects * reports.reduce((most, t) => Math.max(most, Math.abs(t) / scale), 1);
  const off = terms * unit + (single ? lostInSingles(mechanism, asked, bidder, count) : 0);
  if (whole) {
    products.forEach((pair, k) => {
      // Of amounts moments have what they are times the scale.
      const factor = scale ** -pair.filter((one) => one < objects).length;
      for (let r = 0; r < count; r++) sums.moments[r * products.length + k]! *= factor;
    });
  }
  return { ...sums, profiles: done, objects, reports, moved: (whole ? terms : 1) * (coarse / 2) + off, off };
}
