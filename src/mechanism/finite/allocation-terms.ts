/** Interim payoffs from outcomes, as numbers where the rule is given and as terms in lotteries where it is chosen. */
import { efficientOutcomes } from '../../environment/finite/model.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import { InputError } from '../../errors.ts';
import type { ProgramBuilder, Term } from '../../programs/program.ts';
import { isZero, ONE, ZERO, type Rational } from '../../programs/rational.ts';
import { Namer, type Allocation } from './question.ts';

/** Σ terms + constant. */
export interface Affine {
  readonly terms: readonly Term[];
  readonly constant: Rational;
}

export interface AllocationTerms {
  /** V_i(t, r) = Σ p_i(θ_-i | t) u_i(q(r, θ_-i), (t, θ_-i)). */
  interim(agent: number, type: number, report: number, belief: readonly Rational[]): Affine;
  /** Probabilities of outcomes at a profile, at a point of the program. */
  lottery(profile: number, primal: readonly Rational[]): Rational[];
  /** Row indices of Σ_o q_o(θ) = 1, by profile; none where the rule is given. */
  readonly lotteryRows: readonly { readonly profile: number; readonly row: number }[];
}

/** Throws InputError where the model has no rule. */
export function requireRule(model: FiniteModel): readonly (readonly Rational[])[] {
  if (model.rule === undefined) throw new InputError('rule', 'is missing; write rule: efficient, or a table of outcomes or lotteries');
  return model.rule;
}

function givenAllocation(model: FiniteModel, rule: readonly (readonly Rational[])[]): AllocationTerms {
  const { profiles, payoffs } = model;
  return {
    lotteryRows: [],
    lottery: (profile) => [...rule[profile]!],
    interim: (agent, type, report, belief) => {
      let constant = ZERO;
      belief.forEach((probability, others) => {
        if (isZero(probability)) return;
        const truth = joinProfile(profiles, agent, type, others);
        rule[joinProfile(profiles, agent, report, others)]!.forEach((share, outcome) => {
          if (!isZero(share)) constant = constant.add(probability.mul(share).mul(payoffs[agent]![outcome]![truth]!));
        });
      });
      return { terms: [], constant };
    },
  };
}

function chosenAllocation(model: FiniteModel, build: ProgramBuilder, outcomesAt: (profile: number) => readonly number[]): AllocationTerms {
  const { profiles, payoffs, outcomes } = model;
  const namer = new Namer(model);
  // Money goes by agents' names.
  const label = (outcome: number): string =>
    (model.agents.some(({ name }) => name === outcomes[outcome]) ? `outcome ${outcomes[outcome]}` : outcomes[outcome]!);
  const columns = Array.from({ length: profiles.size }, (_, profile) =>
    new Map(outcomesAt(profile).map((outcome) => [outcome, build.column(`${label(outcome)}${namer.profile(profile)}`, 'nonnegative')])));
  const lotteryRows = columns.map((byOutcome, profile) => ({
    profile,
    row: build.row(
      namer.constraint({ kind: 'lottery', profile }, []),
      [...byOutcome.values()].map((column): Term => [column, ONE]),
      '=',
      ONE,
    ),
  }));
  return {
    lotteryRows,
    lottery: (profile, primal) => outcomes.map((_, outcome) => {
      const column = columns[profile]!.get(outcome);
      return column === undefined ? ZERO : primal[column]!;
    }),
    interim: (agent, type, report, belief) => {
      const terms: Term[] = [];
      belief.forEach((probability, others) => {
        if (isZero(probability)) return;
        const truth = joinProfile(profiles, agent, type, others);
        for (const [outcome, column] of columns[joinProfile(profiles, agent, report, others)]!) {
          terms.push([column, probability.mul(payoffs[agent]![outcome]![truth]!)]);
        }
      });
      return { terms, constant: ZERO };
    },
  };
}

/** Adds the columns and rows of lotteries where they are to be chosen. */
export function allocationTerms(model: FiniteModel, allocation: Allocation, build: ProgramBuilder): AllocationTerms {
  switch (allocation) {
    case 'rule': return givenAllocation(model, requireRule(model));
    case 'efficient': return chosenAllocation(model, build, (profile) => efficientOutcomes(model, profile));
    case 'free': return chosenAllocation(model, build, () => [...model.outcomes.keys()]);
  }
}
