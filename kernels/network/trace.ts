/**
 * Upper ends of weighted sums of entries, by tracing weights back from the outcome to the bids: every node passes the weights of its
 * entries on to those of its inputs along the lines or planes by which it was enclosed. What several entries do alike cancels on the way,
 * errors of hidden entries included, which affine forms carried forwards have lost (Zhang, Weng, Chen, Hsieh and Daniel 2018, Efficient
 * neural network robustness certification with general activation functions). Costs about one evaluation.
 */
import { sizeOf, type Halves, type Rest } from './cells.ts';
import { up } from './rounding.ts';
import type { PairTape } from './pair-tape.ts';
import type { BoxTape, Tape } from './tape.ts';

export interface Trace {
  readonly rest: Rest;
  /** The sum is at most the bound less sum_a |slope_a| h_a - slope_a xi_a at the place xi of the box. */
  readonly slopes: Float64Array;
  /** Takes all weights away; then they are set, in `weight` of the tapes' cells. */
  start(): void;
  /** No less than the weighted sum anywhere in the box. */
  finish(): number;
}

/** At least the number of terms of any sum that is made on the way. */
const termsIn = (tapes: readonly { readonly terms: number }[]): number => 4 * tapes.reduce((sum, { terms }) => sum + terms, 8);

/** Adds what weights on the bids come to. */
function addBids({ cells: [bids] }: Pick<BoxTape, 'cells'>, rest: Rest, slopes: Float64Array): void {
  const { weight, centre, slope } = bids!;
  for (let c = 0; c < weight.length; c++) {
    const w = weight[c]!;
    rest.high += w * centre[c]!;
    rest.size += Math.abs(w) * sizeOf(bids!, c);
    for (let a = 0; a < slopes.length; a++) slopes[a]! += w * slope[a]![c]!;
  }
}

function endOf({ high, size }: Rest, slopes: Float64Array, halves: Halves, terms: number): number {
  let reach = 0;
  for (let a = 0; a < slopes.length; a++) reach += Math.abs(slopes[a]!) * halves[a]!;
  return up(high + reach + terms * 2 ** -51 * (size + reach));
}

/** Tapes whose axes are the same, enclosed over the same box. */
export function traceOf(tapes: readonly Tape[], halves: Halves): Trace {
  const rest: Rest = { high: 0, size: 0 };
  const slopes = new Float64Array(halves.length);
  const terms = termsIn(tapes);
  return {
    rest, slopes,
    start() {
      for (const tape of tapes) tape.clear();
      rest.high = rest.size = 0;
    },
    finish() {
      slopes.fill(0);
      for (const tape of tapes) {
        tape.pull(rest);
        addBids(tape, rest, slopes);
      }
      return endOf(rest, slopes, halves, terms);
    },
  };
}

/** The same of two boxes at a time. */
export interface PairTrace {
  readonly rests: readonly [Rest, Rest];
  readonly slopes: readonly [Float64Array, Float64Array];
  readonly ends: readonly [number, number];
  start(): void;
  finish(): void;
}

/** The half-widths of either lane are those of its first tape. */
export function pairTraceOf(pairs: readonly PairTape[]): PairTrace {
  const lanes = [0, 1] as const;
  const rests: readonly [Rest, Rest] = [{ high: 0, size: 0 }, { high: 0, size: 0 }];
  const halves = pairs[0]!.lanes.map((lane) => lane.halves);
  const slopes = [new Float64Array(halves[0]!.length), new Float64Array(halves[0]!.length)] as const;
  const terms = termsIn(pairs);
  const ends: [number, number] = [0, 0];
  return {
    rests, slopes, ends,
    start() {
      for (const pair of pairs) pair.clear();
      for (const rest of rests) rest.high = rest.size = 0;
    },
    finish() {
      for (const lane of lanes) slopes[lane].fill(0);
      for (const pair of pairs) {
        pair.pull(rests);
        for (const lane of lanes) addBids(pair.lanes[lane], rests[lane], slopes[lane]);
      }
      for (const lane of lanes) ends[lane] = endOf(rests[lane], slopes[lane], halves[lane]!, terms);
    },
  };
}
