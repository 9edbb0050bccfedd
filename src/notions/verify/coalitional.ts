/**
 * Whether a file `misreport.coalitional/1` shows what it states of a rule and the coalitions that can form (Guo18 chapter 2), from the
 * definitions and without a solver.
 *
 * `robust-coalitional-ic` (Definition 2.4.2): of every coalition, true types and lie, one member gains at no types outside. The environment
 * is proof enough. `bad-outcome` (Definition 2.5.1): a lottery, with fines where the rule has money, that everyone finds worse than any
 * outcome of the rule by the margin. `robust-coalitional-monotonicity` and `robust-strong-monotonicity` (Definition 2.4.4): for every pair
 * of types and reports that changes the rule a coalition, and for every conjecture of its members, each about the reports outside, a
 * reward in the robust reward set that all of them prefer whatever the types outside are.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { ONE, parseRational, rationalText, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

const names = z.array(z.string());
const consequence = z.strictObject({ lottery: z.record(z.string(), z.string()), money: z.record(z.string(), z.string()).optional() });
const objection = z.strictObject({
  truth: names, report: names, coalition: names.min(1),
  rewards: z.array(z.array(z.strictObject({ reports: names, consequence }))).min(1),
  answers: z.array(z.strictObject({ conjectures: z.array(names), reward: z.number().int().min(0) })),
});
const shape = z.strictObject({
  schema: z.literal('misreport.coalitional/1'),
  statement: z.enum(['robust-coalitional-ic', 'bad-outcome', 'robust-coalitional-monotonicity', 'robust-strong-monotonicity']),
  parameters: z.record(z.string(), z.string()), environment: z.unknown(),
  outcome: consequence.optional(), margin: z.string().optional(), objections: z.array(objection).optional(),
});
type File = z.infer<typeof shape>;
type Objection = z.infer<typeof objection>;

/** A lottery by outcome and money by agent. */
interface Outcome {
  readonly lottery: readonly Rational[];
  readonly money: readonly Rational[];
}

/** The environment with profiles as lists of types. */
interface Walked {
  readonly model: FiniteModel;
  readonly coalitions: readonly (readonly number[])[];
  readonly profiles: readonly (readonly number[])[];
  readonly rule: ReadonlyMap<string, Outcome>;
}

/** Comparisons of payoffs beyond which a file is not read. */
const COMPARISONS_MAX = 5_000_000;

const product = (lists: readonly (readonly number[])[]): number[][] =>
  lists.reduce<number[][]>((all, list) => all.flatMap((start) => list.map((one) => [...start, one])), [[]]);

const typesOf = ({ model }: Walked, agents: readonly number[]): number[][] =>
  product(agents.map((i) => [...model.agents[i]!.types.keys()]));

const outside = ({ model }: Walked, agents: readonly number[]): number[] => [...model.agents.keys()].filter((i) => !agents.includes(i));

/** The whole list of types, of parts that together name every agent. */
function joined(parts: readonly (readonly [agents: readonly number[], types: readonly number[]])[]): number[] {
  const all: number[] = [];
  for (const [agents, types] of parts) agents.forEach((agent, k) => { all[agent] = types[k]!; });
  return all;
}

const key = (types: readonly number[]): string => types.join();

function worth({ model, profiles }: Walked, { lottery, money }: Outcome, agent: number, types: readonly number[]): Rational {
  // Tables are in the order of the profiles: agent 0 turns slowest.
  const at = types.reduce((place, type, i) => place * model.agents[i]!.types.length + type, 0);
  if (key(profiles[at]!) !== key(types)) throw new Error('profiles are not in the order of tables');
  return lottery.reduce((total, share, k) => total.add(share.mul(model.payoffs[agent]![k]![at]!)), money[agent]!);
}

const ruleAt = ({ rule }: Walked, types: readonly number[]): Outcome => rule.get(key(types))!;

const shown = ({ model }: Walked, agents: readonly number[], types: readonly number[]): string =>
  `(${types.map((type, k) => model.agents[agents[k]!]!.types[type]).join(', ')})`;

function* lieFaults(walked: Walked): Generator<string> {
  for (const coalition of walked.coalitions) {
    const others = outside(walked, coalition);
    const around = typesOf(walked, others);
    for (const truth of typesOf(walked, coalition)) {
      for (const report of typesOf(walked, coalition)) {
        if (key(report) === key(truth)) continue;
        const withstands = coalition.some((agent) => around.every((rest) => {
          const types = joined([[coalition, truth], [others, rest]]);
          const lied = worth(walked, ruleAt(walked, joined([[coalition, report], [others, rest]])), agent, types);
          return lied.compare(worth(walked, ruleAt(walked, types), agent, types)) <= 0;
        }));
        if (!withstands) yield `every member of the coalition of types ${shown(walked, coalition, truth)} may gain where it reports `
          + shown(walked, coalition, report);
      }
    }
  }
}

