/**
 * A design program whose beliefs move with a parameter. Written with probabilities that are not divided by those of types, its entries are
 * polynomials in the parameter. A basis that decides the program at one value decides it at every other at which the numbers that have to
 * be positive are; these are quotients of polynomials over the basis's determinant, so the stretch ends at the first root of any of them.
 */
import { conditionalBeliefs, marginal } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { contradictionOfBasis, pointsOfBasis, type Basis } from '../../programs/basis.ts';
import { proves } from '../../programs/check.ts';
import { endingBasis, type EndingBasis } from '../../programs/criss-cross.ts';
import { clearDenominators } from '../../programs/integers.ts';
import { Roots, through, valueAt, type Polynomial } from '../../programs/polynomial.ts';
import { combineBounds, combineRows, evaluateTerms, type Program, type Term } from '../../programs/program.ts';
import { isZero, ONE, rational, sign, type Rational } from '../../programs/rational.ts';
import type { DesignProgram } from './design-program.ts';

/** Degree of an entry: a probability times a payoff, both linear. */
const DEGREE = 2;
/** Degree of a determinant and entries of a program up to which stretches are proved. */
const DEGREES_MAX = 48;
const ENTRIES_MAX = 4000;

interface MovingRow {
  readonly terms: readonly (readonly [column: number, coefficient: Polynomial])[];
  readonly bound: Polynomial;
  readonly degree: number;
}

/** A number that may not be negative, as a polynomial over the determinant; `zero`: it has to be 0; `positive`: nor may it be 0. */
type Demand = 'nonnegative' | 'zero' | 'positive';

/** The verdict at a value and the polynomials whose roots next to it end it; `closed`: it holds at the root as well. */
export interface Stretch {
  readonly holds: boolean;
  readonly ends: readonly { readonly roots: Roots; readonly closed: boolean }[];
}

/** Determinant of the basis's rows in its columns, over whole numbers (Bareiss). */
function determinant(program: Program, basis: Basis): Rational {
  const place = new Map(basis.columns.map((column, k) => [column, k]));
  let scale = ONE;
  const table = basis.rows.map((r) => {
    const line = basis.columns.map(() => rational(0));
    for (const [column, value] of program.rows[r]!.terms) {
      const at = place.get(column);
      if (at !== undefined) line[at] = value;
    }
    const { integers, factor } = clearDenominators(line);
    scale = scale.mul(rational(factor.denominator, factor.numerator));
    return integers;
  });
  let [before, turn] = [1n, 1n];
  for (let k = 0; k < table.length; k++) {
    const pivot = table.findIndex((line, r) => r >= k && line[k] !== 0n);
    if (pivot < 0) return rational(0);
    if (pivot !== k) { [table[k], table[pivot]] = [table[pivot]!, table[k]!]; turn = -turn; }
    for (let r = k + 1; r < table.length; r++)
      for (let c = table.length - 1; c >= k; c--)
        table[r]![c] = (table[r]![c]! * table[k]![k]! - table[r]![k]! * table[k]![c]!) / before;
    before = table[k]![k]!;
  }
  return scale.mul(rational(before * turn));
}

/** The multiplier that the violated variable has, up to a positive factor: it keeps its sign where multipliers are polynomials. */
const senseOf = (program: Program, farkas: readonly Rational[], violated: NonNullable<EndingBasis['violated']>): Rational =>
  ('row' in violated ? farkas[violated.row]! : combineRows(program, farkas)[violated.column]!);

/** What has to hold of the basis's point or multipliers, of these with the sense given; undefined where the basis is singular. */
function demandsAt(
  program: Program, { basis, violated }: EndingBasis, sense: number,
): { readonly value: Rational; readonly demand: Demand }[] | undefined {
  if (violated === undefined) {
    const points = pointsOfBasis(program, basis);
    return points && [
      ...program.columns.flatMap(({ kind }, c) => (kind === 'free' ? [] : [{ value: points.primal[c]!, demand: 'nonnegative' as const }])),
      ...program.rows.map(({ terms, relation, bound }) => {
        const slack = evaluateTerms(terms, points.primal).sub(bound);
        return { value: relation === '<=' ? slack.neg() : slack, demand: relation === '=' ? 'zero' as const : 'nonnegative' as const };
      }),
    ];
  }
  const found = contradictionOfBasis(program, basis, violated);
  if (found === undefined) return undefined;
  const farkas = sign(senseOf(program, found, violated)) === sense ? found : found.map((value) => value.neg());
  const combined = combineRows(program, farkas);
  return [
    { value: combineBounds(program, farkas), demand: 'positive' },
    ...program.rows.flatMap(({ relation }, r) => (relation === '=' ? []
      : [{ value: relation === '<=' ? farkas[r]!.neg() : farkas[r]!, demand: 'nonnegative' as const }])),
    ...program.columns.map(({ kind }, c) => (
      { value: combined[c]!.neg(), demand: kind === 'free' ? 'zero' as const : 'nonnegative' as const })),
  ];
}

/** By which a row's conditional beliefs become probabilities of the prior. */
function weightOf(model: FiniteModel, constraint: DesignProgram['constraints'][number] | undefined): Rational {
  if (model.beliefs?.kind !== 'prior' || constraint === undefined || !('agent' in constraint)) return ONE;
  return marginal(model, model.beliefs.probabilities, constraint.agent, constraint.type);
}

