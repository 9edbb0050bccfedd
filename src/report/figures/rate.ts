/**
 * Rate figure: a quantity against the market size on log axes, with certified intervals, the fitted power law, the
 * published bound and the exact reference; below it, the deviation from the reference (or the fit) in per cent, where
 * intervals too narrow for a log axis can be seen.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Agent, Estimate, Fit, ResultDocument } from '../../results.ts';
import { formatInterval, formatNumber } from '../numbers.ts';
import { distinctPoints, groupsByMarket, marketSize, pointKey, sharedLabel } from '../points.ts';
import { AGENTS, capitalised, percent, quantityWords, shortSource } from '../vocabulary.ts';
import { fileLabel, type Figure } from './figure.ts';
import { deviationPanel, type RatePointRow } from './rate-deviation.ts';
import { AGENT_COLOURS, AGENT_SHAPES, BASE_CONFIG, captionLayer, captionLines, INK, provenance, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 560;
const HEIGHT = 330;
const TICKS_MAX = 14;
const LINES = { fit: 'fitted c·Mᵇ', exact: 'exact (reference)' } as const;

interface LineRow {
  readonly M: number;
  readonly value: number;
  readonly agent: string;
  readonly line: string;
}

const pluralOf = (agent: Agent): string => AGENTS[agent].plural;

/** Points with both a market size and a positive estimate; a lower end of 0 or less is cut at the axis. */
function positiveRows(rows: readonly Estimate[], floor: number): RatePointRow[] {
  return rows.flatMap((row) => {
    const M = marketSize(row.point);
    if (M === undefined || !(row.estimate > 0)) return [];
    return [{ M, estimate: row.estimate, lower: Math.max(row.lower, floor), upper: row.upper, lowerTrue: row.lower, agent: pluralOf(row.agent), exact: row.reference?.value }];
  });
}

function lineRows(rows: readonly Estimate[], fits: readonly Fit[]): LineRow[] {
  const fitted = fits.flatMap(({ agent, markets, coefficient, exponent }) =>
    [Math.min(...markets), Math.max(...markets)].map((M) => ({ M, value: coefficient * M ** exponent, agent: pluralOf(agent), line: LINES.fit })),
  );
  const known = rows.flatMap(({ agent, point, reference, bound }) => {
    const M = marketSize(point);
    if (M === undefined) return [];
    const row = (value: number | undefined, line: string): LineRow[] => (value !== undefined && value > 0 ? [{ M, value, agent: pluralOf(agent), line }] : []);
    return [...row(reference?.value, LINES.exact), ...row(bound?.value, `${shortSource(bound?.source ?? '')} bound`)];
  });
  return [...fitted, ...known];
}

/** 1, 2 and 5 times powers of ten within the range; powers of ten alone where it spans many. */
function decimalTicks(from: number, to: number): number[] {
  const first = Math.floor(Math.log10(from));
  const decades = Math.ceil(Math.log10(to)) - first;
  const steps = decades > 4 ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: decades + 1 }, (_, i) => steps.map((step) => Number(`${step}e${first + i}`))).flat();
  return ticks.filter((tick) => tick >= from && tick <= to);
}

/** Fits in their agent's colour, then bounds and references in ink; empty ones left out, lest their legend stand empty. */
function lineLayers(lines: readonly LineRow[], ink: (plural: string) => string) {
  const fitted = lines.filter(({ line }) => line === LINES.fit);
  const layers = [...new Set(fitted.map(({ agent }) => agent))].map((agent) => ({
    values: fitted.filter((row) => row.agent === agent), mark: { type: 'line' as const, strokeWidth: 1.8, clip: true, color: ink(agent) },
  }));
  const known = lines.filter(({ line }) => line !== LINES.fit);
  return known.length === 0 ? layers : [...layers, { values: known, mark: { type: 'line' as const, strokeWidth: 1.4, clip: true, color: INK } }];
}

