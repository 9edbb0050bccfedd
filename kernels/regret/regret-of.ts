/** One regret: ends from a search and a proof. */
import { down, up } from '../network/rounding.ts';
import type { StreamKey } from '../kernel.ts';
import type { Bounder, Found, Problem } from './bound.ts';
import { searchReports } from './search.ts';
import type { Effort } from './spec.ts';

export interface RegretEnds {
  readonly lower: number;
  readonly upper: number;
  readonly boxes: number;
  readonly finished: boolean;
}

/** `bids` are everybody's types; `found` is left with the report behind the lower end. */
export function regretOf(
  bounder: Bounder, problem: Problem, bids: ArrayLike<number>, found: Found, effort: Effort, key: StreamKey, profile: number,
): RegretEnds {
  bounder.fix(problem, bids);
  const [truth] = bounder.at(problem, [problem.type, problem.type]);
  const [truthLow, truthHigh] = [truth.low[0]!, truth.high[0]!];
  found.report.set(problem.type);
  found.worth = truthLow;
  searchReports(bounder, problem, found, effort, key, profile);
  const { upper, boxes } = bounder.prove(problem, found, effort.boxes, effort.gap);
  // The truth is one of the reports, so no regret lies below zero.
  return {
    lower: Math.max(0, down(found.worth - truthHigh)), upper: Math.max(0, up(upper - truthLow)), boxes,
    finished: upper <= found.worth + effort.gap,
  };
}
