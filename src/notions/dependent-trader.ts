/**
 * A trader of a double auction whose type depends on the others': S_U(y | c) and S_L(y | c) given the own type c, by quadrature
 * (experiments/order-statistics/conditional.ts), in the seller's orientation. With P = S_U - S_L and M = (1 - w) S_U + w S_L
 *
 *     g(x, c) = int_c^x (w P(y | c) - (S_U(y | c) - S_U(x | c))) dy,  x >= c        (survival.ts, the law of the others given c)
 *
 * and lies downwards gain nothing. Under affiliation both survival functions fall in y and rise in c, also where c is an atom, of which an
 * interval of chances is known: its posterior is an average of theirs. How gains are bounded over cells of types and reports stands in
 * dependent-trader/cell-bounds.ts; no cell of types has an atom inside. At an atom of others a report is told from what it approaches by
 * the doubles beside it: it wins all ties, as slightly lower ones do, so that suprema are the same whatever decides ties. Cells whose
 * bound is above what some lie is sure to gain are halved. Nothing is drawn: intervals hold without doubt, over all types inside the law's
 * support unless `types` says which.
 */
import { QUADRATURE_ERROR, type Conditional, type Posterior, type Row } from '../experiments/order-statistics/conditional.ts';
import { LOWEST_CHANCE, type CommonComponent, type Range } from '../experiments/order-statistics/common-component.ts';
import type { OwnAtom, OwnTypes } from '../experiments/order-statistics/own-types.ts';
import type { Interval } from '../statistics/interval.ts';
import type { CertifiedOnLine } from './certified.ts';
import {
  boundEnds, boundFiner, boundInside, segmentPlaces, type Constants, type Inside, type Numbers, type Room, type SegmentPlaces, type Setting,
} from './dependent-trader/all-types.ts';
import { integralOfM, share, type ReportGrid } from './dependent-trader/cell-bounds.ts';
import { knownGainsOfType, largestOf, ofAtom, type KnownGain, type KnownGains } from './dependent-trader/known-gains.ts';
import { movedChances } from './dependent-trader/moved-chance.ts';
import { ofOneLaw, type OfOneLaw } from './dependent-trader/one-law.ts';

export interface DependentTable extends ReportGrid {
  /** Increasing; reports are x[0] .. x[own], numbers of others may lie beyond; ends of segments and jumps are among them. */
  readonly x: Float64Array;
  /** [own + 1]: one a number, as a type with a density, [x.length] each; those of the law's own ends are limits. */
  readonly rows: readonly Row[];
  readonly segments: readonly SegmentPlaces[];
  readonly atoms: readonly TableAtom[];
  /** See OwnTypes. */
  readonly jumps: readonly number[];
  /** -1 where the line was reflected. */
  readonly sign: 1 | -1;
}

interface TableAtom {
  readonly place: number;
  readonly mass: number;
  readonly posterior: Posterior;
  readonly row: Row;
}

/** mu: what type x[place] gets by the truth, int M(y | x[place]) dy from there on, its row being given. */
export function interimUtility(table: DependentTable, { place, row }: { readonly place: number; readonly row: Row }): Interval {
  const { low, high } = integralOfM(table, row);
  const [least, most] = [low.at(-1)! - low[place]!, high.at(-1)! - high[place]!];
  return { estimate: (least + most) / 2, lower: least, upper: most };
}

/**
 * Averages over the trader's own law, its cdf given in the seller's orientation: mu and the chance of trade lie between cell by cell, that
 * of an atom between those of losing and of winning all ties.
 */
export function dependentMeans(
  table: DependentTable, cdf: (x: number) => number,
): { readonly utility: Interval; readonly trade: Interval } {
  const { x, rows, segments, atoms } = table;
  const [utility, trade] = [{ lower: 0, upper: 0 }, { lower: 0, upper: 0 }];
  for (const { ends: [from, to] } of segments) {
    let below = integralOfM(table, rows[from]!);
    for (let i = from; i < to; i++) {
      const above = integralOfM(table, rows[i + 1]!);
      const mass = Math.max(0, cdf(x[i + 1]!) - cdf(x[i]!));
      utility.lower += mass * (below.low.at(-1)! - below.low[i + 1]!);
      utility.upper += mass * (above.high.at(-1)! - above.high[i]!);
      trade.lower += mass * share(rows[i]!.upper[i + 1]! - QUADRATURE_ERROR);
      trade.upper += mass * share(rows[i + 1]!.upper[i]! + QUADRATURE_ERROR);
      below = above;
    }
  }
  for (const atom of atoms) {
    const { place, mass, row: { upper } } = atom;
    const mu = interimUtility(table, atom);
    utility.lower += mass * mu.lower;
    utility.upper += mass * mu.upper;
    trade.lower += mass * share(upper[place + 1]! - QUADRATURE_ERROR);
    trade.upper += mass * share(upper[place]! + QUADRATURE_ERROR);
  }
  const within = (ends: { lower: number; upper: number }): Interval => ({ ...ends, estimate: (ends.lower + ends.upper) / 2 });
  return { utility: within(utility), trade: within(trade) };
}

