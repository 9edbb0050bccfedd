/** Sums of squares of kernel `report-gains`, profile by profile. */
import type { Statistics } from '../kernel.ts';
import { LANES } from '../network/batch.ts';
import { NETWORK_ITEM } from '../simd/layout.ts';
import type { Workbench } from '../simd/workbench.ts';
import { listOf, type Loops } from './loops.ts';
import { productsOf, type ReportGainsParameters } from './spec.ts';

/** What is added up of the table of one profile, beside the table itself, and put among the statistics when a chunk is done. */
export interface Squares {
  clear(): void;
  add(): void;
  into(statistics: Statistics): void;
}

/** Squares of gains; to be called once all is reserved. */
export function gainsOf(
  { reports, unit, amountUnit = unit, coarse, mechanism: { objects } }: ReportGainsParameters, bench: Workbench, count: number,
  tableAt: number,
): () => Squares {
  const blocks = Math.ceil(count / LANES);
  // What a unit of an amount is worth, in units of money.
  const typesAt = bench.put(reports.map((type) => type * (amountUnit / unit)));
  const squaresAt = bench.reserve(count * blocks * NETWORK_ITEM);
  const { gains64 } = bench.loops as Loops;
  return () => {
    const squares = bench.doubles(squaresAt, count * blocks * LANES);
    return {
      clear: () => { squares.fill(0); },
      add: () => gains64(tableAt, blocks, typesAt, count, objects, unit / coarse, squaresAt),
      into(statistics) {
        for (let r = 0; r < count; r++) {
          for (let t = 0; t < count; t++) statistics.squares![t * count + r]! += squares[t * blocks * LANES + r]!;
        }
      },
    };
  };
}

/** The same of moments. */
export function momentsOf(
  { unit, coarse, mechanism: { objects } }: ReportGainsParameters, bench: Workbench, count: number, tableAt: number,
): () => Squares {
  const blocks = Math.ceil(count / LANES);
  const [kinds, products] = [objects + 1, productsOf(objects + 1)];
  const [coarselyAt, productsAt, sumsAt] = [kinds, products.length, products.length].map((items) =>
    bench.reserve(blocks * items * NETWORK_ITEM)) as [number, number, number];
  const item = (at: number, k: number): number => at + k * NETWORK_ITEM;
  const all = (items: number): number[] => Array.from({ length: blocks * items }, (_, k) => k);
  const rounding = listOf(bench, all(kinds).flatMap((k) => [item(coarselyAt, k), item(tableAt, k)]));
  const multiplying = listOf(bench, all(products.length).flatMap((k) => {
    const [b, [left, right]] = [Math.floor(k / products.length), products[k % products.length]!];
    return [item(productsAt, k), item(coarselyAt, b * kinds + left), item(coarselyAt, b * kinds + right)];
  }));
  const adding = listOf(bench, all(products.length).flatMap((k) => [item(sumsAt, k), item(sumsAt, k), item(productsAt, k)]));
  const { add64, multiply64, round64 } = bench.loops as Loops;
  return () => {
    const sums = bench.doubles(sumsAt, blocks * products.length * LANES);
    return {
      clear: () => { sums.fill(0); },
      add() {
        round64(...rounding, unit / coarse);
        multiply64(...multiplying);
        add64(...adding);
      },
      into(statistics) {
        for (let r = 0; r < count; r++) {
          for (let k = 0; k < products.length; k++) {
            statistics.moments![r * products.length + k]! += sums[(Math.floor(r / LANES) * products.length + k) * LANES + (r % LANES)]!;
          }
        }
      },
    };
  };
}
