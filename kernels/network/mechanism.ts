/**
 * A mechanism whose outcome a graph computes from the bids. Values are linear in the type: u_i(t, r) = t . Q_i(r) - P_i(r), where Q_i are
 * the amounts of the objects that bidder i gets and P_i what she pays. Additive values are of this form, and so are unit-demand values
 * where the amounts of a bidder add up to at most one; bundles count as objects.
 *
 *     outcome   the graph gives Q [bidders, objects] and P [bidders]
 *     menu      the graph gives each bidder a list of offers, amounts A [offers, objects] and prices [offers]; her bid buys the offer with
 *               the largest r . A_k - p_k, of several the first
 */
import { cellsOf, settleLinear, type Cells, type Halves } from './cells.ts';
import { addEntries, multiplyEntries } from './elementwise.ts';
import type { Graph } from './graph.ts';
import { tapeOf, type Tape } from './tape.ts';
import { wantedEntries, type Outputs } from './wanted.ts';

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

export interface Evaluator {
  readonly tape: Tape;
  /** What all get and pay at the bids [bidders, objects]. */
  outcome(bids: ArrayLike<number>, into: Outcome): void;
  /**
   * The only entry of `into` becomes t . Q_i - P_i, over the box of bids that the tape enclosed last; the type is in entries first, first
   * + 1, .. of `types`. Of a menu on which several offers may be bought the form has no slopes.
   */
  worth(bidder: number, types: Cells, first: number, into: Cells): void;
  /** The same where the type is the bid itself: what is bought is worth as much as the best offer. */
  truth(bidder: number, into: Cells): void;
}

/** t . Q_i - P_i as an affine form: amounts from entry `from` on, the price at entry `at`. */
function createPayoff(objects: number, halves: Halves) {
  const product = cellsOf(1, halves.length);
  return (amounts: Cells, from: number, prices: Cells, at: number, types: Cells, first: number, into: Cells): void => {
    settleLinear(into, 0, prices, at, halves, -1, 0, 0, -prices.high[at]!, -prices.low[at]!);
    for (let j = 0; j < objects; j++) {
      multiplyEntries(product, 0, types, first + j, amounts, from + j, halves);
      addEntries(into, 0, into, 0, product, 0, 1, halves);
    }
  };
}

type Payoff = ReturnType<typeof createPayoff>;

/** What a bidder gets and pays. */
function outputsOf({ graph, objects, result }: NetworkMechanism, bidder: number): Outputs {
  const all = (count: number, from = 0): number[] => Array.from({ length: count }, (_, k) => from + k);
  if (result.kind === 'outcome') {
    return [{ node: result.amounts, entries: all(objects, bidder * objects) }, { node: result.payments, entries: [bidder] }];
  }
  const { amounts, prices } = result.offers[bidder]!;
  return [amounts, prices].map((node) => ({ node, entries: all(graph[node]!.size) }));
}

/** For boxes of so many axes. Where a bidder is named, enclosures are good for what she alone gets and pays. */
export function evaluatorOf(mechanism: NetworkMechanism, axes: number, bidder?: number): Evaluator {
  const { graph, bidders, objects, result } = mechanism;
  const tape = tapeOf(graph, axes, bidder === undefined ? undefined : wantedEntries(graph, outputsOf(mechanism, bidder)));
  const bids = tape.cells[0]!;
  const payoff = createPayoff(objects, tape.halves);
  const parts = result.kind === 'outcome'
    ? outcomeParts(tape.cells[result.amounts]!, tape.cells[result.payments]!, objects, payoff)
    : menuParts(tape, result.offers.map(({ amounts, prices }) => [tape.cells[amounts]!, tape.cells[prices]!]), objects, payoff);
  return {
    tape,
    outcome(values, into) {
      for (let c = 0; c < bidders * objects; c++) bids.value[c] = values[c]!;
      tape.forward();
      parts.outcome(into);
    },
    worth: parts.worth,
    truth: (bidder, into) => (parts.truth ? parts.truth(bidder, into) : parts.worth(bidder, bids, bidder * objects, into)),
  };
}

interface Parts extends Pick<Evaluator, 'worth'> {
  outcome(into: Outcome): void;
  readonly truth?: Evaluator['truth'];
}

const outcomeParts = (amounts: Cells, payments: Cells, objects: number, payoff: Payoff): Parts => ({
  outcome(into) {
    into.amounts.set(amounts.value);
    into.payments.set(payments.value);
  },
  worth: (bidder, types, first, into) => payoff(amounts, bidder * objects, payments, bidder, types, first, into),
});

/** Any number between the ends: a form without slopes. */
function between(into: Cells, low: number, high: number): void {
  const middle = low + (high - low) / 2;
  into.low[0] = low;
  into.high[0] = high;
  into.centre[0] = middle;
  into.error[0] = (high - low) * 0.5000001 + Math.abs(middle) * 2 ** -50;
  into.reach[0] = 0;
  for (const slope of into.slope) slope[0] = 0;
}

function menuParts(tape: Tape, offers: readonly (readonly [Cells, Cells])[], objects: number, payoff: Payoff): Parts {
  const bids = tape.cells[0]!;
  const one = cellsOf(1, tape.halves.length);
  /** Upper and lower ends of what the bid says of every offer: those below the surest one are not bought. */
  const appeals = (bidder: number): { readonly high: number[]; readonly surest: number } => {
    const [amounts, prices] = offers[bidder]!;
    let surest = -Infinity;
    const high = Array.from(prices.low, (_, k) => {
      payoff(amounts, k * objects, prices, k, bids, bidder * objects, one);
      surest = Math.max(surest, one.low[0]!);
      return one.high[0]!;
    });
    return { high, surest };
  };
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
    worth(bidder, types, first, into) {
      const [amounts, prices] = offers[bidder]!;
      const { high, surest } = appeals(bidder);
      const bought = [...high.keys()].filter((k) => high[k]! >= surest);
      let [low, most] = [Infinity, -Infinity];
      for (const k of bought) {
        payoff(amounts, k * objects, prices, k, types, first, into);
        low = Math.min(low, into.low[0]!);
        most = Math.max(most, into.high[0]!);
      }
      if (bought.length > 1) between(into, low, most);
    },
    truth(bidder, into) {
      const { high, surest } = appeals(bidder);
      between(into, surest, Math.max(...high));
    },
  };
}
