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

/** At least the integral over [0, length] of `tail`, which does not rise. */
function integralAtMost(tail: (distance: number) => number, length: number): number {
  let sum = 0;
  for (let j = PIECES, from = 0; j >= 0; j--) {
    const to = length / 2 ** j;
    sum += (to - from) * tail(from);
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
