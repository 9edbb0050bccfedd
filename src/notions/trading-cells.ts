/**
 * Trade at a price k bid + (1 - k) ask over all types and reports and without sampling, whatever the opponent's density and at bids that
 * rise strictly (trading-bids.ts): with p the chance of being served under a report, b the own bids and y a type,
 *
 *     omega(y) = p' (y - b) - k b' p  of a buyer,      (1 - k) b' (1 - p) - p' (b - y)  of a seller,      mu' = base + worth p + omega,
 *
 * as where bids are lines (served-gains.ts), with p'(y) = f(tau(y)) b'(y) / c'(tau(y)), f the opponent's density and c' the slope of the
 * opponent's bids. Over a cell each of these lies between two ends: those of densities and slopes are told by laws and strategies, p rises,
 * and what a bid is away from the value moves no faster than slopes say. A = base + worth p rises, so that
 *
 *     epsilon-LIC    sup |omega|;  epsilon-IC: by cells (slopes-by-cell.ts);  monotonicity: ess sup -mu'
 *     bounded        what being served is worth alone counts: sup min(1 - p, omega / worth); a seller's cost where she is not served,
 *                    base = -worth: sup min(p, -omega / worth)
 *     least utility  from an end of the types that never trades, by the integral of mu' (truth-slope.ts)
 */
import type { TradingBids } from '../experiments/quadrature/trading-bids.ts';
import { atLeastZero, type Certified } from './certified.ts';
import type { EpsilonBounded } from './epsilon-bounded.ts';
import { epsilonIcByCell } from './slopes-by-cell.ts';
import { leastFrom, steepestFall, type TruthSlope } from './truth-slope.ts';

type Ends = readonly [number, number];

const EVEN = 1024;
/** Of a cell of even steps: nearer numbers are one. */
const SAME = 1e-6;
/** What a chance may be off by, and products of doubles as a share of what is added. */
const CHANCE_ERROR = 1e-10;
const ROUNDING = 1e-13;

export interface TradingCells {
  readonly x: readonly number[];
  /** [cells] */
  readonly omega: readonly [Float64Array, Float64Array];
  /** [reports] p. */
  readonly chances: readonly [Float64Array, Float64Array];
  readonly slope: TruthSlope;
}

const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** Undefined where a slope has no bound. */
export function tradingCells(bids: TradingBids, k: number): TradingCells | undefined {
  const { base, worth, law, isBuyer, support: [low, high] } = bids;
  const near = (SAME * (high - low)) / EVEN;
  const even = Array.from({ length: EVEN + 1 }, (_, n) => (n === EVEN ? high : low + ((high - low) * n) / EVEN));
  const x: number[] = [];
  for (const at of [...even, ...bids.bends].filter((one) => one >= low && one <= high).sort((a, b) => a - b)) {
    if (x.length === 0 || at - x.at(-1)! > near) x.push(at);
  }
  x[x.length - 1] = high;
  const places = x.map((at) => bids.tau(at));
  const chance = (place: number): number => (place === -Infinity ? 0 : place === Infinity ? 1 : law.cdf(place));
  const off = (place: number): number => (Number.isFinite(place) ? CHANCE_ERROR : 0);
  const chances = [
    Float64Array.from(places, ([from]) => Math.max(0, chance(from) - off(from))),
    Float64Array.from(places, ([, to]) => Math.min(1, chance(to) + off(to))),
  ] as const;
  const cells = x.length - 1;
  const each = (): Float64Array => new Float64Array(cells);
  const omega = [each(), each()] as const;
  const slope = { x, low: each(), high: each(), middle: each() };
  for (let c = 0; c < cells; c++) {
    const ends: Ends = [x[c]!, x[c + 1]!];
    const [b0, b1] = bids.slopes(...ends);
    const rate = chanceSlope(bids, ends, [places[c]![0], places[c + 1]![1]]);
    const shy = margins(bids, ends);
    const [p0, p1] = [chances[0][c]!, chances[1][c + 1]!];
    const gained: Ends = [
      times(shy[0], shy[0] >= 0 ? rate[0] : rate[1]), times(shy[1], shy[1] >= 0 ? rate[1] : rate[0]),
    ];
    const [least, most] = isBuyer ? [gained[0] - k * b1 * p1, gained[1] - k * b0 * p0]
      : [(1 - k) * b0 * (1 - p1) - gained[1], (1 - k) * b1 * (1 - p0) - gained[0]];
    const error = ROUNDING * (Math.abs(gained[0]) + Math.abs(gained[1]) + b1);
    if (!Number.isFinite(least - error) || !Number.isFinite(most + error)) return undefined;
    omega[0][c] = least - error;
    omega[1][c] = most + error;
    slope.low[c] = base + worth * p0 + omega[0][c]!;
    slope.high[c] = base + worth * p1 + omega[1][c]!;
    slope.middle[c] = (slope.low[c]! + slope.high[c]!) / 2;
  }
  return { x, omega, chances, slope };
}

