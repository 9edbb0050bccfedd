/**
 * A literature run: items of papers (papers/), the studies that show them, each run once however many items ask for it, and what
 * follows for every item. A study that is finished is kept in the folder and not run again.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, kindOf, type Item, type ItemKind, type Paper, type Showing } from '../../papers/item.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';
import { canonicalJson } from '../results/canonical-json.ts';
import type { Claim, Verdict as DocumentVerdict } from '../results/document.ts';
import { writeAside } from '../run/kept-file.ts';

/**
 * `holds`, `corrected` (holds as the item's correction says), `fails`, `undecided` (some claim is, or was not held), and
 * `not-computable` (a consequence was checked instead, and did not fail).
 */
export const STATUSES = ['holds', 'corrected', 'fails', 'undecided', 'not-computable'] as const;
export type ItemStatus = (typeof STATUSES)[number];

export interface ListedItem {
  readonly id: string;
  readonly paper: Paper;
  readonly item: Item;
  readonly kind: ItemKind;
}

export const itemsOf = (papers: readonly Paper[]): readonly ListedItem[] =>
  papers.flatMap((paper) => paper.items.map((item) => ({ id: idOf(paper, item), paper, item, kind: kindOf(item) })));

/** All items, those of a paper, or one. Throws InputError with a suggestion. */
export function chooseItems(papers: readonly Paper[], what: string | undefined): readonly ListedItem[] {
  const all = itemsOf(papers);
  if (what === undefined) return all;
  const chosen = all.filter(({ id, paper }) => id === what.toLowerCase() || paper.id === what.toLowerCase());
  if (chosen.length > 0) return chosen;
  const names = [...papers.map(({ id }) => id), ...all.map(({ id }) => id)];
  throw new InputError(
    'item', `unknown paper or item ${quote(what)}${didYouMean(what, names) || `; papers: ${papers.map(({ id }) => id).join(', ')}`}`,
  );
}

/** One study that items ask for. */
export interface WantedStudy {
  readonly id: string;
  readonly showing: Omit<Showing, 'claims' | 'verdicts'>;
}

const studyOf = ({ scenario, command = 'run', values = {} }: Showing): WantedStudy => {
  const showing = { scenario, command, values };
  return { id: `${scenario}-${createHash('sha256').update(canonicalJson(showing)).digest('hex').slice(0, 8)}`, showing };
};

/** Each once, in the order in which they are met. */
export function studiesOf(items: readonly ListedItem[]): readonly WantedStudy[] {
  const all = items.flatMap(({ item }) => item.shown.map(studyOf));
  return [...new Map(all.map((study) => [study.id, study])).values()];
}

/** The command line that shows it, with the effort of the reproduction. */
export function commandOf({ showing: { scenario, command, values = {} } }: WantedStudy, profiles: number | undefined): string {
  const written = (value: unknown): string => (/^[\w.,-]*$/.test(String(value)) ? String(value) : `"${String(value)}"`);
  const flags = Object.entries(values).map(([name, value]) => ` --${name} ${written(value)}`);
  return `misreport ${command} ${scenario}${flags.join('')} --seed ${SEED}${profiles === undefined ? '' : ` --profiles ${profiles}`}`;
}

export const SEED = 'reproduction';
/** Where every study is held short. */
export const QUICK_PROFILES = 200_000;

/** What is kept of a study. */
export interface StudyOutcome {
  readonly command: string;
  readonly version: string;
  readonly claims: readonly Claim[];
  readonly verdicts: readonly DocumentVerdict[];
  readonly seconds: number;
  /** Where it could not be run. */
  readonly error?: string;
}

/** Finished studies as files, each whole or not there. */
export function keptStudies(folder: string, version: string): {
  read(id: string, command: string): StudyOutcome | undefined;
  write(id: string, outcome: StudyOutcome): void;
} {
  const fileOf = (id: string): string => join(folder, 'studies', `${id}.json`);
  return {
    read(id, command) {
      if (!existsSync(fileOf(id))) return undefined;
      try {
        const outcome = JSON.parse(readFileSync(fileOf(id), 'utf8')) as StudyOutcome;
        return outcome.command === command && outcome.version === version && Array.isArray(outcome.claims)
          && Array.isArray(outcome.verdicts) ? outcome : undefined;
      } catch {
        return undefined;
      }
    },
    write: (id, outcome) => writeAside(fileOf(id), Buffer.from(`${JSON.stringify(outcome, null, 1)}\n`)),
  };
}

/** A claim or a verdict that was held for an item, and the command that shows it. */
export interface Evidence {
  readonly command: string;
  readonly claim: string;
  readonly text: string;
  readonly status: Claim['status'] | 'missing';
  readonly evidence: string;
}

export interface Verdict {
  readonly id: string;
  readonly status: ItemStatus;
  readonly evidence: readonly Evidence[];
}

/** `id` or `id of agent`: all rows of a study that it names. */
const rowsOf = ({ verdicts }: StudyOutcome, name: string): readonly DocumentVerdict[] => {
  const [id, agent] = name.split(' of ');
  return verdicts.filter((row) => row.id === id && (agent === undefined || row.agent === agent));
};

function verdictEvidence(outcome: StudyOutcome, name: string, expected: 'yes' | 'no'): Omit<Evidence, 'command'> {
  const rows = rowsOf(outcome, name);
  const found = rows.map(({ status, holds }) => status ?? (holds ? 'yes' : 'no'));
  const status = rows.length === 0 ? 'missing'
    : found.includes('undecided') ? 'undecided' : found.every((one) => one === expected) ? 'pass' : 'fail';
  return {
    claim: name, text: `${name}: ${expected}`, status, evidence: outcome.error ?? [...new Set(rows.map(({ text }) => text))].join('; '),
  };
}

function evidenceOf(showing: Showing, outcome: StudyOutcome | undefined): readonly Evidence[] {
  const command = outcome?.command ?? commandOf(studyOf(showing), undefined);
  const without = (claim: string): Evidence => (
    { command, claim, text: '', status: 'missing', evidence: outcome?.error ?? 'was not run' }
  );
  const ofClaims = (showing.claims ?? []).map((wanted): Evidence => {
    const claim = outcome?.claims.find((one) => one.id === wanted);
    return claim ? { command, claim: wanted, text: claim.text, status: claim.status, evidence: claim.evidence } : without(wanted);
  });
  const ofVerdicts = Object.entries(showing.verdicts ?? {}).map(([name, expected]): Evidence =>
    (outcome === undefined ? without(name) : { command, ...verdictEvidence(outcome, name, expected) }));
  return [...ofClaims, ...ofVerdicts];
}

/** What follows for an item; a claim that its study does not make, or does not find applicable, leaves it undecided. */
export function verdictOf({ id, item }: ListedItem, outcomes: ReadonlyMap<string, StudyOutcome>): Verdict {
  const evidence = item.shown.flatMap((showing) => evidenceOf(showing, outcomes.get(studyOf(showing).id)));
  const statuses = evidence.map(({ status }) => status);
  const found: ItemStatus = statuses.includes('fail')
    ? 'fails'
    : statuses.length > 0 && statuses.every((status) => status === 'pass') ? 'holds' : 'undecided';
  const status = found !== 'holds' ? found
    : item.notComputable !== undefined ? 'not-computable' : item.correction !== undefined ? 'corrected' : 'holds';
  return { id, status, evidence };
}
