/**
 * Upper bounds of both constants over all types inside the law's support. Own atoms are cells of one type each. Between the numbers of a
 * segment (own-types.ts) that have finite posteriors types are gone through in cells, each with numbers of its own (near-cells.ts); what
 * was bounded by no more than is asked for is kept while others are halved or get closer numbers. At an end of the law the posterior may
 * run off to infinity, where affiliation gives a limit; such an end is cut by the posterior's shift until no part of it is bounded by more
 * than `enough`, or until rows run out: then the larger bound stands.
 */
import { justBelow } from '../../distributions/next-number.ts';
import type { Range } from '../../experiments/order-statistics/common-component.ts';
import type { Conditional, Posterior } from '../../experiments/order-statistics/conditional.ts';
import { cellBounds, type ReportGrid, type TypeCell } from './cell-bounds.ts';
import { knownGainsOfType, largestOf, ofAtom, type KnownGains } from './known-gains.ts';
import type { MovedChance } from './moved-chance.ts';
import { nearCell, placesFrom } from './near-cells.ts';

/** Rows that an end of a law may take, and the first step into it as a share of what the posterior reaches. */
const ROWS = 64;
const FIRST_STEP = 0.1;
/** The most often that numbers of a cell are brought twice as close. */
const FINEST = 6;

export interface Constants {
  readonly ic: number;
  readonly lic: number;
}

/** Of cells of types in one pass over them. */
export interface Inside {
  readonly cells: readonly Bounded[];
  readonly constants: Constants;
  readonly known: KnownGains;
  /** Numbers of all cells that were ever bounded. */
  readonly used: number;
}

/** The most cells at a time, numbers of cells that may be bounded in all, and numbers at which others may be counted. */
export interface Room {
  readonly cells: number;
  readonly numbers: number;
  readonly columns: number;
}

export interface Setting {
  readonly conditional: Conditional;
  moved(delta: number): MovedChance;
  readonly weight: number;
  readonly space: Range;
  /** Numbers next to which survival functions jump, increasing. */
  readonly jumps: readonly number[];
  /** Parts of types a lie that pays. */
  parts(level: number): number;
}

/** Types from the first to the second, by numbers as close as the level says. */
export interface Numbers {
  readonly types: Range;
  /** Length of a lie that pays. */
  readonly lie: number;
  readonly level: number;
  /** Of an atom, whose type is twice the double above it. */
  readonly posterior?: Posterior;
}

interface Bounded extends Numbers, Constants {
  readonly known: KnownGains;
  /** The bounds if no posterior moved inside the cell: what closer numbers can take off is in them, what narrower cells can is not. */
  readonly still: Constants;
  readonly size: number;
}

export const boundInside = (cells: readonly Numbers[], setting: Setting): Inside =>
  together(cells.map((numbers) => boundCell(numbers, setting)));

/**
 * The same with cells that are bounded by more than is enough halved, or by numbers twice as close, whichever is where most is lost, the
 * largest bounds first and as long as there is room. The same object where none is.
 */
export function boundFiner(inside: Inside, enough: Constants, setting: Setting, { cells: most, numbers, columns }: Room): Inside {
  const room = (): boolean => made.length <= most && used <= numbers && setting.conditional.kept() <= columns;
  let { used } = inside;
  const made: Bounded[] = [];
  let finer = false;
  for (const cell of inside.cells.toSorted((a, b) => shareOf(b, enough) - shareOf(a, enough))) {
    const parts = shareOf(cell, enough) > 1 && room() ? partsOf(cell, enough) : [];
    for (const part of parts) {
      const bounded = boundCell(part, setting);
      used += bounded.size;
      made.push(bounded);
    }
    if (parts.length === 0) made.push(cell);
    else finer = true;
  }
  return finer ? together(made, used) : inside;
}

/** Of what is enough. */
const shareOf = ({ ic, lic }: Constants, enough: Constants): number => Math.max(ic / enough.ic, lic / enough.lic);

