/**
 * The field where the others' types lie on the same grid as hers, each with the chance of its cell: a market of finitely many types, every
 * profile of which is gone through, so that nothing is sampled. What is said of the continuum is then about her types alone.
 */
import { gridField, profilesIn, type GridField, type GridTypes } from '../../experiments/field/grid-opponents.ts';
import { gradientsOf, walkRange, type Walk } from '../../experiments/field/walk-sums.ts';
import { congruenceGaps, type PairGap } from '../../notions/congruence-gap.ts';
import type { LeastEpsilon, LieNotion, TypeField } from '../../notions/least-epsilon.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { difference, exactly, scaled, type Interval } from '../../statistics/interval.ts';
import { proofName } from '../proof-name.ts';
import type { PlannedPoint, PointResult } from '../kind.ts';
import { marketRow } from './constrained.ts';
import { addGap, curlPlanes, worstCell } from './curl.ts';
import { curvesOf, toldField, utilityCurves } from './field-curves.ts';
import { cellsOf, gapCurves, gapsRound } from './gap-curves.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import { across, FieldRows, gradientVerdict } from './field-rows.ts';
import { gridError } from './grid-error.ts';
import { gridLaws, lengthOf, slices, type GridQuestion } from './grid.ts';
import { linearFormulaFile, type Above } from './linear-formula-proof.ts';
import { gridFile } from './proofs.ts';
import { optimaOf, walkThrough, weightsOf, worstRectangle } from './search.ts';
import { slopeBoundOnGrid } from './slope-bands.ts';
import { latticeWords, type LatticeBound } from './lattice-bound.ts';
import { twoWayOnGrid } from './two-way.ts';
import { isConstrained, subjectsOf, type Subject } from './subject.ts';
import type { ProblemQuestion } from './study-point.ts';
import { needsWelfare } from './welfare-ends.ts';

/** Rounding of sums of doubles, as a share of what is added up; and by how much a program's optimum may break rows, as a share of it. */
const ROUNDING = 1e-12;
const SOLVED = 1e-7;

const typesOf = (subject: Subject): GridTypes => ({ points: subject.points, weights: weightsOf(subject) });

const evaluated = (subject: Subject, grid: GridQuestion, walks: readonly Walk[], run: Run): Promise<GridField> =>
  run.draw(gridField(subject.problem, subject.space.agent, typesOf(subject), gridLaws(subject.problem, subject.space.agent, grid), walks));

export function fieldFrom({ problem, space, points }: Subject, { chances }: Pick<GridField, 'chances'>): TypeField {
  const { own } = gradientsOf(problem, space.agent);
  const values = points.flatMap((point) => own.map((row) => row.reduce((sum, a, c) => sum + a * point[c]!, 0)));
  return { points, relevant: space.relevant, classes: own.length, values: Float64Array.from(values), chances };
}

/** A mean gain with the rounding of its sum. */
const rounded = (estimate: number, [low, high]: readonly [number, number]): Interval => {
  const slack = ROUNDING * (high - low);
  return { estimate, lower: estimate - slack, upper: estimate + slack };
};

/** Any pair may tie here with positive probability, so all of them have to be congruent with a rate that is not negative. */
const isFree = (gaps: readonly PairGap[]): boolean => gaps.every(({ gap, alignment }) => gap === 0 && alignment >= 0);

const EXACT = { confidence: 1, profiles: 0 } as const;

/** The narrow rectangle that circulates most among types who are alike to her; undefined where it needs more work than a picture. */
async function steepestSlice(subject: Subject, grid: GridQuestion, run: Run): Promise<Walk | undefined> {
  const { problem, space } = subject;
  const walks = slices(space);
  if (walks.length === 0 || walks.length * profilesIn(gridLaws(problem, space.agent, grid)) > SLICED_MAX) return undefined;
  const { gain } = await evaluated(subject, grid, walks, run);
  const perLength = walks.map((walk, w) => Math.abs(gain[w]!) / lengthOf(walk, space.relevant));
  const best = perLength.reduce((chosen, value, w) => (value > perLength[chosen]! ? w : chosen), 0);
  const walk = walks[best]!;
  return gain[best]! < 0 ? { ...walk, points: walk.points.toReversed() } : walk;
}

/** Walks times profiles at most of a search for it. */
const SLICED_MAX = 2 ** 22;

