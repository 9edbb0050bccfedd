/**
 * What lies gain, on the continuum and without sampling, of an agent who is served or not against one opponent with one signal
 * (experiments/quadrature/served.ts), values affine in her own signal, where the truth's interim utility mu is linear between knots (full
 * insurance of a given utility) or has a slope that is known from the chance of being served ((generalised) VCG; trade at a price between
 * bid and ask where the opponent's law has a constant density over each cell, so that mu' is linear in the type). Let p(t) be that chance
 * under report t, which does not fall, and A = base + worth p the expected slope of her value. By (1) of marginal-gain.ts
 *
 *     g(t, s) = mu(t) - mu(s) - A(t) (t - s),
 *
 * and under full insurance and a set of beliefs the same with L(t), the least of A over the set, for t < s, and U(t), the greatest, for
 * t > s (delta-star/served.ts). So of every cell on which mu' is known all is known:
 *
 *     epsilon-LIC       sup |mu' - A|, A at the ends of a piece; where mu' = from + rise p it is linear in p, and largest at its ends
 *     epsilon-IC, gains under ambiguity      served-gains/largest.ts
 *     epsilon-bounded   of Definition 4, base = 0: the smallest epsilon with (mu(t) - mu(s)) / (t - s) <= worth min(1, p(t) + epsilon) for
 *                       s < t, the left side cut at worth, is sup (min(1, mu' / worth) - p)^+. Some y in [s, t] has mu'(y) at least the
 *                       mean slope, and p(y) <= p(t); and short pairs reach the right side
 *     monotonicity      the steepest fall is sup -mu'
 *     a rule's own need p rises: the greatest chance of a higher type is at least the least one of a lower, whatever beliefs are
 */
import { marginalGain, servedChance, type ChanceSlope, type Served, type Trading } from '../experiments/quadrature/served.ts';
import { atLeastZero, type Certified } from './certified.ts';
import type { EpsilonBounded } from './epsilon-bounded.ts';
import type { UtilityTable } from './known-utility.ts';

/** Type space, and what is known of mu'. */
export interface ServedUtility {
  readonly served: Served;
  readonly support: readonly [number, number];
  readonly slope: { readonly table: UtilityTable } | { readonly chance: ChanceSlope } | { readonly trading: Trading };
}

export const SERVED_BASIS = 'chances of being served by the other\'s law, without sampling';

/** What a chance may be off by: a law's tails, and doubles. */
export const CHANCE_ERROR = 1e-10;
const EVEN = 1024;
/** Of a cell of even steps: nearer numbers are one. */
const SAME = 1e-6;
/** Parts of a cell between whose ends an integral of chances lies. */
const PARTS = 16;

/** Cells of types and reports, on each of which mu' - A rises or falls with p, and what is known of mu' there. */
export interface ServedLine {
  readonly x: Float64Array;
  /** [cells] mu' and p just above the lower end of a cell and just below the upper one; mu' lies between. */
  readonly slopes: readonly [Float64Array, Float64Array];
  readonly chances: readonly [Float64Array, Float64Array];
  /** [cells] Ends of what mu rises by. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** What a slope may be off by. */
  readonly rounding: number;
}

