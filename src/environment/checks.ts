/** What builders of environments share: checks that name the field, and arrays of zeros. */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError, MisreportError } from '../errors.ts';
import { AGENTS_MAX, ALTERNATIVES_MAX, COORDINATES_MAX } from './social-choice.ts';

const ENUMERATION_WAY_OUT =
  'with unit demand use assignmentMarket, which finds the best assignment without listing all of them; otherwise offer fewer objects '
  + 'or levels';

export function requireFinite(field: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new InputError(field, `must be a finite number, got ${value}`);
}

export function requireCount(field: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new InputError(field, `must be a whole number from ${minimum} to ${maximum}, got ${value}`);
  }
}

export function requireLength(field: string, values: { readonly length: number } | undefined, length: number, of: string): void {
  if (values?.length !== length) {
    throw new InputError(field, `needs one entry for each of ${length} ${of}, got ${values?.length ?? 'nothing'}`);
  }
}

/** Number of agents: at least `minimum`. */
export const requireAgents = (field: string, count: number, minimum = 1): void => requireCount(field, count, minimum, AGENTS_MAX);

export function requireAlternatives(field: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new InputError(field, `needs at least one alternative, got ${count}`);
  if (count > ALTERNATIVES_MAX) {
    throw new InputError(field, `${count} alternatives are more than the limit of ${ALTERNATIVES_MAX}: ${ENUMERATION_WAY_OUT}`);
  }
}

export function requireCoordinates(field: string, count: number): void {
  if (count > COORDINATES_MAX) throw new InputError(field, `${count} signal coordinates are more than the limit of ${COORDINATES_MAX}`);
}

export interface Taken {
  /** Points of positive probability. */
  readonly atoms?: boolean;
  /** Intervals without types inside the support of a law that has a density. */
  readonly gaps?: boolean;
  /** Laws without an end, whether they have a mean or only those that have. */
  readonly unbounded?: 'any' | 'with a mean';
}

/** Of a signal in a social choice problem. */
export const SIGNAL_LAWS: Taken = { atoms: true, unbounded: 'with a mean' };

/** A law of an agent's type, of the kinds that are taken there. */
export function requireLaw(field: string, law: Distribution | undefined, { atoms = false, gaps = false, unbounded }: Taken = {}): void {
  if (typeof law?.cdf !== 'function' || typeof law.quantile !== 'function') throw new InputError(field, 'must be a distribution');
  if (!Array.isArray(law.support)) throw new InputError(field, 'support must be [lowest, highest]');
  const [low, high] = law.support;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(low < high)) {
    throw new InputError(field, `support [${low}, ${high}] must be a bounded interval`);
  }
  if (!atoms && law.atoms && law.atoms.length > 0) {
    const elsewhere = 'double auctions, social choice problems, assignment markets and certify take such points too';
    throw new InputError(field, `${law.text} has points of positive probability; accepted here: laws with a density (${elsewhere})`);
  }
  if (!gaps && law.gaps && law.gaps.length > 0) {
    const [[from, to]] = law.gaps as [readonly [number, number]];
    throw new InputError(field, `${law.text} has no types between ${from} and ${to}; accepted here: laws whose types are an interval`);
  }
  if (!unbounded && law.whole) {
    const accepted = 'accepted here: laws on an interval, such as truncated-normal(mean,sd,a,b)';
    throw new InputError(field, `${law.text} has no bounded support; ${accepted}`);
  }
  if (unbounded === 'with a mean' && law.whole && law.whole.mean === undefined) {
    throw new InputError(field, `${law.text} has no mean, so that expected payoffs need not exist; accepted here: laws that have one`);
  }
  if (sound.has(law)) return;
  requireCdf(field, law);
  requireQuantile(field, law);
  sound.add(law);
}

/** Laws looked at before: agents often share one, and a sweep asks again. */
const sound = new WeakSet<Distribution>();

