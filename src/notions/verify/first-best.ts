/**
 * The welfare of the efficient rule from below, over boxes of all signals: the maximum is convex, so that its mean over a box is no less
 * than its value at the box's mean (Jensen), and no more than that plus the most by which another alternative may lead anywhere in the
 * box. Boxes in which that is most are halved until the lower end reaches what is wanted. Means of stretches of laws that are not uniform
 * are off by half of the width of the pieces over which they are added up, each weighed with its mass; of a table its pieces are those
 * between its points. A point of positive probability is a piece of no width. Nothing is drawn.
 */
import type { FileProblem } from './draws.ts';
import { tableGiven } from './given.ts';
import { lawNamed } from './read-law.ts';
import { lawWithAtoms } from './signal-cells.ts';

/** Boxes at most, and pieces of one signal: of a uniform one, whose means are exact, and of others. */
const BOXES_MAX = 2 ** 17;
const EVEN = 2 ** 12;
const PIECES = 2 ** 15;

/** Sums up to every point: mass, first moment, and by how much that may be off. */
interface Pieces {
  readonly points: ArrayLike<number>;
  readonly mass: Float64Array;
  readonly moment: Float64Array;
  readonly open: Float64Array;
  /** How far types lie beyond these points on average, of a law without an end. */
  readonly beyond: number;
}

function summed(points: ArrayLike<number>, chanceAt: (j: number) => number, isEven: boolean): Pieces {
  const [mass, moment, open] = [0, 1, 2].map(() => new Float64Array(points.length)) as [Float64Array, Float64Array, Float64Array];
  for (let j = 1; j < points.length; j++) {
    const width = points[j]! - points[j - 1]!;
    const share = chanceAt(j) - chanceAt(j - 1);
    mass[j] = mass[j - 1]! + share;
    moment[j] = moment[j - 1]! + share * (points[j - 1]! + width / 2);
    open[j] = open[j - 1]! + (isEven ? 0 : (share * width) / 2);
  }
  return { points, mass, moment, open, beyond: 0 };
}

function piecesOf({ law, tabulated }: FileProblem['signals'][number], field: string): Pieces {
  if (tabulated === true) {
    const { points, chances } = tableGiven(law, field);
    return summed(points, (j) => chances[j]!, false);
  }
  const { low, high, chance, below = chance, points: jumps = [] } = lawWithAtoms(law, field);
  const isEven = law.startsWith('uniform(');
  const count = isEven ? EVEN : PIECES;
  const even = Array.from({ length: count + 1 }, (_, j) => (j === count ? high : low + ((high - low) * j) / count));
  // A point of positive probability is there twice: what lies between both is its own.
  const isJump = new Set(jumps);
  const points = jumps.length === 0 ? even : [...even.filter((x) => !isJump.has(x)), ...jumps, ...jumps].sort((a, b) => a - b);
  const chances = points.map((x, j) => (isJump.has(x) && points[j - 1] !== x ? below(x) : chance(x)));
  const { whole } = lawNamed(law, field);
  const beyond = !whole ? 0
    : (whole.ends[1] === Infinity ? whole.excess(high) : 0) + (whole.ends[0] === -Infinity ? whole.shortfall(low) : 0);
  return { ...summed(points, (j) => chances[j]!, isEven), beyond };
}

/** [D] first and last point of each signal. */
type Box = readonly (readonly [number, number])[];

interface Known {
  readonly box: Box;
  readonly mass: number;
  /** Of its share of the mean: from below, and by how much it may be more. */
  readonly least: number;
  readonly gap: number;
  /** Where it is halved. */
  readonly widest: number;
}

class Boxes {
  private readonly pieces: readonly Pieces[];
  private readonly fixed: readonly number[];
  /** [D][K] */
  private readonly slopes: readonly (readonly number[])[];

