/** Environments as checkers of files about coalitions walk through them: profiles are lists of types. */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { ONE, parseRational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

export const names = z.array(z.string());
const entries = z.record(z.string(), z.string());
export const consequence = z.strictObject({ lottery: entries, money: entries.optional() });

/** A lottery by outcome and money by agent. */
export interface Outcome {
  readonly lottery: readonly Rational[];
  readonly money: readonly Rational[];
}

/** The environment with profiles as lists of types. */
export interface Walked {
  readonly model: FiniteModel;
  readonly coalitions: readonly (readonly number[])[];
  readonly profiles: readonly (readonly number[])[];
  readonly rule: ReadonlyMap<string, Outcome>;
}

/** Comparisons of payoffs beyond which a file is not read. */
const COMPARISONS_MAX = 5_000_000;

export const product = (lists: readonly (readonly number[])[]): number[][] =>
  lists.reduce<number[][]>((all, list) => all.flatMap((start) => list.map((one) => [...start, one])), [[]]);

export const typesOf = ({ model }: Walked, agents: readonly number[]): number[][] =>
  product(agents.map((i) => [...model.agents[i]!.types.keys()]));

export const outside = ({ model }: Walked, agents: readonly number[]): number[] =>
  [...model.agents.keys()].filter((i) => !agents.includes(i));

/** The whole list of types, of parts that together name every agent. */
export function joined(parts: readonly (readonly [agents: readonly number[], types: readonly number[]])[]): number[] {
  const all: number[] = [];
  for (const [agents, types] of parts) agents.forEach((agent, k) => { all[agent] = types[k]!; });
  return all;
}

export const key = (types: readonly number[]): string => types.join();

export function worth({ model, profiles }: Walked, { lottery, money }: Outcome, agent: number, types: readonly number[]): Rational {
  // Tables are in the order of the profiles: agent 0 turns slowest.
  const at = types.reduce((place, type, i) => place * model.agents[i]!.types.length + type, 0);
  if (key(profiles[at]!) !== key(types)) throw new Error('profiles are not in the order of tables');
  return lottery.reduce((total, share, k) => total.add(share.mul(model.payoffs[agent]![k]![at]!)), money[agent]!);
}

export const ruleAt = ({ rule }: Walked, types: readonly number[]): Outcome => rule.get(key(types))!;

export const shown = ({ model }: Walked, agents: readonly number[], types: readonly number[]): string =>
  `(${types.map((type, k) => model.agents[agents[k]!]!.types[type]).join(', ')})`;

export function readTypes({ model }: Walked, agents: readonly number[], given: readonly string[], field: string): number[] {
  if (given.length !== agents.length) throw new InputError(field, `has ${given.length} types, and there are ${agents.length} agents`);
  return given.map((name, k) => {
    const at = model.agents[agents[k]!]!.types.indexOf(name);
    if (at < 0) throw new InputError(field, `'${name}' is no type of ${model.agents[agents[k]!]!.name}`);
    return at;
  });
}

export function readOutcome({ model }: Walked, given: z.infer<typeof consequence>, field: string): Outcome {
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
export function outcomeFault({ model }: Walked, { lottery, money }: Outcome): string | undefined {
  if (lottery.some((share) => sign(share) < 0) || !sum(lottery).equals(ONE)) return 'is no lottery';
  return model.ruleTransfers === undefined && money.some((amount) => sign(amount) !== 0) ? 'has money, and the rule has none' : undefined;
}

/** Throws InputError where the environment has no rule or coalitions, or too many profiles. */
export function walk(environment: unknown, parameters: Readonly<Record<string, string>>): Walked {
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
