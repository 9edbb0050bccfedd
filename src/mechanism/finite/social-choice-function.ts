/** Outcome functions and what they are worth, in whole numbers over one denominator: the rule with its money, or a mechanism's table. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { InputError } from '../../errors.ts';
import { commonDenominator, greatestCommonDivisor } from '../../programs/integers.ts';
import { isZero, rational, ZERO, type Rational } from '../../programs/rational.ts';

/** A lottery by outcome, and money by agent. */
export interface Consequence {
  readonly lottery: readonly Rational[];
  readonly money: readonly Rational[];
}

/** The rule and its money at every profile of payoff types. Throws InputError where there is no rule. */
export function socialChoiceFunction({ agents, rule, ruleTransfers }: FiniteModel): Consequence[] {
  if (rule === undefined) throw new InputError('rule', 'is missing; coalitional notions ask about a rule');
  return rule.map((lottery, profile) =>
    ({ lottery, money: agents.map((_, agent) => ruleTransfers?.[agent]![profile] ?? ZERO) }));
}

/** What consequences are worth at profiles of payoff types; `value / scale` is the payoff. */
export class WholePayoffs {
  readonly scale: bigint;
  private readonly payoffs: readonly (readonly (readonly bigint[])[])[];
  private readonly lotteries: readonly (readonly (readonly [outcome: number, share: bigint])[])[];
  private readonly money: readonly (readonly bigint[])[];
  private readonly factor: bigint;

  constructor({ payoffs }: Pick<FiniteModel, 'payoffs'>, consequences: readonly Consequence[]) {
    const p = commonDenominator(payoffs.flat(2));
    const q = commonDenominator(consequences.flatMap(({ lottery }) => lottery));
    const m = commonDenominator(consequences.flatMap(({ money }) => money));
    this.scale = (p * q / greatestCommonDivisor(p * q, m)) * m;
    this.factor = this.scale / (p * q);
    const whole = (value: Rational, d: bigint): bigint => value.s * value.n * (d / value.d);
    this.payoffs = payoffs.map((tables) => tables.map((table) => table.map((value) => whole(value, p))));
    this.lotteries = consequences.map(({ lottery }) =>
      lottery.flatMap((share, outcome) => (isZero(share) ? [] : [[outcome, whole(share, q)] as const])));
    this.money = consequences.map(({ money }) => money.map((value) => whole(value, this.scale)));
  }

  /** Of a consequence, by its place, to the agent at a profile of payoff types. */
  value(agent: number, consequence: number, profile: number): bigint {
    let total = 0n;
    const tables = this.payoffs[agent]!;
    for (const [outcome, share] of this.lotteries[consequence]!) total += share * tables[outcome]![profile]!;
    return total * this.factor + this.money[consequence]![agent]!;
  }

  /** The payoff that a whole number stands for. */
  rational(value: bigint): Rational {
    return rational(value, this.scale);
  }
}