/** Undefined where the opponent's law has atoms, or in trade a density that is not the same over a cell. */
export function servedLine({ served, support: [low, high], slope }: ServedUtility): ServedLine | undefined {
  if (served.law.atoms?.length) return undefined;
  const table = 'table' in slope ? slope.table : undefined;
  const pieces = table ? table.values.length - 1 : 0;
  const step = (high - low) / Math.max(1, pieces);
  const knots = Array.from({ length: pieces + 1 }, (_, n) => (n === pieces ? high : low + n * step));
  const x = Float64Array.from(marksOf(served, low, high, table ? knots : []));
  const cells = x.length - 1;
  const each = (of: (c: number) => number): Float64Array => Float64Array.from({ length: cells }, (_, c) => of(c));
  const chanceAt = (side: 'least' | 'most', at: number): number => servedChance(served, side, 'totalVariation', 0, at);
  const chances = [each((c) => chanceAt('most', x[c]!)), each((c) => chanceAt('least', x[c + 1]!))] as const;
  const scale = served.worth + Math.abs(served.base);
  if ('table' in slope) {
    const { values } = slope.table;
    const piece = (c: number): number => Math.min(pieces - 1, Math.max(0, Math.floor(((x[c]! + x[c + 1]!) / 2 - low) / step)));
    const constant = each((c) => (values[piece(c) + 1]! - values[piece(c)]!) / step);
    const rises = each((c) => constant[c]! * (x[c + 1]! - x[c]!));
    const spread = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const rounding = CHANCE_ERROR * scale + (2 ** -50 * spread) / step;
    return { x, chances, slopes: [constant, constant], least: rises, most: rises, rounding };
  }
  if ('trading' in slope) return tradingLine(served, slope.trading, { x, chances });
  const { from, rise } = slope.chance;
  /** Sums of chances at one end of all parts of a cell. */
  const integral = (c: number, upper: boolean): number => {
    const width = (x[c + 1]! - x[c]!) / PARTS;
    let sum = 0;
    for (let part = 0; part < PARTS; part++) sum += chanceAt('least', Math.min(x[c]! + width * (part + Number(upper)), x[c + 1]!));
    return (from * PARTS + rise * sum) * width;
  };
  const ends = [each((c) => integral(c, false)), each((c) => integral(c, true))] as const;
  const [least, most] = rise >= 0 ? ends : [ends[1], ends[0]];
  const slopes = [chances[0].map((p) => from + rise * p), chances[1].map((p) => from + rise * p)] as const;
  return { x, chances, slopes, least, most, rounding: CHANCE_ERROR * (scale + Math.abs(from) + Math.abs(rise)) };
}

/** Chances and mu' are linear in the type on each cell; undefined where they are not. */
function tradingLine(
  { law, base, worth, critical }: Served, trading: Trading, { x, chances }: Pick<ServedLine, 'x' | 'chances'>,
): ServedLine | undefined {
  const [low, high] = chances;
  const cells = x.length - 1;
  const densities = new Float64Array(cells);
  let unknown = 0;
  for (let c = 0; c < cells; c++) {
    const ends = [critical(x[c]!), critical(x[c + 1]!)];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    const width = to - from;
    const [least, most] = law.support;
    // A cell ends where its critical signals do, up to rounding.
    if (to <= least + NEAR * width || from >= most - NEAR * width) continue;
    const found = law.densityOn?.(Math.max(least, from + NEAR * width), Math.min(most, to - NEAR * width));
    if (!found || !(found[1] - found[0] <= FLAT * found[1])) return undefined;
    densities[c] = (found[0] + found[1]) / 2;
    unknown = Math.max(unknown, found[1] - found[0]);
  }
  const each = (of: (c: number) => number): Float64Array => Float64Array.from({ length: cells }, (_, c) => of(c));
  const slopeAt = (type: number, c: number, chance: number): number =>
    base + worth * chance + marginalGain(trading, type, densities[c]!, chance);
  const slopes = [each((c) => slopeAt(x[c]!, c, low[c]!)), each((c) => slopeAt(x[c + 1]!, c, high[c]!))] as const;
  const rises = each((c) => ((slopes[0][c]! + slopes[1][c]!) / 2) * (x[c + 1]! - x[c]!));
  const steepest = densities.reduce((most, density) => Math.max(most, density), 0) * trading.rate;
  const length = x[cells]! - x[0]!;
  const reach = length + Math.abs(x[0]!) + Math.abs(x[cells]!);
  const rounding = CHANCE_ERROR * (worth + Math.abs(base) + trading.line.slope + steepest * reach) + unknown * trading.rate * reach;
  return { x, chances, slopes, least: rises, most: rises, rounding };
}
/** Of a cell: rounding of its ends. */
const NEAR = 1e-9;
/** Densities whose ends differ by no more than this share are one, up to what ends are told to. */
const FLAT = 1e-7;