  constructor({ signals, alternatives, constants, coefficients }: FileProblem) {
    const known = new Map<string, Pieces>();
    this.pieces = signals.map((signal, d) => {
      const name = `${signal.tabulated ?? false} ${signal.law}`;
      const found = known.get(name) ?? piecesOf(signal, `problem.signals.${d}.law`);
      known.set(name, found);
      return found;
    });
    this.fixed = alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
    this.slopes = signals.map((_, d) => alternatives.map((__, k) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  }

  /** By how much the largest welfare moves on average, at most, where types beyond the ends of what is gone through are moved to these. */
  far(): number {
    return this.pieces.reduce((sum, { beyond }, d) =>
      sum + (beyond === 0 ? 0 : beyond * Math.max(...this.slopes[d]!.map(Math.abs))), 0);
  }

  whole(): Known {
    return this.at(this.pieces.map(({ points }) => [0, points.length - 1] as const));
  }

  at(box: Box): Known {
    const sides = box.map(([from, to], d) => {
      const { points, mass, moment, open } = this.pieces[d]!;
      const share = mass[to]! - mass[from]!;
      const mean = share > 0 ? (moment[to]! - moment[from]!) / share : points[from]!;
      const off = share > 0 ? (open[to]! - open[from]!) / share : 0;
      return { share, mean, off, low: points[from]!, high: points[to]!, halves: to - from > 1 };
    });
    const mass = sides.reduce((product, { share }) => product * share, 1);
    const worths = this.fixed.map((fixed, k) => sides.reduce((sum, { mean }, d) => sum + this.slopes[d]![k]! * mean, fixed));
    const best = worths.indexOf(Math.max(...worths));
    const off = sides.reduce((sum, side, d) => sum + Math.abs(this.slopes[d]![best]!) * side.off, 0);
    let [lead, widest, width] = [0, -1, 0];
    worths.forEach((worth, k) => {
      const steeper = (d: number): number => this.slopes[d]![k]! - this.slopes[d]![best]!;
      const most = sides.reduce((sum, { mean, low, high }, d) =>
        sum + steeper(d) * ((steeper(d) > 0 ? high : low) - mean), worth - worths[best]!);
      if (k === best || !(most > 0)) return;
      lead = Math.max(lead, most);
      sides.forEach(({ low, high, halves }, d) => {
        const swing = Math.abs(steeper(d)) * (high - low);
        if (halves && swing > width) [widest, width] = [d, swing];
      });
    });
    return { box, mass, least: mass * (worths[best]! - off), gap: mass * (lead + 2 * off), widest };
  }

  /** The point that parts the mass of the widest side most evenly. */
  halves({ box, widest }: Known): Known[] {
    const [from, to] = box[widest]!;
    const { mass } = this.pieces[widest]!;
    const middle = (mass[from]! + mass[to]!) / 2;
    let [low, high] = [from + 1, to - 1];
    while (low < high) {
      const at = (low + high) >> 1;
      if (mass[at]! < middle) low = at + 1;
      else high = at;
    }
    return [[from, low] as const, [low, to] as const].map((side) => this.at(box.with(widest, side)));
  }
}

/** Both ends of the mean, the lower one at least what is asked for where boxes enough are there for it, no nearer where none are. */
export function firstBestEnds(problem: FileProblem, asked: number): readonly [number, number] {
  const boxes = new Boxes(problem);
  const far = boxes.far();
  const wanted = asked + far;
  let open: Known[] = [boxes.whole()];
  let [least, settled] = [open[0]!.least, 0];
  let closed = 0;
  for (let count = 1; least < wanted && open.length > 0 && count < BOXES_MAX;) {
    const gaps = open.reduce((sum, { gap }) => sum + gap, 0);
    if (least + settled + gaps < wanted) break;
    const average = gaps / open.length;
    const next: Known[] = [];
    for (const one of open) {
      if (one.gap < average / 2) {
        next.push(one);
        continue;
      }
      for (const half of boxes.halves(one)) {
        least += half.least;
        if (half.gap > 0 && half.widest >= 0) next.push(half);
        else [settled, closed] = [settled + half.gap, closed + 1];
      }
      least -= one.least;
    }
    open = next;
    count = open.length + closed;
  }
  return [least - far, least + settled + open.reduce((sum, { gap }) => sum + gap, 0) + far];
}
