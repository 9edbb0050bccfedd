/**
 * Plain twin of kernel `assignment`: welfare by trying all sets of the shorter side, everything else as a difference of
 * welfares with a bidder or an object taken away or an object doubled. For markets whose shorter side is small.
 */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner } from '../kernel.ts';
import { positionOf, POSITIONS } from '../linear/positions.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { WORTH_MAX, type AssignmentParameters } from './spec.ts';

type Rows = readonly (readonly number[])[];

/** Greatest total of a matching: most[S] over sets S of columns, row after row; the longer side are the rows. */
export function greatestWelfare(rows: Rows): number {
  const columns = rows[0]?.length ?? 0;
  if (columns > rows.length) return greatestWelfare(rows[0]!.map((_, j) => rows.map((row) => row[j]!)));
  let most = new Array<number>(2 ** columns).fill(0);
  for (const row of rows) {
    most = most.map((without, set) =>
      row.reduce((top, worth, j) => ((set >> j) & 1 ? Math.max(top, most[set - 2 ** j]! + worth) : top), without));
  }
  return most.at(-1)!;
}

const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);
const withoutColumn = (rows: Rows, j: number): Rows => rows.map((row) => without(row, j));
const doubled = (rows: Rows, j: number): Rows => rows.map((row) => [...row, row[j]!]);
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

export function prepareAssignmentReference(parameters: AssignmentParameters): ChunkRunner {
  const { bidders, objects, coordinates, bases, spans, lawOf, bidder, reports, types, ties } = parameters;
  const listed = (values: Int32Array): number[][] =>
    Array.from({ length: values.length / objects }, (_, r) => [...values.subarray(r * objects, (r + 1) * objects)]);
  const allObjects = Array.from({ length: objects }, (_, j) => j);
  const [reportRows, typeRows] = [listed(reports), listed(types)];

  return (key, first, count, into) => {
    const addSquares = (name: string, x: number, at: number, stride: number): void => {
      into[name]![at]! += (x * x) % WORTH_MAX;
      into[name]![at + stride]! += Math.floor((x * x) / WORTH_MAX);
    };
    for (let profile = first; profile < first + count; profile++) {
      const rows = Array.from({ length: bidders }, (_i, i) => allObjects.map((j) => {
        const d = i * objects + j;
        const word = threefry2x32(key, [profile, d >>> 1])[d & 1]!;
        const law = coordinates[lawOf[d]!]!;
        const position = positionOf(word, referenceCell(law.thresholds, word), law);
        return bases[lawOf[d]!]! + Math.floor((position * spans[lawOf[d]!]!) / POSITIONS);
      }));
      const others = without(rows, bidder);
      const alone = greatestWelfare(others);
      const menu = allObjects.map((j) => alone - greatestWelfare(withoutColumn(others, j)));
      const surplus = (row: readonly number[]): number[] => row.map((x, j) => x - menu[j]!);
      reportRows.forEach((row, r) => {
        const most = Math.max(...surplus(row));
        if (ties) {
          const tied = allObjects.filter((j) => surplus(row)[j]! >= Math.max(0, most) - ties.within);
          const first = tied.toSorted((j, k) => ties.tops[k]! - row[k]! - (ties.tops[j]! - row[j]!) || j - k)[0];
          if (first !== undefined) into.choices![r * objects + first]!++;
        } else if (most >= 0) into.choices![r * objects + surplus(row).indexOf(most)]!++;
      });
      const utilityOf = (row: readonly number[]): number => Math.max(0, ...surplus(row));
      typeRows.forEach((row, t) => {
        into.interim![t]! += utilityOf(row);
        addSquares('interimSquares', utilityOf(row), t, typeRows.length);
      });

      const welfare = greatestWelfare(rows);
      const utility = welfare - alone;
      const shares = Math.min(bidders, objects);
      into.utility![0]! += utility;
      addSquares('utilitySquares', utility, 0, 1);
      const lowestRow = allObjects.map((j) => bases[lawOf[bidder * objects + j]!]!);
      const more = Math.max(...surplus(rows[bidder]!)) - Math.max(0, ...surplus(lowestRow));
      if (ties ? more > ties.within : utility > 0) into.positive![0]!++;
      if (ties && ties.within > 0 && Math.abs(more) <= ties.within) into.unclear![0]!++;
      into.welfare![0]! += welfare;
      addSquares('welfareSquares', Math.floor(welfare / shares), 0, 1);
      // Payments sum to (welfare without i less what the others have) over i; utilities are welfare less welfare without i.
      const revenue = welfare - sum(rows.map((_, i) => welfare - greatestWelfare(without(rows, i))));
      into.revenue![0]! += revenue;
      addSquares('revenueSquares', Math.floor(revenue / shares), 0, 1);
      const highest = sum(allObjects.map((j) => welfare - greatestWelfare(withoutColumn(rows, j))));
      into.highest![0]! += highest;
      addSquares('highestSquares', Math.floor(highest / shares), 0, 1);
      // The lowest competitive price of an object is what a second one of it would add.
      const lowest = allObjects.map((j) => greatestWelfare(doubled(rows, j)) - welfare);
      const isCompetitive = sum(rows.map((row) => Math.max(0, ...row.map((x, j) => x - lowest[j]!)))) + sum(lowest) === welfare;
      if (!isCompetitive) into.violations![0]!++;
      if (sum(lowest) !== revenue) into.violations![1]!++;
      if (utility !== utilityOf(rows[bidder]!)) into.violations![2]!++;
      const lie = reportRows[profile % reportRows.length]!;
      const most = Math.max(...surplus(lie));
      const taken = surplus(lie).indexOf(most);
      if (most >= 0 && rows[bidder]![taken]! - menu[taken]! > utility) into.gainful![0]!++;
    }
  };
}
