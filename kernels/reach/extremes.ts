/**
 * Where no direction enters two alternatives: the corner that is best for k raises k's own part and lowers that of every other
 * alternative, whichever k it is. So reach compares the largest raised score of some alternatives with the largest lowered
 * score of each other class.
 */
import { HIGHEST, LOWEST, SPAN, type ReachParameters } from './spec.ts';

/** Adds a profile, given its positions; what is kept goes to the statistics on `flush`, after so many profiles. */
export interface ProfileAdder {
  add(positions: Int32Array): void;
  flush(into: Record<string, Float64Array>, profiles: number): void;
}

export function areApart({ alternatives, directions, slopes }: ReachParameters): boolean {
  for (let g = 0; g < directions; g++) {
    if (slopes.subarray(g * alternatives, (g + 1) * alternatives).filter((slope) => slope !== 0).length > 1) return false;
  }
  return true;
}

/** Alternatives of class c that report r may have within reach. */
export const reachable = ({ alternatives, classOf, excluded }: ReachParameters, r: number, c: number): Int32Array =>
  Int32Array.from(classOf.keys()).filter((k) => classOf[k] === c && excluded[r * alternatives + k] === 0);

export const members = ({ classOf, classes }: ReachParameters): Int32Array[] =>
  Array.from({ length: classes }, (_, c) => Int32Array.from(classOf.keys()).filter((k) => classOf[k] === c));

/** All without what reports' tables add. */
export interface Extremes {
  /** [C] */
  readonly here: Float64Array;
  /** [lists, D] and [C, D] */
  readonly raised: Float64Array;
  readonly lowered: Float64Array;
  of(positions: Int32Array): void;
}

interface Term {
  readonly coordinate: number;
  readonly slope: number;
}

/**
 * Alternatives of one class that score alike from like positions, each by one coordinate (or just one alternative): the best of them has
 * the best raised and lowered score too.
 */
interface Family {
  readonly constant: number;
  /** Of the first alternative. */
  readonly terms: readonly Term[];
  /** Coordinates of all, where each has one. */
  readonly coordinates: Int32Array;
  /** [T, D] */
  readonly shifts: Float64Array;
  readonly class: number;
  readonly lists: readonly number[];
}

function familiesOf(
  { alternatives, classOf, constants, coordinates, directionOf, radii, shifts, signs, slopes }: ReachParameters,
  lists: readonly Int32Array[],
): Family[] {
  const terms: Term[][] = Array.from({ length: alternatives }, () => []);
  coordinates.forEach((_, x) => {
    const g = directionOf[x]!;
    const k = g < 0 ? -1 : slopes.subarray(g * alternatives, (g + 1) * alternatives).findIndex((slope) => slope !== 0);
    if (k >= 0) terms[k]!.push({ coordinate: x, slope: signs[x]! * slopes[g * alternatives + k]! });
  });
  const shiftsOf = (x: number): number[] => Array.from({ length: radii }, (_, i) => shifts[i * coordinates.length + x]!);
  const alike = new Map<string, number[]>();
  terms.forEach((own, k) => {
    const listed = lists.flatMap((list, n) => (list.includes(k) ? [n] : []));
    const key = own.length === 1
      ? JSON.stringify([classOf[k], constants[k], own[0]!.slope, shiftsOf(own[0]!.coordinate), listed])
      : `alternative ${k}`;
    alike.set(key, [...(alike.get(key) ?? []), k]);
  });
  return Array.from(alike.values(), (own) => {
    const first = own[0]!;
    return {
      constant: SPAN * constants[first]!,
      terms: terms[first]!,
      coordinates: Int32Array.from(terms[first]!.length === 1 ? own.map((k) => terms[k]![0]!.coordinate) : []),
      shifts: Float64Array.from(terms[first]!.flatMap(({ coordinate }) => shiftsOf(coordinate))),
      class: classOf[first]!,
      lists: lists.flatMap((list, n) => (list.includes(first) ? [n] : [])),
    };
  });
}

