/** What is known without sampling of how often an agent would have gained by another report, in hindsight. */
import { gapsOf } from '../../distributions/distribution.ts';
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import { tradingAgent } from '../../experiments/quadrature/served.ts';
import { bidderOf } from '../../experiments/quadrature/won-given.ts';
import { exPostIncentiveCompatible } from '../../mechanism/incentives.ts';
import { schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { certain, type Certified } from '../../notions/certified.ts';
import { payerGains, tableGains, traderGains } from '../../notions/hindsight.ts';
import { costsOf } from './continuum.ts';
import { servedGains } from './served.ts';

/** Undefined where nothing is known. */
export function hindsightGains(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): Certified | undefined {
  // A theorem, whatever the law.
  if (exPostIncentiveCompatible(problem, mechanism, values) !== undefined) return certain(0);
  if (problem.dependence || problem.signals.some(({ law }) => law.whole || law.atoms?.length || gapsOf(law).length > 0)) return undefined;
  const { transfers, strategies } = mechanism;
  const { payment, pricedBetween } = schemeOf(transfers);
  const { law } = problem.signals.find(({ owner }) => owner === agent)!;
  if (payment && values === 'private') {
    const bidder = bidderOf(problem, mechanism, agent);
    const costs = bidder && costsOf(bidder, payment, strategies?.[agent]);
    return costs && payerGains(bidder, costs, payment.paid(0, 1) > 0);
  }
  const k = pricedBetween?.(transfers);
  if (k !== undefined && values === 'private') {
    const trading = tradingAgent(problem, mechanism, agent, k);
    return trading && traderGains(trading, law);
  }
  const utility = servedGains(problem, mechanism, values, agent)?.utility;
  return utility && 'table' in utility.slope ? tableGains(utility.served, utility.slope.table, law) : undefined;
}
