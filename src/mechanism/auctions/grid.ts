/** Grids of bids and of types, and where a number falls in them. */

/** Increasing, from low to high in even cells, the given points among them. */
export function gridOf([low, high]: readonly [number, number], cells: number, points: readonly number[]): Float64Array {
  const inner = points.filter((x) => x > low && x < high);
  const all = new Float64Array(cells + 1 + inner.length);
  for (let k = 0; k <= cells; k++) all[k] = k === cells ? high : low + (k / cells) * (high - low);
  all.set(inner, cells + 1);
  all.sort();
  let kept = 0;
  for (const x of all) if (kept === 0 || x !== all[kept - 1]) all[kept++] = x;
  return all.slice(0, kept);
}

/** Last point of the grid at or below x; 0 where there is none. */
export function floorIn(grid: Float64Array, x: number): number {
  let [low, high] = [0, grid.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (grid[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** First point of the grid at or above x; the last where there is none. */
export function ceilingIn(grid: Float64Array, x: number): number {
  const k = floorIn(grid, x);
  return grid[k]! >= x ? k : Math.min(grid.length - 1, k + 1);
}

/** Of the largest of the grid. */
const ROUNDING = 1e-14;

/**
 * x, or the point of the grid from which rounding alone parts it. Where others' bids have atoms a bid above one wins and a bid below it
 * does not, and the bid of a type is no number to the last bit.
 */
export function snapped(grid: Float64Array, x: number): number {
  const k = floorIn(grid, x);
  for (const near of [grid[k]!, grid[k + 1] ?? Infinity]) if (Math.abs(x - near) <= ROUNDING * grid.at(-1)!) return near;
  return x;
}
