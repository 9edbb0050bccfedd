/** Assertions in loops that run many thousand times: `expect` alone takes microseconds a call. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';

/** Node compares large arrays a hundred times as fast as `toEqual`, which tells where they differ. */
export function expectSame(found: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
}

/** `low <= value <= high`; not where one of them is not a number. */
export function expectWithin(value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}
