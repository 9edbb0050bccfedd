/** Rows of the linear program of `relaxation.ts` by name, as files of its bound hold them. */

/** A row of one agent's means, or of all: with its multiplier, what an upper bound is proved by again. */
export type MeanRow =
  | { readonly kind: 'lie'; readonly agent: number; readonly type: number; readonly report: number }
  | { readonly kind: 'slope'; readonly agent: number; readonly above: number; readonly below: number; readonly axis: number }
  | {
    readonly kind: 'bend'; readonly agent: number; readonly above: number; readonly below: number; readonly axis: number;
    readonly side: 'least' | 'most';
  }
  | { readonly kind: 'end'; readonly agent: number; readonly type: number; readonly end: 'low' | 'high' }
  | { readonly kind: 'spread'; readonly agent: number; readonly type: number; readonly axis: number }
  | { readonly kind: 'hidden' | 'budget' };
export type WeighedMeanRow = MeanRow & { readonly weight: number };
