/** Made-up laws of positions with atoms and lumps, and every mechanism of kernel `double-auction-mechanisms`. */
import {
  POSITIONS, type Compared, type DoubleAuctionMechanismsParameters, type PlacedLaw,
} from '../../kernels/double-auction-mechanisms/spec.ts';
import type { RuleParameters } from '../../kernels/double-auction-mechanisms/rules.ts';
import { caseMaker } from '../oracles/statistics.ts';

type Maker = ReturnType<typeof caseMaker>;

/** Of a grid of `steps`: an even whole number, so that there is a place half way. */
export const stepOf = (steps: number): number => 2 * Math.floor(POSITIONS / steps / 2);

/** Places on a coarse grid of `steps`, often met twice, so that atoms of both sides tie. */
function law(make: Maker, steps: number): PlacedLaw {
  const cells = 1 + make.whole(12);
  const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
  return {
    thresholds: Float64Array.of(
      0, ...sorted(Array.from({ length: cells - 1 }, () => [0, 2 ** 32, 2 ** 31, make.whole(2 ** 32)][make.whole(4)]!)), 2 ** 32,
    ),
    places: Float64Array.from(sorted(Array.from({ length: cells + 1 }, () => make.whole(steps + 1) * stepOf(steps)))),
  };
}

export function madeUpRules(make: Maker, steps: number): RuleParameters[] {
  const price = ((1 + make.whole(steps)) * POSITIONS) / (steps + 1);
  const at = make.whole(steps + 1) * stepOf(steps);
  return [
    { rule: 'k-double-auction', kappa: [0, 1, make.unit()][make.whole(3)]! },
    { rule: 'mcafee', bottom: 0, top: POSITIONS },
    { rule: 'mcafee', bottom: -Infinity, top: POSITIONS },
    { rule: 'trade-reduction' },
    { rule: 'posted-price', price, highestAsk: Math.floor(price), lowestBid: Math.ceil(price) },
    { rule: 'posted-price', price: at, highestAsk: at, lowestBid: at },
  ];
}

export function doubleAuctionMechanismsParameters(seed: number, sellers: number, buyers: number): DoubleAuctionMechanismsParameters {
  const make = caseMaker(seed);
  const steps = 1 + make.whole(20);
  const caps = (rule: RuleParameters): Compared => {
    const lossCap = rule.rule === 'posted-price' ? Math.min(sellers, buyers) * POSITIONS : 1 + make.whole(POSITIONS);
    const spreadCap = 1 + make.whole(POSITIONS);
    const moneyUnit = 1 + make.whole(64) + Math.min(sellers, buyers) * 16;
    return { rule, lossCap, lossUnit: Math.ceil(lossCap / 2 ** 24), spreadCap, moneyUnit };
  };
  return {
    sellers, buyers, cost: law(make, steps), value: law(make, steps), gainUnit: 1 + make.whole(64) + Math.min(sellers, buyers) * 16,
    mechanisms: madeUpRules(make, steps).map(caps),
  };
}
