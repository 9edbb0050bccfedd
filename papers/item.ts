/** What a paper's numbered items are as data: what each says, in our words, and which claims of which studies show it. */

export const ITEM_KINDS = [
  'definition', 'assumption', 'theorem', 'lemma', 'proposition', 'corollary', 'claim', 'remark', 'example', 'figure', 'table', 'question',
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** One study, and what of it speaks of the item. */
export interface Showing {
  readonly scenario: string;
  /** Default `run`. */
  readonly command?: 'run' | 'rate';
  /** Parameters other than the defaults; a list sweeps. */
  readonly values?: Readonly<Record<string, number | string | readonly (number | string)[]>>;
  /** Ids; every one of them must pass. */
  readonly claims?: readonly string[];
  /** Exact verdicts that the study has to reach, by id, or `id of agent` where it speaks of each agent; at every point of a sweep. */
  readonly verdicts?: Readonly<Record<string, 'yes' | 'no'>>;
}

export interface Item {
  /** As the paper has it, `Theorem 4.2`; of a result without a number what heads it, `Proposition: Separable environments`. */
  readonly number: string;
  /** Where it stands; the page where results have no numbers. */
  readonly place: string;
  /** What it says, in our words. */
  readonly says: string;
  readonly shown: readonly Showing[];
  /** What must be added or changed for it to hold; what is shown is then the corrected statement. */
  readonly correction?: string;
  /** Why it fails as stated, where it does; what is shown is then the counterexample. */
  readonly fails?: string;
  /** Why nothing can be computed of it; what is shown is then a consequence. */
  readonly notComputable?: string;
  /** Left open by the paper, and answered here. */
  readonly ours?: true;
}

export interface Paper {
  /** `song22` */
  readonly id: string;
  readonly title: string;
  readonly authors: string;
  readonly items: readonly Item[];
}

/** `theorem` of `Theorem 4.2`. */
export const kindOf = ({ number }: Item): ItemKind => /^\w+/.exec(number)![0].toLowerCase() as ItemKind;

/** `song22:theorem-4.2` */
export const idOf = ({ id }: Paper, { number }: Item): string => `${id}:${number.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`;
