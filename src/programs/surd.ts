/** Numbers a + b √d, a and b rational, d whole: roots of quadratics, compared exactly. Sums and products are of numbers of one d. */
import { isZero, parseRational, rational, rationalNumber, rationalText, sign, ZERO, type Rational } from './rational.ts';

/** The largest whole number whose square is at most the whole number given, which is not negative. */
function wholeRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Factors below this whose squares stand under a root are taken out, to be read more easily. */
const SMALL = 100n;

export class Surd {
  readonly plain: Rational;
  /** Of √root; 0 where the number is rational. */
  readonly factor: Rational;
  /** No square. 0 where the number is rational. */
  readonly root: bigint;

  private constructor(plain: Rational, factor: Rational, root: bigint) {
    this.plain = plain;
    this.factor = isZero(factor) ? ZERO : factor;
    this.root = isZero(factor) ? 0n : root;
  }

  static of(value: Rational | Surd): Surd {
    return value instanceof Surd ? value : new Surd(value, ZERO, 0n);
  }

  /** √value of a rational that is not negative. */
  static squareRoot(value: Rational): Surd {
    // √(n / d) = √(n d) / d
    let square = value.n * value.d;
    const whole = wholeRoot(square);
    if (whole * whole === square) return Surd.of(rational(whole, value.d));
    let outside = 1n;
    for (let factor = 2n; factor < SMALL; factor++)
      for (; square % (factor * factor) === 0n; square /= factor * factor) outside *= factor;
    return new Surd(ZERO, rational(outside, value.d), square);
  }

  /** The number that `text` is of. Throws InputError naming `field`. */
  static parse(text: string, field: string): Surd {
    const found = /^(?:([^ ]+) ([+-]) )?(-?[^ ]+) sqrt\(([1-9]\d{0,2000})\)$/.exec(text);
    if (found === null) return Surd.of(parseRational(text, field));
    const [, plain = '0', turn = '+', factor = '', root = ''] = found;
    const scaled = Surd.squareRoot(rational(BigInt(root))).scale(parseRational(factor, field));
    return Surd.of(parseRational(plain, field)).add(turn === '-' ? scaled.scale(rational(-1)) : scaled);
  }

  /** The largest whole number that is at most a multiple of a root, which is not negative. */
  static wholePart({ plain, factor, root }: Surd): bigint {
    if (!isZero(plain) || sign(factor) < 0) throw new Error('a multiple of a root is not negative');
    return wholeRoot(factor.n * factor.n * root / (factor.d * factor.d));
  }

  /** The same with √root replaced. */
  at(root: Rational): Rational { return this.plain.add(this.factor.mul(root)); }

  add(other: Surd): Surd { return new Surd(this.plain.add(other.plain), this.factor.add(other.factor), this.#shared(other)); }

  sub(other: Surd): Surd { return this.add(other.scale(rational(-1))); }

  scale(by: Rational): Surd { return new Surd(this.plain.mul(by), this.factor.mul(by), this.root); }

  mul(other: Surd): Surd {
    const root = this.#shared(other);
    return new Surd(
      this.plain.mul(other.plain).add(this.factor.mul(other.factor).mul(rational(root))),
      this.plain.mul(other.factor).add(this.factor.mul(other.plain)), root,
    );
  }

  /** By a number that is not 0. */
  div(other: Surd): Surd {
    const norm = other.plain.mul(other.plain).sub(other.factor.mul(other.factor).mul(rational(other.root)));
    return this.mul(new Surd(other.plain.div(norm), other.factor.div(norm).neg(), other.root));
  }

  /** -1, 0 or 1. */
  sign(): -1 | 0 | 1 {
    const [a, b] = [sign(this.plain), sign(this.factor)];
    if (b === 0 || a === b) return a;
    if (a === 0) return b;
    const larger = this.plain.mul(this.plain).compare(this.factor.mul(this.factor).mul(rational(this.root)));
    return larger > 0 ? a : b;
  }

  /** Of numbers of any two roots. */
  compare(other: Surd): -1 | 0 | 1 {
    if (this.root === other.root || this.root === 0n || other.root === 0n) return this.sub(other).sign();
    // this - other = left - right with left = (a - a') + b √d and right = b' √d'.
    const left = new Surd(this.plain.sub(other.plain), this.factor, this.root);
    const right = sign(other.factor);
    const first = left.sign();
    if (first !== right) return first > right ? 1 : -1;
    const squares = left.mul(left).sub(Surd.of(other.factor.mul(other.factor).mul(rational(other.root)))).sign();
    return first > 0 ? squares : (-squares as -1 | 0 | 1);
  }

  equals(other: Surd): boolean { return this.compare(other) === 0; }

  /** Undefined where it has a root. */
  get exact(): Rational | undefined { return this.root === 0n ? this.plain : undefined; }

  /** Doubles that enclose it, equal where it is rational: from the root to 60 binary places. */
  get enclosure(): readonly [number, number] {
    if (this.root === 0n) { const value = rationalNumber(this.plain); return [value, value]; }
    const low = wholeRoot(this.root << 200n);
    const at = (whole: bigint): number => rationalNumber(this.plain.add(this.factor.mul(rational(whole, 1n << 100n))));
    const ends = [at(low), at(low + 1n)].sort((a, b) => a - b) as [number, number];
    // Each end is rounded twice.
    const slack = 2 ** -51 * Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
    return [ends[0] - slack, ends[1] + slack];
  }

  /** `3/2 + 1/4 sqrt(5)`. */
  get text(): string {
    if (this.root === 0n) return rationalText(this.plain);
    const part = `${rationalText(this.factor.abs())} sqrt(${this.root})`;
    if (isZero(this.plain)) return `${sign(this.factor) < 0 ? '-' : ''}${part}`;
    return `${rationalText(this.plain)} ${sign(this.factor) < 0 ? '-' : '+'} ${part}`;
  }

  #shared(other: Surd): bigint {
    if (this.root !== 0n && other.root !== 0n && this.root !== other.root) throw new Error('numbers of two roots are added up');
    return this.root === 0n ? other.root : this.root;
  }
}
