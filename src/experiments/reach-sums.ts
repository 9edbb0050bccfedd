/**
 * What an reach experiment leaves: how far the others' signals are from changing what a report leads to.
 *
 * For profile y of the others' signals, report t and radius rho let reach(t, y, rho) be the set of classes of alternatives
 * to which t leads at some y' of the others' signal space (the product of supports) with |y'_d - y_d| <= rho for every
 * coordinate d: class c is within reach iff y lies in the event {t leads to c} dilated by rho in the sup norm. Where own and
 * others' signals enter values additively, a lie's payoff h depends on y through the class alone, so the lowest h within
 * rho of y, and with it every worst case of THEORY's coupling formula, follows from `reach`.
 */

export interface ReachQuestion {
  readonly agent: number;
  /** [R] own signal vectors. */
  readonly reports: readonly (readonly number[])[];
  /** [D] increasing, in units of the signals; 0 allowed: no move. */
  readonly radii: readonly number[];
}

/** Bit c of a mask stands for class c. */
export const CLASSES_MAX = 8;

/** Profiles with this class chosen and this set of classes within reach, which holds the chosen one. */
export interface ReachCount {
  readonly chosen: number;
  readonly mask: number;
  readonly count: number;
}

export interface ReachSums {
  readonly question: ReachQuestion;
  readonly profiles: number;
  /** [K] class of each alternative and C, as in InterimSums: by own signal, alike within a class. */
  readonly classOf: readonly number[];
  readonly classes: number;
  /** [D][R] masks of classes that are surely within reach; counts add up to `profiles`. */
  readonly inner: readonly (readonly (readonly ReachCount[])[])[];
  /** [D][R] masks that hold every class within reach. The same object as `inner` where `exact`. */
  readonly outer: readonly (readonly (readonly ReachCount[])[])[];
  readonly exact: boolean;
  /** [R] classes to which the report leads anywhere in the space: surely, and possibly. */
  readonly anywhereInner: readonly number[];
  readonly anywhereOuter: readonly number[];
  /** As in InterimSums. */
  readonly lawError?: number;
}

/** Deterministic in (stream key, first, count). */
export interface ReachSampler {
  readonly reason: string;
  /** Rough cost of a profile, in nanoseconds. */
  readonly cost: number;
  run(
    stream: { k0: number; k1: number },
    first: number,
    count: number,
    options?: { onProgress?: (profiles: number) => void; signal?: AbortSignal },
  ): Promise<ReachSums>;
}
