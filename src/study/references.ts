/** Exact values and published bounds beside the rows that they are of. */
import type { KnownValue } from '../kinds/kind.ts';
import type { Estimate } from '../results/document.ts';

/** Those without a mechanism's or a metric's name are of all. */
export const withReferences = (rows: readonly Estimate[], references: readonly KnownValue[]): Estimate[] => rows.map((row) => {
  const known = references.find(({ quantity, agent, mechanism, metric }) =>
    quantity === row.quantity && agent === row.agent
    && (mechanism === undefined || mechanism === row.point.mechanism) && (metric === undefined || metric === row.point.metric));
  return known
    ? { ...row, ...(known.reference ? { reference: known.reference } : {}), ...(known.bound ? { bound: known.bound } : {}) }
    : row;
});
