/** Rate figures: every constant that a rate speaks of against the size, one per agent (or for both sides of a market). */
import type { Estimate, Fit, Point } from '../../results/document.ts';
import { isFitted, quantityOf } from '../../results/quantities.ts';
import { distinctPoints, groupLabel, groupsBySize, hasMechanisms, pointKey, sizeAt, sizeSymbol } from '../points.ts';
import { agentsInOrder, agentWords, capitalised } from '../vocabulary.ts';
import { fileLabel, fileName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import type { FigureDocument } from './look.ts';
import { omissions, rateSpecification, type Frame } from './rate-panels.ts';
import { seriesOf } from './series.ts';

/** Of one document; the tables have all. */
const FIGURES_MAX = 24;

/** One figure's rows, before it is drawn. */
interface Panel {
  readonly quantity: string;
  readonly rows: readonly Estimate[];
  readonly fits: readonly Fit[];
  readonly sizes: readonly number[];
  /** What tells this group of points from others; empty where there is one. */
  readonly label: string;
}

/** Whether a fit speaks of a point. */
export const covers = (fit: Fit, point: Point): boolean => Object.entries(fit.point).every(([key, value]) => point[key] === value);

/** Constants that a rate speaks of; but delta*, which rate-ambiguity.ts draws. */
const isRated = (quantity: string): boolean => isFitted(quantity) && quantity !== 'deltaStar';

/** Per agent where there are mechanisms, quantity, and group of points that differ in size only; none of fewer than two positive sizes. */
function panelsOf(document: FigureDocument): Panel[] {
  const size = sizeAt(document);
  const rated = document.estimates.filter(
    ({ agent, quantity }) => isRated(quantity) && (agent !== 'market' || document.fits.some((fit) => fit.quantity === quantity))
  );
  const agents = agentsInOrder(rated.map(({ agent }) => agent));
  const sides = hasMechanisms(rated) ? agents.map((agent) => rated.filter((row) => row.agent === agent)) : [rated];
  return sides.flatMap((side) => [...new Set(side.map(({ quantity }) => quantity))].flatMap((quantity) => {
    const ofQuantity = side.filter((row) => row.quantity === quantity);
    const points = distinctPoints(ofQuantity.map(({ point }) => point));
    return groupsBySize(points, document).flatMap((group): Panel[] => {
      const keys = new Set(group.map(pointKey));
      const rows = ofQuantity.filter((row) => keys.has(pointKey(row.point)));
      const positive = rows.filter(({ estimate, point }) => estimate > 0 && size(point) !== undefined);
      const sizes = [...new Set(positive.map(({ point }) => size(point)!))].sort((a, b) => a - b);
      const present = new Set(rows.map(({ agent }) => agent));
      const fits = document.fits.filter(
        (fit) => fit.quantity === quantity && present.has(fit.agent) && group.some((point) => covers(fit, point))
      );
      return sizes.length < 2 ? [] : [{ quantity, rows, fits, sizes, label: groupLabel(group, points) }];
    });
  })).slice(0, FIGURES_MAX);
}

/** Quantities that are drawn against the size. */
export const ratedQuantities = (document: FigureDocument): Set<string> => new Set(panelsOf(document).map(({ quantity }) => quantity));

function rateFigure(document: FigureDocument, { quantity, rows, fits, sizes, label }: Panel): Figure {
  const symbol = sizeSymbol(document);
  const frame: Frame = { document, quantity, series: seriesOf(rows), size: sizeAt(document), symbol };
  const { name, meaning } = quantityOf(quantity);
  const named = hasMechanisms(rows);
  const { agent } = rows[0]!;
  const whose = named ? `${capitalised(agentWords(agent, true).plural)}: ${name}` : capitalised(name);
  const against = document.size ? document.size.description : 'market size';
  const across = `${document.size ? '' : 'the '}${against} ${symbol}`;
  return {
    name: fileName('rate', hyphenated(quantity), named ? fileLabel(agent) : '', fileLabel(label)),
    caption: `${whose} (${meaning}) against ${across}${label ? `, ${label}` : ''}. ${omissions(rows, frame)}`.trim(),
    specification: rateSpecification(frame, { title: `${whose} by ${against}`, rows, fits, sizes }),
  };
}

export const rate: FigureKind = { name: 'rate', draw: (document) => panelsOf(document).map((panel) => rateFigure(document, panel)) };
