/**
 * Whether a file `misreport.choice/1` shows outcomes of a correspondence that are ex post incentive compatible without money, or that
 * there are none, from the definition and without a solver. Deterministic: at some profile every outcome that will do leads, with what is
 * chosen at others, to an agent who would rather have another profile's. Lotteries: multipliers under which no outcome at any profile
 * counts more than 0, though all lotteries together count more.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { ONE, parseRational, rationalText, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

const place = z.array(z.string());
const clash = z.strictObject({ agent: z.string(), at: place, instead: place });
const leaf = z.strictObject({ clash });
type Tree = z.infer<typeof leaf> | { readonly at: string[]; readonly choose: Readonly<Record<string, Tree>> };
const tree: z.ZodType<Tree> = z.lazy(() => z.union([leaf, z.strictObject({ at: place, choose: z.record(z.string(), tree) })]));
const shape = z.strictObject({
  schema: z.literal('misreport.choice/1'), mechanisms: z.enum(['deterministic', 'lotteries']),
  parameters: z.record(z.string(), z.string()), environment: z.unknown(),
  chosen: z.array(z.record(z.string(), z.string())).optional(),
  refuted: tree.optional(),
  multipliers: z.array(z.strictObject({ lottery: place.optional(), truth: clash.optional(), multiplier: z.string() })).optional(),
});
type Clash = z.infer<typeof clash>;

/** A model with all profiles as lists of types, in the order of tables. */
interface Walked {
  readonly model: FiniteModel;
  readonly choices: readonly (readonly number[])[];
  readonly profiles: readonly (readonly number[])[];
}

const worth = ({ model }: Walked, agent: number, outcome: number, profile: number): Rational => model.payoffs[agent]![outcome]![profile]!;

function profileOf({ model, profiles }: Walked, types: readonly string[], field: string): number {
  const at = types.map((name, agent) => model.agents[agent]?.types.indexOf(name) ?? -1);
  const found = profiles.findIndex((profile) => profile.length === at.length && profile.every((type, agent) => type === at[agent]));
  if (found < 0) throw new InputError(field, `(${types.join(', ')}) is no profile of types`);
  return found;
}

/** An agent who plays, and two profiles that differ in her type alone. */
function readClash(walked: Walked, given: Clash, field: string): { readonly agent: number; readonly at: number; readonly instead: number } {
  const { model, profiles } = walked;
  const agent = model.agents.findIndex(({ name }) => name === given.agent);
  if (agent < 0 || agent === model.nature) throw new InputError(`${field}.agent`, `'${given.agent}' is no agent who reports`);
  const [at, instead] = [profileOf(walked, given.at, `${field}.at`), profileOf(walked, given.instead, `${field}.instead`)];
  const apart = profiles[at]!.flatMap((type, other) => (type === profiles[instead]![other] ? [] : [other]));
  if (apart.join() !== String(agent)) throw new InputError(field, `${given.agent} cannot make the one profile look like the other`);
  return { agent, at, instead };
}

function* chosenFaults(walked: Walked, chosen: readonly Readonly<Record<string, string>>[], deterministic: boolean): Generator<string> {
  const { model, choices, profiles } = walked;
  if (chosen.length !== profiles.length)
    throw new InputError('chosen', `has ${chosen.length} entries, and there are ${profiles.length} profiles`);
  const lotteries = chosen.map((shares, profile) => {
    const unknown = Object.keys(shares).find((name) => !model.outcomes.includes(name));
    if (unknown !== undefined) throw new InputError(`chosen.${profile}`, `'${unknown}' is no outcome; known: ${model.outcomes.join(', ')}`);
    return model.outcomes.map((name) => (shares[name] === undefined ? ZERO : parseRational(shares[name], `chosen.${profile}.${name}`)));
  });
  for (const [profile, lottery] of lotteries.entries()) {
    const fits = lottery.every((share, outcome) => sign(share) === 0 || (sign(share) > 0 && choices[profile]!.includes(outcome)))
      && sum(lottery).equals(ONE) && (!deterministic || lottery.some((share) => share.equals(ONE)));
    if (!fits) yield `chosen.${profile} is no ${deterministic ? 'outcome' : 'lottery'} of those that will do`;
  }
  const expected = (agent: number, from: number, profile: number): Rational =>
    sum(lotteries[from]!.map((share, outcome) => share.mul(worth(walked, agent, outcome, profile))));
  for (const [profile, types] of profiles.entries()) {
    for (const [agent, { name, types: own }] of model.agents.entries()) {
      if (agent === model.nature) continue;
      for (const report of own.keys()) {
        const said = profiles.findIndex((one) => one.every((type, i) => type === (i === agent ? report : types[i])));
        if (expected(agent, said, profile).compare(expected(agent, profile, profile)) > 0)
          yield `${name} would rather report ${own[report]} at (${types.map((type, i) => model.agents[i]!.types[type]).join(', ')})`;
      }
    }
  }
}

