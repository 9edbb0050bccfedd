/** What a node holds while a graph is evaluated, and what an operation does with it. */

/** Arrays of one node, an entry each. */
export interface Cells {
  /** Values at a point. */
  readonly value: Float64Array;
  /** Ends between which the exact values lie for all bids of a box. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Ends between which the derivative of the objective by the entry lies over the box; operations add to those of their inputs. */
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
}

export const cellsOf = (size: number): Cells => ({
  value: new Float64Array(size), low: new Float64Array(size), high: new Float64Array(size), slopeLow: new Float64Array(size),
  slopeHigh: new Float64Array(size),
});

export interface Operation {
  /** Values of the node from those of its inputs. */
  forward(): void;
  /** Enclosures of the node from those of its inputs, rounded outwards. */
  enclose(): void;
  /** Adds to the slopes of the inputs what follows from the slopes of the node; `enclose` has run on the same box. */
  pull(): void;
}
