/** What laws of linear forms of signals are (linear-law.ts), and ends of such forms. */
import type { Distribution } from '../../distributions/distribution.ts';

export interface LinearTerm {
  readonly law: Distribution;
  /** a_d, not zero but where signals that enter x are at points of positive probability, which y tells apart. */
  readonly own: number;
  /** b_d. */
  readonly social: number;
}

export interface LinearLaw {
  /** [N + 1] increasing. */
  readonly ends: Float64Array;
  /** [N + 1] G, H and I there. */
  readonly below: Float64Array;
  readonly value: Float64Array;
  readonly integral: Float64Array;
  /** No entry is further than this from the truth. */
  readonly error: { readonly below: number; readonly value: number; readonly integral: number };
  /** E[y | x] moves by at most slope · Δx + rest between two x that differ by Δx. */
  readonly swing: { readonly slope: number; readonly rest: number };
  /** Largest |y|. */
  readonly largest: number;
  /** Whether x is uniform: mass and width of cells are proportional. */
  readonly even: boolean;
  /**
   * Of cells made of others: the most by which ∫ (1 - G) and -∫ G pass their chords, with G as the abscissa, from above within a cell;
   * absent: as much as its width allows.
   */
  readonly inside?: { readonly upward: number; readonly downward: number };
  /** [N] the same of every cell by itself, where that is known; absent: by its width. */
  readonly within?: { readonly upward: Float64Array; readonly downward: Float64Array };
  /** Whether x has values below the first of the ends and beyond the last, whose mass is counted there; absent: neither. */
  readonly open?: readonly [below: boolean, beyond: boolean];
  /** Whether x is a list of values, each an end that stands twice; absent: not. */
  readonly listed?: boolean;
}

export type Tabulated = Pick<LinearLaw, 'ends' | 'below' | 'value' | 'integral' | 'error'>;

export const scaledEnds = ({ law: { support: [low, high] } }: LinearTerm, weight: number): readonly [number, number] =>
  (weight >= 0 ? [weight * low, weight * high] : [weight * high, weight * low]);

export const rangeOf = (terms: readonly LinearTerm[], weight: (term: LinearTerm) => number): readonly [number, number] =>
  terms.reduce<readonly [number, number]>(([low, high], term) => {
    const [from, to] = scaledEnds(term, weight(term));
    return [low + from, high + to];
  }, [0, 0]);

export const evenly = ([low, high]: readonly [number, number], cells: number): Float64Array =>
  Float64Array.from({ length: cells + 1 }, (_, j) => (j === cells ? high : low + ((high - low) * j) / cells));

export const positivePart = (x: number): number => Math.max(0, x);
