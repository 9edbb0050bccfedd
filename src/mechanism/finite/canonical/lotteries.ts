/** Lotteries over consequences, of which the canonical mechanisms are made. */
import { isZero, ONE, rational, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import type { Consequence } from '../social-choice-function.ts';

/** Σ weight x consequence; weights sum to 1. Payoffs are linear in both, so money may be averaged. */
export function mix(parts: readonly (readonly [weight: Rational, consequence: Consequence])[]): Consequence {
  const [, first] = parts[0]!;
  const add = (key: 'lottery' | 'money'): Rational[] =>
    first[key].map((_, k) => parts.reduce((total, [weight, one]) => (isZero(weight) ? total : total.add(weight.mul(one[key][k]!))), ZERO));
  return { lottery: add('lottery'), money: add('money') };
}

/** (1/n) Σ m/(m + 1) of `good`, the rest of `bad`: every larger integer is a step away from the bad outcome (Guo18 Theorem 2.5.1). */
export function integerLottery(integers: readonly number[], good: Consequence, bad: Consequence): Consequence {
  const share = sum(integers.map((m) => rational(m, m + 1))).div(integers.length);
  return mix([[share, good], [ONE.sub(share), bad]]);
}