/** Even steps, knots of mu, and reports at which chances bend. */
function marksOf({ law, critical }: Served, low: number, high: number, knots: readonly number[]): number[] {
  const [at, rate] = [critical(low), (critical(high) - critical(low)) / (high - low)];
  const bends = [...law.support, ...(law.knots ?? [])].map((y) => low + (y - at) / rate);
  const even = Array.from({ length: EVEN }, (_, n) => low + ((high - low) * n) / EVEN);
  const near = (SAME * (high - low)) / EVEN;
  const kept = [low, high, ...knots.slice(1, -1)];
  for (const more of [...bends, ...even]) {
    if (more > low && more < high && kept.every((one) => Math.abs(one - more) > near)) kept.push(more);
  }
  return kept.sort((a, b) => a - b);
}

/** The largest of a number over both ends of all cells, at least 0, and its cell. */
function largest({ slopes, chances }: ServedLine, of: (slope: number, chance: number) => number): { size: number; cell: number } {
  let found = { size: 0, cell: 0 };
  for (const end of [0, 1] as const) {
    slopes[end].forEach((slope, cell) => {
      const size = of(slope, chances[end][cell]!);
      if (size > found.size) found = { size, cell };
    });
  }
  return found;
}

/** The epsilon-LIC constant. */
export function epsilonLicOfServed({ served: { base, worth } }: ServedUtility, line: ServedLine): Certified {
  const { x, rounding } = line;
  const up = largest(line, (slope, chance) => slope - base - worth * chance);
  const down = largest(line, (slope, chance) => base + worth * chance - slope);
  const [{ size, cell }, upwards] = up.size > down.size ? [up, true] : [down, false];
  const [type, report] = upwards ? [x[cell]!, x[cell + 1]!] : [x[cell + 1]!, x[cell]!];
  return { ...upTo(size, rounding), ...(size > rounding ? { witness: { type, report } } : {}) };
}

/** A supremum that may be off by so much; what is no more than that is no estimate. */
const upTo = (size: number, off: number): Certified => atLeastZero(size - off, size > off ? size : 0, size + off);

/** Undefined where own information counts both where she is served and where she is not. */
export function epsilonBoundedOfServed({ served: { base, worth } }: ServedUtility, line: ServedLine): EpsilonBounded | undefined {
  // A seller's cost counts where she is not served: all the other way round.
  const falls = base === -worth;
  if (base !== 0 && !falls) return undefined;
  const { x, rounding } = line;
  const [most, least] = falls ? [line.least, line.most].map((rises) => rises.map((rise) => -rise)) as [Float64Array, Float64Array]
    : [line.most, line.least];
  const { size, cell } = largest(line, (slope, chance) =>
    (falls ? Math.min(1, -slope / worth) - (1 - chance) : Math.min(1, slope / worth) - chance));
  const off = (2 * rounding) / worth;
  const above = (rises: Float64Array, slack: number): number => {
    let [running, best] = [0, 0];
    rises.forEach((rise, c) => {
      running = Math.max(0, running + rise - (worth + slack) * (x[c + 1]! - x[c]!));
      best = Math.max(best, running);
    });
    return best;
  };
  const pair = falls ? { type: x[cell + 1]!, report: x[cell]! } : { type: x[cell]!, report: x[cell + 1]! };
  return {
    epsilon: { ...upTo(size, off), ...(size > off ? { witness: pair } : {}) },
    excess: atLeastZero(above(least, rounding), above(least, 0), above(most, -rounding)),
  };
}

/** The steepest fall of mu: sup -mu', negative where it rises everywhere. */
export function monotonicityOfServed({ x, slopes, rounding }: ServedLine): Certified {
  let found = { size: -Infinity, cell: 0 };
  for (const end of slopes) end.forEach((slope, cell) => (0 - slope > found.size ? (found = { size: 0 - slope, cell }) : undefined));
  const { size, cell } = found;
  return {
    estimate: size, lower: size - rounding, upper: size + rounding, guarantee: 'continuum',
    witness: { type: x[cell]!, report: x[cell + 1]! },
  };
}
