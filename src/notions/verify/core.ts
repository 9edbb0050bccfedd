/**
 * Whether a file `misreport.core/1` proves that the maximin core of an exchange economy is empty, or holds an allocation in it (Guo18
 * Definition 3.6.1), from the definition and without a solver.
 *
 * Empty: U_i(t_i) is the worst that an allocation gives type t_i. No redistribution passes a facet w·u <= b of everyone's set where
 * prices p and shares μ of utility pieces, Σ_k μ_ik = w_i, have Σ_k μ_ik slope_ik <= p and p·goods + Σ μ constants <= b. A coalition
 * whose U lies strictly below all facets of a set whose corners it can pay for does better, so some facet is reached. For every choice
 * of facets multipliers add the rows up to a contradiction.
 */
import { z } from 'zod';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { requireEveryoneReports } from '../../environment/finite/everyone-reports.ts';
import { modelAt } from '../../environment/finite/model.ts';
import { parseEnvironment } from '../../environment/finite/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { parseRational, rationalText, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveSquare } from '../../programs/sparse-solve.ts';
import { allocationFaults } from './core-allocation.ts';
import { affordable, boundOf, product, read, readGroup, worth, type Economy, type Group } from './core-parts.ts';

const numbers = z.array(z.string());
const member = z.record(z.string(), z.string());
const proved = { prices: numbers, shares: z.array(numbers) };
const leaf = z.strictObject({
  multipliers: z.array(z.strictObject({
    row: z.enum(['feasible', 'reached']), set: z.number().int().min(0), facet: z.number().int().min(0), multiplier: z.string(),
  })),
});
type Tree = z.infer<typeof leaf> | { readonly set: number; readonly branches: readonly Tree[] };
const tree: z.ZodType<Tree> = z.lazy(() => z.union([leaf, z.strictObject({ set: z.number().int().min(0), branches: z.array(tree) })]));
const shape = z.strictObject({
  schema: z.literal('misreport.core/1'), parameters: member, environment: z.unknown(),
  empty: z.strictObject({
    sets: z.array(z.strictObject({
      members: member,
      facets: z.array(z.strictObject({ weights: numbers, bound: z.string(), ...z.object(proved).partial().shape })).min(1),
      corners: z.array(z.strictObject({ utilities: numbers, bundles: z.array(numbers) })),
    })),
    tree,
  }).optional(),
  allocation: z.array(z.array(numbers)).optional(),
  supports: z.array(z.strictObject({ members: member, weights: numbers, ...proved })).optional(),
});

interface Facet { readonly weights: readonly Rational[]; readonly bound: Rational }
interface ReadSet { readonly group: Group; readonly facets: readonly Facet[]; readonly capped: readonly boolean[] }

function* chosen<T>(values: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) yield [];
  else for (let k = from; k <= values.length - size; k++) for (const rest of chosen(values, size - 1, k + 1)) yield [values[k]!, ...rest];
}

/** Corners of what lies above the worth of nothing and below all facets. */
function cornersBelow(floor: readonly Rational[], facets: readonly Facet[]): Rational[][] {
  const unit = (k: number): Rational[] => floor.map((_, j) => (j === k ? parseRational(-1, '') : ZERO));
  const planes = [...floor.map((value, k): Facet => ({ weights: unit(k), bound: value.neg() })), ...facets];
  const corners: Rational[][] = [];
  for (const tight of chosen(planes, floor.length)) {
    const point = solveSquare(
      tight.map(({ weights }) => weights.flatMap((weight, k) => (sign(weight) === 0 ? [] : [[k, weight] as const]))),
      tight.map(({ bound }) => bound),
    );
    if (point !== undefined && planes.every(({ weights, bound }) => product(weights, point).compare(bound) <= 0)) corners.push(point);
  }
  return corners;
}

type File = z.infer<typeof shape>;
type SetFile = NonNullable<File['empty']>['sets'][number];

