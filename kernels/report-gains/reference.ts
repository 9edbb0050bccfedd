/** Plain twin of kernel `report-gains`: every outcome from the graph's definitions. */
import type { ChunkRunner } from '../kernel.ts';
import { plainFunctionOutcome } from '../function-regret/reference.ts';
import { plainOutcome } from '../regret/reference.ts';
import { curveOf, othersWeights, ownFactors } from '../network/parted.ts';
import { partsOf, productsOf, reportsIn, type ReportGainsParameters } from './spec.ts';

const nearest = (x: number): number => Math.floor(x + 0.5);

export function prepareReportGainsReference(parameters: ReportGainsParameters): ChunkRunner {
  const { mechanism, bidder, reports, first: origin, types, unit, amountUnit = unit, coarse, whole, single } = parameters;
  const { bidders, objects } = mechanism;
  const parts = partsOf(parameters);
  const first = bidder * objects;
  /** Curves by the own bids and by those of the others. */
  const curves = (bids: readonly number[]): ReadonlyMap<number, number[]> => new Map(parts.map((part) => {
    const own = ownFactors(part, bids.slice(first, first + objects), first);
    const shift = new Float64Array(part.size);
    const others = ownFactors({ ...part, shift, weights: othersWeights(part, first, first + objects) }, bids, 0);
    return [part.node, Array.from(own, (factor, i) => curveOf(part, factor, others[i]!, single))];
  }));
  const outcomeAt = 'graph' in mechanism ? (bids: readonly number[]) => plainOutcome(mechanism, bids, curves(bids), single)
    : plainFunctionOutcome(mechanism);
  const list = Array.from({ length: reportsIn(parameters) }, (_, r) => [...reports.subarray(r * objects, (r + 1) * objects)]);
  return (_key, from, count, into) => {
    for (let profile = from; profile < from + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      const row = [...types.subarray(p * bidders * objects, (p + 1) * bidders * objects)];
      const outcomes = list.map((report) => {
        const { amounts, payments } = outcomeAt(row.toSpliced(bidder * objects, objects, ...report));
        const own = amounts.slice(bidder * objects, (bidder + 1) * objects);
        return { amounts: own.map((amount) => nearest(amount / amountUnit)), payment: nearest(payments[bidder]! / unit) };
      });
      outcomes.forEach(({ amounts, payment }, r) => {
        into.payments![r]! += payment;
        amounts.forEach((amount, j) => void (into.amounts![r * objects + j]! += amount));
      });
      if (whole) {
        outcomes.forEach(({ amounts, payment }, r) => {
          const coarsely = [...amounts, payment].map((x) => nearest(x * (unit / coarse)));
          const products = productsOf(objects + 1);
          products.forEach(([a, b], k) => { into.moments![r * products.length + k]! += coarsely[a]! * coarsely[b]!; });
        });
        continue;
      }
      list.forEach((type, t) => {
        const worth = outcomes.map(({ amounts, payment }) =>
          type.reduce((sum, x, j) => sum + x * (amountUnit / unit) * amounts[j]!, -payment));
        const truth = worth[t]!;
        worth.forEach((of, r) => { into.squares![t * list.length + r]! += nearest((of - truth) * (unit / coarse)) ** 2; });
      });
    }
  };
}
