/** What builders of environments share: checks that name the field, and arrays of zeros. */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { AGENTS_MAX, ALTERNATIVES_MAX, COORDINATES_MAX } from './social-choice.ts';

const ENUMERATION_WAY_OUT = 'with unit demand use assignmentMarket, which finds the best assignment without listing all of them; otherwise offer fewer objects or levels';

export function requireFinite(field: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new InputError(field, `must be a finite number, got ${value}`);
}

export function requireCount(field: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum) throw new InputError(field, `must be a whole number from ${minimum} to ${maximum}, got ${value}`);
}

export function requireLength(field: string, values: { readonly length: number } | undefined, length: number, of: string): void {
  if (values?.length !== length) throw new InputError(field, `needs one entry for each of ${length} ${of}, got ${values?.length ?? 'nothing'}`);
}

/** Number of agents: at least `minimum`. */
export const requireAgents = (field: string, count: number, minimum = 1): void => requireCount(field, count, minimum, AGENTS_MAX);

export function requireAlternatives(field: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) throw new InputError(field, `needs at least one alternative, got ${count}`);
  if (count > ALTERNATIVES_MAX) throw new InputError(field, `${count} alternatives are more than the limit of ${ALTERNATIVES_MAX}: ${ENUMERATION_WAY_OUT}`);
}

export function requireCoordinates(field: string, count: number): void {
  if (count > COORDINATES_MAX) throw new InputError(field, `${count} signal coordinates are more than the limit of ${COORDINATES_MAX}`);
}

export function requireLaw(field: string, law: Distribution | undefined): void {
  if (typeof law?.cdf !== 'function' || typeof law.quantile !== 'function') throw new InputError(field, 'must be a distribution');
  const [low, high] = law.support;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(low < high)) throw new InputError(field, `support [${low}, ${high}] must be a bounded interval`);
}

export const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** [N][K][D] zeros, to be filled. */
export const zeroCoefficients = (agents: number, alternatives: number, coordinates: number): number[][][] =>
  Array.from({ length: agents }, () => Array.from({ length: alternatives }, () => zeros(coordinates)));

/** `stem 1`, `stem 2`, .. */
export const numbered = (stem: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${stem} ${i + 1}`);
