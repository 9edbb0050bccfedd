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
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { parseRational, rationalText, sign } from '../../programs/rational.ts';
import {
  consequence, joined, key, names, outcomeFault, outside, product, readOutcome, readTypes, ruleAt, shown, typesOf, walk, worth,
  type Outcome, type Walked,
} from './walked.ts';

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

const SAID: Readonly<Record<File['statement'], string>> = {
  'robust-coalitional-ic': 'no coalition has a lie from which all its members may gain',
  'bad-outcome': 'an outcome that everyone finds worse than any of the rule',
  'robust-coalitional-monotonicity': 'some coalition objects to every lie that changes the rule',
  'robust-strong-monotonicity': 'some agent alone objects to every lie that changes the rule',
};

/** What the file states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeCoalitionalFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const walked = walk(file.environment, file.parameters);
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
