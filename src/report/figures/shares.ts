/**
 * Shares of random environments against the swept parameter: a panel an agent, a line a statistic, bars for intervals; exact
 * probabilities, where stochastic geometry knows them, as rings.
 */
import type { Estimate } from '../../results/document.ts';
import { columnTitle, parameterSymbol } from '../points.ts';
import { agentsInOrder, agentWords, capitalised, confidencesOf } from '../vocabulary.ts';
import { sweptKey, wordsOf } from './exact-sweep.ts';
import type { Figure, FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { panelsARow, type FigureDocument } from './look.ts';
import { bars, dots, line, lineLegend, names, numbers } from './marks.ts';
import { INK, PANEL_TITLE_SIZE, SERIES_MAX, seriesColour, seriesDash, seriesShape } from './theme.ts';

const WIDTH = 300;
const HEIGHT = 230;
const COLUMNS = 3;
const SPACING = 60;
const TICKS_MAX = 8;
const DODGE_PIXELS = 5;

export const isShare = ({ quantity }: Estimate): boolean => quantity === 'priorShare';

function sharesFigure(document: FigureDocument, rows: readonly Estimate[], swept: string): Figure {
  const label = wordsOf(rows.map((row) => {
    // The types follow from the parameters.
    const { types: _types, ...point } = row.point;
    return { ...row, point };
  }), swept);
  const labelOf = (row: Estimate): string => label(row) || String(row.point.statistic);
  const lines = [...new Set(rows.map(labelOf))].slice(0, SERIES_MAX);
  const agents = agentsInOrder(rows.map(({ agent }) => agent));
  const across = [...new Set(rows.map(({ point }) => Number(point[swept])))].sort((a, b) => a - b);
  const step = Math.ceil(across.length / TICKS_MAX);
  const axis = columnTitle({ head: parameterSymbol(swept), key: swept, value: (point) => point[swept] }, document);
  const x = numbers(axis, { domain: [across[0]!, across.at(-1)!], padding: 18, nice: false, zero: false }, {
    values: across.filter((_, i) => (across.length - 1 - i) % step === 0),
  })('x');
  const channels = {
    color: names('line', 'Statistic', lines, lines.map((_, i) => seriesColour(i)), lineLegend(lines.length)),
    strokeDash: names('line', 'Statistic', lines, lines.map((_, i) => [...seriesDash(i)]), lineLegend(lines.length)),
  };
  const columns = panelsARow(document.look, Math.min(COLUMNS, agents.length));
  const spacing = SPACING * document.look.letters;
  const width = WIDTH * columns + spacing * (columns - 1);
  const small = [
    `Bars: intervals (${confidencesOf(rows)} each) that hold for any number of draws.`,
    rows.some(({ reference }) => reference !== undefined) ? 'Rings: exact probabilities.' : '',
  ].join(' ').trim();
  const panels = agents.map((agent, panel) => {
    const places = { x, y: numbers(panel % columns === 0 ? ['Share of random', 'environments'] : null, { domain: [0, 1] }) };
    const own = rows.filter((row) => row.agent === agent).map((row) => ({
      x: Number(row.point[swept]), line: labelOf(row), estimate: row.estimate, lower: row.lower, upper: row.upper,
      ...(row.reference ? { exact: row.reference.value } : {}),
    })).filter((row) => lines.includes(row.line));
    const marks = lines.flatMap((name, i) => {
      const mine = own.filter((row) => row.line === name);
      const xOffset = DODGE_PIXELS * (i - (lines.length - 1) / 2);
      const look = { color: seriesColour(i), shape: seriesShape(i), xOffset };
      const known = mine.filter((row) => 'exact' in row);
      const ring = { filled: false, size: 130, color: INK, xOffset };
      return [
        bars(mine, places, look.color, xOffset), dots(mine, places, {}, look),
        ...(known.length === 0 ? [] : [dots(known, places, {}, ring, 'exact')]),
      ];
    });
    return {
      width: WIDTH, height: HEIGHT,
      title: { text: capitalised(agentWords(agent).plural), fontSize: PANEL_TITLE_SIZE * document.look.letters, offset: 8 },
      layer: [
        line(own, places, channels, { width: 1.6 }), ...marks,
        ...(panel === Math.floor((agents.length - 1) / columns) * columns ? [caption(document, small, { width, height: HEIGHT })] : []),
      ],
    };
  });
  return {
    name: 'shares',
    caption: `Shares of random environments against ${parameterSymbol(swept)}.`,
    specification: framed(document, { title: 'How typical a condition is', subtitle: [document.title], width }, {
      bounds: 'flush', columns, spacing: { row: 110 * document.look.letters, column: spacing },
      resolve: { scale: { color: 'shared', strokeDash: 'shared' } }, concat: panels,
    }),
  };
}

/** One of a document with shares whose parameter is swept. */
export const shares: FigureKind = {
  name: 'shares',
  draw(document) {
    const rows = document.estimates.filter(isShare);
    const swept = document.command === 'run' && rows.length > 0 ? sweptKey(document, rows.map(({ point }) => point)) : undefined;
    return swept === undefined ? [] : [sharesFigure(document, rows, swept)];
  },
};
