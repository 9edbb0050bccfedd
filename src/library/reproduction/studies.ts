/** The studies that items ask for, each once however many items do, with what is kept of those that are finished. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Showing } from '../../../papers/item.ts';
import { canonicalJson } from '../../results/canonical-json.ts';
import type { Claim, Estimate, Fit, Verdict } from '../../results/document.ts';
import { writeAside } from '../../run/kept-file.ts';
import type { ListedItem } from './items.ts';

export const SEED = 'reproduction';
/** Folder of what is kept of studies. */
export const STUDIES = 'studies';
/** Where every study is held short. */
export const QUICK_PROFILES = 200_000;

/** One study that items ask for. */
export interface WantedStudy {
  readonly id: string;
  readonly showing: Pick<Showing, 'scenario' | 'command' | 'values' | 'profiles' | 'needs'>;
}

/** The study of a showing. */
export const studyOf = ({ scenario, command = 'run', values = {}, profiles, needs }: Showing): WantedStudy => {
  const showing = {
    scenario, command, values, ...(profiles === undefined ? {} : { profiles }), ...(needs === undefined ? {} : { needs }),
  };
  return { id: `${scenario}-${createHash('sha256').update(canonicalJson(showing)).digest('hex').slice(0, 8)}`, showing };
};

/** Each once, in the order in which they are met. */
export function studiesOf(items: readonly ListedItem[]): readonly WantedStudy[] {
  const all = items.flatMap(({ item }) => item.shown.map(studyOf));
  return [...new Map(all.map((study) => [study.id, study])).values()];
}

/** Profiles of a study: its own where it says so, else those of the reproduction, and no fewer than decide it. */
export function profilesOf({ showing }: WantedStudy, profiles: number | undefined): number | undefined {
  const { profiles: own, needs = 0 } = showing;
  if (profiles === undefined) return own;
  return own === undefined ? Math.max(profiles, needs) : Math.min(own, profiles);
}

/** The command line that shows it, with the effort of the reproduction. */
export function commandOf(study: WantedStudy, profiles: number | undefined): string {
  const { scenario, command, values = {} } = study.showing;
  const effort = profilesOf(study, profiles);
  const written = (value: unknown): string => (/^[\w.,-]*$/.test(String(value)) ? String(value) : `"${String(value)}"`);
  const flags = Object.entries(values).map(([name, value]) => ` --${name} ${written(value)}`);
  return `misreport ${command} ${scenario}${flags.join('')} --seed ${SEED}${effort === undefined ? '' : ` --profiles ${effort}`}`;
}

/** A figure of a study, beside it in the folder. */
export interface KeptFigure {
  /** Relative to the folder of the reproduction. */
  readonly path: string;
  readonly caption: string;
}

/** What is kept of a study. */
export interface StudyOutcome {
  readonly command: string;
  /** Of the program and of the scenario's files: another one makes it run again. */
  readonly version: string;
  readonly title: string;
  readonly claims: readonly Claim[];
  readonly verdicts: readonly Verdict[];
  readonly estimates: readonly Estimate[];
  readonly fits: readonly Fit[];
  readonly figures: readonly KeptFigure[];
  readonly seconds: number;
  /** Where it could not be run. */
  readonly error?: string;
  /** Of undecided claims: how many times narrower intervals about the same estimates would decide them, where that would. */
  readonly narrower?: Readonly<Record<string, number>>;
}

/** Studies as files, each whole or not there. */
export interface KeptStudies {
  /** Undefined where there is none of this command and version; what kept one from being run is kept too. */
  read(id: string, command: string, version: string): StudyOutcome | undefined;
  /** What it took when it was last run, whatever its version. */
  seconds(id: string): number | undefined;
  write(id: string, outcome: StudyOutcome): void;
}

/** Those of a folder; a damaged file counts as none. */
export function keptStudies(folder: string): KeptStudies {
  const fileOf = (id: string): string => join(folder, STUDIES, `${id}.json`);
  const parsed = (id: string): StudyOutcome | undefined => {
    try {
      return existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), 'utf8')) as StudyOutcome : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    read(id, command, version) {
      const outcome = parsed(id);
      const whole = outcome !== undefined && outcome.command === command && outcome.version === version
        && [outcome.claims, outcome.verdicts, outcome.estimates, outcome.fits, outcome.figures].every(Array.isArray)
        && outcome.figures.every(({ path }) => existsSync(join(folder, path)));
      return whole ? outcome : undefined;
    },
    seconds: (id) => parsed(id)?.seconds,
    write: (id, outcome) => writeAside(fileOf(id), Buffer.from(`${JSON.stringify(outcome)}\n`)),
  };
}

/** Cheapest first by what each took before; those of which nothing is known count as the middle one. */
export function cheapestFirst(
  studies: readonly WantedStudy[], secondsOf: (id: string) => number | undefined,
): readonly { readonly study: WantedStudy; readonly expected: number }[] {
  const known = studies.flatMap(({ id }) => secondsOf(id) ?? []).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? 1;
  return studies.map((study) => ({ study, expected: secondsOf(study.id) ?? middle })).sort((a, b) => a.expected - b.expected);
}
