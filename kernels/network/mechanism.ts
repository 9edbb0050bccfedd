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
import { pairTapeOf, type PairTape } from './pair-tape.ts';
import { tapeOf, type BoxTape, type Tape } from './tape.ts';
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

/** What outcomes are worth over a box. */
export interface Payoffs {
  /**
   * The only entry of `into` becomes t . Q_i - P_i, over the box of bids that the tape enclosed last; the type is in entries first, first
   * + 1, .. of `types`. Of a menu on which several offers may be bought the form has no slopes.
   */
  worth(bidder: number, types: Cells, first: number, into: Cells): void;
  /** The same where the type is the bid itself: what is bought is worth as much as the best offer. */
  truth(bidder: number, into: Cells): void;
}

export interface Evaluator extends Payoffs {
  readonly tape: Tape;
  /** What all get and pay at the bids [bidders, objects]. */
  outcome(bids: ArrayLike<number>, into: Outcome): void;
}

/** Two boxes side by side. */
export interface PairEvaluator {
  readonly pair: PairTape;
  readonly payoffs: readonly [Payoffs, Payoffs];
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
export function outputsOf({ graph, objects, result }: NetworkMechanism, bidder: number): Outputs {
  const all = (count: number, from = 0): number[] => Array.from({ length: count }, (_, k) => from + k);
  if (result.kind === 'outcome') {
    return [{ node: result.amounts, entries: all(objects, bidder * objects) }, { node: result.payments, entries: [bidder] }];
  }
  const { amounts, prices } = result.offers[bidder]!;
  return [amounts, prices].map((node) => ({ node, entries: all(graph[node]!.size) }));
}

const wantedBy = (mechanism: NetworkMechanism, bidder: number | undefined): readonly Uint8Array[] | undefined =>
  (bidder === undefined ? undefined : wantedEntries(mechanism.graph, outputsOf(mechanism, bidder)));

/** For boxes of so many axes. Where a bidder is named, enclosures are good for what she alone gets and pays. */
export function evaluatorOf(mechanism: NetworkMechanism, axes: number, bidder?: number): Evaluator {
  const { graph, bidders, objects } = mechanism;
  const tape = tapeOf(graph, axes, wantedBy(mechanism, bidder));
  const bids = tape.cells[0]!;
  const read = outcomeOf(mechanism, tape);
  return {
    tape, ...payoffsOf(mechanism, tape),
    outcome(values, into) {
      for (let c = 0; c < bidders * objects; c++) bids.value[c] = values[c]!;
      tape.forward();
      read(into);
    },
  };
}

/** The same of two boxes at a time. Nodes other than those of outcomes are shown where all are asked for. */
export function pairEvaluatorOf(mechanism: NetworkMechanism, axes: number, bidder?: number, all = false): PairEvaluator {
  const { graph, result } = mechanism;
  const shown = all ? [...graph.keys()] : result.kind === 'outcome' ? [result.amounts, result.payments]
    : result.offers.flatMap(({ amounts, prices }) => [amounts, prices]);
  return withPayoffs(mechanism, pairTapeOf(graph, axes, shown, wantedBy(mechanism, bidder)));
}

/** Its plain twin: a tape for either box. */
export function twinEvaluatorOf(mechanism: NetworkMechanism, axes: number): PairEvaluator {
  const lanes = [tapeOf(mechanism.graph, axes), tapeOf(mechanism.graph, axes)] as const;
  return withPayoffs(mechanism, {
    lanes, terms: lanes[0].terms,
    enclose: () => lanes.forEach((tape) => { tape.enclose(); }),
    clear: () => lanes.forEach((tape) => { tape.clear(); }),
    pull: (rests) => lanes.forEach((tape, lane) => { tape.pull(rests[lane]!); }),
  });
}

const withPayoffs = (mechanism: NetworkMechanism, pair: PairTape): PairEvaluator =>
  ({ pair, payoffs: [payoffsOf(mechanism, pair.lanes[0]), payoffsOf(mechanism, pair.lanes[1])] });

function payoffsOf({ objects, result }: NetworkMechanism, tape: BoxTape): Payoffs {
  const payoff = createPayoff(objects, tape.halves);
  const bids = tape.cells[0]!;
  if (result.kind === 'menu') return menuPayoffs(tape, offersIn(result.offers, tape), objects, payoff);
  const [amounts, payments] = [tape.cells[result.amounts]!, tape.cells[result.payments]!];
  const worth: Payoffs['worth'] = (bidder, types, first, into) => payoff(amounts, bidder * objects, payments, bidder, types, first, into);
  return { worth, truth: (bidder, into) => worth(bidder, bids, bidder * objects, into) };
}

const offersIn = (offers: readonly Offers[], { cells }: BoxTape): (readonly [Cells, Cells])[] =>
  offers.map(({ amounts, prices }) => [cells[amounts]!, cells[prices]!]);

/** What all get and pay by the values that stand in the tape. */
function outcomeOf({ objects, result }: NetworkMechanism, tape: Tape): (into: Outcome) => void {
  const [bids] = tape.cells as [Cells];
  if (result.kind === 'outcome') {
    const [amounts, payments] = [tape.cells[result.amounts]!, tape.cells[result.payments]!];
    return (into) => {
      into.amounts.set(amounts.value);
      into.payments.set(payments.value);
    };
  }
  const offers = offersIn(result.offers, tape);
  return (into) => {
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
  };
}

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

function menuPayoffs(tape: BoxTape, offers: readonly (readonly [Cells, Cells])[], objects: number, payoff: Payoff): Payoffs {
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
