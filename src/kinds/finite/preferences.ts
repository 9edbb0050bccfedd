/** Preferences as files and command lines name them. */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { InputError } from '../../errors.ts';
import { requireConcave, type Preference } from '../../mechanism/finite/preference.ts';
import { ONE, rationalText, readRational, sign, sum } from '../../programs/rational.ts';

/** Weight of the worst rule. Throws InputError naming `field`. */
export function alphaPreference(given: string | number, field: string): Preference {
  const alpha = readRational(String(given).trim());
  if (alpha === undefined || sign(alpha) < 0 || alpha.compare(ONE) > 0)
    throw new InputError(field, `must be in [0, 1], got '${String(given).slice(0, 60)}'`);
  return { kind: 'alpha', alpha };
}

/** What the environment says under `smooth`. Throws InputError where it says nothing, or no increasing concave v. */
export function smoothPreference({ smooth }: FiniteModel): Preference {
  if (smooth === undefined)
    throw new InputError('smooth', 'is missing in the environment; write smooth: { weights: [1/2, 1/2], kinks: [0], slopes: [2, 1] }');
  const { weights, kinks, slopes } = smooth;
  if (weights.length !== 2)
    throw new InputError(
      'smooth, weights',
      `needs a weight for each of the two rules base + c bet and base - c bet, got ${weights.length}`,
    );
  if (weights.some((weight) => sign(weight) < 0) || !sum(weights).equals(ONE)) {
    throw new InputError('smooth, weights', `must sum to 1 and not be negative, and these sum to ${rationalText(sum(weights))}`);
  }
  requireConcave({ kinks, slopes }, 'smooth');
  return { kind: 'smooth', weights, v: { kinks, slopes } };
}
