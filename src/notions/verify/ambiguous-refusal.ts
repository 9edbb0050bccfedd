/**
 * Whether a tree shows that a coalition of some types has no objection to a deception.
 *
 * What is asked of a function of reports: each member, whatever her belief, as much as under the deception, and `eager` more. At a branch
 * a hurdle, a plan of a coalition that holds the objecting one (or, where some types may object alone, that has a member of it): one of
 * its members has strictly less than at the truth under one of her beliefs, or all have no more, each under one. There is a branch for
 * every one of these ways. At a leaf multipliers of all that is asked on the path: weighed by them, what outcomes can give at most is
 * less than what is asked, or as much where something strict has a weight. No lottery at any reports gives more than its best outcome, and
 * money has to cancel.
 *
 * Where some types may object alone, reports are messages: an agent of the objecting coalition may object, as one of her types where there
 * are several members, and the rule holds at possible profiles of types at which nobody objects.
 */
import { z } from 'zod';
import { parseRational, sign, ZERO, type Rational } from '../../programs/rational.ts';
import {
  isPossibleAt, planReports, readMembers, readPlan, truthful, worst, type Fearful, type Plan,
} from './ambiguous-parts.ts';
import { joined, key, names, outside, product, readTypes, typesOf, type Outcome } from './walked.ts';

const leaf = z.strictObject({ multipliers: z.array(z.string()) });
const hurdle = z.strictObject({
  members: names.min(1), types: names, rule: z.number().int().min(0), plan: z.array(names),
  objects: z.array(z.array(z.boolean())).optional(),
});
export type Refusal = z.infer<typeof leaf> | { readonly hurdle: z.infer<typeof hurdle>; readonly ways: readonly Refusal[] };
export const refusalShape: z.ZodType<Refusal> = z.lazy(() => z.union([leaf, z.strictObject({ hurdle, ways: z.array(refusalShape) })]));

export interface ObjectionQuestion {
  readonly coalition: readonly number[];
  readonly types: readonly number[];
  readonly eager: number;
  readonly rule: number;
  /** The deception. */
  readonly plan: Plan;
  /** Whether some types of the coalition may object alone. */
  readonly some: boolean;
}

/** A message by type: a report, and whether it objects. */
interface Sending { readonly plan: Plan; readonly objects: readonly (readonly boolean[])[] }

/** What is asked of one agent's type under one belief: at least the bound, or at most. */
interface Asked {
  readonly agent: number;
  readonly type: number;
  readonly belief: ReadonlyMap<string, Rational>;
  readonly sending: Sending;
  readonly bound: Rational;
  readonly more: boolean;
  readonly strict: boolean;
}

/** `a,b*` where b objects; of an agent who objects alone it does not matter as what. */
function messages({ coalition }: ObjectionQuestion, { plan, objects }: Sending, types: readonly number[]): string {
  return types.map((type, agent) => {
    if (!objects[agent]![type]) return String(plan[agent]![type]!);
    return coalition.length === 1 ? '*' : `${plan[agent]![type]!}*`;
  }).join();
}

function* contradictionFaults(
  of: Fearful, question: ObjectionQuestion, asked: readonly Asked[], given: readonly string[], at: string,
): Generator<string> {
  if (given.length !== asked.length) return yield `${at}: has ${given.length} multipliers, and ${asked.length} things are asked`;
  const weights = given.map((text, k) => parseRational(text, `${at}.multipliers.${k}`));
  if (weights.some((weight) => sign(weight) < 0)) return yield `${at}: a multiplier is negative`;
  const { model } = of;
  const zero = (): Rational[] => model.outcomes.map(() => ZERO);
  const lotteries = new Map<string, Rational[]>();
  const money = new Map<string, Rational>();
  let due = ZERO;
  for (const [k, { agent, type, belief, sending, bound, more }] of asked.entries()) {
    const weight = more ? weights[k]! : weights[k]!.neg();
    if (sign(weight) === 0) continue;
    due = due.add(weight.mul(bound));
    const others = outside(of, [agent]);
    for (const rest of typesOf(of, others)) {
      const chance = weight.mul(belief.get(key(rest)) ?? ZERO);
      if (sign(chance) === 0) continue;
      const types = joined([[[agent], [type]], [others, rest]]);
      const sent = messages(question, sending, types);
      const place = types.reduce((before, one, i) => before * model.agents[i]!.types.length + one, 0);
      const sums = lotteries.get(sent) ?? zero();
      lotteries.set(sent, sums.map((total, outcome) => total.add(chance.mul(model.payoffs[agent]![outcome]![place]!))));
      const cell = `${agent}|${sent}`;
      money.set(cell, (money.get(cell) ?? ZERO).add(chance));
    }
  }
  const settled = new Map(question.some ? of.possible.map((types) => [key(types), of.rules[question.rule]!.get(key(types))!]) : []);
  let most = ZERO;
  for (const [sent, sums] of lotteries) {
    const known: Outcome | undefined = settled.get(sent);
    most = most.add(known === undefined ? sums.reduce((a, b) => (b.compare(a) > 0 ? b : a))
      : sums.reduce((total, value, outcome) => total.add(value.mul(known.lottery[outcome]!)), ZERO));
    for (const agent of model.agents.keys()) {
      const amount = money.get(`${agent}|${sent}`) ?? ZERO;
      if (known !== undefined) most = most.add(amount.mul(known.money[agent]!));
      else if (model.ruleTransfers !== undefined && sign(amount) !== 0) yield `${at}: money does not cancel`;
    }
  }
  const left = due.compare(most);
  const strictly = asked.some(({ strict }, k) => strict && sign(weights[k]!) > 0);
  if (left < 0 || (left === 0 && !strictly)) yield `${at}: the multipliers add up to no contradiction`;
}

