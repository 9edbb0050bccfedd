/**
 * The uniform-price auction with traders of several units: every unit has the price of the k-double auction, and with true reports the
 * same units trade. A trader who holds several gains more by lying, since the price that she moves is that of all of them (Ausubel,
 * Cramton, Pycia, Rostek and Weretka 2014, Demand Reduction and Inefficiency in Multi-Unit Auctions); src/notions/multi-unit-trader.ts.
 */
import type { AuctionFamily } from './auction-mechanism.ts';

/** As many units of one trader as a study tells apart. */
export const UNITS_MAX = 64;

export const uniformPrice: AuctionFamily = {
  name: 'uniform-price',
  usage: `uniform-price(UNITS) or uniform-price(UNITS,KAPPA), UNITS a whole number from 1 to ${UNITS_MAX}, KAPPA in [0, 1]`,
  create(numbers) {
    const [units, kappa = 0] = numbers;
    if (units === undefined || numbers.length > 2) return undefined;
    if (!(Number.isInteger(units) && units >= 1 && units <= UNITS_MAX)) {
      throw new RangeError(`UNITS must be a whole number from 1 to ${UNITS_MAX}, got ${units}`);
    }
    if (!(kappa >= 0 && kappa <= 1)) throw new RangeError(`KAPPA must be in [0, 1], got ${kappa}`);
    return {
      text: `uniform-price(${kappa === 0 ? units : `${units},${kappa}`})`,
      structure: { dominant: false, loses: 'nothing', balanced: true },
      manyUnits: { units, kappa },
      rule: () => ({ rule: 'k-double-auction', kappa }),
    };
  },
};
