/**
 * How far payoffs may be off before a verdict on a rule is in doubt. Every payoff but the outside option's may differ from the file's by as
 * much as τ, each by itself. With q the rule, w_IR = Σ p(θ_-i) Σ_x q_x(t, θ_-i) and w_IC = Σ p(θ_-i) Σ_x |q_x(t, θ_-i) - q_x(r, θ_-i)|,
 * what truth is worth moves by at most w_IR τ and what a lie gains by at most w_IC τ.
 *
 * Yes: the same transfers implement whatever the payoffs within τ if and only if IR holds with w_IR τ and IC with w_IC τ to spare; the
 * largest such τ is one program. No: no payoffs within τ allow transfers where there are none even with IR and IC relaxed by as much; below
 * the least τ at which there are, the verdict stands. Under ambiguous transfers both are so with U for what truth is worth at the
 * file's payoffs. Where the rule is efficient, an outcome stays so as long as no other can pass it.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { heldBeliefs, type Notion } from '../../environment/finite/held-beliefs.ts';
import { totalPayoffs } from '../../environment/finite/model.ts';
import { joinProfile } from '../../environment/finite/profiles.ts';
import type { Program, Row } from '../../programs/program.ts';
import { isZero, ONE, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { requireRule } from './allocation-terms.ts';
import { designProgram } from './design-program.ts';
import type { Balance, Constraint, Transfers } from './question.ts';

/** `whatever`: however far payoffs are off. */
export type PayoffMargin = Rational | 'whatever' | { readonly undecided: string };

/** What a row may lose per unit of τ. */
function weightOf(model: FiniteModel, constraint: Constraint | undefined, notion: Notion): Rational {
  if (constraint === undefined || (constraint.kind !== 'IR' && constraint.kind !== 'IC')) return ZERO;
  const { agent, type, held } = constraint;
  const { belief } = held ?? heldBeliefs(model, notion)[agent]![type]![0]!;
  const rule = requireRule(model);
  const at = (report: number, others: number): readonly Rational[] => rule[joinProfile(model.profiles, agent, report, others)]!;
  return belief.reduce((total, probability, others) => {
    const truth = at(type, others);
    const lie = constraint.kind === 'IC' ? at(constraint.report, others) : undefined;
    // The outside option is worth 0 in any case.
    return truth.slice(1).reduce((sum, share, k) =>
      sum.add(probability.mul(lie === undefined ? share : share.sub(lie[k + 1]!).abs())), total);
  }, ZERO);
}

/** By how much payoffs may be off before another outcome can be as good as the one chosen, at some profile. */
function ruleMargin(model: FiniteModel): Rational | 'whatever' {
  const rule = requireRule(model);
  const agents = model.agents.length;
  let least: Rational | undefined;
  for (let profile = 0; profile < model.profiles.size; profile++) {
    const totals = totalPayoffs(model, profile);
    const chosen = rule[profile]!.findIndex((share) => !isZero(share));
    totals.forEach((total, outcome) => {
      if (outcome === chosen) return;
      const margin = totals[chosen]!.sub(total).div(agents * ((outcome === 0 ? 0 : 1) + (chosen === 0 ? 0 : 1)));
      if (least === undefined || margin.compare(least) < 0) least = margin;
    });
  }
  return least ?? 'whatever';
}

const smaller = (a: Rational | 'whatever', b: Rational | 'whatever'): Rational | 'whatever' =>
  (a === 'whatever' ? b : b === 'whatever' || a.compare(b) < 0 ? a : b);

interface MarginQuestion {
  readonly transfers: Transfers;
  readonly balance: Balance;
  readonly notion: Notion;
  readonly holds: boolean;
  /** The rule is what is efficient, rather than a table. */
  readonly efficient: boolean;
}

/** Of a verdict that holds, the largest τ at which it still does; of one that does not, the least at which it may. */
export async function payoffMargin(
  model: FiniteModel, { transfers, balance, notion, holds, efficient }: MarginQuestion, solve: Solve = solveProgram,
): Promise<PayoffMargin> {
  const { program, constraints } = designProgram(model, { transfers, balance, allocation: 'rule', objective: 'feasible', notion });
  const column = program.columns.length;
  const rows = program.rows.map((row, r): Row => {
    const weight = weightOf(model, constraints[r], notion);
    return isZero(weight) ? row : { ...row, terms: [...row.terms, [column, holds ? weight.neg() : weight]] };
  });
  const posed: Program = {
    direction: holds ? 'maximise' : 'minimise', columns: [...program.columns, { name: 'tolerance', kind: 'nonnegative' }],
    objective: [[column, ONE]], rows,
  };
  const solution = await solve(posed);
  const ofRule = efficient ? ruleMargin(model) : 'whatever';
  switch (solution.status) {
    case 'optimal': return smaller(solution.objective, ofRule);
    case 'undecided': return { undecided: solution.reason };
    case 'unbounded': case 'infeasible': return ofRule;
  }
}

/** Whether the verdict is the same at all payoffs within the tolerance: at the margin itself it may turn, or another outcome be chosen. */
export const isWithin = (tolerance: Rational, margin: PayoffMargin): boolean =>
  margin === 'whatever' || (!('undecided' in margin) && tolerance.compare(margin) < 0);