/** All ways to pass a hurdle, each with what it asks. */
function waysOf(of: Fearful, members: readonly number[], types: readonly number[], rule: number, sending: Sending): Asked[][] {
  const sides = members.map((agent, k) => of.corners[agent]![types[k]!]!.map((belief): Asked => ({
    agent, type: types[k]!, belief, sending, bound: worst(of, agent, types[k]!, [of.rules[rule]!, truthful]), more: false, strict: false,
  })));
  const together = product(sides.map((own) => [...own.keys()])).map((picked) => picked.map((k, member) => sides[member]![k]!));
  return members.length === 1 ? together : [...sides.flat().map((one) => [{ ...one, strict: true }]), ...together];
}

function* treeFaults(
  of: Fearful, question: ObjectionQuestion, node: Refusal, asked: readonly Asked[], at: string,
): Generator<string> {
  if ('multipliers' in node) return yield* contradictionFaults(of, question, asked, node.multipliers, at);
  const { coalition, rule, some } = question;
  const { hurdle: given, ways } = node;
  const members = readMembers(of, given.members, `${at}.hurdle`);
  const types = readTypes(of, members, given.types, `${at}.hurdle.types`);
  const sending = readPlan(of, given, `${at}.hurdle`);
  const everyone = members.length === of.model.agents.length;
  if (!of.coalitions.some((one) => key(one) === key(members))) return yield `${at}: the coalition is not among those that can form`;
  const concerned = some ? coalition.some((agent) => members.includes(agent)) : coalition.every((agent) => members.includes(agent));
  if (!concerned) return yield `${at}: the coalition has nothing to do with the objecting one`;
  if (!isPossibleAt(of, members, types)) return yield `${at}: the types are not possible together`;
  if (given.rule !== rule && !(everyone && given.rule < of.rules.length)) return yield `${at}: the bounds are of another rule`;
  const stray = sending.plan.some((own, agent) => own.some((report, type) =>
    (sending.objects[agent]![type] ? !some || !coalition.includes(agent) || !members.includes(agent)
      : report !== type && !members.includes(agent))));
  if (stray) return yield `${at}: somebody does what she cannot do`;
  const all = waysOf(of, members, types, given.rule, sending);
  if (ways.length !== all.length) return yield `${at}: has ${ways.length} branches for ${all.length} ways`;
  for (const [k, way] of all.entries()) yield* treeFaults(of, question, ways[k]!, [...asked, ...way], `${at}.ways.${k}`);
}

/** What does not follow in the tree. */
export function refusalFaults(of: Fearful, question: ObjectionQuestion, tree: Refusal, at: string): Generator<string> {
  const { coalition, types, eager, rule, plan, some } = question;
  const sending: Sending = {
    plan: plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own)),
    objects: plan.map((own, agent) => own.map(() => some && coalition.includes(agent))),
  };
  const asked = coalition.flatMap((agent, k) => of.corners[agent]![types[k]!]!.map((belief): Asked => ({
    agent, type: types[k]!, belief, sending, bound: worst(of, agent, types[k]!, [of.rules[rule]!, planReports(plan)]), more: true,
    strict: agent === eager,
  })));
  return treeFaults(of, question, tree, asked, at);
}

