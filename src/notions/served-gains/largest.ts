/**
 * The largest gain of any lie under a set of beliefs, of an agent who is served or not (../served-gains.ts): with L and U the least and the
 * greatest expected slope of her value over the set, which do not fall with the report,
 *
 *     t > s:   mu(t) - mu(s) - (t - s) U(t)          t < s:   mu(t) - mu(s) + (s - t) L(t)
 *
 * Of reports in [a, b], within a cell of the line, U(t) >= u = U(a) and L(t) <= l = L(b), and what a lie upwards gains is at most the
 * largest of (u s - mu(s)) over types below, plus what mu less u rises by on the part of the cell that is below t. Over types that are ends
 * of cells the largest is that of lines in u, an upper envelope that grows with the cell, or in l from above; types inside a cell gain at
 * most what the steepest or flattest mu' there makes more of it than mu does. Parts of cells that are bounded by most are halved until the
 * bound is the best lie's up to a little, or there are too many. From below by reports at ends of parts and types at ends of cells. Under
 * the prior alone L = U: the epsilon-IC constant.
 */
import type { BeliefSet } from '../../beliefs/belief-set.ts';
import { servedChance } from '../../experiments/quadrature/served.ts';
import { atLeastZero, type Certified } from '../certified.ts';
import type { ServedLine, ServedUtility } from '../served-gains.ts';

const PARTS_MAX = 2 ** 13;
/** To which both ends are brought together: of the gain, and of what the whole type space is worth. */
const SHARE = 1e-4;
const LEAST = 1e-8;

/** Undefined for finite sets of priors, whose members are other laws. */
export function largestServedGain({ served }: ServedUtility, line: ServedLine, beliefs: BeliefSet): Certified | undefined {
  const within = slopesUnder(served, beliefs);
  if (!within) return undefined;
  const { x, slopes, least, most, rounding } = line;
  const cells = x.length - 1;
  const length = x[cells]! - x[0]!;
  const [low, high] = [least, most].map((rises) => {
    const level = new Float64Array(cells + 1);
    rises.forEach((rise, c) => (level[c + 1] = level[c]! + rise));
    return level;
  }) as [Float64Array, Float64Array];
  const steep = slopes[0].map((slope, c) => Math.max(slope, slopes[1][c]!));
  const flat = slopes[0].map((slope, c) => Math.min(slope, slopes[1][c]!));
  const inside = steep.reduce((worst, slope, c) => {
    const width = x[c + 1]! - x[c]!;
    return Math.max(worst, slope * width - most[c]!, least[c]! - flat[c]! * width);
  }, 0);

  const bounded = (parts: readonly Span[]): Part[] => {
    const below = envelope(x, high, parts.map(({ cell, from }) => ({ end: cell, slope: within.most(from) })), 1);
    const above = envelope(x, low, parts.map(({ cell, to }) => ({ end: cell + 1, slope: within.least(to) })), -1);
    return parts.map((part, n): Part => {
      const { cell, from, to } = part;
      const [up, down] = [below[n]!, above[n]!];
      const rise = steep[cell]! - up.slope;
      const fall = down.slope - flat[cell]!;
      const [start, end] = [x[cell]!, x[cell + 1]!];
      return {
        ...part, bound: Math.max(
          rise * (to - start), rise * ((rise > 0 ? to : from) - start) + high[cell]! - up.slope * start + up.value + inside,
          fall * (end - from), fall * (end - (fall > 0 ? from : to)) + low[cell + 1]! - down.slope * end + down.value + inside,
        ),
      };
    });
  };
  let best: Lie = { gain: 0, type: x[0]!, report: x[0]! };
  const tried = (reports: readonly { readonly report: number; readonly cell: number }[]): void => {
    const below = envelope(x, low, reports.map(({ report, cell }) => ({ end: cell, slope: within.most(report) })), 1);
    const above = envelope(x, high, reports.map(({ report, cell }) => ({ end: cell + 1, slope: within.least(report) })), -1);
    reports.forEach(({ report, cell }, n) => {
      const [up, down] = [below[n]!, above[n]!];
      const [start, end] = [x[cell]!, x[cell + 1]!];
      const upwards = (flat[cell]! - up.slope) * (report - start) + low[cell]! - up.slope * start + up.value;
      const downwards = (down.slope - steep[cell]!) * (end - report) + high[cell + 1]! - down.slope * end + down.value;
      if (upwards > best.gain) best = { gain: upwards, type: x[up.at]!, report };
      if (downwards > best.gain) best = { gain: downwards, type: x[down.at]!, report };
    });
  };
  const close = LEAST * (served.worth + Math.abs(served.base)) * length;
  tried(Array.from(x, (report, c) => ({ report, cell: Math.min(c, cells - 1) })));
  let open = bounded(Array.from({ length: cells }, (_, cell) => ({ cell, from: x[cell]!, to: x[cell + 1]! })));
  let settled = 0;
  for (let count = cells; ;) {
    const enough = best.gain * (1 + SHARE) + close + inside;
    settled = open.reduce((top, { bound }) => (bound <= enough ? Math.max(top, bound) : top), settled);
    open = open.filter(({ bound }) => bound > enough);
    if (open.length === 0 || count + open.length > cells + PARTS_MAX) break;
    count += open.length;
    const middle = ({ from, to }: Span): number => from + (to - from) / 2;
    tried(open.map((part) => ({ cell: part.cell, report: middle(part) })));
    open = bounded(open.flatMap((part) => [{ ...part, to: middle(part) }, { ...part, from: middle(part) }]));
  }
  const upper = open.reduce((top, { bound }) => Math.max(top, bound), Math.max(settled, best.gain));
  const off = 2 * rounding * length;
  const { gain, type, report } = best;
  return { ...atLeastZero(gain - off, gain, upper + off), ...(gain > off ? { witness: { type, report } } : {}) };
}

