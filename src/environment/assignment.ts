/**
 * The assignment problem (unit demand): bidders i = 0..N-1, objects j = 0..M-1, worth values[i M + j]; each bidder gets at
 * most one object, each object goes to at most one bidder, to the greatest total. Exact, by shortest augmenting paths
 * (Jonker and Volgenant 1987), O(N^2 (N + M)); going without is N more objects worth nothing.
 */
export interface Assignment {
  /** [N] object of each bidder, or -1. */
  readonly objectOf: Int32Array;
  readonly welfare: number;
  /**
   * Dual solution: utilities [N] and prices [M], all at least 0, utilities[i] + prices[j] >= values, with equality where i
   * gets j; unassigned objects have price 0.
   */
  readonly utilities: Float64Array;
  readonly prices: Float64Array;
  /** [N] VCG payments: best welfare without i less what the others have now. The lowest competitive prices. */
  readonly payments: Float64Array;
}

export function solveAssignment(values: ArrayLike<number>, bidders: number, objects: number): Assignment {
  const columns = objects + bidders;
  const worth = (i: number, j: number): number => (j < objects ? values[i * objects + j]! : 0);
  const state: Matching = { bidders, columns, worth, utilities: new Float64Array(bidders), prices: new Float64Array(columns), rowOf: new Int32Array(columns).fill(-1) };
  for (let i = 0; i < bidders; i++) augment(state, i);
  const objectOf = new Int32Array(bidders).fill(-1);
  let welfare = 0;
  state.rowOf.forEach((row, j) => {
    if (row < 0) return;
    welfare += worth(row, j);
    if (j < objects) objectOf[row] = j;
  });
  return { objectOf, welfare, utilities: state.utilities, prices: state.prices.slice(0, objects), payments: lowestPrices(state) };
}

interface Matching {
  readonly bidders: number;
  readonly columns: number;
  worth(row: number, column: number): number;
  readonly utilities: Float64Array;
  readonly prices: Float64Array;
  /** [columns] row that has the column, or -1. */
  readonly rowOf: Int32Array;
}

/** What bidder `row` loses by taking column j at the current utilities and prices: at least 0, and 0 on the matching. */
const slack = ({ worth, utilities, prices }: Matching, row: number, column: number): number => utilities[row]! + prices[column]! - worth(row, column);

/** Brings bidder `start` in along the shortest path of reassignments to a free column, and keeps the duals feasible. */
function augment(matching: Matching, start: number): void {
  const { columns, worth, utilities, prices, rowOf } = matching;
  utilities[start] = Math.max(...Array.from({ length: columns }, (_, j) => worth(start, j) - prices[j]!));
  const distance = new Float64Array(columns).fill(Infinity);
  const from = new Int32Array(columns).fill(-1);
  const done = new Uint8Array(columns);
  let row = start;
  let reached = 0;
  let last = -1;
  for (;;) {
    const here = reached;
    let next = -1;
    for (let j = 0; j < columns; j++) {
      if (done[j]) continue;
      const length = here + slack(matching, row, j);
      if (length < distance[j]!) {
        distance[j] = length;
        from[j] = last;
      }
      if (next < 0 || distance[j]! < distance[next]!) next = j;
    }
    reached = distance[next]!;
    if (rowOf[next]! < 0) {
      last = next;
      break;
    }
    done[next] = 1;
    last = next;
    row = rowOf[next]!;
  }
  for (let j = 0; j < columns; j++) {
    if (!done[j]) continue;
    prices[j]! += reached - distance[j]!;
    utilities[rowOf[j]!]! -= reached - distance[j]!;
  }
  utilities[start]! -= reached;
  for (let j = last; j >= 0; j = from[j]!) rowOf[j] = from[j]! < 0 ? start : rowOf[from[j]!]!;
}

/**
 * [N] what the others would gain from a bidder's column: the best chain of reassignments that starts with somebody taking
 * it and ends with a column given up. Its gain telescopes to price - (slacks along it + price of the last column), so
 * that shortest distances from all columns at once (Dijkstra from the ends) give every payment.
 */
function lowestPrices(matching: Matching): Float64Array {
  const { bidders, columns, prices, rowOf } = matching;
  const distance = Float64Array.from(prices);
  const done = new Uint8Array(columns);
  for (let step = 0; step < columns; step++) {
    let next = -1;
    for (let j = 0; j < columns; j++) if (!done[j] && (next < 0 || distance[j]! < distance[next]!)) next = j;
    done[next] = 1;
    const row = rowOf[next]!;
    if (row < 0) continue;
    for (let j = 0; j < columns; j++) {
      if (!done[j]) distance[j] = Math.min(distance[j]!, distance[next]! + Math.max(0, slack(matching, row, j)));
    }
  }
  const payments = new Float64Array(bidders);
  rowOf.forEach((row, j) => {
    if (row >= 0) payments[row] = prices[j]! - distance[j]!;
  });
  return payments;
}
