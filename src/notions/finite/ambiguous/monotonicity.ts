/**
 * Ambiguous coalitional monotonicity (Guo18 Definition 3.3.2): to every deception α that leaves F some coalition S of types t*_S objects,
 * by a reward h of its reward set with which, S truthful and everyone else reporting by α, no member has less than under f ∘ α and one has
 * more.
 *
 * The reward set: no coalition S̄ that holds S has a plan β with which, everyone else truthful, h ∘ β is at least as good as f for all its
 * members at some possible profile and better for one; where everyone can form a coalition, so for every f' in F. Searched as
 * `reward-search.ts` says.
 */
import type { CoalitionPattern } from '../../../environment/finite/environment.ts';
import { typeIn } from '../../../environment/finite/profiles.ts';
import { ONE, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { coalitionPlans, planned, truthfulPlan, worstUnder, type Plan } from './coalitional-ic.ts';
import {
  fulfils, passes, searchReward, type Hurdle, type Refusal, type Reports, type RewardFunction, type Wish,
} from './reward-search.ts';
import { payoffOf, placeInSet, type RuleSet } from './social-choice-set.ts';
import type { Payoff } from './worst-case.ts';

/** To a deception of a rule of F, by its place, a coalition of these types objects with the reward. */
export interface AmbiguousObjection {
  readonly rule: number;
  readonly plan: Plan;
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly reward: RewardFunction;
}

/** Why a coalition of these types has no objection after which that member has more. */
export interface RefusedWish {
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly eager: number;
  readonly refusal: Refusal;
}

/** A deception of a rule, by its place in F, to which no coalition objects at any types. */
export interface Unopposed {
  readonly rule: number;
  readonly plan: Plan;
  readonly refused: readonly RefusedWish[];
}

export type AmbiguousMonotonicity =
  /** An objection to every deception that leaves F. */
  | { readonly verdict: 'yes'; readonly objections: readonly AmbiguousObjection[] }
  | ({ readonly verdict: 'no' } & Unopposed)
  | { readonly verdict: 'undecided'; readonly reason: string };

/** Programs of a question beyond which it is given up. */
export const PROGRAMS_MAX = 400;

const worstOf = ({ model, beliefs }: RuleSet, rule: RewardFunction, plan: Plan): ReadonlyMap<number, Rational[]> =>
  worstUnder(model, beliefs, payoffOf(model, rule), plan, [...model.agents.keys()]);

/** Types of a coalition that are possible together, once each. */
export function placesOf({ model, possible }: RuleSet, coalition: readonly number[]): number[][] {
  return [...new Map(possible.map((profile) => {
    const types = coalition.map((agent) => typeIn(model.profiles, profile, agent));
    return [types.join(), types] as const;
  })).values()];
}

/** `[rule][agent][type]`: worst cases of the truth. */
export const truthOf = (set: RuleSet): readonly ReadonlyMap<number, Rational[]>[] =>
  set.rules.map((one) => worstOf(set, one, truthfulPlan(set.model)));

/** Hurdles of the reward set of S for the rule, every plan of every coalition that holds S. */
export function hurdlesOf(set: RuleSet, pattern: CoalitionPattern, coalition: readonly number[], rule: number): Hurdle[] {
  const { model, rules } = set;
  const truth = truthOf(set);
  return pattern.filter((larger) => coalition.every((agent) => larger.includes(agent))).flatMap((members) => {
    const places = placesOf(set, members);
    const references = members.length === model.agents.length ? [...rules.keys()] : [rule];
    return coalitionPlans(model, members).flatMap((plan) => {
      const reports = planned(model, plan);
      return places.flatMap((types) => references.map((one): Hurdle =>
        ({ members, types, reports, plan, rule: one, bounds: members.map((agent, k) => truth[one]!.get(agent)![types[k]!]!) })));
    });
  });
}

/** Whether h, by profile of reports, is in the reward set of the coalition for a rule of F. */
export const inAmbiguousRewardSet = (
  set: RuleSet, pattern: CoalitionPattern, h: RewardFunction, coalition: readonly number[], rule: number,
): boolean => {
  const payoff = payoffOf(set.model, h);
  return hurdlesOf(set, pattern, coalition, rule).every((hurdle) => passes(set, payoff, hurdle));
};

/** What f ∘ α gives a coalition of types: what it has to pass. */
export const boundsOf = (
  set: RuleSet, rule: number, plan: Plan,
): ((coalition: readonly number[], types: readonly number[]) => Rational[]) => {
  const lied = worstOf(set, set.rules[rule]!, plan);
  return (coalition, types) => coalition.map((agent, k) => lied.get(agent)![types[k]!]!);
};

/** Every coalition with types that may be together, and what f ∘ α gives them. */
function wishesOf(set: RuleSet, pattern: CoalitionPattern, rule: number, plan: Plan): Wish[] {
  const bounds = boundsOf(set, rule, plan);
  return pattern.flatMap((coalition) => {
    const reports = planned(set.model, plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own)));
    return placesOf(set, coalition).map((types): Wish => ({ coalition, types, reports, bounds: bounds(coalition, types) }));
  });
}

