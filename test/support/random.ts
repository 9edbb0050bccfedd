/** Small random numbers for property tests, by seed. */
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { rational, type Rational } from '../../src/programs/rational.ts';

export interface RandomSource {
  /** A whole number from `low` to `high`. */
  whole(low: number, high: number): number;
  /** A fraction with numerator up to `size` and denominator up to 4. */
  fraction(size: number): Rational;
  chance(probability: number): boolean;
  /** In [0, 1). */
  unit(): number;
}

export function randomSource(seed: number): RandomSource {
  let at = 0;
  const unit = (): number => threefry2x32({ k0: seed, k1: 77 }, [at++, 0])[0] / 2 ** 32;
  const whole = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return { whole, fraction: (size) => rational(whole(-size, size), whole(1, 4)), chance: (probability) => unit() < probability, unit };
}
