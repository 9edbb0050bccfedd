/** Kernel `assignment` on the CPU: the others' market first, then the bidder comes in; see spec.ts. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { isCompetitive, isLowest } from './competitive.ts';
import { prepareAssignmentReference } from './reference.ts';
import { AssignmentSolver } from './solver.ts';
import { emptyAssignmentStatistics, validateAssignment, WORTH_MAX, type AssignmentParameters } from './spec.ts';
import { worthDrawer } from './worth.ts';

/** Adds x^2 to limbs at `at` and `at + stride`. */
function addSquare(limbs: Float64Array, x: number, at = 0, stride = 1): void {
  const square = x * x;
  const high = Math.floor(square / WORTH_MAX);
  limbs[at]! += square - high * WORTH_MAX;
  limbs[at + stride]! += high;
}

/** Object that the row at `from` of `rows` gets from the menu, or -1. */
function choose(rows: ArrayLike<number>, from: number, menu: Float64Array): number {
  let best = -1;
  let most = 0;
  for (let j = 0; j < menu.length; j++) {
    const surplus = rows[from + j]! - menu[j]!;
    if (surplus > most || (best < 0 && surplus === 0)) {
      most = surplus;
      best = j;
    }
  }
  return best;
}

/** The same where objects within `within` are tied and the one goes first by which the highest type gains most. */
function chooseTied(rows: ArrayLike<number>, from: number, menu: Float64Array, within: number, tops: Int32Array): number {
  const least = best(rows, from, menu) - within;
  let [found, most] = [-1, -1];
  for (let j = 0; j < menu.length; j++) {
    const report = rows[from + j]!;
    if (report - menu[j]! < least || tops[j]! - report <= most) continue;
    most = tops[j]! - report;
    found = j;
  }
  return found;
}

/** The greatest surplus of an object, of either sign. */
function surplusOf(rows: ArrayLike<number>, menu: Float64Array): number {
  let most = -Infinity;
  for (let j = 0; j < menu.length; j++) most = Math.max(most, rows[j]! - menu[j]!);
  return most;
}

/** What the best choice leaves. */
function best(rows: ArrayLike<number>, from: number, menu: Float64Array): number {
  let most = 0;
  for (let j = 0; j < menu.length; j++) most = Math.max(most, rows[from + j]! - menu[j]!);
  return most;
}

const prepare = (parameters: AssignmentParameters): ChunkRunner => marketRunner(parameters, worthDrawer(parameters));

/** `draw`: writes [N M] worths of a profile, whole numbers as the kernel's are. */
export function marketRunner(parameters: AssignmentParameters, draw: ReturnType<typeof worthDrawer>): ChunkRunner {
  const { bidders, objects, bidder, reports, types, ties, bases, lawOf } = parameters;
  const worth = new Float64Array(bidders * objects);
  const own = worth.subarray(bidder * objects, (bidder + 1) * objects);
  const truth = new Float64Array(objects);
  const [others, market] = [new AssignmentSolver(bidders, objects), new AssignmentSolver(bidders, objects)];
  const [menu, prices] = [new Float64Array(objects), new Float64Array(objects)];
  const lowest = Float64Array.from(lawOf.subarray(bidder * objects, (bidder + 1) * objects), (c) => bases[c]!);
  const shares = Math.min(bidders, objects);
  const [reportCount, typeCount] = [reports.length / objects, types.length / objects];

  /** VCG utility at the true worth where the market clears with `worth`, by the market's own prices; they stay in `prices`. */
  const clear = (): number => {
    market.copy(others);
    market.insert(worth, bidder);
    market.lowestPrices(worth, prices);
    const has = market.columnOf[bidder]!;
    return has < 0 ? 0 : truth[has]! - prices[has]!;
  };

  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      draw(key.k0, key.k1, profile, worth);
      truth.set(own);
      others.clear();
      for (let i = 0; i < bidders; i++) if (i !== bidder) others.insert(worth, i);
      others.highestPrices(worth, menu);
      for (let r = 0; r < reportCount; r++) {
        const j = ties ? chooseTied(reports, r * objects, menu, ties.within, ties.tops) : choose(reports, r * objects, menu);
        if (j >= 0) into.choices![r * objects + j]!++;
      }
      for (let t = 0; t < typeCount; t++) {
        const left = best(types, t * objects, menu);
        into.interim![t]! += left;
        addSquare(into.interimSquares!, left, t, typeCount);
      }

      const utility = clear();
      into.utility![0]! += utility;
      addSquare(into.utilitySquares!, utility);
      if (ties) {
        const more = surplusOf(truth, menu) - best(lowest, 0, menu);
        if (more > ties.within) into.positive![0]!++;
        else if (ties.within > 0 && more >= -ties.within) into.unclear![0]!++;
      } else if (utility > 0) into.positive![0]!++;
      const trade = { bidders, objects, worth, objectOf: market.columnOf, prices };
      if (!isCompetitive(trade)) into.violations![0]!++;
      if (!isLowest(trade)) into.violations![1]!++;
      if (utility !== best(truth, 0, menu)) into.violations![2]!++;
      const welfare = market.welfare(worth);
      into.welfare![0]! += welfare;
      addSquare(into.welfareSquares!, Math.floor(welfare / shares));
      let revenue = 0;
      for (let j = 0; j < objects; j++) revenue += prices[j]!;
      into.revenue![0]! += revenue;
      addSquare(into.revenueSquares!, Math.floor(revenue / shares));
      market.highestPrices(worth, prices);
      let highest = 0;
      for (let j = 0; j < objects; j++) highest += prices[j]!;
      into.highest![0]! += highest;
      addSquare(into.highestSquares!, Math.floor(highest / shares));

      const r = profile % reportCount;
      for (let j = 0; j < objects; j++) own[j] = reports[r * objects + j]!;
      if (clear() > utility) into.gainful![0]!++;
    }
  };
}

export const assignment: Kernel<AssignmentParameters> = {
  name: 'assignment',
  version: 2,
  // Rows of M numbers are gone through several times for every bidder, and once for every object and report.
  drawsPerProfile: ({ bidders, objects, reports, types }) => objects * (8 * bidders + 4 * objects) + reports.length + types.length,
  emptyStatistics: emptyAssignmentStatistics,
  validate: validateAssignment,
  prepareCpu: prepare,
  prepareReference: prepareAssignmentReference,
};
