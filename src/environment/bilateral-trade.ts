/**
 * Bilateral trade (Song22 Example 4; Myerson and Satterthwaite 1983): a seller with cost c and a buyer with value v;
 * alternatives `no trade` (0) and `trade` (1). The seller's value of trade is -c. Song22 asks for values that increase in
 * the own signal: with `ownership` the seller has c where there is no trade and 0 where there is, which moves her payoff
 * by her own cost and no gain from misreporting.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { requireLaw, SIGNAL_LAWS } from './checks.ts';
import type { LinearValuations, SocialChoiceProblem } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export interface BilateralTrade {
  readonly cost: Distribution;
  readonly value: Distribution;
  readonly ownership?: boolean;
}

export function bilateralTrade(market: BilateralTrade): SocialChoiceProblem {
  requireLaw('cost', market.cost, SIGNAL_LAWS);
  requireLaw('value', market.value, SIGNAL_LAWS);
  const problem = tradeUnder(market);
  validateProblem(problem);
  return problem;
}

/** The same of laws that are judged elsewhere. */
export const tradeUnder = ({ cost, value, ownership = false }: BilateralTrade): SocialChoiceProblem & {
  readonly valuations: LinearValuations;
} => ({
  kind: 'social-choice',
  agents: ['seller', 'buyer'],
  alternatives: ['no trade', 'trade'],
  signals: [{ owner: 0, name: 'cost', law: cost }, { owner: 1, name: 'value', law: value }],
  valuations: {
    kind: 'linear',
    constants: [[0, 0], [0, 0]],
    coefficients: [ownership ? [[1, 0], [0, 0]] : [[0, 0], [-1, 0]], [[0, 0], [0, 1]]],
  },
});
