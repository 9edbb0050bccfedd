/**
 * Why the maximin core is empty, or an allocation in it, as a file that holds its environment; `src/notions/verify/core.ts` checks it
 * without a solver. What it needs beyond facets and multipliers: prices and shares of pieces, by which no redistribution passes a facet
 * (the dual of its program), and at every corner below the facets a redistribution that is worth so much.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { ONE, rationalText, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { worstUtilities, type Allocation } from './candidate.ts';
import { demandsOf, requireExchange, type CoreTree, type Demand } from './maximin-core.ts';
import { bundleColumns, dot, type UtilitySet } from './utility-set.ts';

export interface CoreSource {
  /** The environment's file. */
  readonly file: unknown;
  readonly parameters: ReadonlyMap<string, Rational>;
}

const texts = (values: readonly Rational[]): string[] => values.map(rationalText);

/** What every file about an economy begins with. */
export const economyHead = (schema: string, { file, parameters }: CoreSource): Record<string, unknown> => ({
  schema, parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])),
  environment: file,
});

export const membersFile = ({ agents }: FiniteModel, coalition: readonly number[], types: readonly number[]): Record<string, string> =>
  Object.fromEntries(coalition.map((agent, k) => [agents[agent]!.name, agents[agent]!.types[types[k]!]!]));

/** max Σ weights · utilities over redistributions: prices of goods, and how much each piece of a member's utility weighs. */
export async function support(
  model: FiniteModel, coalition: readonly number[], types: readonly number[], weights: readonly Rational[], solve: Solve,
): Promise<{ readonly prices: readonly Rational[]; readonly shares: readonly (readonly Rational[])[] }> {
  const economy = requireExchange(model);
  const build = new ProgramBuilder('maximise');
  const bundles = bundleColumns(economy, coalition, build);
  const columns = coalition.map((agent) => build.column(`u${agent}`, 'free'));
  const pieces = coalition.map((agent, k) => economy.utilities[agent]![types[k]!]!.map(({ slopes, constant }, piece) =>
    build.row(`utility ${agent} piece ${piece}`, [
      [columns[k]!, ONE], ...slopes.map((slope, good): Term => [bundles[k]![good]!, slope.neg()]),
    ], '<=', constant)));
  build.objective(columns.map((column, k): Term => [column, weights[k]!]));
  const solution = await solve(build.program());
  if (solution.status !== 'optimal') throw new Error(`a program over redistributions is ${solution.status}`);
  // The goods' rows come first.
  return {
    prices: economy.goods.map((_, good) => solution.dual[good]!),
    shares: pieces.map((rows) => rows.map((row) => solution.dual[row]!)),
  };
}

/** Bundles of the members, worth at least so much to each. */
export async function bundlesFor(
  model: FiniteModel, coalition: readonly number[], types: readonly number[], utilities: readonly Rational[], solve: Solve,
): Promise<Rational[][]> {
  const economy = requireExchange(model);
  const build = new ProgramBuilder();
  const bundles = bundleColumns(economy, coalition, build);
  coalition.forEach((agent, k) => economy.utilities[agent]![types[k]!]!.forEach(({ slopes, constant }, piece) =>
    build.row(`utility ${agent} piece ${piece}`, slopes.map((slope, good): Term => [bundles[k]![good]!, slope]), '>=',
      utilities[k]!.sub(constant))));
  const solution = await solve(build.program());
  if (solution.status !== 'optimal') throw new Error(`a corner of a utility set is ${solution.status}`);
  return bundles.map((columns) => columns.map((column) => solution.primal[column]!));
}

/** Of everyone's set, `grand`, with prices and shares of every facet. */
export async function setFile(
  model: FiniteModel, { set, types, grand }: Pick<Demand, 'set' | 'types' | 'grand'>, solve: Solve,
): Promise<Record<string, unknown>> {
  const { coalition, facets, vertices }: UtilitySet = set;
  return {
    members: membersFile(model, coalition, types),
    facets: await Promise.all(facets.map(async ({ weights, bound }) => {
      const plain = { weights: texts(weights), bound: rationalText(bound) };
      if (!grand) return plain;
      const { prices, shares } = await support(model, coalition, types, weights, solve);
      return { ...plain, prices: texts(prices), shares: shares.map(texts) };
    })),
    corners: await Promise.all(vertices.map(async (utilities) => (
      { utilities: texts(utilities), bundles: (await bundlesFor(model, coalition, types, utilities, solve)).map(texts) }
    ))),
  };
}

function treeFile(tree: CoreTree): Record<string, unknown> {
  if ('branches' in tree) return { set: tree.demand, branches: tree.branches.map(treeFile) };
  return {
    multipliers: tree.rows.map(({ demand, facet, row, multiplier }) => ({ row, set: demand, facet, multiplier: rationalText(multiplier) })),
  };
}

/** `misreport.core/1` of an empty core: sets of utilities, and for every choice of facets multipliers that clash. */
export async function emptyCoreFile(
  model: FiniteModel, source: CoreSource, demands: readonly Demand[], tree: CoreTree, solve: Solve = solveProgram,
): Promise<Record<string, unknown>> {
  const sets: Record<string, unknown>[] = [];
  for (const demand of demands) sets.push(await setFile(model, demand, solve));
  return { ...economyHead('misreport.core/1', source), empty: { sets, tree: treeFile(tree) } };
}

/** Weights of a facet that U reaches or passes, which says that the coalition does not block. */
async function supportFile(
  model: FiniteModel, coalition: readonly number[], types: readonly number[], set: UtilitySet, utilities: readonly Rational[], solve: Solve,
): Promise<Record<string, unknown>> {
  const facet = set.facets.find(({ weights, bound }) => dot(weights, utilities).compare(bound) >= 0);
  if (facet === undefined) throw new Error('a core allocation that is blocked');
  const { prices, shares } = await support(model, coalition, types, facet.weights, solve);
  return { members: membersFile(model, coalition, types), weights: texts(facet.weights), prices: texts(prices), shares: shares.map(texts) };
}

/** `misreport.core/1` of an allocation in the core: bundles by profile and agent, and why no coalition blocks it at any types. */
export async function coreAllocationFile(
  model: FiniteModel, source: CoreSource, allocation: Allocation, solve: Solve = solveProgram,
): Promise<Record<string, unknown>> {
  const worst = worstUtilities(model, allocation);
  const demands = await demandsOf(model, solve);
  const supports: Record<string, unknown>[] = [];
  for (const { set, types } of demands) {
    const utilities = set.coalition.map((agent, k) => worst[agent]![types[k]!]!);
    supports.push(await supportFile(model, set.coalition, types, set, utilities, solve));
  }
  return { ...economyHead('misreport.core/1', source), allocation: allocation.map((bundles) => bundles.map(texts)), supports };
}
