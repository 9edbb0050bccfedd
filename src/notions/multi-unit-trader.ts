/**
 * What a trader of q units gains by lying in a uniform-price auction, in the seller's orientation (experiments/double-auction/
 * unit-chances.ts): costs c_1 <= .. <= c_q of her units, reports r_1 <= .. <= r_q. With n units on the other side, B(y) the number of the
 * others' numbers below y, T_m(y) = Pr(B(y) <= m), P_m(y) = Pr(B(y) = m), she sells k units where r_k <= Y_(n-k+1) and r_(k+1) > Y_(n-k),
 * at (1 - kappa) max(r_k, Y_(n-k)) + kappa min(r_(k+1), Y_(n-k+1)). Adding up over k, all but three terms of the slope in r_j cancel:
 *
 *     g(r, c) = sum_j int_(c_j)^(r_j) (W_j(y) - (y - c_j) (-T_(n-j))'(y)) dy
 *             = sum_j int_(c_j)^(r_j) (W_j - T_(n-j))(y) dy + (r_j - c_j) T_(n-j)(r_j),
 *     W_j = (1 - kappa) j P_(n-j) + kappa (j - 1) P_(n-j+1).
 *
 * So a lie about several units gains what lies about each gain by themselves; those downwards gain nothing; and the epsilon-LIC constant,
 * the size of a lie being the sum over units, is max_j sup W_j. The epsilon-IC constant is the largest sum over types in order. All T_m
 * fall, so that they bracket what lies between two points: intervals hold over the continuum, and nothing is drawn.
 */
import { chancesBelow, type MultiUnitProblem } from '../experiments/double-auction/unit-chances.ts';
import { bare, type Certified } from './certified.ts';

/** What rounding may do to a probability. */
const ROUNDING = 1e-12;
/** Cells of the first grid, most cells of the last by pairs of cells and units, and rounds between. */
const FIRST_CELLS = 512;
const PAIRS = 2 ** 24;
const CELLS_MAX = 2 ** 12;
const ROUNDS = 16;
/** A round cuts what may reach this share of the largest bound, as long as that is above what is known. */
const NEAR_TOP = 0.7;
/** Parts of a cell that a round makes. */
const PARTS = 4;

export interface MultiUnitConstants {
  readonly lic: Certified;
  readonly ic: Certified;
  readonly cells: number;
}

/** One unit on the grid x_0 < .. < x_J; integrals of W - T from x_0 on. */
interface UnitTable {
  readonly stay: Float64Array;
  readonly price: Float64Array;
  readonly priceLow: Float64Array;
  readonly priceHigh: Float64Array;
  readonly low: Float64Array;
  readonly middle: Float64Array;
  readonly high: Float64Array;
  /** int of W from here on, from above. */
  readonly toCome: Float64Array;
}

/** At error probability 0; refined until both constants are known to a relative half-width of `precision`, or the grid is full. */
export function multiUnitConstants(problem: MultiUnitProblem, precision: number): MultiUnitConstants {
  const known = new Map<number, Float64Array>();
  const chances = (y: number): Float64Array => {
    const found = known.get(y) ?? chancesBelow(problem, y);
    known.set(y, found);
    return found;
  };
  const cells = Math.min(CELLS_MAX, Math.floor(Math.sqrt(PAIRS / problem.units)));
  let x = firstGrid(problem);
  for (let round = 0; ; round++) {
    const tables = unitTables(problem, x, x.map(chances));
    const result = constantsOn(problem, x, tables, precision);
    const finer = round < ROUNDS ? refined(x, result.open, cells) : x;
    if (finer.length === x.length) return { lic: result.lic, ic: result.ic, cells: x.length - 1 };
    x = finer;
  }
}

function firstGrid({ law, others, sign }: MultiUnitProblem): number[] {
  const [low, high] = law.support;
  const all = [law, ...others.filter(({ count }) => count > 0).map((group) => group.law)];
  const laws = [...new Map(all.map((one) => [one.text, one])).values()];
  const each = Math.ceil(FIRST_CELLS / laws.length);
  const places = laws.flatMap((one) => [...Array.from({ length: each + 1 }, (_, i) => one.quantile(i / each)), ...(one.knots ?? [])]);
  return [...new Set([low, high, ...places.filter((at) => at > low && at < high)])].map((at) => sign * at).sort((a, b) => a - b);
}

/** Cells that are open cut in parts, as long as there is room; those first that come first. */
function refined(x: readonly number[], open: readonly boolean[], cells: number): number[] {
  let room = cells - (x.length - 1);
  const wanted = open.filter(Boolean).length;
  if (wanted === 0 || room < wanted) return [...x];
  const parts = Math.min(PARTS, 1 + Math.floor(room / wanted));
  return x.flatMap((from, i) => {
    const to = x[i + 1];
    if (!open[i] || to === undefined || room <= 0) return [from];
    const inner = Array.from({ length: parts - 1 }, (_, p) => from + ((to - from) * (p + 1)) / parts).filter((y) => y > from && y < to);
    room -= inner.length;
    return [from, ...new Set(inner)];
  });
}

