/** beliefs: a row a draw shown of a worst belief, and where the belief puts its mass. */
import { AGENT, number, QUANTITY, SCENARIO, signal, signalCell, tableOf, text, type TableOf } from './table.ts';

const METRIC = [text('metric', 'metric of the set of beliefs'), number('delta', 'its size')];
const AFTER = [
  number('moved', 'share of all mass moved within delta'), number('sent', 'share of all mass sent to the worst place'),
  number('prior', 'expected gain of the lie under the prior'), number('worst', 'expected gain of the lie under the worst belief'),
  text('kind', 'what becomes of this draw: stays, moves or sent'),
];

const axisFields = (d: number) => [
  text(`axis_${d}`, `name of coordinate ${d}`), number(
    `from_${d}`, `coordinate ${d} of the draw`
  ), number(`to_${d}`, `where the belief puts it`),
];

export const beliefs: TableOf = ({ scenario, beliefs: all = [] }) => {
  if (all.length === 0) return undefined;
  const axesMost = Math.max(1, ...all.map(({ axes }) => axes.length));
  const witness = [
    signal('witness_type', 'true type of the lie whose payoff the belief makes worst', all.map((belief) => belief.witness.type)),
    signal('witness_report', 'report of that lie', all.map((belief) => belief.witness.report)),
  ];
  return tableOf({
    name: 'beliefs', description: 'Worst beliefs as couplings with the prior, one row a draw shown.',
    before: [SCENARIO, QUANTITY, AGENT], after: [
      ...METRIC, ...witness, ...AFTER, ...Array.from({ length: axesMost }, (_, d) => axisFields(d + 1)).flat()
    ],
    points: all.map(({ point }) => point),
    entries: function* () {
      for (const { agent, point, metric, delta, witness, moved, sent, prior, worst, axes, draws } of all) {
        const common = {
          scenario, quantity: 'worstBelief', agent, metric, delta, witness_type: signalCell(witness.type),
          witness_report: signalCell(witness.report),
          moved, sent, prior, worst,
        };
        for (const { from, to, kind } of draws) {
          const places = Object.fromEntries(axes.flatMap((axis, d) => [
            [`axis_${d + 1}`, axis], [`from_${d + 1}`, from[d]], [`to_${d + 1}`, to[d]],
          ]));
          yield { point, cells: { ...common, kind, ...places } };
        }
      }
    },
  });
};
