/**
 * Loops over float32 tensors that lie in rows: TFJS computes the place of every element of a broadcast, a slice or a transposition anew,
 * some 300 ns an element; here strides are walked, with the same rounding. tfjs-host-kernels.ts makes kernels of them.
 */

export type Numbers = Float32Array | Uint8Array;

/** Where the operands of a block of results lie: from `pa` and `pb` on, in steps of `da` and `db` along a row and `ea` and `eb` between. */
interface Walk {
  pa: number;
  pb: number;
  readonly da: number;
  readonly db: number;
  readonly ea: number;
  readonly eb: number;
}
/** A block of `rows` rows of `length` results, from `to` on. */
export type BlockOf = (out: Numbers, to: number, rows: number, length: number, a: Numbers, b: Numbers, walk: Walk) => void;

// Loops of its own for each: one that is handed its operation takes five times as long. Blocks, since rows are as short as alternatives
// are few.
export const arithmetic: Readonly<Record<string, BlockOf>> = {
  Add: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! + b[y]!;
    }
  },
  Sub: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! - b[y]!;
    }
  },
  Multiply: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! * b[y]!;
    }
  },
  RealDiv: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! / b[y]!;
    }
  },
};
export const comparisons: Readonly<Record<string, BlockOf>> = {
  Equal: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = (a[x]!) === b[y]! ? 1 : 0;
    }
  },
  Greater: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! > b[y]! ? 1 : 0;
    }
  },
  GreaterEqual: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! >= b[y]! ? 1 : 0;
    }
  },
  Less: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! < b[y]! ? 1 : 0;
    }
  },
  LessEqual: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! <= b[y]! ? 1 : 0;
    }
  },
};

/** Of `folded` elements from `at` on, in steps of `inner`; in double precision. */
export type Fold = (from: Numbers, at: number, folded: number, inner: number) => number;
export const folds: Readonly<Record<string, Fold>> = {
  Sum: (from, at, folded, inner) => {
    let total = 0;
    for (let f = 0; f < folded; f++, at += inner) total += from[at]!;
    return total;
  },
  // NaN stays.
  Max: (from, at, folded, inner) => {
    let most = -Infinity;
    for (let f = 0; f < folded; f++, at += inner) {
      const x = from[at]!;
      if (x > most || Number.isNaN(x)) most = x;
    }
    return most;
  },
  Min: (from, at, folded, inner) => {
    let least = Infinity;
    for (let f = 0; f < folded; f++, at += inner) {
      const x = from[at]!;
      if (x < least || Number.isNaN(x)) least = x;
    }
    return least;
  },
};

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Strides of a tensor stretched to `shape`: zero along axes that it has not, or of length one. */
function stretchedStrides(of: readonly number[], shape: readonly number[]): number[] {
  const own = stridesOf(of);
  const shift = shape.length - of.length;
  return shape.map((_, axis) => (axis < shift || of[axis - shift] === 1 ? 0 : own[axis - shift]!));
}

/** Joins neighbouring axes that every one of the strides walks in one go, so that inner loops are long. */
export function joinAxes(shape: readonly number[], ...strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const joined: number[] = [];
  const walks = strides.map((): number[] => []);
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const last = joined.length - 1;
    if (last >= 0 && strides.every((stride, w) => walks[w]![last] === stride[axis]! * length)) {
      joined[last]! *= length;
      walks.forEach((walk, w) => (walk[last] = strides[w]![axis]!));
    } else {
      joined.push(length);
      walks.forEach((walk, w) => walk.push(strides[w]![axis]!));
    }
  });
  return joined.length === 0 ? { shape: [1], strides: strides.map(() => [0]) } : { shape: joined, strides: walks };
}

