/** slopes: a row a local slope of a rate study, between neighbouring sizes. */
import { sizeSymbol } from '../points.ts';
import { AGENT, CONFIDENCE, INTERVAL, number, QUANTITY, SCENARIO, tableOf, text, type TableOf } from './table.ts';

const AFTER = [
  text('size_symbol', 'symbol of the size'), number('from_size', 'the smaller size'), number('to_size', 'the larger size'), ...INTERVAL,
  { ...CONFIDENCE, description: 'of all slopes of a fit together' },
];

export const slopes: TableOf = (document) => {
  const rows = document.fits.flatMap((fit) => fit.asymptotics?.slopes.map((slope) => ({ fit, slope })) ?? []);
  return rows.length === 0 ? undefined : tableOf({
    name: 'slopes', description: 'Slopes of the log value against the log size from each size to the next.',
    before: [SCENARIO, QUANTITY, AGENT], after: AFTER, points: rows.map(({ fit }) => fit.point),
    entries: () => rows.map(({ fit: { point, quantity, agent, confidence }, slope: { from, to, estimate, lower, upper } }) => ({
      point, cells: {
        scenario: document.scenario, quantity, agent, size_symbol: sizeSymbol(document), from_size: from, to_size: to,
        estimate, lower, upper,
        confidence,
      },
    })),
  });
};