/** Ends of p' over a cell. */
function chanceSlope({ law, slopes, otherSlopes }: TradingBids, [from, to]: Ends, [a, b]: Ends): Ends {
  const [low, high] = law.support;
  if (b === -Infinity || a === Infinity) return [0, 0];
  const inside: Ends = [Math.max(low, a), Math.min(high, b)];
  const [thin, thick] = law.densityOn!(...inside);
  const [[b0, b1], [c0, c1]] = [slopes(from, to), otherSlopes(...inside)];
  // A cell that the law begins or ends in has types of which nobody is near.
  const isWhole = Number.isFinite(a) && Number.isFinite(b) && a >= low && b <= high;
  return [isWhole && c1 > 0 ? times(thin, b0) / c1 : 0, c0 > 0 ? times(thick, b1) / c0 : times(thick, b1) > 0 ? Infinity : 0];
}

/** Ends over a cell of what a bid is short of a buyer's value, or beyond a seller's cost. */
function margins({ isBuyer, bid, slopes }: TradingBids, [from, to]: Ends): Ends {
  const sign = isBuyer ? 1 : -1;
  const [b0, b1] = slopes(from, to);
  const [first, last] = [sign * (from - bid(from)), sign * (to - bid(to))];
  const drift = [sign * (1 - b0), sign * (1 - b1)];
  const [fall, rise] = [Math.min(0, ...drift), Math.max(0, ...drift)];
  const width = to - from;
  return [Math.max(first + fall * width, last - rise * width), Math.min(first + rise * width, last - fall * width)];
}

/** The epsilon-LIC constant. */
export function epsilonLicOfTrading({ x, omega: [low, high] }: TradingCells): Certified {
  let [lower, upper, at] = [0, 0, 0];
  low.forEach((least, c) => {
    const most = high[c]!;
    upper = Math.max(upper, most, -least);
    const sure = Math.max(least, -most);
    if (sure > lower) [lower, at] = [sure, c];
  });
  const [from, to] = [x[at]!, x[at + 1]!];
  const witness = low[at]! + high[at]! > 0 ? { type: from, report: to } : { type: to, report: from };
  return { ...atLeastZero(lower, (lower + upper) / 2, upper), ...(lower > 0 ? { witness } : {}) };
}

export function epsilonIcOfTrading({ base, worth }: TradingBids, { x, chances: [low, high], slope }: TradingCells): Certified {
  const rates = [low, high].map((p) => p.map((chance) => base + worth * chance)) as [Float64Array, Float64Array];
  return epsilonIcByCell({
    x, slope: {
      over: [rates[0].subarray(0, -1), rates[1].subarray(1)], at: rates, estimate: rates[0].map((a, r) => (a + rates[1][r]!) / 2),
    },
    rise: [slope.low, slope.high], middle: slope.middle,
  });
}

export const monotonicityOfTrading = ({ slope }: TradingCells): Certified => steepestFall(slope);

/** Undefined where own information counts both where she is served and where she is not. */
export function epsilonBoundedOfTrading(
  { base, worth }: TradingBids, { x, omega: [least, most], chances: [few, many], slope: { low, high, middle } }: TradingCells,
): EpsilonBounded | undefined {
  const falls = base === -worth;
  if (base !== 0 && !falls) return undefined;
  let [lower, upper] = [0, 0];
  least.forEach((omega, c) => {
    const [p0, p1] = [few[c]!, many[c + 1]!];
    lower = Math.max(lower, falls ? Math.min(p0, -most[c]! / worth) : Math.min(1 - p1, omega / worth));
    upper = Math.max(upper, falls ? Math.min(p1, -omega / worth) : Math.min(1 - p0, most[c]! / worth));
  });
  const beyond = (of: Float64Array): number => {
    let [running, best] = [0, 0];
    of.forEach((m, c) => {
      running = Math.max(0, running + ((falls ? -m : m) - worth) * (x[c + 1]! - x[c]!));
      best = Math.max(best, running);
    });
    return best;
  };
  const [below, above] = falls ? [beyond(high), beyond(low)] : [beyond(low), beyond(high)];
  return { epsilon: atLeastZero(lower, (lower + upper) / 2, upper), excess: atLeastZero(below, Math.min(above, beyond(middle)), above) };
}

/** Of an agent whose utility at an end of the types is `value`. */
export const participationOfTrading = ({ x, slope }: TradingCells, end: 0 | 1, value: number): Certified =>
  leastFrom(slope, end === 0 ? 0 : x.length - 1, { lower: value, upper: value, estimate: value });