function readTypes({ model }: Walked, agents: readonly number[], given: readonly string[], field: string): number[] {
  if (given.length !== agents.length) throw new InputError(field, `has ${given.length} types, and there are ${agents.length} agents`);
  return given.map((name, k) => {
    const at = model.agents[agents[k]!]!.types.indexOf(name);
    if (at < 0) throw new InputError(field, `'${name}' is no type of ${model.agents[agents[k]!]!.name}`);
    return at;
  });
}

function readOutcome({ model }: Walked, given: z.infer<typeof consequence>, field: string): Outcome {
  const read = (keys: readonly string[], entries: Readonly<Record<string, string>>, where: string): Rational[] => {
    const strange = Object.keys(entries).find((name) => !keys.includes(name));
    if (strange !== undefined) throw new InputError(where, `'${strange}' is not known; known: ${keys.join(', ')}`);
    return keys.map((name) => (Object.hasOwn(entries, name) ? parseRational(entries[name]!, `${where}.${name}`) : ZERO));
  };
  return {
    lottery: read(model.outcomes, given.lottery, `${field}.lottery`),
    money: read(model.agents.map(({ name }) => name), given.money ?? {}, `${field}.money`),
  };
}

/** What keeps an outcome from being a lottery, with money only where the rule has any. */
function outcomeFault({ model }: Walked, { lottery, money }: Outcome): string | undefined {
  if (lottery.some((share) => sign(share) < 0) || !sum(lottery).equals(ONE)) return 'is no lottery';
  return model.ruleTransfers === undefined && money.some((amount) => sign(amount) !== 0) ? 'has money, and the rule has none' : undefined;
}

function* badFaults(walked: Walked, { outcome, margin }: File): Generator<string> {
  if (outcome === undefined || margin === undefined) throw new InputError('outcome', 'and margin have to be there');
  const bad = readOutcome(walked, outcome, 'outcome');
  const least = parseRational(margin, 'margin');
  const fault = outcomeFault(walked, bad);
  if (fault !== undefined) yield `the outcome ${fault}`;
  if (bad.money.some((amount) => sign(amount) > 0)) yield 'the outcome pays somebody';
  if (sign(least) <= 0) yield 'the margin is not above 0';
  for (const [agent, { name }] of walked.model.agents.entries()) {
    for (const types of walked.profiles) {
      const level = worth(walked, bad, agent, types).add(least);
      if ([...walked.rule.values()].some((one) => worth(walked, one, agent, types).compare(level) < 0))
        yield `${name} does not prefer every outcome of the rule by ${rationalText(least)} at ${shown(walked, [...types.keys()], types)}`;
    }
  }
}

/** A reward, by the reports outside. */
type Reward = ReadonlyMap<string, Outcome>;

/** No coalition that holds the objecting one would profit from the reward where all others tell the truth. */
function isReward(walked: Walked, reward: Reward, coalition: readonly number[], report: readonly number[]): boolean {
  const others = outside(walked, coalition);
  return walked.coalitions.filter((larger) => coalition.every((agent) => larger.includes(agent))).every((larger) => {
    const rest = outside(walked, larger);
    const around = typesOf(walked, rest);
    return typesOf(walked, larger).every((own) => larger.some((agent) => around.every((types) => {
      const all = joined([[larger, own], [rest, types]]);
      // Further members report as the deception has them; those outside tell the truth.
      const sent = others.map((one) => (larger.includes(one) ? report[one]! : all[one]!));
      return worth(walked, reward.get(key(sent))!, agent, all).compare(worth(walked, ruleAt(walked, all), agent, all)) <= 0;
    })));
  });
}

