/**
 * Between what two ends a frontier runs over its whole length, where it is known at some places only: mixtures of mechanisms make welfare
 * concave and nondecreasing in what is permitted, and the least ε convex and nonincreasing (docs/second-best.md, section 5).
 */

/** What is known at a place across. */
export interface Known {
  readonly x: number;
  readonly lower: number;
  readonly upper: number;
}

interface Line {
  readonly at: Known;
  readonly slope: number;
}

const heightOf = ({ at, slope }: Line, x: number): number => at.upper + slope * (x - at.x);

/**
 * Corners of a concave, nondecreasing frontier's upper end between neighbours: no higher than at the right one, and below the lines that
 * reach from one upper end through the lower end beyond it.
 */
function above(before: Known | undefined, left: Known, right: Known, after: Known | undefined): Known[] {
  const lines: Line[] = [
    { at: right, slope: 0 },
    ...(before ? [{ at: left, slope: Math.max(0, (left.upper - before.lower) / (left.x - before.x)) }] : []),
    ...(after ? [{ at: right, slope: Math.max(0, (after.lower - right.upper) / (after.x - right.x)) }] : []),
  ];
  const crossings = lines.flatMap((a, i) => lines.slice(i + 1).flatMap((b) => {
    const x = a.slope === b.slope ? left.x : left.x + (heightOf(b, left.x) - heightOf(a, left.x)) / (a.slope - b.slope);
    return x > left.x && x < right.x ? [x] : [];
  }));
  const share = (x: number): number => (x - left.x) / (right.x - left.x);
  return [left.x, ...new Set(crossings), right.x].sort((a, b) => a - b).map((x) => ({
    x, lower: left.lower + share(x) * (right.lower - left.lower), upper: Math.min(...lines.map((line) => heightOf(line, x))),
  }));
}

/**
 * Corners of the band, in order across; both ends are straight between them. `known`: increasing in x. A convex, nonincreasing frontier is
 * a concave, nondecreasing one upside down.
 */
export function tradeOffBand(known: readonly Known[], shape: 'concave' | 'convex'): Known[] {
  if (shape === 'convex') {
    const turned = ({ x, lower, upper }: Known): Known => ({ x, lower: -upper, upper: -lower });
    return tradeOffBand(known.map(turned), 'concave').map(turned);
  }
  return known.slice(1).flatMap((right, i) => above(known[i - 1], known[i]!, right, known[i + 2]));
}