interface Span {
  readonly cell: number;
  readonly from: number;
  readonly to: number;
}

interface Part extends Span {
  readonly bound: number;
}

interface Lie {
  readonly gain: number;
  readonly type: number;
  readonly report: number;
}

interface Slopes {
  least(report: number): number;
  most(report: number): number;
}

function slopesUnder(served: ServedUtility['served'], beliefs: BeliefSet): Slopes | undefined {
  if (beliefs.kind === 'priors') return undefined;
  const [metric, delta] = beliefs.kind === 'bayesian' ? ['totalVariation', 0] as const
    : beliefs.kind === 'all' ? ['totalVariation', 1] as const : [beliefs.kind, beliefs.delta] as const;
  const of = (side: 'least' | 'most') => (report: number): number =>
    served.base + served.worth * servedChance(served, side, metric, delta, report);
  return { least: of('least'), most: of('most') };
}

interface Asked {
  /** The last place that counts: of the first ones, or of the last. */
  readonly end: number;
  readonly slope: number;
}

interface Reached extends Asked {
  /** The largest of slope x_i - level_i over these places, and where. */
  readonly value: number;
  readonly at: number;
}

/** `way` 1: over places up to each end, which does not fall from one question to the next; -1: over places from it on. */
function envelope(x: Float64Array, level: Float64Array, questions: readonly Asked[], way: 1 | -1): Reached[] {
  const found: Reached[] = new Array(questions.length);
  const top: number[] = [];
  const value = (i: number, slope: number): number => slope * x[i]! - level[i]!;
  /** Where line b, further along, passes line a. */
  const passes = (a: number, b: number): number => (level[b]! - level[a]!) / (x[b]! - x[a]!);
  let next = way === 1 ? 0 : x.length - 1;
  for (let n = 0; n < questions.length; n++) {
    const q = way === 1 ? n : questions.length - 1 - n;
    const { end, slope } = questions[q]!;
    for (; way * (end - next) >= 0; next += way) {
      const [i, kept] = [next, top];
      while (kept.length > 1 && way * (passes(kept.at(-2)!, kept.at(-1)!) - passes(kept.at(-1)!, i)) >= 0) kept.pop();
      kept.push(i);
    }
    // Further along the envelope for larger slopes, or for smaller ones.
    let [from, to] = [0, top.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (value(top[middle + 1]!, slope) >= value(top[middle]!, slope)) from = middle + 1;
      else to = middle;
    }
    found[q] = { end, slope, value: value(top[from]!, slope), at: top[from]! };
  }
  return found;
}
