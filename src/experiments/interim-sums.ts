/**
 * What an interim experiment leaves: sums over profiles for one agent, in units of value. Both the fused kernels and the
 * tensor path end here, and every estimate begins here.
 */

/** What is asked of one agent. Reports and types are the same list, so u(s, s) is the truthful payoff. */
export interface InterimQuestion {
  readonly agent: number;
  /** [R] own signal vectors, coordinates in the order in which the problem lists those of this agent. */
  readonly reports: readonly (readonly number[])[];
  /** [P] numbers of the reports, increasing, that are paired with each other as report and type: gains of these pairs are summed. */
  readonly paired: readonly number[];
  /** A power of two from 1 to 64; numbers of profiles are multiples of it. */
  readonly groupSize: number;
  /** Reports lie on a line, sorted; at equal steps breakpoints are found exactly. */
  readonly line: boolean;
  /** Only choices are wanted, without transfers and pairs: what reports give besides may be left out. Default: false. */
  readonly choicesAlone?: boolean;
}

export interface InterimSums {
  readonly question: InterimQuestion;
  readonly profiles: number;
  /** profiles / groupSize: the independent observations behind the second moments. */
  readonly groups: number;
  /** [K] class of each alternative for this agent and C, the number of classes: she values a class's members alike from her own signal. */
  readonly classOf: readonly number[];
  readonly classes: number;
  /** [R, C] sum of the probability of each class under each report: counts for deterministic rules. */
  readonly choices: Float64Array;
  /** [R, C] own part f_c(s_r) of the value of class c to type r; NaN-free; for nonseparable values absent. */
  readonly typeValue?: Float64Array;
  /**
   * [R] sum of B(r) = others' part of the own value + transfer, what a report gives whatever the type; absent where values are
   * nonseparable, or choices alone are wanted.
   */
  readonly reportPart?: Float64Array;
  /** [P, P] row = report, column = type: sum over groups of the group's mean gain u(r, s) - u(s, s), and of its square. */
  readonly gain: Float64Array;
  readonly gainSquares: Float64Array;
  /** [P] the same for the truthful payoff u(s, s). */
  readonly truth: Float64Array;
  readonly truthSquares: Float64Array;
  /** [P, P] bounds on |u(r, s) - u(s, s)| of any profile, and [P] on u(s, s): [low, high] in value units. */
  readonly gainRange: readonly [number, number];
  readonly truthRange: readonly [number, number];
  /** What truthful payoffs and report parts are larger by than those that were summed, and that the ranges hold. Absent: 0. */
  readonly level?: number;
  /**
   * [own coordinates] |u(r, s) - u(s, s)| of any profile is at most the sum of gainSlopes[c] |r_c - s_c|; absent: no such bound is known.
   */
  readonly gainSlopes?: readonly number[];
  /** [P] bounds on u(s, s) of each type by itself, whatever the others' signals; absent: `truthRange` says all. */
  readonly typeRanges?: readonly (readonly [number, number])[];
  /** [R, C] least chances of the classes that the laws alone imply; absent: nothing is known. */
  readonly sure?: Float64Array;
  /** Most by which fixed-point arithmetic moved any payoff, in units of value. */
  readonly rounding: number;
  /** Groups' means were rounded down by at most this before they were squared; absent: not at all. */
  readonly squaresRounding?: number;
  /**
   * No probability of a choice is further than this from that under the true laws: signals are drawn to cells, values are whole numbers.
   * Absent: 0.
   */
  readonly lawError?: number;
  /** The same for the mean of a payoff or of a gain, as a share of its range. Absent: 0. */
  readonly lawShare?: number;
}

/** The largest payoff, or gain, of any profile: what rounding is a share of, in any unit. */
export const payoffSize = ({ truthRange, gainRange }: Pick<InterimSums, 'truthRange' | 'gainRange'>): number =>
  Math.max(...[...truthRange, ...gainRange].map(Math.abs));

/** Of two disjoint ranges of one question's profiles, whose constants are the same. */
export function mergeInterimSums(a: InterimSums, b: InterimSums): InterimSums {
  return {
    ...a,
    profiles: a.profiles + b.profiles,
    groups: a.groups + b.groups,
    choices: sum(a.choices, b.choices),
    ...(a.reportPart && b.reportPart ? { reportPart: sum(a.reportPart, b.reportPart) } : {}),
    gain: sum(a.gain, b.gain),
    gainSquares: sum(a.gainSquares, b.gainSquares),
    truth: sum(a.truth, b.truth),
    truthSquares: sum(a.truthSquares, b.truthSquares),
  };
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + b[i]!);
const sums = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + b[i]!);
const mergeMoments = (a: Moments, b: Moments): Moments => ({ ...a, sum: a.sum + b.sum, squares: a.squares + b.squares });

