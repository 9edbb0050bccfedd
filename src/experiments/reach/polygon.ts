/** Convex polygons cut by half planes (Sutherland and Hodgman). */
export type Point = readonly [number, number];

/** constant + slopes . point >= 0 */
export interface HalfPlane {
  readonly constant: number;
  readonly slopes: Point;
}

const valueAt = ({ constant, slopes }: HalfPlane, [x, y]: Point): number => constant + slopes[0] * x + slopes[1] * y;

/** Corners in order; none where nothing is left. A segment or a point is a polygon too. */
export function clipPolygon(corners: readonly Point[], halfPlanes: readonly HalfPlane[]): readonly Point[] {
  return halfPlanes.reduce<readonly Point[]>((polygon, plane) => polygon.flatMap((to, i) => {
    const from = polygon.at(i - 1)!;
    const [before, after] = [valueAt(plane, from), valueAt(plane, to)];
    const crossing = (before < 0) === (after < 0) ? [] : [between(from, to, before / (before - after))];
    return after >= 0 ? [...crossing, to] : crossing;
  }), corners);
}

const between = (from: Point, to: Point, share: number): Point =>
  [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];

/** A point inside, where the polygon has an inside. */
export const polygonMiddle = (corners: readonly Point[]): Point =>
  [corners.reduce((sum, [x]) => sum + x, 0) / corners.length, corners.reduce((sum, [, y]) => sum + y, 0) / corners.length];
