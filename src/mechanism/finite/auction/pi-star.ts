/**
 * Beliefs under which a Bayesian seller does no better than ex post (Chung and Ely 2007; Brooks23). With multipliers of local
 * downward constraints only, S_i(v_k, v_-i) = Σ_{j >= k} f(v_j, v_-i), bidder i of value v_k believes v_-i in proportion to S_i(v_k,
 * .). Adding the ex post constraints with these weights makes interim ones, so the best Bayesian revenue is at least that of (P) and
 * at most Σ_v max(0, highest local virtual value). Where the prior is single-crossing the two are equal.
 */
import type { HeldBelief } from '../../../environment/finite/held-beliefs.ts';
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { isZero, rational, sum, type Rational } from '../../../programs/rational.ts';
import type { Chain } from './chains.ts';

/** `[agent][type][profile of the others]`; of a value above all that occur any belief would do, and it is that of the value below. */
export function piStar(chains: readonly (readonly Chain[])[]): Rational[][][] {
  return chains.map((mine) => {
    const rows: Rational[][] = [];
    for (const k of mine[0]!.values.keys()) {
      const tails = mine.map((chain) => chain.tails[k]!);
      const total = sum(tails);
      rows.push(!isZero(total) ? tails.map((tail) => tail.div(total)) : rows[k - 1] ?? tails.map(() => rational(1, tails.length)));
    }
    return rows;
  });
}

/** One belief a type, as a design question takes them. */
export const asHeld = (conditionals: readonly (readonly (readonly Rational[])[])[]): HeldBelief[][][] =>
  conditionals.map((rows) => rows.map((belief) => [{ name: '', belief }]));

/** The environment with these beliefs in the place of its own. */
export const withBeliefs = (model: FiniteModel, conditionals: readonly (readonly (readonly Rational[])[])[]): FiniteModel =>
  ({ ...model, beliefs: { kind: 'beliefs', conditionals } });
