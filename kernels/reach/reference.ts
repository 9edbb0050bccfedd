/** Plain twin of kernel `reach`: radius by radius, pair by pair, as spec.ts says it. */
import type { ChunkRunner } from '../kernel.ts';
import { referencePositions } from '../linear/evaluate.ts';
import { HIGHEST, isExact, LOWEST, movesAny, SPAN, type ReachParameters } from './spec.ts';
import { createWitnessSearch } from './witness.ts';

interface Box {
  readonly low: number[];
  readonly high: number[];
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** z_g for every g, of coordinates whose lower and upper ends are given. */
function boxOf({ directionOf, directions, signs }: ReachParameters, lower: readonly number[], upper: readonly number[]): Box {
  const low = range(directions).map(() => 0);
  const high = range(directions).map(() => 0);
  lower.forEach((from, x) => {
    const g = directionOf[x]!;
    if (g < 0) return;
    low[g]! += signs[x]! > 0 ? from : -upper[x]!;
    high[g]! += signs[x]! > 0 ? upper[x]! : -from;
  });
  return { low, high };
}

export function prepareReachReference(parameters: ReachParameters): ChunkRunner {
  const {
    alternatives, classes, classOf, constants, coordinates, directions, excluded, hulls, radii, reportObjective, reports, shifts, slopes,
    sure,
  } = parameters;
  const signals = coordinates.length;
  const masks = 2 ** classes;
  const moves = movesAny(parameters);
  const search = createWitnessSearch(parameters);
  const slope = (g: number, k: number): number => slopes[g * alternatives + k]!;
  const start = (r: number, k: number): number => SPAN * (constants[k]! + reportObjective[r * classes + classOf[k]!]!);

  const chosenClass = (r: number, z: readonly number[]): number => {
    const score = (k: number): number => z.reduce((sum, value, g) => sum + slope(g, k) * value, start(r, k));
    return classOf[range(alternatives).reduce((best, k) =>
      (score(k) > score(best) || (score(k) === score(best) && classOf[k]! < classOf[best]!) ? k : best))]!;
  };
  const beats = (r: number, k: number, l: number, { low, high }: Box): boolean =>
    range(directions).reduce((most, g) => {
      const difference = slope(g, k) - slope(g, l);
      return most + difference * (difference > 0 ? high[g]! : low[g]!);
    }, start(r, k) - start(r, l)) >= 0;
  const meetsHull = (r: number, k: number, { low, high }: Box): boolean =>
    !hulls || range(directions).every((g) => {
      const at = 2 * ((r * alternatives + k) * directions + g);
      return low[g]! <= hulls[at + 1]! && high[g]! >= hulls[at]!;
    });
  const within = (r: number, k: number, box: Box): boolean =>
    excluded[r * alternatives + k] === 0
      && range(alternatives).every((l) => classOf[l] === classOf[k] || beats(r, k, l, box))
      && meetsHull(r, k, box);

  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const u = referencePositions(key, profile, coordinates).map((position) => 2 * position);
      const place = boxOf(parameters, u, u).low;
      const boxes = range(radii).map((i) => {
        const shift = (x: number): number => shifts[i * signals + x]!;
        return boxOf(parameters, u.map((at, x) => Math.max(LOWEST, at - shift(x))), u.map((at, x) => Math.min(HIGHEST, at + shift(x))));
      });
      for (let r = 0; r < reports; r++) {
        const chosen = chosenClass(r, place);
        let inner = 1 << chosen;
        let outer = 1 << chosen;
        boxes.forEach((box, i) => {
          for (const k of moves[i] ? range(alternatives) : []) {
            if (!within(r, k, box)) continue;
            const found = sure[k] === 1 || search.find(r, k, box.low, box.high, place) !== undefined;
            if (found || !search.refuted) outer |= 1 << classOf[k]!;
            if (found) inner |= 1 << classOf[k]!;
          }
          const at = ((i * reports + r) * classes + chosen) * masks;
          into.outer![at + outer]!++;
          if (!isExact(parameters)) into.inner![at + inner]!++;
        });
      }
    }
  };
}