export interface DependentConstants {
  readonly lic: CertifiedOnLine;
  readonly ic: CertifiedOnLine;
  /** Present where a constant is bounded for the types from the first to the second only, in the trader's own orientation. */
  readonly licTypes?: Range;
  readonly icTypes?: Range;
}

/** The table of numbers x, the first `own` + 1 of which are reports. A row begins one number before its type. */
export function dependentTable(
  conditional: Conditional, grid: Pick<DependentTable, 'x' | 'own' | 'weight' | 'sign'>, { segments, atoms, jumps }: OwnTypes,
  posteriorOf: (atom: OwnAtom) => Posterior,
): DependentTable {
  const { x, own } = grid;
  return {
    ...grid, jumps,
    rows: Array.from(x.subarray(0, own + 1), (c, i) => conditional.row(x, conditional.shiftOf(c), Math.max(0, i - 1))),
    segments: segments.map((segment) => segmentPlaces(grid, conditional, segment)),
    atoms: atoms.map((atom): TableAtom => {
      const [place, posterior] = [x.indexOf(atom.at), posteriorOf(atom)];
      return { place, mass: atom.mass, posterior, row: conditional.rowGiven(x, posterior, Math.max(0, place - 1)) };
    }),
  };
}

/** Gains of types that the table has, for sure. */
function knownOf(table: DependentTable): KnownGains {
  const { own, rows, segments, atoms } = table;
  return largestOf([
    ...segments.flatMap(({ ends: [from, to] }) =>
      Array.from({ length: Math.min(to, own - 1) - from + 1 }, (_, n) => knownGainsOfType(table, from + n, rows[from + n]!))),
    // The last number has no lie.
    ...atoms.filter(({ place }) => place < own).map((atom) => knownOfAtom(table, atom)),
  ]);
}

/** From the double above the atom on, where survival functions are those that small lies meet. */
const knownOfAtom = (table: DependentTable, { place, row }: TableAtom): KnownGains =>
  ofAtom(knownGainsOfType(table, place + 1, row), table.x[place]!);

/** Cells of types to begin with and parts of them a lie that pays; times that bounds are made finer, and the half-width that is enough. */
const FIRST_CELLS = 64;
const PARTS = 16;
const ROUNDS = 20;
const FINEST = 0.02;
/** Types at the very ends of a law are left out, in words, where they raise a bound by more than this factor. */
const ENDS = 1.01;

/**
 * Both constants over all reports; `quantile` of the own law, on the table's line. Bounds are made finer while the epsilon-IC interval's
 * relative half-width is above `precision` and there is room.
 */
export function dependentConstants(
  table: DependentTable, conditional: Conditional, component: CommonComponent, quantile: (u: number) => number,
  { precision, room }: { readonly precision: number; readonly room: Room },
): DependentConstants {
  const { x, own, weight } = table;
  if (weight === 0) return { lic: { ...zero }, ic: { ...zero } };
  // Of one law the ε-LIC constant is known; else it takes types close together as well.
  const parts = (level: number): number => (conditional.ofPairs ? PARTS : PARTS * 2 ** level);
  const setting = { conditional, moved: movedChances(component), weight, space: [x[0]!, x[own]!] as const, jumps: table.jumps, parts };
  const wide = 1 + 2 * Math.max(precision, FINEST);
  const enough = ({ ic, lic }: KnownGains): Constants =>
    ({ ic: ic.lower * wide, lic: conditional.ofPairs ? Infinity : lic.lower * wide });
  let known = knownOf(table);
  // Shorter lies than the best gain less, and need no closer numbers.
  const best = known.ic.report - known.ic.type || x[own]! - x[0]!;
  let inside = boundInside(firstCells(table, ({ ic: { type, report } }) => Math.max(best, report - type)), setting);
  for (let round = 0; round < ROUNDS; round++) {
    known = largestOf([known, inside.known]);
    const finer = boundFiner(inside, enough(known), setting, room);
    if (finer === inside) break;
    inside = finer;
  }
  known = largestOf([known, inside.known]);
  return constantsOf({ inside, known, table, conditional, component, setting, quantile, enough: enough(known).ic });
}

