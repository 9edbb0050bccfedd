/**
 * Exact constants of full insurance of a utility mu that is a table at equal steps, linear between, for an agent whose value has the
 * expected slope A(t) under report t, nondecreasing: g(t, s) = mu(t) - mu(s) - A(t) (t - s).
 *
 *   epsilon-LIC   sup |mu' - A|: mu' is one number on a step, A furthest from it at one of the step's ends
 *   epsilon-IC    given t the gain is straight in s between knots, so the best type is one: the largest of lines in A(t). In t it may
 *                 bend at every knot, so reports are looked for in the steps next to the best knots.
 */
import { goldenSection } from './quadrature.ts';

export interface TableConstants {
  readonly epsilonLic: number;
  readonly epsilonIc: number;
}

/** Knots on either side of which a best report is looked for, and how closely. */
const BEST = 32;
const SECTIONS = 30;

export function constantsOfTable(
  table: readonly number[], [low, high]: readonly [number, number], slopeUnder: (report: number) => number,
): TableConstants {
  const steps = table.length - 1;
  const knot = (n: number): number => (n >= steps ? high : low + ((high - low) * n) / steps);
  const slope = (n: number): number => ((table[n + 1]! - table[n]!) * steps) / (high - low);
  const under = table.map((_, n) => slopeUnder(knot(n)));
  let epsilonLic = 0;
  for (let n = 0; n < steps; n++) epsilonLic = Math.max(epsilonLic, slope(n) - under[n]!, under[n + 1]! - slope(n));
  const types = upperLines(table.map((value, n) => [knot(n) - low, -value] as const));
  /** The best type's gain by report t, whose utility is mu. */
  const most = (t: number, mu: number, by: number): number => {
    let [from, to] = [0, types.length - 1];
    const at = ([x, start]: readonly [number, number]): number => by * x + start;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (at(types[middle + 1]!) >= at(types[middle]!)) from = middle + 1;
      else to = middle;
    }
    return mu - by * (t - low) + at(types[from]!);
  };
  const gains = table.map((value, n) => most(knot(n), value, under[n]!));
  const best = [...gains.keys()].sort((a, b) => gains[b]! - gains[a]!).slice(0, BEST);
  const near = new Set(best.flatMap((n) => [n - 1, n]).filter((n) => n >= 0 && n < steps));
  const inStep = (n: number): number => goldenSection(
    (t) => most(t, table[n]! + slope(n) * (t - knot(n)), slopeUnder(t)), knot(n), knot(n + 1), SECTIONS,
  ).value;
  return { epsilonLic, epsilonIc: Math.max(0, ...gains, ...[...near].map(inStep)) };
}

/** Those of the lines slope x + start, slopes increasing, that are the largest somewhere. */
function upperLines(lines: readonly (readonly [slope: number, start: number])[]): (readonly [number, number])[] {
  const top: (readonly [number, number])[] = [];
  for (const line of lines) {
    const crossing = (a: readonly [number, number], b: readonly [number, number]): number => (a[1] - b[1]) / (b[0] - a[0]);
    while (top.length > 1 && crossing(top.at(-2)!, top.at(-1)!) >= crossing(top.at(-1)!, line)) top.pop();
    top.push(line);
  }
  return top;
}