/** Walks round the others' grid: each circulation that was asked for, and what they say of the least ε from below. */
function circulations(rows: FieldRows, walks: readonly Walk[], gain: Float64Array, { values, loop, slice, conservative }: {
  values: Point; loop: Walk | undefined; slice: Walk | undefined; conservative: boolean;
}): Interval[] {
  const { problem, space } = rows.subject;
  return walks.map((walk, w) => {
    const gained = rounded(gain[w]!, walkRange(walk, gradientsOf(problem, space.agent)));
    if (walk.kind === 'lies' || walk === slice) return scaled(gained, 1 / lengthOf(walk, space.relevant));
    const along = conservative ? exactly(0) : gained;
    const more = {
      ...EXACT, guarantee: conservative ? 'continuum' : 'point', ...across(walk),
      ...(walk === loop ? { point: { ...values, path: 'as given' } } : {}),
    } as const;
    const length = lengthOf(walk, space.relevant);
    rows.add('circulation', along, more);
    if (length > 0) rows.add('circulationPerLength', scaled(along, 1 / length), more);
    return length > 0 ? scaled(along, 1 / length) : exactly(0);
  });
}

/** What a closed walk says of the least ε from below. */
interface Bound {
  readonly lower: number;
  readonly walk: Walk;
}

/** Σ_d |a_cd s_d| of a type and a class: what f_c(s) is made of. */
function madeOf({ problem, space, points }: Pick<Subject, 'problem' | 'space' | 'points'>): (type: number, c: number) => number {
  const { own } = gradientsOf(problem, space.agent);
  return (type, c) => own[c]!.reduce((sum, a, d) => sum + Math.abs(a * points[type]![d]!), 0);
}

/**
 * By how much the optimum of a program may move by rounding of what it is made of, per unit of lie: chances by no more than ROUNDING, and
 * values as said below.
 */
function doubtOf(subject: Subject, field: TypeField, notion: LieNotion): number {
  const { problem, space, points } = subject;
  const made = madeOf(subject);
  const most = points.reduce((largest, _, t) => problem.alternatives.reduce((top, __, c) => Math.max(top, made(t, c)), largest), 0);
  const rounding = (space.coordinates.length + 1) * Number.EPSILON * most;
  return gridError(field, gradientsOf(problem, space.agent), { deviation: ROUNDING, rounding }, notion);
}

/**
 * By how much rounding may have raised what lies round a cycle gain, in units of value. Type s gains Σ_c q_c (f_c(s) - f_c(t)) by report t:
 * chances are out by ROUNDING of themselves, and f_c(s) = Σ_d a_cd s_d by half a unit in the last place of every product and sum that it is
 * made of, so that the difference is by no more than (D + 1) 2^-52 (Σ_d |a_cd s_d| + Σ_d |a_cd t_d|).
 */
function doubtRound(subject: Subject, { classes, chances, values }: TypeField, cycle: readonly number[]): number {
  const { space } = subject;
  const made = madeOf(subject);
  let doubt = 0;
  for (const [j, type] of cycle.entries()) {
    const report = cycle[(j + 1) % cycle.length]!;
    for (let c = 0; c < classes; c++) {
      const apart = Math.abs(values[type * classes + c]! - values[report * classes + c]!);
      const digits = (space.coordinates.length + 1) * Number.EPSILON * (made(type, c) + made(report, c));
      doubt += chances[report * classes + c]! * (ROUNDING * apart + digits);
    }
  }
  return doubt;
}

/** The optimum over all types of the grid by one notion, and the cycle that proves it from below. */
export function optimumOf(
  subject: Subject, field: TypeField, found: LeastEpsilon, notion: LieNotion,
): { readonly interval: Interval; readonly cycle: Walk } {
  const cycle = walkThrough(subject, found);
  const doubt = doubtRound(subject, field, found.cycle) / (lengthOf(cycle, subject.space.relevant, notion) || Infinity);
  // What may be all rounding is nothing.
  const estimate = found.ratio > doubt ? found.ratio : 0;
  const [lower, upper] = [Math.max(0, (estimate - doubt) * (1 - ROUNDING)), Math.max(0, found.ratio, found.bound)];
  return { interval: { estimate, lower, upper }, cycle };
}

/** Its row; the critical cycle is a lower end on the continuum as well where it is ε-LIC. */
function optimum(rows: FieldRows, field: TypeField, found: LeastEpsilon, notion: LieNotion, values: Point): Bound {
  const { subject } = rows;
  const lies = notion === 'weak' ? 'by the largest difference' : 'all alike';
  const { interval, cycle } = optimumOf(subject, field, found, notion);
  rows.add('leastEpsilonGrid', interval, {
    ...EXACT, guarantee: 'grid', ...across(cycle), ...(notion === 'lic' ? {} : { point: { ...values, lies } }),
    basis: `${subject.points.length} types; a cycle of ${cycle.points.length} lies, and its potentials; every profile of the others' grid`,
  });
  return { lower: interval.lower, walk: cycle };
}

