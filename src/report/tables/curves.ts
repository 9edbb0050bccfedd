/** curves: a row a type of a function of the type. */
import { quantityOf } from '../../results/quantities.ts';
import { sizeAt } from '../points.ts';
import {
  AGENT, CONFIDENCE, GUARANTEE, INTERVAL, number, PROFILES, QUANTITY, SCENARIO, SIZE, tableOf, UNIT, type TableOf,
} from './table.ts';

export const curves: TableOf = (document) => {
  const { scenario, curves: all } = document;
  if (all.length === 0) return undefined;
  const size = sizeAt(document);
  return tableOf({
    name: 'curves', description: 'Functions of the type, one row a type; each band holds for all types at once.',
    before: [SCENARIO, QUANTITY, AGENT],
    after: [CONFIDENCE, GUARANTEE, PROFILES, number('type', 'the type'), ...INTERVAL, SIZE, UNIT],
    points: all.map(({ point }) => point),
    entries: function* () {
      for (const { quantity, agent, point, confidence, guarantee, profiles, types, estimate, lower, upper } of all) {
        const common = { scenario, quantity, agent, confidence, guarantee, profiles, size: size(point), unit: quantityOf(quantity).unit };
        for (const [i, type] of types.entries()) yield {
          point, cells: { ...common, type, estimate: estimate[i], lower: lower[i], upper: upper[i] },
        };
      }
    },
  });
};