function* treeFaults(walked: Walked, node: Tree, path: ReadonlyMap<number, number>, field: string): Generator<string> {
  const { model, choices } = walked;
  if ('clash' in node) {
    const { agent, at, instead } = readClash(walked, node.clash, `${field}.clash`);
    const [mine, theirs] = [path.get(at), path.get(instead)];
    if (mine === undefined || theirs === undefined) yield `${field}: speaks of a profile at which nothing is chosen`;
    else if (worth(walked, agent, theirs, at).compare(worth(walked, agent, mine, at)) <= 0) yield `${field}: nobody would rather lie`;
    return;
  }
  const profile = profileOf(walked, node.at, `${field}.at`);
  if (path.has(profile)) yield `${field}: chooses twice at one profile`;
  const missing = choices[profile]!.find((outcome) => !Object.hasOwn(node.choose, model.outcomes[outcome]!));
  if (missing !== undefined) yield `${field}: says nothing of ${model.outcomes[missing]}`;
  for (const [name, branch] of Object.entries(node.choose)) {
    const outcome = model.outcomes.indexOf(name);
    if (outcome < 0) throw new InputError(`${field}.choose`, `'${name}' is no outcome; known: ${model.outcomes.join(', ')}`);
    yield* treeFaults(walked, branch, new Map([...path, [profile, outcome]]), `${field}.choose.${name}`);
  }
}

function* multiplierFaults(walked: Walked, multipliers: NonNullable<z.infer<typeof shape>['multipliers']>): Generator<string> {
  const { model, choices, profiles } = walked;
  const counts = profiles.map(() => model.outcomes.map(() => ZERO));
  let total = ZERO;
  for (const [k, { lottery, truth, multiplier }] of multipliers.entries()) {
    const field = `multipliers.${k}`;
    const weight = parseRational(multiplier, `${field}.multiplier`);
    const add = (profile: number, value: (outcome: number) => Rational): void => {
      counts[profile] = counts[profile]!.map((count, outcome) => count.add(weight.mul(value(outcome))));
    };
    if ((lottery === undefined) === (truth === undefined)) throw new InputError(field, 'speaks of a lottery or of a truth, one of the two');
    if (truth === undefined) {
      total = total.add(weight);
      add(profileOf(walked, lottery!, `${field}.lottery`), () => ONE);
      continue;
    }
    const { agent, at, instead } = readClash(walked, truth, `${field}.truth`);
    if (sign(weight) < 0) yield `${field}: the multiplier of an inequality is negative`;
    add(at, (outcome) => worth(walked, agent, outcome, at));
    add(instead, (outcome) => worth(walked, agent, outcome, at).neg());
  }
  for (const [profile, allowed] of choices.entries()) {
    const positive = allowed.find((outcome) => sign(counts[profile]![outcome]!) > 0);
    if (positive !== undefined)
      yield `${model.outcomes[positive]} counts ${rationalText(counts[profile]![positive]!)} at profile ${profile + 1}, more than 0`;
  }
  if (sign(total) <= 0) yield `the lotteries together count ${rationalText(total)}, which is no contradiction`;
}

/** What a file `misreport.choice/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeChoiceFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { mechanisms, environment, parameters, chosen, refuted, multipliers } = readAs(shape, given);
  const values = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(environment), values);
  if (model.choices === undefined) throw new InputError('environment', 'has no choices');
  const profiles = model.agents.reduce<number[][]>((all, { types }) => all.flatMap((start) => types.map((_, t) => [...start, t])), [[]]);
  const walked: Walked = { model, choices: model.choices, profiles };
  if ([chosen, refuted, multipliers].filter((part) => part !== undefined).length !== 1)
    throw new InputError('chosen', 'or refuted, or multipliers: one of the three has to be there');
  const kind = mechanisms === 'deterministic' ? 'outcomes' : 'lotteries';
  if (chosen !== undefined)
    return {
      what: `${kind} of the choices that are ex post incentive compatible`, faults: [...chosenFaults(walked, chosen, kind === 'outcomes')],
    };
  // Without lotteries there are no outcomes either.
  const faults = refuted === undefined
    ? [...multiplierFaults(walked, multipliers!)] : [...treeFaults(walked, refuted, new Map(), 'refuted')];
  if (refuted !== undefined && kind === 'lotteries') faults.push('a tree of outcomes says nothing of lotteries');
  return { what: `no ${kind} of the choices are ex post incentive compatible`, faults };
}
