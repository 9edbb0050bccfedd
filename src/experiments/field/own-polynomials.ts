/**
 * An agent's own values and welfare as polynomials of her own signals whose coefficients others' signals decide:
 *
 *     v_k(s) = Σ_m ψ_km(s^-i) φ_m(s^i),        W_k(s) = Σ_m Ψ_km(s^-i) φ_m(s^i),        φ_m products of powers of her own signals.
 *
 * Along a straight line of her types both are polynomials of one variable: the choice changes at their roots, and between two of them her
 * own value changes by a difference of two of its values. So a path integral of her field needs no quadrature, whatever the profile.
 */
import {
  derivative, lineValue, minus, plus, rangeOn, rootsWithin, valueAt, type Box, type Polynomial,
} from '../../environment/polynomial.ts';
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { Walk } from './walk-sums.ts';

export interface OwnPolynomials {
  /** [M][C] powers of her own signals. */
  readonly monomials: readonly (readonly number[])[];
  /** [K][M] in all signals, of which hers do not occur. */
  readonly own: readonly (readonly Polynomial[])[];
  readonly social: readonly (readonly Polynomial[])[];
}

/** Welfare of every alternative. */
export const welfarePolynomials = ({ alternatives, valuations: { terms } }: PolynomialProblem): Polynomial[] =>
  alternatives.map((_, k) => plus(...terms.map((rows) => rows[k]!)));

export function ownPolynomials(problem: PolynomialProblem, agent: number): OwnPolynomials {
  const coordinates = coordinatesOf(problem, agent);
  const values = problem.valuations.terms[agent]!;
  const welfare = welfarePolynomials(problem);
  const ownPowers = (powers: readonly number[]): number[] => coordinates.map((d) => powers[d]!);
  const all = new Map([...values, ...welfare].flat().map(({ powers }) => [ownPowers(powers).join(), ownPowers(powers)]));
  const parts = (polynomial: Polynomial): Polynomial[] => [...all.keys()].map((key) =>
    polynomial.filter(({ powers }) => ownPowers(powers).join() === key)
      .map(({ coefficient, powers }) => ({ coefficient, powers: powers.map((power, d) => (coordinates.includes(d) ? 0 : power)) })));
  return { monomials: [...all.values()], own: values.map(parts), social: welfare.map(parts) };
}

/** Coefficients under one profile of the others: [K, M] of her own values and of welfare. */
export interface Faced {
  readonly own: Float64Array;
  readonly social: Float64Array;
}

/** Of every profile in turn; the arrays are used again. */
export function facing({ own, social }: OwnPolynomials): (signals: ArrayLike<number>) => Faced {
  const none: readonly number[] = [];
  const isConstant = (polynomial: Polynomial): boolean => polynomial.every(({ powers }) => powers.every((power) => power === 0));
  const flat = [own.flat(), social.flat()] as const;
  const [owned, shared] = flat.map((list) =>
    Float64Array.from(list, (polynomial) => (isConstant(polynomial) ? valueAt(polynomial, none) : 0))) as [Float64Array, Float64Array];
  const moving = flat.map((list) => list.flatMap((polynomial, at) => (isConstant(polynomial) ? [] : [{ polynomial, at }])));
  return (signals) => {
    for (const { polynomial, at } of moving[0]!) owned[at] = valueAt(polynomial, signals);
    for (const { polynomial, at } of moving[1]!) shared[at] = valueAt(polynomial, signals);
    return { own: owned, social: shared };
  };
}

/** φ_m(from + x (to - from)) as polynomials of x, [M] of one length. */
export function alongLine(monomials: OwnPolynomials['monomials'], from: readonly number[], to: readonly number[]): Float64Array[] {
  const degree = Math.max(0, ...monomials.map((powers) => powers.reduce((sum, n) => sum + n, 0)));
  return monomials.map((powers) => {
    const line = new Float64Array(degree + 1);
    line[0] = 1;
    powers.forEach((power, c) => {
      const [start, step] = [from[c]!, to[c]! - from[c]!];
      for (let n = 0; n < power; n++) for (let j = degree; j >= 0; j--) line[j] = line[j]! * start + (j > 0 ? line[j - 1]! * step : 0);
    });
    return line;
  });
}

/** Σ_m coefficients[k, m] line_m. */
function onLine(coefficients: Float64Array, k: number, lines: readonly Float64Array[], into: Float64Array): Float64Array {
  into.fill(0);
  for (let m = 0; m < lines.length; m++) {
    const weight = coefficients[k * lines.length + m]!;
    if (weight !== 0) for (let j = 0; j < into.length; j++) into[j]! += weight * lines[m]![j]!;
  }
  return into;
}

/** A stretch of a line of types on which one alternative is best. */
export interface Stretch {
  readonly alternative: number;
  readonly from: number;
  readonly to: number;
}

/** A straight line of types, ready for many profiles. */
export class TypeLine {
  private readonly lines: Float64Array[];
  private readonly worths: Float64Array[];
  private readonly scratch: Float64Array;

  private readonly tie: number;

