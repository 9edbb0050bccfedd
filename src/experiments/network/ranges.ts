/**
 * What every profile's welfare, payments, utilities and excess lie in: branch and bound over all types at once, every box bounded by affine
 * forms and by weights traced back from the sum in question.
 */
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';
import { cellsOf, passOn, type Cells } from '../../../kernels/network/cells.ts';
import { addEntries, multiplyEntries, pullProduct } from '../../../kernels/network/elementwise.ts';
import { pairEvaluatorOf, type NetworkMechanism, type Outcome } from '../../../kernels/network/mechanism.ts';
import { eachOutcomeOf } from '../../../kernels/network/outcomes.ts';
import { pairTraceOf } from '../../../kernels/network/trace.ts';
import { boundedAbove, settleBound, type BoundsOf, type BoxBound } from '../../../kernels/regret/branch.ts';
import { constructionOf } from './by-construction.ts';
import { functionRanges, type OutcomeRanges, type Range } from './function-ranges.ts';
import { spreadPoints } from './spread-points.ts';

/** Boxes for each end of each quantity. */
const BOXES = 1024;
/** Times as many of revenue, whose ends are the last to settle: it adds up what all pay. */
const REVENUE = 4;
/** Profiles that show what each quantity reaches. */
const TRIED = 256;
/** Of the largest value in size: ends so near to what was reached are not looked at further. */
const GAP = 2 ** -16;

/** Outward rounding keeps away from zero by this little; nothing is counted in units so small. */
const NOTHING_LEFT = 2 ** -900;
const past = (end: number): number => (Math.abs(end) < NOTHING_LEFT ? 0 : end);

/** A sum over what bidders get and pay: of entries of the amounts, times the bid or not, and of payments, with the sign of their list. */
interface Quantity {
  readonly valued?: readonly number[];
  readonly amounts?: readonly number[];
  readonly paid?: readonly number[];
  readonly unpaid?: readonly number[];
  /** The bidder whose truthful utility it is. */
  readonly truthOf?: number;
}

const ANY: Range = [-Infinity, Infinity];
/** What both ranges hold. */
const within = ([least, most]: Range, [low, high]: Range): Range => [Math.max(least, low), Math.min(most, high)];

const opposite = (sign: 1 | -1): 1 | -1 => (sign === 1 ? -1 : 1);

function valueOf({ valued = [], amounts = [], paid = [], unpaid = [] }: Quantity, bids: ArrayLike<number>, outcome: Outcome): number {
  let sum = 0;
  for (const c of valued) sum += bids[c]! * outcome.amounts[c]!;
  for (const c of amounts) sum += outcome.amounts[c]!;
  for (const i of paid) sum += outcome.payments[i]!;
  for (const i of unpaid) sum -= outcome.payments[i]!;
  return sum;
}

