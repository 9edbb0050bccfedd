/**
 * Laws of both sides of a market as kernel `double-auction-mechanisms` draws them: positions of one interval, cells of each law's own
 * making (integer/cells.ts) between places that are met exactly: atoms, ends of supports, prices.
 */
import { POSITIONS, type PlacedLaw } from '../../../kernels/double-auction-mechanisms/spec.ts';
import { massBelow, type Distribution } from '../../distributions/distribution.ts';
import { BEND, straightCells } from '../integer/cells.ts';

export interface PlacedSide {
  readonly placed: PlacedLaw;
  /** Bound on |Pr(drawn <= x) - Pr(X <= x)|, of types moved to the nearer end where they lie outside the interval. */
  readonly distance: number;
  /** Bound on the integral of that, in positions: how far the mean of a number of slope 1 can be off. */
  readonly shift: number;
}

const WORDS = 2 ** 32;

/** Positions of an interval. */
export const scaleOf = ({ low, width }: { readonly low: number; readonly width: number }) => (x: number): number =>
  Math.round(((Math.min(low + width, Math.max(low, x)) - low) / width) * POSITIONS);

/** `prices` are places that are met exactly as well. */
export function placedSide(
  law: Distribution, span: { readonly low: number; readonly width: number }, prices: readonly number[],
): PlacedSide {
  const { low, width } = span;
  const scale = scaleOf(span);
  const { atoms = [], knots = [], support } = law;
  const inside = (x: number): boolean => x >= low && x <= low + width;
  const marks = [...new Set([low, ...[...atoms.map(({ at }) => at), ...knots, ...support, ...prices].filter(inside), low + width])]
    .sort((a, b) => a - b);
  const levels: number[] = [0];
  const places: number[] = [0];
  let distance = 0;
  let shift = 1;
  const add = (place: number, level: number, off: number): void => {
    shift += off * (place - places.at(-1)!);
    distance = Math.max(distance, off);
    places.push(place);
    levels.push(Math.max(levels.at(-1)!, level));
  };
  marks.forEach((mark, i) => {
    const place = scale(mark);
    const below = i === 0 ? 0 : massBelow(law, mark);
    if (i > 0) {
      const from = { position: places.at(-1)!, level: levels.at(-1)! };
      const cells = cellsBetween(from, { position: place, level: Math.max(from.level, below) }, (position) =>
        law.cdf(low + (width * position) / POSITIONS));
      cells.bends.forEach((bend, c) => {
        const mass = cells.levels[c + 1]! - cells.levels[c]!;
        const step = cells.starts[c + 1]! - cells.starts[c]!;
        add(cells.starts[c + 1]!, cells.levels[c + 1]!, 2 * bend + mass * Math.min(1, 2 / Math.max(1, step)) + 2 / WORDS);
      });
    }
    // What lies at the place itself, or beyond an end of the interval.
    const upTo = i === marks.length - 1 ? 1 : law.cdf(mark);
    if (upTo > levels.at(-1)!) add(place, upTo, 1 / WORDS);
  });
  const thresholds = Float64Array.from(levels, (level) => Math.round(level * WORDS));
  return { placed: { thresholds, places: Float64Array.from(places) }, distance, shift };
}

function cellsBetween(
  first: { readonly position: number; readonly level: number }, last: { readonly position: number; readonly level: number },
  at: (position: number) => number,
): NonNullable<ReturnType<typeof straightCells>> {
  if (last.position === first.position || last.level === first.level) {
    return { starts: [first.position, last.position], levels: [first.level, last.level], bends: [0] };
  }
  for (let bend = BEND; ; bend *= 4) {
    const cells = straightCells(first, last, at, bend);
    if (cells) return cells;
  }
}
