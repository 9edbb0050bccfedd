/** What a scenario has an efficient rule of, whatever it studies there. */
import { bilateralTrade } from '../environment/bilateral-trade.ts';
import type { AssignmentMarket } from '../environment/assignment-market.ts';
import type { DoubleAuction } from '../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { InputError } from '../errors.ts';
import type { EfficientRule } from '../kinds/kind.ts';
import { kindNamed, type Environment } from '../kinds/registry.ts';

export const PROBLEM_OR_MARKET = 'a double auction or a social choice problem';

/** What its efficient rule is of, by its kind; the alternatives of a problem not unless `listed`. */
export const ruleIn = (environment: Environment, listed = true): EfficientRule | undefined =>
  kindNamed(environment.kind)?.efficientRule?.(environment, listed);

/** The problem whose efficient rule is asked about, where the scenario has one. */
export function problemOf(environment: Environment, listed = true): SocialChoiceProblem | undefined {
  const found = ruleIn(environment, listed);
  return found && 'problem' in found ? found.problem : undefined;
}

/** The market whose efficient assignments are too many to be alternatives of that problem. */
export function unlistedOf(environment: Environment): AssignmentMarket | undefined {
  const found = ruleIn(environment, false);
  return found && 'problem' in found ? found.unlisted : undefined;
}

/** The double auction that a scenario studies, whatever is asked of it; its traders' types must not depend on each other. */
export function marketOf(environment: Environment): DoubleAuction | undefined {
  const found = ruleIn(environment, false);
  if (!found || !('market' in found)) return undefined;
  const { market } = found;
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
