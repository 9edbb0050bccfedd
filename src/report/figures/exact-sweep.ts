/**
 * Exact values of a study of finite types against its swept parameter: surplus and revenues in one figure, other quantities in
 * one each, a line a way of asking; verdicts as rows of filled and hollow marks, for nothing lies between yes and no.
 */
import type { Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { columnTitle, parameterSymbol } from '../points.ts';
import { capitalised, settingWords } from '../vocabulary.ts';
import { fileName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { dots, line, lineLegend, names, numbers } from './marks.ts';
import { SERIES_MAX, seriesColour, seriesDash, seriesShape } from './theme.ts';

const WIDTH = 420;
const HEIGHT = 260;
/** Pixels of a row of verdicts. */
const ROW = 30;
const TICKS_MAX = 10;
const VERDICTS = 'share (1 yes, 0 no)';
/** Quantities that are worth most beside each other. */
const REVENUES = ['fullSurplus', 'exPostRevenue', 'pointwiseRevenue', 'bayesianRevenue', 'ambiguousRevenue'];
/** Strokes from the first line, which others may cover, to the last. */
const [WIDEST, NARROWEST] = [4, 1.6];

/** A number, or a rational as text; anything else is no number. */
function valueOf(value: Point[string] | undefined): number {
  if (typeof value === 'number') return value;
  const [numerator, denominator = '1'] = String(value).split('/');
  return /^-?\d+(?:\/\d+)?$/.test(String(value)) ? Number(numerator) / Number(denominator) : Number.NaN;
}

/** The parameter of most values, where all of them are numbers. */
export function sweptKey({ parameters = {} }: ResultDocument, points: readonly Point[]): string | undefined {
  const counts = Object.keys(parameters).map((key) => {
    const values = points.map((point) => point[key]);
    return { key, count: values.every((value) => typeof value === 'number') ? new Set(values).size : 0 };
  }).sort((a, b) => b.count - a.count);
  return counts[0] !== undefined && counts[0].count > 1 ? counts[0].key : undefined;
}

/** What tells rows of one quantity apart, in words. */
export function wordsOf(rows: readonly Estimate[], swept: string): (row: Estimate) => string {
  const keys = [...new Set(rows.flatMap(({ point }) => Object.keys(point)))].filter((key) => key !== swept
    && new Set(rows.map(({ point }) => point[key])).size > 1
    // Another name of the swept parameter, such as the weight of a preference.
    && !rows.every(({ point }) => point[key] === undefined || valueOf(point[key]) === point[swept]));
  return ({ point }) => keys.flatMap((key) => (point[key] === undefined ? []
    : [typeof point[key] === 'number' ? `${parameterSymbol(key)} = ${point[key]}` : settingWords(key, String(point[key]))])).join(', ');
}

/** What the rows of a figure are called: the quantity where there are several, and what tells its rows apart where they differ. */
function labelled(rows: readonly Estimate[], swept: string): (row: Estimate) => string {
  const quantities = [...new Set(rows.map(({ quantity }) => quantity))];
  const words = new Map(quantities.map((quantity) => {
    const own = rows.filter((row) => row.quantity === quantity);
    const values = new Map(own.map(({ point, estimate }) => [point[swept], estimate]));
    const alike = own.every(({ point, estimate }) => values.get(point[swept]) === estimate);
    return [quantity, alike && quantities.length > 1 ? () => '' : wordsOf(own, swept)] as const;
  }));
  return (row) => {
    const apart = words.get(row.quantity)!(row);
    if (quantities.length === 1 && apart !== '') return apart;
    return `${quantityOf(row.quantity).symbol}${apart === '' ? '' : ` (${apart})`}`;
  };
}

interface Drawn { readonly x: number; readonly estimate: number; readonly line: string }

function valuesBody(rows: readonly Drawn[], labels: readonly string[], axis: string, unit: string, x: object, revenues: boolean) {
  const places = { x, y: numbers([axis, `(${unit})`], { nice: true, zero: !revenues && rows.every(({ estimate }) => estimate >= 0) }) };
  const legend = lineLegend(labels.length);
  const channels = {
    color: names('line', 'Quantity', labels, labels.map((_, i) => seriesColour(i)), legend),
    strokeDash: names('line', 'Quantity', labels, labels.map((_, i) => [...seriesDash(i)]), legend),
  };
  return labels.flatMap((label, i) => {
    const own = rows.filter((row) => row.line === label);
    const width = WIDEST - ((WIDEST - NARROWEST) * i) / Math.max(1, labels.length - 1);
    return [
      line(own, places, channels, { width: labels.length === 1 ? NARROWEST : width }),
      dots(own, places, {}, { color: seriesColour(i), shape: seriesShape(i) }),
    ];
  });
}

function verdictsBody(rows: readonly Drawn[], labels: readonly string[], x: object) {
  const y = (field: string) => ({ field: field === 'estimate' ? 'line' : field, type: 'nominal' as const, title: null, sort: [...labels] });
  return [true, false].map((yes) => dots(rows.filter(({ estimate }) => (estimate === 1) === yes), { x, y }, {}, {
    filled: yes, size: 110, color: seriesColour(0), shape: 'circle',
  })).filter(({ data }) => data.values.length > 0);
}

function figureOf(document: FigureDocument, family: string, rows: readonly Estimate[], swept: string): Figure | undefined {
  const label = labelled(rows, swept);
  const labels = [...new Set(rows.map(label))];
  const shown = labels.slice(0, SERIES_MAX);
  const drawn = rows.map((row): Drawn => ({ x: Number(row.point[swept]), estimate: row.estimate, line: label(row) }))
    .filter((row) => shown.includes(row.line));
  const across = [...new Set(drawn.map((row) => row.x))].sort((a, b) => a - b);
  if (across.length < 2) return undefined;
  const quantities = [...new Set(rows.map(({ quantity }) => quantity))];
  const { unit, name } = quantityOf(quantities[0]!);
  const verdicts = unit === VERDICTS;
  const what = quantities.length === 1 ? capitalised(name) : verdicts ? 'Verdicts' : 'Surplus and revenues';
  const axis = columnTitle({ head: parameterSymbol(swept), key: swept, value: (point) => point[swept] }, document);
  const step = Math.ceil(across.length / TICKS_MAX);
  const x = numbers(axis, { domain: [across[0]!, across.at(-1)!], padding: 18, nice: false, zero: false }, {
    values: across.filter((_, i) => (across.length - 1 - i) % step === 0),
  })('x');
  const height = verdicts ? ROW * shown.length : HEIGHT;
  const small = [
    verdicts ? 'Filled: yes; hollow: no; without a mark: not decided. All are proved.' : 'Marks are exact values; lines only join them.',
    labels.length > SERIES_MAX ? `Only ${SERIES_MAX} of ${labels.length} are drawn; estimates.csv has all.` : '',
  ].join(' ').trim();
  const body = verdicts ? verdictsBody(drawn, shown, x)
    : valuesBody(drawn, shown, quantities.length === 1 ? what : 'Expected', unit, x, family === 'revenues');
  const title = `${what} by ${axis.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`;
  return {
    name: fileName('exact', hyphenated(family)),
    caption: `${what} against ${parameterSymbol(swept)}: exact values.`,
    specification: framed(document, { title, subtitle: [document.title], width: WIDTH }, {
      width: WIDTH, height, layer: [...body, caption(document, small, { width: WIDTH, height })],
    }),
  };
}

/** None unless every row is exact and a parameter with numbers is swept. */
function exactFigures(document: FigureDocument): Figure[] {
  const rows = document.estimates.filter(({ agent }) => agent === 'market');
  if (document.command !== 'run' || rows.length === 0 || document.estimates.some(({ guarantee }) => guarantee !== 'exact')) return [];
  const swept = sweptKey(document, rows.map(({ point }) => point));
  if (swept === undefined) return [];
  const familyOf = ({ quantity }: Estimate): string =>
    (REVENUES.includes(quantity) ? 'revenues' : quantityOf(quantity).unit === VERDICTS ? 'verdicts' : quantity);
  return [...new Set(rows.map(familyOf))].flatMap((family) =>
    figureOf(document, family, rows.filter((row) => familyOf(row) === family), swept) ?? []);
}

export const exactSweep: FigureKind = { name: 'exact', draw: exactFigures };
