/**
 * Ambiguous coalitional monotonicity (Guo18 Definition 3.3.2): to every deception α that leaves F some coalition S of types t*_S objects,
 * by a reward h of its reward set with which, S truthful and everyone else reporting by α, no member has less than under f ∘ α and one has
 * more.
 *
 * The reward set: no coalition S̄ that holds S has a plan β with which, everyone else truthful, h ∘ β is at least as good as f for all its
 * members at some possible profile and better for one; where everyone can form a coalition, so for every f' in F. Each plan is a hurdle:
 * some member has less than f, or none has more. What is had is the worst over beliefs, so whichever member and belief it is makes the set
 * a union of polyhedra (open where a member has to have less): it is looked through by branching over the hurdles that a proposal fails,
 * with a program at every step whose margin is what members have to gain and to lose strictly. A margin of 0 closes a branch.
 */
import type { CoalitionPattern } from '../../../environment/finite/environment.ts';
import { joinProfile, typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import type { Consequence } from '../../../mechanism/finite/social-choice-function.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { isZero, ONE, rational, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { coalitionPlans, planned, truthfulPlan, worstUnder, type Plan } from './coalitional-ic.ts';
import { payoffOf, placeInSet, type RuleSet } from './social-choice-set.ts';
import { worstPayoff, type Payoff } from './worst-case.ts';

/** To a deception of a rule of F, by its place, a coalition of these types objects with the reward. */
export interface AmbiguousObjection {
  readonly rule: number;
  readonly plan: Plan;
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly reward: RewardFunction;
}

export type AmbiguousMonotonicity =
  /** An objection to every deception that leaves F. */
  | { readonly verdict: 'yes'; readonly objections: readonly AmbiguousObjection[] }
  /** A deception of a rule, by its place in F, to which no coalition objects at any types. */
  | { readonly verdict: 'no'; readonly rule: number; readonly plan: Plan }
  | { readonly verdict: 'undecided'; readonly reason: string };

export type RewardFunction = readonly Consequence[];

/** Reports by profile under a plan of members, and what each member of types at hand may not pass. */
interface Hurdle {
  readonly members: readonly number[];
  /** By member. */
  readonly types: readonly number[];
  readonly bounds: readonly Rational[];
  readonly reports: (profile: number) => number;
}

/** A row of a program: what h gives a member of that type under one of her beliefs, others' reports as they are. */
interface Side {
  readonly agent: number;
  readonly type: number;
  readonly belief: readonly Rational[];
  readonly reports: (profile: number) => number;
  readonly bound: Rational;
  /** `more`: at least the bound, `less`: at most. */
  readonly way: 'more' | 'less';
  readonly strict: boolean;
}

/** Programs of one objection, and of a question, beyond which it is given up. */
const BRANCHES_MAX = 40;
const PROGRAMS_MAX = 400;

const worstOf = ({ model, beliefs }: RuleSet, rule: RewardFunction, plan: Plan): ReadonlyMap<number, Rational[]> =>
  worstUnder(model, beliefs, payoffOf(model, rule), plan, [...model.agents.keys()]);

/** Hurdles of the reward set of S for the rule, every plan of every coalition that holds S. */
export function hurdlesOf(set: RuleSet, pattern: CoalitionPattern, coalition: readonly number[], rule: number): Hurdle[] {
  const { model, rules, possible } = set;
  const everyone = model.agents.length;
  const truth = rules.map((one) => worstOf(set, one, truthfulPlan(model)));
  return pattern.filter((larger) => coalition.every((agent) => larger.includes(agent))).flatMap((members) => {
    const places = [...new Map(possible.map((profile) => {
      const types = members.map((agent) => typeIn(model.profiles, profile, agent));
      return [types.join(), types] as const;
    })).values()];
    const references = members.length === everyone ? [...rules.keys()] : [rule];
    return coalitionPlans(model, members).flatMap((plan) => {
      const reports = planned(model, plan);
      return places.flatMap((types) => references.map((one): Hurdle =>
        ({ members, types, reports, bounds: members.map((agent, k) => truth[one]!.get(agent)![types[k]!]!) })));
    });
  });
}

const passes = ({ model, beliefs }: RuleSet, payoff: Payoff, { members, types, bounds, reports }: Hurdle): boolean => {
  const gains = members.map((agent, k) => worstPayoff(model, beliefs, payoff, agent, types[k]!, reports).compare(bounds[k]!));
  return gains.some((gain) => gain < 0) || gains.every((gain) => gain <= 0);
};

/** Whether h, by profile of reports, is in the reward set of the coalition for a rule of F. */
export const inAmbiguousRewardSet = (
  set: RuleSet, pattern: CoalitionPattern, h: RewardFunction, coalition: readonly number[], rule: number,
): boolean => {
  const payoff = payoffOf(set.model, h);
  return hurdlesOf(set, pattern, coalition, rule).every((hurdle) => passes(set, payoff, hurdle));
};

/** All ways to pass a hurdle: a member with less under one of her beliefs, or nobody with more under one of each. */
function waysOf({ beliefs }: RuleSet, { members, types, bounds, reports }: Hurdle): Side[][] {
  const sides = members.map((agent, k) => beliefs[agent]![types[k]!]!.map((belief): Side =>
    ({ agent, type: types[k]!, belief, reports, bound: bounds[k]!, way: 'less', strict: false })));
  const together = sides.reduce<Side[][]>((all, mine) => all.flatMap((chosen) => mine.map((side) => [...chosen, side])), [[]]);
  if (members.length === 1) return together;
  return [...sides.flat().map((side) => [{ ...side, strict: true }]), ...together];
}

function programOf({ model }: RuleSet, sides: readonly Side[]) {
  const money = model.ruleTransfers !== undefined;
  const build = new ProgramBuilder('maximise');
  const margin = build.column('margin', 'free');
  const columns = Array.from({ length: model.profiles.size }, (_, profile) => ({
    // The first outcome is worth 0 and takes what the others leave.
    shares: model.outcomes.slice(1).map((outcome) => build.column(`${outcome} at ${profile}`, 'nonnegative')),
    money: money ? model.agents.map(({ name }) => build.column(`money to ${name} at ${profile}`, 'free')) : [],
  }));
  columns.forEach(({ shares }, profile) => build.row(`lottery at ${profile}`, shares.map((column): Term => [column, ONE]), '<=', ONE));
  sides.forEach(({ agent, type, belief, reports, bound, way, strict }, k) => {
    const terms = new Map<number, Rational>();
    const add = (column: number, value: Rational): void => void terms.set(column, (terms.get(column) ?? ZERO).add(value));
    belief.forEach((probability, others) => {
      if (isZero(probability)) return;
      const truth = joinProfile(model.profiles, agent, type, others);
      const at = columns[reports(truth)]!;
      at.shares.forEach((column, outcome) => add(column, probability.mul(model.payoffs[agent]![outcome + 1]![truth]!)));
      if (money) add(at.money[agent]!, probability);
    });
    const less = way === 'less';
    build.row(`side ${k}`, [...terms, ...(strict ? [[margin, rational(less ? 1 : -1)] as const] : [])], less ? '<=' : '>=', bound);
  });
  build.row('margin', [[margin, ONE]], '<=', ONE);
  build.objective([[margin, ONE]]);
  const rewardOf = (primal: readonly Rational[]): RewardFunction => columns.map(({ shares, money: moneys }) => {
    const rest = shares.map((column) => primal[column]!);
    return {
      lottery: [rest.reduce((left, share) => left.sub(share), ONE), ...rest],
      money: model.agents.map((_, agent) => (money ? primal[moneys[agent]!]! : ZERO)),
    };
  });
  return { program: build.program(), rewardOf };
}

/** What S of types t*_S has to have under h, with one member who has more. */
interface Wish {
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly bounds: readonly Rational[];
  /** S truthful, everyone else by α. */
  readonly reports: (profile: number) => number;
}

const fulfils = ({ model, beliefs }: RuleSet, payoff: Payoff, { coalition, types, bounds, reports }: Wish): boolean => {
  const gains = coalition.map((agent, k) => worstPayoff(model, beliefs, payoff, agent, types[k]!, reports).compare(bounds[k]!));
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
};

type Found = RewardFunction | 'no' | 'undecided';

async function search(
  set: RuleSet, { coalition, types, bounds, reports }: Wish, eager: number, hurdles: readonly Hurdle[], solve: Solve,
): Promise<Found> {
  const wished = coalition.flatMap((agent, k) => set.beliefs[agent]![types[k]!]!.map((belief): Side =>
    ({ agent, type: types[k]!, belief, reports, bound: bounds[k]!, way: 'more', strict: agent === eager })));
  let branches = 0;
  const descend = async (sides: readonly Side[]): Promise<Found> => {
    if (++branches > BRANCHES_MAX) return 'undecided';
    const { program, rewardOf } = programOf(set, sides);
    const solution = await solve(program);
    if (solution.status === 'undecided') return 'undecided';
    if (solution.status !== 'optimal' || sign(solution.objective) <= 0) return 'no';
    const reward = rewardOf(solution.primal);
    const payoff = payoffOf(set.model, reward);
    const open = hurdles.find((hurdle) => !passes(set, payoff, hurdle));
    if (open === undefined) return reward;
    let undecided = false;
    for (const way of waysOf(set, open)) {
      const found = await descend([...sides, ...way]);
      if (typeof found !== 'string') return found;
      undecided ||= found === 'undecided';
    }
    return undecided ? 'undecided' : 'no';
  };
  return descend(wished);
}

/** Every coalition with types that may be together, and what f ∘ α gives them. */
function wishesOf(set: RuleSet, pattern: CoalitionPattern, rule: number, plan: Plan): Wish[] {
  const { model, possible } = set;
  const lied = worstOf(set, set.rules[rule]!, plan);
  return pattern.flatMap((coalition) => {
    const reports = planned(model, plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own)));
    const places = new Map(possible.map((profile) => {
      const types = typesIn(model.profiles, profile).filter((_, agent) => coalition.includes(agent));
      return [types.join(), types] as const;
    }));
    return [...places.values()].map((types): Wish =>
      ({ coalition, types, reports, bounds: coalition.map((agent, k) => lied.get(agent)![types[k]!]!) }));
  });
}

