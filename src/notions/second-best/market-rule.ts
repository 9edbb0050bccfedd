/**
 * Who trades by scores in a market: as many sell as buy, and of all sets of trades the one with the largest sum of scores is made. A good
 * goes to a buyer whose score exceeds minus the seller's; equal scores of a side share evenly (src/experiments/quadrature/tied-chance.ts).
 */
import { buyerChance, sellerChance, type Standing } from '../../experiments/quadrature/tied-chance.ts';
import type { Ranked } from './threshold-rule.ts';

/** Cells in runs of equal scores, scores rising from run to run, with the mass of those before. */
interface Run {
  readonly first: number;
  readonly end: number;
  readonly score: number;
  readonly before: number;
  readonly mass: number;
}

function runsOf({ masses, scores }: Ranked): Run[] {
  const runs: Run[] = [];
  let before = 0;
  for (let first = 0; first < scores.length;) {
    let [end, mass] = [first, 0];
    for (; end < scores.length && scores[end] === scores[first]; end++) mass += masses[end]!;
    runs.push({ first, end, score: scores[first]!, before, mass });
    before = Math.min(1, before + mass);
    first = end;
  }
  return runs;
}

/** Mass of runs with a score above `score`: scores asked for fall from call to call. */
function massAbove(runs: readonly Run[]): (score: number) => number {
  let at = runs.length;
  let mass = 0;
  return (score) => {
    while (at > 0 && runs[at - 1]!.score > score) mass += runs[--at]!.mass;
    return Math.min(1, mass);
  };
}

/** Runs looked at between two steps. */
const STRIDE = 64;

/** [2][N] chances of trading of the sellers and of the buyers, `traders` of either, by their cells; nondecreasing, in steps. */
export function* marketRule(
  [selling, buying]: readonly [Ranked, Ranked], [sellers, buyers]: readonly [number, number],
): Generator<undefined, readonly [Float64Array, Float64Array]> {
  const sides = { sellers, buyers };
  const chances = [new Float64Array(selling.scores.length), new Float64Array(buying.scores.length)] as const;
  const [ofSellers, ofBuyers] = [runsOf(selling), runsOf(buying)];
  const wanting = massAbove(ofBuyers);
  for (const [k, { first, end, score, before, mass }] of ofSellers.entries()) {
    if (k % STRIDE === 0) yield;
    // Less eager sellers stand ahead of her: they keep their goods.
    chances[0].fill(sellerChance(sides, { ahead: before, tied: mass, across: wanting(-score) }), first, end);
  }
  const giving = massAbove(ofSellers);
  for (const [k, { first, end, score, before, mass }] of ofBuyers.entries()) {
    if (k % STRIDE === 0) yield;
    const at: Standing = { ahead: Math.max(0, 1 - before - mass), tied: mass, across: Math.max(0, 1 - giving(-score)) };
    chances[1].fill(buyerChance(sides, at), first, end);
  }
  return chances;
}
