/** What a search finds in a field of values that are not linear, on streams that certify nothing; and how walks are measured. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { CurlPlane } from '../../experiments/field/curl-sums.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import { signalDraws } from '../../experiments/tensor/draws.ts';
import { leastEpsilonInSteps, type LieNotion } from '../../notions/least-epsilon.ts';
import type { Tie } from '../../notions/local-congruence.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { curlPlanes, type WorstCell } from './curl.ts';
import { cellsOf } from './gap-curves.ts';
import { lengthOf, rectangles } from './grid.ts';
import { optimaOf, walkThrough } from './search.ts';
import type { Subject } from './subject.ts';
import type { Draw, MeasuredWalks, ValueForm } from './value-form.ts';

/** One agent, and what her values are made of. */
export interface NonlinearSubject extends Subject<SocialChoiceProblem> {
  readonly form: ValueForm;
  /** Where the others are on a grid: its points, and values against the others' laws, by which shapes are sought. */
  readonly onGrid?: { readonly laws: readonly GridLaw[]; readonly sought: ValueForm };
}

/** Profiles of a pilot. */
const PILOT = 2000;
/** Cells an axis that are looked at. */
const CELLS_MAX = 8;
/** Ties at whose sides types are looked at, and how far from the tie, as a share of the line it was found on. */
const BESIDE = 160;
const ASIDE = 1e-6;

/** Whether nobody else sees a signal: then nothing is drawn. */
export const isSole = ({ problem, space }: Pick<NonlinearSubject, 'problem' | 'space'>): boolean =>
  problem.signals.length === space.coordinates.length;

/** Whether nothing is drawn: then one profile of a stream stands for all. */
export const isExact = ({ form }: Pick<NonlinearSubject, 'form'>): boolean => form.isExact;

const profilesOf = (subject: Pick<NonlinearSubject, 'form'>, profiles: number): number => (isExact(subject) ? 1 : profiles);

/** Shapes by a few draws: what is found is measured elsewhere. */
const soughtBy = (subject: NonlinearSubject, walks: readonly Walk[], run: Run, stream: string): Promise<MeasuredWalks> => {
  const sought = { ...subject, form: subject.onGrid?.sought ?? subject.form };
  return measured(sought, walks, run, `${stream}/${subject.name}`, profilesOf(sought, sought.form.effort.shapes));
};

/** Profiles 0 .. count - 1 of a stream. */
export const drawing = (run: Run, stream: string, count: number): Draw => (experiment) =>
  run.draw({ experiment, stream: run.stream(stream), first: 0, count });

/** Walks on one stream. */
export const measured = (
  { form }: NonlinearSubject, walks: readonly Walk[], run: Run, stream: string, count: number,
): Promise<MeasuredWalks> => form.walks(walks, drawing(run, stream, count));

/** The critical cycle of the grid, its worst pair, and how the cycle's gain varies. Undefined where an interruption came first. */
export async function searched(subject: NonlinearSubject, notion: LieNotion, run: Run) {
  const { form, points, name } = subject;
  const count = profilesOf(subject, form.effort.types);
  const drawn = await form.types(points, drawing(run, `field/search/${name}`, count), false);
  if (drawn.profiles < count) return undefined;
  const { field } = drawn;
  const onGrid = await taken(run, optimaOf(field, notion), { kind: `cycles, ${notion}`, size: field.points.length });
  if (!onGrid) return undefined;
  const { grid, optimum, pair } = onGrid;
  const cycle = walkThrough(subject, grid);
  const { gain, squares, profiles } = await measured(subject, [cycle], run, `field/pilot/${name}`, profilesOf(subject, PILOT));
  const mean = gain[0]! / Math.max(1, profiles);
  return {
    grid, cycle, pair, mean, variance: Math.max(0, squares[0]! / Math.max(1, profiles) - mean * mean),
    ...(optimum ? { other: { notion, grid: optimum, cycle: walkThrough(subject, optimum) } } : {}),
  };
}

export type FoundNonlinear = NonNullable<Awaited<ReturnType<typeof searched>>>;

