/** Environments on type spaces with the prior that their types' beliefs follow from: what revenue and surplus are expectations under. */
import type { FiniteEnvironment } from '../../environment/finite/environment.ts';
import { nestedTable } from '../../environment/finite/file-with-beliefs.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { commonPrior, typesApart } from '../../notions/finite/common-prior.ts';
import type { Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';

/**
 * The environment with `prior` of its type space filled in; as it is where it has no type space or says its prior. Throws InputError
 * where the beliefs follow from no prior, or from several.
 */
export async function withPrior(
  environment: FiniteEnvironment, parameters: ReadonlyMap<string, Rational>, solve?: Solve,
): Promise<FiniteEnvironment> {
  if (environment.beliefs?.kind !== 'type-space' || environment.beliefs.prior !== undefined) return environment;
  const model = modelAt(onTypeSpace(environment), parameters);
  const prior = await commonPrior(model, solve);
  if (prior === undefined)
    throw new InputError('type-space', 'the beliefs follow from no common prior, under which revenue and the full surplus are '
      + 'expectations; change the beliefs, or ask for --goal implement');
  const apart = typesApart(model, prior);
  if (apart.length > 0)
    throw new InputError('prior', `is missing, and the beliefs follow from several: nothing says how likely ${apart.join(', ')} ${
      apart.length === 1 ? 'is' : 'are'} beside ${model.agents[0]!.types[0]} of ${model.agents[0]!.name}; give prior: beside type-space:, `
      + 'a table over its types');
  return parseEnvironment({ ...environment.file as object, prior: nestedTable(model.agents, prior) });
}
