/**
 * A public good: level l costs cost_l, shared among the agents, and is worth benefit_l s^i to agent i, net of her share:
 * v_l^i = benefit_l s^i - shares[i] cost_l. Two levels, `no` and `yes`, where only a cost is given.
 */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import {
  numbered, requireAgents, requireAlternatives, requireFinite, requireLaw, requireLength, SIGNAL_LAWS, zeroCoefficients,
} from './checks.ts';
import type { SocialChoiceProblem } from './social-choice.ts';
import { validateProblem } from './validate.ts';

export interface PublicGoodLevel {
  readonly name: string;
  /** Units of the good: the value is benefit times the signal. */
  readonly benefit: number;
  readonly cost: number;
}

export interface PublicGood {
  /** [N] law of agent i's value of one unit. */
  readonly laws: readonly Distribution[];
  /** Cost of the good, or levels to choose from. */
  readonly cost?: number;
  readonly levels?: readonly PublicGoodLevel[];
  /** [N] adding up to 1; default equal. */
  readonly shares?: readonly number[];
}

export function publicGood({ laws, cost, levels: given, shares: givenShares }: PublicGood): SocialChoiceProblem {
  const n = laws?.length ?? 0;
  if (n === 0) throw new InputError('laws', 'needs at least one agent');
  requireAgents('laws', n);
  laws.forEach((law, i) => requireLaw(`laws[${i}]`, law, SIGNAL_LAWS));
  const levels = given ?? yesOrNo(cost);
  requireAlternatives('levels', levels.length);
  levels.forEach((level, l) => {
    requireFinite(`levels[${l}].benefit`, level.benefit);
    requireFinite(`levels[${l}].cost`, level.cost);
  });
  const shares = givenShares ?? laws.map(() => 1 / n);
  checkShares(shares, n);
  const coefficients = zeroCoefficients(n, levels.length, n);
  for (let i = 0; i < n; i++) levels.forEach(({ benefit }, l) => (coefficients[i]![l]![i] = benefit));
  const problem: SocialChoiceProblem = {
    kind: 'social-choice',
    agents: numbered('agent', n),
    alternatives: levels.map(({ name }) => name),
    signals: laws.map((law, owner) => ({ owner, name: `s${owner + 1}`, law })),
    valuations: { kind: 'linear', constants: shares.map((share) => levels.map((level) => 0 - share * level.cost)), coefficients },
  };
  validateProblem(problem);
  return problem;
}

function yesOrNo(cost: number | undefined): PublicGoodLevel[] {
  if (cost === undefined) throw new InputError('cost', 'give the cost of the good, or levels');
  requireFinite('cost', cost);
  return [{ name: 'no', benefit: 0, cost: 0 }, { name: 'yes', benefit: 1, cost }];
}

function checkShares(shares: readonly number[], n: number): void {
  requireLength('shares', shares, n, 'agents');
  shares.forEach((share, i) => requireFinite(`shares[${i}]`, share));
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9) throw new InputError('shares', `must add up to 1, got ${total}`);
}