function unitTables({ units, kappa }: MultiUnitProblem, x: readonly number[], chances: readonly Float64Array[]): UnitTable[] {
  return Array.from({ length: units }, (_, at) => {
    const unit = at + 1;
    const [own, next] = [(1 - kappa) * unit, kappa * (unit - 1)];
    // T_(n-j-1), T_(n-j), T_(n-j+1) and what W - T and W are made of them.
    const first = units - unit;
    const ofGain = [-own, own - next - 1, next];
    const ofPrice = [-own, own - next, next];
    const between = (weights: readonly number[], i: number, upper: boolean): number => weights.reduce((sum, weight, t) =>
      sum + weight * chances[weight > 0 === upper ? i : i + 1]![first + t]!, 0);
    const exact = (weights: readonly number[], i: number): number =>
      weights.reduce((sum, weight, t) => sum + weight * chances[i]![first + t]!, 0);
    // A price that no report moves is known without rounding.
    const moves = own + next > 0;
    const slack = moves ? ROUNDING * (1 + 2 * (own + next)) : 0;
    const J = x.length - 1;
    const zeros = (): Float64Array => new Float64Array(J + 1);
    const table = {
      stay: Float64Array.from(chances, (row) => row[first + 1]!), price: Float64Array.from(x, (_y, i) => exact(ofPrice, i)),
      priceLow: new Float64Array(J), priceHigh: new Float64Array(J), low: zeros(), middle: zeros(), high: zeros(), toCome: zeros(),
    };
    for (let i = 0; i < J; i++) {
      const width = x[i + 1]! - x[i]!;
      table.priceLow[i] = Math.max(0, between(ofPrice, i, false) - slack);
      table.priceHigh[i] = Math.max(0, between(ofPrice, i, true) + slack);
      table.low[i + 1] = table.low[i]! + width * (between(ofGain, i, false) - slack);
      table.high[i + 1] = table.high[i]! + width * (between(ofGain, i, true) + slack);
      table.middle[i + 1] = table.middle[i]! + width * ((exact(ofGain, i) + exact(ofGain, i + 1)) / 2);
    }
    for (let i = J - 1; i >= 0; i--) table.toCome[i] = table.toCome[i + 1]! + (x[i + 1]! - x[i]!) * table.priceHigh[i]!;
    return table;
  });
}

/** g_j(x_k, x_i), on one side of its bracket. */
function gainAt(x: readonly number[], table: UnitTable, side: 'low' | 'middle' | 'high', i: number, k: number): number {
  // Below the truth the integral runs backwards.
  const along = k >= i || side === 'middle' ? side : side === 'low' ? 'high' : 'low';
  return table[along][k]! - table[along][i]! + (x[k]! - x[i]!) * table.stay[k]!;
}

interface Found {
  readonly lic: Certified;
  readonly ic: Certified;
  /** Cells whose width keeps a constant from being known to the precision. */
  readonly open: boolean[];
}

function constantsOn({ units, sign }: MultiUnitProblem, x: readonly number[], tables: readonly UnitTable[], precision: number): Found {
  const J = x.length - 1;
  const best = tables.map((table) => bestReports(x, table));
  const { types, reports } = bestTypes(best);
  const sum = (side: 'low' | 'middle'): number =>
    tables.reduce((total, table, u) => total + gainAt(x, table, side, types[u]!, reports[u]!), 0);
  const allowed = 1 + 2 * precision;
  const opened = Array.from({ length: J + 1 }, () => 0);
  // Where each unit's largest gain by itself is known, so is their sum.
  const largest = best.map(({ gains }) => gains.reduce((a, b) => Math.max(a, b), 0));
  const spare = (allowed - 1) * largest.reduce((a, b) => a + b, 0) / units;
  const uppers = tables.map((table, u) => {
    const upper = Float64Array.from({ length: J }, (_, i) => upperOverTypes(x, table, i).most);
    const top = upper.reduce((a, b) => Math.max(a, b), 0);
    const goal = Math.max(largest[u]! + spare, NEAR_TOP * top);
    upper.forEach((most, i) => {
      if (most <= goal) return;
      opened[i]!++;
      opened[upperOverTypes(x, table, i, goal).last + 1]!--;
    });
    return upper;
  });
  let lic = { value: -1, unit: 0, at: 0 };
  tables.forEach(({ price }, unit) => price.forEach((value, at) => {
    if (value > lic.value) lic = { value, unit, at };
  }));
  const highest = Math.max(...tables.map(({ priceHigh }) => priceHigh.reduce((a, b) => Math.max(a, b), 0)));
  const wanted = Math.max(allowed * lic.value, NEAR_TOP * highest);
  let depth = 0;
  const open = Array.from({ length: J }, (_, i) => {
    depth += opened[i]!;
    return depth > 0 || tables.some(({ priceHigh }) => priceHigh[i]! > wanted);
  });
  const signed = (list: readonly number[]): number | readonly number[] => bare(list.map((i) => sign * x[i]!));
  const near = Math.min(lic.at, J - 1);
  const whose = Array.from({ length: units }, (_, u) => near + Number(u > lic.unit));
  const middle = Math.max(0, sum('middle'));
  const icLower = Math.min(middle, Math.max(0, sum('low')));
  return {
    open,
    ic: {
      estimate: middle, lower: icLower, upper: Math.max(middle, largestInOrder(uppers)), guarantee: 'continuum',
      ...(types.some((i, u) => i !== reports[u]) ? { witness: { type: signed(types), report: signed(reports) } } : {}),
    },
    lic: {
      estimate: lic.value, lower: Math.max(0, lic.value - ROUNDING * (1 + 2 * units)), guarantee: 'continuum',
      upper: Math.max(lic.value, highest),
      ...(lic.value > 0
        ? { witness: { type: signed(whose), report: signed(whose.map((i, u) => (u === lic.unit ? near + 1 : i))) } } : {}),
    },
  };
}

