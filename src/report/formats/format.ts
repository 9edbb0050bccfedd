/** What a format is: files made from a finished study. Adding one is its file and a line in formats/index.ts. */
import type { ResultDocument } from '../../results/document.ts';
import type { DrawnFigure } from '../figures/figure.ts';
import type { Table } from '../tables/index.ts';

export interface OutputFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly data: string | Uint8Array;
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** How the results came about, as the caller knows it. */
export interface Replication {
  /** Words after `misreport`, without what names the folder of the results. */
  readonly command: readonly string[];
  /** Files that the command reads, by the names that it has for them. */
  readonly inputs: readonly OutputFile[];
}

/** Everything a format may be made from. */
export interface Report {
  readonly document: ResultDocument;
  readonly tables: readonly Table[];
  readonly figures: readonly DrawnFigure[];
  readonly log: readonly LogEntry[];
  readonly writtenAt: Date;
  /** Where the caller knows how the results came about. */
  readonly replication?: Replication;
}

export interface Format {
  readonly name: string;
  /** Written only where it is asked for by name. */
  readonly onRequest?: true;
  /** What has to be done before `files`: loads what is dear and seldom asked for. */
  load?(): Promise<void>;
  /** None where there is nothing to say; `before`: files of the formats that stand before it, in order. */
  files(report: Report, before: readonly OutputFile[]): readonly OutputFile[];
}
