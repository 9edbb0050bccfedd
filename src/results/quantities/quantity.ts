/** What the registry says about a quantity; words come in the field's own terms and sit here once for every report. */

/** Where a quantity stands in the result document. */
export type Place = 'rows' | 'curves' | 'surfaces';

/** `share`: in [0, 1], as probabilities are; `nonnegative`: at least 0, without an upper limit; `any`: of either sign. */
export type Sign = 'share' | 'nonnegative' | 'any';

export interface Quantity {
  /** In full, as a row's name. */
  readonly name: string;
  /** Short, as a column's head. */
  readonly symbol: string;
  readonly unit: string;
  /** Of the quantity itself; rows are cut to it (src/results/in-range.ts). */
  readonly sign: Sign;
  /** One sentence without a capital and a full stop. */
  readonly meaning: string;
  /** Of a curve that is no function of types: what it is over, as its axis says. */
  readonly axis?: string;
  /** Whether it is the largest or the least of something over types and reports, so that of more of them it is more, or less. */
  readonly extremum?: 'largest' | 'least';
  /** Whether `misreport rate` fits it where its values are certified to be positive. */
  readonly fitted?: true;
  /** Why no witness of it can exist. */
  readonly withoutWitness?: string;
  /** Kinds of study that emit it, and where. */
  readonly emitted: Readonly<Record<string, readonly Place[]>>;
}

export type Quantities = Readonly<Record<string, Quantity>>;

export const VALUE = 'units of value';
export const PER_MARKET = 'units of value per market';
export const PER_LIE = 'gain per unit of lie';
export const PROBABILITY = 'probability';
export const BELIEFS = 'size of the set of beliefs';

export const ROWS: readonly Place[] = ['rows'];
export const CURVES: readonly Place[] = ['curves'];
export const SURFACES: readonly Place[] = ['surfaces'];
