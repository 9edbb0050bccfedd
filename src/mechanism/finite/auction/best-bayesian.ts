/** The best Bayesian revenue of an auction at given beliefs: program (P') of Brooks23, or a theorem that settles it without a program. */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { rankAtLeast } from '../../../programs/rank.ts';
import { rationalText, type Rational } from '../../../programs/rational.ts';
import type { Solve } from '../../../programs/solve.ts';
import { bestOf, type FiniteMechanism } from '../design.ts';
import { fullSurplus } from '../surplus.ts';
import { PROFILES_MAX } from './limits.ts';
import { asHeld } from './pi-star.ts';

type Conditionals = readonly (readonly (readonly Rational[])[])[];

export type BestBayesian =
  | { readonly status: 'optimal'; readonly value: Rational; readonly basis: string }
  | { readonly status: 'unbounded'; /** Money to each agent that may be added again and again. */ readonly pump: FiniteMechanism }
  | { readonly status: 'undecided'; readonly reason: string };

/** Each bidder's beliefs are linearly independent: then side bets on the others' values take every rent (Crémer and McLean 1988). */
const independent = (beliefs: Conditionals): boolean => beliefs.every((rows) => rankAtLeast(rows) === rows.length);

/**
 * The seller's prior is the model's; bidders believe `beliefs`. Exact. `isPrior`: these are the prior's own conditionals, of which
 * full rank means full extraction.
 */
export async function bestBayesian(model: FiniteModel, beliefs: Conditionals, isPrior: boolean, solve?: Solve): Promise<BestBayesian> {
  if (isPrior && independent(beliefs)) {
    return {
      status: 'optimal', value: fullSurplus(model),
      basis: 'the full surplus: beliefs of every bidder\'s values are linearly independent (Crémer and McLean 1988)',
    };
  }
  if (model.profiles.size > PROFILES_MAX) {
    return {
      status: 'undecided', reason: `the program has ${model.profiles.size} profiles, and at most ${PROFILES_MAX} are solved; use fewer `
        + `values`,
    };
  }
  const best = await bestOf(
    model, { transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'revenue', beliefs: asHeld(beliefs) }, solve,
  );
  switch (best.status) {
    case 'optimal': return { status: 'optimal', value: best.value, basis: `primal and dual of (P') meet at ${rationalText(best.value)}` };
    case 'unbounded': return best;
    case 'infeasible': return { status: 'undecided', reason: 'a program that no sale satisfies is infeasible' };
    case 'undecided': return best;
  }
}
