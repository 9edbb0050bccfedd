/** The ambiguity that full insurance needs, by each metric, with the epsilon-LIC constant on the same axes: which vanishes faster? */
import type { Estimate, ResultDocument } from '../../results/document.ts';
import { distinctPoints, groupsBySize, hasMechanisms, mechanismOf, pointKey, sharedLabel, sizeAt, sizeSymbol } from '../points.ts';
import { agentsInOrder, agentWords, capitalised } from '../vocabulary.ts';
import { fileLabel } from './figure.ts';
import { omissions, specification, type Frame, type RateFigure } from './rate.ts';
import type { Row, Series } from './series.ts';
import { seriesColour, seriesShape } from './theme.ts';

const EPSILON = 'ε-LIC constant';
const METRICS: Readonly<Record<string, string>> = { prokhorov: 'δ*, Prokhorov', totalVariation: 'δ*, total variation', contamination: 'δ*, contamination' };
/** A legend's order, which gives colours and shapes too. */
const ORDER = [METRICS.prokhorov!, METRICS.totalVariation!, EPSILON, METRICS.contamination!];

const nameOf = ({ quantity, point }: Row): string => (quantity === 'epsilonLic' ? EPSILON : (METRICS[String(point.metric)] ?? String(point.metric)));

function seriesOf(rows: readonly Row[]): Series {
  const present = new Set(rows.map(nameOf));
  const names = [...ORDER.filter((name) => present.has(name)), ...[...present].filter((name) => !ORDER.includes(name))];
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length + names.indexOf(name));
  return { title: 'Estimate', names, of: nameOf, colour: (name) => seriesColour(place(name)), shape: (name) => seriesShape(place(name)) };
}

/** Marks that cover each other are named. */
function coincidence(rows: readonly Estimate[], { size }: Frame): string {
  const at = (name: string): string => JSON.stringify(rows.filter((row) => nameOf(row) === name).map(({ point, estimate, upper }) => [size(point), estimate, upper]));
  return at(METRICS.totalVariation!) === at(EPSILON) ? 'By total variation δ* is the ε-LIC constant: their marks coincide.' : '';
}

/** One figure per agent, mechanism and group of points that differ in size only; none where fewer than two sizes have a positive delta*. */
export function rateAmbiguityFigures(document: ResultDocument): RateFigure[] {
  const rated = document.estimates.filter(({ quantity }) => quantity === 'deltaStar' || quantity === 'epsilonLic');
  if (!rated.some(({ quantity }) => quantity === 'deltaStar')) return [];
  const size = sizeAt(document);
  const symbol = sizeSymbol(document);
  const named = hasMechanisms(rated);
  const groups = groupsBySize(distinctPoints(rated.map(({ point }) => point)), document);
  const panels = agentsInOrder(rated.map(({ agent }) => agent)).flatMap((agent) => [...new Set(rated.map(({ point }) => mechanismOf(point)))].map((mechanism) => ({ agent, mechanism })));
  return panels.flatMap(({ agent, mechanism }) => groups.flatMap((group): RateFigure[] => {
    const keys = new Set(group.map(pointKey));
    const rows = rated.filter((row) => row.agent === agent && mechanismOf(row.point) === mechanism && keys.has(pointKey(row.point)));
    const positive = rows.filter(({ quantity, estimate, point }) => quantity === 'deltaStar' && estimate > 0 && size(point) !== undefined);
    if (new Set(positive.map(({ point }) => size(point)!)).size < 2) return [];
    const fits = document.fits.filter((fit) => (fit.quantity === 'deltaStar' || fit.quantity === 'epsilonLic') && fit.agent === agent && group.some((point) => Object.entries(fit.point).every(([key, value]) => point[key] === value)));
    const frame: Frame = { document, quantity: 'deltaStar', series: seriesOf(rows), size, symbol, axisTitle: 'δ*; ε (gain per unit of lie)' };
    const sizes = [...new Set(rows.flatMap(({ point }) => size(point) ?? []))].sort((a, b) => a - b);
    const label = groups.length > 1 ? sharedLabel(group) : '';
    const whose = `${capitalised(agentWords(agent, named).plural)}${named ? `, ${mechanism}` : ''}`;
    const against = document.size ? document.size.description : 'market size';
    const title = `${whose}: the ambiguity needed and ε by ${against}${document.complete ? '' : ' (INCOMPLETE)'}`;
    const note = coincidence(rows, frame);
    return [{
      quantity: 'deltaStar',
      name: ['rate-ambiguity', fileLabel(agent), fileLabel(mechanism), fileLabel(label)].filter((part) => part !== '').join('-'),
      caption: `${whose}: the smallest ambiguity δ* that makes truth-telling exactly optimal under full insurance, by each metric, beside the ε-LIC constant, against ${against} ${symbol}${label ? `, ${label}` : ''}. ${note} ${omissions(rows, frame)}`.trim(),
      specification: specification({ ...frame, note }, rows, fits, title, sizes),
    }];
  }));
}
