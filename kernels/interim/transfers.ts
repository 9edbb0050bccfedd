/** Transfers of scheme `breakpoints`, shared by the solvers: what x changes by where the choice changes. */

/** Class lines of one mechanism and of the values, as in InterimParameters.line. */
export interface BreakpointLines {
  readonly objectiveStart: Int32Array;
  readonly objectiveStep: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueStep: Int32Array;
}

/**
 * x(r) - x(r - 1) where class `from` is chosen at r - 1 and `to` at r. The lead of `from` at r - 1 is at least 0 and at
 * most what `to` gains in a step, so f is in 0..1024. All products are below 2^43: exact in doubles.
 */
export function breakpointChange(
  lines: BreakpointLines,
  objective: Int32Array,
  own: Int32Array,
  r: number,
  from: number,
  to: number,
): number {
  const { objectiveStart, objectiveStep, valueStart, valueStep } = lines;
  const closing = objectiveStep[to]! - objectiveStep[from]!;
  const lead = objective[from]! + objectiveStart[from]! - objective[to]! - objectiveStart[to]! - closing * (r - 1);
  const f = Math.floor((1024 * lead) / closing);
  const a = valueStep[to]! - valueStep[from]!;
  return -(valueStart[to]! - valueStart[from]! + a * (r - 1) + Math.floor((a * f) / 1024) + own[to]! - own[from]!);
}
