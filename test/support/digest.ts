/**
 * What a golden file keeps of a result document: everything that numbers decide. Rows stand whole; of curves, surfaces and
 * beliefs some values stand in full, and a fingerprint of all of them beside. Of very many curves the later ones are one fingerprint.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/results/canonical-json.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';
import type { Curve, Estimate, Point, ResultDocument, Surface, WorstBelief } from '../../src/results/document.ts';

/** Eight digits: beyond differences of mathematical libraries, well within those of counts. */
function rounded<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toPrecision(8)) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)])) as T;
  }
  return value;
}

/** In millionths of the largest magnitude, so that last bits of small differences of large numbers do not count. */
function fingerprint(values: readonly number[]): string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const steps = values.map((value) => Math.round((value / largest) * 1e6) + 0);
  return createHash('sha256').update(`${largest.toPrecision(6)} ${steps.join(' ')}`).digest('hex').slice(0, 16);
}

const thin = <T>(values: readonly T[]): T[] => values.filter((_, i) => i % 16 === 0);
/** One pair beside the diagonal of every sixteenth type. */
const besideDiagonal = (rows: readonly (readonly number[])[]): number[] =>
  thin(rows.map((row, i) => row[Math.min(i + 1, row.length - 1)]!));

/** What a row's point says beyond the parameters of the study. */
const besides = (point: Point, values: ParameterValues): Point =>
  Object.fromEntries(Object.entries(point).filter(([key, value]) => values[key] !== value));

const rowOf = (row: Estimate, values: ParameterValues) => ({ ...row, point: besides(row.point, values) });

const curveOf = (
  { quantity, agent, point, confidence, guarantee, profiles, types, estimate, lower, upper }: Curve,
  values: ParameterValues,
) => ({
  quantity, agent, point: besides(point, values), confidence, guarantee, profiles,
  types: thin(types), estimate: thin(estimate), lower: thin(lower), upper: thin(upper),
  all: [types, estimate, lower, upper].map(fingerprint).join(' '),
});

/** Curves that stand by themselves. */
const CURVES_MAX = 24;

/** The first of them as lines, and one fingerprint of those after, in a member of its own: a list of curves holds nothing but curves. */
const curvesOf = (curves: readonly Curve[], values: ParameterValues): Readonly<Record<string, unknown>> => {
  const rows = curves.map((curve) => curveOf(curve, values));
  const more = rows.slice(CURVES_MAX);
  if (more.length === 0) return { curves: rows };
  const all = createHash('sha256').update(canonicalJson(rounded(more))).digest('hex');
  return { curves: rows.slice(0, CURVES_MAX), curvesAfter: { count: more.length, all } };
};

const surfaceOf = (
  { quantity, agent, point, confidence, guarantee, profiles, types, reports, estimate, lower, upper, standardError, witness }: Surface,
  values: ParameterValues,
) => ({
  quantity, agent, point: besides(point, values), confidence, guarantee, profiles, witness,
  types: thin(types), reports: thin(reports), estimate: besideDiagonal(estimate), lower: besideDiagonal(lower),
  upper: besideDiagonal(upper),
  all: [types.flat(), reports.flat(), estimate.flat(), lower.flat(), upper.flat(), (standardError ?? []).flat()].map(fingerprint).join(' '),
});

const beliefOf = ({ draws, point, ...rest }: WorstBelief, values: ParameterValues) => ({
  ...rest, point: besides(point, values), draws: draws.length,
  all: fingerprint(draws.flatMap(({ from, to, kind }) => [...from, ...to, kind.length])),
});

/** The text of a function, which is another where the same code is compiled by another tool. */
const FUNCTION = /=>|\bfunction\b/;

/** Plain data, as JSON reads it back. `values` are the parameters of the one point that was studied. */
export function digest(document: ResultDocument, values: ParameterValues): Readonly<Record<string, unknown>> {
  const { schema, seed, configHash, samplers, notes, estimates, curves, surfaces, beliefs, fits, verdicts, claims } = document;
  const kept = {
    schema, seed, ...(FUNCTION.test(JSON.stringify(document.configuration)) ? {} : { configHash }),
    samplers: samplers.map((row) => ({ ...row, point: besides(row.point, values) })),
    notes,
    estimates: estimates.map((row) => rowOf(row, values)),
    ...curvesOf(curves, values),
    surfaces: surfaces.map((surface) => surfaceOf(surface, values)),
    beliefs: (beliefs ?? []).map((belief) => beliefOf(belief, values)),
    fits,
    verdicts: verdicts.map((verdict) => ({ ...verdict, point: besides(verdict.point, values) })),
    claims,
  };
  return JSON.parse(canonicalJson(rounded(kept))) as Record<string, unknown>;
}

/** The same as text: a line for every member and every row of a list, so that a change shows where it is. */
export const inLines = (kept: Readonly<Record<string, unknown>>): string =>
  `{\n${Object.entries(kept).map(([name, value]) => ` ${JSON.stringify(name)}: ${Array.isArray(value) && value.length > 0
    ? `[\n${value.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n ]` : JSON.stringify(value)}`).join(',\n')}\n}\n`;
