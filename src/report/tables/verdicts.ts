/** verdicts: a row a statement with whether the numbers bear it out. */
import { AGENT, SCENARIO, tableOf, text, type TableOf } from './table.ts';
import { statusOf } from '../statements.ts';

export const verdicts: TableOf = ({ scenario, verdicts: rows }) => (rows.length === 0 ? undefined : tableOf({
  name: 'verdicts', description: 'What the numbers say in words, each with whether it is certified.',
  before: [SCENARIO, AGENT], after: [
    text('status', 'yes, no or undecided'), text('text', 'the statement'),
  ], points: rows.map(({ point }) => point),
  entries: () => rows.map((verdict) => ({
    point: verdict.point, cells: { scenario, agent: verdict.agent, status: statusOf(verdict), text: verdict.text },
  })),
}));
