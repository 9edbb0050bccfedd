/**
 * Maximin value allocations (Guo18 Definition 3.6.2): at every t weights λ(t) with which λ_i U_i(t_i) is the Shapley value of
 * V(S) = max Σ_S λ_i u_i over what S owns. As in the core, U_i(t_i) may not move with the others' types: of the values of every profile
 * (`value-points.ts`) one each is to be chosen so that no type has two utilities.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import type { Surd } from '../../../programs/surd.ts';
import { requireExchange } from './maximin-core.ts';
import type { SetsByMask, Value } from './shapley-value.ts';
import { utilitySet } from './utility-set.ts';
import { valuesAt } from './value-points.ts';

/** Utilities at one profile with weights that make them a value. */
export interface ValuePoint extends Value {
  readonly profile: number;
}

/** A type that has no utility in common at two profiles. */
export interface ValueClash {
  readonly agent: number;
  readonly type: number;
  readonly profiles: readonly [number, number];
}

export type MaximinValue =
  | { readonly verdict: 'yes'; /** Each one value a profile. */ readonly solutions: readonly (readonly ValuePoint[])[] }
  | { readonly verdict: 'no'; readonly clash?: ValueClash; /** All values of every profile. */ readonly points: readonly ValuePoint[] }
  | { readonly verdict: 'undecided'; readonly reason: string };

/** Agents up to whom values are found: of more than three they are roots of higher degree. */
export const VALUE_AGENTS_MAX = 3;

/** Utility sets of every coalition at a profile, by bit mask from 1. */
export async function setsAt(model: FiniteModel, profile: number, solve: Solve = solveProgram): Promise<SetsByMask> {
  const economy = requireExchange(model);
  const types = typesIn(model.profiles, profile);
  const masks = [...Array(2 ** model.agents.length).keys()];
  return Promise.all(masks.map(async (mask) => {
    const coalition = types.flatMap((_, agent) => ((mask & (1 << agent)) === 0 ? [] : [agent]));
    return mask === 0 ? undefined : utilitySet(economy, coalition, coalition.map((agent) => types[agent]!), solve);
  }));
}

/** The first agent and type whose values at two profiles are all different. */
function clashOf({ agents, profiles }: FiniteModel, lists: ReadonlyMap<number, readonly ValuePoint[]>): ValueClash | undefined {
  for (const [agent, { types }] of agents.entries()) {
    for (const type of types.keys()) {
      const own = [...lists].filter(([profile]) => typeIn(profiles, profile, agent) === type);
      for (const [k, [one, first]] of own.entries()) {
        const other = own.slice(k + 1).find(([, second]) =>
          first.every((a) => second.every((b) => !a.utilities[agent]!.equals(b.utilities[agent]!))));
        if (other !== undefined) return { agent, type, profiles: [one, other[0]] };
      }
    }
  }
  return undefined;
}

/** Every choice of one value a profile under which no type has two utilities. */
function* agreements(
  model: Pick<FiniteModel, 'profiles'>, lists: readonly (readonly ValuePoint[])[], chosen: readonly ValuePoint[] = [],
): Generator<ValuePoint[]> {
  const { profiles } = model;
  const [first, ...rest] = lists;
  if (first === undefined) return void (yield [...chosen]);
  const agree = (a: ValuePoint, b: ValuePoint): boolean => a.utilities.every((value, agent) =>
    typeIn(profiles, a.profile, agent) !== typeIn(profiles, b.profile, agent) || value.equals(b.utilities[agent]!));
  for (const point of first)
    if (chosen.every((earlier) => agree(earlier, point))) yield* agreements(model, rest, [...chosen, point]);
}

/** `[agent][type]`: U_i(t_i) of a solution. */
export const worstOf = ({ agents, profiles }: FiniteModel, points: readonly ValuePoint[]): Surd[][] =>
  agents.map(({ types }, agent) => types.map((_, type) =>
    points.find(({ profile }) => typeIn(profiles, profile, agent) === type)!.utilities[agent]!));

/** Up to three agents, exactly; undecided for more, and where values of a profile form a curve that the others' leave open. */
export async function maximinValue(model: FiniteModel, solve: Solve = solveProgram): Promise<MaximinValue> {
  requireExchange(model);
  const { agents, profiles } = model;
  if (agents.length > VALUE_AGENTS_MAX)
    return {
      verdict: 'undecided', reason: `values are found for at most ${VALUE_AGENTS_MAX} agents, and there are ${agents.length}, in `
        + `${2 ** agents.length - 1} coalitions; use fewer agents, or ask for the maximin core, which is decided for one more`,
    };
  const lists = new Map<number, readonly ValuePoint[]>();
  const curves: number[] = [];
  for (let profile = 0; profile < profiles.size; profile++) {
    const { values, curve } = await valuesAt(await setsAt(model, profile, solve), solve);
    if (curve) curves.push(profile);
    else lists.set(profile, values.map((value) => ({ profile, ...value })));
  }
  const points = [...lists.values()].flat();
  const clash = clashOf(model, lists);
  if (clash !== undefined) return { verdict: 'no', clash, points };
  const solutions = [...agreements(model, [...lists.values()])];
  if (solutions.length === 0) return { verdict: 'no', points };
  if (curves.length === 0) return { verdict: 'yes', solutions };
  const names = typesIn(profiles, curves[0]!).map((type, agent) => agents[agent]!.types[type]).join(', ');
  return { verdict: 'undecided', reason: `values at (${names}) form a curve, and at the other profiles they agree` };
}
