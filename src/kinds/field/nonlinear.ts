/**
 * One agent's field where values are not linear (docs/fields.md, section 9): the same questions as for linear values, with rates that
 * differ from type to type and from tie to tie. Where nobody else sees a signal there is nothing to draw, and numbers are exact but for
 * rounding.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { profilesIn } from '../../experiments/field/grid-opponents.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { constantInSteps } from '../../notions/least-epsilon.ts';
import type { LocalGap } from '../../notions/local-congruence.ts';
import type { NonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import type { Curve, Estimate, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { difference, exactly, scaled, type Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { proofName } from '../proof-name.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { tieWitness } from '../tie-witness.ts';
import { addGap } from './curl.ts';
import { curvesOf } from './field-curves.ts';
import { fieldSpace, formOf } from './form-of.ts';
import { formulaFile } from './formula-proof.ts';
import { cellsOf, gapCurves, gapsRound } from './gap-curves.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import { across, FieldRows, gradientVerdict } from './field-rows.ts';
import { gridLaws, lengthOf, sizeOfCells, typeGrid } from './grid.ts';
import { cyclesBesideTies, nonlinearExPost } from './nonlinear-ex-post.ts';
import {
  besideTies, drawing, fewCells, isExact, measured, searched, tiesOf, worstNonlinearCell, worstNonlinearRectangle, type FoundNonlinear,
  type NonlinearSubject,
} from './nonlinear-search.ts';
import { GROUP, profilesFor } from './search.ts';
import type { ProblemQuestion } from './study-point.ts';
import type { MeasuredTypes } from './value-form.ts';

type Rows = FieldRows<SocialChoiceProblem>;

function congruence(rows: Rows, gaps: readonly LocalGap[]): void {
  const named = ({ pair }: LocalGap): string => pair.map((k) => rows.subject.problem.alternatives[k]).join(' and ');
  const constrained = gaps.filter(({ ties }) => ties !== 'no');
  const free = gaps.filter(({ ties }) => ties === 'no').map(named);
  const lower = Math.max(0, ...constrained.map((gap) => gap.lower));
  const upper = Math.max(0, ...constrained.map((gap) => gap.upper));
  const bounded = Number.isFinite(upper);
  const met = constrained.find(({ ties }) => ties === 'yes');
  rows.add('congruenceGap', { estimate: lower, lower, upper: bounded ? upper : lower }, {
    guarantee: bounded ? 'continuum' : 'point', confidence: 1, profiles: 0,
    ...(met ? { witness: tieWitness(rows.subject.problem, met, rows.subject.space.names) } : {}),
    basis: [
      constrained.length === 0 ? 'no pair ties at the top' : `${named(constrained[0]!)}; ${bounded
        ? 'below, at a tie that was found, above, over all boxes of signals in which a pair may tie'
        : 'at least: at a tie that was found; slopes of values have no bound'}`,
      ...(free.length > 0 ? [`unconstrained, since they never tie at the top: ${free.slice(0, 4).join('; ')}`] : []),
    ].join('; '),
  });
}

/** The gap over the cells that a search looks at, all at once. */
async function gapSurface(
  subject: NonlinearSubject, { profiles, confidence }: { readonly profiles: number; readonly confidence: number }, values: Point, run: Run,
): Promise<Curve[]> {
  const planes = fewCells(subject);
  const cells = cellsOf(planes);
  if (cells.length === 0) return [];
  const { onGrid, form: { effort } } = subject;
  if (onGrid && profilesIn(onGrid.laws) > effort.surface) return [];
  const count = isExact(subject) ? 1 : Math.min(profiles, effort.surface);
  const drawn = await measured(subject, cells.map(({ walk }) => walk), run, `field/curl-surface/${subject.name}`, count);
  if (drawn.profiles < count) return [];
  return gapCurves(subject, planes, gapsRound(cells, drawn.intervals(union(1 - confidence, cells.length))), {
    confidence, values, profiles: isExact(subject) ? 0 : count,
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
function circulations(rows: Rows, { walks, loop, rectangle }: Wanted, along: readonly Interval[], zero: boolean,
  more: { readonly profiles: number; readonly confidence: number }): void {
  walks.forEach((walk, w) => {
    if (walk !== rectangle && walk !== loop) return;
    const length = lengthOf(walk, rows.subject.space.relevant);
    const kept = zero ? exactly(0) : along[w]!;
    const what = zero ? { ...more, guarantee: 'continuum', confidence: 1, basis: STRUCTURE, ...across(walk) } as const
      : { ...more, guarantee: 'point', ...across(walk) } as const;
    const point = walk === loop ? { point: { ...rows.values, path: 'as given' } } : {};
    rows.add('circulation', kept, { ...what, ...point });
    if (length > 0) rows.add('circulationPerLength', scaled(kept, 1 / length), { ...what, ...point });
  });
}

const STRUCTURE = 'zero by structure: private and social rates are parallel wherever a pair may tie at the top';

function subjectOf({ problem, agent: name, ...question }: ProblemQuestion): NonlinearSubject {
  const space = fieldSpace(problem, problem.agents.indexOf(name));
  const cells = question.cells ?? sizeOfCells(space.coordinates.length);
  const sought = formOf(problem, space);
  const subject = { problem, space, name, form: sought, ...typeGrid(space, { ...question, cells }) };
  if (question.opponents !== 'grid') return subject;
  const laws = gridLaws(problem, space.agent, question.nodes === undefined ? { cells } : { nodes: question.nodes });
  return { ...subject, form: sought.against(laws, 'first'), onGrid: { laws, sought } };
}

/** Whole groups of profiles. */
function countFor(
  { profiles, precision, maxProfiles, confidence }: StudyAim, found: FoundNonlinear | undefined, certifying: number,
): number {
  const wanted = profiles ?? (found && precision !== undefined ? profilesFor(found, precision, 1 - confidence, certifying) : certifying);
  return Math.max(GROUP, Math.floor(Math.min(wanted, maxProfiles) / GROUP) * GROUP);
}

export async function planNonlinear(
  { problem: question, values, pictures }: SweepPoint<ProblemQuestion>, aim: StudyAim, run: Run,
): Promise<PlannedPoint> {
  const { notion = 'lic' } = question;
  const subject = subjectOf(question);
  const { form } = subject;
  if (question.stage === 'ex-post') {
    return { cost: subject.points.length * form.effort.lines, study: (judging) => nonlinearExPost(subject, { values, pictures }, judging) };
  }
  const found = run.signal?.aborted ? undefined : await searched(subject, notion, run);
  // Where nothing is sampled the aim is not looked at, so that options without effect are told.
  const { count, confidence } = isExact(subject) ? { count: 1, confidence: 1 }
    : { count: countFor(aim, found, form.effort.certify), confidence: aim.confidence };
  const loop: Walk | undefined = question.loop && { kind: 'path', points: question.loop };
  return {
    cost: subject.points.length * (subject.onGrid ? profilesIn(subject.onGrid.laws) : count),
    study: async (certifying) => {
      if (!found) return NOTHING_KNOWN;
      return certify(subject, found, { loop, count, confidence, pictures }, values, certifying);
    },
  };
}

/** What the upper end of the least ε rests on. */
function transfersOf({ lambda, bend, isKnown }: NonlinearBound): string {
  const of = isKnown ? 'all reports' : 'the report';
  if (bend) {
    const slopes = [Math.min(...bend.heights), Math.max(...bend.heights)].map((slope) => slope.toPrecision(3)).join(' to ');
    return `welfare paid out at ${slopes} a unit, by its level, and a function of ${of}`;
  }
  return lambda > 0 ? `an affine maximiser's transfers at weight ${lambda.toPrecision(4)} and a function of ${of}`
    : `transfers that are a function of ${of}`;
}

interface Level {
  readonly profiles: number;
  readonly confidence: number;
}

const everyProfileOf = ({ onGrid }: NonlinearSubject): string => (onGrid ? ", every profile of the others' grid counted" : '');

/** The optimum on the grid under another notion; false where an interruption left it unknown. */
async function otherNotion(
  rows: Rows, subject: NonlinearSubject, { notion, grid, cycle }: NonNullable<FoundNonlinear['other']>, types: MeasuredTypes,
  { count, alpha, level }: { readonly count: number; readonly alpha: number; readonly level: Level }, run: Run,
): Promise<boolean> {
  const drawn = await measured(subject, [cycle], run, `field/certify-${notion}/${subject.name}`, count);
  if (drawn.profiles < count) return false;
  const length = lengthOf(cycle, subject.space.relevant, notion);
  const perLie = length > 0 ? scaled(drawn.intervals(alpha / 2)[0]!, 1 / length) : exactly(0);
  const constant = await taken(run, constantInSteps(types.field, notion, grid.utility));
  if (constant === undefined) return false;
  const upper = Math.max(0, constant + types.error(alpha / 2, notion));
  const lower = Math.min(upper, Math.max(0, perLie.lower));
  rows.add('leastEpsilonGrid', { estimate: Math.min(upper, Math.max(lower, perLie.estimate)), lower, upper }, {
    ...level, guarantee: 'grid', ...across(cycle),
    point: { ...rows.values, lies: notion === 'weak' ? 'by the largest difference' : 'all alike' },
    basis: `${subject.points.length} types; a cycle of ${cycle.points.length} lies, and the utilities of the search`,
  });
  return true;
}

/** The bracket on the continuum, or what lies gain at least where slopes have no bound. */
function leastRow(
  rows: Rows, bound: NonlinearBound, level: Level,
  steepest: { readonly walk: Walk; readonly lower: number; readonly words: string }, estimate: number,
): void {
  const bounded = Number.isFinite(bound.epsilon);
  const lower = Math.min(bound.epsilon, steepest.lower);
  const more: Partial<Estimate> = bound.epsilon === 0 ? { confidence: 1 } : lower > 0 ? across(steepest.walk) : {};
  rows.add('leastEpsilon', {
    estimate: bounded ? Math.max(lower, Math.min(bound.epsilon, estimate)) : lower, lower, upper: bounded ? bound.epsilon : lower,
  }, {
    ...level, ...more, guarantee: bounded ? 'continuum' : 'point',
    basis: bounded ? `below, ${steepest.words}; above, ${transfersOf(bound)}, over all signals`
      : `at least: what ${steepest.words} gains per unit; slopes of her own values have no bound, and so no upper end is known`,
  });
}

async function certify(
  subject: NonlinearSubject, found: FoundNonlinear,
  { loop, count, confidence, pictures }: {
    readonly loop: Walk | undefined; readonly count: number; readonly confidence: number; readonly pictures: boolean;
  },
  values: Point, run: Run,
): Promise<PointResult> {
  const { space, form } = subject;
  const alpha = 1 - confidence;
  const rows: Rows = new FieldRows(subject, values, confidence);
  const ties = await taken(run, tiesOf(subject, run), form.effort.lines);
  const gaps = ties && await taken(run, form.gaps(ties));
  if (!gaps) return NOTHING_KNOWN;
  const zero = gaps.every(({ upper }) => upper === 0);
  congruence(rows, gaps);
  const rectangle = await worstNonlinearRectangle(subject, run);
  const cell = await worstNonlinearCell(subject, run);
  const boundary = await besideTies(subject, ties, run);
  const cycles = await cyclesBesideTies(subject, ties, run);
  if (!cycles) return NOTHING_KNOWN;
  const walks = [found.cycle, found.pair, ...[rectangle, loop, boundary].filter((walk) => walk !== undefined), ...cycles];
  const wanted: Wanted = { walks, cycle: found.cycle, pair: found.pair, loop, rectangle };
  const drawn = await measured(subject, [...walks, ...(cell ? [cell.walk] : [])], run, `field/certify/${subject.name}`, count);
  const onGrid = Math.min(count, form.effort.grid);
  const types = await form.types(subject.points, drawing(run, `field/certify-grid/${subject.name}`, onGrid), pictures);
  if (drawn.profiles < count || types.profiles < onGrid) return NOTHING_KNOWN;
  const level = { profiles: isExact(subject) ? 0 : count, confidence };
  const each = drawn.intervals(alpha);
  rows.add('fieldMonotonicity', difference(exactly(0), each[1]!), {
    ...level, guarantee: 'point', ...across(found.pair), basis: 'minus what two types gain by reporting each other, before utilities',
  });
  if (cell) addGap(rows, cell, each.at(-1)!, zero, level);
  circulations(rows, wanted, each, zero, level);
  const { field } = types;
  const bound = await taken(run, form.bound());
  const constant = await taken(run, constantInSteps(field, 'lic', found.grid.utility));
  if (!bound || constant === undefined) return NOTHING_KNOWN;
  // Every walk over its length, all of them at once.
  const below = drawn.intervals(union(alpha, walks.length)).slice(0, walks.length)
    .map((along, w) => Math.max(0, along.lower / (lengthOf(walks[w]!, space.relevant) || Infinity)));
  const cycle = scaled(drawn.intervals(alpha / 2)[0]!, 1 / lengthOf(found.cycle, space.relevant));
  const top = Math.min(bound.epsilon, Math.max(0, constant + types.error(alpha / 2, 'lic')));
  const gridLower = Math.min(top, Math.max(0, cycle.lower));
  rows.add('leastEpsilonGrid', { estimate: Math.min(top, Math.max(gridLower, cycle.estimate)), lower: gridLower, upper: top }, {
    ...level, guarantee: 'grid', ...across(found.cycle),
    basis: `${subject.points.length} types; a cycle of ${found.cycle.points.length} lies, and the utilities of the search; lies off the `
      + `grid can only raise it${everyProfileOf(subject)}${onGrid < count ? `; above, from ${onGrid} profiles` : ''}`,
  });
  if (found.other && !await otherNotion(rows, subject, found.other, types, { count, alpha, level }, run)) return NOTHING_KNOWN;
  const lower = Math.max(...below);
  const steepest = walks[below.indexOf(lower)]!;
  leastRow(rows, bound, level, {
    walk: steepest, lower,
    words: (steepest === boundary || cycles.includes(steepest) ? 'lies along the boundary of two alternatives' : 'a walk of lies')
      + everyProfileOf(subject),
  }, gridLower);
  run.prove(proofName('least-epsilon', subject.name, 'continuum'),
    () => formulaFile(subject, [steepest], bound, {
      atLeast: Math.max(0, lower), confidence: level.confidence, values, ...(subject.onGrid ? { others: subject.onGrid.laws } : {}),
    }));
  const circled = rectangle && each[walks.indexOf(rectangle)];
  const result = rows.result(gradientVerdict(subject, values, zero, circled, !isExact(subject)));
  return pictures ? {
    ...result,
    curves: [
      ...(zero ? [] : await gapSurface(subject, level, values, run)), ...curvesOf(subject, types.told(alpha / 2), { ...level, values }),
    ],
  } : result;
}
