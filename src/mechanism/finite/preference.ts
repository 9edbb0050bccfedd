/**
 * How an agent values what the rules of a menu are worth to her (Guo18 sections 1.3 and 1.5.3): by the worst; by α times the worst
 * and 1 - α times the best; or by Σ w_k v(x_k) with weights over the rules and a concave, piecewise linear v, so that numbers stay exact.
 */
import { InputError } from '../../errors.ts';
import { ONE, rational, sign, sum, ZERO, type Rational } from '../../programs/rational.ts';

export type Preference =
  | { readonly kind: 'maxmin' }
  | { readonly kind: 'alpha'; readonly alpha: Rational }
  | { readonly kind: 'smooth'; readonly weights: readonly Rational[]; readonly v: PiecewiseLinear };

/** Slope `slopes[k]` between kinks k - 1 and k, and v(0) = 0; kinks increase, slopes are positive and do not. */
export interface PiecewiseLinear {
  readonly kinks: readonly Rational[];
  readonly slopes: readonly Rational[];
}

/** Throws InputError where v is not increasing and concave, or has as many slopes as kinks. */
export function requireConcave({ kinks, slopes }: PiecewiseLinear, field: string): void {
  if (slopes.length !== kinks.length + 1)
    throw new InputError(field, `needs one slope more than kinks, got ${slopes.length} and ${kinks.length}`);
  if (slopes.some((slope) => sign(slope) <= 0)) throw new InputError(field, 'slopes must be positive: v increases');
  if (slopes.slice(1).some((slope, k) => slope.compare(slopes[k]!) > 0))
    throw new InputError(field, 'slopes must not increase: v is concave');
  if (kinks.slice(1).some((kink, k) => kink.compare(kinks[k]!) <= 0)) throw new InputError(field, 'kinks must increase');
}

/** v(x). */
export function valueOf({ kinks, slopes }: PiecewiseLinear, x: Rational): Rational {
  // The integral of the slope from 0 to x.
  const [low, high, turn] = x.compare(ZERO) < 0 ? [x, ZERO, rational(-1)] : [ZERO, x, ONE];
  let total = ZERO;
  slopes.forEach((slope, k) => {
    const from = k === 0 || kinks[k - 1]!.compare(low) < 0 ? low : kinks[k - 1]!;
    const to = k === kinks.length || kinks[k]!.compare(high) > 0 ? high : kinks[k]!;
    if (to.compare(from) > 0) total = total.add(slope.mul(to.sub(from)));
  });
  return total.mul(turn);
}

const least = (values: readonly Rational[]): Rational => values.reduce((a, b) => (b.compare(a) < 0 ? b : a));
const most = (values: readonly Rational[]): Rational => values.reduce((a, b) => (b.compare(a) > 0 ? b : a));

/** What payoffs `values`, one a rule, are worth together. */
export function worth(preference: Preference, values: readonly Rational[]): Rational {
  switch (preference.kind) {
    case 'maxmin': return least(values);
    case 'alpha': return preference.alpha.mul(least(values)).add(ONE.sub(preference.alpha).mul(most(values)));
    case 'smooth': return sum(values.map((value, k) => preference.weights[k]!.mul(valueOf(preference.v, value))));
  }
}

/** Stakes c > 0 at which what base + c · slope is worth may bend. */
export function bends(preference: Preference, base: Rational, slopes: readonly Rational[]): Rational[] {
  if (preference.kind !== 'smooth') return [];
  return slopes.flatMap((slope) => preference.v.kinks.flatMap((kink) => {
    if (sign(slope) === 0) return [];
    const at = kink.sub(base).div(slope);
    return sign(at) > 0 ? [at] : [];
  }));
}
