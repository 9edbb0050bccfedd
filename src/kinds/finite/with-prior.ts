/** Environments on type spaces with the prior that their types' beliefs follow from: what revenue and surplus are expectations under. */
import type { FiniteEnvironment, FiniteModel } from '../../environment/finite/environment.ts';
import { nestedTable } from '../../environment/finite/file-with-beliefs.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { onTypeSpace } from '../../environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { InputError } from '../../errors.ts';
import { commonPrior } from '../../notions/finite/common-prior.ts';
import { isZero, type Rational } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';

/** Types that the prior ties to the first agent's first, as `agent,type`: a group of profiles that shares no type with others is a law. */
function tiedTypes({ profiles }: FiniteModel, prior: readonly Rational[]): ReadonlySet<string> {
  const edges = prior.flatMap((weight, profile) =>
    (isZero(weight) ? [] : [typesIn(profiles, profile).map((type, agent) => `${agent},${type}`)]));
  const tied = new Set(['0,0']);
  for (let before = 0; before < tied.size;) {
    before = tied.size;
    for (const edge of edges) if (edge.some((type) => tied.has(type))) edge.forEach((type) => tied.add(type));
  }
  return tied;
}

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
  const tied = tiedTypes(model, prior);
  const apart = model.agents.flatMap(({ name, types }, agent) =>
    types.flatMap((type, t) => (tied.has(`${agent},${t}`) ? [] : [`${type} of ${name}`])));
  if (apart.length > 0)
    throw new InputError('prior', `is missing, and the beliefs follow from several: nothing says how likely ${apart.join(', ')} ${
      apart.length === 1 ? 'is' : 'are'} beside ${model.agents[0]!.types[0]} of ${model.agents[0]!.name}; give prior: beside type-space:, `
      + 'a table over its types');
  return parseEnvironment({ ...environment.file as object, prior: nestedTable(model.agents, prior) });
}
