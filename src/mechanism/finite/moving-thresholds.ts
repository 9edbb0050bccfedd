/**
 * Thresholds where beliefs move: the range is covered with stretches, each decided by one basis from root to root. A flip at a rational
 * root is exact; any other lies in an interval of the finest step, with the verdict proved at both of its ends and beyond.
 */
import { rational, type Rational } from '../../programs/rational.ts';
import { simplestWithin, type Roots } from '../../programs/polynomial.ts';
import { efficientRule } from '../../environment/finite/model.ts';
import { MovingProgram, type Stretch } from './moving-program.ts';
import { midpoint, type Asked, type Flip, type Segment, type Thresholds } from './threshold-question.ts';
import { flipsOf, segmentsOf } from './threshold-segments.ts';

/** Where a value is that lies between two others. */
function placeBetween(a: Rational, b: Rational): string {
  const width = b.sub(a).abs().valueOf();
  return `some value ${width > 0 ? `within ${width.toPrecision(1)} of` : 'next to'} ${a.valueOf().toPrecision(12)}`;
}

/** Stretches beyond which the cover is given up. */
const STRETCHES_MAX = 120;

/** The root next to a stretch: within (from, to], or where nothing ends it. */
interface End {
  readonly proved: Rational;
  readonly root?: Roots;
  readonly closed: boolean;
}

interface Piece {
  readonly holds: boolean;
  readonly from: End;
  readonly to: End;
}

/** The largest power of ten, as small a step as 10^-10 of the range. */
export function stepOf(range: Rational): Rational {
  let step = rational(1);
  const most = range.div(rational(10n ** 10n));
  while (step.compare(most) > 0) step = step.div(10);
  while (step.mul(10).compare(most) <= 0) step = step.mul(10);
  return step;
}

/** The last step up to which there is no root, from a value that is none. */
function end(value: Rational, limit: Rational, { ends }: Stretch, step: Rational, way: 1 | -1): End {
  // Turned round for the left: roots in [a, value) are those of (-value, -a] of the mirrored axis.
  const none = (roots: Roots, to: Rational): boolean => (way === 1 ? roots.count(value, to) === 0
    : roots.count(to, value) === 0 && !roots.isRoot(to));
  let found: End = { proved: limit, closed: false };
  for (const { roots, closed } of ends) {
    // Roots at the limit itself are of a value that has a verdict of its own.
    const inside = way === 1 ? roots.count(value, limit) - (roots.isRoot(limit) ? 1 : 0) : roots.count(limit, value);
    if (inside === 0 || (found.root !== undefined && none(roots, found.proved.add(step.mul(way))))) {
      continue;
    }
    let [near, far] = [rational(0), limit.sub(value).abs().div(step).ceil()];
    while (far.sub(near).compare(rational(1)) > 0) {
      const middle = near.add(far).div(2).floor();
      if (none(roots, value.add(step.mul(middle).mul(way)))) near = middle;
      else far = middle;
    }
    const proved = value.add(step.mul(near).mul(way));
    const nearer = found.root === undefined || proved.sub(value).abs().compare(found.proved.sub(value).abs()) < 0;
    // Of two that end in one step the verdict holds at the root only where both allow it.
    found = nearer ? { proved, root: roots, closed } : { ...found, closed: found.closed && closed };
  }
  return found;
}

/** Pieces from left to right, with gaps of a few steps between them; undefined where the cover does not end. */
function cover(moving: MovingProgram, low: Rational, high: Rational, step: Rational): Piece[] | undefined {
  const pieces: Piece[] = [];
  let tried = 0;
  const fill = (a: Rational, b: Rational): boolean => {
    if (b.sub(a).compare(step.mul(3)) <= 0) return true;
    if (++tried > STRETCHES_MAX) return false;
    // On the grid of steps, off the middle: values at which something happens are often simple.
    const steps = b.sub(a).div(step).mul(rational(4913, 10007)).floor();
    const value = a.add(step.mul(steps.n === 0n ? rational(1) : steps));
    const stretch = moving.stretchAt(value);
    if (stretch === undefined || stretch.ends.some(({ roots }) => roots.isRoot(value)))
      return b.sub(a).compare(step.mul(100)) > 0 && fill(a, value) && fill(value, b);
    const piece: Piece = { holds: stretch.holds, from: end(value, a, stretch, step, -1), to: end(value, b, stretch, step, 1) };
    if (!fill(a, piece.from.proved)) return false;
    pieces.push(piece);
    return fill(piece.to.proved, b);
  };
  return fill(low, high) ? pieces : undefined;
}

/** Between two neighbours: the one value where both end, with its verdict; or the verdict that both have; or a flip somewhere between. */
async function joint(asked: Asked, before: Piece, after: Piece, unknown: string[]): Promise<Segment[]> {
  const [a, b] = [before.to.proved, after.from.proved];
  const value = a.compare(b) <= 0 ? simplestWithin(a, b) : a;
  if (before.to.root?.isRoot(value) && after.from.root?.isRoot(value)) {
    const verdict = await asked.verdict(value);
    if (verdict !== 'undecided') return [{ from: value, to: value, fromClosed: true, toClosed: true, holds: verdict === 'yes' }];
    unknown.push(value.toFraction());
  } else if (before.holds === after.holds && !before.to.closed && !after.from.closed)
    unknown.push(placeBetween(a, b));
  return [];
}

/** One stretch of a held rule as segments; neighbours that do not touch have a flip between them. Undefined where it is not covered. */
async function between(asked: Asked, low: Rational, high: Rational, step: Rational, unknown: string[]): Promise<Segment[] | undefined> {
  const rule = asked.byRule ? undefined : efficientRule(asked.model(midpoint(low, high)));
  const moving = MovingProgram.between(low, high, (value) => asked.model(value), (model) => asked.design(model, rule));
  const pieces = moving && cover(moving, low, high, step);
  if (pieces === undefined || pieces.length === 0) return undefined;
  const segments: Segment[] = [];
  for (const [k, { holds, from, to }] of pieces.entries()) {
    const previous = pieces[k - 1];
    const joints = previous === undefined ? [] : await joint(asked, previous, pieces[k]!, unknown);
    const [point] = joints;
    const start = previous === undefined ? low : point?.from
      ?? (previous.holds === holds ? segments.at(-1)!.to : from.proved);
    if (point !== undefined) {
      segments[segments.length - 1] = { ...segments.at(-1)!, to: point.from, toClosed: false };
      segments.push(point);
    }
    segments.push({
      from: start, fromClosed: previous !== undefined && point === undefined,
      to: k === pieces.length - 1 ? high : to.proved, toClosed: k < pieces.length - 1, holds,
    });
  }
  return segments;
}

/** Every flip, or undefined where a stretch is too large to be proved. */
export async function movingThresholds(asked: Asked, low: Rational, high: Rational): Promise<Thresholds | undefined> {
  const step = stepOf(high.sub(low));
  const unknown: string[] = [];
  const found = await segmentsOf(asked, low, high, (from, to) => between(asked, from, to, step, unknown));
  if (found === undefined) return undefined;
  const { segments, undecided } = found;
  const flips = flipsOf(segments, new Map()).map((flip, k): Flip => {
    const [before, after] = [segments[k]!.to, segments[k + 1]!.from];
    if (before.equals(after)) return flip;
    const { at: _, ...rest } = flip;
    return { ...rest, at: undefined, value: midpoint(before, after), isolated: [before, after] };
  });
  return { range: [low, high], segments, flips, undecided, unknown };
}
