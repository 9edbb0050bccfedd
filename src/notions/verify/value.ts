/**
 * Whether a file `misreport.value/1` holds a maximin value allocation of an exchange economy, or proves that there is none (Guo18
 * Definition 3.6.2), from the definition and without a solver.
 *
 * The worth V(S) at weights λ: what the members hand out makes Σ λ_i u_i, and prices p of goods with shares μ of utility pieces, Σ_k μ_ik
 * = λ_i and Σ_k μ_ik slope_ik <= p, bound it by p·goods + Σ μ constants. Where these are equal both are V(S). Agents who see all types
 * may do as well as agents who do not, so V(S) is a question of complete information at the types.
 *
 * An allocation: at every profile λ_i min u_i = Sh_i(V), the minimum over the profiles of the file that have i's type.
 *
 * None, of two agents: at most one utility vector is a value of a profile. Weights are positive: a weight of 0 would make the agent's
 * Shapley value 0, and everyone adds to the other, who values all goods. A value has λ_1 g_1 = λ_2 g_2 for the gains g over what i's
 * endowment is worth, g >= 0, and no possible gains g' have λ·g' > λ·g. So for two values g and g': if g = 0 then g' = 0, and else
 * Σ g'_i/g_i <= 2 and Σ g_i/g'_i <= 2, which for positive numbers asks g = g'. So two profiles whose values give a type different
 * utilities are proof. None, of any number of agents: `value-cover.ts`.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { parseRational, rational, ZERO, type Rational } from '../../programs/rational.ts';
import { Surd } from '../../programs/surd.ts';
import { owned, readGroup, type Economy } from './core-parts.ts';
import { coverFaults, coverShape } from './value-cover.ts';

const numbers = z.array(z.string());
const member = z.record(z.string(), z.string());
const shape = z.strictObject({
  schema: z.literal('misreport.value/1'), parameters: member, environment: z.unknown(),
  values: z.array(z.strictObject({
    profile: member, weights: numbers,
    coalitions: z.array(z.strictObject({
      members: z.array(z.string()), bundles: z.array(numbers), prices: numbers, shares: z.array(numbers),
    })),
  })).min(1).optional(),
  none: coverShape.optional(),
  clash: z.strictObject({ agent: z.string(), type: z.string() }).optional(),
});
type ValueFile = NonNullable<z.infer<typeof shape>['values']>[number];

const NONE = Surd.of(ZERO);
const read = (texts: readonly string[], field: string): Surd[] => texts.map((text, k) => Surd.parse(text, `${field}.${k}`));
const total = (values: readonly Surd[]): Surd => values.reduce((a, b) => a.add(b), NONE);
const weighed = (slopes: readonly Rational[], amounts: readonly Surd[]): Surd => total(slopes.map((slope, k) => amounts[k]!.scale(slope)));

const utility = (economy: Economy, agent: number, type: number, bundle: readonly Surd[]): Surd =>
  economy.utilities[agent]![type]!.map(({ slopes, constant }) => weighed(slopes, bundle).add(Surd.of(constant)))
    .reduce((least, value) => (value.compare(least) < 0 ? value : least));

/** Sums and products are of numbers of one root. */
const oneRoot = (values: readonly Surd[]): boolean => new Set(values.flatMap(({ root }) => (root === 0n ? [] : [root]))).size < 2;

interface Coalition { readonly members: readonly number[]; readonly types: readonly number[]; readonly weights: readonly Surd[] }

/** Whether bundles are what the members own, or part of it. */
const affordable = (economy: Economy, { members, types }: Coalition, bundles: readonly (readonly Surd[])[]): boolean =>
  bundles.length === members.length
  && bundles.every((bundle) => bundle.length === economy.goods.length && bundle.every((value) => value.sign() >= 0))
  && owned(economy, { agents: members, types }).every((most, good) =>
    total(bundles.map((bundle) => bundle[good]!)).compare(Surd.of(most)) <= 0);

