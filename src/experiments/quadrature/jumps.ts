/** Where, along the opponent's signal, the choice jumps: brackets narrow enough that what is inside them does not matter. */
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { BRACKET, type Grid } from './grid.ts';
import { chosenAt, type Faced } from './payoffs.ts';

/** A change of probabilities from node to node is a jump if it exceeds this, and the lesser of the neighbours' changes manifold. */
const CHANGE = 1e-4;
const MANIFOLD = 4;
/** More would make every later step slow; cells beyond keep their own bounds. */
const JUMPS_MAX = 1024;

interface Jump {
  readonly report: number;
  /** The jump is in (left, right]. */
  left: number;
  right: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Ends of brackets round the jumps of all reports that the grid's nodes show; `probabilities`: [R][K] arrays over these. */
export async function bracketsOfJumps(
  faced: Faced,
  mechanism: Mechanism,
  grid: Grid,
  probabilities: readonly (readonly Float64Array[])[],
): Promise<number[]> {
  const jumps = probabilities.flatMap((table, report) => jumpsOf(table, report, grid)).slice(0, JUMPS_MAX);
  const [low, high] = grid.law.support;
  const half = (high - low) * BRACKET;
  const { alternatives } = faced.tensors;
  while (jumps.some(({ left, right }) => right - left > half / 2)) {
    const middles = jumps.map(({ report, left, right }) => ({ report, y: (left + right) / 2 }));
    const chosen = await chosenAt(faced, mechanism, middles);
    jumps.forEach((jump, c) => {
      const there = chosen.subarray(c * alternatives, (c + 1) * alternatives);
      const away = (from: readonly number[]): number => from.reduce((sum, p, k) => sum + Math.abs(p - there[k]!), 0);
      if (away(jump.before) <= away(jump.after)) jump.left = middles[c]!.y;
      else jump.right = middles[c]!.y;
    });
  }
  return jumps.flatMap(({ left, right }) => [left - half, right + half]);
}

function jumpsOf(table: readonly Float64Array[], report: number, { cells, nodes }: Grid): Jump[] {
  const change = (j: number): number => (j < 0 || j >= cells ? Infinity : Math.max(...table.map((p) => Math.abs(p[j + 1]! - p[j]!))));
  const jumps: Jump[] = [];
  for (let j = 0; j < cells; j++) {
    if (change(j) <= CHANGE + MANIFOLD * Math.min(change(j - 1), change(j + 1))) continue;
    jumps.push({ report, left: nodes[j]!, right: nodes[j + 1]!, before: table.map((p) => p[j]!), after: table.map((p) => p[j + 1]!) });
  }
  return jumps;
}