/** Of the quantity, or of its opposite, over boxes of types. */
function createBound(mechanism: NetworkMechanism, axes: number): (of: Quantity, sign: 1 | -1) => BoundsOf {
  const { pair, payoffs } = pairEvaluatorOf(mechanism, axes);
  const menu = mechanism.result.kind === 'menu';
  const trace = pairTraceOf([pair]);
  const lanes = pair.lanes.map(({ cells, halves }, lane) => ({
    cells, halves, parts: partsOf(mechanism, cells, axes), form: cellsOf(1, axes), product: cellsOf(1, axes), rest: trace.rests[lane]!,
    bound: { most: 0, error: 0, linear: false, slopes: new Float64Array(axes) } as BoxBound,
  }));
  type Lane = (typeof lanes)[number];

  const affine = ({ cells: [bids], halves, parts, form, product }: Lane, lane: number,
    { valued = [], amounts = [], paid = [], unpaid = [], truthOf }: Quantity, sign: 1 | -1): void => {
    clear(form);
    if (menu && truthOf !== undefined) {
      payoffs[lane]!.truth(truthOf, product);
      addEntries(form, 0, form, 0, product, 0, sign, halves);
      return;
    }
    for (const c of valued) {
      multiplyEntries(product, 0, bids!, c, parts.amounts, c, halves);
      addEntries(form, 0, form, 0, product, 0, sign, halves);
    }
    for (const c of amounts) addEntries(form, 0, form, 0, parts.amounts, c, sign, halves);
    for (const i of paid) addEntries(form, 0, form, 0, parts.payments, i, sign, halves);
    for (const i of unpaid) addEntries(form, 0, form, 0, parts.payments, i, opposite(sign), halves);
  };
  const weigh = (
    { cells: [bids], parts, rest }: Lane, { valued = [], amounts = [], paid = [], unpaid = [] }: Quantity, sign: 1 | -1,
  ): void => {
    for (const c of valued) pullProduct(rest, sign, bids!, c, parts.amounts, c);
    for (const c of amounts) passOn(rest, sign, parts.amounts, c, 1, 0, 0);
    for (const i of paid) passOn(rest, sign, parts.payments, i, 1, 0, 0);
    for (const i of unpaid) passOn(rest, opposite(sign), parts.payments, i, 1, 0, 0);
  };
  const bounds = [lanes[0]!.bound, lanes[1]!.bound] as const;
  return (of, sign) => (boxes) => {
    pair.lanes.forEach(({ setBid }, lane) => {
      const { low, high } = boxes[lane]!;
      for (let c = 0; c < axes; c++) setBid(c, c, low[c]!, high[c]!);
    });
    pair.enclose();
    if (!menu) trace.start();
    for (const [lane, one] of lanes.entries()) {
      one.parts.read();
      affine(one, lane, of, sign);
      if (!menu) weigh(one, of, sign);
    }
    if (!menu) trace.finish();
    for (const [lane, { bound, form, halves }] of lanes.entries()) {
      settleBound(bound, form, menu ? Infinity : trace.ends[lane]!, trace.slopes[lane]!, halves);
    }
    return bounds;
  };
}

