/** An allocation of an exchange economy put to the definitions of Guo18 section 3.6, each a set of linear programs. */
import type { CoalitionPattern, FiniteModel } from '../../../environment/finite/environment.ts';
import { coalitionsUpTo } from '../../../environment/finite/coalitions.ts';
import { typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { ONE, rational, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { coalitionPlans, truthfulPlan, worstUnder, type Plan } from '../ambiguous/coalitional-ic.ts';
import { extremeBeliefs, type Payoff } from '../ambiguous/worst-case.ts';
import { requireExchange, type WorstUtilities } from './maximin-core.ts';
import { bundleColumns, ownedBy, utilityOf } from './utility-set.ts';

/** `[profile][agent][good]`. */
export type Allocation = readonly (readonly (readonly Rational[])[])[];

/** What an agent gets at reports when her type is another: values are private. */
export function allocationPayoff(model: FiniteModel, allocation: Allocation): Payoff {
  const economy = requireExchange(model);
  return (agent, reports, truth) =>
    utilityOf(economy.utilities[agent]![typeIn(model.profiles, truth, agent)]!, allocation[reports]![agent]!);
}

/** U_i(t_i) under everyone's plan, the truth if none is given; without beliefs in the model, Wald's. */
export function worstUtilities(model: FiniteModel, allocation: Allocation, plan: Plan = truthfulPlan(model)): WorstUtilities {
  const everyone = [...model.agents.keys()];
  const worst = worstUnder(model, extremeBeliefs(model), allocationPayoff(model, allocation), plan, everyone);
  return everyone.map((agent) => worst.get(agent)!);
}

/** More for all members than they have, where one bundle each does it. */
export interface Block {
  readonly coalition: readonly number[];
  /** Types of the members. */
  readonly types: readonly number[];
  /** Σ of what members gain, more than 0. */
  readonly gain: Rational;
}

/** The first coalition of the pattern that does better with what it owns, by Definition 3.6.1; all coalitions: the core. */
export async function blockOf(
  model: FiniteModel, worst: WorstUtilities, pattern: CoalitionPattern, solve: Solve = solveProgram,
): Promise<Block | undefined> {
  const economy = requireExchange(model);
  for (const coalition of pattern) {
    for (let profile = 0; profile < model.profiles.size; profile++) {
      const all = typesIn(model.profiles, profile);
      // Types outside do not matter: looked at once.
      if (all.some((type, agent) => type > 0 && !coalition.includes(agent))) continue;
      const build = new ProgramBuilder('maximise');
      const bundles = bundleColumns(economy, coalition, build);
      const gains = coalition.map((agent, k) => {
        const gain = build.column(`gain of ${agent}`, 'nonnegative');
        economy.utilities[agent]![all[agent]!]!.forEach(({ slopes, constant }, piece) => build.row(`utility ${agent} piece ${piece}`, [
          ...slopes.map((slope, good): Term => [bundles[k]![good]!, slope]), [gain, rational(-1)],
        ], '>=', worst[agent]![all[agent]!]!.sub(constant)));
        return gain;
      });
      build.objective(gains.map((gain): Term => [gain, ONE]));
      const solution = await solve(build.program());
      if (solution.status === 'optimal' && sign(solution.objective) > 0)
        return { coalition, types: coalition.map((agent) => all[agent]!), gain: solution.objective };
    }
  }
  return undefined;
}

export const everyCoalition = ({ agents }: FiniteModel): CoalitionPattern => coalitionsUpTo(agents.length, agents.length);

/** An allocation that gives every type at least these at every profile; undefined where there is none. */
export async function allocationOf(
  model: FiniteModel, worst: WorstUtilities, solve: Solve = solveProgram,
): Promise<Allocation | undefined> {
  const economy = requireExchange(model);
  const everyone = [...model.agents.keys()];
  const allocation: Rational[][][] = [];
  for (let profile = 0; profile < model.profiles.size; profile++) {
    const build = new ProgramBuilder();
    const bundles = bundleColumns(economy, everyone, build);
    typesIn(model.profiles, profile).forEach((type, agent) => economy.utilities[agent]![type]!.forEach(({ slopes, constant }, piece) =>
      build.row(`utility ${agent} piece ${piece}`, slopes.map((slope, good): Term => [bundles[agent]![good]!, slope]), '>=',
        worst[agent]![type]!.sub(constant))));
    const solution = await solve(build.program());
    if (solution.status !== 'optimal') return undefined;
    allocation.push(bundles.map((columns) => columns.map((column) => solution.primal[column]!)));
  }
  return allocation;
}

/** A deception after which the allocation leaves the core though no type's worst case falls: what Corollary 3.6.2's proof excludes. */
export async function unopposedDeception(
  model: FiniteModel, allocation: Allocation, solve: Solve = solveProgram,
): Promise<Plan | undefined> {
  const truth = worstUtilities(model, allocation);
  for (const plan of coalitionPlans(model, [...model.agents.keys()])) {
    const lied = worstUtilities(model, allocation, plan);
    if (lied.some((types, agent) => types.some((value, type) => value.compare(truth[agent]![type]!) < 0))) continue;
    if ((await blockOf(model, lied, everyCoalition(model), solve)) !== undefined) return plan;
  }
  return undefined;
}

/**
 * The least by which any individually rational allocation beats nothing, at any true type and any report: the margin with which nothing
 * for all is a bad outcome (Definition 3.4.1, Corollary 3.6.2).
 */
export async function badOutcomeMargin(model: FiniteModel, solve: Solve = solveProgram): Promise<Rational> {
  const economy = requireExchange(model);
  const all = ownedBy(economy, [...model.agents.keys()]);
  const none = economy.goods.map(() => ZERO);
  const margins: Rational[] = [];
  for (const [agent, types] of economy.utilities.entries()) {
    for (const truth of types) {
      for (const report of types) {
        const kept = utilityOf(report, economy.endowments[agent]!);
        // The least over bundles of the least piece is the least over pieces of a program.
        for (const { slopes, constant } of truth) {
          const build = new ProgramBuilder('minimise');
          const bundle = economy.goods.map((good) => build.column(good, 'nonnegative'));
          bundle.forEach((column, good) => build.row(economy.goods[good]!, [[column, ONE]], '<=', all[good]!));
          report.forEach((piece, k) => build.row(`rational ${k}`, bundle.map((column, good): Term => [column, piece.slopes[good]!]), '>=',
            kept.sub(piece.constant)));
          build.objective(bundle.map((column, good): Term => [column, slopes[good]!]));
          const solution = await solve(build.program());
          if (solution.status === 'optimal') margins.push(solution.objective.add(constant).sub(utilityOf(truth, none)));
        }
      }
    }
  }
  return margins.reduce((a, b) => (b.compare(a) < 0 ? b : a));
}

/**
 * Everything to one agent at every profile: ambiguous Pareto efficient, since whoever has all and likes every good more can be given no
 * more, and all others nothing else. The first agent of whom that is not so; undefined in every economy with strictly increasing utilities.
 */
export async function inefficientDictator(model: FiniteModel, solve: Solve = solveProgram): Promise<number | undefined> {
  const economy = requireExchange(model);
  const everyone = [...model.agents.keys()];
  const all = ownedBy(economy, everyone);
  for (const dictator of everyone) {
    const bundles = everyone.map((agent) => (agent === dictator ? all : all.map(() => ZERO)));
    const worst = worstUtilities(model, Array.from({ length: model.profiles.size }, () => bundles));
    if ((await blockOf(model, worst, everyCoalition(model).slice(-1), solve)) !== undefined) return dictator;
  }
  return undefined;
}
