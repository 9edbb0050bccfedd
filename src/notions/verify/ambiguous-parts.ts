/** Worst cases under sets of beliefs, for the check of files `misreport.ambiguous/1`. */
import { InputError } from '../../errors.ts';
import { ONE, ZERO, sign, type Rational } from '../../programs/rational.ts';
import { joined, key, outside, typesOf, worth, type Outcome, type Walked } from './walked.ts';

/** `[agent][type]`: a report; in plans of objections a message. */
export type Plan = readonly (readonly number[])[];

/** Reports by types. */
export type Reporting = (types: readonly number[]) => readonly number[];

export interface Fearful extends Walked {
  /** F: the environment's rule, then those of its social choice set, by types. */
  readonly rules: readonly ReadonlyMap<string, Outcome>[];
  /** `[agent][type]`: corners of the set of beliefs, by the others' types. */
  readonly corners: readonly (readonly (readonly ReadonlyMap<string, Rational>[])[])[];
  /** T*: profiles that every agent's type gives positive probability in some corner. */
  readonly possible: readonly (readonly number[])[];
}

/** Throws InputError where beliefs are single, or sets are not given by vertices. */
export function fearful(walked: Walked): Fearful {
  const { model, profiles } = walked;
  const { beliefs } = model;
  if (beliefs !== undefined && beliefs.kind !== 'belief-sets')
    throw new InputError('environment', 'has single beliefs, and the statement is about sets of them');
  const corners = model.agents.map(({ types }, agent) => {
    const others = typesOf(walked, outside(walked, [agent])).map(key);
    return types.map((_, type) => {
      if (beliefs === undefined) return others.map((sure) => new Map([[sure, ONE]]));
      const set = beliefs.sets[agent]![type]!;
      if (!('vertices' in set)) throw new InputError('environment.belief-sets', 'have to be given by vertices');
      return set.vertices.map((belief) => new Map(others.map((one, k) => [one, belief[k]!])));
    });
  });
  const thinks = (agent: number, types: readonly number[]): boolean => {
    const rest = key(types.filter((_, i) => i !== agent));
    return corners[agent]![types[agent]!]!.some((belief) => sign(belief.get(rest) ?? ZERO) > 0);
  };
  const further = (model.socialChoiceSet ?? []).map((rule) => new Map(profiles.map((types, at) =>
    [key(types), { lottery: rule[at]!, money: model.agents.map(() => ZERO) }] as const)));
  return {
    ...walked, corners, rules: [walked.rule, ...further],
    possible: profiles.filter((types) => types.every((_, agent) => thinks(agent, types))),
  };
}

export const truthful: Reporting = (types) => types;
export const planReports = (plan: Plan): Reporting => (types) => types.map((type, agent) => plan[agent]![type]!);

/** What an agent of a type expects of an outcome function at reports, under a belief. */
export function expected(
  of: Fearful, agent: number, type: number, belief: ReadonlyMap<string, Rational>, outcome: (types: readonly number[]) => Outcome,
): Rational {
  const others = outside(of, [agent]);
  return typesOf(of, others).reduce((total, rest) => {
    const chance = belief.get(key(rest)) ?? ZERO;
    if (sign(chance) === 0) return total;
    const types = joined([[[agent], [type]], [others, rest]]);
    return total.add(chance.mul(worth(of, outcome(types), agent, types)));
  }, ZERO);
}

/** The worst that an agent of a type expects of a function of reports. */
export const worst = (
  of: Fearful, agent: number, type: number, [rule, reports]: readonly [ReadonlyMap<string, Outcome>, Reporting],
): Rational => of.corners[agent]![type]!
  .map((belief) => expected(of, agent, type, belief, (types) => rule.get(key(reports(types)))!))
  .reduce((least, value) => (value.compare(least) < 0 ? value : least));

/** Whether every member of types has as much under the first as under the second, and one more. */
export function profits(
  of: Fearful, members: readonly number[], types: readonly number[],
  first: readonly [ReadonlyMap<string, Outcome>, Reporting], second: readonly [ReadonlyMap<string, Outcome>, Reporting],
): boolean {
  const order = members.map((agent, k) => worst(of, agent, types[k]!, first).compare(worst(of, agent, types[k]!, second)));
  return order.every((one) => one >= 0) && order.some((one) => one > 0);
}

/** Types of the members that are possible together, once each. */
export const distinctTypes = ({ possible }: Fearful, members: readonly number[]): number[][] =>
  [...new Map(possible.map((types) => members.map((agent) => types[agent]!)).map((own) => [key(own), own])).values()];

export const isPossibleAt = (of: Fearful, members: readonly number[], types: readonly number[]): boolean =>
  distinctTypes(of, members).some((own) => key(own) === key(types));

/** Whether a rule under a deception is no rule of F where types are possible. */
export function leaves({ rules, possible }: Fearful, rule: number, plan: Plan): boolean {
  const reports = planReports(plan);
  const same = (a: Outcome, b: Outcome): boolean =>
    a.lottery.every((value, k) => value.equals(b.lottery[k]!)) && a.money.every((value, k) => value.equals(b.money[k]!));
  return !rules.some((f) => possible.every((types) => same(f.get(key(types))!, rules[rule]!.get(key(reports(types)))!)));
}

/** Agents by name, in their order. */
export function readMembers({ model }: Fearful, given: readonly string[], field: string): number[] {
  const found = given.map((name) => model.agents.findIndex((agent) => agent.name === name)).sort((a, b) => a - b);
  if (found.some((agent) => agent < 0) || new Set(found).size !== found.length)
    throw new InputError(field, `known agents, each once: ${model.agents.map(({ name }) => name).join(', ')}`);
  return found;
}

/** Reports, and which types object. */
export function readPlan(
  { model }: Fearful,
  given: { readonly plan: readonly (readonly string[])[]; readonly objects?: readonly (readonly boolean[])[] | undefined }, field: string,
): { readonly plan: Plan; readonly objects: readonly (readonly boolean[])[] } {
  if (given.plan.length !== model.agents.length) throw new InputError(`${field}.plan`, 'has to have one list of reports an agent');
  const plan = given.plan.map((own, agent) => {
    const { name, types } = model.agents[agent]!;
    if (own.length !== types.length) throw new InputError(`${field}.plan`, `has to have one report a type of ${name}`);
    return own.map((report) => {
      const at = types.indexOf(report);
      if (at < 0) throw new InputError(`${field}.plan`, `'${report}' is no type of ${name}`);
      return at;
    });
  });
  const objects = given.objects ?? plan.map((own) => own.map(() => false));
  if (objects.length !== plan.length || objects.some((own, agent) => own.length !== plan[agent]!.length))
    throw new InputError(`${field}.objects`, 'has to say of every type whether it objects');
  return { plan, objects };
}

