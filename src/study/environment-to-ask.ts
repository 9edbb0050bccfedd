/** What a scenario studies, where it is asked something else than its own question. */
import { validateProblem } from '../environment/validate.ts';
import { InputError } from '../errors.ts';
import { fieldStudyIn } from '../kinds/field/study-point.ts';
import type { Environment } from '../kinds/registry.ts';
import type { ParameterValues, Scenario } from './scenario.ts';
import { checkedKind } from './sweep.ts';

/** What a scenario studies, which is asked something else: laws that its own question about a field does not take may be taken there. */
export function environmentToAsk(scenario: Scenario, values: ParameterValues): Environment {
  const problem: unknown = scenario.environment(values);
  const own = problem !== null && typeof problem === 'object' ? fieldStudyIn(problem as Environment) : undefined;
  try {
    if (own && 'problem' in own) validateProblem(own.problem);
    else checkedKind(problem);
  } catch (error) {
    const isOfProblem = own && error instanceof InputError && !error.field.startsWith('environment');
    throw isOfProblem ? error.as(`environment.problem.${error.field}`) : error;
  }
  return problem as Environment;
}
