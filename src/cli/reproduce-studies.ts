/** Runs the studies of a reproduction that its folder does not have, cheapest first; draws their figures beside them. */
import { join } from 'node:path';
import type { Device, DeviceChoice } from '../engine/device.ts';
import { narrowerOf } from '../library/reproduction/deciding.ts';
import { scenarioVersion } from '../library/reproduction/fingerprint.ts';
import {
  cheapestFirst, commandOf, keptStudies, profilesOf, SEED, STUDIES, type KeptFigure, type StudyOutcome, type WantedStudy,
} from '../library/reproduction/studies.ts';
import type { ResultDocument } from '../results/document.ts';
import type { Ledger } from '../run/ledger.ts';
import { writeAside } from '../run/kept-file.ts';
import { packageVersion } from '../version.ts';

export interface ReproductionRun {
  readonly folder: string;
  /** Of every study that does not say otherwise; undefined: the precision that commands have by themselves. */
  readonly profiles: number | undefined;
  readonly quiet: boolean;
  /** Seconds that studies took elsewhere, by id. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
  /** Default: auto, all cores. */
  readonly machine?: { readonly device?: DeviceChoice; readonly workers?: number };
  /** A study was finished, or something was drawn that the next try will find. */
  onKept?(): void;
}

interface StudyEffort {
  readonly profiles: number | undefined;
  readonly device: Device;
  readonly signal: AbortSignal;
  readonly ledger: Ledger;
  onProgress(stage: string, share: number): void;
}

/** Pictures of one study on the pages; result folders have all. */
const FIGURES_MAX = 3;

async function drawFigures(document: ResultDocument, id: string, folder: string): Promise<readonly KeptFigure[]> {
  const { figuresOf } = await import('../report/figures/index.ts');
  const { renderSvg } = await import('../report/figures/render.ts');
  const kept: KeptFigure[] = [];
  for (const figure of figuresOf(document).slice(0, FIGURES_MAX)) {
    const path = join(STUDIES, `${id}-${figure.name}.svg`);
    writeAside(join(folder, path), Buffer.from(await renderSvg(figure)));
    kept.push({ path, caption: figure.caption });
  }
  return kept;
}

type Found = Omit<StudyOutcome, 'command' | 'version' | 'seconds'>;
const NOTHING: Omit<Found, 'error'> = { title: '', claims: [], verdicts: [], estimates: [], fits: [], figures: [] };

/** One study by the library's call, or what kept it from running. */
async function runOne(wanted: WantedStudy, folder: string, how: StudyEffort): Promise<Found> {
  const { study } = await import('../library/study.ts');
  const { scenarios } = await import('../../scenarios/registry.ts');
  const { showing: { scenario, command, values } } = wanted;
  const profiles = profilesOf(wanted, how.profiles);
  try {
    const document = await study(
      { ...values, scenario, command: command ?? 'run', seed: SEED, ...(profiles === undefined ? {} : { profiles }) },
      { device: how.device, signal: how.signal, ledger: how.ledger, onProgress: (stage, share) => how.onProgress(stage, share) },
    );
    if (!document.complete) return { ...NOTHING, error: 'was interrupted' };
    const { title, claims, verdicts, estimates, fits } = document;
    const narrower = narrowerOf(document, scenarios.find(({ name }) => name === scenario)!);
    const figures = await drawFigures(document, wanted.id, folder);
    return { title, claims, verdicts, estimates, fits, figures, ...(Object.keys(narrower).length === 0 ? {} : { narrower }) };
  } catch (error) {
    return { ...NOTHING, error: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
}

const versionsOf = (wanted: readonly WantedStudy[]): ReadonlyMap<string, string> =>
  new Map(wanted.map(({ id, showing }) => [id, scenarioVersion(showing.scenario, packageVersion())]));

/** What the folder has of them, by id; with what kept some from being run. */
export function readStudies(
  wanted: readonly WantedStudy[], folder: string, profiles: number | undefined,
): ReadonlyMap<string, StudyOutcome> {
  const kept = keptStudies(folder);
  const versions = versionsOf(wanted);
  return new Map(wanted.flatMap((one): readonly (readonly [string, StudyOutcome])[] => {
    const known = kept.read(one.id, commandOf(one, profiles), versions.get(one.id)!);
    return known === undefined ? [] : [[one.id, known]];
  }));
}

/** By id; where the run was stopped, those that are finished. One that cannot be run is told, and the rest goes on. */
export async function runStudies(
  wanted: readonly WantedStudy[], { folder, profiles, quiet, seconds, signal, machine, onKept }: ReproductionRun,
): Promise<ReadonlyMap<string, StudyOutcome>> {
  const { openDevice } = await import('../engine/open-device.ts');
  const { openLedger, DEFAULT_MEBIBYTES } = await import('../library/ledger.ts');
  const { createProgress } = await import('../report/terminal/progress.ts');
  const kept = keptStudies(folder);
  const outcomes = new Map([...readStudies(wanted, folder, profiles)].filter(([, { error }]) => error === undefined));
  const missing = wanted.filter(({ id }) => !outcomes.has(id));
  if (missing.length === 0) return outcomes;
  const versions = versionsOf(missing);
  const planned = cheapestFirst(missing, (id) => kept.seconds(id) ?? seconds[id]);
  const all = planned.reduce((sum, { expected }) => sum + expected, 0);
  const opened = openLedger({
    folder: join(folder, 'ledger'), mebibytes: DEFAULT_MEBIBYTES, asked: false, scenarioFile: undefined,
    warn: (text) => void process.stderr.write(`misreport: ${text}\n`),
  });
  const ledger: Ledger = { ...opened, keep: (range) => { opened.keep(range); onKept?.(); } };
  const device = await openDevice({ device: 'auto', ...machine });
  const progress = createProgress({ stream: process.stderr, quiet });
  let done = 0;
  try {
    for (const { study, expected } of planned) {
      if (signal.aborted) break;
      const start = Date.now();
      const update = (stage: string, share: number): void =>
        void (signal.aborted || progress.update(`${study.showing.scenario}: ${stage}`, (done + share * expected) / all));
      const found = await runOne(study, folder, { profiles, device, signal, ledger, onProgress: update });
      if (signal.aborted) break;
      const outcome = {
        command: commandOf(study, profiles), version: versions.get(study.id)!, ...found, seconds: (Date.now() - start) / 1000,
      };
      outcomes.set(study.id, outcome);
      kept.write(study.id, outcome);
      onKept?.();
      if (outcome.error !== undefined) process.stderr.write(`misreport: ${outcome.command}: could not be run: ${outcome.error}\n`);
      done += expected;
      update('done', 0);
    }
  } finally {
    progress.stop();
    await device.close();
  }
  return outcomes;
}
