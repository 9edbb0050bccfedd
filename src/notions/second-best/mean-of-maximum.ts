/**
 * The mean of max_k w_k over a box of independent signals, w linear, between two ends. The maximum is convex in every signal, so that
 * putting each to the ends of its side, its mean kept, can only raise it (Edmundson and Madansky), and putting all to their means can only
 * lower it (Jensen); sides of uniform signals are halved first, which leaves a quarter of the gap each time.
 */

export interface Side {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Whether the signal is uniform on the side. */
  readonly even: boolean;
  /** [K] what a unit of the signal adds to w_k. */
  readonly slopes: readonly number[];
}

/** Boxes at most that one is cut into. */
const PIECES_MAX = 64;

const swingOf = ({ low, high, slopes }: Side): number => (high - low) * (Math.max(...slopes) - Math.min(...slopes));

/** No alternative passes the best one anywhere in the box. */
function isSettled(worths: readonly number[], sides: readonly Side[]): boolean {
  const best = worths.indexOf(Math.max(...worths));
  return worths.every((worth, k) => worth - worths[best]! + sides.reduce((sum, { low, high, mean, slopes }) => {
    const slope = slopes[k]! - slopes[best]!;
    return sum + slope * ((slope > 0 ? high : low) - mean);
  }, 0) <= 0);
}

export interface MeanBounds {
  readonly lower: number;
  readonly upper: number;
}

function overCorners(worths: readonly number[], sides: readonly Side[]): number {
  const moving = sides.filter((side) => swingOf(side) > 0);
  const alternatives = worths.length;
  const masses = new Float64Array(2 ** moving.length);
  const at = new Float64Array(masses.length * alternatives);
  masses[0] = 1;
  at.set(worths);
  let count = 1;
  for (const { low, high, mean, slopes } of moving) {
    const share = (mean - low) / (high - low);
    for (let corner = 0; corner < count; corner++) {
      const other = corner + count;
      masses[other] = masses[corner]! * share;
      masses[corner]! *= 1 - share;
      for (let k = 0; k < alternatives; k++) {
        const worth = at[corner * alternatives + k]!;
        at[other * alternatives + k] = worth + slopes[k]! * (high - mean);
        at[corner * alternatives + k] = worth + slopes[k]! * (low - mean);
      }
    }
    count *= 2;
  }
  let sum = 0;
  for (let corner = 0; corner < count; corner++) {
    let most = -Infinity;
    for (let k = 0; k < alternatives; k++) most = Math.max(most, at[corner * alternatives + k]!);
    sum += masses[corner]! * most;
  }
  return sum;
}

/** `worths`: [K] w_k at the means. */
export function meanOfMaximum(worths: readonly number[], sides: readonly Side[], pieces = PIECES_MAX): MeanBounds {
  const least = Math.max(...worths);
  if (isSettled(worths, sides)) return { lower: least, upper: least };
  const widest = sides.reduce((best, side, at) => (side.even && (best < 0 || swingOf(side) > swingOf(sides[best]!)) ? at : best), -1);
  if (pieces < 2 || widest < 0 || !(swingOf(sides[widest]!) > 0)) return { lower: least, upper: overCorners(worths, sides) };
  const { low, high, mean, slopes } = sides[widest]!;
  const halves = [[low, mean], [mean, high]] as const;
  return halves.reduce<MeanBounds>((sum, [from, to]) => {
    const half = { ...sides[widest]!, low: from, high: to, mean: (from + to) / 2 };
    const at = worths.map((w, k) => w + slopes[k]! * (half.mean - mean));
    const part = meanOfMaximum(at, sides.map((side, d) => (d === widest ? half : side)), pieces / 2);
    return { lower: sum.lower + part.lower / 2, upper: sum.upper + part.upper / 2 };
  }, { lower: 0, upper: 0 });
}
