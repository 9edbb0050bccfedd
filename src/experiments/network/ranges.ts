/** What every profile's welfare, payments, utilities and excess lie in: enclosures over all types at once, cut into boxes. */
import { evaluatorOf, type NetworkMechanism, type Worth } from '../../../kernels/network/mechanism.ts';

export type Range = readonly [number, number];

export interface OutcomeRanges {
  readonly welfare: Range;
  readonly revenue: Range;
  /** Of truthful bidders. */
  readonly utility: readonly Range[];
  /** Upper end of the excess of kernels/regret/excess.ts, at least 0. */
  readonly excess: number;
}

/** Cuts of every axis, as many as keep the boxes below this number. */
const BOXES_MAX = 4096;

const joined = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.max(b, d)];
const NOTHING: Range = [Infinity, -Infinity];

/** Ends of the graph's outputs and of truthful utilities over all types in [low, high]. */
export function outcomeRanges(mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, unitDemand: boolean): OutcomeRanges {
  const { bidders, objects, result } = mechanism;
  const evaluator = evaluatorOf(mechanism);
  const { cells } = evaluator.tape;
  const bids = cells[0]!;
  const axes = low.length;
  const cuts = Math.max(1, Math.floor(BOXES_MAX ** (1 / axes) + 1e-9));
  let [welfare, revenue, excess] = [NOTHING, NOTHING, 0];
  const utility = Array.from({ length: bidders }, () => NOTHING);
  const worth: Worth = { low: 0, high: 0 };
  const amountLow = new Float64Array(axes);
  const amountHigh = new Float64Array(axes);
  const total = cuts ** axes;
  for (let box = 0; box < total; box++) {
    for (let c = 0, rest = box; c < axes; c++, rest = Math.floor(rest / cuts)) {
      const [width, at] = [(high[c]! - low[c]!) / cuts, rest % cuts];
      bids.low[c] = at === 0 ? low[c]! : low[c]! + at * width;
      bids.high[c] = at === cuts - 1 ? high[c]! : low[c]! + (at + 1) * width;
    }
    let [paidLow, paidHigh, valueLow, valueHigh] = [0, 0, 0, 0];
    for (let i = 0; i < bidders; i++) {
      const own = i * objects;
      const types = { low: bids.low.subarray(own, own + objects), high: bids.high.subarray(own, own + objects) };
      if (i === 0) evaluator.tape.enclose();
      evaluator.truth(i, types, worth);
      utility[i] = joined(utility[i]!, [worth.low, worth.high]);
      const [prices, amounts] = result.kind === 'outcome'
        ? [cells[result.payments]!, cells[result.amounts]!]
        : [cells[result.offers[i]!.prices]!, cells[result.offers[i]!.amounts]!];
      const offers = result.kind === 'outcome' ? [i] : Array.from(prices.low, (_, k) => k);
      paidLow += Math.min(...offers.map((k) => prices.low[k]!));
      paidHigh += Math.max(...offers.map((k) => prices.high[k]!));
      for (let j = 0; j < objects; j++) {
        const [least, most] = [Math.min(...offers.map((k) => amounts.low[k * objects + j]!)),
          Math.max(...offers.map((k) => amounts.high[k * objects + j]!))];
        amountLow[own + j] = least;
        amountHigh[own + j] = most;
        const products = [bids.low[own + j]!, bids.high[own + j]!].flatMap((t) => [t * least, t * most]);
        valueLow += Math.min(...products);
        valueHigh += Math.max(...products);
      }
    }
    revenue = joined(revenue, [paidLow, paidHigh]);
    welfare = joined(welfare, [valueLow, valueHigh]);
    excess = Math.max(excess, excessOver(amountLow, amountHigh, bidders, objects, unitDemand));
  }
  return { welfare: outwards(welfare), revenue: outwards(revenue), utility: utility.map(outwards), excess: excess === 0 ? 0
    : excess * (1 + 1e-12) };
}

/** Outward rounding keeps away from zero by this little; nothing is counted in units so small. */
const NOTHING_LEFT = 2 ** -1000;
const past = (end: number, by: number): number => (Math.abs(end) < NOTHING_LEFT ? 0 : end + Math.abs(end) * by);

/** Past what the additions of a few hundred numbers can have rounded away. */
const outwards = ([low, high]: Range): Range => [past(low, -1e-12), past(high, 1e-12)];

function excessOver(low: Float64Array, high: Float64Array, bidders: number, objects: number, unitDemand: boolean): number {
  let most = 0;
  const line = (count: number, at: (k: number) => number): void => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += high[at(k)]!;
    most = Math.max(most, sum - 1);
  };
  for (let j = 0; j < objects; j++) line(bidders, (i) => i * objects + j);
  if (unitDemand) for (let i = 0; i < bidders; i++) line(objects, (j) => i * objects + j);
  return low.reduce((worst, end) => Math.max(worst, -end), most);
}
