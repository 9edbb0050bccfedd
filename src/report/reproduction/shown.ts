/** What the pages of a reproduction are made of. */

export interface ShownClaim {
  readonly command: string;
  readonly claim: string;
  readonly text: string;
  readonly status: string;
  readonly evidence: string;
  /** Of what is undecided: the precision that would decide it, where one would. */
  readonly decidedBy?: string;
}

/** A number of a study beside the exact or published one. */
export interface ShownNumber {
  readonly command: string;
  readonly scenario: string;
  readonly quantity: string;
  readonly agent: string;
  /** Mechanism, market and whatever else tells the row from others. */
  readonly point: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly guarantee: string;
  readonly published: number;
  readonly source: string;
  /** Estimate less published, in standard errors; undefined where the estimate is exact. */
  readonly difference: number | undefined;
}

export interface ShownFigure {
  /** SVG text. */
  readonly svg: string;
  readonly caption: string;
}

/** A table of the paper, from the model. */
export interface ShownTable {
  readonly caption: string;
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly head: string; readonly cells: readonly string[] }[];
}

/** One item as the pages show it. */
export interface ShownItem {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly place: string;
  readonly says: string;
  readonly ours: boolean;
  readonly status: string;
  readonly expected: string | undefined;
  readonly remark: string | undefined;
  readonly evidence: readonly ShownClaim[];
  readonly scenarios: readonly string[];
  /** Quantities that the evidence speaks of. */
  readonly notions: readonly string[];
  readonly figures: readonly ShownFigure[];
  readonly tables: readonly ShownTable[];
  readonly numbers: readonly ShownNumber[];
  /** That its studies took, whether or not other items use them too. */
  readonly seconds: number;
}

export interface ShownPaper {
  readonly id: string;
  readonly title: string;
  readonly authors: string;
  readonly items: readonly ShownItem[];
}

export interface ShownErratum {
  readonly paper: string;
  readonly place: string;
  readonly text: string;
  readonly commands: readonly string[];
}

export interface ShownReproduction {
  readonly papers: readonly ShownPaper[];
  readonly errata: readonly ShownErratum[];
  /** How it was run, in one line. */
  readonly effort: string;
}
