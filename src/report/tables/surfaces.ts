/** surfaces: a row a pair of type and report. Of a result with very many pairs every few types and reports only. */
import type { Surface } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { sizeAt } from '../points.ts';
import {
  AGENT, CONFIDENCE, GUARANTEE, INTERVAL, number, PROFILES, QUANTITY, SCENARIO, signal, signalCell, SIZE, tableOf, UNIT, type TableOf,
} from './table.ts';

/** Rows of the whole table; result.json has all pairs. */
const ROWS_MAX = 400_000;

/** Step by which types and reports are taken so that all surfaces stay below the limit together. */
const stepOf = (surfaces: readonly Surface[]): number =>
  Math.max(1, Math.ceil(Math.sqrt(surfaces.reduce((sum, { types, reports }) => sum + types.length * reports.length, 0) / ROWS_MAX)));

/** Every step-th index, the last one too. */
const kept = (length: number, step: number): number[] => Array.from({ length }, (_, i) => i).filter(
  (i) => i % step === 0 || i === length - 1
);

export const surfaces: TableOf = (document) => {
  const { scenario, surfaces: all } = document;
  if (all.length === 0) return undefined;
  const size = sizeAt(document);
  const step = stepOf(all);
  const thinned = step === 1 ? '' : ` Of each list one in ${step} types and reports, and the last; result.json has all.`;
  const withErrors = all.some(({ standardError }) => standardError !== undefined);
  return tableOf({
    name: 'surfaces',
    description: `Gains of every true type from every report, one row a pair, types outermost; each band holds for all pairs at `
      + `once.${thinned}`,
    before: [SCENARIO, QUANTITY, AGENT],
    after: [
      CONFIDENCE, GUARANTEE, PROFILES, signal('type', 'the true type', all.flatMap(({ types }) => types)), signal(
        'report', 'what it reports', all.flatMap(({ reports }) => reports)
      ),
      ...INTERVAL, SIZE, UNIT, ...(withErrors ? [
        number('standard_error', "of each pair's mean gain by itself, where groups of profiles were summed for it"),
      ] : []),
    ],
    points: all.map(({ point }) => point),
    entries: function* () {
      for (const {
        quantity, agent, point, confidence, guarantee, profiles, types, reports, estimate, lower, upper, standardError,
      } of all) {
        const common = { scenario, quantity, agent, confidence, guarantee, profiles, size: size(point), unit: quantityOf(quantity).unit };
        const columns = kept(reports.length, step).map((j) => [j, signalCell(reports[j])] as const);
        for (const i of kept(types.length, step)) {
          const type = signalCell(types[i]);
          for (const [j, report] of columns) {
            yield { point, cells: {
              ...common, type, report, estimate: estimate[i]![j], lower: lower[i]![j], upper: upper[i]![j],
              standard_error: standardError?.[i]![j],
            } };
          }
        }
      }
    },
  });
};
