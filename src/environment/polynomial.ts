/** Polynomials of several variables in double precision: lists of terms, a power for each variable. */
import { atOnce } from '../run/turns.ts';

export interface Term {
  readonly coefficient: number;
  /** [D] whole numbers from 0 on. */
  readonly powers: readonly number[];
}

export type Polynomial = readonly Term[];
/** [D] lowest and highest value of each variable. */
export type Box = readonly (readonly [number, number])[];

/** Coefficients of like terms that cancel to within this share of the largest are rounding. */
const EQUAL = 1e-12;

/** Like terms put together; those that cancel are left out. */
export function collected(terms: Polynomial): Polynomial {
  const sums = new Map<string, { powers: readonly number[]; sum: number; size: number }>();
  for (const { coefficient, powers } of terms) {
    const known = sums.get(powers.join());
    if (known) {
      known.sum += coefficient;
      known.size = Math.max(known.size, Math.abs(coefficient));
    } else sums.set(powers.join(), { powers, sum: coefficient, size: Math.abs(coefficient) });
  }
  return [...sums.values()].flatMap(({ powers, sum, size }) => (Math.abs(sum) > EQUAL * size ? [{ coefficient: sum, powers }] : []));
}

export const times = (factor: number, polynomial: Polynomial): Polynomial =>
  polynomial.map(({ coefficient, powers }) => ({ coefficient: factor * coefficient, powers }));

export const plus = (...polynomials: readonly Polynomial[]): Polynomial => collected(polynomials.flat());

export const minus = (one: Polynomial, other: Polynomial): Polynomial => plus(one, times(-1, other));

export const product = (one: Polynomial, other: Polynomial): Polynomial =>
  collected(one.flatMap((a) => other.map((b) => ({
    coefficient: a.coefficient * b.coefficient, powers: a.powers.map((power, d) => power + b.powers[d]!),
  }))));

/** By variable d. */
export const derivative = (polynomial: Polynomial, d: number): Polynomial =>
  polynomial.flatMap(({ coefficient, powers }) =>
    (powers[d] === 0 ? [] : [{ coefficient: coefficient * powers[d]!, powers: powers.map((power, e) => (e === d ? power - 1 : power)) }]));

const monomialAt = (powers: readonly number[], at: ArrayLike<number>): number => {
  let value = 1;
  for (let d = 0; d < powers.length; d++) for (let n = powers[d]!; n > 0; n--) value *= at[d]!;
  return value;
};

export function valueAt(polynomial: Polynomial, at: ArrayLike<number>): number {
  let sum = 0;
  for (const { coefficient, powers } of polynomial) sum += coefficient * monomialAt(powers, at);
  return sum;
}

/** The same with every number that is made on the way put through `round`. */
export const roundedValueAt = (polynomial: Polynomial, at: readonly number[], round: (x: number) => number): number =>
  polynomial.reduce((sum, { coefficient, powers }) => round(sum + round(round(coefficient) * powers.reduce(
    (so, power, d) => Array.from({ length: power }, () => at[d]!).reduce((value, x) => round(value * x), so), 1))), 0);

const powerOn = ([low, high]: readonly [number, number], n: number): readonly [number, number] => {
  const ends = [low ** n, high ** n];
  return n % 2 === 0 && n > 0 && low < 0 && high > 0 ? [0, Math.max(...ends)] : [Math.min(...ends), Math.max(...ends)];
};

const productOn = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): readonly [number, number] => {
  const ends = [a * c, a * d, b * c, b * d];
  return [Math.min(...ends), Math.max(...ends)];
};

/** Two numbers between which all values on the box lie, term by term: the nearer, the smaller the box. */
export function rangeOn(polynomial: Polynomial, box: Box): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const { coefficient, powers } of polynomial) {
    let term: readonly [number, number] = [coefficient, coefficient];
    powers.forEach((n, d) => { if (n > 0) term = productOn(term, powerOn(box[d]!, n)); });
    low += term[0];
    high += term[1];
  }
  return [low, high];
}

