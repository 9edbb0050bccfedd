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
import { parseRational, rationalText, sign, ZERO } from '../../programs/rational.ts';
import { allocationFaults } from './core-allocation.ts';
import { readSet, setShape, type ReadSet } from './utility-sets.ts';

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
    sets: z.array(setShape),
    tree,
  }).optional(),
  allocation: z.array(z.array(numbers)).optional(),
  supports: z.array(z.strictObject({ members: member, weights: numbers, ...proved })).optional(),
});

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
