/**
 * Whether a file `misreport.ambiguous/1` shows what it states of rules under sets of beliefs (Guo18 section 3.3), from the definitions and
 * without a solver. Types fear the worst of the corners of their sets; without beliefs, of everything (Wald).
 *
 * `monotonicity` (Definition 3.3.2): for every rule f of F and deception that leaves F a coalition, types of its members that are possible
 * together and a reward that they prefer to f under the deception, one strictly, where no plan of a coalition that holds them profits from
 * the reward. `direct-mechanism`, of one rule: no plan of a coalition profits from misreporting it, and under every deception that changes
 * it some coalition profits at some types from telling the truth; a strategy of the direct mechanism is a deception, so its equilibria are
 * good. `no-monotonicity` and `no-objection-by-some-types`: a deception that leaves F, and for every coalition, types and member who would
 * have more a refusal (`ambiguous-refusal.ts`); the second proves that no mechanism implements F where messages of an objection may be
 * sent by some types of the coalition alone (`src/notions/finite/ambiguous/partial-objections.ts`).
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import {
  distinctTypes, fearful, isPossibleAt, leaves, planReports, profits, readMembers, readPlan, truthful, type Fearful, type Plan,
} from './ambiguous-parts.ts';
import { refusalFaults, refusalShape } from './ambiguous-refusal.ts';
import { consequence, key, names, outcomeFault, product, readOutcome, readTypes, walk, type Outcome } from './walked.ts';

const planned = { plan: z.array(names), objects: z.array(z.array(z.boolean())).optional() };
const shape = z.strictObject({
  schema: z.literal('misreport.ambiguous/1'),
  statement: z.enum(['monotonicity', 'direct-mechanism', 'no-monotonicity', 'no-objection-by-some-types']),
  parameters: z.record(z.string(), z.string()), environment: z.unknown(),
  rewards: z.array(z.array(z.strictObject({ reports: names, consequence }))).optional(),
  objections: z.array(z.strictObject({
    rule: z.number().int().min(0), ...planned, coalition: names.min(1), types: names, reward: z.number().int().min(0),
  })).optional(),
  deception: z.strictObject({ rule: z.number().int().min(0), ...planned }).optional(),
  refused: z.array(z.strictObject({ coalition: names.min(1), types: names, eager: z.string(), refusal: refusalShape })).optional(),
});
type File = z.infer<typeof shape>;
type Objection = NonNullable<File['objections']>[number];

/** Comparisons of worst cases beyond which a file is not gone through. */
const COMPARISONS_MAX = 2_000_000;

const everyone = ({ model }: Fearful): number[] => [...model.agents.keys()];

/** Every way for the members to report, everyone else truthful. */
function plansOf(of: Fearful, members: readonly number[]): Plan[] {
  const { model } = of;
  const own = model.agents.map(({ types }, agent) => {
    const all = [...types.keys()];
    return members.includes(agent) ? product(all.map(() => all)) : [all];
  });
  return own.reduce<number[][][]>((plans, mine) => plans.flatMap((plan) => mine.map((one) => [...plan, one])), [[]]);
}

type Rule = ReadonlyMap<string, Outcome>;

/** No plan of a coalition that holds the objecting one makes the reward better for it than the rule: the reward set. */
function isReward(of: Fearful, reward: Rule, coalition: readonly number[], rule: number): boolean {
  const count = of.model.agents.length;
  return of.coalitions.filter((larger) => coalition.every((agent) => larger.includes(agent))).every((members) =>
    plansOf(of, members).every((plan) => (members.length === count ? of.rules : [of.rules[rule]!]).every((f) =>
      distinctTypes(of, members).every((types) => !profits(of, members, types, [reward, planReports(plan)], [f, truthful])))));
}

function* objectionFaults(of: Fearful, rewards: readonly Rule[], given: Objection, plan: Plan, field: string): Generator<string> {
  const coalition = readMembers(of, given.coalition, field);
  if (!of.coalitions.some((one) => key(one) === key(coalition))) return yield `${field}: the coalition is not among those that can form`;
  const types = readTypes(of, coalition, given.types, `${field}.types`);
  const reward = rewards[given.reward];
  if (reward === undefined) return yield `${field}: there is no such reward`;
  if (!isPossibleAt(of, coalition, types)) return yield `${field}: the types are not possible together`;
  const honest: Plan = plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own));
  if (!profits(of, coalition, types, [reward, planReports(honest)], [of.rules[given.rule]!, planReports(plan)]))
    yield `${field}: not every member has as much and one more by the reward than under the deception`;
}