/** Where nothing positive can be drawn, the caption says so. */
function omissions(rows: readonly Estimate[]): string {
  const agents = [...new Set(rows.filter(({ estimate }) => !(estimate > 0)).map(({ agent }) => agent))];
  return agents
    .map((agent) => {
      const left = rows.filter((row) => row.agent === agent && !(row.estimate > 0));
      const all = left.length === rows.filter((row) => row.agent === agent).length;
      const upper = Math.max(...left.map((row) => row.upper));
      const where = all ? 'at every M' : `at M = ${left.map(({ point }) => marketSize(point)).join(', ')}`;
      return `Not on log axes: ${pluralOf(agent)} ${where} (estimate 0, upper bound ${upper === 0 ? 'exactly 0' : formatNumber(upper, 2)}).`;
    })
    .join(' ');
}

const fitLine = ({ agent, coefficient, exponent, exponentLower, exponentUpper, confidence }: Fit): string => {
  const { estimate, lower, upper } = formatInterval({ estimate: exponent, lower: exponentLower, upper: exponentUpper });
  return `${capitalised(pluralOf(agent))}: ${formatNumber(coefficient, 3)} · M^(${estimate}), exponent in [${lower}, ${upper}] at ${percent(confidence)}`.replaceAll('-', '−');
};

