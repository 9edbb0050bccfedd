/** What every profile's welfare, payments, utilities and excess lie in: enclosures over all types at once, cut into boxes. */
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';
import { cellsOf, type Cells } from '../../../kernels/network/cells.ts';
import { addEntries, multiplyEntries } from '../../../kernels/network/elementwise.ts';
import { evaluatorOf, type NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { functionRanges, type OutcomeRanges, type Range } from './function-ranges.ts';

/** Cuts of every axis, as many as keep the boxes below this number. */
const BOXES_MAX = 2401;

const NOTHING: Range = [Infinity, -Infinity];
const joined = ([a, b]: Range, { low, high }: Pick<Cells, 'low' | 'high'>): Range => [Math.min(a, low[0]!), Math.max(b, high[0]!)];

/** Outward rounding keeps away from zero by this little; nothing is counted in units so small. */
const NOTHING_LEFT = 2 ** -900;
const past = ([low, high]: Range): Range => [Math.abs(low) < NOTHING_LEFT ? 0 : low, Math.abs(high) < NOTHING_LEFT ? 0 : high];

/** Steps of one box each to the ends over all types in [low, high], which are cut into at most `boxes` boxes: the fewer, the wider. */
export function* outcomeRanges(
  mechanism: NetworkMechanism | FunctionMechanism, low: Float64Array, high: Float64Array, unitDemand: boolean, boxes = BOXES_MAX,
): Generator<undefined, OutcomeRanges> {
  if ('source' in mechanism) return functionRanges(mechanism, low, high, unitDemand);
  const { bidders, objects } = mechanism;
  const axes = low.length;
  const evaluator = evaluatorOf(mechanism, axes);
  const { tape } = evaluator;
  const { halves } = tape;
  const [bids] = tape.cells as [Cells];
  const [sum, product] = [cellsOf(1, axes), cellsOf(1, axes)];
  const parts = partsOf(mechanism, tape.cells, axes);
  /** The sum of entries, each times a bid where it is one of amounts; nothing is left of the last sum. */
  const total = (entries: readonly number[], of: Cells, weighed: boolean): Cells => {
    clear(sum);
    for (const i of entries) {
      if (weighed) multiplyEntries(product, 0, bids, i, of, i, halves);
      addEntries(sum, 0, sum, 0, weighed ? product : of, weighed ? 0 : i, 1, halves);
    }
    return sum;
  };
  const every = Array.from({ length: axes }, (_, c) => c);
  const everyone = Array.from({ length: bidders }, (_, i) => i);
  const lines = [
    ...Array.from({ length: objects }, (_, j) => everyone.map((i) => i * objects + j)),
    ...(unitDemand ? everyone.map((i) => Array.from({ length: objects }, (_, j) => i * objects + j)) : []),
  ];
  const cuts = Math.max(1, Math.floor(boxes ** (1 / axes) + 1e-9));
  let [welfare, revenue, excess] = [NOTHING, NOTHING, 0];
  const utility = everyone.map(() => NOTHING);
  for (let box = 0; box < cuts ** axes; box++) {
    for (let c = 0, rest = box; c < axes; c++, rest = Math.floor(rest / cuts)) {
      const [width, at] = [(high[c]! - low[c]!) / cuts, rest % cuts];
      tape.setBid(c, c, low[c]! + at * width, at === cuts - 1 ? high[c]! : low[c]! + (at + 1) * width);
    }
    tape.enclose();
    parts.read();
    for (const i of everyone) {
      evaluator.truth(i, sum);
      utility[i] = joined(utility[i]!, sum);
    }
    revenue = joined(revenue, total(everyone, parts.payments, false));
    welfare = joined(welfare, total(every, parts.amounts, true));
    for (const line of lines) excess = Math.max(excess, total(line, parts.amounts, false).high[0]! - 1);
    excess = every.reduce((most, c) => Math.max(most, -parts.amounts.low[c]!), excess);
    yield;
  }
  return { welfare: past(welfare), revenue: past(revenue), utility: utility.map(past), excess: excess < NOTHING_LEFT ? 0 : excess };
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
