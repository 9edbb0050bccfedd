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

export interface MeanBounds {
  readonly lower: number;
  readonly upper: number;
}

/** One box after another within that of the sides, in place: `split` cuts a side, descends into both halves and puts it back. */
class Boxes {
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly mean: Float64Array;
  private readonly even: readonly boolean[];
  private readonly slopes: readonly (readonly number[])[];
  /** [side] by how much the slopes of alternatives differ. */
  private readonly ranges: Float64Array;
  private readonly masses: Float64Array;
  private readonly corners: Float64Array;

  constructor(alternatives: number, sides: readonly Side[]) {
    this.low = Float64Array.from(sides, ({ low }) => low);
    this.high = Float64Array.from(sides, ({ high }) => high);
    this.mean = Float64Array.from(sides, ({ mean }) => mean);
    this.even = sides.map(({ even }) => even);
    this.slopes = sides.map(({ slopes }) => slopes);
    this.ranges = Float64Array.from(sides, ({ slopes }) => Math.max(...slopes) - Math.min(...slopes));
    this.masses = new Float64Array(2 ** sides.length);
    this.corners = new Float64Array(this.masses.length * alternatives);
  }

  private swing(side: number): number {
    return (this.high[side]! - this.low[side]!) * this.ranges[side]!;
  }

  /** No alternative passes the best one anywhere in the box. */
  isSettled(worths: Float64Array, best: number): boolean {
    for (let k = 0; k < worths.length; k++) {
      let sum = 0;
      for (let d = 0; d < this.slopes.length; d++) {
        const slope = this.slopes[d]![k]! - this.slopes[d]![best]!;
        sum += slope * ((slope > 0 ? this.high[d]! : this.low[d]!) - this.mean[d]!);
      }
      if (!(worths[k]! - worths[best]! + sum <= 0)) return false;
    }
    return true;
  }

  /** The even side along which alternatives differ most; -1 where there is none. */
  widest(): number {
    let widest = -1;
    for (let d = 0; d < this.even.length; d++) {
      if (this.even[d] && this.swing(d) > (widest < 0 ? 0 : this.swing(widest))) widest = d;
    }
    return widest;
  }

  overCorners(worths: Float64Array): number {
    const { masses, corners, low, high, mean, slopes } = this;
    const alternatives = worths.length;
    masses[0] = 1;
    corners.set(worths);
    let count = 1;
    for (let d = 0; d < slopes.length; d++) {
      if (!(this.swing(d) > 0)) continue;
      const [below, above, rates] = [low[d]! - mean[d]!, high[d]! - mean[d]!, slopes[d]!];
      const share = (mean[d]! - low[d]!) / (high[d]! - low[d]!);
      for (let corner = 0; corner < count; corner++) {
        const other = corner + count;
        masses[other] = masses[corner]! * share;
        masses[corner]! *= 1 - share;
        for (let k = 0; k < alternatives; k++) {
          const worth = corners[corner * alternatives + k]!;
          corners[other * alternatives + k] = worth + rates[k]! * above;
          corners[corner * alternatives + k] = worth + rates[k]! * below;
        }
      }
      count *= 2;
    }
    let sum = 0;
    for (let corner = 0; corner < count; corner++) {
      let most = -Infinity;
      for (let k = 0; k < alternatives; k++) most = Math.max(most, corners[corner * alternatives + k]!);
      sum += masses[corner]! * most;
    }
    return sum;
  }

  split(side: number, worths: Float64Array, within: (worths: Float64Array) => MeanBounds): MeanBounds {
    const [low, high, mean] = [this.low[side]!, this.high[side]!, this.mean[side]!];
    let [lower, upper] = [0, 0];
    for (const [from, to] of [[low, mean], [mean, high]] as const) {
      const middle = (from + to) / 2;
      this.low[side] = from;
      this.high[side] = to;
      this.mean[side] = middle;
      const part = within(worths.map((worth, k) => worth + this.slopes[side]![k]! * (middle - mean)));
      lower += part.lower / 2;
      upper += part.upper / 2;
    }
    this.low[side] = low;
    this.high[side] = high;
    this.mean[side] = mean;
    return { lower, upper };
  }
}

function meanOver(boxes: Boxes, worths: Float64Array, pieces: number): MeanBounds {
  let best = 0;
  for (let k = 1; k < worths.length; k++) if (worths[k]! > worths[best]!) best = k;
  const least = worths[best]!;
  if (boxes.isSettled(worths, best)) return { lower: least, upper: least };
  const widest = pieces < 2 ? -1 : boxes.widest();
  if (widest < 0) return { lower: least, upper: boxes.overCorners(worths) };
  return boxes.split(widest, worths, (within) => meanOver(boxes, within, pieces / 2));
}

/** `worths`: [K] w_k at the means. */
export const meanOfMaximum = (worths: readonly number[], sides: readonly Side[], pieces = PIECES_MAX): MeanBounds =>
  meanOver(new Boxes(worths.length, sides), Float64Array.from(worths), pieces);