/** Of two disjoint ranges of one mechanism's whole profiles, whose constants are the same. */
export function mergeExPostSums(a: ExPostSums, b: ExPostSums): ExPostSums {
  return {
    ...a,
    profiles: a.profiles + b.profiles,
    firstBest: mergeMoments(a.firstBest, b.firstBest),
    welfare: mergeMoments(a.welfare, b.welfare),
    revenue: mergeMoments(a.revenue, b.revenue),
    payoff: a.payoff.map((one, i) => mergeMoments(one, b.payoff[i]!)),
    deficits: a.deficits + b.deficits,
    imbalances: a.imbalances + b.imbalances,
    irViolations: sums(a.irViolations, b.irViolations),
    gainful: sums(a.gainful, b.gainful),
    largestGain: a.largestGain.map((gain, i) => Math.max(gain, b.largestGain[i]!)),
    ...(a.losses && b.losses
      ? { losses: { ...a.losses, below: sums(a.losses.below, b.losses.below), largest: Math.max(a.losses.largest, b.losses.largest) } }
      : {}),
  };
}

/** Fused kernels, tensor ops, or profiles played on the host. */
export type SamplerPath = 'fused' | 'tensor' | 'played';

/** A sampler: deterministic in (stream key, first, count); sums of disjoint ranges merge by mergeInterimSums. */
export interface InterimSampler {
  /** `fused`, `tensor` or `played`, and why. */
  readonly path: SamplerPath;
  readonly reason: string;
  /** Rough cost of a profile, in nanoseconds, for plans and progress. */
  readonly cost: number;
  run(
    stream: { k0: number; k1: number },
    first: number,
    count: number,
    options?: { onProgress?: (profiles: number) => void; signal?: AbortSignal },
  ): Promise<InterimSums>;
}

/** What an ex post experiment leaves: whole profiles under truth-telling. All sums over profiles, in units of value. */
export interface ExPostSums {
  readonly profiles: number;
  readonly firstBest: Moments;
  readonly welfare: Moments;
  readonly revenue: Moments;
  /** [N] */
  readonly payoff: readonly Moments[];
  /** Profiles with revenue below -tolerance; with |revenue| above it. */
  readonly deficits: number;
  readonly imbalances: number;
  /** [N] profiles in which the agent ends below zero; gains in hindsight above the tolerance. */
  readonly irViolations: readonly number[];
  readonly gainful: readonly number[];
  /** [N] a value that no observed gain in hindsight exceeds (0 where none is above the tolerance). */
  readonly largestGain: readonly number[];
  /** Whether gains in hindsight were looked for, and over how many reports. */
  readonly reports: number;
  readonly tolerance: number;
  /** No probability of an event above is further than this from that under the true laws. Absent: 0. */
  readonly lawError?: number;
  /** Profiles whose welfare loss (first best less welfare) is below each threshold (Song22 Defs. 6, 7), and the largest seen. */
  readonly losses?: { readonly thresholds: readonly number[]; readonly below: readonly number[]; readonly largest: number };
  /** Where transfers hold expectations at an agent's type: how these were had, in words. */
  readonly innerTerms?: string;
}

export interface Moments {
  readonly sum: number;
  readonly squares: number;
  /** Bounds on one profile's number under the true laws. */
  readonly range: readonly [number, number];
  /** The same of a profile that is drawn, where these are narrower: no word falls into the farthest tails of a law. */
  readonly drawn?: readonly [number, number];
  /** Numbers were rounded down by at most this before they were squared; absent: not at all. */
  readonly squaresRounding?: number;
  /** Bound on how far the mean is from that under the true laws. Absent: 0. */
  readonly bias?: number;
  /** What every number is larger by than those that were summed, and that the ranges hold. Absent: 0. */
  readonly added?: number;
}

export interface ExPostSampler {
  readonly path: SamplerPath;
  readonly reason: string;
  readonly cost: number;
  run(
    stream: { k0: number; k1: number },
    first: number,
    count: number,
    options?: { onProgress?: (profiles: number) => void; signal?: AbortSignal },
  ): Promise<ExPostSums>;
}
