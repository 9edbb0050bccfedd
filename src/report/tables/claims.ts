/** claims: a row a statement of the literature held against the numbers. */
import { SCENARIO, tableOf, text, type TableOf } from './table.ts';

const AFTER = [
  text('id', 'short and stable'), text('status', 'pass, fail, undecided or not-applicable'), text('source', 'where it is claimed'),
  text('text', 'what is claimed'), text('evidence', 'the numbers it rests on'),
];

export const claims: TableOf = ({ scenario, claims: rows }) => (rows.length === 0 ? undefined : tableOf({
  name: 'claims', description: "Claims of the scenario's sources held against certified bounds.",
  before: [SCENARIO], after: AFTER, points: [],
  entries: () => rows.map(({ id, status, source, text: claim, evidence }) => ({
    point: {}, cells: { scenario, id, status, source, text: claim, evidence },
  })),
}));
