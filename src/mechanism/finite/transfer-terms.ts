/** Columns of a transfer rule: money to each agent at each profile. Exact balance leaves the last agent what the others pay. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import type { ProgramBuilder, Term } from '../../programs/program.ts';
import { isZero, ONE, rational, type Rational, ZERO } from '../../programs/rational.ts';
import { evaluateTerms } from '../../programs/program.ts';
import { Namer, type Balance } from './question.ts';

const MINUS_ONE = rational(-1);

export class TransferTerms {
  private readonly model: FiniteModel;
  /** `[agent][profile]`; the last agent has none under exact balance. */
  private readonly columns: readonly (readonly number[])[];
  private readonly subsidy: number | undefined;
  private readonly balanced: boolean;
  /** Rows Σ_i φ_i(θ) <= 0, or <= the subsidy, by profile. */
  readonly balanceRows: readonly number[];

  /** `label` is put after names where a program has several rules. A `subsidy` column is money from outside at each profile. */
  constructor(model: FiniteModel, balance: Balance, build: ProgramBuilder, label = '', subsidy?: number) {
    const { agents, profiles } = model;
    const namer = new Namer(model);
    this.model = model;
    this.subsidy = subsidy;
    this.balanced = balance === 'exact';
    const own = this.balanced ? agents.slice(0, -1) : agents;
    this.columns = own.map(({ name }) =>
      Array.from({ length: profiles.size }, (_, profile) => build.column(`${name}${namer.profile(profile)}${label}`, 'free')),
    );
    this.balanceRows =
      balance !== 'no-deficit'
        ? []
        : Array.from({ length: profiles.size }, (_, profile) =>
            build.row(
              `budget${namer.profile(profile)}${label}`,
              [
                ...this.columns.map((column): Term => [column[profile]!, ONE]),
                ...(subsidy === undefined ? [] : [[subsidy, MINUS_ONE] as const]),
              ],
              '<=',
            ),
          );
  }

  /** φ_i(θ). */
  transfer(agent: number, profile: number): Term[] {
    const own = this.columns[agent];
    if (own !== undefined) return [[own[profile]!, ONE]];
    return [
      ...this.columns.map((column): Term => [column[profile]!, MINUS_ONE]),
      ...(this.subsidy === undefined ? [] : [[this.subsidy, ONE] as const]),
    ];
  }

  /** factor · Σ p_i(θ_-i | t) φ_i(r, θ_-i). */
  expected(agent: number, report: number, belief: readonly Rational[], factor: Rational = ONE): Term[] {
    return belief.flatMap((probability, others): Term[] => {
      if (isZero(probability)) return [];
      const weight = probability.mul(factor);
      return this.transfer(agent, joinProfile(this.model.profiles, agent, report, others)).map(([column, coefficient]) => [
        column,
        coefficient.mul(weight),
      ]);
    });
  }

  /** factor · Σ_θ p(θ) Σ_i φ_i(θ). */
  expectedTotal(probabilities: readonly Rational[], factor: Rational): Term[] {
    return probabilities.flatMap((probability, profile): Term[] => (isZero(probability) ? [] : this.model.agents.flatMap((_, agent) =>
      this.transfer(agent, profile).map(([column, coefficient]): Term => [column, coefficient.mul(probability).mul(factor)]))));
  }

  /** `[agent][profile]`: money to each agent at a point of the program. */
  read(primal: readonly Rational[]): Rational[][] {
    const { agents, profiles } = this.model;
    return agents.map((_, agent) =>
      Array.from({ length: profiles.size }, (__, profile) => evaluateTerms(this.transfer(agent, profile), primal)),
    );
  }
}

/** Σ p(θ_-i) x_i(r, θ_-i) of a table `[profile]`. */
export function expectedOf(
  model: FiniteModel,
  table: readonly Rational[],
  agent: number,
  report: number,
  belief: readonly Rational[],
): Rational {
  return belief.reduce(
    (total, probability, others) =>
      isZero(probability) ? total : total.add(probability.mul(table[joinProfile(model.profiles, agent, report, others)]!)),
    ZERO,
  );
}
