/** The long-form tables of a result, one line each. */
import type { ResultDocument } from '../../results/document.ts';
import { withShortNames } from '../labels.ts';
import { beliefs } from './beliefs.ts';
import { claims } from './claims.ts';
import { curves } from './curves.ts';
import { estimates } from './estimates.ts';
import { fits } from './fits.ts';
import { slopes } from './slopes.ts';
import { surfaces } from './surfaces.ts';
import type { Table, TableOf } from './table.ts';
import { verdicts } from './verdicts.ts';

export type { Cell, Field, Table } from './table.ts';

const TABLES: readonly TableOf[] = [estimates, fits, slopes, curves, surfaces, beliefs, verdicts, claims];

/** Tables with something in them, and the estimates in any case; long texts go by their short names. */
export function tablesOf(document: ResultDocument): Table[] {
  const short = withShortNames(document);
  return TABLES.map((table) => table(short)).filter((table) => table !== undefined);
}
