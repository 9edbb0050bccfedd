/** Claims that would pass without what they speak of: without the rows of a quantity in their evidence, or with intervals of any width. */
import type { ResultDocument } from '../../../src/results/document.ts';
import type { ParameterValues, Scenario } from '../../../src/study/scenario.ts';

const WIDE = 1e9;
/** An upper end against the upper end that a theorem derives from another certificate: both move. */
const COMPARED: readonly string[] = ['theorem-4.1', 'theorem-4.2', 'sufficient', 'distance'];

export function unfoundedClaims(scenario: Scenario, { estimates, fits, verdicts }: ResultDocument, values: ParameterValues): string[] {
  const claimsOf = (rows: ResultDocument['estimates']) =>
    scenario.claims?.({ command: 'run', estimates: rows, fits, verdicts, points: [values], confidence: 0.99 }) ?? [];
  const passed = claimsOf(estimates).filter(({ status }) => status === 'pass');
  const stillPasses = (id: string, rows: ResultDocument['estimates']): boolean =>
    claimsOf(rows).find((one) => one.id === id)?.status === 'pass';
  const quantities = [...new Set(estimates.map(({ quantity }) => quantity))];
  const without = passed.flatMap(({ id, evidence }) =>
    quantities.filter((quantity) => new RegExp(`: ${quantity}( \\(\\w+\\))? in \\[`).test(evidence))
      .filter((quantity) => stillPasses(id, estimates.filter((row) => row.quantity !== quantity)))
      .map((quantity) => `${id} without ${quantity}`));
  const wide = estimates.map((row) =>
    (row.guarantee === 'exact' ? row : { ...row, lower: Math.min(row.lower, -WIDE), upper: Math.max(row.upper, WIDE) }));
  return [
    ...without,
    ...passed.filter(({ id, evidence }) => / in \[/.test(evidence) && !COMPARED.includes(id) && stillPasses(id, wide))
      .map(({ id }) => `${id} at any width`),
  ];
}
