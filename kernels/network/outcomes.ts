/** What all get and pay at many bids at once, with the bits of `evaluatorOf`. */
import type { Workbench } from '../simd/workbench.ts';
import { batchOf, LANES } from './batch.ts';
import { outputsOf, type NetworkMechanism, type Outcome } from './mechanism.ts';

export interface Outcomes {
  /** [bidders * objects][LANES]: set before a run. */
  readonly bids: Float64Array;
  run(): void;
  /** [bidders * objects][LANES] and [bidders][LANES]. */
  readonly amounts: Float64Array;
  readonly payments: Float64Array;
  /** Of every node, as of a batch. */
  readonly values: readonly Float64Array[];
}

/** `bidder`: outcomes are good for her alone, default all. */
export function outcomesOf(mechanism: NetworkMechanism, bench?: Workbench, bidder?: number): Outcomes {
  const { graph, bidders, objects, result } = mechanism;
  const looked = Array.from({ length: bidders }, (_, i) => i).filter((i) => bidder === undefined || i === bidder);
  const { values, run } = batchOf(graph, bench, looked.flatMap((i) => outputsOf(mechanism, i)));
  const bids = values[0]!;
  if (result.kind === 'outcome') return { bids, run, values, amounts: values[result.amounts]!, payments: values[result.payments]! };
  const [amounts, payments] = [new Float64Array(bidders * objects * LANES), new Float64Array(bidders * LANES)];
  const buy = (i: number, lane: number): void => {
    const offers = result.offers[i]!;
    const [list, prices] = [values[offers.amounts]!, values[offers.prices]!];
    let [best, most] = [0, -Infinity];
    for (let k = 0; k < prices.length / LANES; k++) {
      let net = -prices[k * LANES + lane]!;
      for (let j = 0; j < objects; j++) net += list[(k * objects + j) * LANES + lane]! * bids[(i * objects + j) * LANES + lane]!;
      if (net > most) [best, most] = [k, net];
    }
    for (let j = 0; j < objects; j++) amounts[(i * objects + j) * LANES + lane] = list[(best * objects + j) * LANES + lane]!;
    payments[i * LANES + lane] = prices[best * LANES + lane]!;
  };
  return {
    bids, amounts, payments, values,
    run() {
      run();
      for (const i of looked) for (let lane = 0; lane < LANES; lane++) buy(i, lane);
    },
  };
}

/** Outcomes at vectors of bids 0 .. count - 1, which `bidsOf` fills in, one after another to `take`. */
export type EachOutcome = (
  count: number, bidsOf: (n: number, into: Float64Array) => void, take: (n: number, outcome: Outcome) => void,
) => void;

export function eachOutcomeOf(mechanism: NetworkMechanism): EachOutcome {
  const { bids, run, amounts, payments } = outcomesOf(mechanism);
  const row = new Float64Array(bids.length / LANES);
  const outcome: Outcome = { amounts: new Float64Array(row.length), payments: new Float64Array(mechanism.bidders) };
  return (count, bidsOf, take) => {
    for (let from = 0; from < count; from += LANES) {
      const lanes = Math.min(LANES, count - from);
      for (let lane = 0; lane < lanes; lane++) {
        bidsOf(from + lane, row);
        for (let c = 0; c < row.length; c++) bids[c * LANES + lane] = row[c]!;
      }
      run();
      for (let lane = 0; lane < lanes; lane++) {
        for (let c = 0; c < row.length; c++) outcome.amounts[c] = amounts[c * LANES + lane]!;
        for (let i = 0; i < outcome.payments.length; i++) outcome.payments[i] = payments[i * LANES + lane]!;
        take(from + lane, outcome);
      }
    }
  };
}
