/**
 * Functions of signals in one form each: sums of terms, a term a coefficient times powers of signals, of functions and of sums in
 * brackets. What cancels is seen to cancel; coefficients that cancel to within 1e-12 of the largest are taken for rounding. For checks that
 * share nothing with src/environment/formula.
 */

export type Applied = 'exp' | 'log' | 'abs' | 'max' | 'branch';

/** Something that is raised to a power: signal d, a function, or a sum in brackets. `branch`: the second where the first is above 0. */
export interface Base {
  readonly id: number;
  readonly of: Applied | 'signal' | 'sum';
  readonly d: number;
  readonly args: readonly Sum[];
}

export interface Factor {
  readonly base: Base;
  readonly power: number;
}

export interface Term {
  readonly coefficient: number;
  /** In the order of their bases; none: the constant. */
  readonly factors: readonly Factor[];
  readonly id: number;
}

export interface Sum {
  /** In the order of what they are made of. */
  readonly terms: readonly Term[];
  readonly id: number;
}

const EQUAL = 1e-12;
/** Terms at most of a sum that is multiplied out. */
const MULTIPLIED_MAX = 5000;

/** The value of a sum that is a number. */
export const constantOf = ({ terms }: Sum): number | undefined => {
  if (terms.length === 0) return 0;
  return terms.length === 1 && terms[0]!.factors.length === 0 ? terms[0]!.coefficient : undefined;
};

type Kept<T> = (of: { readonly id: number }, make: () => T) => T;

/** Remembers by number what was made of each. */
function keeping<T>(): Kept<T> {
  const known = new Map<number, T>();
  return (of, make) => {
    const found = known.get(of.id);
    if (found !== undefined) return found;
    const made = make();
    known.set(of.id, made);
    return made;
  };
}

/** Makes them; what is equal by form has one number. */
export class Sums {
  private readonly ids = new Map<string, number>();
  private readonly slopes = new Map<number, { readonly sums: Kept<Sum>; readonly bases: Kept<Sum> }>();