/** Steps of two boxes each to the ends over all types in [low, high]; at most `boxes` for every end. */
export function* outcomeRanges(
  mechanism: NetworkMechanism | FunctionMechanism, low: Float64Array, high: Float64Array, unitDemand: boolean, boxes = BOXES,
): Generator<undefined, OutcomeRanges> {
  if ('source' in mechanism) return functionRanges(mechanism, low, high, unitDemand);
  const { bidders, objects } = mechanism;
  const axes = low.length;
  const everyone = Array.from({ length: bidders }, (_, i) => i);
  const ownOf = (i: number): number[] => Array.from({ length: objects }, (_, j) => i * objects + j);
  const boundOf = createBound(mechanism, axes);
  const points = spreadPoints(low, high, TRIED);
  const size = low.reduce((most, end, c) => Math.max(most, Math.abs(end), Math.abs(high[c]!)), 0);
  const eachOutcome = eachOutcomeOf(mechanism);
  const pointOf = (n: number): Float64Array => points.subarray(n * axes, (n + 1) * axes);
  const reached = (of: Quantity): Range => {
    let [least, most] = [Infinity, -Infinity];
    eachOutcome(TRIED, (n, bids) => bids.set(pointOf(n)), (n, outcome) => {
      const value = valueOf(of, pointOf(n), outcome);
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    });
    return [least, most];
  };
  const upper = function* (of: Quantity, sign: 1 | -1, floor: number, gap: number, budget = boxes): Generator<undefined, number> {
    return past((yield* boundedAbove(boundOf(of, sign), low, high, budget, floor, gap)).upper);
  };
  /** A side that is not looked at has no end. */
  const range = function* (of: Quantity, budget = boxes, sides: readonly (1 | -1)[] = [-1, 1]): Generator<undefined, Range> {
    const [least, most] = reached(of);
    return [
      sides.includes(-1) ? 0 - (yield* upper(of, -1, -least, GAP * size, budget)) : -Infinity,
      sides.includes(1) ? yield* upper(of, 1, most, GAP * size, budget) : Infinity,
    ];
  };
  /** How far the quantity passes `level`; where nothing is found above it, boxes are cut until none is. */
  const above = function* (of: Quantity, sign: 1 | -1, level: number): Generator<undefined, number> {
    const [least, most] = reached(of);
    return Math.max(0, (yield* upper(of, sign, Math.max(level, sign === 1 ? most : -least) - GAP, GAP)) - level);
  };

  const known = constructionOf(mechanism, low, high);
  const isShared = (line: readonly number[]): boolean => known.areShares(line);
  const columns = Array.from({ length: objects }, (_, j) => everyone.map((i) => i * objects + j));
  /** Shares of objects whose values are at least 0 are worth what the highest bidder's are, at most. */
  const shared = low.every((end) => end >= 0) && columns.every(isShared)
    ? columns.reduce((sum, column) => sum + Math.max(...column.map((c) => high[c]!)), 0) : Infinity;
  const paying = everyone.map((i) => known.paysShare(i));

  const welfare = within(yield* range({ valued: everyone.flatMap(ownOf) }), [Number.isFinite(shared) ? 0 : -Infinity, shared]);
  const revenue = within(yield* range({ paid: everyone }, REVENUE * boxes), paying.every(Boolean) ? [0, welfare[1]] : ANY);
  const utility: Range[] = [];
  for (const i of everyone) {
    const sides = range({ valued: ownOf(i), unpaid: [i], truthOf: i }, boxes, paying[i]! ? [1] : [-1, 1]);
    utility.push(within(yield* sides, paying[i]! ? [0, Infinity] : ANY));
  }
  let excess = 0;
  for (const line of [...columns, ...(unitDemand ? everyone.map(ownOf) : [])]) {
    if (!isShared(line)) excess = Math.max(excess, yield* above({ amounts: line }, 1, 1));
  }
  for (const c of everyone.flatMap(ownOf)) {
    if (!known.isNonnegative(c)) excess = Math.max(excess, yield* above({ amounts: [c] }, -1, 0));
  }
  return { welfare, revenue, utility, excess };
}

function clear({ centre, slope, error, reach, low, high }: Cells): void {
  for (const array of [centre, error, reach, low, high, ...slope]) array[0] = 0;
}
interface Parts {
  /** [bidders, objects] and [bidders]. */
  readonly amounts: Cells;
  readonly payments: Cells;
  read(): void;
}

/** Amounts and payments as entries of their own: of a menu anything between its offers. */
function partsOf({ bidders, objects, result }: NetworkMechanism, cells: readonly Cells[], axes: number): Parts {
  if (result.kind === 'outcome') {
    return { amounts: cells[result.amounts]!, payments: cells[result.payments]!, read: () => undefined };
  }
  const [amounts, payments] = [cellsOf(bidders * objects, axes), cellsOf(bidders, axes)];
  const hull = (to: Cells, i: number, from: Cells, entries: readonly number[]): void => {
    to.low[i] = Math.min(...entries.map((k) => from.low[k]!));
    to.high[i] = Math.max(...entries.map((k) => from.high[k]!));
    to.centre[i] = (to.low[i]! + to.high[i]!) / 2;
    to.error[i] = (to.high[i]! - to.low[i]!) * 0.5000001 + Math.abs(to.centre[i]!) * 1e-15;
  };
  return {
    amounts,
    payments,
    read() {
      for (let i = 0; i < bidders; i++) {
        const offers = result.offers[i]!;
        const [list, prices] = [cells[offers.amounts]!, cells[offers.prices]!];
        const every = Array.from(prices.low, (_, k) => k);
        hull(payments, i, prices, every);
        for (let j = 0; j < objects; j++) hull(amounts, i * objects + j, list, every.map((k) => k * objects + j));
      }
    },
  };
}
