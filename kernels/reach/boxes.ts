/** The boxes of directions that radii allow. */
import { HIGHEST, LOWEST, type ReachParameters } from './spec.ts';

/** [D, G] ends of the box of directions, and [G] where the profile is. */
export interface Boxes {
  readonly place: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  of(positions: Int32Array): void;
}

export function createBoxes({ coordinates, directionOf, directions, radii, shifts, signs }: ReachParameters): Boxes {
  const signals = coordinates.length;
  const place = new Float64Array(directions);
  const low = new Float64Array(radii * directions);
  const high = new Float64Array(radii * directions);
  return {
    place, low, high,
    of(positions) {
      for (let g = 0; g < directions; g++) place[g] = 0;
      for (let at = 0; at < low.length; at++) low[at] = high[at] = 0;
      for (let x = 0; x < signals; x++) {
        const g = directionOf[x]!;
        if (g < 0) continue;
        const u = 2 * positions[x]!;
        place[g]! += signs[x]! * u;
        for (let i = 0; i < radii; i++) {
          const shift = shifts[i * signals + x]!;
          const from = Math.max(LOWEST, u - shift);
          const to = Math.min(HIGHEST, u + shift);
          low[i * directions + g]! += signs[x]! > 0 ? from : -to;
          high[i * directions + g]! += signs[x]! > 0 ? to : -from;
        }
      }
    },
  };
}