function specification(document: ResultDocument, quantity: string, rows: readonly Estimate[], fits: readonly Fit[], title: string, markets: readonly number[]): TopLevelSpec {
  const positive = rows.filter(({ estimate }) => estimate > 0);
  const lines = lineRows(positive, fits);
  const values = [...positive.flatMap(({ estimate, lower, upper }) => [estimate, upper, ...(lower > 0 ? [lower] : [])]), ...lines.map(({ value }) => value)];
  const range = [Math.min(...values) / 1.25, Math.max(...values) * 1.25] as const;
  const points = positiveRows(rows, range[0]);
  const agents = [...new Set(positive.map(({ agent }) => agent))];
  const kinds = [...new Set(lines.map(({ line }) => line))];
  const dash = (line: string): number[] => (line === LINES.fit ? [1, 0] : line === LINES.exact ? [6, 4] : [2, 3]);
  const words = quantityWords(quantity);
  const ink = (plural: string): string => AGENT_COLOURS[agents.find((agent) => pluralOf(agent) === plural)!];
  const confidences = [...new Set(positive.map(({ confidence }) => percent(confidence)))].join(', ');
  const guarantees = [...new Set(positive.map(({ guarantee }) => guarantee))].join(', ');
  const step = Math.ceil(markets.length / TICKS_MAX);
  const M = {
    field: 'M', type: 'quantitative' as const, title: 'Market size M (traders on a side)',
    scale: { type: 'log' as const, base: 2, domain: [markets[0]! / 1.12, markets.at(-1)! * 1.12], nice: false },
    axis: { values: markets.filter((_, i) => (markets.length - 1 - i) % step === 0), format: ',d', grid: true },
  };
  const axisTitle = words.unit === '' ? words.name : `${words.name} (${words.unit})`;
  const y = (field: string) => ({ field, type: 'quantitative' as const, title: axisTitle, scale: { type: 'log' as const, domain: [...range], nice: false }, axis: { values: decimalTicks(...range), labelExpr: "format(datum.value, datum.value < 0.001 || datum.value > 9999 ? '~e' : '~g')" } });
  const agentScale = { domain: agents.map(pluralOf), range: agents.map((agent) => AGENT_COLOURS[agent]) };
  const colour = { field: 'agent', type: 'nominal' as const, title: 'Estimate', scale: agentScale };
  const shape = { field: 'agent', type: 'nominal' as const, title: 'Estimate', scale: { domain: agentScale.domain, range: agents.map((agent) => AGENT_SHAPES[agent]) } };
  const strokeDash = { field: 'line', type: 'nominal' as const, title: 'Line', scale: { domain: kinds, range: kinds.map(dash) }, legend: { symbolType: 'stroke', symbolStrokeColor: INK, symbolSize: 500 } };
  const deviation = deviationPanel(points, fits, { colour, shape, ink, x: M });
  // With a panel below, its axis speaks for both.
  const x = deviation ? { ...M, title: null } : M;
  const cut = points.some(({ lower, lowerTrue }) => lowerTrue < lower) ? 'Bars that end at the lower edge reach down to 0.' : deviation?.isCut ? 'Bars that end at an edge of the lower panel go on.' : '';
  const notes = [`Marks: estimates; bars: certified intervals (${confidences} each, ${guarantees}).`, cut, omissions(rows)].filter((note) => note !== '').join(' ');
  const caption = [...captionLines(notes, WIDTH), provenance(document)];
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: title, subtitle: [document.title, sharedLabel(rows.map(({ point }) => point)), ...fits.map(fitLine)].filter((line) => line !== '') },
    spacing: 26,
    vconcat: [
      {
        width: WIDTH, height: HEIGHT,
        layer: [
          // Bands and lines take their colour from the mark: only the points speak in the legend of agents.
          ...agents.map(pluralOf).map((agent) => ({ data: { values: points.filter((row) => row.agent === agent) }, mark: { type: 'area' as const, opacity: 0.16, clip: true, color: ink(agent) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          ...lineLayers(lines, ink).map(({ values, mark }) => ({ data: { values }, mark, encoding: { x, y: y('value'), strokeDash, detail: { field: 'agent' } } })),
          ...agents.map(pluralOf).map((agent) => ({ data: { values: points.filter((row) => row.agent === agent) }, mark: { type: 'rule' as const, strokeWidth: 2, clip: true, color: ink(agent) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          { data: { values: points }, mark: { type: 'point', filled: true, size: 62, opacity: 1, stroke: '#ffffff', strokeWidth: 0.8 }, encoding: { x, y: y('estimate'), color: colour, shape } },
          ...(deviation ? [] : [captionLayer(caption, HEIGHT)]),
        ],
      },
      ...(deviation ? [{ width: WIDTH, height: deviation.height, layer: [...deviation.layer, captionLayer(caption, deviation.height)] }] : []),
    ],
  };
}

/** One figure per quantity and group of points that differ in M only; none where fewer than two values are positive. */
export function rateFigures(document: ResultDocument): Figure[] {
  const agentsOnly = document.estimates.filter(({ agent, quantity }) => agent !== 'market' && (quantity === 'epsilonLic' || quantity === 'epsilonIc'));
  const groups = groupsByMarket(distinctPoints(agentsOnly.map(({ point }) => point)));
  return groups.flatMap((group) => {
    const keys = new Set(group.map(pointKey));
    const label = groups.length > 1 ? sharedLabel(group) : '';
    return ['epsilonLic', 'epsilonIc'].flatMap((quantity): Figure[] => {
      const rows = agentsOnly.filter((row) => row.quantity === quantity && keys.has(pointKey(row.point)));
      const positive = rows.filter(({ estimate, point }) => estimate > 0 && marketSize(point) !== undefined);
      const markets = [...new Set(positive.map(({ point }) => marketSize(point)!))].sort((a, b) => a - b);
      if (markets.length < 2) return [];
      const fits = document.fits.filter((fit) => fit.quantity === quantity && Object.entries(fit.point).every(([key, value]) => group[0]![key] === value));
      const title = `${capitalised(quantityWords(quantity).name)} by market size${document.complete ? '' : ' (INCOMPLETE)'}`;
      return [{
        name: ['rate', quantity === 'epsilonLic' ? 'epsilon-lic' : 'epsilon-ic', fileLabel(label)].filter((part) => part !== '').join('-'),
        caption: `${capitalised(quantityWords(quantity).name)} (${quantityWords(quantity).meaning}) against the market size M${label ? `, ${label}` : ''}. ${omissions(rows)}`.trim(),
        specification: specification(document, quantity, rows, fits, title, markets),
      }];
    });
  });
}
