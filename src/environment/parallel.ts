/** Whether vectors that are affine in the other's type are parallel wherever it is, decided in rational numbers. */
import { isZero, parseRational, ZERO, type Rational } from '../programs/rational.ts';
import type { Affine } from '../beliefs/affine.ts';

const exact = (x: number): Rational => parseRational(x, 'coefficient');

/** [constant, slopes...] */
const rationals = ({ constant, slopes }: Affine): Rational[] => [constant, ...slopes].map(exact);

export const isNothing = ({ constant, slopes }: Affine): boolean => constant === 0 && slopes.every((x) => x === 0);

/** Products and sums of a few such are exact in doubles. */
const WHOLE_MAX = 2 ** 20;
const areWhole = (of: readonly Affine[]): boolean =>
  of.every(({ constant, slopes }) => [constant, ...slopes].every((x) => Number.isInteger(x) && Math.abs(x) <= WHOLE_MAX));

/** The same for whole numbers, without fractions. */
function wholeMinorIsZero(...of: readonly [Affine, Affine, Affine, Affine]): boolean {
  const [p, q, r, s] = of.map(({ constant, slopes }) => [constant, ...slopes]) as [number[], number[], number[], number[]];
  return p.every((_, x) => p.slice(0, x + 1).every((__, y) => {
    const term = (u: readonly number[], v: readonly number[]): number => u[x]! * v[y]! + (x === y ? 0 : u[y]! * v[x]!);
    return term(p, q) === term(r, s);
  }));
}

/** a_j b_k - a_k b_j as a polynomial in z: coefficients by pairs of coordinates, 0 standing for the constant. */
function minorIsZero(aj: Affine, bk: Affine, ak: Affine, bj: Affine): boolean {
  if (areWhole([aj, bk, ak, bj])) return wholeMinorIsZero(aj, bk, ak, bj);
  const [p, q, r, s] = [aj, bk, ak, bj].map(rationals) as [Rational[], Rational[], Rational[], Rational[]];
  return p.every((_, x) => p.slice(0, x + 1).every((__, y) => {
    const term = (u: Rational[], v: Rational[]): Rational => u[x]!.mul(v[y]!).add(x === y ? ZERO : u[y]!.mul(v[x]!));
    return isZero(term(p, q).sub(term(r, s)));
  }));
}

/** Of vectors a(z) and b(z): every 2 x 2 minor is zero at every z. One of the two may be zero. */
export const parallelEverywhere = (a: readonly Affine[], b: readonly Affine[]): boolean =>
  a.every((aj, j) => a.slice(j + 1).every((ak, step) => minorIsZero(aj, b[j + 1 + step]!, ak, b[j]!)));

/** Rank of a matrix of decimals at most 1. */
export const rankAtMostOne = (matrix: readonly (readonly number[])[]): boolean => {
  const rows = matrix.map((row) => row.map(exact));
  return rows.every((p, i) => rows.slice(i + 1).every((q) =>
    p.every((x, j) => p.slice(j + 1).every((y, step) => isZero(x.mul(q[j + 1 + step]!).sub(y.mul(q[j]!)))))));
};
