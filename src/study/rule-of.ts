/** What a scenario has an efficient rule of, whatever it studies there. */
import { assignmentProblem } from '../environment/assignment-market.ts';
import { bilateralTrade } from '../environment/bilateral-trade.ts';
import type { DoubleAuction } from '../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { efficientProblem } from '../environment/two-agent-efficient.ts';
import { InputError } from '../errors.ts';
import type { Environment } from '../kinds/registry.ts';
import type { RobustStudy } from '../kinds/robust/study-point.ts';

export const PROBLEM_OR_MARKET = 'a double auction or a social choice problem';

/** Of a question about beliefs, the efficient rule of its values under the baseline, whatever rule is studied. */
function ofBeliefs(environment: RobustStudy): SocialChoiceProblem | undefined {
  if (environment.question === 'beliefs') return efficientProblem(environment);
  return environment.question === 'efficient-rule' && environment.problem.kind === 'social-choice' ? environment.problem : undefined;
}

/** The problem whose efficient rule is asked about, where the scenario has one; its alternatives not unless `listed`. */
export function problemOf(environment: Environment, listed = true): SocialChoiceProblem | undefined {
  if (environment.kind === 'social-choice') return environment.problem;
  if (environment.kind === 'assignment') return assignmentProblem(environment.market, listed);
  if (environment.kind === 'robust') return ofBeliefs(environment);
  return environment.kind === 'field' && 'problem' in environment ? environment.problem : undefined;
}

/** The double auction that a scenario studies, whatever is asked of it; its traders' types must not depend on each other. */
export function marketOf(environment: Environment): DoubleAuction | undefined {
  const market = environment.kind === 'field' && 'market' in environment ? environment.market : environment;
  if (market.kind !== 'double-auction') return undefined;
  const { kind, sellers, buyers, kappa, cost, value, dependence } = market;
  if (dependence) {
    throw new InputError('dependence', 'must be absent: with dependent types transfers may depend on reports in ways that interim '
      + 'utilities do not show; environments of finite types may have any prior (misreport design)');
  }
  return { kind, sellers, buyers, kappa, cost, value };
}

/** One seller and one buyer are a social choice problem as well. */
export function tradeOf(environment: Environment): SocialChoiceProblem | undefined {
  const market = marketOf(environment);
  return market?.sellers === 1 && market.buyers === 1 ? bilateralTrade(market) : undefined;
}
