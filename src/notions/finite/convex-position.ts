/**
 * Convex Independence in floating point, for surveys: no point of a list lies in the hull of the others. Decided where the
 * dimension is one or two, or where there are no more points than coordinates; `undefined` where a margin is too thin for doubles, or
 * elsewhere, and exact programs then decide.
 */

/** Far above the rounding of a few operations on numbers up to one, far below what occurs by chance. */
const MARGIN = 1e-10;

/** Points on a line: a third one lies between two others. */
function onLine(points: readonly (readonly number[])[]): boolean | undefined {
  if (points.length > 2) return false;
  return points.length < 2 || Math.abs(points[0]![0]! - points[1]![0]!) > MARGIN ? true : undefined;
}

type Point = readonly number[];
const cross = (o: Point, a: Point, b: Point): number => (a[0]! - o[0]!) * (b[1]! - o[1]!) - (a[1]! - o[1]!) * (b[0]! - o[0]!);

/** Points of the plane: Andrew's monotone chain keeps them all. */
function inPlane(points: readonly Point[]): boolean | undefined {
  const sorted = [...points].sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]!);
  let thin = false;
  const chain = (list: readonly Point[]): number => {
    const kept: Point[] = [];
    for (const point of list) {
      while (kept.length > 1) {
        const turn = cross(kept.at(-2)!, kept.at(-1)!, point);
        if (Math.abs(turn) < MARGIN) thin = true;
        if (turn > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.length;
  };
  const hull = chain(sorted) + chain([...sorted].reverse()) - 2;
  return thin ? undefined : hull === points.length;
}

/** Whether rows are linearly independent, by elimination with the largest pivots. */
function independent(rows: readonly Point[]): boolean | undefined {
  const matrix = rows.map((row) => row.slice());
  const [size, width] = [matrix.length, matrix[0]!.length];
  for (let k = 0; k < size; k++) {
    let [best, row, column] = [0, k, 0];
    for (let i = k; i < size; i++) {
      for (let j = 0; j < width; j++) {
        const magnitude = Math.abs(matrix[i]![j]!);
        if (magnitude > best) [best, row, column] = [magnitude, i, j];
      }
    }
    if (best < 1e-6) return undefined;
    const pivot = matrix[row]!;
    matrix[row] = matrix[k]!;
    matrix[k] = pivot;
    for (let i = k + 1; i < size; i++) {
      const reduced = matrix[i]!;
      const factor = reduced[column]! / pivot[column]!;
      for (let j = 0; j < width; j++) reduced[j] = j === column ? 0 : reduced[j]! - factor * pivot[j]!;
    }
  }
  return true;
}

/** Of beliefs, rows that sum to one: the last coordinate follows from the others. */
export function inConvexPosition(beliefs: readonly (readonly number[])[]): boolean | undefined {
  const states = beliefs[0]!.length;
  if (beliefs.length === 1) return true;
  // One state: all types believe alike.
  if (states === 1) return false;
  if (states === 2) return onLine(beliefs);
  if (states === 3 && beliefs.length > 3) return inPlane(beliefs);
  return beliefs.length <= states ? independent(beliefs) : undefined;
}
