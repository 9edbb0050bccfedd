/**
 * One agent's field where values are polynomials of the signals (docs/fields.md, section 9): the same questions as for linear values, with
 * rates that differ from type to type and from tie to tie. Where nobody else sees a signal there is nothing to draw, and numbers are exact
 * but for rounding.
 */
import { derivative, rangeOn, valueAt, type Box } from '../../environment/polynomial.ts';
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import { ownPolynomials } from '../../experiments/field/own-polynomials.ts';
import { polynomialTypes, type TypeSums } from '../../experiments/field/polynomial-sums.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { ownSpace } from '../../experiments/own-signal.ts';
import { constantOf, type TypeField } from '../../notions/least-epsilon.ts';
import { polynomialBound } from '../../notions/least-epsilon/polynomial-bound.ts';
import { localGaps, type LocalGap } from '../../notions/local-congruence.ts';
import type { Curve, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { difference, exactly, scaled, type Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { proofName } from '../proof-name.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { addGap } from './curl.ts';
import { curvesOf, type ToldField } from './field-curves.ts';
import { cellsOf, gapCurves, gapsRound } from './gap-curves.ts';
import { across, FieldRows, gradientVerdict, NOTHING_KNOWN } from './field-rows.ts';
import { lengthOf, sizeOfCells, typeGrid } from './grid.ts';
import {
  besideTies, fewCells, isSole, measured, polynomialField, searched, tiesOf, worstPolynomialCell, worstPolynomialRectangle,
} from './nonlinear-search.ts';
import { CERTIFY, GROUP, profilesFor } from './search.ts';
import type { ProblemQuestion } from './study-point.ts';
import type { Subject } from './subject.ts';

type PolynomialSubject = Subject<PolynomialProblem>;

/**
 * By how much each mean Q_m is off at no type, at error probability alpha for all at once, and what that does to a gain per unit of lie:
 * Σ_m |δQ_m| max_x sup |∂_x φ_m|.
 */
function samplingError({ problem, space, points }: PolynomialSubject, profiles: number, alpha: number) {
  const { monomials, own } = ownPolynomials(problem, space.agent);
  const box: Box = problem.signals.map(({ law }) => law.support);
  const off = monomials.map((_, m) => {
    const ends = own.flatMap((row) => rangeOn(row[m]!, box));
    const width = Math.max(...ends) - Math.min(...ends);
    return isSole({ problem, space }) || width === 0 ? 0 : hoeffding(profiles, width, union(alpha, 2 * points.length * monomials.length));
  });
  const steepest = monomials.map((powers) => Math.max(0, ...space.relevant.map((enters, c) => (enters
    ? Math.max(...rangeOn(derivative([{ coefficient: 1, powers }], c), space.supports).map(Math.abs)) : 0))));
  return { off, perLie: off.reduce((sum, error, m) => sum + error * steepest[m]!, 0) };
}

function congruence(rows: FieldRows<PolynomialProblem>, gaps: readonly LocalGap[]): void {
  const named = ({ pair }: LocalGap): string => pair.map((k) => rows.subject.problem.alternatives[k]).join(' and ');
  const constrained = gaps.filter(({ ties }) => ties !== 'no');
  const free = gaps.filter(({ ties }) => ties === 'no').map(named);
  const lower = Math.max(0, ...constrained.map((gap) => gap.lower));
  const upper = Math.max(0, ...constrained.map((gap) => gap.upper));
  rows.add('congruenceGap', { estimate: lower, lower, upper }, {
    guarantee: 'continuum', confidence: 1, profiles: 0,
    basis: [
      constrained.length === 0 ? 'no pair ties at the top'
        : `${named(constrained[0]!)}; below, at a tie that was found, above, over all boxes of signals in which a pair may tie`,
      ...(free.length > 0 ? [`unconstrained, since they never tie at the top: ${free.slice(0, 4).join('; ')}`] : []),
    ].join('; '),
  });
}

/** How the field looks at the types of the grid. */
function told({ problem, space, points }: PolynomialSubject, { choices, profiles }: TypeSums, field: TypeField, off: readonly number[],
  deviation: number): ToldField {
  const { monomials } = ownPolynomials(problem, space.agent);
  const box: Box = problem.signals.map(({ law }) => law.support);
  const alternatives = problem.alternatives.length;
  return {
    chances: problem.alternatives.map((name, k) => ({
      name, ends: [0, 1], error: deviation, at: (t: number) => choices[t * alternatives + k]! / profiles,
    })),
    components: space.names.map((_, c) => {
      const slopes = monomials.map((powers) => derivative([{ coefficient: 1, powers }], c));
      const ends = problem.alternatives.map((__, k) =>
        rangeOn(derivative(problem.valuations.terms[space.agent]![k]!, space.coordinates[c]!), box));
      return {
        ends: [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))],
        error: slopes.reduce((sum, slope, m) => sum + off[m]! * Math.max(...rangeOn(slope, space.supports).map(Math.abs)), 0),
        at: (t: number) => slopes.reduce((sum, slope, m) => sum + field.chances[t * monomials.length + m]! * valueAt(slope, points[t]!), 0),
      };
    }),
  };
}

