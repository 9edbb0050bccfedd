/**
 * Exact sampling of Beta(a, b), a, b >= 1, by rejection from vertical strips of equal area.
 *
 * The density f (scaled to 1 at its mode) is log-concave, so it falls to either side of the mode. From the mode
 * outwards each strip is as wide as makes width * (height at its inner edge) equal to a common area A, which is chosen
 * so that 2^bits strips cover [0, 1]. A draw picks a strip, a point in it and a height; it is accepted at once where the
 * height lies below the density at the strip's outer edge, which happens all but about one time in a hundred.
 *
 * Why not Beta through two gamma variates: this needs two 32-bit words and no logarithm nearly always.
 */
export interface Strips {
  readonly bits: number;
  /** Left edge and width of every strip. */
  readonly left: Float64Array;
  readonly width: Float64Array;
  /** Height of the envelope over the strip, relative to the mode; Infinity marks a strip that always rejects. */
  readonly height: Float64Array;
  /** Share of the envelope's height below which a point is accepted without evaluating the density. */
  readonly sure: Float64Array;
  /** Density at x relative to its mode. */
  density(x: number): number;
}

/** log(x / y) with 0 log 0 handled by the caller. */
function relativeDensity(a: number, b: number, mode: number): (x: number) => number {
  const left = a - 1;
  const right = b - 1;
  return (x) => {
    let exponent = 0;
    if (left > 0) exponent += x > 0 ? left * Math.log(x / mode) : -Infinity;
    if (right > 0) exponent += x < 1 ? right * (Math.log1p(-x) - Math.log1p(-mode)) : -Infinity;
    return Math.exp(exponent);
  };
}

interface StripLayout {
  readonly edges: number[];
  readonly heights: number[];
}

/** Strips of area `area` from the mode to 0 and to 1; stops early once there are more than `limit`. */
function layOut(density: (x: number) => number, mode: number, area: number, limit: number): { right: StripLayout; left: StripLayout } {
  const side = (end: 0 | 1): StripLayout => {
    const direction = end === 1 ? 1 : -1;
    const edges = [mode];
    const heights: number[] = [];
    let edge = mode;
    while (edge !== end && heights.length <= limit) {
      const height = density(edge);
      let reach = edge + (direction * area) / height;
      // Near 1 doubles are coarse beside the widths of a steep law: rounding must not push a lid below the density.
      if (Math.abs(reach - edge) * height > area) reach -= direction * Number.EPSILON * Math.max(edge, reach);
      const next = height === 0 || (reach - end) * direction >= 0 ? end : reach;
      heights.push(area / Math.abs(next - edge));
      edges.push(next);
      edge = next;
    }
    return { edges, heights };
  };
  return { right: side(1), left: side(0) };
}

const known = new Map<string, Strips>();
/** Strips that are remembered, of a few kilobytes each: samples of one study ask for the same two again and again. */
const REMEMBERED = 64;

/** Strips of Beta(a, b), which nobody may write to. */
export function createStrips(a: number, b: number, bits = 10): Strips {
  const name = `${a} ${b} ${bits}`;
  const strips = known.get(name) ?? newStrips(a, b, bits);
  if (known.size >= REMEMBERED && !known.has(name)) known.clear();
  known.set(name, strips);
  return strips;
}

function newStrips(a: number, b: number, bits: number): Strips {
  const count = 2 ** bits;
  const mode = a + b === 2 ? 0 : (a - 1) / (a + b - 2);
  const density = relativeDensity(a, b, mode);
  // The number of strips falls as their area grows: bisect for the smallest area that fits.
  let tooSmall = 0;
  let fits = 1;
  for (let step = 0; step < 60; step++) {
    const area = (tooSmall + fits) / 2;
    const { right, left } = layOut(density, mode, area, count);
    if (right.heights.length + left.heights.length <= count) fits = area;
    else tooSmall = area;
  }
  const { right, left } = layOut(density, mode, fits, count);
  const strips: Strips = {
    bits,
    left: new Float64Array(count),
    width: new Float64Array(count),
    height: new Float64Array(count).fill(Infinity),
    sure: new Float64Array(count).fill(-1),
    density,
  };
  let strip = 0;
  for (const { edges, heights } of [right, left]) {
    for (let i = 0; i < heights.length; i++, strip++) {
      const inner = edges[i]!;
      const outer = edges[i + 1]!;
      strips.left[strip] = Math.min(inner, outer);
      strips.width[strip] = Math.abs(outer - inner);
      strips.height[strip] = heights[i]!;
      strips.sure[strip] = density(outer) / heights[i]!;
    }
  }
  return strips;
}
