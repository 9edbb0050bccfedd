/**
 * Trade-off figure: what is reached against what is permitted. Second-best welfare against the ε, or the deficit, that is permitted, up to
 * the first best; the least ε against the deficit. Between the places studied the band is what mixing mechanisms proves.
 */
import type { Estimate, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, groupLabel, parametersOf, pointKey, sharedLabel } from '../points.ts';
import { capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { fileLabel, fileName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { band, bars, dots, line, lineLegend, names, numbers } from './marks.ts';
import { INK, SERIES_MAX, seriesColour, seriesDash, seriesShape } from './theme.ts';
import { tradeOffBand } from './trade-off-band.ts';

const WIDTH = 420;
const HEIGHT = 270;
/** Values of other parameters get a figure each, but no more than this. */
const GROUPS_MAX = 4;

/** What may be permitted, as keys of points, and what it is called beside its unit. */
const PERMITTED = {
  'permitted-epsilon': 'Permitted gain per unit of lie (ε)', deficit: 'Permitted deficit (money per market)',
} as const;
type Permitted = keyof typeof PERMITTED;
const KEYS = Object.keys(PERMITTED) as Permitted[];

interface TradeOff {
  readonly quantity: string;
  readonly shape: 'concave' | 'convex';
  /** Drawn as a level that cannot be passed. */
  readonly limit?: string;
}

const TRADE_OFFS: readonly TradeOff[] = [
  { quantity: 'secondBestWelfare', shape: 'concave', limit: 'firstBestWelfare' },
  { quantity: 'leastEpsilon', shape: 'convex' },
  { quantity: 'leastEpsilonGrid', shape: 'convex' },
];

const permittedAt = ({ point }: Estimate, key: Permitted): number | undefined =>
  (typeof point[key] === 'number' ? point[key] : undefined);

const distinct = (rows: readonly Estimate[], key: Permitted): number[] =>
  [...new Set(rows.flatMap((row) => permittedAt(row, key) ?? []))].sort((a, b) => a - b);

/** The key of most values, where there are two of them. */
function keyOf(rows: readonly Estimate[]): Permitted | undefined {
  const best = KEYS.map((key) => ({ key, count: distinct(rows, key).length })).sort((a, b) => b.count - a.count)[0]!;
  return best.count > 1 ? best.key : undefined;
}

/** A row's place without what is permitted, and without words that repeat it. */
const restOf = ({ point }: Estimate): Point =>
  Object.fromEntries(Object.entries(point).filter(([key]) => key !== 'constraints' && !(key in PERMITTED)));

/** Market rows of a quantity, one a place. */
const rowsOf = ({ estimates }: FigureDocument, quantity: string): Estimate[] =>
  estimates.filter((row) => row.quantity === quantity && row.agent === 'market');

function figureOf(
  document: FigureDocument,
  { quantity, shape, limit }: TradeOff,
  key: Permitted,
  rows: readonly Estimate[],
  groups: readonly Point[],
): Figure {
  const other = KEYS.find((one) => one !== key)!;
  const lines = distinct(rows, other);
  const labels = lines.length > 1 ? lines.map((value) => `${value}`) : [''];
  const drawn = labels.slice(0, SERIES_MAX);
  const { name, unit } = quantityOf(quantity);
  const places = {
    x: numbers(PERMITTED[key], { zero: false, nice: true })('x'), y: numbers([capitalised(name), `(${unit})`], { zero: false, nice: true }),
  };
  const labelOf = (row: Estimate): string => (lines.length > 1 ? String(permittedAt(row, other)) : '');
  const legend = lineLegend(drawn.length);
  const title = PERMITTED[other];
  const color = names('line', title, drawn, drawn.map((_, i) => seriesColour(i)), legend);
  const strokeDash = names('line', title, drawn, drawn.map((_, i) => [...seriesDash(i)]), legend);
  const marks = rows.map((row) => ({
    x: permittedAt(row, key)!, line: labelOf(row), estimate: row.estimate, lower: row.lower, upper: row.upper,
  })).sort((a, b) => a.x - b.x);
  const here = pointKey(restOf(rows[0]!));
  const limits = limit === undefined ? [] : rowsOf(document, limit).filter((row) => pointKey(restOf(row)) === here);
  const [from, to] = [marks[0]!.x, marks.at(-1)!.x];
  const level = limits.length > 0
    ? [band([from, to].map((x) => ({ x, lower: limits[0]!.lower, upper: limits[0]!.upper })), places, INK),
      line([from, to].map((x) => ({ x, estimate: limits[0]!.estimate })), places, { strokeDash: { value: [6, 4] } },
        { width: 1.4, color: INK })]
    : [];
  const layers = drawn.flatMap((label, i) => {
    const own = marks.filter((mark) => mark.line === label);
    return [
      band(tradeOffBand(own, shape), places, seriesColour(i)), bars(own, places, seriesColour(i)),
      dots(own, places, {}, { color: seriesColour(i), shape: seriesShape(i) }),
    ];
  });
  const small = [
    `Marks: estimates; bars: intervals (${confidencesOf(rows)} each, ${guaranteesOf(rows)}). Between them the band is what follows because `
    + `mixing mechanisms makes the frontier ${shape}.`,
    limits.length > 0 ? `Dashed: ${quantityOf(limit!).name}.` : '',
    labels.length > SERIES_MAX ? `Only ${SERIES_MAX} lines are drawn; estimates.csv has all.` : '',
  ].filter((part) => part !== '').join(' ');
  const all = rows.map(({ point }) => point);
  const points = distinctPoints(all.map((point) => parametersOf(point, all)));
  const label = groups.length > 1 ? groupLabel([restOf(rows[0]!)], groups) : '';
  return {
    name: fileName('trade-off', hyphenated(quantity), fileLabel(label)),
    caption: `${capitalised(name)} against ${key === 'deficit' ? 'the permitted deficit' : 'the permitted ε'}${label ? `, ${label}` : ''}.`,
    specification: framed(document, {
      title: `${capitalised(name)} by ${key === 'deficit' ? 'permitted deficit' : 'permitted ε'}`,
      subtitle: [document.title, sharedLabel(points)], width: WIDTH,
    }, {
      width: WIDTH, height: HEIGHT,
      layer: [
        ...level, ...layers.filter(({ data }) => data.values.length > 0),
        line(marks.filter((mark) => drawn.includes(mark.line)), places, { color, strokeDash }, { width: 1.8 }),
        caption(document, small, { width: WIDTH, height: HEIGHT }),
      ],
    }),
  };
}

/** Quantities drawn against that key, with their limits: a sweep of it need not show them again. */
export const tradedOff = (document: FigureDocument, key: string): string[] =>
  TRADE_OFFS.flatMap(({ quantity, limit }) =>
    (keyOf(rowsOf(document, quantity)) === key ? [quantity, ...(limit === undefined ? [] : [limit])] : []));

export const tradeOff: FigureKind = {
  name: 'trade-off',
  draw(document) {
    return TRADE_OFFS.flatMap((wanted): Figure[] => {
      const rows = rowsOf(document, wanted.quantity);
      const key = keyOf(rows);
      if (key === undefined) return [];
      const groups = distinctPoints(rows.map(restOf));
      return groups.slice(0, GROUPS_MAX).flatMap((group) => {
        const own = rows.filter((row) => pointKey(restOf(row)) === pointKey(group));
        return distinct(own, key).length > 1 ? [figureOf(document, wanted, key, own, groups)] : [];
      });
    });
  },
};
