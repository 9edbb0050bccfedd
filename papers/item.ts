/** What a paper's numbered items are as data: what each says, in our words, and which claims of which studies show it. */

export type ItemKind = 'definition' | 'theorem' | 'lemma' | 'proposition' | 'corollary' | 'remark' | 'example' | 'figure' | 'table';

/** One study, and the claims of its that speak of the item. */
export interface Showing {
  readonly scenario: string;
  /** Default `run`. */
  readonly command?: 'run' | 'rate';
  /** Parameters other than the defaults; a list sweeps. */
  readonly values?: Readonly<Record<string, number | string | readonly (number | string)[]>>;
  /** Ids; every one of them must pass. */
  readonly claims: readonly string[];
}

export interface Item {
  /** As the paper has it, `Theorem 4.2`. */
  readonly number: string;
  /** Where it stands. */
  readonly place: string;
  /** What it says, in our words. */
  readonly says: string;
  readonly shown: readonly Showing[];
  /** What must be added or changed for it to hold; what is shown is then the corrected statement. */
  readonly correction?: string;
  /** Why nothing can be computed of it; what is shown is then a consequence. */
  readonly notComputable?: string;
}

export interface Paper {
  /** `song22` */
  readonly id: string;
  readonly title: string;
  readonly authors: string;
  readonly items: readonly Item[];
}

/** `theorem` of `Theorem 4.2`. */
export const kindOf = ({ number }: Item): ItemKind => number.split(' ')[0]!.toLowerCase() as ItemKind;

/** `song22:theorem-4.2` */
export const idOf = ({ id }: Paper, { number }: Item): string => `${id}:${number.toLowerCase().replaceAll(' ', '-')}`;
