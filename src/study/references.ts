/** Exact values and published bounds beside the rows that they are of. */
import type { KnownValue } from '../kinds/kind.ts';
import type { Estimate } from '../results/document.ts';

/** Whether a row is of this quantity; what names no mechanism or metric is of all. */
export const isOf = (
  row: Estimate, { quantity, agent, mechanism, metric }: Pick<KnownValue, 'quantity' | 'agent' | 'mechanism' | 'metric'>,
): boolean => quantity === row.quantity && agent === row.agent
  && (mechanism === undefined || mechanism === row.point.mechanism) && (metric === undefined || metric === row.point.metric);

export const withReferences = (rows: readonly Estimate[], references: readonly KnownValue[]): Estimate[] => rows.map((row) => {
  const known = references.find((one) => isOf(row, one));
  return known
    ? { ...row, ...(known.reference ? { reference: known.reference } : {}), ...(known.bound ? { bound: known.bound } : {}) }
    : row;
});

/** Of the larger of value and interval, by which a formula evaluated in doubles may miss. */
const ROUNDING = 1e-6;

/** A sentence for every row whose interval leaves out its own exact value: one of the two is wrong, or chance at the stated level. */
export const contradictions = (rows: readonly Estimate[]): string[] => rows.flatMap((row) => {
  const { reference, lower, upper, quantity, agent, confidence, guarantee, point: { mechanism, metric } } = row;
  if (!reference) return [];
  const slack = ROUNDING * Math.max(Math.abs(reference.value), upper - lower);
  if (lower - slack <= reference.value && reference.value <= upper + slack) return [];
  const of = [quantity, agent, mechanism, metric].filter((part) => part !== undefined).join(', ');
  const why = guarantee === 'grid' && reference.value > upper
    ? 'the types and reports of the grid miss the worst lie'
    : `by chance that happens to ${Number((1 - confidence).toPrecision(3))} of all intervals, else one of the two is wrong`;
  const digits = (x: number): number => Number(x.toPrecision(6));
  return [`CONTRADICTION: ${of}: [${digits(lower)}, ${digits(upper)}] leaves out the exact value ${digits(reference.value)}: ${why}`];
});
