/**
 * The revenue program (P) of Brooks23: the most that a seller with prior f collects with ex post incentive compatibility and ex post
 * participation. Given q with q_i(., v_-i) not decreasing, the most that bidder i can be charged is t_i(v_k) = v_k q_k - Σ_{j<k}
 * (v_{j+1} - v_j) q_j, for local downward constraints and the lowest value's participation imply all others. So (P) is
 *
 *     maximise Σ_i Σ_v c_i(v) q_i(v)  with  q_i(v_k, v_-i) >= q_i(v_{k-1}, v_-i),  Σ_i q_i(v) <= 1,  q >= 0,
 *
 * c the weighted local virtual values. A multiplier m of the monotone row at k is, in the full program, S_k + m / (v_k - v_{k-1}) of
 * IC(v_k -> v_{k-1}) and m / (v_k - v_{k-1}) of IC(v_{k-1} -> v_k); S_1 is that of IR(v_1). These are transfer neutral whatever m >=
 * 0 is. With the gaps of ironing for m they bound revenue by Σ_v max(0, highest ironed virtual value): the bound is reached where
 * that allocation is monotone, and not otherwise.
 */
import { isZero, ONE, rational, sign, ZERO, type Rational } from '../../../programs/rational.ts';
import { ProgramBuilder, type Program, type Term } from '../../../programs/program.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { Namer } from '../question.ts';
import { byProfile, chainsOf, pointwiseAllocation, pointwiseBound, type AuctionModel, type Chain } from './chains.ts';

export interface ExPostAuction {
  readonly revenue: Rational;
  /** Chances of winning, `[agent][profile]`. */
  readonly allocation: readonly (readonly Rational[])[];
  /** What bidders pay, `[agent][profile]`. */
  readonly payments: readonly (readonly Rational[])[];
  /** Multipliers of the monotone rows, `[agent][profile]`: see above. */
  readonly ironing: readonly (readonly Rational[])[];
  /** Σ_v max(0, highest ironed virtual value): never less than the revenue. */
  readonly pointwise: Rational;
  /** Whether the allocation to the highest ironed virtual value, ties to the first listed, is itself optimal. */
  readonly attained: boolean;
}

export type ExPostAnswer =
  | { readonly status: 'optimal'; readonly auction: ExPostAuction }
  | { readonly status: 'undecided'; readonly reason: string; readonly pointwise: Rational };

/** t_i(v_k) = v_k q_k - Σ_{j<k} (v_{j+1} - v_j) q_j. */
function paymentsOf({ values, profiles }: Chain, won: readonly Rational[]): Rational[] {
  let rent = ZERO;
  return values.map((value, k) => {
    if (k > 0) rent = rent.add(value.sub(values[k - 1]!).mul(won[profiles[k - 1]!]!));
    return value.mul(won[profiles[k]!]!).sub(rent);
  });
}

const isMonotone = ({ profiles }: Chain, won: readonly Rational[]): boolean =>
  profiles.every((profile, k) => k === 0 || won[profile]!.compare(won[profiles[k - 1]!]!) >= 0);

/** Nothing changes within a stretch that is ironed. */
const isFlat = ({ profiles, gaps }: Chain, won: readonly Rational[]): boolean =>
  profiles.every((profile, k) => isZero(gaps[k]!) || won[profile]!.equals(k === 0 ? ZERO : won[profiles[k - 1]!]!));

/** (P) without its transfers; column `agent * profiles + profile` is q. */
export function exPostProgram(model: AuctionModel, chains: readonly (readonly Chain[])[]): Program {
  const build = new ProgramBuilder('maximise');
  const namer = new Namer(model);
  const { size } = model.profiles;
  const at = (agent: number, profile: number): number => agent * size + profile;
  const names = Array.from({ length: size }, (_, profile) => namer.profile(profile));
  model.agents.forEach(({ name }) => names.forEach((where) => build.column(`${name}${where}`, 'nonnegative')));
  const goal: Term[] = [];
  for (const { agent, profiles, local } of chains.flat()) {
    profiles.forEach((profile, k) => {
      goal.push([at(agent, profile), local[k]!]);
      if (k > 0)
        build.row(
          `monotone ${model.agents[agent]!.name}${names[profile]}`,
          [[at(agent, profile), ONE], [at(agent, profiles[k - 1]!), rational(-1)]], '>=',
        );
    });
  }
  names.forEach(
    (where, profile) => build.row(`object${where}`, model.agents.map((_, agent): Term => [at(agent, profile), ONE]), '<=', ONE),
  );
  build.objective(goal);
  return build.program();
}

function multipliersOf(model: AuctionModel, chains: readonly (readonly Chain[])[], dual: readonly Rational[]): Rational[][] {
  const ironing = model.agents.map(() => Array.from({ length: model.profiles.size }, () => ZERO));
  let row = 0;
  for (const { agent, profiles } of chains.flat())
    profiles.forEach((profile, k) => { if (k > 0) ironing[agent]![profile] = dual[row++]!.neg(); });
  return ironing;
}

const revenueOf = (chains: readonly (readonly Chain[])[], allocation: readonly (readonly Rational[])[]): Rational =>
  chains.flat().reduce((total, { agent, profiles, local }) => profiles.reduce(
    (sum, profile, k) => (isZero(allocation[agent]![profile]!) ? sum : sum.add(local[k]!.mul(allocation[agent]![profile]!))), total), ZERO);

/** Decided exactly. Throws InputError where there is no prior. */
export async function exPostRevenue(model: AuctionModel, solve: Solve = solveProgram): Promise<ExPostAnswer> {
  const chains = chainsOf(model);
  const ironed = byProfile(model, chains, ({ ironed: values }) => values);
  const pointwise = pointwiseBound(ironed);
  const answer = (
    allocation: readonly (readonly Rational[])[], ironing: readonly (readonly Rational[])[], attained: boolean,
  ): ExPostAnswer => ({
    status: 'optimal',
    auction: {
      revenue: revenueOf(chains, allocation), allocation, ironing, pointwise, attained,
      payments: byProfile(model, chains, (chain) => paymentsOf(chain, allocation[chain.agent]!)),
    },
  });
  for (const eager of [false, true]) {
    const won = pointwiseAllocation(ironed, ONE, eager);
    if (chains.flat().every((chain) => isMonotone(chain, won[chain.agent]!) && isFlat(chain, won[chain.agent]!)))
      return answer(won, byProfile(model, chains, ({ gaps }) => gaps), true);
  }
  const solution = await solve(exPostProgram(model, chains));
  if (solution.status !== 'optimal')
    return { status: 'undecided', pointwise, reason: solution.status === 'undecided' ? solution.reason : solution.status };
  const { size } = model.profiles;
  const allocation = model.agents.map((_, agent) => solution.primal.slice(agent * size, (agent + 1) * size));
  return answer(allocation, multipliersOf(model, chains, solution.dual), false);
}

/** Chance of each price that bidder i is offered at v_-i: q_i(., v_-i) is its distribution function, what is left is no offer. */
export function postedPrices(
  { profiles, values }: Chain, won: readonly Rational[],
): { readonly price: Rational; readonly chance: Rational }[] {
  return values.flatMap((price, k) => {
    const chance = won[profiles[k]!]!.sub(k === 0 ? ZERO : won[profiles[k - 1]!]!);
    return sign(chance) === 0 ? [] : [{ price, chance }];
  });
}
