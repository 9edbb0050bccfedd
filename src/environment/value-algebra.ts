/**
 * What questions about slopes ask of one agent's values and of welfare, whatever these are made of: polynomials, expressions. A further
 * kind of values is a file that gives this.
 */
import {
  asSum, derivativeBy, expanded, held, isZero, minus, moves, plus, product, times, type Expression,
} from './formula/expression.ts';
import { Tape } from './formula/tape.ts';
import {
  derivative, minus as less, plus as sum, product as multiplied, rangeOn, times as multiple, valueAt, type Box, type Polynomial,
} from './polynomial.ts';

type Ends = readonly [low: number, high: number];

export interface Algebra<E> {
  derivative(e: E, d: number): E;
  minus(one: E, other: E): E;
  plus(...parts: readonly E[]): E;
  product(one: E, other: E): E;
  times(factor: number, e: E): E;
  /** Whether it is 0 everywhere; that it is not said to be proves nothing. */
  isZero(e: E): boolean;
  /** Whether signal d may change its value: slopes with jumps change where their own slope is 0 on both sides. */
  moves(e: E, d: number): boolean;
  /** With numbers in place of some signals. */
  held(e: E, at: (d: number) => number | undefined): E;
  /** Coefficients of its terms, each by a name of the term. */
  coefficients(e: E): ReadonlyMap<string, number>;
  /** Two numbers for each of a list between which all its values on a box lie: the nearer, the smaller the box. */
  ranges(list: readonly E[]): (box: Box) => readonly Ends[];
  values(list: readonly E[]): (at: readonly number[]) => readonly number[];
}

/** One agent's own values of every alternative, and welfare, over a box of all signals. */
export interface OwnValues<E> {
  readonly algebra: Algebra<E>;
  readonly own: readonly E[];
  readonly social: readonly E[];
  readonly box: Box;
}

export const polynomials: Algebra<Polynomial> = {
  derivative, minus: less, plus: sum, product: multiplied, times: multiple,
  isZero: ({ length }) => length === 0,
  moves: (e, d) => e.some(({ powers }) => powers[d]! > 0),
  held: (e, at) => sum(e.map(({ coefficient, powers }) => ({
    coefficient: powers.reduce((value, n, d) => value * (n > 0 ? at(d) ?? 1 : 1) ** n, coefficient),
    powers: powers.map((n, d) => (at(d) === undefined ? n : 0)),
  }))),
  coefficients: (e) => new Map(e.map(({ coefficient, powers }) => [powers.join(), coefficient])),
  ranges: (list) => (box) => list.map((e) => rangeOn(e, box)),
  values: (list) => (at) => list.map((e) => valueAt(e, at)),
};

export const expressions: Algebra<Expression> = {
  derivative: (e, d) => derivativeBy(d)(e), minus, plus, product, times,
  isZero: (e) => isZero(e) || isZero(expanded(e) ?? e),
  moves: (e, d) => moves(e, d) && !isZero(expanded(e) ?? e),
  held: (e, at) => held(at)(e),
  coefficients: (e) => new Map(asSum(e).terms.map(({ coefficient, of }) => [of.key, coefficient])),
  ranges: (list) => {
    const tape = new Tape(list);
    return (box) => {
      tape.over(box);
      return list.map((_, r) => tape.range(r));
    };
  },
  values: (list) => {
    const tape = new Tape(list);
    return (at) => {
      tape.evaluate(at);
      return Array.from(tape.roots, (place) => tape.value[place]!);
    };
  },
};

/** Her own signals move; others' are at their middles. */
export const atMiddles = <E>({ algebra, box }: Pick<OwnValues<E>, 'algebra' | 'box'>, own: readonly number[]) => (e: E): E =>
  algebra.held(e, (d) => (own.includes(d) ? undefined : (box[d]![0] + box[d]![1]) / 2));

/** The box with signals that none of a list moves with at their middles, so that halving it is not wasted on them. */
export const boxOf = <E>({ moves: enters }: Algebra<E>, list: readonly E[], box: Box): Box => box.map(([low, high], d) => {
  const middle = low + (high - low) / 2;
  return list.some((e) => enters(e, d)) ? [low, high] : [middle, middle];
});
