/**
 * Upper bounds of both constants over all types inside the law's support. Between the numbers of a grid that have finite posteriors cells
 * are the grid's, with reports that thin out; what was bounded by no more than is asked for is kept while others are halved. At an end of
 * the law the posterior may run off to infinity, where affiliation gives a limit; such an end is cut by the posterior's shift until no part
 * of it is bounded by more than `enough`, or until rows run out: then the larger bound stands.
 */
import type { Range } from '../../experiments/order-statistics/common-component.ts';
import type { Conditional } from '../../experiments/order-statistics/conditional.ts';
import { cellBounds, type ReportGrid, type TypeCell } from './cell-bounds.ts';
import { knownGainsOfType, largestOf, type KnownGains } from './known-gains.ts';
import type { MovedChance } from './moved-chance.ts';
import { nearCell, placesFrom } from './near-cells.ts';

/** Rows that an end of a law may take, and the first step into it as a share of what the posterior reaches. */
const ROWS = 64;
const FIRST_STEP = 0.1;

export interface Constants {
  readonly ic: number;
  readonly lic: number;
}

/** Types from one number of a grid to another. */
interface Bounded extends Constants {
  readonly from: number;
  readonly to: number;
  readonly known: KnownGains;
}

export interface Inside {
  readonly cells: readonly Bounded[];
  readonly constants: Constants;
  readonly known: KnownGains;
  /** [own]: the largest gain bounded of pairs of a type and a report between which the cell lies. */
  readonly across: Float64Array;
}

export interface Setting {
  readonly conditional: Conditional;
  moved(delta: number): MovedChance;
}

/** Over types between the grid's numbers of finite posteriors; cells of `before` that are bounded by `enough` at most are kept. */
export function boundInside(
  grid: ReportGrid, setting: Setting, lie: number, enough: number, before: readonly Bounded[] = [],
): Inside {
  const { x, own } = grid;
  const across = new Float64Array(own);
  const kept = new Map(before.filter(({ ic }) => ic <= enough).map((cell) => [cell.from, cell]));
  const cells: Bounded[] = [];
  const [first, last] = finitePlaces(grid, setting.conditional);
  for (let i = first; i < last; i++) {
    const old = kept.get(x[i]!);
    cells.push(old?.to === x[i + 1] ? old! : boundCell(grid, i, lie, setting, across));
  }
  return {
    cells, across, known: largestOf(cells.map(({ known }) => known)),
    constants: { ic: Math.max(0, ...cells.map(({ ic }) => ic)), lic: Math.max(0, ...cells.map(({ lic }) => lic)) },
  };
}

/** The first and the last of x[0] .. x[own] that tell where the posterior lies. */
export function finitePlaces({ x, own }: ReportGrid, { shiftOf }: Conditional): Range {
  let [first, last] = [0, own];
  while (first < own && !Number.isFinite(shiftOf(x[first]!))) first++;
  while (last > first && !Number.isFinite(shiftOf(x[last]!))) last--;
  return [first, last];
}

function boundCell(all: ReportGrid, i: number, lie: number, { conditional, moved }: Setting, across: Float64Array): Bounded {
  const cell = nearCell(all, i, lie, conditional);
  const { grid, places, from, to } = cell;
  const highest = new Float64Array(grid.own);
  let lic = 0;
  cellBounds(grid, cell, moved(to.shift - from.shift), (k, gain, ratio) => {
    highest[k] = gain;
    lic = Math.max(lic, ratio);
  });
  let ic = 0;
  for (let k = grid.own - 1; k >= 0; k--) {
    ic = Math.max(ic, highest[k]!);
    for (let j = places[k]!; j < places[k + 1]!; j++) across[j] = Math.max(across[j]!, ic);
  }
  return { from: grid.x[0]!, to: grid.x[1]!, ic, lic, known: knownGainsOfType(grid, 0, from) };
}

/** Over types nearer to an end of the law than the grid's numbers of finite posteriors; `enough`: bounds below it need not be smaller. */
export function boundEnds(
  grid: ReportGrid, { conditional, moved }: Setting, reach: number, enough: number,
): Constants {
  const { x, own, weight } = grid;
  const [first, last] = finitePlaces(grid, conditional);
  let [ic, lic] = [0, 0];
  for (const isLow of [true, false]) {
    if (isLow ? first === 0 : last === own) continue;
    // Reports are as wide as a share of the lie, however short: at an end of a law lies of all lengths may pay.
    // A chance that numbers round to 0 or 1 is nearer to the end than the last that they tell, and no more is known of it.
    const places = isLow ? [0, ...placesFrom(x, Math.max(1, first), own, 0)] : [last, own];
    const near = Float64Array.from(places, (j) => x[j]!);
    const row = (shift: number) => conditional.row(near, shift, { keep: false });
    const [from, to] = isLow
      ? [row(-Infinity), row(conditional.shiftOf(x[first]!))]
      : [row(conditional.shiftOf(x[last]!)), row(Infinity)];
    const bound = boundEnd({ x: near, own: near.length - 1, weight }, { at: 0, from, to }, moved, row, reach, enough);
    ic = Math.max(ic, bound.ic);
    lic = Math.max(lic, bound.lic);
  }
  return { ic, lic };
}

/** Of one cell at an end of the law, by cuts of the posterior's shift. */
function boundEnd(
  grid: ReportGrid, end: TypeCell, moved: Setting['moved'], row: (shift: number) => TypeCell['from'], reach: number, enough: number,
): Constants {
  let [ic, lic, rows, step] = [0, 0, 0, FIRST_STEP * reach];
  const open: TypeCell[] = [end];
  for (let cell = open.pop(); cell; cell = open.pop()) {
    const { from, to } = cell;
    let [most, steepest] = [0, 0];
    cellBounds(grid, cell, moved(to.shift - from.shift), (_, gain, ratio) => {
      most = Math.max(most, gain);
      steepest = Math.max(steepest, ratio);
    });
    const between = from.shift === -Infinity ? to.shift - step : to.shift === Infinity ? from.shift + step : (from.shift + to.shift) / 2;
    if (most <= enough || rows >= ROWS || !(between > from.shift && between < to.shift)) {
      ic = Math.max(ic, most);
      lic = Math.max(lic, steepest);
      continue;
    }
    if (!Number.isFinite(to.shift - from.shift)) step *= 2;
    rows++;
    const middle = row(between);
    open.push({ ...cell, to: middle }, { ...cell, from: middle });
  }
  return { ic, lic };
}
