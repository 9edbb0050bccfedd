/**
 * The least ε of values that are not linear where every profile of the others is judged by itself, the worst counting (docs/fields.md,
 * section 9). Below: cycles of lies under one profile, each enclosed, nothing being drawn but what is looked at. At a tie at the top her
 * indifference and society's have two slopes, and four types round a short way along the boundary gain what `boundaryBound` says of these;
 * a search follows ties to where that is most. Above: the bound of section 9 holds profile by profile, and better where the function of the
 * report may know the others' signals, as transfers may ex post.
 */
import { coordinatesOf, othersCoordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { signalDraws } from '../../experiments/tensor/draws.ts';
import { leastEpsilonInSteps } from '../../notions/least-epsilon.ts';
import { boundaryBound } from '../../notions/least-epsilon/boundary.ts';
import { boundaryTypes } from '../../notions/least-epsilon/boundary-types.ts';
import type { NonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import type { Curve, Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { PointResult } from '../kind.ts';
import { proofName } from '../proof-name.ts';
import { curvesOf } from './field-curves.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import { across, FieldRows, gradientVerdict } from './field-rows.ts';
import { formulaFile } from './formula-proof.ts';
import { lengthOf } from './grid.ts';
import { drawing, measured, tiesOf, worstNonlinearRectangle, type NonlinearSubject } from './nonlinear-search.ts';
import { walkThrough } from './search.ts';

/** Profiles whose grids are searched: so many drawn, and those of the steepest ties. */
const DRAWN = 12;
const STEEPEST = 4;
/** Steps along ties from each of those, by how much shorter each is, and ways along the boundary that are tried. */
const STEPS = 160;
const SHORTER = 0.96;
const WAYS = [1e-2, 1e-3, 1e-4];

/** The alternatives that tie, and all signals. */
interface TopTie {
  readonly pair: readonly [number, number];
  readonly at: readonly number[];
}

/** A closed walk of lies under one profile, and what it gains a unit at least. */
interface Shown {
  readonly at: readonly number[];
  readonly walk: Walk;
  readonly lower: number;
}

/** The others where they are in a profile of all signals. */
const othersAt = ({ problem, space }: NonlinearSubject, at: readonly number[]) =>
  othersCoordinatesOf(problem, space.agent).map((coordinate) => ({ coordinate, points: [at[coordinate]!], weights: [1] }));

/** One agent under that profile. */
const under = (subject: NonlinearSubject, at: readonly number[]): NonlinearSubject =>
  ({ ...subject, form: subject.form.against(othersAt(subject, at), 'open') });

/** What a tie says of the least ε if the ways along it are short. */
const slopesSay = ({ form, space: { relevant } }: NonlinearSubject, { pair, at }: TopTie): number =>
  boundaryBound(form.slopesAt(at), relevant, [pair]);

/** Her type at the same others, brought to the boundary; undefined where that leaves the supports, or a third alternative is better. */
function onBoundary({ form, problem, space }: NonlinearSubject, { pair: [k, l], at }: TopTie): TopTie | undefined {
  const point = [...at];
  for (let step = 0; step < 4; step++) {
    const { social } = form.slopesAt(point);
    const slopes = social[k]!.map((x, c) => x - social[l]![c]!);
    const steepest = slopes.reduce((best, slope, c) => (Math.abs(slope) > Math.abs(slopes[best]!) ? c : best), 0);
    const welfare = form.welfareAt(point);
    if (!(Math.abs(slopes[steepest]!) > 0)) return undefined;
    point[space.coordinates[steepest]!]! -= (welfare[k]! - welfare[l]!) / slopes[steepest]!;
  }
  const inside = space.coordinates.every((d) => {
    const [low, high] = problem.signals[d]!.law.support;
    return point[d]! >= low && point[d]! <= high;
  });
  const welfare = form.welfareAt(point);
  const isTop = welfare.every((worth, j) => j === k || j === l || worth < Math.min(welfare[k]!, welfare[l]!));
  return inside && isTop ? { pair: [k, l], at: point } : undefined;
}

/** Ties with the steepest slopes, each followed to where they are steeper. */
function* steepestTies(subject: NonlinearSubject, found: readonly TopTie[], run: Run): Generator<undefined, TopTie[]> {
  const { problem, name } = subject;
  const width = problem.signals.length;
  const ranked = found.map((tie) => ({ tie, slope: slopesSay(subject, tie) })).filter(({ slope }) => slope > 0)
    .sort((a, b) => b.slope - a.slope).slice(0, STEEPEST);
  const aims = signalDraws(problem).draw(run.stream(`field/ex-post-ties/${name}`), 0, STEPS);
  for (const best of ranked) {
    for (let step = 0; step < STEPS; step++) {
      yield;
      const share = SHORTER ** step;
      const at = best.tie.at.map((x, d) => x + share * (aims[step * width + d]! - x));
      const tie = onBoundary(subject, { pair: best.tie.pair, at });
      const slope = tie ? slopesSay(subject, tie) : 0;
      if (tie && slope > best.slope) Object.assign(best, { tie, slope });
    }
  }
  return ranked.sort((a, b) => b.slope - a.slope).map(({ tie }) => tie);
}

/** Short cycles round ties, whose types stay in the supports. */
function cyclesAt(subject: NonlinearSubject, { pair, at }: TopTie): Walk[] {
  const { form, space: { coordinates, relevant, supports } } = subject;
  const slopes = form.slopesAt(at);
  const profileOf = (type: readonly number[]): number[] => at.map((x, d) => (coordinates.includes(d) ? type[coordinates.indexOf(d)]! : x));
  const excessAt = (type: readonly number[]): number => {
    const welfare = form.welfareAt(profileOf(type));
    return welfare[pair[0]]! - welfare[pair[1]]!;
  };
  const span = Math.min(...supports.map(([low, high]) => high - low));
  const type = coordinates.map((d) => at[d]!);
  return WAYS.flatMap((share): Walk[] => {
    const points = boundaryTypes(slopes, relevant, { pair, type, excess: excessAt(type) }, share * span, excessAt);
    const isInside = points?.every((point) => point.every((x, c) => x >= supports[c]![0] && x <= supports[c]![1]));
    return points && isInside ? [{ kind: 'lies', points }] : [];
  });
}

/** Short cycles round the steepest tie found, where she alone sees signals; undefined where an interruption came first. */
export async function cyclesBesideTies(subject: NonlinearSubject, found: readonly TopTie[], run: Run): Promise<Walk[] | undefined> {
  const { problem, space } = subject;
  if (coordinatesOf(problem, space.agent).length < problem.signals.length) return [];
  const best = await taken(run, steepestTies(subject, found, run), STEEPEST * STEPS);
  return best && best.slice(0, 1).flatMap((tie) => cyclesAt(subject, tie));
}

/** Of walks under one profile the one that gains most a unit, for certain. */
async function steepest(subject: NonlinearSubject, at: readonly number[], walks: readonly Walk[], run: Run): Promise<Shown | undefined> {
  if (walks.length === 0) return undefined;
  const drawn = await measured(under(subject, at), walks, run, `field/ex-post/${subject.name}`, 1);
  const shown = drawn.intervals(0).map(({ lower }, w): Shown => {
    const length = lengthOf(walks[w]!, subject.space.relevant);
    return { at, walk: walks[w]!, lower: length > 0 ? Math.max(0, lower / length) : 0 };
  });
  return shown.reduce((best, one) => (one.lower > best.lower ? one : best));
}

/** The critical cycle of the grid under one profile; undefined where an interruption came first. */
async function onGrid(subject: NonlinearSubject, at: readonly number[], run: Run): Promise<Shown | undefined> {
  const here = under(subject, at);
  const types = await here.form.types(subject.points, drawing(run, `field/ex-post/${subject.name}`, 1), false);
  if (types.profiles < 1) return undefined;
  const grid = await taken(run, leastEpsilonInSteps(types.field, 'lic'));
  if (!grid) return undefined;
  return grid.ratio > 0 ? steepest(subject, at, [walkThrough(subject, grid)], run) : { at, walk: { kind: 'lies', points: [] }, lower: 0 };
}

/** Ends of the row, its words and its witness. */
function addRow(
  rows: FieldRows<SocialChoiceProblem>, quantity: 'leastEpsilon' | 'leastEpsilonGrid', shown: Shown | undefined,
  bound: NonlinearBound, words: string,
): void {
  const isBounded = Number.isFinite(bound.epsilon);
  const lower = Math.min(bound.epsilon, shown?.lower ?? 0);
  const upper = isBounded ? bound.epsilon : lower;
  const isGrid = quantity === 'leastEpsilonGrid';
  const others = othersCoordinatesOf(rows.subject.problem, rows.subject.space.agent);
  rows.add(quantity, { estimate: isGrid || !isBounded ? lower : (lower + upper) / 2, lower, upper }, {
    confidence: 1, profiles: 0, guarantee: isGrid ? 'grid' : isBounded ? 'continuum' : 'point',
    ...(lower > 0 ? across(shown!.walk, others.map((d) => shown!.at[d]!)) : {}), point: { ...rows.values, stage: 'ex-post' },
    basis: isBounded ? `below, ${words}; above, ${aboveBy(bound)}, under every profile`
      : `at least: ${words}; slopes of her own values have no bound, and so no upper end is known`,
  });
}

function aboveBy({ lambda, bend }: NonlinearBound): string {
  if (bend) {
    const slopes = [Math.min(...bend.heights), Math.max(...bend.heights)].map((slope) => slope.toPrecision(3));
    return `welfare paid out at ${slopes.join(' to ')} a unit, by its level`;
  }
  return lambda > 0 ? `an affine maximiser at weight ${lambda.toPrecision(4)}` : 'transfers that are a function of reports';
}

export async function nonlinearExPost(
  subject: NonlinearSubject, { values, pictures }: { readonly values: Point; readonly pictures: boolean }, run: Run,
): Promise<PointResult> {
  const { problem, space, name, form } = subject;
  const rows = new FieldRows<SocialChoiceProblem>(subject, values, 1);
  const ties = await taken(run, tiesOf(subject, run), form.effort.lines);
  const gaps = ties && await taken(run, form.gaps(ties));
  const bound = gaps && await taken(run, form.bound(true));
  const best = bound && await taken(run, steepestTies(subject, ties, run), STEEPEST * STEPS);
  if (!best) return NOTHING_KNOWN;
  const isZero = gaps.every(({ upper }) => upper === 0);
  let alongTies: Shown | undefined;
  let grid: Shown | undefined;
  const width = problem.signals.length;
  const profiles = signalDraws(problem).draw(run.stream(`field/ex-post/${name}`), 0, DRAWN);
  const drawn = Array.from({ length: DRAWN }, (_, i) => Array.from(profiles.subarray(i * width, (i + 1) * width)));
  const isSole = coordinatesOf(problem, space.agent).length === width;
  const looked = bound.epsilon > 0 ? [...best.map((tie) => tie.at), ...(isSole && best.length > 0 ? [] : drawn)] : [];
  for (const [p, at] of looked.entries()) {
    if (run.signal?.aborted) return NOTHING_KNOWN;
    run.progress('profiles of the others', p / looked.length);
    const here = await onGrid(subject, at, run);
    if (!here) return NOTHING_KNOWN;
    if (!grid || here.lower > grid.lower) grid = here;
  }
  for (const tie of bound.epsilon > 0 ? best : []) {
    const here = await steepest(subject, tie.at, cyclesAt(subject, tie), run);
    if (here && !(here.lower <= (alongTies?.lower ?? 0))) alongTies = here;
  }
  const lies = grid?.walk.points.length ?? 0;
  addRow(rows, 'leastEpsilonGrid', grid, bound, `a cycle of ${lies} lies under the worst profile of those looked at`);
  const isAlong = (alongTies?.lower ?? 0) > (grid?.lower ?? 0);
  addRow(rows, 'leastEpsilon', isAlong ? alongTies : grid, bound,
    isAlong ? 'lies along the boundary of two alternatives under one profile' : 'a cycle of lies under one profile');
  const most = isAlong ? alongTies : grid;
  const at = most?.at ?? drawn[0]!;
  if (most && most.lower > 0) {
    run.prove(proofName('least-epsilon', name, 'ex-post'), () => formulaFile(subject, [most.walk], bound, {
      atLeast: most.lower, confidence: 1, values, others: othersAt(subject, most.at), stage: 'ex-post',
    }));
  }
  const shown = await rowsUnder(under(subject, at), { at, isZero, values, pictures }, run);
  if (!shown || run.signal?.aborted) return NOTHING_KNOWN;
  const { circulation, curves } = shown;
  const verdict = gradientVerdict(subject, { ...values, stage: 'ex-post' }, isZero, circulation, false);
  return { ...rows.result(verdict), curves };
}

/** The worst rectangle under the profile that is shown, and her field there where pictures are wanted. */
async function rowsUnder(
  subject: NonlinearSubject,
  { at, isZero, values, pictures }: {
    readonly at: readonly number[]; readonly isZero: boolean; readonly values: Point; readonly pictures: boolean;
  },
  run: Run,
): Promise<{ readonly circulation: Interval | undefined; readonly curves: readonly Curve[] } | undefined> {
  const { problem, space, form, name, points } = subject;
  const rectangle = isZero ? undefined : await worstNonlinearRectangle(subject, run);
  const circulation = isZero ? exactly(0)
    : rectangle && (await measured(subject, [rectangle], run, `field/ex-post/${name}`, 1)).intervals(0)[0];
  if (!pictures) return { circulation, curves: [] };
  const types = await form.types(points, drawing(run, `field/ex-post/${name}`, 1), true);
  if (types.profiles < 1) return undefined;
  const seen = othersCoordinatesOf(problem, space.agent).map((d) => `${problem.signals[d]!.name} = ${Number(at[d]!.toPrecision(4))}`);
  return {
    circulation,
    curves: curvesOf(subject, types.told(1), { confidence: 1, profiles: 0, values },
      { stage: 'ex-post', ...(seen.length > 0 ? { under: seen.join(', ') } : {}) }),
  };
}
