/**
 * Values that are polynomials of the signals: v_k^i(s) = Σ coefficient Π_d s_d^power. To every study they are a function like others; what
 * asks for a field knows their terms, so that along a line of types the choice changes at roots that can all be found.
 */
import type { Tensor2D, Tensor3D } from '../../kernels/tensors.ts';
import { InputError } from '../errors.ts';
import { requireFinite, requireLength } from './checks.ts';
import { requireBoundedLaw, requireDigits } from './digits.ts';
import { collected, plus, rangeOn, roundedValueAt, type Polynomial, type Term } from './polynomial.ts';
import type { GeneralValuations, SignalCoordinate, SocialChoiceProblem, Valuations, ValueStructure } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export interface PolynomialValuations extends GeneralValuations {
  /** [N][K] */
  readonly terms: readonly (readonly Polynomial[])[];
}

export type PolynomialProblem = SocialChoiceProblem & { readonly valuations: PolynomialValuations };

export interface PolynomialValues {
  readonly agents: readonly string[];
  readonly alternatives: readonly string[];
  readonly signals: readonly SignalCoordinate[];
  /** [N][K] terms, each with a power for every signal. */
  readonly terms: readonly (readonly (readonly Term[])[])[];
}

/** Powers of one term, added up, at most: roots of higher ones are not found to the last digits. */
export const DEGREE_MAX = 8;

export const isPolynomial = (valuations: Valuations): valuations is PolynomialValuations => 'terms' in valuations;

/** How own and others' signals meet in these terms. */
function structureOf({ signals, terms }: PolynomialValues): ValueStructure {
  const met = terms.flatMap((rows, i) => rows.flatMap((polynomial) => collected(polynomial).map(({ powers }) => ({
    own: powers.some((power, d) => power > 0 && signals[d]!.owner === i),
    others: powers.some((power, d) => power > 0 && signals[d]!.owner !== i),
  }))));
  if (met.every(({ others }) => !others)) return 'private';
  return met.some(({ own, others }) => own && others) ? 'nonseparable' : 'additively-separable';
}

/** The problem. Throws InputError naming what is wrong with it. */
export function polynomialValues(values: PolynomialValues): PolynomialProblem {
  const { agents, alternatives, signals } = values;
  requireLength('terms', values.terms, agents.length, 'agents');
  values.terms.forEach((rows, i) => {
    requireLength(`terms[${i}]`, rows, alternatives.length, 'alternatives');
    rows.forEach((polynomial, k) => requireTerms(`terms[${i}][${k}]`, polynomial, signals.length));
  });
  signals.forEach(({ law }, d) => requireBoundedLaw(`signals[${d}].law`, law));
  const terms = values.terms.map((rows) => rows.map(collected));
  const box = signals.map(({ law }) => law.support);
  const ranges = terms.flat().map((polynomial) => rangeOn(polynomial, box));
  const rows = terms.flat();
  const monomials = plus(...rows.map((polynomial) => polynomial.map(({ powers }) => ({ coefficient: 1, powers }))));
  const shares = monomials.map(({ powers }) => rows.map((polynomial) =>
    polynomial.find((term) => term.powers.join() === powers.join())?.coefficient ?? 0));
  const problem: PolynomialProblem = {
    kind: 'social-choice', agents, alternatives, signals,
    valuations: {
      kind: 'general', structure: structureOf({ ...values, terms }), terms,
      range: [Math.min(0, ...ranges.map(([low]) => low)), Math.max(0, ...ranges.map(([, high]) => high))],
      evaluate(tf, at) {
        const profiles = at.shape[0];
        if (monomials.length === 0) return tf.zeros<Tensor3D>([profiles, agents.length, alternatives.length]);
        const column = (d: number): Tensor2D => tf.slice<Tensor2D>(at, [0, d], [profiles, 1]);
        const one = tf.ones<Tensor2D>([profiles, 1]);
        const products = monomials.map(({ powers }) => powers.reduce<Tensor2D>(
          (value, power, d) => Array.from({ length: power }, () => column(d)).reduce<Tensor2D>((so, x) => tf.mul(so, x), value), one));
        const sums = tf.matMul(tf.concat<Tensor2D>(products, 1), tf.tensor2d(shares));
        return tf.reshape<Tensor3D>(sums, [profiles, agents.length, alternatives.length]);
      },
    },
  };
  validateProblem(problem);
  requireDigits('terms', agents, signals, (at, round) =>
    terms.map((list) => list.map((polynomial) => roundedValueAt(polynomial, at, round))));
  return problem;
}

function requireTerms(field: string, given: Polynomial, signals: number): void {
  if (!Array.isArray(given)) throw new InputError(field, 'must be a list of terms { coefficient, powers }');
  const polynomial: Polynomial = given;
  polynomial.forEach(({ coefficient, powers }, n) => {
    requireFinite(`${field}[${n}].coefficient`, coefficient);
    requireLength(`${field}[${n}].powers`, powers, signals, 'signals');
    const degree = powers.reduce((sum, power) => sum + power, 0);
    if (!powers.every((power) => Number.isInteger(power) && power >= 0) || degree > DEGREE_MAX) {
      throw new InputError(
        `${field}[${n}].powers`, `must be whole numbers from 0 on that add up to ${DEGREE_MAX} at most, got ${powers.join(', ')}`,
      );
    }
  });
}
