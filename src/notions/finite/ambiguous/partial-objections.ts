/**
 * A condition that full implementation needs beyond Guo18 Definition 3.3.2, whose rewards are held against plans in which all types of the
 * objecting coalition object and never against plans in which some do and the others report as if nothing were.
 *
 * Let a mechanism implement F, σ be its equilibrium for f in F, and α a deception that leaves F. Then σ ∘ α is no equilibrium: some
 * coalition S profits at t* by messages σ'_S. Look at the messages σ_i(T_i) of everyone, and σ'_i(T_i) of S, alone. There the outcome is f
 * wherever everyone sends σ and the profile is possible, and something else, to be found, elsewhere. Truth is an equilibrium of F, so no
 * plan of a coalition in these messages profits, for F's other rules neither where everyone can deviate together. Of S = {i} only the
 * message of t*_i counts. Definition 3.3.2 asks this of plans in which everyone of S sends σ' alone.
 *
 * Where f is incentive compatible and the members of S have more than f ∘ α by telling the truth, σ' may be σ itself.
 */
import type { CoalitionPattern } from '../../../environment/finite/environment.ts';
import { profileSpace, typesIn } from '../../../environment/finite/profiles.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import type { Plan } from './coalitional-ic.ts';
import {
  boundsOf, counted, placesOf, TOO_MANY, truthOf, unacceptable, type RefusedWish, type Unopposed,
} from './monotonicity.ts';
import { fulfils, searchReward, type Hurdle, type Reports, type Wish } from './reward-search.ts';
import { payoffOf, type RuleSet } from './social-choice-set.ts';

export type PartialObjections =
  /** `byTruth`: to every deception that leaves F some coalition objects by the truth. */
  | { readonly verdict: 'yes'; readonly byTruth: boolean }
  | ({ readonly verdict: 'no' } & Unopposed)
  | { readonly verdict: 'undecided'; readonly reason: string };

/** Messages by agent: her types, and of the objecting coalition an objection of every type, of an agent alone one. */
export const messagesOf = ({ model }: RuleSet, objecting: readonly number[]): number[] => model.agents.map(({ types: { length } }, agent) =>
  (objecting.includes(agent) ? length + (objecting.length === 1 ? 1 : length) : length));

const PLANS_MAX = 20_000;

/** The number of the profile of messages that a plan makes of each profile of types. */
function sent({ model }: RuleSet, strides: readonly number[], plan: Plan): (profile: number) => number {
  const reports = Array.from({ length: model.profiles.size }, (_, profile) =>
    typesIn(model.profiles, profile).reduce((at, type, agent) => at + plan[agent]![type]! * strides[agent]!, 0));
  return (profile) => reports[profile]!;
}

/** Every plan of messages of the members, everyone else truthful; undefined where there are too many. */
function plansOf({ model }: RuleSet, counts: readonly number[], members: readonly number[]): Plan[] | undefined {
  if (members.reduce((product, agent) => product * counts[agent]! ** model.agents[agent]!.types.length, 1) > PLANS_MAX) return undefined;
  return model.agents.reduce<number[][][]>((plans, { types }, agent) => {
    const own = !members.includes(agent) ? [[...types.keys()]] : types.reduce<number[][]>((all) =>
      all.flatMap((start) => Array.from({ length: counts[agent]! }, (_, message) => [...start, message])), [[]]);
    return plans.flatMap((plan) => own.map((reports) => [...plan, reports]));
  }, [[]]);
}

interface Extended {
  readonly domain: Reports;
  readonly strides: readonly number[];
  readonly hurdles: readonly Hurdle[];
}

/** What the messages of a coalition's objection to a rule are held to; undefined where there are too many plans. */
function extended(set: RuleSet, pattern: CoalitionPattern, objecting: readonly number[], rule: number): Extended | undefined {
  const { model, rules, possible } = set;
  const counts = messagesOf(set, objecting);
  const space = profileSpace(counts);
  const settled = new Map(possible.map((profile) => [
    typesIn(model.profiles, profile).reduce((at, type, agent) => at + type * space.strides[agent]!, 0), rules[rule]![profile]!,
  ]));
  const truth = truthOf(set);
  const hurdles: Hurdle[] = [];
  for (const members of pattern) {
    if (!members.some((agent) => objecting.includes(agent))) continue;
    const plans = plansOf(set, counts, members);
    if (plans === undefined) return undefined;
    const references = members.length === model.agents.length ? [...rules.keys()] : [rule];
    for (const plan of plans) {
      const reports = sent(set, space.strides, plan);
      for (const types of placesOf(set, members)) {
        for (const one of references)
          hurdles.push({
            members, types, reports, plan, rule: one, bounds: members.map((agent, k) => truth[one]!.get(agent)![types[k]!]!),
          });
      }
    }
  }
  return { domain: { size: space.size, settled: (at) => settled.get(at) }, strides: space.strides, hurdles };
}

/** What members do in an objection: an agent alone sends her one message whatever her type, others one of each type. */
const objectingPlan = ({ model }: RuleSet, objecting: readonly number[], plan: Plan): Plan => plan.map((own, agent) =>
  (objecting.includes(agent) ? own.map((_, type) => model.agents[agent]!.types.length + (objecting.length === 1 ? 0 : type)) : own));

/** Of F incentive compatible, and where everyone can deviate together locally efficient. */
export async function partialObjections(
  set: RuleSet, pattern: CoalitionPattern, given: Solve = solveProgram,
): Promise<PartialObjections> {
  const { model, rules } = set;
  const solve = counted(given, TOO_MANY);
  const known = new Map<string, Extended | undefined>();
  const extendedOf = (coalition: readonly number[], rule: number): Extended | undefined => {
    const key = `${rule}|${coalition.join()}`;
    if (!known.has(key)) known.set(key, extended(set, pattern, coalition, rule));
    return known.get(key);
  };
  const payoffs = rules.map((rule) => payoffOf(model, rule));
  let byTruth = true;
  let open: string | undefined;
  for (const { rule, plan } of unacceptable(set)) {
    const bounds = boundsOf(set, rule, plan);
    const places = pattern.flatMap((coalition) => placesOf(set, coalition).map((types) => ({ coalition, types })));
    const honest = places.some(({ coalition, types }): boolean => {
      const reports = sent(set, model.profiles.strides, plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own)));
      return fulfils(set, payoffs[rule]!, { coalition, types, reports, bounds: bounds(coalition, types) });
    });
    if (honest) continue;
    byTruth = false;
    const refused: RefusedWish[] = [];
    let undecided: string | undefined;
    let found = false;
    for (const { coalition, types } of places) {
      const at = extendedOf(coalition, rule);
      if (at === undefined) { undecided = `plans of messages are more than ${PLANS_MAX}`; continue; }
      const reports = sent(set, at.strides, objectingPlan(set, coalition, plan));
      const wish: Wish = { coalition, types, reports, bounds: bounds(coalition, types) };
      for (const eager of coalition) {
        const answer = await searchReward(set, at.domain, wish, eager, at.hurdles, solve);
        if (answer === 'undecided') undecided = TOO_MANY;
        else if ('reward' in answer) found = true;
        else refused.push({ coalition, types, eager, refusal: answer.refusal });
        if (found) break;
      }
      if (found) break;
    }
    if (found) continue;
    if (undecided === undefined) return { verdict: 'no', rule, plan, refused };
    open = undecided;
  }
  return open === undefined ? { verdict: 'yes', byTruth } : { verdict: 'undecided', reason: open };
}
