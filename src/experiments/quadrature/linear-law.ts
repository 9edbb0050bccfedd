/**
 * The law of x = Σ a_d s_d for independent signals, and what another linear form y = Σ b_d s_d is worth below each number:
 *
 *     G(z) = Pr(x <= z),      H(z) = E[y; x <= z],      I(z) = ∫ G up to z,
 *
 * at the ends of cells that cover the range of x. One coordinate: H = (b/a)(z G - I), and I by trapezoids of a monotone function.
 * Uniform coordinates, any number: sums of truncated powers. Others, two or more: the coordinates are added one after the other, each in
 * cells of equal mass, between two certain ends, since G and H (of y less its minimum) rise. Nothing is sampled.
 */
import { survivalOf, type Distribution } from '../../distributions/distribution.ts';
import { isTold } from '../../distributions/told.ts';
import { atOnce, valuesAt } from '../../run/turns.ts';
import { isJumping, lawOfOne, movedIn } from './any-law.ts';
import { branchedLaw } from './branched-law.ts';
import { evenly, positivePart, rangeOf, scaledEnds, type LinearLaw, type LinearTerm, type Tabulated } from './linear-terms.ts';
import { uniformCoordinates } from './uniform-sums.ts';

export type { LinearLaw, LinearTerm } from './linear-terms.ts';

const ROUNDING = 1e-14;
const isUniform = (law: Distribution): boolean => law.text.startsWith('uniform(') && isTold(law);

/** y = slope x + rest with the rest's range as small as one of the ratios b/a makes it. */
function swingOf(terms: readonly LinearTerm[]): LinearLaw['swing'] {
  let best = { slope: 0, rest: Infinity };
  for (const { own, social } of terms) {
    const slope = social / own;
    const rest = terms.reduce((sum, term) => {
      const left = term.social - slope * term.own;
      const [low, high] = scaledEnds(term, Math.abs(left) <= ROUNDING * Math.abs(term.social) ? 0 : left);
      return sum + high - low;
    }, 0);
    if (rest < best.rest || (rest === best.rest && Math.abs(slope) < best.slope)) best = { slope: Math.abs(slope), rest };
  }
  return best;
}

/** Quantiles cost more than values of the cdf. */
const QUANTILES_MAX = 1024;

/** Ends where the law of one coordinate has equal masses, and the others at equal steps. */
function endsOfOne({ law, own }: LinearTerm, cells: number): Float64Array {
  const quantiles = Math.min(QUANTILES_MAX, Math.ceil(cells / 2));
  const [low, high] = scaledEnds({ law, own, social: 0 }, own);
  const byMass = Array.from({ length: quantiles - 1 }, (_, j) => own * law.quantile((j + 1) / quantiles))
    .filter((x) => x > low && x < high);
  const knots = (law.knots ?? []).map((knot) => own * knot);
  return Float64Array.from(new Set([...evenly([low, high], Math.max(1, cells - quantiles)), ...byMass, ...knots])).sort();
}


function* oneCoordinate(term: LinearTerm, cells: number): Generator<undefined, Tabulated> {
  const { law, own, social } = term;
  const ends = endsOfOne(term, cells);
  const last = ends.length - 1;
  const at = (z: number): number => (own > 0 ? law.cdf(z / own) : survivalOf(law, z / own));
  const below = Float64Array.from(yield* valuesAt(ends, (z, j) => (j === 0 ? 0 : j === last ? 1 : at(z))));
  const integral = new Float64Array(ends.length);
  let error = ROUNDING * (ends[last]! - ends[0]!);
  for (let j = 1; j <= last; j++) {
    below[j] = Math.max(below[j]!, below[j - 1]!);
    const width = ends[j]! - ends[j - 1]!;
    integral[j] = integral[j - 1]! + (width * (below[j]! + below[j - 1]!)) / 2;
    error += (width * (below[j]! - below[j - 1]!)) / 2;
  }
  const slope = social / own;
  return {
    ends, below, integral, value: ends.map((z, j) => slope * (z * below[j]! - integral[j]!)),
    error: { below: ROUNDING, integral: error, value: Math.abs(slope) * error + ROUNDING * Math.abs(slope * ends[last]!) },
  };
}

/** G and E[y - its minimum; x <= z] at even steps, each between two ends. */
interface Table {
  readonly low: number;
  readonly step: number;
  readonly below: readonly [Float64Array, Float64Array];
  readonly value: readonly [Float64Array, Float64Array];
}

/** Steps of a sum, at least and at most; the work is their square. */
const STEPS_LEAST = 2048;
const STEPS_MOST = 4096;
/** The first coordinate is read so many times more finely: then hardly more than the cells of the next blurs the sum. */
const FINER = 8;

