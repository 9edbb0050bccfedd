/**
 * The ambiguity that full insurance needs where one agent is either served or not: exact values.
 *
 * A report t serves the agent where the others' critical statistic Y, of law H on [low, high], lies below t. Being served is worth
 * (1 + beta Y) for each unit of her signal, the rest of her value does not depend on it. With R(t) = E (1 + beta Y) 1{Y < t} and
 * interim utility mu the lie t of type s gains, under the prior, mu(t) - mu(s) + (s - t) R(t), and under a set of beliefs the
 * expectation becomes (s - t) times the least of it, L(t), if s > t, and the greatest, U(t), if s < t. Both increase in t, so all
 * lies are unprofitable if and only if the short ones are:
 *
 *     L(x) <= mu'(x) <= U(x)   for almost every x.
 *
 * delta* is the smallest delta for which that holds. For beta = 0, R = H and 0 <= mu' <= 1 it is the distance between mu' and H:
 * Kolmogorov's by total variation, Levy's by Prokhorov, where beliefs within delta shift Y by delta and then move a share delta.
 *
 *     total variation   L = the integral less its delta likeliest-to-pay share: up to z with H(z) = H(t) - delta
 *     Prokhorov         the same after Y has moved up by delta: served where Y < t - delta, and worth what is delta below
 *     U                 the share delta of least payoff is moved to t, first what is not served, then the lowest Y
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { largestValue } from './quadrature.ts';
import { swiftLaw, type CriticalLaw } from './swift-law.ts';

export interface Service {
  readonly law: CriticalLaw;
  /** beta >= 0; 0: own and others' signals enter separately. */
  readonly slope: number;
  /** Integral of 1 + beta y over H up to t: what being served is worth by the prior, per unit of signal. */
  worth(t: number): number;
}

/** mu' between two types. */
export interface SlopePiece {
  readonly from: number;
  readonly to: number;
  at(type: number): number;
  /** Whether mu' is the same number on all of it, so that L is to be held against it at the upper end and U at the lower one. */
  readonly isStraight?: boolean;
}

/** A utility that is a table at equal steps, linear between. */
export function straightPieces(table: readonly number[], [low, high]: readonly [number, number]): SlopePiece[] {
  const last = table.length - 1;
  const step = (high - low) / last;
  const knot = (n: number): number => (n === last ? high : low + n * step);
  return table.slice(1).map((value, n) => {
    const slope = (value - table[n]!) / step;
    return { from: knot(n), to: knot(n + 1), at: () => slope, isStraight: true };
  });
}

export function serviceOf(given: CriticalLaw, slope = 0): Service {
  const law = swiftLaw(given);
  if (slope === 0) return { law, slope, worth: (t) => law.cdf(t) };
  const [low, high] = law.support;
  // By parts.
  const worth = (t: number): number => {
    const y = Math.min(high, t);
    return y <= low ? 0 : (1 + slope * y) * law.cdf(y) - slope * law.integral(y);
  };
  return { law, slope, worth };
}

/** The least that being served at report t is worth by a belief of the set: L(t). */
export function leastWorth({ law, slope, worth }: Service, metric: Metric, t: number, delta: number): number {
  const [low, high] = law.support;
  if (metric === 'contamination') return (1 - delta) * worth(t);
  const shift = metric === 'prokhorov' ? delta : 0;
  const mass = law.cdf(t - shift) - delta;
  if (mass <= 0) return 0;
  const z = Math.min(law.quantile(mass), t - shift, high);
  const bottom = Math.min(z, low + shift);
  const moved = worth(z) - worth(bottom) - slope * shift * (law.cdf(z) - law.cdf(bottom));
  return (1 + slope * low) * law.cdf(bottom) + moved;
}

