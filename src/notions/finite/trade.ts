/**
 * Trade between agents with different beliefs (Morris 1994; Brooks23): money γ_i(θ) with Σ_i γ_i(θ) <= 0 at every profile, that every
 * type accepts, E_t γ_i >= 0, and under which truth is best where `honest`. Nature is a coordinate of profiles that neither pays nor
 * reports.
 *
 * Two questions have two duals. `some`: a type strictly gains. If none can, there are a prior π >= 0, λ_i(t) > 0 for every type and
 * μ_i(t, r) >= 0 with
 *
 *     π(θ) = λ_i(t) p_i(θ | t) + Σ_r [μ_i(t, r) p_i(θ | t) - μ_i(r, t) p_i(θ_-i | r)]    for every i and θ with θ_i = t:
 *
 * the beliefs are noisy concordant. `every`: all types strictly gain; if they cannot, the same holds with λ not all zero. Without
 * honesty μ = 0, and π is a common prior of all types, or of some.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import { ProgramBuilder, type Term } from '../../programs/program.ts';
import { isZero, ONE, rational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';

export type Gains = 'some' | 'every';

/** Multipliers `[agent][type]` and `[agent][type][report]`; zero rows of nature. */
export interface Concordance {
  /** By profile; not normalised. */
  readonly prior: readonly Rational[];
  readonly acceptance: readonly (readonly Rational[])[];
  readonly truth: readonly (readonly (readonly Rational[])[])[];
}

export type TradeVerdict =
  | { readonly trade: true; /** `[agent][profile]`, and what each type expects. */ readonly money: readonly (readonly Rational[])[] }
  | { readonly trade: false; readonly concordance: Concordance };

const MINUS_ONE = rational(-1);

/** Decided exactly. Throws InputError where types have no belief each. */
export async function tradeVerdict(model: FiniteModel, honest: boolean, gains: Gains, solve: Solve = solveProgram): Promise<TradeVerdict> {
  const { agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const players = [...agents.keys()].filter((agent) => agent !== model.nature);
  const build = new ProgramBuilder('maximise');
  const money = agents.map((_, i) => (i === model.nature ? []
    : Array.from({ length: profiles.size }, (__, profile) => build.column(`${i} ${profile}`, 'free'))));
  const gain = build.column('gain', 'nonnegative');
  const balance = Array.from({ length: profiles.size }, (_, profile) =>
    build.row(`feasible ${profile}`, players.map((i): Term => [money[i]![profile]!, ONE]), '<='));
  const expected = (
    i: number, type: number, report: number, factor: Rational,
  ): Term[] => beliefs[i]![type]!.map((probability, others): Term =>
    [money[i]![joinProfile(profiles, i, report, others)]!, probability.mul(factor)]);
  const accept = agents.map(({ types }, i) => (i === model.nature ? [] : types.map((_, type) => build.row(
    `accepts ${i} ${type}`, [...expected(i, type, type, ONE), ...(gains === 'every' ? [[gain, MINUS_ONE] as const] : [])], '>=',
  ))));
  if (gains === 'some') {
    build.row('gains', [
      ...players.flatMap((i) => agents[i]!.types.flatMap((_, type) => expected(i, type, type, ONE))), [gain, MINUS_ONE],
    ], '>=');
  }
  const truth = agents.map(({ types }, i) => types.map((_, type) => types.map((__, report) =>
    (!honest || i === model.nature || report === type ? undefined : build.row(
      `truth ${i} ${type} ${report}`, [...expected(i, type, type, ONE), ...expected(i, type, report, MINUS_ONE)], '>=',
    )))));
  build.row('cap', [[gain, ONE]], '<=', ONE);
  build.objective([[gain, ONE]]);
  const solution = await solve(build.program());
  if (solution.status !== 'optimal') throw new Error(`a program over trades is ${solution.status}`);
  if (sign(solution.objective) > 0)
    return { trade: true, money: money.map((columns) => columns.map((column) => solution.primal[column]!)) };
  const { dual } = solution;
  // Rows >= of a maximisation have multipliers of the other sign; `gains` counts every type's acceptance once more.
  const more = gains === 'some' ? dual[accept.flat().length + balance.length]!.neg() : ZERO;
  return {
    trade: false,
    concordance: {
      prior: balance.map((row) => dual[row]!),
      acceptance: accept.map((rows) => rows.map((row) => dual[row]!.neg().add(more))),
      truth: truth.map((types) => types.map((rows) => rows.map((row) => (row === undefined ? ZERO : dual[row]!.neg())))),
    },
  };
}

/** What is wrong with multipliers as a proof that there is no such trade; nothing where they are one. No solver takes part. */
export function concordanceFaults(model: FiniteModel, { prior, acceptance, truth }: Concordance, gains: Gains): string[] {
  const faults: string[] = [];
  const beliefs = conditionalBeliefs(model);
  if (prior.some((weight) => sign(weight) < 0)) faults.push('the baseline prior is negative somewhere');
  const all = acceptance.filter((_, i) => i !== model.nature).flat();
  if (all.some((value) => sign(value) < 0) || truth.flat(2).some((value) => sign(value) < 0)) faults.push('a multiplier is negative');
  if (gains === 'some' ? all.some(isZero) : all.every(isZero))
    faults.push(gains === 'some' ? 'a type has no weight' : 'no type has weight');
  model.agents.forEach(({ name, types }, i) => {
    if (i === model.nature) return;
    types.forEach((type, t) => beliefs[i]![t]!.forEach((probability, others) => {
      const stays = acceptance[i]![t]!.add(sum(truth[i]![t]!)).mul(probability);
      const comes = sum(types.map((_, r) => truth[i]![r]![t]!.mul(beliefs[i]![r]![others]!)));
      if (!stays.sub(comes).equals(prior[joinProfile(model.profiles, i, t, others)]!))
        faults.push(`multipliers of ${name} do not add up at type ${type}`);
    }));
  });
  return faults;
}

/**
 * The Markov reading: of all who should hold type t's belief, what share has it by Bayes' rule from the baseline prior, and what
 * shares have it from other types: p_i(. | t) = Σ_r share(r) · (own: Bayes' rule under π; r: p_i(. | r)). `[agent][type][type]`, own
 * on the diagonal.
 */
export function markovShares(model: FiniteModel, { prior, acceptance, truth }: Concordance): Rational[][][] {
  return model.agents.map(({ types }, i) => (i === model.nature ? [] : types.map((_, t) => {
    const total = acceptance[i]![t]!.add(sum(truth[i]![t]!));
    if (isZero(total)) return types.map(() => ZERO);
    const own = sum(
      Array.from({ length: model.profiles.othersSize[i]! }, (__, others) => prior[joinProfile(model.profiles, i, t, others)]!),
    );
    return types.map((__, r) => (r === t ? own : truth[i]![r]![t]!).div(total));
  })));
}