/** The rectangle with the largest |circulation| per length, turned so that it gains. */
export async function worstNonlinearRectangle(subject: NonlinearSubject, run: Run): Promise<Walk | undefined> {
  const walks = rectangles(subject.space);
  if (walks.length === 0) return undefined;
  const { gain } = await soughtBy(subject, walks, run, 'field/rectangles');
  const perLength = walks.map((walk, w) => gain[w]! / lengthOf(walk, subject.space.relevant));
  const best = perLength.reduce((chosen, value, w) => (Math.abs(value) > Math.abs(perLength[chosen]!) ? w : chosen), 0);
  return perLength[best]! < 0 ? { kind: 'path', points: walks[best]!.points.toReversed() } : walks[best]!;
}

/** Planes of the grid's cells, or of fewer and larger ones. */
export const fewCells = (subject: NonlinearSubject): CurlPlane[] => curlPlanes(subject).map((plane) => {
  const cells = plane.cells.map((count) => Math.min(count, CELLS_MAX)) as [number, number];
  return { ...plane, cells, step: plane.step.map((width, a) => (width * plane.cells[a]!) / cells[a]!) as [number, number] };
});

/** The cell round which the field circulates most beyond its standard error. */
export async function worstNonlinearCell(subject: NonlinearSubject, run: Run): Promise<WorstCell | undefined> {
  const cells = cellsOf(fewCells(subject));
  if (cells.length === 0) return undefined;
  const { gain, squares, profiles } = await soughtBy(subject, cells.map(({ walk }) => walk), run, 'field/curl');
  const clearance = cells.map(({ area }, w) => {
    const mean = gain[w]! / Math.max(1, profiles);
    return (Math.abs(mean) - Math.sqrt(Math.max(0, squares[w]! / Math.max(1, profiles) - mean * mean) / Math.max(1, profiles))) / area;
  });
  return cells[clearance.indexOf(Math.max(...clearance))];
}

const nearest = (points: readonly number[], x: number): number =>
  points.reduce((best, point) => (Math.abs(point - x) < Math.abs(best - x) ? point : best));

/** A tie, and the line on which it was found. */
export type TieAlong = Tie & { readonly along: readonly number[] };

/** Ties at the top along lines between types drawn from their laws, others' signals drawn as well; a line a step. */
export function* tiesOf(
  { problem, space: { coordinates }, name, form, onGrid }: NonlinearSubject, run: Run,
): Generator<undefined, TieAlong[]> {
  const width = problem.signals.length;
  const lines = form.effort.lines;
  const rows = signalDraws(problem).draw(run.stream(`field/ties/${name}`), 0, 2 * lines);
  const ties: TieAlong[] = [];
  for (let i = 0; i < lines; i++) {
    yield;
    const profile = rows.subarray(2 * i * width, (2 * i + 1) * width);
    const from = coordinates.map((d) => profile[d]!);
    const to = coordinates.map((d) => rows[(2 * i + 1) * width + d]!);
    for (const { coordinate, points } of onGrid?.laws ?? []) profile[coordinate] = nearest(points, profile[coordinate]!);
    ties.push(...form.tiesAlong(from, to, profile).map(({ pair: [one, other], x }) => {
      const at = [...profile];
      coordinates.forEach((d, c) => { at[d] = from[c]! + x * (to[c]! - from[c]!); });
      return { pair: [Math.min(one, other), Math.max(one, other)] as const, at, along: from.map((start, c) => to[c]! - start) };
    }));
  }
  return ties;
}

/** Where she alone sees signals: the cycle of lies between types on either side of ties that gains most per length. */
export async function besideTies(
  subject: NonlinearSubject, ties: readonly TieAlong[], run: Run,
): Promise<Walk | undefined> {
  if (!isSole(subject) || ties.length === 0) return undefined;
  const { space, form } = subject;
  const points = ties.slice(0, BESIDE).flatMap(({ at, along }) => [-ASIDE, ASIDE].map((share) =>
    space.coordinates.map((d, c) => Math.min(space.supports[c]![1], Math.max(space.supports[c]![0], at[d]! + share * along[c]!)))));
  const { field } = await form.types(points, drawing(run, `field/beside/${subject.name}`, 1), false);
  const cycle = (await taken(run, leastEpsilonInSteps(field, 'lic')))?.cycle ?? [];
  return cycle.length < 2 ? undefined : { kind: 'lies', points: cycle.map((type) => points[type]!) };
}