  private id(text: string): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    this.ids.set(text, this.ids.size + 1);
    return this.ids.size;
  }

  private sumOf(terms: readonly Term[]): Sum {
    const sorted = [...terms].sort((one, other) => one.id - other.id);
    return { terms: sorted, id: this.id(`+${sorted.map(({ coefficient, id }) => `${coefficient}:${id}`).join()}`) };
  }

  private term(coefficient: number, factors: readonly Factor[]): Term {
    const sorted = [...factors].sort((one, other) => one.base.id - other.base.id);
    return { coefficient, factors: sorted, id: this.id(`*${sorted.map(({ base, power }) => `${base.id}^${power}`).join()}`) };
  }

  private base(of: Base['of'], args: readonly Sum[], d = -1): Base {
    return { of, args, d, id: this.id(`${of}${d}(${args.map(({ id }) => id).join()})`) };
  }

  private alone(base: Base): Sum {
    return this.sumOf([this.term(1, [{ base, power: 1 }])]);
  }

  number(value: number): Sum {
    return this.sumOf(value === 0 ? [] : [this.term(value, [])]);
  }

  signal(d: number): Sum {
    return this.alone(this.base('signal', [], d));
  }

  /** Σ factor part */
  plus(...parts: readonly (readonly [factor: number, part: Sum])[]): Sum {
    const totals = new Map<number, { readonly term: Term; sum: number; most: number }>();
    for (const [factor, { terms }] of parts) {
      for (const term of terms) {
        const total = totals.get(term.id) ?? { term, sum: 0, most: 0 };
        totals.set(term.id, total);
        const adds = factor * term.coefficient;
        total.sum += adds;
        total.most = Math.max(total.most, Math.abs(adds));
      }
    }
    return this.sumOf([...totals.values()].flatMap(({ term, sum, most }) =>
      (most < Infinity && Math.abs(sum) <= EQUAL * most ? [] : [{ ...term, coefficient: sum }])));
  }

  minus(one: Sum, other: Sum): Sum {
    return this.plus([1, one], [-1, other]);
  }

  /** Π part^power */
  product(...parts: readonly (readonly [part: Sum, power: number])[]): Sum {
    let coefficient = 1;
    const powers = new Map<number, { readonly base: Base; power: number }>();
    const raise = (base: Base, power: number): void => {
      const known = powers.get(base.id) ?? { base, power: 0 };
      powers.set(base.id, known);
      known.power += power;
    };
    for (const [part, power] of parts) {
      const [only, more] = part.terms;
      if (only === undefined) coefficient *= 0 ** power;
      else if (more !== undefined) raise(this.base('sum', [part]), power);
      else if (Number.isInteger(power)) {
        coefficient *= only.coefficient ** power;
        for (const factor of only.factors) raise(factor.base, factor.power * power);
      } else if (only.coefficient > 0) {
        coefficient *= only.coefficient ** power;
        const [first, second] = only.factors;
        if (first && !second && first.power === 1) raise(first.base, power);
        else if (first) raise(this.base('sum', [this.sumOf([{ ...only, coefficient: 1 }])]), power);
      } else raise(this.base('sum', [part]), power);
    }
    if (coefficient === 0) return this.number(0);
    const factors = [...powers.values()].filter(({ power }) => power !== 0);
    const [first] = factors;
    if (factors.length === 1 && first!.base.of === 'sum' && first!.power === 1) return this.plus([coefficient, first!.base.args[0]!]);
    return this.sumOf([this.term(coefficient, factors)]);
  }

  apply(of: Applied, ...args: readonly Sum[]): Sum {
    const [x, y, z] = args as [Sum, Sum, Sum];
    const numbers = args.map(constantOf);
    if (of === 'branch' && numbers[0] !== undefined && numbers[0] !== 0) return numbers[0] > 0 ? y : z;
    if (of !== 'branch' && numbers.every((value) => value !== undefined)) {
      return this.number((Math[of] as (...list: number[]) => number)(...numbers));
    }
    if (of === 'max' && x.id === y.id) return x;
    if (of === 'branch' && y.id === z.id) return y;
    return this.alone(this.base(of, of === 'max' && x.id > y.id ? [y, x] : args));
  }

  /** By signal d; at a kink one of the slopes on its two sides, or any between them. */
  slope(sum: Sum, d: number): Sum {
    const { sums } = this.slopes.get(d) ?? this.slopes.set(d, { sums: keeping(), bases: keeping() }).get(d)!;
    return sums(sum, () => this.plus(...sum.terms.flatMap(({ coefficient, factors }) => factors.map(({ base, power }, j) => {
      const inner = this.slopeOfBase(base, d);
      const rest = factors.map((factor, i) =>
        [this.alone(factor.base), i === j ? power - 1 : factor.power] as const);
      return [coefficient * power, inner.terms.length === 0 ? inner : this.product(...rest, [inner, 1])] as const;
    }))));
  }

  private slopeOfBase(base: Base, d: number): Sum {
    return this.slopes.get(d)!.bases(base, () => {
      const [x, y, z] = base.args as [Sum, Sum, Sum];
      switch (base.of) {
        case 'signal': return this.number(base.d === d ? 1 : 0);
        case 'sum': return this.slope(x, d);
        case 'exp': return this.product([this.alone(base), 1], [this.slope(x, d), 1]);
        case 'log': return this.product([x, -1], [this.slope(x, d), 1]);
        case 'abs': return this.apply('branch', x, this.slope(x, d), this.plus([-1, this.slope(x, d)]));
        case 'max': return this.apply('branch', this.minus(x, y), this.slope(x, d), this.slope(y, d));
        case 'branch': return this.apply('branch', x, this.slope(y, d), this.slope(z, d));
      }
    });
  }

  /** With numbers in place of the signals for which there is one. */
  fixing(at: (d: number) => number | undefined): (sum: Sum) => Sum {
    const [sums, bases] = [keeping<Sum>(), keeping<Sum>()];
    const ofBase = (base: Base): Sum => bases(base, () => {
      const value = base.of === 'signal' ? at(base.d) : undefined;
      if (value !== undefined) return this.number(value);
      if (base.of === 'signal') return this.alone(base);
      return base.of === 'sum' ? ofSum(base.args[0]!) : this.apply(base.of, ...base.args.map(ofSum));
    });
    const ofSum = (sum: Sum): Sum => sums(sum, () => this.plus(...sum.terms.map(({ coefficient, factors }) =>
      [coefficient, this.product(...factors.map(({ base, power }) => [ofBase(base), power] as const))] as const)));
    return ofSum;
  }

  /** Whether it is 0 everywhere, brackets multiplied out; that it is not said to be proves nothing. */
  isNothing(sum: Sum): boolean {
    if (sum.terms.length === 0) return true;
    const all = this.multiplied(sum);
    return all !== undefined && this.plus(...all.map((one) => [1, one] as const)).terms.length === 0;
  }

  /** Single terms that add up to it. */
  private multiplied({ terms }: Sum): Sum[] | undefined {
    const all: Sum[] = [];
    for (const { coefficient, factors } of terms) {
      let made: Sum[] = [this.number(coefficient)];
      for (const { base, power } of factors) {
        const opens = base.of === 'sum' && Number.isInteger(power) && power > 0;
        const parts = opens ? this.multiplied(base.args[0]!) : [this.product([this.alone(base), power])];
        if (parts === undefined) return undefined;
        for (let n = 0; n < (opens ? power : 1); n++) {
          if (made.length * parts.length > MULTIPLIED_MAX) return undefined;
          made = made.flatMap((one) => parts.map((part) => this.product([one, 1], [part, 1])));
        }
      }
      all.push(...made);
    }
    return all.length > MULTIPLIED_MAX ? undefined : all;
  }

  /** Whether signal d stands in it. */
  moves(sum: Sum, d: number): boolean {
    const seen = new Set<number>();
    const inside = (one: Sum): boolean => {
      if (seen.has(one.id)) return false;
      seen.add(one.id);
      return one.terms.some(({ factors }) => factors.some(({ base }) => base.d === d || base.args.some(inside)));
    };
    return inside(sum);
  }
}
