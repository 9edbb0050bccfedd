/** Where signals may lie that were drawn from tables: between the two points round the draw; elsewhere they are known. */
import type { FileProblem } from './draws.ts';
import { cellGiven, tableGiven } from './given.ts';

export interface Box {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The box round a draw; one list for both ends where all laws are told. */
export function boxesRound({ signals }: FileProblem): (at: readonly number[]) => Box {
  const tables = signals.map(({ law, tabulated }, d) => (tabulated ? tableGiven(law, `problem.signals.${d}.law`).points : undefined));
  if (tables.every((table) => table === undefined)) return (at) => ({ low: at, high: at });
  return (at) => {
    const cells = at.map((x, d) => (tables[d] ? cellGiven(tables[d]!, x) : ([x, x] as const)));
    return { low: cells.map(([from]) => from), high: cells.map(([, to]) => to) };
  };
}

/** The least of weights · signals over the box. */
export const least = (weights: readonly number[], { low, high }: Box): number =>
  weights.reduce((sum, w, d) => sum + w * (w > 0 ? low : high)[d]!, 0);

export const most = (weights: readonly number[], { low, high }: Box): number =>
  weights.reduce((sum, w, d) => sum + w * (w > 0 ? high : low)[d]!, 0);
