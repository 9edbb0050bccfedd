/** What the evidence scripts ask of a result document: nothing that is false, and nothing that is no number. */
import type { Estimate, ResultDocument } from '../../src/results/document.ts';

/** Of references by quadrature, relative to them. */
const REFERENCE_ERROR = 1e-8;

/**
 * Whether the row's interval excludes its reference. Where an end is only over a grid of lies it says nothing about the constant on its
 * far side: a reference above such an upper end is none against it.
 */
export function excludes({ lower, upper, guarantee, upperGuarantee, reference }: Estimate): boolean {
  if (reference === undefined) return false;
  const slack = REFERENCE_ERROR * Math.max(1e-300, Math.abs(reference.value)) + 1e-12;
  return reference.value < lower - slack || (reference.value > upper + slack && (upperGuarantee ?? guarantee) !== 'grid');
}

/** In words what is wrong with the row whatever the truth is; undefined: nothing. */
export function faultOf(row: Estimate): string | undefined {
  const { estimate, lower, upper } = row;
  if (![estimate, lower, upper].every((x) => typeof x === 'number' && !Number.isNaN(x))) return 'not a number';
  if (!(lower <= estimate && estimate <= upper)) return `estimate ${estimate} outside [${lower}, ${upper}]`;
  return undefined;
}

/** Everything wrong with a document apart from what chance allows. */
export const faultsOf = (document: ResultDocument): string[] =>
  document.estimates.flatMap((row) => {
    const fault = faultOf(row);
    return fault === undefined ? [] : [`${row.quantity} of ${row.agent}, ${String(row.point.mechanism ?? 'no mechanism')}: ${fault}`];
  });
