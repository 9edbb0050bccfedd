/** The walk of lies, or the path, that gains most between two lists of alternatives, from the critical cycle of a lattice of types. */
import type { Walk } from '../../experiments/field/walk-sums.ts';
import { againstWelfare, type ChanceBand, type Rest, type TwoWay, type TypeLattice } from '../../notions/least-epsilon/two-way.ts';

type Point = readonly number[];

/** Lies that stand for a step of the lattice along a signal with welfare, where others are against it. */
const PIECES = 4;
/** Levels of welfare at which lies from one end of a signal to the other are tried. */
const LEVELS = 256;

interface Shape {
  readonly field: TwoWay;
  readonly supports: readonly (readonly [number, number])[];
  readonly types: TypeLattice;
  readonly rest: Rest;
}

/** Places along the open axes of a node. */
function placesAt({ types: { cells }, rest: { open } }: Shape, node: number): number[] {
  let rest = node;
  return open.map((c) => {
    const at = rest % (cells[c]! + 1);
    rest = (rest - at) / (cells[c]! + 1);
    return at;
  });
}

/** Signals on which utilities do not depend are at their middles. */
const typeAt = ({ supports, types: { cells }, rest: { open } }: Shape, place: readonly number[]): number[] =>
  supports.map(([low, high], c) => {
    const a = open.indexOf(c);
    return a < 0 ? (low + high) / 2 : low + ((high - low) * place[a]!) / cells[c]!;
  });

/**
 * The cycle as a path, whose gain is minus what it circulates. In a plane the rectangle round it is no longer, and holds no less where the
 * curl is of one sign, as it is between two lists.
 */
function pathOf(shape: Shape, cycle: readonly number[]): Walk | undefined {
  const { open } = shape.rest;
  if (cycle.length < 4 || open.length < 2) return undefined;
  const places = cycle.map((node) => placesAt(shape, node));
  if (open.length === 2) {
    const [[left, right], [bottom, top]] = [0, 1].map((a) =>
      [Math.min(...places.map((place) => place[a]!)), Math.max(...places.map((place) => place[a]!))] as const) as
      [readonly [number, number], readonly [number, number]];
    const corners = [[left, bottom], [right, bottom], [right, top], [left, top]].map((place) => typeAt(shape, place));
    const area = places.reduce((sum, [x, y], j) => {
      const [nextX, nextY] = places[(j + 1) % places.length]!;
      return sum + x! * nextY! - nextX! * y!;
    }, 0);
    return { kind: 'path', points: area > 0 ? corners.toReversed() : corners };
  }
  return { kind: 'path', points: turnsOf(places).map((place) => typeAt(shape, place)).toReversed() };
}

/** The places at which a cycle turns. */
const turnsOf = (places: readonly Point[]): Point[] => places.filter((place, j) => {
  const [before, after] = [places.at(j - 1)!, places[(j + 1) % places.length]!];
  return place.some((x, a) => x - before[a]! !== after[a]! - x);
});

/** The cycle as lies: along a signal against welfare one from end to end, for what is reported is what counts; else many short ones. */
function liesOf(shape: Shape, cycle: readonly number[]): Walk | undefined {
  if (cycle.length < 2) return undefined;
  const { open } = shape.rest;
  const against = againstWelfare(shape.field);
  const turns = turnsOf(cycle.map((node) => placesAt(shape, node)));
  const points = turns.flatMap((place, j) => {
    const next = turns[(j + 1) % turns.length]!;
    const a = place.findIndex((x, axis) => x !== next[axis]);
    const pieces = a < 0 || against.includes(open[a]!) ? 1 : PIECES * Math.abs(next[a]! - place[a]!);
    return Array.from({ length: pieces }, (_, n) => place.map((x, axis) => x + ((next[axis]! - x) * n) / pieces));
  });
  return { kind: 'lies', points: points.map((place) => typeAt(shape, place)).toReversed() };
}

/** Two types at the ends of a signal against welfare, each reporting the other: all others so that welfare is at some level. */
function* mutualLies({ field, supports }: Shape): Generator<Walk> {
  for (const c of againstWelfare(field)) {
    for (let level = 0; level <= LEVELS; level++) {
      const type = supports.map(([low, high], d) => {
        const share = field.beta[d]! >= 0 ? level / LEVELS : 1 - level / LEVELS;
        return low + (high - low) * share;
      });
      yield { kind: 'lies', points: supports[c]!.map((x) => type.map((y, d) => (d === c ? x : y))) };
    }
  }
}

/** What lies gain a unit, at chances in the middle of the band. */
function gainPerUnit({ field: { alpha, beta } }: Shape, band: ChanceBand, { points }: Walk): number {
  let [gain, length] = [0, 0];
  points.forEach((type, j) => {
    const report = points[(j + 1) % points.length]!;
    const w = report.reduce((sum, x, c) => sum + beta[c]! * x, 0);
    const chance = (band.lower(w) + band.upper(w)) / 2;
    alpha.forEach((a, c) => {
      gain += a * chance * (type[c]! - report[c]!);
      length += a === 0 ? 0 : Math.abs(type[c]! - report[c]!);
    });
  });
  return length > 0 ? gain / length : 0;
}

/** Undefined where nothing was found that may gain. */
export function steepestWalk(
  field: TwoWay, supports: Shape['supports'], types: TypeLattice, rest: Rest, band: ChanceBand, cycle: readonly number[],
): Walk | undefined {
  const shape: Shape = { field, supports, types, rest };
  if (againstWelfare(field).length === 0) return pathOf(shape, cycle);
  let [best, most]: [Walk | undefined, number] = [undefined, 0];
  const round = liesOf(shape, cycle);
  for (const walk of [...(round ? [round] : []), ...mutualLies(shape)]) {
    const gain = gainPerUnit(shape, band, walk);
    if (gain > most) [best, most] = [walk, gain];
  }
  return best;
}
