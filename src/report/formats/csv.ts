/**
 * Long-form tables for pandas, R and Julia: one header line, LF line ends, RFC 4180 quoting, an empty cell for what is
 * absent, numbers in the shortest form that gives back the same double.
 *
 * estimates.csv: scenario, quantity, agent, the keys of the points in order of first appearance, estimate, lower, upper,
 * confidence, guarantee, profiles, witness_type, witness_report, reference_value, reference_source, bound_value,
 * bound_source.
 * curves.csv: scenario, quantity, agent, point keys, confidence, guarantee, profiles, type, estimate, lower, upper.
 * surfaces.csv: as curves.csv with a column report after type, and standard_error at the end where it is known.
 * beliefs.csv: a row a draw shown of a worst belief: scenario, quantity (worstBelief), agent, point keys, metric, delta, witness_type,
 * witness_report, moved and sent (shares of all mass), prior and worst (expected gain of the lie), kind, then by axis axis_1,
 * from_1, to_1 and, where there are two, axis_2, from_2, to_2.
 * claims.csv: scenario, id, status, source, text, evidence.
 *
 * Types and reports of several dimensions stand in one cell as a JSON list, e.g. `[0.5, 1]`.
 * A point key that is also the name of another column gets the prefix `point_`.
 */
import type { Point, ResultDocument, Signal } from '../../results/document.ts';
import { assertFinite } from './json.ts';

export type Cell = string | number | undefined;

interface Row {
  readonly point: Point;
  readonly cells: Readonly<Record<string, Cell>>;
}

const BEFORE = ['scenario', 'quantity', 'agent'];
const ESTIMATE_COLUMNS = [
  'estimate', 'lower', 'upper', 'confidence', 'guarantee', 'profiles', 'witness_type', 'witness_report', 'reference_value',
  'reference_source', 'bound_value', 'bound_source',
];
const CURVE_COLUMNS = ['confidence', 'guarantee', 'profiles', 'type', 'estimate', 'lower', 'upper'];
const BELIEF_COLUMNS = ['metric', 'delta', 'witness_type', 'witness_report', 'moved', 'sent', 'prior', 'worst', 'kind'];
const SURFACE_COLUMNS = ['confidence', 'guarantee', 'profiles', 'type', 'report', 'estimate', 'lower', 'upper'];

/** Signals of several dimensions as a JSON list, in one cell. */
const signalCell = (signal: Signal | undefined): Cell => (typeof signal === 'object' ? `[${signal.join(', ')}]` : signal);

function quoted(cell: Cell): string {
  if (cell === undefined) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

function table(rows: readonly Row[], after: readonly string[]): string {
  const keys = [...new Set(rows.flatMap(({ point }) => Object.keys(point)))];
  const fixed = new Set([...BEFORE, ...after]);
  const heads = keys.map((key) => (fixed.has(key) ? `point_${key}` : key));
  const lines = rows.map(({ point, cells }) => [...BEFORE.map((name) => cells[name]), ...keys.map((key) => point[key]), ...after.map((name) => cells[name])]);
  return [[...BEFORE, ...heads, ...after], ...lines].map((line) => `${line.map(quoted).join(',')}\n`).join('');
}

export function renderEstimatesCsv(document: ResultDocument): string {
  assertFinite(document.estimates, 'estimates');
  const rows = document.estimates.map((row): Row => ({
    point: row.point,
    cells: {
      scenario: document.scenario,
      quantity: row.quantity,
      agent: row.agent,
      estimate: row.estimate,
      lower: row.lower,
      upper: row.upper,
      confidence: row.confidence,
      guarantee: row.guarantee,
      profiles: row.profiles,
      witness_type: signalCell(row.witness?.type),
      witness_report: signalCell(row.witness?.report),
      reference_value: row.reference?.value,
      reference_source: row.reference?.source,
      bound_value: row.bound?.value,
      bound_source: row.bound?.source,
    },
  }));
  return table(rows, ESTIMATE_COLUMNS);
}

export function renderCurvesCsv(document: ResultDocument): string {
  assertFinite(document.curves, 'curves');
  const rows = document.curves.flatMap(({ quantity, agent, point, confidence, guarantee, profiles, types, estimate, lower, upper }) =>
    types.map((type, i): Row => ({
      point,
      cells: { scenario: document.scenario, quantity, agent, confidence, guarantee, profiles, type, estimate: estimate[i], lower: lower[i], upper: upper[i] },
    })),
  );
  return table(rows, CURVE_COLUMNS);
}

export function renderSurfacesCsv(document: ResultDocument): string {
  assertFinite(document.surfaces, 'surfaces');
  const rows = document.surfaces.flatMap(({ quantity, agent, point, confidence, guarantee, profiles, types, reports, estimate, lower, upper, standardError }) =>
    types.flatMap((type, i) =>
      reports.map((report, j): Row => ({
        point,
        cells: {
          scenario: document.scenario, quantity, agent, confidence, guarantee, profiles, type: signalCell(type), report: signalCell(report),
          estimate: estimate[i]![j], lower: lower[i]![j], upper: upper[i]![j],
          ...(standardError ? { standard_error: standardError[i]![j] } : {}),
        },
      })),
    ),
  );
  const withErrors = document.surfaces.some(({ standardError }) => standardError !== undefined);
  return table(rows, withErrors ? [...SURFACE_COLUMNS, 'standard_error'] : SURFACE_COLUMNS);
}

export function renderBeliefsCsv({ scenario, beliefs = [] }: ResultDocument): string {
  assertFinite(beliefs, 'beliefs');
  const rows = beliefs.flatMap(({ agent, point, metric, delta, witness, moved, sent, prior, worst, axes, draws }) =>
    draws.map(({ from, to, kind }): Row => ({
      point,
      cells: {
        scenario, quantity: 'worstBelief', agent, metric, delta, witness_type: signalCell(witness.type), witness_report: signalCell(witness.report), moved, sent, prior, worst, kind,
        ...Object.fromEntries(axes.flatMap((axis, d) => [[`axis_${d + 1}`, axis], [`from_${d + 1}`, from[d]], [`to_${d + 1}`, to[d]]])),
      },
    })),
  );
  const axesMost = Math.max(1, ...beliefs.map(({ axes }) => axes.length));
  return table(rows, [...BELIEF_COLUMNS, ...Array.from({ length: axesMost }, (_, d) => [`axis_${d + 1}`, `from_${d + 1}`, `to_${d + 1}`]).flat()]);
}

export function renderClaimsCsv({ scenario, claims }: ResultDocument): string {
  const lines = claims.map(({ id, status, source, text, evidence }) => [scenario, id, status, source, text, evidence]);
  return [['scenario', 'id', 'status', 'source', 'text', 'evidence'], ...lines].map((line) => `${line.map(quoted).join(',')}\n`).join('');
}
