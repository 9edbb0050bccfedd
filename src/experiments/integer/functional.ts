/** Real forms to the integer functionals of kernels/linear/positions.ts. */
import { POSITIONS, type Factor, type Functional } from '../../../kernels/linear/positions.ts';
import { widthOf, type Range } from '../../mechanism/range.ts';
import type { Form } from './forms.ts';

/** Coordinates that a form refers to: who owns each, and its support. */
export interface CoordinateInfo {
  readonly owner: number;
  readonly support: Range;
}

/** `contribution` is within 3 of the exact product, a rounded multiplier moves it by half a unit more. */
export const TERM_ERROR = 3.5;

/**
 * One factor for every owner, with a row for every distinct vector of coefficients on her coordinates: alternatives that
 * she affects alike share a row. A position stands for the middle of its step. Money unit `unit`.
 */
export function toFunctional({ constants, coefficients }: Form, coordinates: readonly CoordinateInfo[], unit: number): Functional {
  const owners = [...new Set(coordinates.map(({ owner }) => owner))];
  const factors = owners.flatMap((owner) => ownerFactor(coefficients, coordinates, owner, unit) ?? []);
  const starts = constants.map((constant, k) =>
    coefficients[k]!.reduce((sum, a, d) =>
      sum + (a === 0 ? 0 : a * (coordinates[d]!.support[0] + widthOf(coordinates[d]!.support) / (2 * POSITIONS))), constant));
  return { constants: Int32Array.from(starts, (start) => Math.round(start / unit)), factors };
}

function ownerFactor(
  coefficients: Form['coefficients'],
  coordinates: readonly CoordinateInfo[],
  owner: number,
  unit: number,
): Factor | undefined {
  const owned = coordinates.flatMap((one, d) => (one.owner === owner ? [d] : []));
  const rowOfKey = new Map<string, number>();
  const rows: Int32Array[] = [];
  const rowOf = Int32Array.from(coefficients, (row) => {
    const multipliers = Int32Array.from(owned, (d) => Math.round((row[d]! * widthOf(coordinates[d]!.support)) / unit));
    if (multipliers.every((m) => m === 0)) return -1;
    const key = multipliers.join(' ');
    const known = rowOfKey.get(key);
    if (known !== undefined) return known;
    rowOfKey.set(key, rows.length);
    return rows.push(multipliers) - 1;
  });
  if (rows.length === 0) return undefined;
  const terms = rows.flatMap((multipliers, row) =>
    Array.from(multipliers, (multiplier, x) => ({ row, coordinate: owned[x]!, multiplier })).filter(({ multiplier }) => multiplier !== 0));
  return {
    rowOf,
    rows: rows.length,
    termRow: Int32Array.from(terms, ({ row }) => row),
    coordinates: Int32Array.from(terms, ({ coordinate }) => coordinate),
    multipliers: Int32Array.from(terms, ({ multiplier }) => multiplier),
  };
}

/** Exactly the sum of the two, draw by draw. */
export const addFunctionals = (a: Functional, b: Functional): Functional => ({
  constants: a.constants.map((constant, k) => constant + b.constants[k]!),
  factors: [...a.factors, ...b.factors],
});

export const zeroFunctional = (alternatives: number): Functional => ({ constants: new Int32Array(alternatives), factors: [] });

/** Units by which a lowered value may differ from the form at the positions' middles. */
export const functionalError = (form: Form): number =>
  1 + TERM_ERROR * form.coefficients.reduce((most, row) => Math.max(most, row.filter((a) => a !== 0).length), 0);

/** Largest multiplier and half the largest sum of them, in units of value: what the unit must leave room for. */
export function multiplierReach({ coefficients }: Form, coordinates: readonly CoordinateInfo[]): number {
  let most = 0;
  for (const row of coefficients) {
    const sizes = row.map((a, d) => Math.abs(a) * widthOf(coordinates[d]!.support));
    most = Math.max(most, ...sizes, sizes.reduce((sum, x) => sum + x, 0) / 2);
  }
  return most;
}