const nodesOf = ({ epsilon, lambda, cells, potentials }: LatticeBound): Above => ({ epsilon, lambda, lattice: { cells, potentials } });

interface Given {
  readonly values: Point;
  readonly loop: Walk | undefined;
  readonly pictures?: boolean;
}

/** Cells times profiles round which the field is integrated for a picture, at most. */
const SURFACE_MAX = 2 ** 16;

async function study(
  subject: Subject, question: ProblemQuestion, grid: GridQuestion, { values, loop, pictures }: Given, run: Run,
): Promise<PointResult> {
  const { problem, space } = subject;
  const rectangle = await worstRectangle(subject, run);
  const gaps = await congruenceGaps(problem, space.agent, run.solve);
  const conservative = gaps.every(({ gap }) => gap === 0);
  const others = gridLaws(problem, space.agent, grid);
  const onLattice = isFree(gaps) ? undefined : await twoWayOnGrid(subject, others, run);
  const isThin = !isFree(gaps) && space.relevant.includes(false);
  const slice = isThin ? await steepestSlice(subject, grid, run) : undefined;
  const walks = [rectangle, loop, onLattice?.path, slice].filter((walk) => walk !== undefined);
  if (run.signal?.aborted) return NOTHING_KNOWN;
  const cell = await worstCell(subject, run);
  const planes = pictures && !conservative ? curlPlanes(subject) : [];
  const all = cellsOf(planes);
  const surface = all.length * profilesIn(gridLaws(problem, space.agent, grid)) <= SURFACE_MAX ? all : [];
  const around = surface.map((one) => one.walk);
  const measured = await evaluated(subject, grid, [...walks, ...(cell ? [cell.walk] : []), ...around], run);
  const field = fieldFrom(subject, measured);
  const rows = new FieldRows(subject, values, 1);
  rows.congruence(gaps);
  const { notion = 'lic' } = question;
  const found = await taken(run, optimaOf(field, notion), { kind: `cycles, ${notion}`, size: field.points.length });
  if (!found) return NOTHING_KNOWN;
  const { grid: ofLic, optimum: ofNotion, pair } = found;
  const violation = mutualGain(field, subject, pair);
  rows.add('fieldMonotonicity', difference(exactly(0), violation), { ...EXACT, guarantee: 'point', ...across(pair) });
  if (cell) {
    const along = rounded(measured.gain[walks.length]!, walkRange(cell.walk, gradientsOf(problem, space.agent)));
    addGap(rows, cell, along, conservative, EXACT);
  }
  const paths = circulations(rows, walks, measured.gain, { values, loop, slice, conservative });
  const least = optimum(rows, field, ofLic, 'lic', values);
  if (ofNotion) optimum(rows, field, ofNotion, notion, values);
  for (const one of new Set<LieNotion>(['lic', notion])) {
    run.prove(proofName('least-epsilon', subject.name, one, 'grid'),
      () => ({ ...gridFile(subject, field, problem.alternatives.map(() => 1), one), point: values }));
  }
  const below = [least, ...paths.map(({ lower }, w) => ({ lower, walk: walks[w]! }))];
  const bound = isBound(onLattice) ? onLattice : undefined;
  const slopes = isThin ? await slopeBoundOnGrid(problem, space.agent, others, run) : undefined;
  continuum(rows, gaps, below, slopes?.epsilon ?? Infinity, bound);
  run.prove(proofName('least-epsilon', subject.name, 'continuum'), () => linearFormulaFile(
    subject, below.map(({ walk }) => walk), isFree(gaps) ? gaps : undefined,
    {
      atLeast: Infinity, confidence: 1, values, others,
      above: [...(bound ? [nodesOf(bound)] : []), ...(slopes ? [{ lambda: 0, ...slopes }] : [])],
    },
  ));
  const gradients = gradientsOf(problem, space.agent);
  const result = {
    ...rows.result(gradientVerdict(subject, values, conservative, rectangle && rounded(measured.gain[0]!, walkRange(rectangle, gradients)),
      false)),
    curves: pictures ? [
      ...curvesOf(subject, toldField(subject, field, problem.alternatives.map((_, k) => k), 0), { ...EXACT, values }),
      ...utilityCurves(subject, ofLic.utility, values),
    ] : [],
  };
  const gains = around.map((walk, c) => rounded(measured.gain[walks.length + (cell ? 1 : 0) + c]!, walkRange(walk, gradients)));
  if (surface.length > 0) result.curves.push(...gapCurves(subject, planes, gapsRound(surface, gains), { ...EXACT, values }));
  if (!isConstrained(question)) return result;
  const row = await programRow(question, subjectsOf(question, grid), (one) => evaluated(one, grid, [], run), values, run);
  return row ? { ...result, estimates: [...result.estimates, row] } : NOTHING_KNOWN;
}

