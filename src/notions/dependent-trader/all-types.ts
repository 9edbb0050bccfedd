/**
 * Upper bounds of both constants over all types inside the law's support. Between the grid's finite rows cells are the grid's. At an end of
 * the law the posterior may run off to infinity, where affiliation gives a limit; such an end is cut by the posterior's shift until no part
 * of it is bounded by more than `enough`, or until rows run out: then the larger bound stands.
 */
import type { Conditional, Row } from '../../experiments/order-statistics/conditional.ts';
import { cellBounds, type ReportGrid, type TypeCell } from './cell-bounds.ts';
import type { MovedChance } from './moved-chance.ts';

/** Rows that an end of a law may take, numbers of each, and the first step into it as a share of what the posterior reaches. */
const ROWS = 64;
const NUMBERS = 128;
const FIRST_STEP = 0.1;

export interface Bounds {
  /** Over the types between the grid's finite rows. */
  readonly inside: Constants;
  /** Over all. */
  readonly all: Constants;
  /** [own]: the largest gain bounded of pairs of a type and a report between which the cell lies. */
  readonly across: Float64Array;
}

export interface Constants {
  readonly ic: number;
  readonly lic: number;
}

export function boundAllTypes(
  grid: ReportGrid, rows: readonly Row[], moved: (delta: number) => MovedChance, conditional: Conditional, reach: number, enough: number,
): Bounds {
  const across = new Float64Array(grid.own);
  let [ic, lic] = [0, 0];
  const finite = rows.filter(({ shift }) => Number.isFinite(shift));
  const [first, last] = [finite[0]!, finite.at(-1)!];
  const highest = new Float64Array(grid.own);
  const ends: TypeCell[] = [];
  for (let at = 0; at < grid.own; at++) {
    const cell = { at, from: rows[at]!, to: rows[at + 1]! };
    const delta = cell.to.shift - cell.from.shift;
    if (!Number.isFinite(delta)) {
      // A chance that numbers round to 0 or 1 is nearer to the end than the last that they tell, and no more is known of it.
      ends.push(cell.from.shift === -Infinity ? { ...cell, to: first } : { ...cell, from: last });
      continue;
    }
    highest.fill(0);
    cellBounds(grid, cell, moved(delta), (k, gain, ratio) => {
      highest[k] = gain;
      lic = Math.max(lic, ratio);
    });
    let most = 0;
    for (let k = grid.own - 1; k >= at; k--) {
      most = Math.max(most, highest[k]!);
      across[k] = Math.max(across[k]!, most);
    }
    ic = Math.max(ic, most);
  }
  const inside = { ic, lic };
  const target = Math.max(ic, enough);
  for (const end of ends) {
    const bound = boundEnd(grid, end, moved, conditional, reach, target);
    ic = Math.max(ic, bound.gain);
    lic = Math.max(lic, bound.ratio);
  }
  return { inside, all: { ic, lic }, across };
}

/** Of one cell at an end of the law, by cuts of the posterior's shift, over reports of a coarser grid. */
function boundEnd(
  fine: ReportGrid, end: TypeCell, moved: (delta: number) => MovedChance, conditional: Conditional, reach: number, enough: number,
): { gain: number; ratio: number } {
  const kept = Array.from(fine.x, (_, j) => j).filter((j) => j <= end.at + 1 || j === fine.own || j % Math.ceil(fine.own / NUMBERS) === 0);
  const thinned = (values: Float64Array): Float64Array => Float64Array.from(kept, (j) => values[j]!);
  const grid = { ...fine, x: thinned(fine.x), own: kept.indexOf(fine.own) };
  const coarse = ({ shift, upper, lower }: Row): Row => ({ shift, upper: thinned(upper), lower: thinned(lower) });
  let [gain, ratio, rows, step] = [0, 0, 0, FIRST_STEP * reach];
  const open: TypeCell[] = [{ at: end.at, from: coarse(end.from), to: coarse(end.to) }];
  for (let cell = open.pop(); cell; cell = open.pop()) {
    const { from, to } = cell;
    let [most, steepest] = [0, 0];
    cellBounds(grid, cell, moved(to.shift - from.shift), (_, g, r) => {
      most = Math.max(most, g);
      steepest = Math.max(steepest, r);
    });
    const between = from.shift === -Infinity ? to.shift - step : to.shift === Infinity ? from.shift + step : (from.shift + to.shift) / 2;
    if (most <= enough || rows >= ROWS || !(between > from.shift && between < to.shift)) {
      gain = Math.max(gain, most);
      ratio = Math.max(ratio, steepest);
      continue;
    }
    if (!Number.isFinite(to.shift - from.shift)) step *= 2;
    rows++;
    const middle = conditional.row(grid.x, between, { first: end.at, keep: false });
    open.push({ ...cell, to: middle }, { ...cell, from: middle });
  }
  return { gain, ratio };
}