/** u of the family's best alternative. */
function bestPlace(coordinates: Int32Array, rising: boolean, positions: Int32Array): number {
  let best = positions[coordinates[0]!]!;
  for (let j = 1; j < coordinates.length; j++) {
    const position = positions[coordinates[j]!]!;
    if (rising ? position > best : position < best) best = position;
  }
  return 2 * best;
}

/** `lists`: of alternatives whose largest raised score is wanted. */
export function createExtremes(parameters: ReachParameters, lists: readonly Int32Array[]): Extremes {
  const { classes, radii } = parameters;
  const families = familiesOf(parameters, lists);
  const here = new Float64Array(classes);
  const raised = new Float64Array(lists.length * radii);
  const lowered = new Float64Array(classes * radii);
  /** [D] of one alternative with several coordinates. */
  const up = new Float64Array(radii);
  const down = new Float64Array(radii);
  const single = families.map(({ terms }) => terms.length === 1);

  // Loops over few entries: `fill` and closures would cost more than what they do.
  const addSingle = ({ class: c, constant, coordinates, lists: listed, shifts, terms }: Family, positions: Int32Array): void => {
    const { slope } = terms[0]!;
    const u = bestPlace(coordinates, slope > 0, positions);
    const size = slope > 0 ? slope : -slope;
    const above = slope > 0 ? HIGHEST - u : u - LOWEST;
    const below = slope > 0 ? u - LOWEST : HIGHEST - u;
    const score = constant + slope * u;
    if (score > here[c]!) here[c] = score;
    for (let i = 0, at = c * radii; i < radii; i++, at++) {
      const shift = shifts[i]!;
      const least = score - size * (shift < below ? shift : below);
      if (least > lowered[at]!) lowered[at] = least;
    }
    for (let n = 0; n < listed.length; n++) {
      for (let i = 0, at = listed[n]! * radii; i < radii; i++, at++) {
        const shift = shifts[i]!;
        const most = score + size * (shift < above ? shift : above);
        if (most > raised[at]!) raised[at] = most;
      }
    }
  };
  const addFamily = ({ class: c, constant, lists: listed, shifts, terms }: Family, positions: Int32Array): void => {
    let score = constant;
    for (let i = 0; i < radii; i++) up[i] = down[i] = 0;
    for (let t = 0; t < terms.length; t++) {
      const { coordinate, slope } = terms[t]!;
      const u = 2 * positions[coordinate]!;
      const size = slope > 0 ? slope : -slope;
      const above = slope > 0 ? HIGHEST - u : u - LOWEST;
      const below = slope > 0 ? u - LOWEST : HIGHEST - u;
      score += slope * u;
      for (let i = 0, at = t * radii; i < radii; i++, at++) {
        const shift = shifts[at]!;
        up[i]! += size * (shift < above ? shift : above);
        down[i]! += size * (shift < below ? shift : below);
      }
    }
    if (score > here[c]!) here[c] = score;
    for (let i = 0, at = c * radii; i < radii; i++, at++) if (score - down[i]! > lowered[at]!) lowered[at] = score - down[i]!;
    for (let n = 0; n < listed.length; n++) {
      for (let i = 0, at = listed[n]! * radii; i < radii; i++, at++) if (score + up[i]! > raised[at]!) raised[at] = score + up[i]!;
    }
  };
  return {
    here, raised, lowered,
    of(positions) {
      for (let c = 0; c < classes; c++) here[c] = -Infinity;
      for (let i = 0; i < raised.length; i++) raised[i] = -Infinity;
      for (let i = 0; i < lowered.length; i++) lowered[i] = -Infinity;
      for (let f = 0; f < families.length; f++) {
        if (single[f]) addSingle(families[f]!, positions);
        else addFamily(families[f]!, positions);
      }
    },
  };
}