function firstTable(term: LinearTerm, steps: number): Table {
  const [low, high] = scaledEnds(term, term.own);
  const { ends, below, value, error } = atOnce(oneCoordinate(term, 2 * steps));
  const [least] = scaledEnds(term, term.social);
  const step = (high - low) / steps;
  let at = 0;
  const [g, lowest, highest] = [0, 1, 2].map(() => new Float64Array(steps + 1)) as [Float64Array, Float64Array, Float64Array];
  for (let j = 0; j <= steps; j++) {
    const z = j === steps ? high : low + step * j;
    while (at < ends.length - 1 && ends[at + 1]! <= z + 1e-12 * (high - low)) at++;
    g[j] = below[at]!;
    const above = positivePart(value[at]! - least * below[at]!);
    lowest[j] = positivePart(above - error.value);
    highest[j] = above + error.value;
  }
  return { low, step, below: [g, g], value: [lowest, highest] };
}

/** The table of x + a s, y + b s. */
function withCoordinate(table: Table, term: LinearTerm, steps: number): Table {
  const last = table.below[0].length - 1;
  const { law, own, social } = term;
  const [from, to] = scaledEnds(term, own);
  const [least] = scaledEnds(term, social);
  const low = table.low + from;
  const step = (table.step * last + to - from) / steps;
  const cuts = Array.from({ length: steps + 1 }, (_, j) => law.quantile(j / steps));
  const sums = (): readonly [Float64Array, Float64Array] => [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  const [below, value] = [sums(), sums()];
  // Of every cell: how far it may move x, in steps of the table, and what it may add to y.
  const bounds = Float64Array.from(cuts, (cut) => social * cut - least);
  const shift = Float64Array.from(cuts, (cut) => (own * cut + table.low) / table.step);
  const [most, fewest] = own > 0 ? [shift.subarray(1), shift] : [shift, shift.subarray(1)];
  const [lowest, highest] = social > 0 ? [bounds, bounds.subarray(1)] : [bounds.subarray(1), bounds];
  for (const side of [0, 1] as const) {
    const [g, h, moved, worths] = [table.below[side], table.value[side], [most, fewest][side]!, [lowest, highest][side]!];
    const slack = side === 0 ? -1e-9 : 1 + 1e-9;
    for (let j = 0; j <= steps; j++) {
      const z = (low + step * j) / table.step + slack;
      let [sum, worth] = [0, 0];
      for (let cell = 0; cell < steps; cell++) {
        // Rounded down below, and up above but for whole numbers, which the entry after them bounds as well.
        const at = Math.min(last, Math.floor(z - moved[cell]!));
        if (at < 0) continue;
        const chance = g[at]!;
        sum += chance;
        worth += h[at]! + worths[cell]! * chance;
      }
      below[side][j] = sum;
      value[side][j] = worth;
    }
  }
  for (const side of [...below, ...value]) for (let j = 0; j <= steps; j++) side[j]! /= steps;
  return { low, step, below, value };
}

function anyCoordinates(terms: readonly LinearTerm[], steps: number): Tabulated {
  const { low, step, below, value } =
    terms.slice(1).reduce((table, term) => withCoordinate(table, term, steps), firstTable(terms[0]!, FINER * steps));
  const [least] = rangeOf(terms, ({ social }) => social);
  const ends = Float64Array.from({ length: steps + 1 }, (_, j) => low + step * j);
  const middle = ([from, to]: readonly [Float64Array, Float64Array]): Float64Array => from.map((x, j) => (x + to[j]!) / 2);
  const halfWidth = ([from, to]: readonly [Float64Array, Float64Array]): number =>
    from.reduce((most, x, j) => Math.max(most, (to[j]! - x) / 2), ROUNDING);
  const g = middle(below);
  const last = steps;
  [g[0], g[last]] = [0, 1];
  const error = { below: halfWidth(below), value: 0, integral: 0 };
  error.value = halfWidth(value) + Math.abs(least) * error.below;
  const integral = new Float64Array(ends.length);
  for (let j = 1; j <= last; j++) {
    integral[j] = integral[j - 1]! + (step * (g[j]! + g[j - 1]!)) / 2;
    error.integral += step * ((below[1][j]! - below[0][j - 1]!) / 2);
  }
  return { ends, below: g, value: middle(value).map((x, j) => x + least * g[j]!), integral, error };
}

/**
 * The same law by no more than `cells` cells, each of so many neighbouring ones. From the chord over a cell (a, b) of R = ∫ (1 - G), at z
 * between two of the old ends: R(z) <= R_j + (z_j+1 - z_j)(1 - G_j), and the chord is no less than at z_j. Of R = -∫ G: R(z) <= R_j, and
 * the chord is no less than at z_j+1. R itself is known to half of width times mass a cell, at z as at b.
 */
export function coarser(law: LinearLaw, cells: number): LinearLaw {
  const { ends, below, value, integral } = law;
  const last = ends.length - 1;
  const every = Math.ceil(last / cells);
  if (every <= 1) return law;
  // Points of positive probability, which stand twice, stay by themselves.
  const twice = Array.from(ends, (z, j) => (j > 0 && ends[j - 1] === z ? [j - 1, j] : [])).flat();
  const kept = Array.from({ length: Math.ceil(last / every) }, (_, j) => j * every);
  const places = [...new Set([...kept, ...twice, last])].sort((a, b) => a - b);
  const at = (values: Float64Array): Float64Array => Float64Array.from(places, (j) => values[j]!);
  const [upward, downward] = [0, 1].map(() => new Float64Array(places.length - 1)) as [Float64Array, Float64Array];
  places.slice(1).forEach((to, cell) => {
    const from = places[cell]!;
    const mass = below[to]! - below[from]!;
    if (mass <= 0) return;
    const area = integral[to]! - integral[from]!;
    let [off, up, down] = [0, 0, 0];
    for (let j = from; j < to; j++) {
      const [width, share, next] = [ends[j + 1]! - ends[j]!, (below[j]! - below[from]!) / mass, (below[j + 1]! - below[from]!) / mass];
      const done = integral[j]! - integral[from]!;
      off += width * (below[j + 1]! - below[j]!);
      up = Math.max(up, ends[j]! - ends[from]! - done + width * (1 - below[j]!) - share * (ends[to]! - ends[from]! - area));
      down = Math.max(down, next * area - done);
    }
    upward[cell] = up + off;
    downward[cell] = down + off;
  });
  const { within: _within, ...rest } = law;
  const coarse = { ...rest, ends: at(ends), below: at(below), value: at(value), integral: at(integral) };
  if (law.error.below > ROUNDING) return coarse;
  return { ...coarse, inside: { upward: Math.max(...upward), downward: Math.max(...downward) } };
}

/** `cells` about as many cells as are wanted; sums of several laws that are not all uniform have 2,048 at least and 4,096 at most. */
export const linearLaw = (terms: readonly LinearTerm[], cells: number): LinearLaw => atOnce(linearLawInSteps(terms, cells));

/** Undefined where no law has points of positive probability, gaps or no end. */
function jumpingLaw(terms: readonly LinearTerm[], cells: number): Omit<LinearLaw, 'swing' | 'largest' | 'even'> | undefined {
  const [only] = terms;
  if (terms.length === 1 && isJumping(only!.law)) return lawOfOne(only!, cells);
  if (terms.some(({ law }) => law.atoms?.length)) return branchedLaw(terms, cells, linearLaw);
  if (!terms.some(({ law }) => law.whole)) return undefined;
  const { error, ...found } = anyCoordinates(terms, stepsOf(cells));
  const moved = movedIn(terms);
  const isOpen = (side: 0 | 1): boolean => terms.some(({ law, own }) => {
    const at = own > 0 ? side : 1 - side;
    return law.whole !== undefined && law.whole.ends[at] !== law.support[at];
  });
  return {
    ...found, open: [isOpen(0), isOpen(1)],
    error: { below: error.below + moved.below, value: error.value + moved.value, integral: error.integral + moved.integral },
  };
}

const stepsOf = (cells: number): number => Math.min(STEPS_MOST, Math.max(STEPS_LEAST, cells));

export function* linearLawInSteps(terms: readonly LinearTerm[], cells: number): Generator<undefined, LinearLaw> {
  yield;
  const uniform = terms.every(({ law }) => isUniform(law));
  const found: Omit<LinearLaw, 'swing' | 'largest' | 'even'> = jumpingLaw(terms, cells)
    ?? (uniform ? uniformCoordinates(terms, cells) : undefined)
    ?? (terms.length === 1
      ? yield* oneCoordinate(terms[0]!, cells)
      : anyCoordinates(terms, stepsOf(cells)));
  return {
    ...found, swing: found.listed ? { slope: 0, rest: 0 } : swingOf(terms.filter(({ own }) => own !== 0)),
    largest: Math.max(...rangeOf(terms, ({ social }) => social).map(Math.abs)),
    even: uniform && terms.length === 1,
  };
}
