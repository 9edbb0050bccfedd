/** Estimates against exact values, in standard errors and by their certificates. Seeds are fixed. */
import { describe, expect } from 'vitest';
import { doubleAuctionReferences } from '../../../scenarios/double-auction/reference.ts';
import type { Trader } from '../../../src/environment/double-auction.ts';
import { interimBands } from '../../../src/notions/interim-utility.ts';
import { exactTrader, largestPair } from '../../oracles/double-auction.ts';
import { marketOf, study, type MarketSpec } from './certify.ts';
import { itFirst } from '../../support/evidence.ts';

const traders = ['seller', 'buyer'] as const;
const PROFILES = 2 ** 18;

function reference(spec: MarketSpec, trader: Trader, quantity: string): number | undefined {
  return doubleAuctionReferences(marketOf(spec)).find((entry) => entry.agent === trader && entry.quantity === quantity)?.reference?.value;
}

describe('one law for all: the closed forms of Song22 Appendix C', () => {
  const specs: MarketSpec[] = [
    ...[1, 2, 8, 64].map((M) => ({ sellers: M, buyers: M, kappa: 0 })),
    { sellers: 8, buyers: 8, kappa: 1 },
    { sellers: 3, buyers: 5, kappa: 0.5 },
    { sellers: 5, buyers: 2, kappa: 1, cost: 'beta(2,3)' },
    { sellers: 8, buyers: 8, kappa: 0.5 },
    { sellers: 1, buyers: 1, kappa: 0.5 },
    { sellers: 1, buyers: 4, kappa: 0.25 },
    { sellers: 4, buyers: 1, kappa: 0.25 },
    { sellers: 8, buyers: 8, kappa: 0, cost: 'beta(2,3)' },
    { sellers: 40, buyers: 30, kappa: 0.5, cost: 'truncated-normal(0.3,0.2,0,1)' },
    { sellers: 6, buyers: 6, kappa: 0.5, cost: 'uniform(100,102)' },
  ];
  itFirst(7, 'laws', specs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', async (_, spec) => {
    const market = marketOf(spec);
    for (const trader of traders) {
      const { constants, sample } = await study(market, trader, PROFILES);
      const exact = reference(spec, trader, 'epsilonLic')!;
      const { estimate, lower, upper, witness } = constants.lic;
      if (exact === 0) {
        expect([estimate, lower, upper]).toEqual([0, 0, 0]);
        expect(constants.ic).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
        continue;
      }
      // At the witness, whose cell is narrow: standard error of a share, and what the layout gives away.
      const height = exact / sample.survival.weight;
      const error = sample.survival.weight * Math.sqrt((height * (1 - height)) / PROFILES);
      expect(Math.abs(estimate - exact)).toBeLessThan(4.5 * error + 0.01 * exact);
      expect(lower).toBeLessThanOrEqual(exact);
      expect(upper).toBeGreaterThanOrEqual(exact);
      expect(lower).toBeGreaterThan(0.9 * exact - 5 * error);
      expect(upper).toBeLessThan(1.1 * exact + 10 * error);
      const [a, b] = market[trader === 'seller' ? 'cost' : 'value'].support;
      for (const at of [witness!.type, witness!.report]) expect(at >= a - 1e-9 && at <= b + 1e-9).toBe(true);
      expect(Math.sign(witness!.report - witness!.type)).toBe(trader === 'seller' ? 1 : -1);

      const gain = reference(spec, trader, 'epsilonIc')
        ?? (spec.sellers <= 8 ? largestPair(exactTrader(market, trader).gain, [a, b], 24).value : undefined);
      if (gain === undefined) continue;
      expect(constants.ic.lower).toBeLessThanOrEqual(gain * (1 + 1e-9));
      expect(constants.ic.upper).toBeGreaterThanOrEqual(gain * (1 - 1e-9));
      expect(Math.abs(constants.ic.estimate - gain)).toBeLessThan(0.1 * gain);
      expect(constants.ic.lower).toBeGreaterThan(0.5 * gain);
      expect(constants.ic.upper).toBeLessThan(1.8 * gain);
    }
  });
});

describe('different laws: exact values by quadrature over the Poisson-binomial', () => {
  const specs: MarketSpec[] = [
    { sellers: 2, buyers: 2, kappa: 0, cost: 'uniform(0,1)', value: 'beta(2,3)' },
    { sellers: 3, buyers: 2, kappa: 0.5, cost: 'beta(2,3)', value: 'uniform(0.2,1.4)' },
    { sellers: 1, buyers: 3, kappa: 0.75, cost: 'uniform(-1,1)', value: 'truncated-normal(0,1,-0.5,2)' },
    { sellers: 2, buyers: 4, kappa: 1, cost: 'piecewise-linear(0,0.1,0.5,1)', value: 'uniform(0,1)' },
  ];
  itFirst(2, 'laws', specs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', async (_, spec) => {
    const market = marketOf(spec);
    for (const trader of traders) {
      const exact = exactTrader(market, trader);
      const support = market[trader === 'seller' ? 'cost' : 'value'].support;
      const { constants, sample } = await study(market, trader, PROFILES, 'laws');
      const { weight } = sample.survival;
      const lic = weight * largestPair((type) => exact.pivotal(type), support, 60).value;
      if (weight === 0) {
        expect(constants.lic).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
      } else {
        expect(Math.abs(constants.lic.estimate - lic)).toBeLessThan(5 * weight * Math.sqrt(0.25 / PROFILES) + 0.02 * lic);
        expect(constants.lic.lower).toBeLessThanOrEqual(lic);
        expect(constants.lic.upper).toBeGreaterThanOrEqual(lic);
        const gain = largestPair(exact.gain, support, 24).value;
        expect(constants.ic.lower).toBeLessThanOrEqual(gain);
        expect(constants.ic.upper).toBeGreaterThanOrEqual(gain);
        expect(constants.ic.upper).toBeLessThan(1.5 * gain + 1e-3);
      }
      // Interim utility, trade and gains hold their exact values at every type at once.
      const s = sample.survival;
      const bands = interimBands(s, 0.01, sample.lawError);
      for (let step = 0; step <= 12; step++) {
        const i = s.first + Math.floor(((s.end - s.first) * step) / 12);
        const k = s.first + Math.floor(((s.end - s.first) * (12 - step)) / 12);
        const type = s.sign * s.x[i]!;
        for (
          const [band, value] of [
            [bands.utility(i), exact.utility(type)], [bands.trade(i), exact.trade(type)],
            [bands.gain(i, k), exact.gain(type, s.sign * s.x[k]!)],
          ] as const
        ) {
          expect(band.lower).toBeLessThanOrEqual(value + 1e-9);
          expect(band.upper).toBeGreaterThanOrEqual(value - 1e-9);
          expect(Math.abs(band.estimate - value)).toBeLessThan(0.01 * (support[1] - support[0]));
        }
      }
    }
  });
});