/** The most that being served at report t is worth by a belief of the set: U(t). */
export function mostWorth({ law, slope, worth }: Service, metric: Metric, t: number, delta: number): number {
  const [, high] = law.support;
  const best = 1 + slope * t;
  if (metric === 'contamination') return (1 - delta) * worth(t) + delta * best;
  const shift = metric === 'prokhorov' ? delta : 0;
  const end = Math.min(t + shift, high);
  const idle = 1 - law.cdf(end);
  const from = delta > idle ? Math.min(end, law.quantile(Math.min(1, delta - idle))) : -Infinity;
  const chance = (y: number): number => (y === -Infinity ? 0 : law.cdf(y));
  const value = (y: number): number => (y === -Infinity ? 0 : worth(y));
  const kink = Math.max(from, t - shift);
  const below = value(kink) - value(from) + slope * shift * (chance(kink) - chance(from));
  return below + best * (law.cdf(end) - chance(kink)) + delta * best;
}

/** Halvings of an interval of deltas. */
const HALVINGS = 44;
/** Types tried on a piece before the best is refined. */
const TYPES = 256;
/** What rounding may leave of an inequality. */
const ROUNDING = 1e-12;
/** The same where slopes are differences of a table's entries. */
const ROUNDING_OF_TABLES = 1e-10;

/** Smallest delta in [0, 1] for which a condition that only gains from delta holds; undefined: none. */
export function smallestDelta(holds: (delta: number) => boolean): number | undefined {
  if (!holds(1)) return undefined;
  if (holds(0)) return 0;
  let [fails, passes] = [0, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (fails + passes) / 2;
    if (holds(middle)) passes = middle;
    else fails = middle;
  }
  return passes;
}

/**
 * Pieces of all parts of the type space first, then those between: what grows or falls along types sets a record a round and not a record
 * a piece, and records are what takes long.
 */
function* coarseToFine<T>(pieces: readonly T[]): Generator<T> {
  if (pieces.length > 0) yield pieces.at(-1)!;
  for (let step = 2 ** Math.ceil(Math.log2(pieces.length)); step >= 1; step /= 2) {
    for (let i = step - 1; i < pieces.length - 1; i += 2 * step) yield pieces[i]!;
  }
}

/** delta*; undefined where no set of beliefs makes truth-telling optimal. */
export function deltaStarOf(service: Service, metric: Metric, pieces: readonly SlopePiece[]): number | undefined {
  let needed = 0;
  // Contamination takes a share of chances: where these are small, what is allowed for rounding costs more of delta than of a chance.
  const allowed = metric === 'contamination' ? ROUNDING : ROUNDING_OF_TABLES;
  for (const { from, to, at, isStraight } of coarseToFine(pieces)) {
    if (isStraight) {
      const straight = (delta: number): boolean =>
        leastWorth(service, metric, to, delta) <= at(to) + allowed
        && at(from) <= mostWorth(service, metric, from, delta) + allowed;
      if (!straight(needed)) needed = smallestDelta(straight) ?? Infinity;
      continue;
    }
    const holds = (x: number) => (delta: number): boolean =>
      leastWorth(service, metric, x, delta) <= at(x) + ROUNDING && at(x) <= mostWorth(service, metric, x, delta) + ROUNDING;
    // Most types ask for no more than was found already.
    const need = (x: number): number => {
      if (!holds(x)(needed)) needed = smallestDelta(holds(x)) ?? Infinity;
      return needed;
    };
    largestValue((x) => (needed === Infinity ? needed : need(x)), from, to, TYPES);
  }
  return needed === Infinity ? undefined : needed;
}

/** The epsilon-LIC constant that truth-telling at delta implies: sup of what ambiguity takes from a lie, per unit (Theorem 4.1). */
export function guaranteedEpsilonOf(service: Service, metric: Metric, delta: number): number {
  const [low, high] = service.law.support;
  const taken = (x: number): number =>
    Math.max(service.worth(x) - leastWorth(service, metric, x, delta), mostWorth(service, metric, x, delta) - service.worth(x));
  return largestValue(taken, low, high, TYPES).value;
}

/** The epsilon-LIC constant: the most by which mu' differs from the worth of service, on a straight piece at one of its ends. */
export const epsilonLicOf = ({ worth }: Service, pieces: readonly SlopePiece[]): number =>
  pieces.reduce((most, { from, to, at, isStraight }) => {
    const off = (x: number): number => Math.abs(at(x) - worth(x));
    return Math.max(most, isStraight ? Math.max(off(from), off(to)) : largestValue(off, from, to, TYPES).value);
  }, 0);