/** Profiles for a picture of the gap: every cell is gone round on each. */
const SURFACE = 4096;

/** The gap over the cells that a search looks at, all at once. */
async function gapSurface(
  subject: PolynomialSubject, { profiles, confidence }: { readonly profiles: number; readonly confidence: number }, values: Point, run: Run,
): Promise<Curve[]> {
  const planes = fewCells(subject);
  const cells = cellsOf(planes);
  if (cells.length === 0) return [];
  const count = isSole(subject) ? 1 : Math.min(profiles, SURFACE);
  const drawn = await measured(subject, cells.map(({ walk }) => walk), run, `field/curl-surface/${subject.name}`, count);
  if (drawn.profiles < count) return [];
  return gapCurves(subject, planes, gapsRound(cells, drawn.intervals(union(1 - confidence, cells.length))), {
    confidence, values, profiles: isSole(subject) ? 0 : count,
  });
}

interface Wanted {
  readonly walks: readonly Walk[];
  readonly cycle: Walk;
  readonly pair: Walk;
  readonly loop: Walk | undefined;
  readonly rectangle: Walk | undefined;
}

/** Circulations asked for, as rows. */
function circulations(rows: FieldRows<PolynomialProblem>, { walks, loop, rectangle }: Wanted, along: readonly Interval[], zero: boolean,
  more: { readonly profiles: number; readonly confidence: number }): void {
  walks.forEach((walk, w) => {
    if (walk !== rectangle && walk !== loop) return;
    const length = lengthOf(walk, rows.subject.space.relevant);
    const kept = zero ? exactly(0) : along[w]!;
    const what = zero ? { ...more, guarantee: 'continuum', confidence: 1, basis: STRUCTURE } as const
      : { ...more, guarantee: 'point', ...across(walk) } as const;
    const point = walk === loop ? { point: { ...rows.values, path: 'as given' } } : {};
    rows.add('circulation', kept, { ...what, ...point });
    if (length > 0) rows.add('circulationPerLength', scaled(kept, 1 / length), { ...what, ...point });
  });
}

const STRUCTURE = 'zero by structure: private and social rates are parallel wherever a pair may tie at the top';

export async function planNonlinear(
  { problem: question, values, pictures }: SweepPoint<ProblemQuestion>, { profiles: asked, precision, maxProfiles, confidence }: StudyAim,
  run: Run,
): Promise<PlannedPoint> {
  const problem = question.problem as PolynomialProblem;
  const space = ownSpace(problem, problem.agents.indexOf(question.agent));
  const cells = question.cells ?? sizeOfCells(space.coordinates.length);
  const subject: PolynomialSubject = { problem, space, name: question.agent, ...typeGrid(space, { ...question, cells }) };
  const found = run.signal?.aborted ? undefined : await searched(subject, run);
  const wanted = asked ?? (found && precision !== undefined ? profilesFor(found, precision, 1 - confidence) : CERTIFY);
  const count = isSole(subject) ? 1 : Math.max(GROUP, Math.floor(Math.min(wanted, maxProfiles) / GROUP) * GROUP);
  const loop: Walk | undefined = question.loop && { kind: 'path', points: question.loop };
  return {
    cost: subject.points.length * count,
    study: async (certifying) => {
      if (!found) return NOTHING_KNOWN;
      return certify(subject, found, { loop, count, confidence: isSole(subject) ? 1 : confidence, pictures }, values, certifying);
    },
  };
}

