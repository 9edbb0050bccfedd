/**
 * A law by polynomials: what exact references ask of it hundreds of thousands of times is a few multiplications, where an incomplete beta
 * function takes a hundred. Each piece is the Chebyshev interpolant of the cdf at DEGREE + 1 points; a piece is halved until it says what
 * the cdf says at points between them, to AGREED. What is still not smooth after HALVINGS_MAX (a jump) is asked of the law itself.
 */
import { quantileBySearch, type Distribution } from '../../src/distributions/distribution.ts';

export type CriticalLaw = Pick<Distribution, 'support' | 'cdf' | 'quantile'>;

export interface SwiftLaw extends CriticalLaw {
  /** Integral of the cdf from the lower end of the support. */
  integral(t: number): number;
}

const DEGREE = 12;
/** Of a chance. */
const AGREED = 2 ** -46;
const HALVINGS_MAX = 40;
/** Of a chance: what differs by more is no rounding. */
const ROUNDING_MOST = 1e-7;

interface Piece {
  readonly from: number;
  readonly to: number;
  /** Of the cdf in T_0, T_1, ..; absent: the law's own. */
  readonly terms?: Float64Array;
  /** Of its integral from `from`. */
  readonly sums: Float64Array;
}

/** Sum of terms[n] T_n(x). */
function clenshaw(terms: Float64Array, x: number): number {
  let [next, last] = [0, 0];
  for (let n = terms.length - 1; n > 0; n--) [next, last] = [terms[n]! + 2 * x * next - last, next];
  return terms[0]! + x * next - last;
}

const NODES = Array.from({ length: DEGREE + 1 }, (_, j) => Math.cos((Math.PI * (j + 0.5)) / (DEGREE + 1)));
/** Between the nodes, the ends included. */
const BETWEEN = Array.from({ length: DEGREE + 2 }, (_, j) => Math.cos((Math.PI * j) / (DEGREE + 1)));

const termsOf = (values: readonly number[]): Float64Array => Float64Array.from({ length: DEGREE + 1 }, (_, n) => {
  const sum = values.reduce((total, value, j) => total + value * Math.cos((Math.PI * n * (j + 0.5)) / (DEGREE + 1)), 0);
  return (sum * (n === 0 ? 1 : 2)) / (DEGREE + 1);
});

/** Terms of the integral from -1: that of T_n is T_(n+1) / (2 (n + 1)) - T_(n-1) / (2 (n - 1)). */
function integrated(terms: Float64Array): Float64Array {
  const sums = new Float64Array(terms.length + 1);
  const term = (n: number): number => (n < terms.length ? terms[n]! : 0);
  for (let n = 1; n <= terms.length; n++) sums[n] = ((n === 1 ? 2 : 1) * term(n - 1) - term(n + 1)) / (2 * n);
  sums[0] = -clenshaw(sums, -1);
  return sums;
}

interface Tried extends Piece {
  readonly terms: Float64Array;
  /** By how much the polynomial and the cdf differ, at most, between the nodes. */
  readonly off: number;
}

function tried(law: CriticalLaw, from: number, to: number): Tried {
  const [middle, half] = [from + (to - from) / 2, (to - from) / 2];
  const at = (x: number): number => law.cdf(middle + half * x);
  const terms = termsOf(NODES.map(at));
  const off = Math.max(...BETWEEN.map((x) => Math.abs(clenshaw(terms, x) - at(x))));
  return { from, to, terms, sums: integrated(terms), off };
}

function piecesOf(law: CriticalLaw, whole: Tried, depth: number): Piece[] {
  if (whole.off <= AGREED) return [whole];
  // A jump: of so small a width that the integral does not notice.
  if (depth === 0) return [{ from: whole.from, to: whole.to, sums: whole.sums }];
  const middle = whole.from + (whole.to - whole.from) / 2;
  const halves = [tried(law, whole.from, middle), tried(law, middle, whole.to)];
  // A jump or a kink makes one half worse than the other; what halves neither is rounding of the cdf, or of types far from zero.
  if (whole.off <= ROUNDING_MOST && halves.every(({ off }) => off > whole.off / 4)) return [whole];
  return halves.flatMap((half) => piecesOf(law, half, depth - 1));
}

/** The law, its chances within 1e-13 where types and chances have so many digits. */
export function swiftLaw(law: CriticalLaw): SwiftLaw {
  const [low, high] = law.support;
  const pieces = piecesOf(law, tried(law, low, high), HALVINGS_MAX);
  const upTo = new Float64Array(pieces.length + 1);
  pieces.forEach(({ from, to, sums }, i) => { upTo[i + 1] = upTo[i]! + ((to - from) / 2) * clenshaw(sums, 1); });
  const indexOf = (t: number): number => {
    let [first, last] = [0, pieces.length - 1];
    while (first < last) {
      const middle = (first + last + 1) >> 1;
      if (pieces[middle]!.from <= t) first = middle;
      else last = middle - 1;
    }
    return first;
  };
  const place = ({ from, to }: Piece, t: number): number => (t - from - (to - t)) / (to - from);
  const cdf = (t: number): number => {
    if (t <= low || t >= high) return law.cdf(t);
    const piece = pieces[indexOf(t)]!;
    return piece.terms ? Math.min(1, Math.max(0, clenshaw(piece.terms, place(piece, t)))) : law.cdf(t);
  };
  const integral = (t: number): number => {
    if (t <= low) return 0;
    const i = indexOf(Math.min(t, high));
    const piece = pieces[i]!;
    return upTo[i]! + ((piece.to - piece.from) / 2) * clenshaw(piece.sums, place(piece, Math.min(t, high))) + Math.max(0, t - high);
  };
  return {
    support: law.support, cdf, integral,
    quantile: (p) => (p <= law.cdf(low) ? low : p >= 1 ? law.quantile(p) : quantileBySearch({ support: law.support, cdf }, p)),
  };
}
