/** Expectations by walking over all profiles as lists of types: slow, plain, and not the arithmetic of the programs. */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { InputError } from '../../../errors.ts';
import { ZERO, type Rational } from '../../../programs/rational.ts';

interface Walk {
  readonly profiles: readonly (readonly number[])[];
  readonly places: ReadonlyMap<string, number>;
}

const walks = new WeakMap<object, Walk>();

function walkOf(model: Pick<FiniteModel, 'agents'>): Walk {
  const known = walks.get(model);
  if (known !== undefined) return known;
  let profiles: number[][] = [[]];
  for (const { types } of model.agents) profiles = profiles.flatMap((start) => types.map((_, type) => [...start, type]));
  const found = { profiles, places: new Map(profiles.map((types, place) => [types.join(), place])) };
  walks.set(model, found);
  return found;
}

/** All lists of types, the last agent's turning fastest: the order of tables. */
export const walk = (model: Pick<FiniteModel, 'agents'>): readonly (readonly number[])[] => walkOf(model).profiles;

/** Places of the walk at which agent has that type. */
const placesOf = (model: FiniteModel, agent: number, type: number): number[] =>
  [...walk(model).entries()].filter(([, types]) => types[agent] === type).map(([place]) => place);

/** A belief over the others' profiles, by the place that each makes with the type. */
export const placed = (model: FiniteModel, agent: number, type: number, belief: readonly Rational[]): Map<number, Rational> =>
  new Map(placesOf(model, agent, type).map((place, k) => [place, belief[k]!]));

/** What agent of a type believes of each profile in which she has that type, by the profile's place in the walk. */
export function beliefOver(model: FiniteModel, agent: number, type: number): Map<number, Rational> {
  const mine = placesOf(model, agent, type);
  const { beliefs } = model;
  if (beliefs?.kind === 'beliefs') return new Map(mine.map((place, k) => [place, beliefs.conditionals[agent]![type]![k]!]));
  if (beliefs?.kind !== 'prior')
    throw new InputError('environment', 'has no prior and no belief a type, so interim statements have no meaning');
  const total = mine.reduce((sum, place) => sum.add(beliefs.probabilities[place]!), ZERO);
  if (total.n === 0n)
    throw new InputError('environment', `type ${model.agents[agent]!.types[type]} of ${model.agents[agent]!.name} has probability 0`);
  return new Map(mine.map((place) => [place, beliefs.probabilities[place]!.div(total)]));
}

/** The place of the profile that results when agent reports `report` at a place. */
export function placeAfter(model: FiniteModel, place: number, agent: number, report: number): number {
  const { profiles, places } = walkOf(model);
  return places.get(profiles[place]!.map((type, i) => (i === agent ? report : type)).join())!;
}

/** p(θ) of the designer. */
export function priorOver({ beliefs }: FiniteModel): readonly Rational[] {
  if (beliefs?.kind !== 'prior') throw new InputError('environment', 'has no prior, and extraction is an expectation under one');
  return beliefs.probabilities;
}

/** Highest total payoff at a place. */
export function bestTotal({ payoffs, outcomes }: FiniteModel, place: number): Rational {
  const totals = outcomes.map((_, outcome) => payoffs.reduce((sum, tables) => sum.add(tables[outcome]![place]!), ZERO));
  return totals.reduce((best, value) => (value.compare(best) > 0 ? value : best));
}
