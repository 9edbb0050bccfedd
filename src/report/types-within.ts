/**
 * Rows that speak of some types alone, where laws go on or a density has no bound: a line for every agent and interval; shared by the
 * terminal and the report.
 */
import type { ResultDocument } from '../results/document.ts';
import { quantityOf } from '../results/quantities.ts';
import { distinctPoints, hasNamedAgents, mechanismOf, parametersOf, sweptLabel } from './points.ts';
import { agentWords, capitalised, typesWords } from './vocabulary.ts';

export const TYPES_HEADING = 'Rows of some types alone';
export const TYPES_MEANING = 'of all types what is largest is at least the lower end and may lie above the upper one, and '
  + 'what is least at most the upper end';

/** Empty where every row is of all types, or of a list. */
export function typesLines(document: ResultDocument): string[] {
  const told = document.estimates.flatMap((row) => (row.typesWithin ? [{ ...row, typesWithin: row.typesWithin }] : []));
  const points = document.estimates.map(({ point }) => point);
  const named = hasNamedAgents(document);
  const groups = new Map<string, Map<string, Set<string>>>();
  const several = distinctPoints(points.map((point) => parametersOf(point, points))).length > 1;
  for (const { agent, point, quantity, typesWithin } of told) {
    const where = several ? `, ${sweptLabel(parametersOf(point, points), points)}` : '';
    const head = `${capitalised(agentWords(agent, named).plural)}${where}, types and reports in ${typesWords(typesWithin)}`;
    const rows = groups.get(head) ?? new Map<string, Set<string>>();
    rows.set(quantityOf(quantity).name, (rows.get(quantityOf(quantity).name) ?? new Set()).add(mechanismOf(point)));
    groups.set(head, rows);
  }
  return [...groups].map(([head, rows]) => `${head}: ${[...rows].map(([name, mechanisms]) => {
    const some = [...mechanisms].filter((mechanism) => mechanism !== '');
    return some.length === 0 ? name : `${name} (${some.join('; ')})`;
  }).join(', ')}`);
}
