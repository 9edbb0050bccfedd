/**
 * Side bets beside an ex post auction, with which the seller collects no less at any profile and more under some beliefs: so the best
 * auction ex post is not the only one that does well in the worst case (Börgers 2013, as Brooks23 tells it).
 *
 * Bidder i receives x_i(v_-i), by what the others report and never by what she does, so truth stays best whatever anyone believes. At
 * every profile Σ_i x_i(v_-i) <= 0, and what is left over is the seller's. The bets stand where all bidders take them, and any may
 * refuse; so wherever they stand the seller collects what the auction does and the rest, and elsewhere what the auction does.
 *
 *     maximise Σ_v f(v) (- Σ_i x_i(v_-i))  with  Σ_i x_i(v_-i) <= 0,  |x_i| <= 1,  E[x_i | v_i] >= 0 by i's beliefs at every v_i
 *
 * Bets scale, so money is held to 1. Under a common prior nothing is won. Two bidders have nobody to bet on: max x_1 + max x_2 <= 0, and
 * each accepts only where max x_i >= 0, so both are 0 and nothing is left over where anything is believed possible.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { joinProfile, othersIn, typeIn } from '../../../environment/finite/profiles.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { ONE, rational, rationalText, sum, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { nested } from '../proof-file.ts';
import { requirePrior } from '../surplus.ts';

type Conditionals = readonly (readonly (readonly Rational[])[])[];

export interface SideBets {
  /** What the seller adds to the revenue of any ex post auction, expected under her prior. */
  readonly added: Rational;
  /** Money to bidders, `[agent][profile of the others]`. */
  readonly money: readonly (readonly Rational[])[];
}

export type SideBetsAnswer = ({ readonly status: 'optimal' } & SideBets) | { readonly status: 'undecided'; readonly reason: string };

/** The bets that add most at these beliefs, `[agent][type][profile of the others]`. Throws InputError where there is no prior. */
export async function sideBets(model: FiniteModel, beliefs: Conditionals, solve: Solve = solveProgram): Promise<SideBetsAnswer> {
  const { agents, profiles } = model;
  const prior = requirePrior(model, 'revenue');
  const build = new ProgramBuilder('maximise');
  // Money is x - 1 of a column x between 0 and 2.
  const columns = agents.map(({ name }, agent) =>
    Array.from({ length: profiles.othersSize[agent]! }, (_, others) => build.column(`${name} ${others}`, 'nonnegative')));
  const goal = new Map<number, Rational>();
  for (let profile = 0; profile < profiles.size; profile++) {
    const terms = columns.map((own, agent): Term => [own[othersIn(profiles, profile, agent)]!, ONE]);
    build.row(`budget ${profile}`, terms, '<=', rational(agents.length));
    for (const [column] of terms) goal.set(column, (goal.get(column) ?? rational(0)).sub(prior[profile]!));
  }
  columns.flat().forEach((column) => build.row(`stake ${column}`, [[column, ONE]], '<=', rational(2)));
  beliefs.forEach((rows, agent) => rows.forEach((belief, type) =>
    build.row(`accepts ${agent} ${type}`, belief.map((chance, others): Term => [columns[agent]![others]!, chance]), '>=', ONE)));
  build.objective(goal);
  const solution = await solve(build.program());
  if (solution.status !== 'optimal')
    return { status: 'undecided', reason: solution.status === 'undecided' ? solution.reason : solution.status };
  const money = columns.map((own) => own.map((column) => solution.primal[column]!.sub(ONE)));
  return { status: 'optimal', added: solution.objective.add(agents.length), money };
}

/**
 * Beliefs like the prior's own, but that one bidder thinks the highest value of another twice as likely and a third the lowest. Undefined
 * with fewer than three bidders, where all have one value, or where the prior gives some value no probability.
 */
export function doubtfulBeliefs(model: FiniteModel): Rational[][][] | undefined {
  const { agents, profiles } = model;
  const prior = requirePrior(model, 'revenue');
  const subject = agents.findLastIndex(({ types }) => types.length > 1);
  const [high, low] = [...agents.keys()].filter((agent) => agent !== subject);
  if (subject < 0 || low === undefined) return undefined;
  const last = agents[subject]!.types.length - 1;
  const found = agents.map(({ types }, agent) => types.map((_, type): Rational[] => {
    const weights = Array.from({ length: profiles.othersSize[agent]! }, (__, others) => {
      const profile = joinProfile(profiles, agent, type, others);
      const value = typeIn(profiles, profile, subject);
      const twice = (agent === high && value === last) || (agent === low && value === 0);
      return twice ? prior[profile]!.mul(2) : prior[profile]!;
    });
    const total = sum(weights);
    return total.n === 0n ? [] : weights.map((weight) => weight.div(total));
  }));
  return found.flat().some((belief) => belief.length === 0) ? undefined : found;
}

/** `misreport.side-bets/1`, which `verify/side-bets.ts` checks: the bets, the beliefs at which all take them, what they add. */
export function sideBetsFile(
  model: FiniteModel, environment: unknown, parameters: ReadonlyMap<string, Rational>, beliefs: Conditionals, { added, money }: SideBets,
): Record<string, unknown> {
  const { agents, profiles } = model;
  return {
    schema: 'misreport.side-bets/1', added: rationalText(added),
    parameters: Object.fromEntries([...parameters].map(([name, value]) => [name, rationalText(value)])), environment,
    bets: Object.fromEntries(agents.map(({ name }, agent) =>
      [name, nested(model, (profile) => rationalText(money[agent]![othersIn(profiles, profile, agent)]!))])),
    beliefs: Object.fromEntries(agents.map(({ name, types }, agent) =>
      [name, types.map((_, type) => beliefs[agent]![type]!.map(rationalText))])),
  };
}
