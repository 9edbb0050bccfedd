/** The money unit of a lowered problem: as small as 28 bits allow, and such that values on a line have whole steps. */
import { VALUE_MAX } from '../../../kernels/linear/positions.ts';

const DENOMINATOR_MAX = 4096;
const COMMON_MAX = 2 ** 16;
const EQUAL = 1e-12;

/**
 * `reach`: the largest number to be held; `errors`: units that rounding may add to it. `steps`: changes of value from one
 * report to the next. Where they are in rational proportion, the unit divides them all, so that a line's table is exact; else
 * rounded steps add up to `drift` units at the end of a line.
 */
export function chooseUnit(reach: number, errors: number, steps: readonly number[], drift = 0): number {
  const within = (units: number): number => Math.max(reach, Number.MIN_VALUE * 2 ** 60) / (VALUE_MAX - 2 * units - 16);
  const smallest = within(errors);
  return dividing(smallest, steps) ?? (steps.some((step) => step !== 0) ? within(errors + drift) : smallest);
}

/** A unit of at least `smallest` that divides all steps. */
function dividing(smallest: number, steps: readonly number[]): number | undefined {
  const sizes = steps.map(Math.abs).filter((step) => step > smallest);
  if (sizes.length === 0) return undefined;
  const largest = Math.max(...sizes);
  let common = 1;
  for (const size of sizes) {
    const denominator = denominatorOf(size / largest);
    if (denominator === undefined) return undefined;
    common = (common * denominator) / gcd(common, denominator);
    if (common > COMMON_MAX) return undefined;
  }
  const parts = Math.floor(largest / (common * smallest));
  return parts >= 1 ? largest / (common * parts) : undefined;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Denominator of x in (0, 1] as a fraction, by continued fractions; undefined where none is small. */
function denominatorOf(x: number): number | undefined {
  let [before, now] = [0, 1];
  let rest = x;
  for (;;) {
    if (Math.abs(x * now - Math.round(x * now)) <= EQUAL * now) return now;
    const whole = Math.floor(rest);
    rest = 1 / (rest - whole);
    [before, now] = [now, Math.floor(rest) * now + before];
    if (!(now <= DENOMINATOR_MAX)) return undefined;
  }
}
