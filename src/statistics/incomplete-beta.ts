/** The regularised incomplete beta function and its inverse, loaded where one is first called: some 150 modules stand behind each. */
import { createRequire } from 'node:module';
import type { default as Betainc } from '@stdlib/math-base-special-betainc';
import type { default as Betaincinv } from '@stdlib/math-base-special-betaincinv';

const load = createRequire(import.meta.url);
let direct: typeof Betainc | undefined;
let inverse: typeof Betaincinv | undefined;

/** I_x(a, b), or 1 - I_x(a, b) where `upper` is set. */
export function betainc(x: number, a: number, b: number, upper = false): number {
  direct ??= load('@stdlib/math-base-special-betainc') as typeof Betainc;
  return direct(x, a, b, true, upper);
}

/** The x at which I_x(a, b), or 1 - I_x(a, b) where `upper` is set, is `p`. */
export function betaincinv(p: number, a: number, b: number, upper = false): number {
  inverse ??= load('@stdlib/math-base-special-betaincinv') as typeof Betaincinv;
  return inverse(p, a, b, upper);
}
