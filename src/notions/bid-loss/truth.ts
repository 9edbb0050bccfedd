/** Types of one bidder, and what the bids of the table bring them. */
import { isDiscrete } from '../../distributions/distribution.ts';
import type { BidProfile, OutcomeEnds, Outcomes } from '../../mechanism/auctions/auction.ts';
import { bidAt, type BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { gridOf, snapped } from '../../mechanism/auctions/grid.ts';
import { valuesAt } from '../../run/turns.ts';

/** Corners of the bid function and the law among them; of a law of atoms these alone. */
export function typesOf(law: BidProfile['laws'][number], cells: number, strategy: BidFunction): Float64Array {
  const atoms = (law.atoms ?? []).map(({ at }) => at);
  return isDiscrete(law) ? Float64Array.from(atoms) : gridOf(law.support, cells, [...strategy.values, ...atoms]);
}

export interface Truths {
  readonly bids: Float64Array;
  /** Of each type, and of all strictly between it and the next. */
  readonly at: readonly OutcomeEnds[];
  readonly between: readonly OutcomeEnds[];
}

/** What a type's bid brings at an atom of the others' is bounded by the cells of types on both sides as well. */
export function* truthsOf({ x, at, between }: Outcomes, strategy: BidFunction, types: Float64Array): Generator<undefined, Truths> {
  const bids = types.map((value) => snapped(x, bidAt(strategy, value)));
  const own = yield* valuesAt(bids, at);
  const inner = yield* valuesAt(own.slice(1), (_, k) => (bids[k] === bids[k + 1] ? own[k]! : between(bids[k]!, bids[k + 1]!)));
  return { bids, at: own, between: inner };
}