/** Own atoms, and segments in cells of types; `lieOf`: the length of a lie that pays, from what is known at a cell's lower end. */
function firstCells(table: DependentTable, lieOf: (known: KnownGains) => number): Numbers[] {
  const { x, own, rows, segments, atoms } = table;
  const total = segments.reduce((sum, { finite: [first, last] }) => sum + last - first, 0);
  const cells = segments.flatMap(({ finite: [first, last] }) => {
    const count = Math.min(last - first, Math.max(1, Math.round((FIRST_CELLS * (last - first)) / total)));
    const places = Array.from({ length: count + 1 }, (_, i) => first + Math.round((i * (last - first)) / count));
    return places.slice(1).map((to, i): Numbers => {
      const from = places[i]!;
      return { types: [x[from]!, x[to]!], lie: lieOf(knownGainsOfType(table, from, rows[from]!)), level: 0 };
    });
  });
  return [...cells, ...atoms.filter(({ place }) => place < own).map((atom): Numbers => {
    const above = x[atom.place + 1]!;
    return { types: [above, above], lie: lieOf(knownOfAtom(table, atom)), level: 0, posterior: atom.posterior };
  })];
}

/** Bounds of inner types, those of types at the ends of the law added where they raise them by little, left out in words else. */
function constantsOf({ inside, known, table, conditional, component, setting, quantile, enough }: {
  readonly inside: Inside;
  readonly known: KnownGains;
  readonly table: DependentTable;
  readonly conditional: Conditional;
  readonly component: CommonComponent;
  readonly setting: Setting;
  readonly enough: number;
  quantile(u: number): number;
}): DependentConstants {
  const { sign } = table;
  const { ic: most, lic: steepest } = inside.constants;
  const ends = { ic: 0, lic: 0 };
  for (const segment of table.segments) {
    const { ic, lic } = boundEnds(table, segment, setting, component.reach[1] - component.reach[0], Math.max(most, enough));
    ends.ic = Math.max(ends.ic, ic);
    ends.lic = Math.max(ends.lic, lic);
  }
  const told = [...table.segments.flatMap(({ finite }) => finite), ...table.atoms.map(({ place }) => place)];
  const [first, last] = [Math.min(...told), Math.max(...told)].map((i) => sign * table.x[i]!) as [number, number];
  const types: Range = sign === 1 ? [first, last] : [last, first];
  const within = ends.ic > most * ENDS;
  const ic = finished({ ...known.ic, upper: within ? most : Math.max(most, ends.ic) }, sign);
  const icTypes = within ? { icTypes: types } : {};
  if (conditional.ofPairs) {
    return { lic: ofSmallLie(ofOneLaw(conditional.ofPairs, component, sign === 1), table, quantile), ic, ...icTypes };
  }
  const steep = ends.lic > steepest * ENDS;
  const lic = finished({ ...known.lic, upper: steep ? steepest : Math.max(steepest, ends.lic) }, sign);
  return { lic, ic, ...icTypes, ...(steep ? { licTypes: types } : {}) };
}

/** w sup P(c | c), which small lies approach: the type where it lies, and a lie some thousandth of the way to the law's nearer end. */
function ofSmallLie(
  { lower, upper, chance }: OfOneLaw, { weight, sign }: DependentTable, quantile: (u: number) => number,
): CertifiedOnLine {
  const lie = sign * 1e-3 * Math.min(chance, 1 - chance);
  // A type nearer to an end of its law than numbers tell apart has no lie that could be named.
  const named = chance > LOWEST_CHANCE && chance < 1 - LOWEST_CHANCE;
  const at = named ? { type: quantile(chance), report: quantile(chance + lie) } : { type: 0, report: 0 };
  return finished({
    estimate: weight * share(lower), lower: weight * (lower - QUADRATURE_ERROR), upper: weight * share(upper + QUADRATURE_ERROR), ...at,
  }, sign);
}

const zero = { estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' } as const;

const finished = ({ estimate, lower, upper, type, report }: KnownGain & Interval, sign: number): CertifiedOnLine => ({
  estimate: Math.max(0, estimate),
  lower: Math.max(0, Math.min(estimate, lower)),
  upper: Math.max(estimate, upper),
  guarantee: 'continuum',
  ...(type === report ? {} : { witness: { type: sign * type, report: sign * report } }),
});