async function certify(
  subject: PolynomialSubject, found: NonNullable<Awaited<ReturnType<typeof searched>>>,
  { loop, count, confidence, pictures }: {
    readonly loop: Walk | undefined; readonly count: number; readonly confidence: number; readonly pictures: boolean;
  },
  values: Point, run: Run,
): Promise<PointResult> {
  const { space, problem } = subject;
  const alpha = 1 - confidence;
  const rows = new FieldRows(subject, values, confidence);
  const ties = tiesOf(subject, run);
  const gaps = localGaps(problem, space, ties);
  const zero = gaps.every(({ upper }) => upper === 0);
  congruence(rows, gaps);
  const rectangle = await worstPolynomialRectangle(subject, run);
  const cell = await worstPolynomialCell(subject, run);
  const boundary = await besideTies(subject, ties, run);
  const walks = [found.cycle, found.pair, ...[rectangle, loop, boundary].filter((walk) => walk !== undefined)];
  const wanted: Wanted = { walks, cycle: found.cycle, pair: found.pair, loop, rectangle };
  const drawn = await measured(subject, [...walks, ...(cell ? [cell.walk] : [])], run, `field/certify/${subject.name}`, count);
  const types = await run.draw({
    experiment: polynomialTypes(problem, space.agent, subject.points), stream: run.stream(`field/certify-grid/${subject.name}`), first: 0,
    count,
  });
  if (drawn.profiles < count || types.profiles < count) return NOTHING_KNOWN;
  const level = { profiles: isSole(subject) ? 0 : count, confidence };
  const each = drawn.intervals(alpha);
  rows.add('fieldMonotonicity', difference(exactly(0), each[1]!), {
    ...level, guarantee: 'point', ...across(found.pair), basis: 'minus what two types gain by reporting each other, before utilities',
  });
  if (cell) addGap(rows, cell, each.at(-1)!, zero, level);
  circulations(rows, wanted, each, zero, level);
  const field = polynomialField(subject, types);
  const { off, perLie } = samplingError(subject, count, alpha / 2);
  const { epsilon, lambda } = polynomialBound(problem, space);
  // Every walk over its length, all of them at once.
  const below = drawn.intervals(union(alpha, walks.length)).slice(0, walks.length)
    .map((along, w) => Math.max(0, along.lower / (lengthOf(walks[w]!, space.relevant) || Infinity)));
  const cycle = scaled(drawn.intervals(alpha / 2)[0]!, 1 / lengthOf(found.cycle, space.relevant));
  const top = Math.min(epsilon, Math.max(0, constantOf(field, 'lic', found.grid.utility) + perLie));
  const gridLower = Math.min(top, Math.max(0, cycle.lower));
  rows.add('leastEpsilonGrid', { estimate: Math.min(top, Math.max(gridLower, cycle.estimate)), lower: gridLower, upper: top }, {
    ...level, guarantee: 'grid', ...across(found.cycle),
    basis: `${subject.points.length} types; a cycle of ${found.cycle.points.length} lies, and the utilities of the search; lies off the `
      + 'grid can only raise it',
  });
  const lower = Math.min(epsilon, Math.max(...below));
  const steepest = walks[below.indexOf(Math.max(...below))]!;
  rows.add('leastEpsilon', { estimate: Math.max(lower, Math.min(epsilon, gridLower)), lower, upper: epsilon }, {
    ...level, ...(epsilon === 0 ? { confidence: 1 } : lower > 0 ? across(steepest) : {}), guarantee: 'continuum',
    basis: `below, ${steepest === boundary ? 'lies along the boundary of two alternatives' : 'a walk of lies'}; above, `
      + `${lambda > 0 ? `an affine maximiser's transfers at weight ${lambda.toPrecision(4)} and a function of the report`
        : 'transfers that are a function of the report'}, over all signals`,
  });
  run.prove(proofName('least-epsilon', subject.name, 'continuum'), () => 'values are polynomials, and files hold linear ones');
  const circled = rectangle && each[walks.indexOf(rectangle)];
  const result = rows.result(gradientVerdict(subject, values, zero, circled, !isSole(subject)));
  const deviation = isSole(subject) ? 0 : hoeffding(count, 1, union(alpha / 2, 2 * subject.points.length * problem.alternatives.length));
  return pictures ? {
    ...result,
    curves: [
      ...(zero ? [] : await gapSurface(subject, level, values, run)),
      ...curvesOf(subject, told(subject, types, field, off, deviation), { ...level, values }),
    ],
  } : result;
}