/** What prices and shares bound Σ λ_i u_i by; what is wrong with them instead. */
function boundOf(
  economy: Economy, { members, types, weights }: Coalition, prices: readonly Surd[], shares: readonly (readonly Surd[])[],
): Surd | string {
  if (prices.length !== economy.goods.length || shares.length !== members.length)
    return 'has not one price a good and one row of shares a member';
  if ([...prices, ...shares.flat()].some((value) => value.sign() < 0)) return 'has a negative price or share';
  let bound = weighed(owned(economy, { agents: members, types }), prices);
  for (const [k, agent] of members.entries()) {
    const pieces = economy.utilities[agent]![types[k]!]!;
    const own = shares[k]!;
    if (own.length !== pieces.length || !total(own).equals(weights[k]!)) return 'has shares that do not sum to the weight';
    const short = prices.findIndex((price, good) => weighed(pieces.map(({ slopes }) => slopes[good]!), own).compare(price) > 0);
    if (short >= 0) return `has a price of ${economy.goods[short]} below what a member would pay`;
    bound = bound.add(weighed(pieces.map(({ constant }) => constant), own));
  }
  return bound;
}

interface Point {
  /** By agent. */
  readonly types: readonly number[];
  readonly weights: readonly Surd[];
  /** What everyone hands out to each other. */
  readonly bundles: readonly (readonly Surd[])[];
  /** By agent. */
  readonly shapley: readonly Surd[];
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Σ over orders of arrival of what the agent adds to those before. */
const shapleyOf = (worth: ReadonlyMap<string, Surd>, agent: number, agents: number): Surd =>
  total([...worth].filter(([key]) => key.split(',').includes(String(agent))).map(([key, value]) => {
    const size = key.split(',').length;
    const without = key.split(',').filter((one) => one !== String(agent)).join(',');
    return value.sub(worth.get(without) ?? NONE).scale(rational(factorial(size - 1) * factorial(agents - size), factorial(agents)));
  }));

/** A profile's worths and Shapley values; what is wrong instead. */
function readPoint(model: FiniteModel, economy: Economy, given: ValueFile, field: string): Point | string {
  const count = model.agents.length;
  const group = readGroup(model, given.profile, `${field}.profile`);
  if (group.agents.length !== count) return `${field}: the profile does not name everyone`;
  const types = model.agents.map((_, agent) => group.types[group.agents.indexOf(agent)]!);
  const weights = read(given.weights, `${field}.weights`);
  if (weights.length !== count || weights.some((weight) => weight.sign() <= 0)) return `${field}: has not one positive weight an agent`;
  const worth = new Map<string, Surd>();
  let everyone: readonly (readonly Surd[])[] = [];
  for (const [k, { members: names, bundles: handed, prices, shares }] of given.coalitions.entries()) {
    const at = `${field}.coalitions.${k}`;
    const members = names.map((name) => model.agents.findIndex((agent) => agent.name === name));
    if (members.some((agent) => agent < 0))
      throw new InputError(`${at}.members`, `known agents: ${model.agents.map(({ name }) => name).join(', ')}`);
    if (members.some((agent, place) => place > 0 && agent <= members[place - 1]!)) return `${at}: members are not in the order of agents`;
    const of = <T>(values: readonly T[]): T[] => members.map((agent) => values[agent]!);
    const coalition: Coalition = { members, types: of(types), weights: of(weights) };
    const bundles = handed.map((row, place) => read(row, `${at}.bundles.${place}`));
    const [costs, parts] = [read(prices, `${at}.prices`), shares.map((row, place) => read(row, `${at}.shares.${place}`))];
    if (!oneRoot([...weights, ...bundles.flat(), ...costs, ...parts.flat()])) return `${at}: has numbers of two roots`;
    if (!affordable(economy, coalition, bundles)) return `${at}: hands out what its members do not own`;
    const made = total(members.map((agent, place) => weights[agent]!.mul(utility(economy, agent, types[agent]!, bundles[place]!))));
    const bound = boundOf(economy, coalition, costs, parts);
    if (typeof bound === 'string') return `${at} ${bound}`;
    if (!oneRoot([made, ...worth.values()])) return `${at}: has a worth of another root than the others`;
    if (!made.equals(bound)) return `${at}: makes ${made.text} in all, and prices and shares bound it by ${bound.text}`;
    worth.set(members.join(), made);
    if (members.length === count) everyone = bundles;
  }
  if (worth.size !== 2 ** count - 1) return `${field}: has not every coalition once`;
  return { types, weights, bundles: everyone, shapley: model.agents.map((_, agent) => shapleyOf(worth, agent, count)) };
}

/** What is wrong with utilities as the Shapley values of a point. */
const valueFaults = (model: FiniteModel, point: Point, field: string, got: (agent: number) => Surd): string[] =>
  model.agents.flatMap(({ name }, agent) => {
    const [weight, mine, due] = [point.weights[agent]!, got(agent), point.shapley[agent]!];
    if (oneRoot([weight, mine]) && weight.mul(mine).equals(due)) return [];
    return [`${field}: the weight of ${name} is ${weight.text}, her utility ${mine.text}, and her Shapley value ${due.text}`];
  });

function allocationFaults(model: FiniteModel, economy: Economy, points: readonly Point[]): string[] {
  const missing = model.profiles.size - new Set(points.map(({ types }) => types.join())).size;
  if (missing > 0) return [`values of ${missing} of ${model.profiles.size} profiles are missing`];
  if (points.length > model.profiles.size) return ['a profile is named twice'];
  const worst = (agent: number, type: number): Surd => points.filter(({ types }) => types[agent] === type)
    .map(({ bundles }) => utility(economy, agent, type, bundles[agent]!)).reduce((a, b) => (b.compare(a) < 0 ? b : a));
  return points.flatMap((point, k) => valueFaults(model, point, `values.${k}`, (agent) => worst(agent, point.types[agent]!)));
}

function clashFaults(model: FiniteModel, economy: Economy, points: readonly Point[], agent: number, type: number): string[] {
  if (model.agents.length !== 2) return ['only two agents are known to have one value at each profile'];
  if (points.length !== 2 || points.some(({ types }) => types[agent] !== type)) return ['needs the values of two profiles of the type'];
  const got = (point: Point, of: number): Surd => utility(economy, of, point.types[of]!, point.bundles[of]!);
  const faults = points.flatMap((point, k) => valueFaults(model, point, `values.${k}`, (of) => got(point, of)));
  const [one, other] = points.map((point) => got(point, agent));
  return one!.equals(other!) ? [...faults, `the type has ${one!.text} at both profiles`] : faults;
}

/** What a file `misreport.value/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeValueFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { environment, parameters, values, clash, none } = readAs(shape, given);
  const held = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(environment), held);
  requireEveryoneReports(model, 'environment.nature');
  const economy = model.exchange;
  if (economy === undefined) throw new InputError('environment', 'is no exchange economy: it has no goods');
  const what = clash === undefined ? 'a maximin value allocation' : 'no maximin value allocation';
  if (none !== undefined) return { what: 'no maximin value allocation', faults: coverFaults(model, economy, none) };
  if (values === undefined) throw new InputError('values', 'are missing');
  const points = values.map((value, k) => readPoint(model, economy, value, `values.${k}`));
  const broken = points.filter((point) => typeof point === 'string');
  if (broken.length > 0) return { what, faults: broken };
  const found = points as Point[];
  if (clash === undefined) return { what, faults: allocationFaults(model, economy, found) };
  const { agents: [agent], types: [type] } = readGroup(model, { [clash.agent]: clash.type }, 'clash');
  return { what, faults: clashFaults(model, economy, found, agent!, type!) };
}
