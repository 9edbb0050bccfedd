/**
 * How fast a gain can grow with the lie, profile by profile: |u(r, s) - u(s, s)| <= sum_c slopes[c] |r_c - s_c|. Bounds on means of
 * short lies then need not allow for gains that no profile can bring.
 *
 * Linear values. With k = k(r) the alternative chosen at report r, U(r) = u(r, r), and v own value,
 *     u(r, s) = U(r) - (v_k(r) - v_k(s)),    so    g(r, s) = [U(r) - U(s)] - [v_k(r) - v_k(s)].
 * The second bracket changes along coordinate c at a rate in A_c = [least, largest own coefficient]. U is continuous and piecewise
 * linear, at rates in an interval T_c that the scheme's file gives (`utilitySlopes`); slopes[c] is the largest |t - a| over T_c and A_c.
 */
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { factsOf, schemeOf, type Mechanism } from './mechanism.ts';
import { subtractRanges, type Range } from './range.ts';
import { ownSlopes } from './welfare-transfers.ts';

/** [C] for the agent's own coordinates in their order, or undefined where payoffs may jump at the truth. */
export function gainSlopes(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): number[] | undefined {
  const { valuations } = problem;
  if (valuations.kind !== 'linear' || mechanism.strategies) return undefined;
  const truth = utilitySlopes(problem, valuations, mechanism, agent);
  if (!truth) return undefined;
  return coordinatesOf(problem, agent).map((d, c) => {
    const [least, most] = subtractRanges(truth[c]!, ownSlopes(valuations, agent, d));
    return Math.max(-least, most);
  });
}

/** [C] rates at which the truthful payoff U changes in the agent's own coordinates. */
export function utilitySlopes(
  problem: SocialChoiceProblem,
  valuations: LinearValuations,
  { rule, transfers }: Mechanism,
  agent: number,
): Range[] | undefined {
  return schemeOf(transfers).utilitySlopes?.(transfers, {
    problem, valuations, agent,
    rule: factsOf(rule, problem.agents.length, problem.alternatives.length),
    coordinates: coordinatesOf(problem, agent),
    slopesOf: (mechanism) => utilitySlopes(problem, valuations, mechanism as Mechanism, agent),
  });
}