/** A reward set with those of the rewards tried first that are in it. */
interface KnownSet {
  readonly hurdles: readonly Hurdle[];
  readonly atHand: readonly { readonly reward: RewardFunction; readonly payoff: Payoff }[];
}

type Objection = { readonly wish: Wish; readonly reward: RewardFunction } | { readonly refused: readonly RefusedWish[] } | 'undecided';

/** Some coalition's objection to the deception: by a reward at hand, else by a search over all. */
async function objectionTo(
  set: RuleSet, wishes: readonly Wish[], known: ReadonlyMap<readonly number[], KnownSet>, solve: Solve,
): Promise<Objection> {
  for (const wish of wishes) {
    const one = known.get(wish.coalition)!.atHand.find(({ payoff }) => fulfils(set, payoff, wish));
    if (one !== undefined) return { wish, reward: one.reward };
  }
  const anything: Reports = { size: set.model.profiles.size, settled: () => undefined };
  const refused: RefusedWish[] = [];
  let undecided = false;
  for (const wish of wishes) {
    for (const eager of wish.coalition) {
      const found = await searchReward(set, anything, wish, eager, known.get(wish.coalition)!.hurdles, solve);
      if (found === 'undecided') undecided = true;
      else if ('reward' in found) return { wish, reward: found.reward };
      else refused.push({ coalition: wish.coalition, types: wish.types, eager, refusal: found.refusal });
    }
  }
  return undecided ? 'undecided' : { refused };
}

/** Every deception that leaves F, with the rule's place. */
export function* unacceptable(set: RuleSet): Generator<{ readonly rule: number; readonly plan: Plan }> {
  const { model, rules } = set;
  for (const rule of rules.keys()) {
    for (const plan of coalitionPlans(model, [...model.agents.keys()])) {
      const reports = planned(model, plan);
      if (placeInSet(set, (profile) => rules[rule]![reports(profile)]!) < 0) yield { rule, plan };
    }
  }
}

/** At most so many programs; those beyond are undecided. */
export function counted(given: Solve, reason: string): Solve {
  let programs = 0;
  return async (program) => (++programs > PROGRAMS_MAX ? { status: 'undecided', reason } : given(program));
}

export const TOO_MANY = `rewards take more than ${PROGRAMS_MAX} programs; leave types, agents or coalitions out of the file`;

/** Decided where branching ends; rules of F and single outcomes are tried as rewards first. */
export async function ambiguousMonotonicity(
  set: RuleSet, pattern: CoalitionPattern, given: Solve = solveProgram,
): Promise<AmbiguousMonotonicity> {
  const { model, rules } = set;
  const solve = counted(given, TOO_MANY);
  const constants = model.outcomes.map((_, outcome): RewardFunction => Array.from({ length: model.profiles.size }, () => ({
    lottery: model.outcomes.map((__, k) => (k === outcome ? ONE : ZERO)), money: model.agents.map(() => ZERO),
  })));
  const tried = [...rules, ...constants].map((reward) => ({ reward, payoff: payoffOf(model, reward) }));
  const knownOf = (rule: number) => new Map(pattern.map((coalition): [readonly number[], KnownSet] => {
    const hurdles = hurdlesOf(set, pattern, coalition, rule);
    return [coalition, { hurdles, atHand: tried.filter(({ payoff }) => hurdles.every((hurdle) => passes(set, payoff, hurdle))) }];
  }));
  const known = rules.map((_, rule) => knownOf(rule));
  const objections: AmbiguousObjection[] = [];
  let open = false;
  for (const { rule, plan } of unacceptable(set)) {
    const found = await objectionTo(set, wishesOf(set, pattern, rule, plan), known[rule]!, solve);
    if (found === 'undecided') open = true;
    else if ('refused' in found) return { verdict: 'no', rule, plan, refused: found.refused };
    else objections.push({ rule, plan, coalition: found.wish.coalition, types: found.wish.types, reward: found.reward });
  }
  return open ? { verdict: 'undecided', reason: TOO_MANY } : { verdict: 'yes', objections };
}
