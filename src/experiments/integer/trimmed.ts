/**
 * A law much wider than its bulk, as far as words of 32 bits tell it apart: what lies beyond the quantiles of 2^-34 and 1 - 2^-34 is moved
 * to them and told in `outside`, as of laws without an end, so that positions and whole numbers are not spent on what is never drawn.
 */
import type { Distribution } from '../../distributions/distribution.ts';
import type { DrawnLaw } from './cells.ts';

const BEYOND = 2 ** -34;
/** Only where it saves this share of the support, and what lies beyond moves the mean by no more than this share of what is left. */
const SAVED = 0.5;
const MOVED = 2 ** -28;
const NEXT = 2 ** -10;
/** Pieces, each twice as long as the one before it, over which an integral of a tail is bounded. */
const PIECES = 48;

/** At least the integral over [0, length] of `tail`, which does not rise, by `at`, which does not fall. */
function integralAtMost(tail: (distance: number) => number, length: number, at = (distance: number): number => distance): number {
  let sum = 0;
  for (let j = PIECES, from = 0; j >= 0; j--) {
    const to = length / 2 ** j;
    sum += (at(to) - at(from)) * tail(from);
    from = to;
  }
  return sum;
}

/** Undefined where nothing is to be saved. */
export function trimmed(law: Distribution): DrawnLaw | undefined {
  const { support: [low, high], atoms = [], whole } = law;
  if (whole || atoms.length > 0) return undefined;
  const [from, to] = [law.quantile(BEYOND), law.quantile(1 - BEYOND)];
  // An end that is next to where the law begins is that end.
  const [a, b] = [from - low <= NEXT * (to - from) ? low : from, high - to <= NEXT * (to - from) ? high : to];
  if (!(b > a) || b - a > (1 - SAVED) * (high - low)) return undefined;
  const survival = (x: number): number => law.survival?.(x) ?? 1 - law.cdf(x);
  const above = integralAtMost((y) => survival(b + y), high - b);
  const below = integralAtMost((y) => law.cdf(a - y), a - low);
  if (above + below > MOVED * (b - a)) return undefined;
  const mass = law.cdf(a) + survival(b);
  return { support: [a, b], cdf: (x) => (x <= a ? 0 : x >= b ? 1 : law.cdf(x)), outside: { mass, above, below } };
}

/**
 * The law for which that of the bulk stands, as a law without an end does: with what lies beyond the bulk in `outside`. `bid`: what types
 * act as, where it does not fall; then `outside` is at least as large a share of the bulk in bids as in types. Undefined where nothing is
 * to be saved.
 */
export function bulkLaw(law: Distribution, bid = (x: number): number => x): Distribution | undefined {
  const bulk = trimmed(law);
  if (!bulk) return undefined;
  const { support: [a, b], cdf, outside: out } = bulk;
  const [low, high] = law.support;
  const survival = (x: number): number => law.survival?.(x) ?? 1 - law.cdf(x);
  const least = bid(b) - bid(a);
  const bids = [
    integralAtMost((y) => survival(b + y), high - b, (y) => bid(b + y) - bid(b)),
    integralAtMost((y) => law.cdf(a - y), a - low, (y) => bid(a) - bid(a - y)),
  ];
  if (!(least > 0) || bids[0]! + bids[1]! > MOVED * least) return undefined;
  const stretch = (b - a) / least;
  return {
    text: `${law.text} in [${a}, ${b}]`, support: [a, b], cdf, quantile: (p) => Math.min(b, Math.max(a, law.quantile(p))),
    whole: {
      ends: law.support, cdf: law.cdf, survival, mean: law.mean,
      excess: () => Math.max(out!.above, bids[0]! * stretch), shortfall: () => Math.max(out!.below, bids[1]! * stretch),
    },
    ...(law.knots && { knots: law.knots.filter((x) => x > a && x < b) }),
  };
}