/** How a cell is gone through again: nothing where it cannot be. */
function partsOf(cell: Bounded, enough: Constants): Numbers[] {
  const { types: [from, to], known: { ic: best }, level, still, ic, lic, lie, posterior } = cell;
  const given = posterior ? { posterior } : {};
  const middle = (from + to) / 2;
  const stays = shareOf(still, enough);
  const moves = shareOf({ ic, lic }, enough) - stays;
  if (moves > Math.max(0, stays - 1) && middle > from && middle < to) {
    return [{ types: [from, middle], lie, level }, { types: [middle, to], lie, level }];
  }
  // The lie that pays may be shorter than was seen so far; numbers get closer either way.
  const shorter = Math.max(best.report - best.type, lie / 8);
  if (shorter <= lie / 2) return [{ types: [from, to], lie: shorter, level, ...given }];
  return level < FINEST ? [{ types: [from, to], lie, level: level + 1, ...given }] : [];
}

const together = (cells: readonly Bounded[], used = cells.reduce((sum, { size }) => sum + size, 0)): Inside => ({
  cells, used, known: largestOf(cells.map(({ known }) => known)),
  constants: {
    ic: cells.reduce((most, { ic }) => Math.max(most, ic), 0), lic: cells.reduce((most, { lic }) => Math.max(most, lic), 0),
  },
});

/** Places of a segment of types among a grid's numbers, and the first and the last that tell where the posterior lies. */
export interface SegmentPlaces {
  readonly ends: Range;
  readonly finite: Range;
}

export function segmentPlaces({ x }: ReportGrid, { shiftOf }: Conditional, [from, to]: Range): SegmentPlaces {
  const ends = [x.indexOf(from), x.lastIndexOf(to)] as const;
  let [first, last] = ends;
  while (first < last && !Number.isFinite(shiftOf(x[first]!))) first++;
  while (last > first && !Number.isFinite(shiftOf(x[last]!))) last--;
  return { ends, finite: [first, last] };
}

function boundCell(numbers: Numbers, { conditional, moved, weight, space, jumps, parts }: Setting): Bounded {
  const { grid, cell } = nearCell({ ...numbers, space, jumps, parts: parts(numbers.level) }, weight, conditional);
  const { from, to } = cell;
  const bound = (end: TypeCell['to']): Constants => {
    let [ic, lic] = [0, 0];
    cellBounds(grid, { ...cell, to: end }, moved(end.shift - from.shift), (_, gain, ratio) => {
      ic = Math.max(ic, gain);
      lic = Math.max(lic, ratio);
    });
    return { ic, lic };
  };
  const known = knownGainsOfType(grid, 0, from);
  const named = numbers.posterior ? ofAtom(known, justBelow(grid.x[0]!)) : known;
  return { ...numbers, ...bound(to), still: bound(from), known: named, size: grid.x.length };
}

/** Over types nearer to an end of a segment than the grid's numbers of finite posteriors; `enough`: bounds below it need not be smaller. */
export function boundEnds(
  grid: ReportGrid, { ends, finite }: SegmentPlaces, { conditional, moved, weight, jumps }: Setting, reach: number, enough: number,
): Constants {
  const { x, own } = grid;
  const kept = new Set(jumps);
  let [ic, lic] = [0, 0];
  for (const isLow of [true, false]) {
    const [first, last] = isLow ? [ends[0], Math.max(ends[0] + 1, finite[0])] as const : [finite[1], ends[1]] as const;
    if (isLow ? ends[0] === finite[0] : finite[1] === ends[1]) continue;
    // Reports are as wide as a share of the lie, however short: at an end of a law lies of all lengths may pay.
    // A chance that numbers round to 0 or 1 is nearer to the end than the last that they tell, and no more is known of it.
    const near = Float64Array.from([first, ...placesFrom(x, last, own, kept)], (j) => x[j]!);
    const row = (shift: number) => conditional.row(near, shift);
    const [from, to] = isLow
      ? [row(-Infinity), row(conditional.shiftOf(x[last]!))]
      : [row(conditional.shiftOf(x[first]!)), row(Infinity)];
    const bound = boundEnd({ x: near, own: near.length - 1, weight }, { places: [0, 1], from, to }, moved, row, reach, enough);
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
