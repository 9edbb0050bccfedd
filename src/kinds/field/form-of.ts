/** Which kind of values a problem has, for questions about fields. */
import { moves } from '../../environment/formula/expression.ts';
import { formulaExpressions, isFormula, type FormulaProblem } from '../../environment/formula-values.ts';
import { isPolynomial, type PolynomialProblem } from '../../environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { tracedExpressions } from '../../environment/traced-values.ts';
import { ownSpace, type OwnSpace } from '../../experiments/own-signal.ts';
import { expressionForm } from './expression-form.ts';
import { polynomialForm } from './polynomial-form.ts';
import type { ValueForm } from './value-form.ts';

/** Values as functions of tensors, of which a trace tells what they compute. */
const isTraced = ({ valuations }: SocialChoiceProblem): boolean =>
  valuations.kind === 'general' && !isPolynomial(valuations) && !isFormula(valuations);

/** Her signals; those that enter her own value are known of all values of which a field is. Throws InputError where they are not. */
export function fieldSpace(problem: SocialChoiceProblem, agent: number): OwnSpace {
  const space = ownSpace(problem, agent);
  if (!isTraced(problem)) return space;
  const values = tracedExpressions(problem)[agent]!;
  return { ...space, relevant: space.coordinates.map((d) => values.some((e) => moves(e, d))) };
}

/** Of values that are not linear. Throws InputError naming what hides the slopes of a function. */
export function formOf(problem: SocialChoiceProblem, space: OwnSpace): ValueForm {
  if (isPolynomial(problem.valuations)) return polynomialForm(problem as PolynomialProblem, space);
  return isFormula(problem.valuations)
    ? expressionForm(problem, formulaExpressions(problem as FormulaProblem), space, 'formulas')
    : expressionForm(problem, tracedExpressions(problem), space, 'functions');
}