/** A box in two, across the side that is longest beside those of `whole`; undefined where no side has a length. */
export function halved(box: Box, whole: Box): readonly [Box, Box] | undefined {
  const share = (d: number): number => (box[d]![1] - box[d]![0]) / (whole[d]![1] - whole[d]![0] || 1);
  const widest = box.reduce((best, _, d) => (share(d) > share(best) ? d : best), 0);
  const [low, high] = box[widest] ?? [0, 0];
  const middle = low + (high - low) / 2;
  if (!(middle > low && middle < high)) return undefined;
  const part = (side: readonly [number, number]): Box => box.map((one, d) => (d === widest ? side : one));
  return [part([low, middle]), part([middle, high])];
}

/**
 * A number that no value of `sizeOn` over parts of the box exceeds: `sizeOn` bounds something from above on any part of it, -Infinity
 * where it is not there. Parts with the largest bounds are halved first, `rounds` times.
 */
export const boundOver = (box: Box, sizeOn: (part: Box) => number, rounds: number): number => atOnce(boundInSteps(box, sizeOn, rounds));

/** The same, a step each time that parts are halved. */
export function* boundInSteps(box: Box, sizeOn: (part: Box) => number, rounds: number): Generator<undefined, number> {
  const parts = [{ part: box, size: sizeOn(box) }];
  for (let round = 0; round < rounds; round++) {
    yield;
    const at = parts.reduce((best, { size }, j) => (size > parts[best]!.size ? j : best), 0);
    const halves = parts[at]!.size > -Infinity ? halved(parts[at]!.part, box) : undefined;
    if (!halves) break;
    parts.splice(at, 1, ...halves.map((part) => ({ part, size: sizeOn(part) })));
  }
  return Math.max(...parts.map(({ size }) => size));
}

/** c_0 + c_1 x + c_2 x^2 + .. at x. */
export function lineValue(coefficients: ArrayLike<number>, x: number): number {
  let value = 0;
  for (let n = coefficients.length - 1; n >= 0; n--) value = value * x + coefficients[n]!;
  return value;
}

/**
 * Where c_0 + c_1 x + .. changes its sign in (0, 1), in order: between roots of its derivative it moves one way, so that every change is
 * met and no other. Roots where the sign stays may be among them.
 */
export function rootsWithin(coefficients: ArrayLike<number>): number[] {
  let degree = coefficients.length - 1;
  while (degree > 0 && coefficients[degree] === 0) degree--;
  if (degree <= 0) return [];
  if (degree === 1) {
    const root = -coefficients[0]! / coefficients[1]!;
    return root > 0 && root < 1 ? [root] : [];
  }
  // No sign changes where the constant outweighs all else.
  let rest = 0;
  for (let n = 1; n <= degree; n++) rest += Math.abs(coefficients[n]!);
  if (Math.abs(coefficients[0]!) > rest) return [];
  const slopes = Float64Array.from({ length: degree }, (_, n) => (n + 1) * coefficients[n + 1]!);
  const ends = [0, ...rootsWithin(slopes), 1];
  const roots: number[] = [];
  for (let j = 0; j + 1 < ends.length; j++) {
    const [left, right] = [ends[j]!, ends[j + 1]!];
    const [below, above] = [lineValue(coefficients, left), lineValue(coefficients, right)];
    if (below * above < 0) roots.push(rootBetween(coefficients, slopes, left, right, below));
    else if (above === 0 && right < 1) roots.push(right);
  }
  return roots;
}

/** Newton's steps, halving where they leave what is left. */
function rootBetween(coefficients: ArrayLike<number>, slopes: ArrayLike<number>, from: number, to: number, sign: number): number {
  let [left, right] = [from, to];
  let x = left + (right - left) / 2;
  for (let step = 0; step < STEPS && right - left > 0; step++) {
    const value = lineValue(coefficients, x);
    if (value === 0) return x;
    if (value * sign > 0) left = x;
    else right = x;
    const next = x - value / lineValue(slopes, x);
    const moved = next > left && next < right ? next : left + (right - left) / 2;
    if (Math.abs(moved - x) <= LEAST) return moved;
    x = moved;
  }
  return x;
}

const STEPS = 100;
/** Of the segment from 0 to 1. */
const LEAST = 2 ** -52;
