/** Numbers of studies beside exact and published ones. */
import type { Estimate } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { normalUpperQuantile } from '../../statistics/normal.ts';
import { escapeHtml } from '../formats/html-parts.ts';
import { formatNumber } from '../numbers.ts';
import { pointLabel } from '../points.ts';
import { guaranteeWords } from '../vocabulary.ts';
import { table, type Cells } from './parts.ts';
import type { ShownNumber } from './shown.ts';

/** What the differences are worth. */
export const STANDARD_ERRORS = 'Differences are in standard errors, where half the width of an interval is taken for that of a normal one '
  + 'of the same confidence. Certified intervals are wider than normal ones, so differences come out smaller than they are; exact '
  + 'rows have none.';

/** Rows of a study that have an exact value, or a published bound, beside them. */
export function numbersOf(estimates: readonly Estimate[], command: string, scenario: string): readonly ShownNumber[] {
  return estimates.flatMap((row): ShownNumber[] => {
    const published = row.reference;
    if (published === undefined) return [];
    const { estimate, lower, upper, confidence, quantity, agent, point } = row;
    const error = (upper - lower) / 2 / normalUpperQuantile((1 - confidence) / 2);
    return [{
      command, scenario, quantity: quantityOf(quantity).name, agent, point: pointLabel(point), estimate, lower, upper,
      guarantee: guaranteeWords(row), published: published.value, source: published.source,
      difference: error > 0 && Number.isFinite(error) ? (estimate - published.value) / error : undefined,
    }];
  });
}

export function numbersTable(rows: readonly ShownNumber[], label: string): string {
  const text = (head: string, of: (row: ShownNumber) => string, kind?: Cells['kind']): Cells =>
    ({ head, ...(kind === undefined ? {} : { kind }), cells: rows.map((row) => escapeHtml(of(row))) });
  return table([
    text('scenario', ({ scenario }) => scenario), text('quantity', ({ quantity, agent }) => `${quantity}, ${agent}`),
    text('at', ({ point }) => point, 'long'), text('ours', ({ estimate }) => formatNumber(estimate), 'number'),
    text('interval', ({ lower, upper }) => `[${formatNumber(lower)}, ${formatNumber(upper)}]`, 'number'),
    text('exact or published', ({ published }) => formatNumber(published), 'number'),
    text('difference', ({ difference }) => (difference === undefined ? '' : formatNumber(difference, 2)), 'number'),
    text('holds', ({ guarantee }) => guarantee), text('source', ({ source }) => source),
  ], label);
}
