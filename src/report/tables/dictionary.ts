/** The quantities of a result in words. */
import type { ResultDocument } from '../../results/document.ts';
import { QUANTITIES, quantityOf } from '../../results/quantities.ts';

/** Rows of the registry for the quantities that the result has, in the registry's order. */
export function dictionaryOf({ estimates, curves, surfaces }: ResultDocument) {
  const present = new Set([...estimates, ...curves, ...surfaces].map(({ quantity }) => quantity));
  return Object.keys(QUANTITIES).filter((name) => present.has(name)).map((quantity) => {
    const { name, symbol, unit, sign, meaning } = quantityOf(quantity);
    return { quantity, name, symbol, unit, sign, meaning };
  });
}
