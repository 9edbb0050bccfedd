/** Made-up parameters of kernel `walk-gains`, by a seed. */
import type { WalkGainsParameters } from '../../kernels/walk-gains/spec.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { interimParameters, type InterimShape } from './interim-cases.ts';

export interface WalkShape extends Pick<InterimShape, 'seed' | 'alternatives' | 'classes' | 'coordinates' | 'size' | 'cells' | 'fine'> {
  /** Points of each walk, below zero for lies. */
  readonly walks: readonly number[];
  /** Lines of equal slope, so that many are one line. */
  readonly flat?: boolean;
}

export function walkGainsParameters({ walks, flat, ...shape }: WalkShape): WalkGainsParameters {
  const points = walks.reduce((sum, length) => sum + Math.abs(length), 0);
  const { alternatives, classes, classOf, coordinates, mechanism } = interimParameters({ ...shape, reports: points, transfer: 'none' });
  const make = caseMaker(shape.seed + 1000);
  const least = Math.floor(2 ** 26 / Math.max(...walks.map(Math.abs)));
  return {
    coordinates, alternatives, classes, classOf, objective: mechanism.objective,
    starts: Int32Array.from([0, ...walks], (_, w) => walks.slice(0, w).reduce((sum, length) => sum + Math.abs(length), 0)),
    paths: Uint8Array.from(walks, (length) => (length > 0 ? 1 : 0)),
    pointObjective: flat ? mechanism.reportObjective.map((_, i) => i % 2) : mechanism.reportObjective,
    drops: Int32Array.from({ length: points * classes }, () => [0, make.whole(5), make.whole(least + 1)][make.whole(3)]!),
  };
}
