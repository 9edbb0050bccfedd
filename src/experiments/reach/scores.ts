/**
 * From a linear problem to the scores of kernel `reach`: those of `lower/`, alternatives that never matter left out, and
 * coordinates that tell alternatives apart in the same way taken together.
 */
import type { Functional } from '../../../kernels/linear/positions.ts';
import { SCORE_MAX } from '../../../kernels/reach/spec.ts';
import { scoreSize } from '../../../kernels/reach/validate.ts';
import { othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { integerInterim } from '../integer/interim.ts';
import type { Unsupported } from '../integer/plan.ts';
import { questionNear, recentred } from '../recentred.ts';
import type { ReachQuestion } from '../reach-sums.ts';
import { greatestLeads, usedAlternatives, type Scores } from './space.ts';

export interface IntegerScores {
  readonly scores: Scores;
  /** [all alternatives] */
  readonly classOf: readonly number[];
  /** Positions in `problem.signals` of the others' coordinates, and their supports. */
  readonly others: readonly number[];
  readonly supports: readonly (readonly [number, number])[];
  /** 2 sum of the laws' distances. */
  readonly lawError: number;
}

/** Rule alone: transfers have no say in what is chosen. */
export function integerScores(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  { agent, reports }: Pick<ReachQuestion, 'agent' | 'reports'>,
): IntegerScores | Unsupported {
  if (mechanism.strategies) return { unsupported: 'reach is of truthful reports; this mechanism has strategies' };
  const chosen: Mechanism = { name: mechanism.name, rule: mechanism.rule, transfers: { kind: 'none' } };
  const near = recentred(problem, chosen, 'choices');
  const question = { agent, reports, paired: [], groupSize: 1, line: false };
  const lowered = integerInterim(
    near?.problem ?? problem, near?.mechanism ?? chosen, near ? questionNear(near, question) : question, false,
  );
  if ('unsupported' in lowered) return lowered;
  const { classOf, classes, coordinates, mechanism: { objective, reportObjective } } = lowered.parameters;
  const all = { coordinates, classOf, classes, reportObjective, reports: reports.length };
  const rows = denseRows(objective, coordinates.length);
  const wide = withinBounds(all, objective.constants, rows);
  const used = usedAlternatives(wide, greatestLeads(wide));
  const scores = withinBounds(
    { ...all, classOf: classOf.filter((_, k) => used.includes(k)) }, Int32Array.from(used, (k) => objective.constants[k]!),
    used.map((k) => rows[k]!),
  );
  const others = othersCoordinatesOf(problem, agent);
  return {
    scores, classOf: Array.from(classOf), others, supports: others.map((d) => problem.signals[d]!.law.support), lawError: lowered.lawError,
  };
}

/** [K][X] multipliers. */
function denseRows({ constants, factors }: Functional, coordinates: number): number[][] {
  return Array.from(constants, (_, k) => {
    const row = new Array<number>(coordinates).fill(0);
    for (const { rowOf, termRow, coordinates: at, multipliers } of factors) {
      multipliers.forEach((m, i) => (termRow[i] === rowOf[k] ? (row[at[i]!]! += m) : 0));
    }
    return row;
  });
}

type Given = Pick<Scores, 'coordinates' | 'classOf' | 'classes' | 'reportObjective' | 'reports'>;

/** In the lowered unit, or in one coarser by a power of two, so that scores are as small as the kernel wants them. */
function withinBounds(given: Given, constants: Int32Array, rows: readonly (readonly number[])[]): Scores {
  for (let coarser = 0; ; coarser++) {
    const rounded = (x: number): number => Math.round(x / 2 ** coarser);
    const made = joined(given, constants.map(rounded), rows.map((row) => row.map(rounded)));
    const scores = { ...made, reportObjective: given.reportObjective.map(rounded) };
    if (scoreSize(scores) <= SCORE_MAX) return scores;
  }
}

/** Columns less what is common to most alternatives; equal ones, or equal when turned round, make one direction. */
function joined(given: Given, constants: Int32Array, rows: readonly (readonly number[])[]): Scores {
  const names = new Map<string, number>();
  const columns: (readonly number[])[] = [];
  const signs = new Int32Array(given.coordinates.length).fill(1);
  const directionOf = Int32Array.from(given.coordinates, (_, x) => {
    const column = relative(rows.map((row) => row[x]!));
    const first = column.find((slope) => slope !== 0);
    if (first === undefined) return -1;
    signs[x] = Math.sign(first);
    const turned = column.map((slope) => (slope === 0 ? 0 : slope * signs[x]!));
    const key = turned.join(' ');
    if (!names.has(key)) names.set(key, columns.push(turned) - 1);
    return names.get(key)!;
  });
  return {
    ...given, alternatives: rows.length, constants, directions: columns.length, directionOf, signs, slopes: Int32Array.from(columns.flat()),
  };
}

/** Less the most frequent entry, of several the one that comes first: scores of all alternatives change alike. */
function relative(column: readonly number[]): number[] {
  const times = new Map<number, number>();
  for (const slope of column) times.set(slope, (times.get(slope) ?? 0) + 1);
  const most = Math.max(...times.values());
  const common = column.find((slope) => times.get(slope) === most) ?? 0;
  return column.map((slope) => slope - common);
}
