/** The ambiguity that full insurance needs, by each metric, with the epsilon-LIC constant on the same axes: which vanishes faster? */
import type { Estimate, Fit } from '../../results/document.ts';
import { distinctPoints, groupsBySize, mechanismOf, pointKey, sharedLabel, sizeAt, sizeSymbol } from '../points.ts';
import { agentsInOrder, agentWords, capitalised } from '../vocabulary.ts';
import { fileLabel, fileName, type Figure, type FigureKind } from './figure.ts';
import type { FigureDocument } from './look.ts';
import { covers } from './rate.ts';
import { omissions, rateSpecification, type Frame } from './rate-panels.ts';
import type { Row, Series } from './series.ts';
import { seriesColour, seriesShape } from './theme.ts';

/** Of one document; the tables have all. */
const FIGURES_MAX = 24;
const EPSILON = 'ε-LIC constant';
const METRICS: Readonly<Record<string, string>> = {
  prokhorov: 'δ*, Prokhorov', totalVariation: 'δ*, total variation', contamination: 'δ*, contamination',
};
/** A legend's order, which gives colours and shapes too. */
const ORDER = [METRICS.prokhorov!, METRICS.totalVariation!, EPSILON, METRICS.contamination!];

const nameOf = ({ quantity, point }: Row): string => (
  quantity === 'epsilonLic' ? EPSILON : (METRICS[String(point.metric)] ?? String(point.metric))
);

function seriesOf(rows: readonly Row[]): Series {
  const present = new Set(rows.map(nameOf));
  const names = [...ORDER.filter((name) => present.has(name)), ...[...present].filter((name) => !ORDER.includes(name))];
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length + names.indexOf(name));
  return { title: 'Estimate', names, of: nameOf, colour: (name) => seriesColour(place(name)), shape: (name) => seriesShape(place(name)) };
}

/** Marks that cover each other are named. */
function coincidence(rows: readonly Estimate[], { size }: Frame): string {
  const at = (name: string): string => JSON.stringify(
    rows.filter((row) => nameOf(row) === name).map(({ point, estimate, upper }) => [size(point), estimate, upper])
  );
  return at(METRICS.totalVariation!) === at(EPSILON) ? 'By total variation δ* is the ε-LIC constant: their marks coincide.' : '';
}

/** Quantities that are drawn together. */
const isShown = (quantity: string): boolean => quantity === 'deltaStar' || quantity === 'epsilonLic';

/** One figure per agent, mechanism and group of points that differ in size only; none where fewer than two sizes have a positive delta*. */
export const rateAmbiguity: FigureKind = {
  name: 'rate-ambiguity',
  draw(document) {
    const rated = document.estimates.filter(({ quantity }) => isShown(quantity));
    if (!rated.some(({ quantity }) => quantity === 'deltaStar')) return [];
    const mechanisms = [...new Set(rated.map(({ point }) => mechanismOf(point)))];
    const groups = groupsBySize(distinctPoints(rated.map(({ point }) => point)), document);
    return agentsInOrder(rated.map(({ agent }) => agent)).flatMap((agent) => mechanisms.flatMap((mechanism) => groups.flatMap((group) => {
      const keys = new Set(group.map(pointKey));
      const rows = rated.filter((row) => row.agent === agent && mechanismOf(row.point) === mechanism && keys.has(pointKey(row.point)));
      const fits = document.fits.filter((fit) => isShown(fit.quantity) && fit.agent === agent && group.some((point) => covers(fit, point)));
      return figuresOfRows(document, rows, fits, groups.length > 1 ? sharedLabel(group) : '');
    }))).slice(0, FIGURES_MAX);
  },
};

/** `rows`: of one agent and mechanism, which may name none. */
function figuresOfRows(document: FigureDocument, rows: readonly Estimate[], fits: readonly Fit[], label: string): Figure[] {
  const size = sizeAt(document);
  const positive = rows.filter(({ quantity, estimate, point }) => quantity === 'deltaStar' && estimate > 0 && size(point) !== undefined);
  if (new Set(positive.map(({ point }) => size(point)!)).size < 2) return [];
  const symbol = sizeSymbol(document);
  const frame: Frame = { document, quantity: 'deltaStar', series: seriesOf(rows), size, symbol, axisTitle: 'δ*; ε (gain per unit of lie)' };
  const sizes = [...new Set(rows.flatMap(({ point }) => size(point) ?? []))].sort((a, b) => a - b);
  const { agent, point: first } = rows[0]!;
  const mechanism = mechanismOf(first);
  const whose = `${capitalised(agentWords(agent, mechanism !== '').plural)}${mechanism === '' ? '' : `, ${mechanism}`}`;
  const against = document.size ? document.size.description : 'market size';
  const note = coincidence(rows, frame);
  return [{
    name: fileName('rate-ambiguity', fileLabel(agent), fileLabel(mechanism), fileLabel(label)),
    caption: `${whose}: the smallest ambiguity δ* that makes truth-telling exactly optimal under full insurance, by each metric, beside `
      + `the ε-LIC constant, `
      + `against ${against} ${symbol}${label ? `, ${label}` : ''}. ${note} ${omissions(rows, frame)}`.trim(),
    specification: rateSpecification(
      { ...frame, note }, { title: `${whose}: the ambiguity needed and ε by ${against}`, rows, fits, sizes }
    ),
  }];
}
