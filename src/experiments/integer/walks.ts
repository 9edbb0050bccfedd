/**
 * From a linear problem and closed walks of one agent's types to the integer parameters of kernel `walk-gains`, and back.
 *
 * With P_c(t) the chance of class c at type t, rise_c what her own value of it rises by along a step, and width the greatest of these
 * less the least, a walk gains -sum over steps of int_0^1 sum_c P_c(t(x)) rise_c dx on average (of lies P_c at the report).
 * What the kernel adds up has another mean, by no more than
 *
 *     sum over steps of width (C/2 eta + (C - 1) 2^-22) + (points / 2 + 1) units.
 *
 * At each type the kernel's chances are within eta of the true ones (law-error.ts: between the points of a walk tables are straight, so
 * rounded no worse than at them), so a half of the sum of their C distances bounds what their difference, which adds up to zero, can do to
 * numbers of that width. On one profile the best class changes C - 1 times at most along a step, being an upper envelope of C lines, and
 * reading it at the middles of 2^21 parts mistakes it along half a part a change. Drops are rounded to half a unit, the excess to one.
 *
 * Where the others' signals do not tell two alternatives apart nothing is drawn that breaks their ties: such problems are left to the host.
 */
import type { WalkGainsParameters } from '../../../kernels/walk-gains/spec.ts';
import { EXCESS_MAX, PARTS } from '../../../kernels/walk-gains/spec.ts';
import type { Statistics } from '../../../kernels/kernel.ts';
import { othersCoordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem, type Walk, type WalkSums } from '../field/walk-sums.ts';
import { integerInterim } from './interim.ts';
import type { Unsupported } from './plan.ts';

export interface IntegerWalks {
  readonly parameters: WalkGainsParameters;
  /** [W] value of one unit of the walk's excess, and what it gains at an excess of 0. */
  readonly units: readonly number[];
  readonly least: readonly number[];
  /** [W] bound on how far the mean gain is from that under the true laws. */
  readonly bias: readonly number[];
}

const EFFICIENT = { name: 'efficient', rule: { kind: 'efficient' }, transfers: { kind: 'none' } } as const;

/** Whether every two alternatives of different classes differ in what somebody else's signal adds to welfare. */
function areToldApart(problem: LinearProblem, agent: number, classOf: Int32Array): boolean {
  const { coefficients } = problem.valuations;
  const rows = problem.alternatives.map((_, k) =>
    othersCoordinatesOf(problem, agent).map((d) => coefficients.reduce((sum, of) => sum + of[k]![d]!, 0)));
  return rows.every((row, k) => rows.every((other, l) => classOf[k] === classOf[l] || row.some((x, d) => x !== other[d])));
}

export function integerWalks(problem: LinearProblem, agent: number, walks: readonly Walk[]): IntegerWalks | Unsupported {
  const reports = walks.flatMap(({ points }) => points);
  const lowered = integerInterim(
    problem, EFFICIENT, { agent, reports, paired: [], groupSize: 1, line: false, choicesAlone: true },
  );
  if ('unsupported' in lowered) return lowered;
  const { alternatives, classes, classOf, coordinates, mechanism } = lowered.parameters;
  if (!areToldApart(problem, agent, classOf)) return { unsupported: "the others' signals do not tell two alternatives apart" };
  const { own } = gradientsOf(problem, agent);
  const members = Array.from({ length: classes }, (_, c) => own[classOf.indexOf(c)]!);
  const eta = Math.min(1, (classes / 2) * lowered.lawError);
  const rows = walks.map(({ kind, points }) => {
    const rises = points.map((point, j) => members.map((row) =>
      row.reduce((sum, rate, c) => sum + rate * (points[(j + 1) % points.length]![c]! - point[c]!), 0)));
    const tops = rises.map((row) => Math.max(...row));
    const width = rises.reduce((sum, row, j) => sum + tops[j]! - Math.min(...row), 0);
    // Half of the room: rounding may add half a unit a point.
    const unit = width > 0 ? (2 * width) / EXCESS_MAX : 1;
    return {
      unit, least: -tops.reduce((sum, top) => sum + top, 0),
      bias: width * (eta + (kind === 'path' ? (classes - 1) / (2 * PARTS) : 0)) + (width > 0 ? unit * (points.length / 2 + 1) : 0),
      drops: rises.flatMap((row, j) => row.map((rise) => Math.round((tops[j]! - rise) / unit))),
    };
  });
  return {
    parameters: {
      coordinates, alternatives, classes, classOf, objective: mechanism.objective, pointObjective: mechanism.reportObjective,
      starts: Int32Array.from([0, ...walks], (_, w) => walks.slice(0, w).reduce((sum, { points }) => sum + points.length, 0)),
      paths: Uint8Array.from(walks, ({ kind }) => (kind === 'path' ? 1 : 0)),
      drops: Int32Array.from(rows.flatMap(({ drops }) => drops)),
    },
    units: rows.map(({ unit }) => unit), least: rows.map(({ least }) => least), bias: rows.map(({ bias }) => bias),
  };
}

/** In units of value. */
export function decodeWalks({ gain, squares }: Statistics, profiles: number, { units, least, bias }: IntegerWalks): WalkSums {
  const walks = units.length;
  return {
    profiles, bias,
    gain: Float64Array.from(units, (unit, w) => unit * gain![w]! + profiles * least[w]!),
    squares: Float64Array.from(units, (unit, w) => {
      const excess = unit * gain![w]!;
      return unit * unit * (EXCESS_MAX * squares![w]! + squares![walks + w]!) + least[w]! * (2 * excess + profiles * least[w]!);
    }),
  };
}