/** A reward set with those of the rewards tried first that are in it. */
interface KnownSet {
  readonly hurdles: readonly Hurdle[];
  readonly atHand: readonly { readonly reward: RewardFunction; readonly payoff: Payoff }[];
}

/** Some coalition's objection to the deception: by a reward at hand, else by a search over all. */
async function objectionTo(
  set: RuleSet, wishes: readonly Wish[], known: ReadonlyMap<readonly number[], KnownSet>, solve: Solve,
): Promise<{ readonly wish: Wish; readonly reward: RewardFunction } | 'no' | 'undecided'> {
  for (const wish of wishes) {
    const one = known.get(wish.coalition)!.atHand.find(({ payoff }) => fulfils(set, payoff, wish));
    if (one !== undefined) return { wish, reward: one.reward };
  }
  let undecided = false;
  for (const wish of wishes) {
    for (const eager of wish.coalition) {
      const found = await search(set, wish, eager, known.get(wish.coalition)!.hurdles, solve);
      if (typeof found !== 'string') return { wish, reward: found };
      undecided ||= found === 'undecided';
    }
  }
  return undecided ? 'undecided' : 'no';
}

/** Decided where branching ends; rules of F and single outcomes are tried as rewards first. */
export async function ambiguousMonotonicity(
  set: RuleSet, pattern: CoalitionPattern, given: Solve = solveProgram,
): Promise<AmbiguousMonotonicity> {
  const { model, rules } = set;
  let programs = 0;
  const reason = `rewards take more than ${PROGRAMS_MAX} programs; leave types, agents or coalitions out of the file`;
  const solve: Solve = async (program) => (++programs > PROGRAMS_MAX ? { status: 'undecided', reason } : given(program));
  const constants = model.outcomes.map((_, outcome): RewardFunction => Array.from({ length: model.profiles.size }, () => ({
    lottery: model.outcomes.map((__, k) => (k === outcome ? ONE : ZERO)), money: model.agents.map(() => ZERO),
  })));
  const tried = [...rules, ...constants].map((reward) => ({ reward, payoff: payoffOf(model, reward) }));
  const objections: AmbiguousObjection[] = [];
  let open = false;
  for (const rule of rules.keys()) {
    const known = new Map(pattern.map((coalition): [readonly number[], KnownSet] => {
      const hurdles = hurdlesOf(set, pattern, coalition, rule);
      return [coalition, { hurdles, atHand: tried.filter(({ payoff }) => hurdles.every((hurdle) => passes(set, payoff, hurdle))) }];
    }));
    for (const plan of coalitionPlans(model, [...model.agents.keys()])) {
      const reports = planned(model, plan);
      if (placeInSet(set, (profile) => rules[rule]![reports(profile)]!) >= 0) continue;
      const found = await objectionTo(set, wishesOf(set, pattern, rule, plan), known, solve);
      if (found === 'no') return { verdict: 'no', rule, plan };
      if (found === 'undecided') open = true;
      else objections.push({ rule, plan, coalition: found.wish.coalition, types: found.wish.types, reward: found.reward });
    }
  }
  return open ? { verdict: 'undecided', reason } : { verdict: 'yes', objections };
}
