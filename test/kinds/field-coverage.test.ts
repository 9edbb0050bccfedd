import { expect, it } from 'vitest';
import { coveredBy } from '../support/field-coverage.ts';
import { replications, SEEDS } from '../support/replications.ts';

it('rows of a field contain what they are about, critical cycles included, as often as they say', SEEDS, async () => {
  const seeds = replications(36);
  const missed = new Map<string, number>();
  for (let seed = 0; seed < seeds; seed++) {
    for (const { quantity, contained, width, apart } of await coveredBy(`few-${seed}`, 320, 0.8)) {
      missed.set(quantity, (missed.get(quantity) ?? 0) + Number(!contained));
      // The middle is near what the row is about.
      expect(apart, quantity).toBeLessThan(Math.max(0.02, 0.75 * width));
    }
  }
  expect([...missed.keys()].sort())
    .toEqual(['circulation', 'circulationPerLength', 'fieldMonotonicity', 'leastEpsilon', 'leastEpsilonGrid']);
  // A fifth may miss; twice that would say that a certificate is wrong.
  for (const [quantity, count] of missed) expect(count / seeds, quantity).toBeLessThan(0.45);
});
