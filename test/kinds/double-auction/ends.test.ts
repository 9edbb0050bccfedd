/** Peaks at an end of the type space, and samples of a handful of profiles. */
import { describe, expect, it } from 'vitest';
import { marketOf, study } from './certify.ts';
import { itFirst } from '../../support/evidence.ts';

describe('a peak at the end of the type space', () => {
  it('P = (c / 0.3)^7 peaks at 0.3 and drops at once: the witness lies close to it', async () => {
    // All eight buyers bid above all costs, so L is the largest of seven other costs and U the lowest value.
    const { constants } = await study(
      marketOf({ sellers: 8, buyers: 8, kappa: 0, cost: 'uniform(0,0.3)', value: 'uniform(0.7,1)' }), 'seller', 20_000,
    );
    expect(constants.lic.upper).toBe(1);
    expect(constants.lic.lower).toBeGreaterThan(0.995);
    expect(constants.lic.witness!.type).toBeGreaterThan(0.2999);
  });

  it('the same for buyers, reflected', async () => {
    const { constants } = await study(
      marketOf({ sellers: 8, buyers: 8, kappa: 1, cost: 'uniform(0,0.3)', value: 'uniform(0.7,1)' }), 'buyer', 20_000,
    );
    expect(constants.lic.upper).toBe(1);
    expect(constants.lic.lower).toBeGreaterThan(0.995);
  });
});

describe('few profiles', () => {
  itFirst(3, 'sizes', [1, 3, 30, 2, 5, 10])('%d: estimates lie within their intervals', async (profiles) => {
    for (const trader of ['seller', 'buyer'] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const { constants } = await study(marketOf({ sellers: 3, buyers: 4, kappa: 0.5 }), trader, profiles, `few ${seed}`);
        for (const { lower, estimate, upper } of [constants.lic, constants.ic]) {
          expect(lower).toBeLessThanOrEqual(estimate);
          expect(estimate).toBeLessThanOrEqual(upper);
        }
      }
    }
  });
});
