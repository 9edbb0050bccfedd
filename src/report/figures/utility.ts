/** Utility figure: interim utility and trade probability of every agent class at one point, each with its band. */
import type { Agent, Curve, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, drawnPoints, hasMechanisms, pointKey, pointLabel } from '../points.ts';
import { agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { figureName, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { panelsARow, type FigureDocument, type Look } from './look.ts';
import { isLaw } from './law.ts';
import { band, line, lineLegend, names, numbers } from './marks.ts';
import { agentPlace, seriesColour, seriesDash } from './theme.ts';

const WIDTH = 330;
const HEIGHT = 280;
const SPACING = 84;
const PANELS_MAX = 2;

const colourOf = (agent: Agent, i: number): string => seriesColour(agentPlace(agent, i));

const rowsOf = ({ agent, types, estimate, lower, upper }: Curve) =>
  types.map((type, i) => ({ agent: agentWords(agent).plural, type, estimate: estimate[i]!, lower: lower[i]!, upper: upper[i]! }));

/** What types are: `Type (seller's cost or buyer's value)`. */
function typeTitle(agents: readonly Agent[]): string {
  const words = agents.flatMap((agent) => {
    const { singular, type } = agentWords(agent);
    return type === undefined ? [] : [`${singular}'s ${type}`];
  });
  return words.length > 0 ? `Type (${words.join(' or ')})` : 'Type';
}

const titleWidth = (look: Look): number => (panelsARow(look, 2) === 1 ? WIDTH : 2 * WIDTH + SPACING * look.letters);

function panels(document: FigureDocument, curves: readonly Curve[]) {
  const agents = [...new Set(curves.map(({ agent }) => agent))];
  const plural = agents.map((agent) => agentWords(agent).plural);
  const legend = lineLegend(2);
  const color = names('agent', 'Agent', plural, agents.map(colourOf), legend);
  const strokeDash = names('agent', 'Agent', plural, agents.map((_, i) => [...seriesDash(i)]), legend);
  const x = numbers(typeTitle(agents), { zero: false, nice: false })('type');
  const small = `Bands hold for all types at once (${confidencesOf(curves)}, ${guaranteesOf(curves)}).`;
  const quantities = [...new Set(curves.map(({ quantity }) => quantity))].slice(0, PANELS_MAX);
  const columns = panelsARow(document.look, quantities.length);
  const width = WIDTH * columns + SPACING * document.look.letters * (columns - 1);
  return {
    // Flush, or the long caption under the first panel would push the second one away.
    bounds: 'flush', spacing: SPACING * document.look.letters,
    [columns === 1 ? 'vconcat' : 'hconcat']: quantities.map((quantity, panel) => {
      const { name, unit, sign } = quantityOf(quantity);
      const values = curves.filter((curve) => curve.quantity === quantity).flatMap(rowsOf);
      const title = sign === 'share' ? capitalised(name) : `${capitalised(name)} (${unit})`;
      const places = { x, y: numbers(title, sign === 'share' ? { domain: [0, 1] } : {}) };
      return {
        width: WIDTH, height: HEIGHT,
        layer: [
          ...agents.map((agent, i) => band(
            values.filter((row) => row.agent === agentWords(agent).plural), places, colourOf(agent, i), 0.2
          )),
          line(values, places, { color, strokeDash }),
          ...(panel === (columns === 1 ? quantities.length - 1 : 0) ? [caption(document, small, { width, height: HEIGHT })] : []),
        ],
      };
    }),
  };
}

/** Of the curves of one point; `points`: all that the document draws, of which the file's name has to tell this one. */
function utilityFigure(document: FigureDocument, point: Point, points: readonly Point[]): Figure {
  const label = pointLabel(point);
  const curves = document.curves.filter((curve) => pointKey(curve.point) === pointKey(point));
  return {
    name: figureName('utility', point, points),
    caption: `Interim utility and trade probability of truthful agents by type (${label}).`,
    specification: framed(
      document, { title: 'What truthful agents can expect', subtitle: [label], width: titleWidth(document.look) }, panels(document, curves)
    ),
  };
}

/** Curves by type that name no mechanism; frontiers, which are utilities against utilities, have a figure of their own. */
export const utility: FigureKind = {
  name: 'utility',
  draw(document) {
    const curves = document.curves.filter((curve) => curve.quantity !== 'utilityFrontier' && !isLaw(curve));
    if (hasMechanisms(document.curves)) return [];
    const points = drawnPoints(distinctPoints(curves.map(({ point }) => point)));
    return points.map((point) => utilityFigure(document, point, points));
  },
};
