/** Argmax of the sum of values. */
import { certainOfLargest, type Rule } from './rule.ts';

export interface Efficient {
  readonly kind: 'efficient';
}

export const efficient: Rule<Efficient> = {
  kind: 'efficient',
  fields: [],
  validate() {},
  maximised: (_, agents, alternatives) =>
    ({ weights: new Array<number>(agents).fill(1), bonuses: new Array<number>(alternatives).fill(0) }),
  reference: (_, { values }) => certainOfLargest(values[0]!.map((_value, k) => values.reduce((sum, row) => sum + row[k]!, 0))),
};
