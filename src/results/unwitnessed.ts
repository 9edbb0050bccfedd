/** Why a row of a field or of beliefs has no witness, where none can exist; a test holds every golden row to it. */
import type { Estimate } from './document.ts';
import { quantityOf } from './quantities.ts';

const RADII: readonly string[] = ['monotonicityRadius', 'robustRadius'];

/** Undefined where the row should have one. */
export function whyUnwitnessed({ quantity, lower, upper, profiles, basis = '' }: Omit<Estimate, 'witness'>): string | undefined {
  const { sign, withoutWitness } = quantityOf(quantity);
  if (withoutWitness !== undefined) return withoutWitness;
  if (quantity === 'parallelGap' && profiles > 0) return 'a mean over random values, which no single draw shows';
  if (RADII.includes(quantity)) {
    return basis.startsWith('every belief') ? 'the ball is the whole set of beliefs: no belief fails' : undefined;
  }
  if (sign !== 'any' && lower <= 0) return 'the lower end is 0, the least there is, which nothing has to show';
  if (lower === 0 && upper === 0) return 'zero by structure, along every path';
  if (quantity === 'secondBestWelfare' && upper === lower) return 'nothing binds: the first best is reached by structure';
  return undefined;
}
