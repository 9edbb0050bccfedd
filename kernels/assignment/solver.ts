/**
 * The assignment problem (unit demand): rows i = 0..N-1, columns j = 0..M-1, worth[i M + j]; each row gets at most one
 * column, each column goes to at most one row, to the greatest total; going without is worth 0. Rows come in one by one
 * along shortest augmenting paths (Jonker and Volgenant 1987), O(M^2) a row at worst. With whole numbers every sum is
 * exact.
 *
 * Duals: utilities[i] >= 0 and prices[j] >= 0 with utilities[i] + prices[j] >= worth, equality where i has j; a row without
 * a column has utility 0, a column without a row has price 0. Such prices are the competitive ones, and they are a lattice
 * (Shapley and Shubik 1972); `lowestPrices` and `highestPrices` are its ends:
 *   lowest   what the others lose by the owner's being there: the VCG payments (Leonard 1983)
 *   highest  W(all columns) - W(all columns but j)
 * Ties: a column before none; the column of the lowest index.
 */
export class AssignmentSolver {
  readonly rows: number;
  readonly columns: number;
  /** [N] column of each row, or -1. */
  readonly columnOf: Int32Array;
  /** [M] row of each column, or -1. */
  readonly rowOf: Int32Array;
  readonly utilities: Float64Array;
  readonly prices: Float64Array;
  readonly #isIn: Uint8Array;
  readonly #distance: Float64Array;
  /** [M] row whose column-to-be j is on the shortest path to j. */
  readonly #from: Int32Array;
  readonly #done: Uint8Array;

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.columnOf = new Int32Array(rows);
    this.rowOf = new Int32Array(columns);
    this.utilities = new Float64Array(rows);
    this.prices = new Float64Array(columns);
    this.#isIn = new Uint8Array(rows);
    this.#distance = new Float64Array(columns);
    this.#from = new Int32Array(columns);
    this.#done = new Uint8Array(columns);
    this.clear();
  }

  /** No rows. */
  clear(): void {
    this.columnOf.fill(-1);
    this.rowOf.fill(-1);
    this.utilities.fill(0);
    this.prices.fill(0);
    this.#isIn.fill(0);
  }

  /** The state of a solver of the same shape. */
  copy(other: AssignmentSolver): void {
    this.columnOf.set(other.columnOf);
    this.rowOf.set(other.rowOf);
    this.utilities.set(other.utilities);
    this.prices.set(other.prices);
    this.#isIn.set(other.#isIn);
  }

  /** Brings in a row that is not there yet. `worth` [N, M]: of rows that are there, the same as before. */
  insert(worth: ArrayLike<number>, row: number): void {
    const { columns, utilities, prices, rowOf, columnOf } = this;
    const [distance, from, done] = [this.#distance, this.#from, this.#done];
    this.#isIn[row] = 1;
    let most = 0;
    for (let j = 0, at = row * columns; j < columns; j++, at++) most = Math.max(most, worth[at]! - prices[j]!);
    utilities[row] = most;
    distance.fill(Infinity);
    done.fill(0);
    // The shortest path ends with a free column, or with a row of the tree that goes without.
    let shed = row;
    let shedAt = most;
    let here = row;
    let reached = 0;
    let last = -1;
    for (;;) {
      const base = reached + utilities[here]!;
      let next = -1;
      let least = Infinity;
      for (let j = 0, at = here * columns; j < columns; j++, at++) {
        if (done[j] === 1) continue;
        const length = base + prices[j]! - worth[at]!;
        if (length < distance[j]!) {
          distance[j] = length;
          from[j] = here;
        }
        if (distance[j]! < least) {
          least = distance[j]!;
          next = j;
        }
      }
      if (next < 0 || shedAt < least) {
        reached = shedAt;
        break;
      }
      reached = least;
      if (rowOf[next]! < 0) {
        last = next;
        break;
      }
      done[next] = 1;
      here = rowOf[next]!;
      if (reached + utilities[here]! < shedAt) {
        shed = here;
        shedAt = reached + utilities[here]!;
      }
    }
    for (let j = 0; j < columns; j++) {
      if (done[j] === 0) continue;
      prices[j]! += reached - distance[j]!;
      utilities[rowOf[j]!]! -= reached - distance[j]!;
    }
    utilities[row]! -= reached;
    if (last < 0) {
      last = columnOf[shed]!;
      columnOf[shed] = -1;
      if (shed === row) return;
    }
    for (let j = last; j >= 0; ) {
      const taker = from[j]!;
      const before = columnOf[taker]!;
      rowOf[j] = taker;
      columnOf[taker] = j;
      j = before;
    }
  }

  /** Sum of what the rows have. */
  welfare(worth: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < this.rows; i++) if (this.columnOf[i]! >= 0) sum += worth[i * this.columns + this.columnOf[i]!]!;
    return sum;
  }

  /**
   * [M] into `into`. A price can fall until its own is 0, or until a row without the column would want it; other rows' own
   * prices may fall with it. Shortest distances from all of these at once.
   */
  lowestPrices(worth: ArrayLike<number>, into: Float64Array): void {
    const { rows, columns, prices, columnOf, utilities, rowOf } = this;
    const distance = this.#distance;
    distance.set(prices);
    for (let i = 0; i < rows; i++) {
      if (this.#isIn[i] === 0 || columnOf[i]! >= 0) continue;
      for (let j = 0, at = i * columns; j < columns; j++, at++) distance[j] = Math.min(distance[j]!, prices[j]! - worth[at]!);
    }
    this.#settle((settled) => {
      const row = rowOf[settled]!;
      if (row < 0) return;
      const base = distance[settled]! + utilities[row]!;
      for (let j = 0, at = row * columns; j < columns; j++, at++) {
        if (this.#done[j] === 0) distance[j] = Math.min(distance[j]!, Math.max(distance[settled]!, base + prices[j]! - worth[at]!));
      }
    });
    for (let j = 0; j < columns; j++) into[j] = prices[j]! - distance[j]!;
  }

  /** [M] into `into`. A price can rise until its row would go without, or would rather have a column that rises less. */
  highestPrices(worth: ArrayLike<number>, into: Float64Array): void {
    const { columns, prices, utilities, rowOf } = this;
    const distance = this.#distance;
    for (let j = 0; j < columns; j++) distance[j] = rowOf[j]! < 0 ? 0 : utilities[rowOf[j]!]!;
    this.#settle((settled) => {
      const base = distance[settled]! + prices[settled]!;
      for (let j = 0; j < columns; j++) {
        const row = rowOf[j]!;
        if (row < 0 || this.#done[j] === 1) continue;
        distance[j] = Math.min(distance[j]!, Math.max(distance[settled]!, base + utilities[row]! - worth[row * columns + settled]!));
      }
    });
    for (let j = 0; j < columns; j++) into[j] = prices[j]! + distance[j]!;
  }

  /** Dijkstra's order: the nearest column first; `relax` shortens the others' distances. */
  #settle(relax: (settled: number) => void): void {
    const [distance, done] = [this.#distance, this.#done];
    done.fill(0);
    for (let step = 0; step < this.columns; step++) {
      let next = -1;
      for (let j = 0; j < this.columns; j++) if (done[j] === 0 && (next < 0 || distance[j]! < distance[next]!)) next = j;
      done[next] = 1;
      relax(next);
    }
  }
}