export class MovingProgram {
  private readonly base: Program;
  private readonly rows: readonly MovingRow[];
  private readonly low: Rational;
  private readonly high: Rational;

  private constructor(base: Program, rows: readonly MovingRow[], low: Rational, high: Rational) {
    this.base = base;
    this.rows = rows;
    this.low = low;
    this.high = high;
  }

  /** Between two values; undefined where the program is too large, or its entries are no polynomials there. */
  static between(
    low: Rational, high: Rational, model: (value: Rational) => FiniteModel, design: (model: FiniteModel) => DesignProgram,
  ): MovingProgram | undefined {
    const count = DEGREE + 2;
    const points = Array.from({ length: count }, (_, k) => low.add(high.sub(low).mul(rational(2 * k + 1, 2 * count))));
    const samples = points.map((point) => {
      const at = model(point);
      conditionalBeliefsIfAny(at);
      const { program, constraints } = design(at);
      return { program, weights: program.rows.map((_, r) => weightOf(at, constraints[r])) };
    });
    const { program: base } = samples[0]!;
    if ((base.columns.length + 1) * (base.rows.length + 1) > ENTRIES_MAX) return undefined;
    const alike = ({ rows }: Program): boolean =>
      rows.length === base.rows.length && rows.every(({ name }, r) => name === base.rows[r]!.name);
    if (!samples.every(({ program }) => alike(program))) return undefined;
    const entry = (read: (program: Program) => Rational, r: number): Polynomial =>
      through(points, samples.map(({ program, weights }) => read(program).mul(weights[r]!)));
    const rows = base.rows.map((_, r): MovingRow => {
      const columns = [...new Set(samples.flatMap(({ program }) => program.rows[r]!.terms.map(([column]) => column)))];
      const terms = columns.map((column) =>
        [column, entry((program) => program.rows[r]!.terms.find(([at]) => at === column)?.[1] ?? rational(0), r)] as const);
      const bound = entry((program) => program.rows[r]!.bound, r);
      return { terms, bound, degree: Math.max(0, bound.length - 1, ...terms.map(([, { length }]) => length - 1)) };
    });
    if (rows.some(({ degree }) => degree > DEGREE)) return undefined;
    return new MovingProgram(base, rows, low, high);
  }

  at(value: Rational): Program {
    return {
      ...this.base,
      rows: this.base.rows.map(({ name, relation }, r) => ({
        name, relation, bound: valueAt(this.rows[r]!.bound, value),
        terms: this.rows[r]!.terms.map(([column, coefficient]): Term => [column, valueAt(coefficient, value)])
          .filter(([, coefficient]) => !isZero(coefficient)),
      })),
    };
  }

  /** The verdict at a value and what ends it; undefined where no basis is found or it proves the verdict at this value alone. */
  stretchAt(value: Rational): Stretch | undefined {
    const program = this.at(value);
    const ending = endingBasis(program);
    if (ending === undefined || !decides(program, ending)) return undefined;
    const { basis, violated } = ending;
    const sense = violated === undefined ? 1 : sign(senseOf(program, contradictionOfBasis(program, basis, violated)!, violated));
    const degrees = basis.rows.reduce((total, r) => total + this.rows[r]!.degree, 0) + 2 * DEGREE;
    if (degrees > DEGREES_MAX) return undefined;
    const points: Rational[] = [];
    const determinants: Rational[] = [];
    const tables: Rational[][] = [];
    let demands: readonly Demand[] = [];
    // Some points may be singular; they are passed over.
    for (let k = 1; points.length <= degrees && k < 4 * degrees + 8; k++) {
      const point = this.low.add(this.high.sub(this.low).mul(rational(k, 4 * degrees + 8)));
      const moved = this.at(point);
      const found = demandsAt(moved, ending, sense);
      if (found === undefined) continue;
      const size = determinant(moved, basis);
      points.push(point);
      determinants.push(size);
      demands = found.map(({ demand }) => demand);
      tables.push(found.map((one) => one.value.mul(size)));
    }
    if (points.length <= degrees) return undefined;
    const roots: { roots: Roots; closed: boolean }[] = [];
    const add = (polynomial: Polynomial, closed: boolean): void => {
      if (polynomial.length > 1) roots.push({ roots: new Roots(polynomial), closed });
    };
    add(through(points, determinants), false);
    for (const [k, demand] of demands.entries()) {
      const polynomial = through(points, tables.map((row) => row[k]!));
      if (demand === 'zero') { if (polynomial.length > 0) return undefined; } else add(polynomial, demand !== 'positive');
    }
    return { holds: violated === undefined, ends: roots };
  }
}

/** Throws InputError where a type has no belief. */
const conditionalBeliefsIfAny = (model: FiniteModel): void => {
  if (model.beliefs?.kind === 'prior' || model.beliefs?.kind === 'beliefs') conditionalBeliefs(model);
};

function decides(program: Program, ending: EndingBasis): boolean {
  if (ending.violated === undefined) {
    const points = pointsOfBasis(program, ending.basis);
    return points !== undefined && proves(program, { ...points, dual: program.rows.map(() => rational(0)) });
  }
  const farkas = contradictionOfBasis(program, ending.basis, ending.violated);
  return farkas !== undefined && proves(program, { status: 'infeasible', farkas }) && sign(combineBounds(program, farkas)) > 0;
}