  /** Welfares that differ by no more than `tie` are tied. */
  constructor({ monomials }: OwnPolynomials, from: readonly number[], to: readonly number[], alternatives: number, tie = 0) {
    this.tie = tie;
    this.lines = alongLine(monomials, from, to);
    const length = this.lines[0]?.length ?? 1;
    this.worths = Array.from({ length: alternatives }, () => new Float64Array(length));
    this.scratch = new Float64Array(length);
  }

  /** Which alternative is best at x; ties go to the lowest index. */
  private best(x: number): number {
    let [chosen, most] = [0, lineValue(this.worths[0]!, x)];
    for (let k = 1; k < this.worths.length; k++) {
      const worth = lineValue(this.worths[k]!, x);
      if (worth > most) [chosen, most] = [k, worth];
    }
    return this.tie === 0 ? chosen : this.worths.findIndex((worth) => lineValue(worth, x) >= most - this.tie);
  }

  private face(social: Float64Array): void {
    for (let k = 0; k < this.worths.length; k++) onLine(social, k, this.lines, this.worths[k]!);
  }

  bestAtEnd({ social }: Faced): number {
    this.face(social);
    return this.best(1);
  }

  /** In order from 0 to 1. */
  stretches({ social }: Faced): Stretch[] {
    this.face(social);
    const { worths, scratch } = this;
    const changes: number[] = [];
    for (let k = 0; k < worths.length; k++) {
      for (let l = k + 1; l < worths.length; l++) {
        for (let j = 0; j < scratch.length; j++) scratch[j] = worths[k]![j]! - worths[l]![j]!;
        changes.push(...rootsWithin(scratch));
      }
    }
    const ends = [0, ...changes.sort((a, b) => a - b), 1];
    const found: Stretch[] = [];
    for (let j = 0; j + 1 < ends.length; j++) {
      const [from, to] = [ends[j]!, ends[j + 1]!];
      const alternative = this.best((from + to) / 2);
      const last = found.at(-1);
      if (last?.alternative === alternative) found[found.length - 1] = { ...last, to };
      else found.push({ alternative, from, to });
    }
    return found;
  }

  /** By how much her own value of k rises from x = a to x = b. */
  rise({ own }: Faced, k: number, a: number, b: number): number {
    onLine(own, k, this.lines, this.scratch);
    return lineValue(this.scratch, b) - lineValue(this.scratch, a);
  }
}

/** What she gains along each walk under one profile: as in walk-sums.ts. */
export function polynomialGains(walks: readonly Walk[], polynomials: OwnPolynomials, tie = 0): (faced: Faced) => number[] {
  const alternatives = polynomials.own.length;
  const steps = walks.map(({ points }) =>
    points.map((point, j) => new TypeLine(polynomials, point, points[(j + 1) % points.length]!, alternatives, tie)));
  return (faced) => walks.map(({ kind }, w) => -steps[w]!.reduce((sum, line) => sum + (kind === 'path'
    ? line.stretches(faced).reduce((total, { alternative, from, to }) => total + line.rise(faced, alternative, from, to), 0)
    : line.rise(faced, line.bestAtEnd(faced), 0, 1)), 0));
}

/** Parts of a step over which rises are bounded one by one. */
const PARTS = 32;

/** [low, high] of the gain of any one profile. `box`: supports of all signals. */
export function polynomialRange({ kind, points }: Walk, { monomials, own }: OwnPolynomials, box: Box): readonly [number, number] {
  const coefficients = own.map((row) => row.map((polynomial) => rangeOn(polynomial, box)));
  let [low, high] = [0, 0];
  points.forEach((point, j) => {
    const slopes = alongLine(monomials, point, points[(j + 1) % points.length]!).map((line) =>
      derivative([...line].map((coefficient, n) => ({ coefficient, powers: [n] })), 0));
    // Of every alternative: least and most rise over each part.
    const rises = coefficients.map((row) => Array.from({ length: PARTS }, (_, part) => {
      const over: Box = [[part / PARTS, (part + 1) / PARTS]];
      return row.reduce<readonly [number, number]>(([least, most], [from, to], m) => {
        const [down, up] = rangeOn(slopes[m]!, over);
        const ends = [from * down, from * up, to * down, to * up];
        return [least + Math.min(...ends) / PARTS, most + Math.max(...ends) / PARTS];
      }, [0, 0]);
    }));
    const whole = rises.map((row) => row.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0] as readonly [number, number]));
    const groups = kind === 'path' ? Array.from({ length: PARTS }, (_, part) => rises.map((row) => row[part]!)) : [whole];
    for (const group of groups) {
      low -= Math.max(...group.map(([, most]) => most));
      high -= Math.min(...group.map(([least]) => least));
    }
  });
  return [low, high];
}

/** Differences of two alternatives: of her own values, and of welfare. */
export const differencesOf = (
  values: readonly Polynomial[], welfare: readonly Polynomial[], [k, l]: readonly [number, number],
): { readonly own: Polynomial; readonly social: Polynomial } =>
  ({ own: minus(values[k]!, values[l]!), social: minus(welfare[k]!, welfare[l]!) });
