/** Utility figure: interim utility and trade probability of every agent class at one point, each with its band. */
import type { TopLevelSpec } from 'vega-lite';
import type { Agent, Curve, Point, ResultDocument } from '../../results/document.ts';
import { pointLabel } from '../points.ts';
import { agentWords, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { figureName, type Figure } from './figure.ts';
import { agentPlace, BASE_CONFIG, captionLayer, captionLines, provenance, seriesColour, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 330;
const HEIGHT = 280;
const PANELS: readonly { readonly quantity: Curve['quantity']; readonly title: string }[] = [
  { quantity: 'interimUtility', title: 'Interim utility μ (units of value)' },
  { quantity: 'tradeProbability', title: 'Trade probability' },
];

const TYPE_NAMES: Readonly<Partial<Record<Agent, string>>> = { seller: 'cost', buyer: 'value' };

const colourOf = (agent: Agent, i: number): string => seriesColour(agentPlace(agent, i));

const rowsOf = ({ agent, types, estimate, lower, upper }: Curve) =>
  types.map((type, i) => ({ agent: agentWords(agent).plural, type, estimate: estimate[i]!, lower: lower[i]!, upper: upper[i]! }));

function specification(document: ResultDocument, point: Point, curves: readonly Curve[]): TopLevelSpec {
  const agents = [...new Set(curves.map(({ agent }) => agent))];
  const names = agents.map((agent) => TYPE_NAMES[agent] && `${agentWords(agent).singular}'s ${TYPE_NAMES[agent]}`).filter((name) => name !== undefined);
  const typeTitle = names.length > 0 ? `Type (${names.join(' or ')})` : 'Type';
  const scale = { domain: agents.map((agent) => agentWords(agent).plural), range: agents.map(colourOf) };
  const color = { field: 'agent', type: 'nominal' as const, title: 'Agent', scale, legend: { symbolType: 'stroke', symbolSize: 500, symbolStrokeWidth: 2.2 } };
  const dashes = { ...color, scale: { domain: scale.domain, range: agents.map((_, i) => (i === 0 ? [1, 0] : [7, 3])) } };
  const x = { field: 'type', type: 'quantitative' as const, title: typeTitle, scale: { zero: false, nice: false }, axis: { tickCount: 6 } };
  const small = `Bands hold for all types at once (${confidencesOf(curves)}, ${guaranteesOf(curves)}).`;
  const present = PANELS.filter(({ quantity }) => curves.some((curve) => curve.quantity === quantity));
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: `What truthful agents can expect${document.complete ? '' : ' (INCOMPLETE)'}`, subtitle: [pointLabel(point)] },
    // Flush, or the long caption under the first panel would push the second one away.
    bounds: 'flush',
    spacing: 84,
    hconcat: present.map(({ quantity, title }, panel) => {
      const values = curves.filter((curve) => curve.quantity === quantity).flatMap(rowsOf);
      const y = (field: string) => ({ field, type: 'quantitative' as const, title, axis: { tickCount: 6 }, ...(quantity === 'tradeProbability' ? { scale: { domain: [0, 1] } } : {}) });
      return {
        width: WIDTH,
        height: HEIGHT,
        layer: [
          ...agents.map((agent, i) => ({ data: { values: values.filter((row) => row.agent === agentWords(agent).plural) }, mark: { type: 'area' as const, opacity: 0.2, clip: true, color: colourOf(agent, i) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          { data: { values }, mark: { type: 'line' as const, strokeWidth: 2.2, clip: true }, encoding: { x, y: y('estimate'), color, strokeDash: dashes } },
          ...(panel === 0 ? [captionLayer([...captionLines(small, WIDTH * present.length), provenance(document)], HEIGHT)] : []),
        ],
      };
    }),
  };
}

/** `points`: all that the document draws, of which the file's name has to tell this one. */
export function utilityFigure(document: ResultDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const label = pointLabel(point);
  return {
    name: figureName('utility', point, points),
    caption: `Interim utility and trade probability of truthful agents by type (${label}).`,
    specification: specification(document, point, curves),
  };
}