/** Steps of the support at which a cdf is looked at. */
const CDF_STEPS = 256;
/** By which special functions may miss 0 and 1, and fall, by rounding. */
const CDF_ROUNDING = 1e-9;

/** A law may be the user's own object: numbers in [0, 1] that do not fall, 0 and 1 at the ends. */
function requireCdf(field: string, law: Distribution): void {
  const [low, high] = law.support;
  let below = 0;
  for (let i = 0; i <= CDF_STEPS; i++) {
    const x = i === CDF_STEPS ? high : low + ((high - low) * i) / CDF_STEPS;
    const p = numberFrom(field, `cdf(${x})`, () => law.cdf(x));
    if (!(p >= -CDF_ROUNDING && p <= 1 + CDF_ROUNDING)) throw new InputError(field, `cdf(${x}) must be a number from 0 to 1, got ${p}`);
    if (p < below - CDF_ROUNDING) throw new InputError(field, `cdf must not fall, and cdf(${x}) = ${p} is less than ${below} before it`);
    if (i === 0 && p > CDF_ROUNDING + (law.atoms?.find(({ at }) => at === low)?.mass ?? 0)) {
      throw new InputError(field, `cdf must be 0 at the lower end of the support, got cdf(${x}) = ${p}`);
    }
    if (i === CDF_STEPS && p < 1 - CDF_ROUNDING) {
      throw new InputError(field, `cdf must be 1 at the upper end of the support, got cdf(${x}) = ${p}`);
    }
    below = Math.max(below, p);
  }
}

/** Steps of probability at which a quantile function is looked at, and a probability next to each end. */
const QUANTILE_STEPS = 64;
const QUANTILE_END = 2 ** -20;
/** By how much the cdf may be off the probability next to a quantile. */
const QUANTILE_ROUNDING = 1e-6;

/** Numbers of the support that do not fall, between types that the cdf has on either side of the probability. */
function requireQuantile(field: string, law: Distribution): void {
  const [low, high] = law.support;
  // As far as neighbouring numbers are apart, and quantiles found by halving are off.
  const near = 1e-9 * (high - low) + 2 ** -50 * Math.max(Math.abs(low), Math.abs(high));
  const steps = Array.from({ length: QUANTILE_STEPS - 1 }, (_, i) => (i + 1) / QUANTILE_STEPS);
  let before = -Infinity;
  for (const p of [QUANTILE_END, ...steps, 1 - QUANTILE_END]) {
    const x = numberFrom(field, `quantile(${p})`, () => law.quantile(p));
    if (!(x >= low - near && x <= high + near)) {
      throw new InputError(field, `quantile(${p}) must be a number from ${low} to ${high}, the support, got ${x}`);
    }
    if (x < before - near) {
      throw new InputError(field, `quantile must not fall, and quantile(${p}) = ${x} is less than ${before} before it`);
    }
    before = Math.max(before, x);
    const [below, above] = [law.cdf(Math.max(low, x - near)), law.cdf(Math.min(high, x + near))];
    if (x - near > low && below > p + QUANTILE_ROUNDING || above < p - QUANTILE_ROUNDING) {
      throw new InputError(field, `quantile(${p}) must be where cdf reaches ${p}, got ${x}, where cdf is ${law.cdf(x)}`);
    }
  }
}

/** NaN where it is none. */
function numberFrom(field: string, what: string, evaluate: () => unknown): number {
  try {
    const found = evaluate();
    return typeof found === 'number' ? found : Number.NaN;
  } catch (error) {
    if (error instanceof MisreportError) throw error;
    throw new InputError(field, `${what} threw: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** [N][K][D] zeros, to be filled. */
export const zeroCoefficients = (agents: number, alternatives: number, coordinates: number): number[][][] =>
  Array.from({ length: agents }, () => Array.from({ length: alternatives }, () => zeros(coordinates)));

/** `stem 1`, `stem 2`, .. */
export const numbered = (stem: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${stem} ${i + 1}`);
