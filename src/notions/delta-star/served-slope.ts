/**
 * delta* on the continuum, without sampling, of an agent who is served or not (experiments/quadrature/served.ts) under full insurance of a
 * utility whose slope M = mu' is known and rises. By (1) of served.ts no lie gains if and only if L(x) <= M(x) <= U(x) for almost every x;
 * L, M and U rise, so over [a, b] L(b) <= M(a) and M(b) <= U(a) are enough, and at a point inside the condition itself is asked for. Both
 * ends are brought together by halving intervals. But for Prokhorov's metric, where beliefs move signals, all three are functions of the
 * chance p of being served, linear between p = 0, delta, 1 - delta and 1: they are looked at there.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import { servedChance, type ChanceSlope, type Served } from '../../experiments/quadrature/served.ts';
import type { Interval } from '../../statistics/interval.ts';

const HALVINGS = 44;
const ROUNDING = 1e-11;
/** To which both ends are brought together, and how many intervals that may take. */
const CLOSE = 1e-7;
const PIECES_MAX = 2 ** 16;

/** From `known` on; Infinity where none up to 1 is enough. */
function smallest(enough: (delta: number) => boolean, known: number): number {
  if (enough(known)) return known;
  if (!enough(1)) return Infinity;
  let [fails, passes] = [known, 1];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (fails + passes) / 2;
    if (enough(middle)) passes = middle;
    else fails = middle;
  }
  return passes;
}

/** Undefined where no delta up to 1 will do at some type. */
export function deltaStarOfSlope(
  served: Served,
  { from, rise }: ChanceSlope,
  [low, high]: readonly [number, number],
  metric: Metric,
): Interval | undefined {
  const worthAt = (side: 'least' | 'most', delta: number, x: number): number =>
    served.base + served.worth * servedChance(served, side, metric, delta, x);
  const slack = ROUNDING * (served.worth + Math.abs(served.base));
  const chance = (x: number): number => servedChance(served, 'most', metric, 0, x);
  const slope = (x: number): number => from + rise * chance(x);
  const off = (2 * slack) / served.worth;
  /** Smallest delta, from `known` on, that is enough on [a, b]; at a point where both are one. Infinity: none. */
  const needed = (a: number, b: number, known: number): number => {
    const enough = (delta: number): boolean =>
      worthAt('least', delta, b) <= slope(a) + slack && slope(b) <= worthAt('most', delta, a) + slack;
    return smallest(enough, known);
  };
  if (metric !== 'prokhorov') {
    const [first, last] = [chance(low), chance(high)];
    const { base, worth } = served;
    /** Smallest delta that is enough but for so much, where delta matters at all. */
    const within = (allowed: number): number => smallest((delta) =>
      [first, last, delta, 1 - delta].filter((p) => p >= first && p <= last).every((p) => {
        const isShare = metric === 'contamination';
        const [down, up] = isShare ? [(1 - delta) * p, (1 - delta) * p + delta] : [Math.max(0, p - delta), Math.min(1, p + delta)];
        const m = from + rise * p;
        const [below, above] = [isShare && p === 0, isShare && p === 1].map((isFixed) => (isFixed ? slack : allowed)) as [number, number];
        return base + worth * down <= m + below && m <= base + worth * up + above;
      }), 0);
    const ends = [low, high].reduce((most, end) => Math.max(most, needed(end, end, most)), within(slack));
    if (ends === Infinity) return undefined;
    // Contamination takes a share of chances, which may be small: there rounding may cost more of delta than of a chance.
    const upper = metric === 'contamination' ? Math.max(ends + off, within(-slack)) : ends + off;
    return { lower: Math.max(0, ends - off), estimate: ends, upper: Math.min(1, upper) };
  }
  let least = 0;
  let open = [{ from: low, to: high, bound: needed(low, high, 0) }];
  for (let count = 1; count < PIECES_MAX;) {
    const halves = open.flatMap(({ from, to }) => {
      const middle = from + (to - from) / 2;
      least = needed(middle, middle, least);
      return [[from, middle], [middle, to]] as [number, number][];
    });
    if (least === Infinity) return undefined;
    count += halves.length;
    open = halves.map(([from, to]) => ({ from, to, bound: needed(from, to, least) })).filter(({ bound }) => bound > least + CLOSE);
    if (open.length === 0) break;
  }
  const most = open.reduce((top, { bound }) => Math.max(top, bound), least + CLOSE);
  return { lower: Math.max(0, least - off), estimate: least, upper: Math.min(1, most + off) };
}
