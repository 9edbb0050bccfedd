/** The worst belief over the grid's cells, as a picture: every cell stands at its middle and is worth the mean of its ends. */
import type { Metric } from '../../beliefs/belief-set.ts';
import { erode } from '../../beliefs/erode.ts';
import { worstBelief, type Picture } from '../../beliefs/worst-belief.ts';
import type { WorstBelief } from '../../results/document.ts';
import type { Grid } from './grid.ts';

export function pictureOfWorst(
  h: Float64Array,
  grid: Grid,
  beliefs: { readonly kind: Metric; readonly delta: number },
  labels: Pick<Picture, 'agent' | 'point' | 'witness' | 'axes' | 'ranges' | 'base'>,
): WorstBelief {
  const cells = Array.from(grid.masses, (_, j) => [(grid.nodes[j]! + grid.nodes[j + 1]!) / 2]);
  const values = grid.masses.map((_, j) => (h[j]! + h[j + 1]!) / 2);
  const { values: eroded, at } = erode(cells, values, beliefs.delta);
  const lowest = values.indexOf(Math.min(...values));
  return worstBelief(beliefs, { values, weights: grid.masses, eroded, least: values[lowest]! }, {
    ...labels,
    from: (cell) => cells[cell]!,
    moved: (cell) => cells[at[cell]!]!,
    sent: () => cells[lowest]!,
  });
}
