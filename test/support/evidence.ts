/**
 * What `npm test` leaves to `npm run evidence`, which CI runs too. The rule: `npm test` holds every behaviour by at least one check, at
 * the smallest size that can fail; the same check over further scenarios, laws, sizes, seeds and devices is evidence. A tag says so at
 * the head of a test, or of all tests of a `describe`: `it('..', further('sizes'), ..)`.
 */
import { describe, it } from 'vitest';
import type { What } from './tags.ts';

/** Options of a test, or of a `describe`, that is left to `npm run evidence`. */
export const further = (what: What): { readonly tags: string } => ({ tags: `evidence/${what}` });

type Body<T extends readonly unknown[]> = (...given: T) => void | Promise<void>;
type Named<T extends readonly unknown[]> = (name: string, body: Body<T>) => void;

interface Parted {
  <T extends unknown[] | [unknown]>(count: number, what: What, cases: readonly T[]): Named<T>;
  <const T extends readonly unknown[]>(count: number, what: What, cases: readonly T[]): Named<T>;
  <T>(count: number, what: What, cases: readonly T[]): Named<[T]>;
}

const parted = (tests: typeof it | typeof describe): Parted =>
  (count: number, what: What, cases: readonly unknown[]) => (name: string, body: Body<never>): void => {
    tests.each(cases.slice(0, count))(name, body as Body<unknown[]>);
    tests.each(cases.slice(count))(name, further(what), body as Body<unknown[]>);
  };

/** `it.each(cases)(name, body)` whose first `count` cases are in `npm test` and whose others are further ones. */
export const itFirst = parted(it);
/** The same of `describe.each`. */
export const describeFirst = parted(describe);