interface BestReports {
  readonly gains: Float64Array;
  readonly reports: Int32Array;
}

/** Of every type on the grid, the report on it that gains most, and what it gains by the middle of the bracket. */
function bestReports(x: readonly number[], table: UnitTable): BestReports {
  const gains = new Float64Array(x.length);
  const reports = Int32Array.from(x, (_, i) => i);
  for (let i = 0; i < x.length && table.toCome[i]! > 0; i++) {
    for (let k = i + 1; k < x.length; k++) {
      const gain = gainAt(x, table, 'middle', i, k);
      if (gain > gains[i]!) [gains[i], reports[i]] = [gain, k];
      if (gain + table.toCome[k]! <= gains[i]!) break;
    }
  }
  return { gains, reports };
}

/** Types in order with the largest sum, and their reports in order. */
function bestTypes(units: readonly BestReports[]): { types: number[]; reports: number[] } {
  const places = units[0]!.gains.length;
  let sums = new Float64Array(places);
  const chosen: Int32Array[] = [];
  for (const { gains } of units) {
    const next = new Float64Array(places);
    const from = new Int32Array(places);
    let top = 0;
    for (let i = 0; i < places; i++) {
      if (sums[i]! > sums[top]!) top = i;
      next[i] = sums[top]! + gains[i]!;
      from[i] = top;
    }
    sums = next;
    chosen.push(from);
  }
  const types = new Array<number>(units.length).fill(0);
  let at = sums.reduce((top, sum, i) => (sum > sums[top]! ? i : top), 0);
  for (let u = units.length - 1; u >= 0; u--) {
    types[u] = at;
    at = chosen[u]![at]!;
  }
  return { types, reports: types.map((i, u) => units[u]!.reports[i]!).sort((a, b) => a - b) };
}

/** The largest sum of one entry of each list, places in order. */
function largestInOrder(lists: readonly Float64Array[]): number {
  const sums = lists.reduce((before, list) => {
    let top = 0;
    return list.map((value, i) => {
      top = Math.max(top, before[i]!);
      return top + value;
    });
  }, new Float64Array(lists[0]!.length));
  return sums.reduce((a, b) => Math.max(a, b), 0);
}

/** Of types in cell i and all reports: at most so much; and the last cell of reports that may gain more than `goal`. */
function upperOverTypes(
  x: readonly number[], table: UnitTable, i: number, goal = Infinity,
): { readonly most: number; readonly last: number } {
  const { stay, priceLow, priceHigh, toCome } = table;
  if (toCome[i] === 0) return { most: 0, last: i };
  const width = x[i + 1]! - x[i]!;
  let most = width * priceHigh[i]!;
  let last = i;
  for (let k = i + 1; k + 1 < x.length; k++) {
    // g changes with the type by -W(c) + T(c) - T(x), which is bounded on the cell; so does it from x_k on by W at most, and back from
    // x_(k+1) by what is lost between.
    const atMost = (report: number): number => (x[report]! - x[i]!) * ROUNDING + Math.min(
      gainAt(x, table, 'high', i + 1, report) + width * Math.max(0, priceHigh[i]! - (stay[i + 1]! - stay[report]!)),
      gainAt(x, table, 'high', i, report) + width * Math.max(0, stay[i]! - stay[report]! - priceLow[i]!),
    );
    const here = atMost(k);
    if (here + toCome[k]! <= most) break;
    const from = here + toCome[k]! - toCome[k + 1]!;
    const back = atMost(k + 1) + (x[k + 1]! - x[i]!) * (stay[k]! - stay[k + 1]! + 2 * ROUNDING);
    const bound = Math.min(from, back);
    if (bound > goal) last = k;
    most = Math.max(most, bound);
  }
  return { most, last };
}
