/** Verdicts with their proofs: the mechanism where there is one, multipliers where there is none. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { Notion } from '../../environment/finite/held-beliefs.ts';
import { efficientOutcomes, efficientRule } from '../../environment/finite/model.ts';
import { InputError } from '../../errors.ts';
import { contradictionCertificate, optimumCertificate, type Certificate } from '../../programs/certificate.ts';
import type { Solution } from '../../programs/program.ts';
import { isZero, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { requireRule } from './allocation-terms.ts';
import { designProgram, type DesignProgram } from './design-program.ts';
import type { Balance, Constraint, DesignQuestion, Lie, Transfers } from './question.ts';
import { fullSurplus, requirePrior } from './surplus.ts';

/** A direct mechanism: lotteries and one or more transfer rules. */
export interface FiniteMechanism {
  /** `[profile][outcome]`. */
  readonly allocation: readonly (readonly Rational[])[];
  /** `[rule][agent][profile]`: money to the agent. */
  readonly menu: readonly (readonly (readonly Rational[])[])[];
  /** The lie that each rule of an ambiguous menu is made for. */
  readonly lies: readonly Lie[];
}

/** Multipliers of constraints that add up to a contradiction, or to a bound on the objective. */
export interface Impossibility {
  readonly certificate: Certificate;
  readonly multipliers: readonly { readonly constraint: Constraint; readonly multiplier: Rational }[];
  readonly menu: readonly Lie[];
}

export type Verdict =
  | { readonly verdict: 'yes'; readonly mechanism: FiniteMechanism }
  | { readonly verdict: 'no'; readonly impossibility: Impossibility }
  | { readonly verdict: 'undecided'; readonly reason: string };

/** The best value of an objective, what attains it and why nothing does better. */
export type Optimum =
  | { readonly status: 'optimal'; readonly value: Rational; readonly mechanism: FiniteMechanism; readonly impossibility: Impossibility }
  | { readonly status: 'infeasible'; readonly impossibility: Impossibility }
  | { readonly status: 'unbounded'; /** Money to each agent that may be added again and again. */ readonly pump: FiniteMechanism }
  | { readonly status: 'undecided'; readonly reason: string };

function mechanismAt(model: FiniteModel, { allocation, rules, menu }: DesignProgram, primal: readonly Rational[]): FiniteMechanism {
  return {
    allocation: Array.from({ length: model.profiles.size }, (_, profile) => allocation.lottery(profile, primal)),
    menu: rules.map((rule) => rule.read(primal)),
    lies: menu,
  };
}

/** Multipliers as the certificate has them: of rows `>=`, small whole numbers. */
const impossibility = ({ constraints, menu }: DesignProgram, certificate: Certificate): Impossibility =>
  ({ certificate, menu, multipliers: certificate.rows.map(({ index, multiplier }) => ({ constraint: constraints[index]!, multiplier })) });

const contradictionOf = (design: DesignProgram, farkas: readonly Rational[]): Impossibility =>
  impossibility(design, contradictionCertificate(design.program, farkas));

function verdictOf(model: FiniteModel, design: DesignProgram, solution: Solution): Verdict {
  switch (solution.status) {
    case 'optimal': return { verdict: 'yes', mechanism: mechanismAt(model, design, solution.primal) };
    case 'infeasible': return { verdict: 'no', impossibility: contradictionOf(design, solution.farkas) };
    case 'undecided': return { verdict: 'undecided', reason: solution.reason };
    case 'unbounded': throw new Error('a program without an objective is unbounded');
  }
}

/** Whether the environment's rule can be implemented with individual rationality, interim or ex post, and the proof. */
export async function implement(
  model: FiniteModel, transfers: Transfers, balance: Balance, solve: Solve = solveProgram, notion: Notion = 'interim',
): Promise<Verdict> {
  requireRule(model);
  const design = designProgram(model, { transfers, balance, allocation: 'rule', objective: 'feasible', notion });
  return verdictOf(model, design, await solve(design.program));
}

function optimum(model: FiniteModel, design: DesignProgram, solution: Solution): Optimum {
  switch (solution.status) {
    case 'optimal':
      return {
        status: 'optimal',
        value: solution.objective,
        mechanism: mechanismAt(model, design, solution.primal),
        impossibility: impossibility(design, optimumCertificate(design.program, solution.dual)),
      };
    case 'infeasible':
      return { status: 'infeasible', impossibility: contradictionOf(design, solution.farkas) };
    case 'unbounded':
      return { status: 'unbounded', pump: mechanismAt(model, design, solution.ray) };
    case 'undecided':
      return solution;
  }
}

/** The best value of the question's objective. */
export async function bestOf(model: FiniteModel, question: DesignQuestion, solve: Solve = solveProgram): Promise<Optimum> {
  if (question.objective === 'subsidy' && question.balance === 'none')
    throw new InputError('--balance', 'none asks for no balance, so there is no subsidy to be least; use exact or no-deficit');
  const design = designProgram(model, question);
  return optimum(model, design, await solve(design.program));
}

export interface Extraction {
  readonly surplus: Rational;
  readonly verdict: Verdict;
  /** Among which allocations the verdict looked: efficient ones where nothing else can collect the full surplus. */
  readonly allocation: 'efficient' | 'free';
}

/** One efficient outcome at every profile, each of positive probability: then the allocation of a mechanism that extracts is known. */
function efficientRuleIsForced(model: FiniteModel): boolean {
  const prior = requirePrior(model, 'the full surplus');
  return prior.every((probability, profile) => !isZero(probability) && efficientOutcomes(model, profile).length === 1);
}

/**
 * Whether the full surplus can be extracted by any allocation, under every rule of the menu alike (Guo18 (1.1)). Individual
 * rationality keeps revenue at most at the expected total payoff, so only efficient allocations reach the full surplus.
 */
export async function extract(model: FiniteModel, transfers: Transfers, solve: Solve = solveProgram): Promise<Extraction> {
  const surplus = fullSurplus(model);
  if (efficientRuleIsForced(model)) {
    const held = { ...model, rule: efficientRule(model) };
    const design = designProgram(held, { transfers, balance: 'none', allocation: 'rule', objective: 'full-surplus' });
    return { surplus, verdict: verdictOf(held, design, await solve(design.program)), allocation: 'efficient' };
  }
  const best = await bestOf(model, { transfers, balance: 'none', allocation: 'free', objective: 'revenue' }, solve);
  switch (best.status) {
    case 'optimal': {
      const verdict: Verdict = best.value.equals(surplus)
        ? { verdict: 'yes', mechanism: best.mechanism }
        : { verdict: 'no', impossibility: best.impossibility };
      return { surplus, verdict, allocation: 'free' };
    }
    case 'undecided': return { surplus, verdict: { verdict: 'undecided', reason: best.reason }, allocation: 'free' };
    // The outside option without transfers is always feasible, and individual rationality bounds revenue by the surplus.
    default: throw new Error(`a revenue program is ${best.status}`);
  }
}
