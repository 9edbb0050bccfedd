/**
 * A social choice set F under sets of beliefs (Guo18 section 3.3): rules any of which will do, at all profiles alike. Rules are the same
 * where they agree on T*, the profiles that are thought possible.
 */
import type { CoalitionPattern, FiniteModel } from '../../../environment/finite/environment.ts';
import { othersIn, typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { socialChoiceFunction, WholePayoffs, type Consequence } from '../../../mechanism/finite/social-choice-function.ts';
import { isZero, ONE, type Rational } from '../../../programs/rational.ts';
import { ambiguousLie, coalitionPlans, pays, truthfulPlan, worstUnder, type AmbiguousLie, type Plan } from './coalitional-ic.ts';
import { commonKnowledge, extremeBeliefs, informationSets, possibleProfiles, type ExtremeBeliefs, type Payoff } from './worst-case.ts';

/** What the conditions on F are asked of. */
export interface RuleSet {
  readonly model: FiniteModel;
  readonly beliefs: ExtremeBeliefs;
  /** F: the rule first, each by profile. */
  readonly rules: readonly (readonly Consequence[])[];
  /** T*. */
  readonly possible: readonly number[];
}

/** The model's rule and the others of its set. Throws InputError where there is no rule, or a set of beliefs is not given by vertices. */
export function ruleSetOf(model: FiniteModel): RuleSet {
  const beliefs = extremeBeliefs(model);
  const rules = [model.rule, ...model.socialChoiceSet ?? []].map((rule) => socialChoiceFunction({ ...model, ...(rule ? { rule } : {}) }));
  return { model, beliefs, rules, possible: possibleProfiles(model, beliefs).profiles };
}

/** What a rule gives at reports, when types are others. */
export function payoffOf(model: FiniteModel, rule: readonly Consequence[]): Payoff {
  const payoffs = new WholePayoffs(model, rule);
  return (agent, reports, truth) => payoffs.rational(payoffs.value(agent, reports, truth));
}

export const sameConsequence = (a: Consequence, b: Consequence): boolean =>
  (['lottery', 'money'] as const).every((part) => a[part].every((value, k) => value.equals(b[part][k]!)));

/** Place in F of a rule that agrees with the one given on T*; -1 where F has none. */
export const placeInSet = ({ rules, possible }: RuleSet, given: (profile: number) => Consequence): number =>
  rules.findIndex((rule) => possible.every((profile) => sameConsequence(rule[profile]!, given(profile))));

/** Definition 3.3.1: the first plan that pays, of the first rule of F that has one. */
export function setLie(
  { model, beliefs, rules }: RuleSet, pattern: CoalitionPattern,
): (AmbiguousLie & { readonly rule: number }) | undefined {
  for (const [rule, f] of rules.entries()) {
    const lie = ambiguousLie(model, beliefs, payoffOf(model, f), pattern);
    if (lie !== undefined) return { ...lie, rule };
  }
  return undefined;
}

/** Why F is not locally Pareto efficient: with another rule and a plan of reports everyone has at least as much, and someone more. */
export interface LocalImprovement extends AmbiguousLie {
  readonly rule: number;
  readonly other: number;
}

/** Definition 3.3.4: f, f' in F and a plan α with f' ∘ α better than f somewhere possible; undefined where F is locally efficient. */
export function localImprovement({ model, beliefs, rules, possible }: RuleSet): LocalImprovement | undefined {
  const everyone = [...model.agents.keys()];
  const worst = (rule: number, plan: Plan): ReadonlyMap<number, Rational[]> =>
    worstUnder(model, beliefs, payoffOf(model, rules[rule]!), plan, everyone);
  const truth = rules.map((_, rule) => worst(rule, truthfulPlan(model)));
  for (const plan of coalitionPlans(model, everyone)) {
    for (const other of rules.keys()) {
      const got = worst(other, plan);
      for (const rule of rules.keys()) {
        for (const profile of possible) {
          const types = typesIn(model.profiles, profile);
          const gains = everyone.map((agent) => got.get(agent)![types[agent]!]!.sub(truth[rule]!.get(agent)![types[agent]!]!));
          if (pays(gains))
            return { coalition: everyone, profile, plan, gains, rule, other };
        }
      }
    }
  }
  return undefined;
}

/** Ways to choose a rule for every cell beyond which closure is not listed. */
const CHOICES_MAX = 20_000;

/** A choice of one rule a cell of everyone's common knowledge that is no rule of F. */
export interface ClosureGap {
  readonly cells: readonly (readonly number[])[];
  /** By cell: place in F. */
  readonly choice: readonly number[];
}

/** Definition 3.3.5: rules of F put together cell by cell of F_I are in F; undefined where they are. Throws InputError where too many. */
export function closureGap(set: RuleSet): ClosureGap | undefined {
  const { model, rules, possible } = set;
  const cells = commonKnowledge(model, [...model.agents.keys()], possible);
  const ways = rules.length ** cells.length;
  if (ways > CHOICES_MAX)
    throw new InputError('social-choice-set', `${rules.length} rules can be put together in ${ways} ways, and at most ${CHOICES_MAX} are `
      + 'listed; use fewer rules');
  for (let code = 0; code < ways; code++) {
    const choice = cells.map((_, cell) => Math.floor(code / rules.length ** cell) % rules.length);
    const together = new Map(cells.flatMap((cell, k) => cell.map((profile) => [profile, rules[choice[k]!]![profile]!] as const)));
    if (placeInSet(set, (profile) => together.get(profile)!) < 0) return { cells, choice };
  }
  return undefined;
}

/**
 * Assumption 3.4.1: at every possible profile some agent's type may be sure of it, or gives all that it thinks possible positive
 * probability under each of its beliefs. The first profile at which no agent does; undefined where the assumption holds.
 */
export function unassuredProfile({ model, beliefs, possible }: RuleSet): number | undefined {
  const { profiles, agents } = model;
  const thought = informationSets(model, beliefs);
  return possible.find((profile) => agents.every((_, agent) => {
    const type = typeIn(profiles, profile, agent);
    const positive = (belief: readonly Rational[]): number => belief.filter((probability) => !isZero(probability)).length;
    const sure = beliefs[agent]![type]!.some((belief) => belief[othersIn(profiles, profile, agent)]!.equals(ONE));
    return !sure && beliefs[agent]![type]!.some((belief) => positive(belief) < thought[agent]![type]!.length);
  }));
}
