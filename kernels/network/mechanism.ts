/**
 * A mechanism whose outcome a graph computes from the bids. Values are linear in the type: u_i(t, r) = t . Q_i(r) - P_i(r), where Q_i are
 * the amounts of the objects that bidder i gets and P_i what she pays. Additive values are of this form, and so are unit-demand values
 * where the amounts of a bidder add up to at most one; bundles count as objects.
 *
 *     outcome   the graph gives Q [bidders, objects] and P [bidders]
 *     menu      the graph gives each bidder a list of offers, amounts A [offers, objects] and prices [offers]; her bid buys the offer with
 *               the largest r . A_k - p_k, of several the first
 */
import type { Cells } from './cells.ts';
import type { Graph } from './graph.ts';
import { down, productHigh, productLow, up } from './rounding.ts';
import { tapeOf, type Tape } from './tape.ts';

export interface Offers {
  /** Nodes of the amounts and of the prices. */
  readonly amounts: number;
  readonly prices: number;
}

export interface NetworkMechanism {
  readonly graph: Graph;
  readonly bidders: number;
  readonly objects: number;
  readonly result:
    | { readonly kind: 'outcome'; readonly amounts: number; readonly payments: number }
    | { readonly kind: 'menu'; readonly offers: readonly Offers[] };
}

/** Room for what every bidder gets and pays. */
export interface Outcome {
  /** [bidders, objects]. */
  readonly amounts: Float64Array;
  /** [bidders]. */
  readonly payments: Float64Array;
}

/** Ends of what one report, or every report of a box, is worth to a bidder of a given type. */
export interface Worth {
  low: number;
  high: number;
}

/** A box of types; both ends the same array where there is one. */
export interface Box {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

export interface Evaluator {
  readonly tape: Tape;
  /** What all get and pay at the bids `bids` [bidders, objects]. */
  outcome(bids: ArrayLike<number>, into: Outcome): void;
  /**
   * Ends of t . Q_i - P_i over the box of bids that is in the tape's first cells and the box of types. With `slopes`, those by the bids
   * are left in the same cells; where they are unknown they are infinite.
   */
  worth(bidder: number, types: Box, into: Worth, slopes: boolean): void;
  /** Ends of what the truth is worth to types that are the bids, after the tape has enclosed that box. */
  truth(bidder: number, types: Box, into: Worth): void;
}

export function evaluatorOf({ graph, bidders, objects, result }: NetworkMechanism): Evaluator {
  const tape = tapeOf(graph);
  const bids = tape.cells[0]!;
  const parts = result.kind === 'outcome'
    ? outcomeParts(tape, tape.cells[result.amounts]!, tape.cells[result.payments]!, bidders, objects)
    : menuParts(tape, result.offers.map(({ amounts, prices }) => [tape.cells[amounts]!, tape.cells[prices]!]), objects);
  return {
    tape,
    outcome(values, into) {
      for (let c = 0; c < bids.value.length; c++) bids.value[c] = values[c]!;
      tape.forward();
      parts.outcome(into);
    },
    worth(bidder, types, into, slopes) {
      tape.enclose();
      parts.worth(bidder, types, into, slopes);
    },
    truth: parts.truth,
  };
}

interface Parts {
  outcome(into: Outcome): void;
  worth(bidder: number, types: Box, into: Worth, slopes: boolean): void;
  truth(bidder: number, types: Box, into: Worth): void;
}

function outcomeParts(tape: Tape, amounts: Cells, payments: Cells, bidders: number, objects: number): Parts {
  return {
    outcome(into) {
      into.amounts.set(amounts.value);
      into.payments.set(payments.value);
    },
    worth(bidder, types, into, slopes) {
      if (bidder >= bidders) throw new RangeError(`bidder: ${bidder} is not below ${bidders}`);
      const first = bidder * objects;
      payoff(amounts, first, objects, payments, bidder, types, into);
      if (!slopes) return;
      tape.clearSlopes();
      for (let j = 0; j < objects; j++) {
        amounts.slopeLow[first + j]! += types.low[j]!;
        amounts.slopeHigh[first + j]! += types.high[j]!;
      }
      payments.slopeLow[bidder]! -= 1;
      payments.slopeHigh[bidder]! -= 1;
      tape.pull();
    },
    truth: (bidder, types, into) => payoff(amounts, bidder * objects, objects, payments, bidder, types, into),
  };
}

/** Ends of t . A - p, the amounts from entry `first` on and the price at entry `at`. */
function payoff(
  amounts: Cells, first: number, objects: number, prices: Cells, at: number, types: Box, into: Worth,
): void {
  let low = -prices.high[at]!;
  let high = -prices.low[at]!;
  for (let j = 0; j < objects; j++) {
    low = down(low + productLow(types.low[j]!, types.high[j]!, amounts.low[first + j]!, amounts.high[first + j]!));
    high = up(high + productHigh(types.low[j]!, types.high[j]!, amounts.low[first + j]!, amounts.high[first + j]!));
  }
  into.low = low;
  into.high = high;
}

function menuParts(tape: Tape, offers: readonly (readonly [Cells, Cells])[], objects: number): Parts {
  const bids = tape.cells[0]!;
  const one: Worth = { low: 0, high: 0 };
  return {
    outcome(into) {
      for (const [i, [amounts, prices]] of offers.entries()) {
        const own = i * objects;
        let [best, most] = [0, -Infinity];
        for (let k = 0; k < prices.value.length; k++) {
          let net = -prices.value[k]!;
          for (let j = 0; j < objects; j++) net += amounts.value[k * objects + j]! * bids.value[own + j]!;
          if (net > most) [best, most] = [k, net];
        }
        for (let j = 0; j < objects; j++) into.amounts[own + j] = amounts.value[best * objects + j]!;
        into.payments[i] = prices.value[best]!;
      }
    },
    worth(bidder, types, into, slopes) {
      const [amounts, prices] = offers[bidder]!;
      const own = bidder * objects;
      const count = prices.low.length;
      // Ends of the appeal of every offer over the box of bids: an offer below the surest one of all is not bought.
      const appeal = (k: number, side: 'low' | 'high'): number => {
        let sum = side === 'low' ? -prices.high[k]! : -prices.low[k]!;
        for (let j = 0; j < objects; j++) {
          const [a, b, r, s] = [amounts.low[k * objects + j]!, amounts.high[k * objects + j]!, bids.low[own + j]!, bids.high[own + j]!];
          sum = side === 'low' ? down(sum + productLow(a, b, r, s)) : up(sum + productHigh(a, b, r, s));
        }
        return sum;
      };
      let surest = -Infinity;
      for (let k = 0; k < count; k++) surest = Math.max(surest, appeal(k, 'low'));
      into.low = Infinity;
      into.high = -Infinity;
      for (let k = 0; k < count; k++) {
        if (appeal(k, 'high') < surest) continue;
        payoff(amounts, k * objects, objects, prices, k, types, one);
        into.low = Math.min(into.low, one.low);
        into.high = Math.max(into.high, one.high);
      }
      if (!slopes) return;
      bids.slopeLow.fill(-Infinity);
      bids.slopeHigh.fill(Infinity);
    },
    // The bid is the type, so what is bought is worth as much as the best offer.
    truth(bidder, types, into) {
      const [amounts, prices] = offers[bidder]!;
      into.low = into.high = -Infinity;
      for (let k = 0; k < prices.low.length; k++) {
        payoff(amounts, k * objects, objects, prices, k, types, one);
        into.low = Math.max(into.low, one.low);
        into.high = Math.max(into.high, one.high);
      }
    },
  };
}