/** What two types gain by reporting each other, before utilities. */
export function mutualGain({ classes, values, chances }: TypeField, { points }: Subject, { points: [one, other] }: Walk): Interval {
  const [s, t] = [points.findIndex((point) => point === one), points.findIndex((point) => point === other)];
  let [gain, size] = [0, 0];
  for (let c = 0; c < classes; c++) {
    const rise = values[s * classes + c]! - values[t * classes + c]!;
    gain += (chances[t * classes + c]! - chances[s * classes + c]!) * rise;
    size += Math.abs(rise);
  }
  return rounded(gain, [-size, size]);
}

/** Whether utilities on a lattice were found, beside a walk. */
const isBound = (found: Partial<LatticeBound> | undefined): found is LatticeBound => found?.epsilon !== undefined;

/** Both ends over all types of hers, the others' being those of the grid; `slopes`: an upper end by how fast her values move. */
function continuum(
  rows: FieldRows, gaps: readonly PairGap[], below: readonly Bound[], slopes: number, onLattice: LatticeBound | undefined,
): void {
  const { problem, space } = rows.subject;
  const { epsilon, lambda } = structuralBound(gradientsOf(problem, space.agent));
  const upper = isFree(gaps) ? 0 : Math.min(epsilon, slopes, onLattice?.epsilon ?? Infinity);
  const steepest = below.reduce((best, one) => (one.lower > best.lower ? one : best));
  const lower = Math.min(upper, Math.max(0, steepest.lower));
  const transfers = lambda > 0 ? `an affine maximiser's transfers at weight ${lambda.toPrecision(4)}` : 'transfers linear in the report';
  const above = onLattice && upper === onLattice.epsilon ? latticeWords(onLattice)
    : slopes < epsilon ? 'utilities as steep in each signal as its values move, whatever the other signals' : transfers;
  rows.add('leastEpsilon', { estimate: upper === 0 ? 0 : lower, lower, upper }, {
    ...EXACT, guarantee: 'continuum', ...(lower > 0 ? across(steepest.walk) : {}),
    basis: isFree(gaps) ? 'zero by structure: every pair is congruent with a rate that is not negative'
      : `all types of hers, the others' on the grid; below, a cycle of lies or a path, every profile counted; above, ${above}`,
  });
}

/** The program of all informed agents, each with her field; undefined where an interruption came first. */
export async function programRow(
  question: ProblemQuestion, subjects: readonly Subject[], fieldOf: (subject: Subject) => Promise<GridField>, values: Point, run: Run,
): Promise<Estimate | undefined> {
  const fields: GridField[] = [];
  for (const subject of subjects) fields.push(await fieldOf(subject));
  const agents = subjects.map((subject, i) => ({
    name: subject.name, field: fieldFrom(subject, fields[i]!), weights: weightsOf(subject),
    members: subject.problem.alternatives.map(() => 1),
  }));
  const welfare = needsWelfare(question) ? rounded(fields[0]!.welfare, [0, 1 + Math.abs(fields[0]!.welfare)]) : undefined;
  const { notion = 'lic', bounded = false } = question;
  const error = Math.max(...subjects.map((subject, i) => doubtOf(subject, agents[i]!.field, notion))) + (bounded ? ROUNDING : 0);
  const row = await marketRow(question, { subjects, agents, welfare, error, ...EXACT }, values, run);
  return row && { ...row, upper: row.upper * (1 + SOLVED) };
}

export function planGridOpponents(
  subject: Subject, question: ProblemQuestion, given: Given & { readonly cells: number },
): PlannedPoint {
  const grid = question.nodes === undefined ? { cells: given.cells } : { nodes: question.nodes };
  const profiles = profilesIn(gridLaws(subject.problem, subject.space.agent, grid));
  return {
    cost: subject.points.length * profiles,
    mayRefuse: isConstrained(question),
    study: (run) => study(subject, question, grid, given, run),
  };
}
