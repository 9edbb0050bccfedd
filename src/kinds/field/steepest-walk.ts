/** The path, or the lies, that gain most between two lists of alternatives: paths by the critical cycle of a lattice of types. */
import type { Walk } from '../../experiments/field/walk-sums.ts';
import type { TypeLattice } from '../../notions/least-epsilon/lattice-utilities.ts';
import { againstWelfare, type ChanceBand, type Rest, type TwoWay } from '../../notions/least-epsilon/two-way.ts';

type Point = readonly number[];

/** Lies that stand for a stretch along a signal with welfare: while it is sought, and when it is found. */
const SOUGHT = 24;
const PIECES = 192;
/** Ends of such stretches are sought among so many even parts of a support, and other signals' levels among so many. */
const PARTS = 24;
const OTHERS = 8;
/** Levels of welfare at which lies from one end of a signal to the other are tried. */
const LEVELS = 256;

interface Lattice {
  readonly supports: readonly (readonly [number, number])[];
  readonly types: TypeLattice;
  readonly rest: Rest;
}

interface Shape extends Lattice {
  readonly field: TwoWay;
}

/** Places along the open axes of a node. */
function placesAt({ types: { cells }, rest: { open } }: Lattice, node: number): number[] {
  let rest = node;
  return open.map((c) => {
    const at = rest % (cells[c]! + 1);
    rest = (rest - at) / (cells[c]! + 1);
    return at;
  });
}

/** Signals on which utilities do not depend are at their middles. */
const typeAt = ({ supports, types: { cells }, rest: { open } }: Lattice, place: readonly number[]): number[] =>
  supports.map(([low, high], c) => {
    const a = open.indexOf(c);
    return a < 0 ? (low + high) / 2 : low + ((high - low) * place[a]!) / cells[c]!;
  });

/** The cycle as a path, whose gain is minus what it circulates. */
export function pathOf(shape: Lattice, cycle: readonly number[]): Walk | undefined {
  if (cycle.length < 4 || shape.rest.open.length < 2) return undefined;
  const places = cycle.map((node) => placesAt(shape, node));
  const turns = places.filter((place, j) => {
    const [before, after] = [places.at(j - 1)!, places[(j + 1) % places.length]!];
    return place.some((x, a) => x - before[a]! !== after[a]! - x);
  });
  return { kind: 'path', points: turns.map((place) => typeAt(shape, place)).toReversed() };
}

/** In a plane the rectangle round a cycle is no longer, and holds no less where the curl is of one sign, as it is between two lists. */
function rectangleRound(shape: Lattice, cycle: readonly number[]): Walk {
  const places = cycle.map((node) => placesAt(shape, node));
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

/** Two types at the ends of a signal against welfare, or of all of them, each reporting the other: all others at some level. */
function* mutualLies({ field, supports }: Shape): Generator<Walk> {
  const against = againstWelfare(field);
  const lists = against.length > 1 ? [...against.map((c) => [c]), against] : [against];
  for (const moved of lists) {
    for (let level = 0; level <= LEVELS; level++) {
      const [one, other] = [false, true].map((isHigh) => supports.map(([low, high], c) => {
        const share = moved.includes(c) ? Number(isHigh) : level / LEVELS;
        return low + (high - low) * (field.beta[c]! >= 0 ? share : 1 - share);
      }));
      yield { kind: 'lies', points: [one!, other!] };
    }
  }
}

/** Round a rectangle: from end to end of signal c, and along signal d from one share of its support to another, in so many lies. */
function roundRectangle(
  supports: Shape['supports'], type: Point, c: number, d: number, [from, to]: readonly [number, number], pieces: number,
): Walk {
  const [low, high] = supports[d]!;
  const at = (x: number, share: number): number[] => type.map((y, e) => (e === c ? x : e === d ? low + (high - low) * share : y));
  const [first, last] = supports[c]!;
  const steps = Array.from({ length: pieces + 1 }, (_, n) => from + ((to - from) * n) / pieces);
  return { kind: 'lies', points: [...steps.map((share) => at(first, share)), ...steps.toReversed().map((share) => at(last, share))] };
}

/** Along a signal against welfare what is reported counts, however far the lie: so from end to end; along one with it by short lies. */
function* rectangles({ field, supports }: Shape): Generator<(pieces: number) => Walk> {
  const against = againstWelfare(field);
  const others = supports.length > 2 ? OTHERS : 1;
  for (const c of against) {
    for (const d of supports.keys()) {
      if (against.includes(d) || field.alpha[d] === 0) continue;
      for (let level = 0; level < others; level++) {
        const type = supports.map(([low, high], e) => {
          const share = others === 1 ? 0.5 : level / (others - 1);
          return low + (high - low) * (field.beta[e]! >= 0 ? share : 1 - share);
        });
        for (let from = 0; from <= PARTS; from++) {
          for (let to = 0; to <= PARTS; to++) {
            if (from !== to) yield (pieces) => roundRectangle(supports, type, c, d, [from / PARTS, to / PARTS], pieces);
          }
        }
      }
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
export function steepestWalk(shape: Shape, band: ChanceBand, cycle: readonly number[]): Walk | undefined {
  if (againstWelfare(shape.field).length === 0) {
    return shape.rest.open.length === 2 && cycle.length >= 4 ? rectangleRound(shape, cycle) : pathOf(shape, cycle);
  }
  let [best, most]: [Walk | undefined, number] = [undefined, 0];
  const consider = (walk: Walk, made = walk): void => {
    const gain = gainPerUnit(shape, band, walk);
    if (gain > most) [best, most] = [made, gain];
  };
  for (const walk of mutualLies(shape)) consider(walk);
  for (const round of rectangles(shape)) consider(round(SOUGHT), round(PIECES));
  return best;
}
