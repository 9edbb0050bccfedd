/** Which kind of values a problem has, for questions about fields. */
import { InputError } from '../../errors.ts';
import { formulaExpressions, isFormula, type FormulaProblem } from '../../environment/formula-values.ts';
import { isPolynomial, type PolynomialProblem } from '../../environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { expressionForm } from './expression-form.ts';
import { polynomialForm } from './polynomial-form.ts';
import type { ValueForm } from './value-form.ts';

/** Throws InputError naming the field where values are functions of which nothing is known. */
export function requireForm({ valuations }: SocialChoiceProblem): void {
  if (isPolynomial(valuations) || isFormula(valuations)) return;
  throw new InputError('valuations', 'must be linear, polynomialValues or formulaValues');
}

/** Of values that are not linear. */
export function formOf(problem: SocialChoiceProblem, space: OwnSpace): ValueForm {
  if (isPolynomial(problem.valuations)) return polynomialForm(problem as PolynomialProblem, space);
  if (isFormula(problem.valuations)) return expressionForm(problem, formulaExpressions(problem as FormulaProblem), space);
  throw new Error('values that are refused before');
}