function readSet(model: FiniteModel, economy: Economy, given: SetFile, field: string, faults: string[]): ReadSet {
  const group = readGroup(model, given.members, `${field}.members`);
  const size = group.agents.length;
  const facets = given.facets.map(({ weights, bound }, k): Facet => ({
    weights: read(weights, `${field}.facets.${k}.weights`), bound: parseRational(bound, `${field}.facets.${k}.bound`),
  }));
  if (facets.some(({ weights }) => weights.length !== size || weights.some((weight) => sign(weight) <= 0))) {
    faults.push(`${field}: a facet has not one positive weight a member`);
    return { group, facets: [], capped: [] };
  }
  const capped = given.facets.map(({ prices, shares }, k) => {
    if (prices === undefined || shares === undefined) return false;
    const at = `${field}.facets.${k}`;
    const bound = boundOf(economy, group, facets[k]!.weights, read(prices, `${at}.prices`), shares.map((row) => read(row, `${at}.shares`)));
    if (typeof bound === 'string') faults.push(`${at} ${bound}`);
    else if (bound.compare(facets[k]!.bound) > 0) faults.push(`${at}: prices and shares bound it by ${rationalText(bound)}`);
    else return true;
    return false;
  });
  const reach = given.corners.flatMap(({ utilities, bundles }, k) => {
    const at = `${field}.corners.${k}`;
    const [values, rows] = [read(utilities, `${at}.utilities`), bundles.map((row) => read(row, `${at}.bundles`))];
    const paid = values.length === size && affordable(economy, group, rows)
      && values.every((value, j) => worth(economy, group.agents[j]!, group.types[j]!, rows[j]!).compare(value) >= 0);
    if (!paid) faults.push(`${at}: what the members own does not make these utilities`);
    return paid ? [values] : [];
  });
  const nothing = economy.goods.map(() => ZERO);
  const floor = group.agents.map((agent, k) => worth(economy, agent, group.types[k]!, nothing));
  const missed = cornersBelow(floor, facets).find((corner) =>
    !reach.some((values) => values.every((value, k) => value.compare(corner[k]!) >= 0)));
  if (missed !== undefined) faults.push(`${field}: nothing shows that (${missed.map(rationalText).join(', ')}) can be reached`);
  return { group, facets, capped };
}

interface Chosen { readonly set: number; readonly facet: number }

/** What does not follow in the tree, below choices already made. */
function* treeFaults(model: FiniteModel, sets: readonly ReadSet[], node: Tree, path: readonly Chosen[], at: string): Generator<string> {
  if ('branches' in node) {
    const set = sets[node.set];
    if (set === undefined || node.branches.length !== set.facets.length || set.facets.length === 0)
      yield `${at}: has not one branch for every facet of a set`;
    else for (const [facet, branch] of node.branches.entries())
      yield* treeFaults(model, sets, branch, [...path, { set: node.set, facet }], `${at}.branches.${facet}`);
    return;
  }
  const left = model.agents.map(({ types }) => types.map(() => ZERO));
  let bound = ZERO;
  for (const [k, { row, set: s, facet, multiplier }] of node.multipliers.entries()) {
    const field = `${at}.multipliers.${k}`;
    const [set, weight] = [sets[s], parseRational(multiplier, `${field}.multiplier`)];
    const found = set?.facets[facet];
    if (set === undefined || found === undefined) { yield `${field}: there is no such facet`; return; }
    if (sign(weight) < 0) yield `${field}: the multiplier of an inequality is negative`;
    const everyone = set.group.agents.length === model.agents.length;
    if (row === 'feasible' && !(everyone && set.capped[facet])) yield `${field}: nothing shows that all agents together stay below it`;
    if (row === 'reached' && set.facets.length > 1 && !path.some((one) => one.set === s && one.facet === facet))
      yield `${field}: the facet is not chosen on this branch`;
    const factor = row === 'feasible' ? weight.neg() : weight;
    bound = bound.add(factor.mul(found.bound));
    set.group.agents.forEach((agent, j) => {
      const type = set.group.types[j]!;
      left[agent]![type] = left[agent]![type]!.add(factor.mul(found.weights[j]!));
    });
  }
  if (left.flat().some((value) => sign(value) !== 0)) yield `${at}: utilities do not cancel`;
  if (sign(bound) <= 0) yield `${at}: the rows add up to 0 >= ${rationalText(bound)}, which is no contradiction`;
}

/** What a file `misreport.core/1` states, and what is wrong with its proof. Throws InputError naming the key that is wrong. */
export function judgeCoreFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const { environment, parameters, empty, allocation, supports } = readAs(shape, given);
  const values = new Map(Object.entries(parameters).map(([name, value]) => [name, parseRational(value, `parameters.${name}`)]));
  const model = modelAt(parseEnvironment(environment), values);
  requireEveryoneReports(model, 'environment.nature');
  if (model.exchange === undefined) throw new InputError('environment', 'is no exchange economy: it has no goods');
  if (allocation !== undefined && empty === undefined)
    return { what: 'an allocation in the maximin core', faults: allocationFaults(model, model.exchange, allocation, supports ?? []) };
  if (empty === undefined || allocation !== undefined) throw new InputError('empty', 'or an allocation is to be proved, one of the two');
  const faults: string[] = [];
  const sets = empty.sets.map((set, k) => readSet(model, model.exchange!, set, `empty.sets.${k}`, faults));
  if (faults.length === 0) faults.push(...treeFaults(model, sets, empty.tree, [], 'empty.tree'));
  return { what: 'an empty maximin core', faults };
}
