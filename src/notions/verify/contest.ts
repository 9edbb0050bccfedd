/**
 * What bids win in Tullock's contest, for checks that share nothing with src/mechanism/auctions: the chance b^r / (b^r + S), S the sum of
 * the others' b_j^r, falls in S. Every b_j^r is rounded down, and up, to a grid that is twice as fine as that of the bids, all others
 * together; sums of rounded numbers are numbers of the grid.
 */
import { bidOf, chancesOf, type Reading, type Strategy } from './bid-market.ts';
import { readGrid } from './grid-reading.ts';
import type { CheckedLaw } from './laws.ts';

export interface ContestRules {
  readonly power: number;
  readonly strategies: readonly Strategy[];
}

/** Masses of a sum at the multiples of the grid's step. */
function together(laws: readonly (readonly number[])[]): number[] {
  return laws.reduce<number[]>((sum, own) => {
    const all = new Array<number>(sum.length + own.length - 1).fill(0);
    own.forEach((q, m) => {
      if (q > 0) for (let n = 0; n < sum.length; n++) all[n + m]! += q * sum[n]!;
    });
    return all;
  }, [1]);
}

export function readContest(
  { power, strategies }: ContestRules, laws: readonly CheckedLaw[], i: number, bids: readonly number[], types: readonly number[],
): Reading {
  const others = [...strategies.keys()].filter((j) => j !== i);
  const cells = 2 * Math.max(16, Math.ceil((bids.length - 1) / others.length));
  const most = Math.max(...others.map((j) => bidOf(strategies[j]!, laws[j]!.high) ** power));
  const step = (most > 0 ? most : 1) / cells;
  let nobody = 1;
  const rounded = others.map((j): readonly [down: number[], up: number[]] => {
    const [down, up] = [new Array<number>(cells + 1).fill(0), new Array<number>(cells + 1).fill(0)];
    let before = 0;
    for (let m = 0; m <= cells; m++) {
      const bid = (m * step) ** (1 / power);
      const corner = strategies[j]!.bids.find((b) => Math.abs(b - bid) <= 1e-14 * b) ?? bid;
      const [below, at] = chancesOf(strategies[j]!, laws[j]!, corner);
      const between = Math.max(0, below - before);
      if (m > 0) down[m - 1]! += between;
      down[m]! += at;
      up[m]! += at + between;
      before = below + at;
      if (m === 0) nobody *= at;
    }
    // What rounding has left beyond the largest bid.
    down[cells]! += Math.max(0, 1 - before);
    return [down, up];
  });
  const [least, largest] = [together(rounded.map(([down]) => down)), together(rounded.map(([, up]) => up))];
  const chance = (sums: readonly number[], bid: number): number => {
    const weight = bid ** power;
    return weight === 0 ? nobody : sums.reduce((total, mass, m) => total + (mass * weight) / (weight + m * step), 0);
  };
  return readGrid({
    bids, rare: Float64Array.from(bids, (bid) => chance(largest, bid)), often: Float64Array.from(bids, (bid) => chance(least, bid)),
    price: (from, to) => [bids[from]!, bids[to]!],
    chanceAt: (bid) => (bid === 0 ? nobody / strategies.length : chance(largest, bid)),
  }, strategies[i]!, types);
}