/** Calls `block(out, a, b)` with the places at which each block of the last two axes begins. */
function forBlocks(
  shape: readonly number[],
  a: readonly number[],
  b: readonly number[],
  block: (out: number, a: number, b: number) => void,
): void {
  const outer = shape.length - 2;
  const at = new Int32Array(outer);
  const blocks = sizeOf(shape.slice(0, outer));
  const size = shape[outer]! * shape[outer + 1]!;
  for (let r = 0, pa = 0, pb = 0; r < blocks; r++) {
    block(r * size, pa, pb);
    for (let axis = outer - 1; axis >= 0; axis--) {
      pa += a[axis]!;
      pb += b[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      pa -= a[axis]! * shape[axis]!;
      pb -= b[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
}

/** Joined axes of `shape`, two at least: an axis of length one before a lone one. */
function blocksOf(shape: readonly number[], ...strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const joined = joinAxes(shape, ...strides);
  return joined.shape.length > 1 ? joined : { shape: [1, ...joined.shape], strides: joined.strides.map((walk) => [0, ...walk]) };
}

/** Both operands stretched to `shape`. */
export function stretchedLoop(
  block: BlockOf,
  a: Numbers,
  aShape: readonly number[],
  b: Numbers,
  bShape: readonly number[],
  shape: readonly number[],
  out: Numbers,
): void {
  const joined = blocksOf(shape, stretchedStrides(aShape, shape), stretchedStrides(bShape, shape));
  const [sa, sb] = joined.strides as [number[], number[]];
  const [rows, length] = joined.shape.slice(-2) as [number, number];
  const walk: Walk = { pa: 0, pb: 0, da: sa.at(-1)!, db: sb.at(-1)!, ea: sa.at(-2)!, eb: sb.at(-2)! };
  forBlocks(joined.shape, sa, sb, (to, pa, pb) => {
    [walk.pa, walk.pb] = [pa, pb];
    block(out, to, rows, length, a, b, walk);
  });
}

/** Copies the elements at `start` + strides, in the order of `shape`. */
export function stridedCopy(from: Numbers, start: number, strides: readonly number[], shape: readonly number[], out: Numbers): void {
  const joined = blocksOf(shape, strides);
  const walk = joined.strides[0]!;
  const [rows, length] = joined.shape.slice(-2) as [number, number];
  const [between, step] = walk.slice(-2) as [number, number];
  forBlocks(joined.shape, walk, walk, (to, at) => {
    for (let r = 0, row = start + at; r < rows; r++, row += between) {
      for (let i = 0, x = row; i < length; i++, x += step) out[to++] = from[x]!;
    }
  });
}

/** [outer, folded, inner] -> [outer, inner]. */
export function foldLoop(fold: Fold, from: Numbers, outer: number, folded: number, inner: number, out: Float32Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) out[o * inner + i] = fold(from, o * folded * inner + i, folded, inner);
  }
}

/** Columns of a matrix, of which most numbers are zero: [n + 1] where each begins among the places along it and the numbers there. */
interface Sparse {
  readonly begins: Int32Array;
  readonly places: Int32Array;
  readonly numbers: Float64Array;
}

/** Share of numbers that are not zero up to which they are worth listing. */
const SPARSE = 1 / 3;
/** Rows from which on. */
const SPARSE_ROWS = 8;

function sparseColumns(
  b: Numbers, startB: number, [m, n, k]: readonly [number, number, number], columnB: number, alongB: number,
): Sparse | undefined {
  if (m < SPARSE_ROWS) return undefined;
  const most = SPARSE * n * k;
  const begins = new Int32Array(n + 1);
  const places: number[] = [];
  const numbers: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let l = 0, at = startB + j * columnB; l < k; l++, at += alongB) {
      if (b[at] === 0) continue;
      if (places.length >= most) return undefined;
      places.push(l);
      numbers.push(b[at]!);
    }
    begins[j + 1] = places.length;
  }
  return { begins, places: Int32Array.from(places), numbers: Float64Array.from(numbers) };
}

/** Nothing times zero is anything else. */
function allFinite(a: Numbers, start: number, count: number): boolean {
  for (let at = start; at < start + count; at++) if (!Number.isFinite(a[at]!)) return false;
  return true;
}

/** Rows of a times columns of b, [m, n] from `walks` [row of a, along a, column of b, along b]; in double precision, then rounded. */
export function productLoop(
  a: Numbers,
  b: Numbers,
  startA: number,
  startB: number,
  [m, n, k]: readonly [number, number, number],
  [rowA, alongA, columnB, alongB]: readonly [number, number, number, number],
  out: Float32Array,
  startOut: number,
): void {
  const sparse = sparseColumns(b, startB, [m, n, k], columnB, alongB);
  if (sparse && allFinite(a, startA, m * k)) {
    const { begins, places, numbers } = sparse;
    for (let i = 0, to = startOut; i < m; i++) {
      for (let j = 0; j < n; j++, to++) {
        let sum = 0;
        for (let t = begins[j]!; t < begins[j + 1]!; t++) sum += a[startA + i * rowA + places[t]! * alongA]! * numbers[t]!;
        out[to] = sum;
      }
    }
    return;
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0, pa = startA + i * rowA, pb = startB + j * columnB; l < k; l++, pa += alongA, pb += alongB) sum += a[pa]! * b[pb]!;
      out[startOut + i * n + j] = sum;
    }
  }
}