function* monotonicityFaults(of: Fearful, file: File): Generator<string> {
  const { rewards: lists, objections } = file;
  if (lists === undefined || objections === undefined) throw new InputError('objections', 'and rewards have to be there');
  const rewards = lists.map((list, k): Rule => new Map(list.map(({ reports, consequence: one }) =>
    [key(readTypes(of, everyone(of), reports, `rewards.${k}`)), readOutcome(of, one, `rewards.${k}`)])));
  for (const [k, reward] of rewards.entries()) {
    if (reward.size !== of.profiles.length) return yield `rewards.${k} says nothing of some reports`;
    const fault = [...reward.values()].map((one) => outcomeFault(of, one)).find((one) => one !== undefined);
    if (fault !== undefined) yield `rewards.${k} ${fault}`;
  }
  const plans = objections.map((given, k) => readPlan(of, given, `objections.${k}`).plan);
  const known = new Map(objections.map((given, k) => [`${given.rule}|${plans[k]!.join(';')}`, k]));
  const rewarded = new Map<string, boolean>();
  for (const rule of of.rules.keys()) {
    for (const plan of plansOf(of, everyone(of))) {
      if (!leaves(of, rule, plan)) continue;
      const k = known.get(`${rule}|${plan.join(';')}`);
      if (k === undefined) { yield `nobody objects to some deception of rule ${rule}`; return; }
      const given = objections[k]!;
      yield* objectionFaults(of, rewards, given, plan, `objections.${k}`);
      const coalition = readMembers(of, given.coalition, `objections.${k}`);
      const at = `${given.reward}|${coalition.join()}|${rule}`;
      if (!rewarded.has(at) && rewards[given.reward] !== undefined) rewarded.set(at, isReward(of, rewards[given.reward]!, coalition, rule));
      if (rewarded.get(at) === false) yield `objections.${k}: a coalition would profit from the reward`;
    }
  }
}

function* directFaults(of: Fearful): Generator<string> {
  if (of.rules.length > 1) return yield 'the direct mechanism is of one rule, and there are several';
  const [rule] = of.rules as [Rule];
  for (const members of of.coalitions) {
    const gains = plansOf(of, members).some((plan) => distinctTypes(of, members).some((types) =>
      profits(of, members, types, [rule, planReports(plan)], [rule, truthful])));
    if (gains) yield `a plan of reports of {${members.map((agent) => of.model.agents[agent]!.name).join(', ')}} pays`;
  }
  for (const plan of plansOf(of, everyone(of))) {
    if (!leaves(of, 0, plan)) continue;
    const opposed = of.coalitions.some((coalition) => {
      const honest: Plan = plan.map((own, agent) => (coalition.includes(agent) ? [...own.keys()] : own));
      return distinctTypes(of, coalition).some((types) =>
        profits(of, coalition, types, [rule, planReports(honest)], [rule, planReports(plan)]));
    });
    if (!opposed) { yield 'under some deception that changes the rule nobody profits from the truth'; return; }
  }
}

function* unopposedFaults(of: Fearful, { statement, deception, refused }: File): Generator<string> {
  if (deception === undefined || refused === undefined) throw new InputError('deception', 'and refused have to be there');
  const { rule } = deception;
  if (rule >= of.rules.length) throw new InputError('deception.rule', `there are ${of.rules.length} rules, counted from 0`);
  const { plan } = readPlan(of, deception, 'deception');
  if (!leaves(of, rule, plan)) yield 'the deception does not leave the set of rules';
  const held = new Map(refused.map((one, k) => [
    `${readMembers(of, one.coalition, `refused.${k}`).join()}|${one.types.join()}|${one.eager}`, k,
  ]));
  for (const coalition of of.coalitions) {
    for (const types of distinctTypes(of, coalition)) {
      for (const eager of coalition) {
        const called = coalition.map((agent, j) => of.model.agents[agent]!.types[types[j]!]!).join();
        const k = held.get(`${coalition.join()}|${called}|${of.model.agents[eager]!.name}`);
        if (k === undefined) { yield `nothing refuses ${called} an objection`; continue; }
        const question = { coalition, types, eager, rule, plan, some: statement === 'no-objection-by-some-types' };
        yield* refusalFaults(of, question, refused[k]!.refusal, `refused.${k}.refusal`);
      }
    }
  }
}

const SAID: Readonly<Record<File['statement'], string>> = {
  'monotonicity': 'some coalition objects to every deception that leaves the set of rules (ambiguous coalitional monotonicity)',
  'direct-mechanism': 'the direct mechanism implements the rule as an ambiguous coalitional equilibrium',
  'no-monotonicity': 'no coalition objects to a deception that leaves the set of rules (ambiguous coalitional monotonicity fails)',
  'no-objection-by-some-types':
    'no mechanism implements the rules: whoever could object to a deception would at the truth, some types alone',
};

/** What a file `misreport.ambiguous/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeAmbiguousFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const of = fearful(walk(file.environment, file.parameters));
  const plans = of.model.agents.reduce((all, { types: { length } }) => all * length ** length, 1);
  if (plans * of.profiles.length * of.rules.length > COMPARISONS_MAX)
    throw new InputError('environment', `has ${plans} deceptions, which are too many to go through`);
  const faults = (): Generator<string> => {
    switch (file.statement) {
      case 'monotonicity': return monotonicityFaults(of, file);
      case 'direct-mechanism': return directFaults(of);
      default: return unopposedFaults(of, file);
    }
  };
  return { what: SAID[file.statement], faults: [...faults()] };
}
