/**
 * Values that are formulas of the signals, as texts: v_k^i(s) = `a + sqrt(b*z)`. To every study they are a function like others; what asks
 * for a field knows their slopes, and bounds on both over whole boxes of signals.
 */
import { InputError } from '../errors.ts';
import { didYouMean } from '../input/suggest.ts';
import { requireFinite, requireLength } from './checks.ts';
import { requireBoundedLaw, requireDigits } from './digits.ts';
import { requireMet, rangeOver } from './formula/demands.ts';
import { asSum, expanded, moves, type Expression } from './formula/expression.ts';
import { readFormula, type Demand } from './formula/read-formula.ts';
import { roundedValues, tensorValues } from './formula/tensor-values.ts';
import type { Box } from './polynomial.ts';
import type { GeneralValuations, SignalCoordinate, SocialChoiceProblem, Valuations, ValueStructure } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export interface FormulaValuations extends GeneralValuations {
  /** [N][K] as given. */
  readonly formulas: readonly (readonly string[])[];
  readonly parameters: Readonly<Record<string, number>>;
}

export type FormulaProblem = SocialChoiceProblem & { readonly valuations: FormulaValuations };

export interface FormulaValues {
  readonly agents: readonly string[];
  readonly alternatives: readonly string[];
  readonly signals: readonly SignalCoordinate[];
  /** [N][K] texts, or numbers. */
  readonly formulas: readonly (readonly (string | number)[])[];
  /** Numbers that formulas call by name. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export const isFormula = (valuations: Valuations): valuations is FormulaValuations => 'formulas' in valuations;

/** Boxes that are halved for the range of one value. */
const ROUNDS = 64;

/** How own and others' signals meet in agent i's values. */
function structureOf(signals: readonly SignalCoordinate[], expressions: readonly (readonly Expression[])[]): ValueStructure {
  const met = expressions.flatMap((rows, i) => rows.flatMap((e) => asSum(expanded(e) ?? e).terms.map(({ of }) => ({
    own: signals.some(({ owner }, d) => owner === i && moves(of, d)),
    others: signals.some(({ owner }, d) => owner !== i && moves(of, d)),
  }))));
  if (met.every(({ others }) => !others)) return 'private';
  return met.some(({ own, others }) => own && others) ? 'nonseparable' : 'additively-separable';
}

/** [N][K] expressions, and what has to hold for them to have values. Throws InputError naming the formula and the position. */
function readAll({ agents, alternatives, signals, formulas, parameters = {} }: FormulaValues) {
  const names = { signals: signals.map(({ name }) => name), parameters };
  return formulas.map((row, i) => row.map((text, k) => ({
    field: `formulas[${i}][${k}]`, ...readFormula(String(text), names, `formulas[${i}][${k}]`, `${agents[i]}, ${alternatives[k]}: `),
  })));
}

const known = new WeakMap<FormulaValuations, Expression[][]>();

/** Of values that `formulaValues` made, [N][K]. */
export function formulaExpressions({ valuations, ...problem }: FormulaProblem): Expression[][] {
  const { formulas, parameters } = valuations;
  const read = known.get(valuations) ?? readAll({ ...problem, formulas, parameters }).map((row) => row.map(({ expression }) => expression));
  known.set(valuations, read);
  return read;
}

/** The problem. Throws InputError naming what is wrong with it: agent, alternative and position of a formula. */
export function formulaValues(values: FormulaValues): FormulaProblem {
  requireParts(values);
  const { agents, alternatives, signals, formulas, parameters = {} } = values;
  const read = readAll(values);
  const expressions = read.map((row) => row.map(({ expression }) => expression));
  const box: Box = signals.map(({ law }) => law.support);
  read.flat().forEach(({ demands, field }) => requireMet(demands satisfies readonly Demand[], box, signals.map(({ name }) => name), field));
  const ranges = read.flat().map(({ expression, field }) => {
    const range = rangeOver(expression, box, ROUNDS);
    if (!range.every(Number.isFinite)) throw new InputError(field, `has no bounds over the supports of the signals: [${range.join(', ')}]`);
    return range;
  });
  const problem: FormulaProblem = {
    kind: 'social-choice', agents, alternatives, signals,
    valuations: {
      kind: 'general', structure: structureOf(signals, expressions), parameters,
      formulas: formulas.map((row) => row.map(String)),
      range: [Math.min(0, ...ranges.map(([low]) => low)), Math.max(0, ...ranges.map(([, high]) => high))],
      evaluate: tensorValues(expressions),
    },
  };
  validateProblem(problem);
  requireDigits('formulas', agents, signals, roundedValues(expressions));
  known.set(problem.valuations, expressions);
  return problem;
}

const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const KNOWN = ['agents', 'alternatives', 'signals', 'formulas', 'parameters'];

function requireParts(values: FormulaValues): void {
  if (typeof values !== 'object' || values === null) {
    throw new InputError('formulaValues', `must be given an object with ${KNOWN.join(', ')}`);
  }
  const unknown = Object.keys(values).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new InputError(unknown, `is no part of formulaValues${didYouMean(unknown, KNOWN) || `; accepted: ${KNOWN.join(', ')}`}`);
  }
  const { agents, alternatives, signals, formulas, parameters = {} } = values;
  for (const [field, list] of Object.entries({ agents, alternatives, signals })) {
    if (!Array.isArray(list) || list.length === 0) throw new InputError(field, 'must be a list that is not empty');
  }
  if (typeof parameters !== 'object' || parameters === null) throw new InputError('parameters', 'must be an object of numbers by name');
  signals.forEach((one, d) => {
    if (typeof one !== 'object' || one === null) throw new InputError(`signals[${d}]`, 'must be { owner, name, law }');
    const { name, law } = one;
    if (typeof name !== 'string' || name.includes('"')) throw new InputError(`signals[${d}].name`, 'must be a text without double quotes');
    requireBoundedLaw(`signals[${d}].law`, law);
  });
  for (const [name, value] of Object.entries(parameters)) {
    requireFinite(`parameters.${name}`, value);
    if (!WORD.test(name)) throw new InputError(`parameters.${name}`, 'must have a name of letters, digits and _');
    if (signals.some((signal) => signal.name === name)) throw new InputError(`parameters.${name}`, 'has the name of a signal');
  }
  requireLength('formulas', formulas, agents.length, 'agents');
  formulas.forEach((row, i) => {
    requireLength(`formulas[${i}]`, row, alternatives.length, 'alternatives');
    row.forEach((formula, k) => {
      if (typeof formula === 'number') requireFinite(`formulas[${i}][${k}]`, formula);
      else if (typeof formula !== 'string') {
        throw new InputError(`formulas[${i}][${k}]`, 'must be a text such as "a + sqrt(b*z)", or a number');
      }
    });
  });
}
