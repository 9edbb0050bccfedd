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
  readonly bounds?: readonly Bound[];
  /** Profiles where its claims need few, whatever the reproduction gives others. */
  readonly profiles?: number;
  /** Profiles without which it stays undecided: a quick reproduction gives it no fewer. */
  readonly needs?: number;
}

/** What the intervals of some rows have to lie below, above, or both. */
export interface Bound {
  /** In words: what it says where it holds. */
  readonly text: string;
  readonly quantity: string;
  readonly agent?: string;
  /** Coordinates of the rows; those left out may be anything. */
  readonly at?: Readonly<Record<string, number | string>>;
  /** Of the exponents of the study's fits instead of its rows. */
  readonly fit?: true;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** A picture of several studies at once: rows of one quantity against a parameter, another quantity, or what tells the series apart. */
export interface Plot {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  readonly log?: 'both' | 'across' | 'up';
  /** Marks alone, where points of a line would not belong together. */
  readonly scattered?: true;
  readonly series: readonly PlotSeries[];
}

export interface PlotSeries {
  readonly label: string;
  /** Which of the item's showings. */
  readonly showing: number;
  readonly quantity: string;
  readonly agent?: string;
  readonly at?: Readonly<Record<string, number | string>>;
  /** A parameter that is swept, or a coordinate with words; `{ quantity }`: the row of that quantity at the same parameters. */
  readonly against: string | { readonly quantity: string };
}

/** A table of the paper, from the model of one of the item's showings. */
export interface ItemTable {
  readonly showing: number;
  readonly of: 'prior' | 'beliefs' | 'bet' | 'payoffs' | 'payoffs-by-type';
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
  readonly plot?: Plot;
  readonly tables?: readonly ItemTable[];
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
