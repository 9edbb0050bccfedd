/** A figure: a name for its files, a caption for the report, a Vega-Lite specification with its data inlined. */
import type { TopLevelSpec } from 'vega-lite';
import type { Point } from '../../results/document.ts';
import { plainLetters, sweptLabel } from '../points.ts';
import type { FigureDocument } from './look.ts';

export interface Figure {
  /** Base name of its files; lower case letters, digits and hyphens. */
  readonly name: string;
  /** One sentence: what is shown. */
  readonly caption: string;
  readonly specification: TopLevelSpec;
}

/** A kind of figure: all that a document gets of it, in order. Adding one is its file and a line in figures/index.ts. */
export interface FigureKind {
  readonly name: string;
  draw(document: FigureDocument): Figure[];
}

/** A figure with its pictures. */
export interface DrawnFigure extends Figure {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly pdf?: Uint8Array;
}

/** `M = 8, κ = 0.5` -> `m-8-kappa-0.5`, safe as part of a file name. */
export const fileLabel = (label: string): string =>
  plainLetters(label)
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);

/** The kind alone where there is one point, else with what tells the point from the others: `gain-sellers-m-8`. */
export function figureName(kind: string, point: Point, points: readonly Point[]): string {
  const label = points.length > 1 ? fileLabel(sweptLabel(point, points)) : '';
  return label === '' ? kind : `${kind}-${label}`;
}

/** `epsilonLic` -> `epsilon-lic`. */
export const hyphenated = (name: string): string => fileLabel(name.replace(/[A-Z]/g, (letter) => `-${letter}`));

/** Parts of a file name that are not empty. */
export const fileName = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('-');