function* objectionFaults(walked: Walked, given: Objection, field: string): Generator<string> {
  const { model } = walked;
  const every = [...model.agents.keys()];
  const truth = readTypes(walked, every, given.truth, `${field}.truth`);
  const report = readTypes(walked, every, given.report, `${field}.report`);
  const coalition = given.coalition.map((name) => every.find((i) => model.agents[i]!.name === name) ?? -1).sort((a, b) => a - b);
  if (!walked.coalitions.some((one) => key(one) === key(coalition)))
    return yield `${field}: the coalition is not among those that can form`;
  const others = outside(walked, coalition);
  const around = typesOf(walked, others);
  const rewards: Reward[] = [];
  for (const [k, list] of given.rewards.entries()) {
    const where = `${field}.rewards.${k}`;
    const reward = new Map(list.map(({ reports, consequence: one }) =>
      [key(readTypes(walked, others, reports, where)), readOutcome(walked, one, where)]));
    rewards.push(reward);
    const fault = [...reward.values()].map((one) => outcomeFault(walked, one)).find((one) => one !== undefined);
    if (fault !== undefined) yield `${where} ${fault}`;
    if (reward.size !== around.length) return yield `${where} says nothing of some reports outside`;
    if (!isReward(walked, reward, coalition, report))
      yield `${where} would be worth a lie to some coalition where all others tell the truth`;
  }
  const answers = new Map(given.answers.map(({ conjectures, reward }) =>
    [conjectures.map((one) => key(readTypes(walked, others, one, `${field}.answers`))).join(';'), rewards[reward]]));
  for (const picked of product(coalition.map(() => [...around.keys()]))) {
    const reward = answers.get(picked.map((k) => key(around[k]!)).join(';'));
    if (reward === undefined) { yield `${field}: no reward for some conjecture`; continue; }
    for (const [k, agent] of coalition.entries()) {
      const conjecture = around[picked[k]!]!;
      const lied = ruleAt(walked, joined([[coalition, coalition.map((i) => report[i]!)], [others, conjecture]]));
      const fails = around.some((rest) => {
        const types = joined([[coalition, coalition.map((i) => truth[i]!)], [others, rest]]);
        return worth(walked, reward.get(key(conjecture))!, agent, types).compare(worth(walked, lied, agent, types)) <= 0;
      });
      if (fails) yield `${field}: ${model.agents[agent]!.name} does not prefer the reward at some types`;
    }
  }
}

function* monotonicityFaults(walked: Walked, objections: readonly Objection[], alone: boolean): Generator<string> {
  const every = [...walked.model.agents.keys()];
  const places = new Map(objections.map((given, k) => [`${given.truth.join()}|${given.report.join()}`, k]));
  const called = (types: readonly number[]): string => types.map((type, i) => walked.model.agents[i]!.types[type]).join();
  for (const truth of walked.profiles) {
    for (const report of walked.profiles) {
      const [one, other] = [ruleAt(walked, truth), ruleAt(walked, report)];
      const same = [[one.lottery, other.lottery], [one.money, other.money]].every(([a, b]) => a!.every((value, k) => value.equals(b![k]!)));
      if (same) continue;
      const k = places.get(`${called(truth)}|${called(report)}`);
      if (k === undefined) yield `nobody objects where types ${shown(walked, every, truth)} report ${shown(walked, every, report)}`;
      else if (alone && objections[k]!.coalition.length > 1) yield `objections.${k}: only single agents may object`;
      else yield* objectionFaults(walked, objections[k]!, `objections.${k}`);
    }
  }
}

function walk({ environment, parameters }: File): Walked {
  const values = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(environment), values);
  requireEveryoneReports(model, 'environment.nature');
  if (model.rule === undefined) throw new InputError('environment.rule', 'is missing');
  if (model.coalitions === undefined) throw new InputError('environment.coalitions', 'is missing');
  const profiles = product(model.agents.map(({ types }) => [...types.keys()]));
  if (profiles.length ** 2 * model.agents.length * model.coalitions.length > COMPARISONS_MAX)
    throw new InputError('environment', `has ${profiles.length} profiles of types, which are too many to go through`);
  const rule = new Map(profiles.map((types, at) => [
    key(types), { lottery: model.rule![at]!, money: model.agents.map((_, i) => model.ruleTransfers?.[i]![at] ?? ZERO) },
  ]));
  return { model, coalitions: model.coalitions, profiles, rule };
}

const SAID: Readonly<Record<File['statement'], string>> = {
  'robust-coalitional-ic': 'no coalition has a lie from which all its members may gain',
  'bad-outcome': 'an outcome that everyone finds worse than any of the rule',
  'robust-coalitional-monotonicity': 'some coalition objects to every lie that changes the rule',
  'robust-strong-monotonicity': 'some agent alone objects to every lie that changes the rule',
};

/** What the file states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeCoalitionalFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const walked = walk(file);
  const faults = (): Generator<string> => {
    switch (file.statement) {
      case 'robust-coalitional-ic': return lieFaults(walked);
      case 'bad-outcome': return badFaults(walked, file);
      default:
        if (file.objections === undefined) throw new InputError('objections', 'are missing');
        return monotonicityFaults(walked, file.objections, file.statement === 'robust-strong-monotonicity');
    }
  };
  return { what: SAID[file.statement], faults: [...faults()] };
}
