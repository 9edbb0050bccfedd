/** What `run` and `rate` share: read the options, open the device, run the study, print and write what came out. */
import { join, resolve } from 'node:path';
import type { DeviceDescription } from '../engine/device.ts';
import { EXIT, InputError } from '../errors.ts';
import type { LookOptions } from '../report/figures/look.ts';
import type { OutputFolder } from '../report/folder.ts';
import type { Progress } from '../report/terminal/progress.ts';
import type { LogEntry, WriteOptions } from '../report/write.ts';
import type { ResultDocument } from '../results/document.ts';
import type { DiskLedger } from '../run/disk-ledger.ts';
import { STUDY_OPTIONS } from '../study/options.ts';
import { scenarioOptions } from '../study/parameters.ts';
import { asksForHelp } from './command-line.ts';
import { listenForInterruption, type Interruption } from './interrupt.ts';
import { readStudy, type AskedStudy, type StudySpec } from './read-study.ts';
import { reserveStdout } from './stdout.ts';
import { tableOptions } from './table-options.ts';
import { removeUnfinishedFiles } from './unfinished-files.ts';

/** The checked study, and the folder it goes to. */
interface Request extends AskedStudy {
  readonly folder: string | undefined;
}

async function readStudyAndFolder(argv: readonly string[], spec: StudySpec): Promise<Request | undefined> {
  const asked = await readStudy(argv, spec);
  if (asked === undefined) return undefined;
  const { study: { configuration: { command, scenario }, hash }, output } = asked;
  const folder = output['no-out'] ? undefined : (output.out ?? join('results', `${command}-${scenario.name}-${hash.slice(0, 8)}`));
  return { ...asked, folder };
}

/** One call of `run` or `rate`. Signals may come at any time, so what they must undo is noted as it comes up. */
interface Session {
  readonly request: Request;
  /** The whole line, as it was typed. */
  readonly argv: readonly string[];
  readonly quiet: boolean;
  readonly interruption: Interruption;
  readonly undo: Undo;
}

interface Undo {
  progress?: Progress;
  folder?: OutputFolder;
}

/** Opens the device and runs the study; progress goes to stderr. */
async function compute(session: Session, log: LogEntry[]): Promise<ResultDocument> {
  const { request, quiet, interruption: { signal }, undo } = session;
  const { createProgress } = await import('../report/terminal/progress.ts');
  const { openDevice } = await import('../engine/open-device.ts');
  const { runPrepared } = await import('../study/study.ts');
  const ledger = await ledgerOf(session);
  const device = await openDevice(request.machine);
  const progress = createProgress({ stream: process.stderr, quiet });
  undo.progress = progress;
  try {
    if (!quiet) process.stderr.write(`${describeDevice(device.description)}\n`);
    const document = await runPrepared(request.study, device, {
      signal,
      ...(ledger ? { ledger: ledger.ledger } : {}),
      onProgress: (stage, share) => void (signal.aborted || progress.update(stage, share)),
      onLog: (entry) => void log.push(entry),
    });
    if (ledger !== undefined) log.push({ event: 'ledger', ...ledger.ledger.tally });
    if (document.complete) ledger?.forget();
    return document;
  } finally {
    progress.stop();
    await device.close();
  }
}

interface OpenLedger {
  readonly ledger: DiskLedger;
  /** The study is finished. */
  forget(): void;
}

/** Undefined where nothing is to be kept: what writes no files keeps none unless it is told to. */
async function ledgerOf({ request, argv, undo }: Session): Promise<OpenLedger | undefined> {
  const { output, folder, scenarioFile, study: { hash } } = request;
  if (output['no-ledger'] || (folder === undefined && output.ledger === undefined)) return undefined;
  const { DEFAULT_LEDGER, DEFAULT_MEBIBYTES, forgetStudy, noteStudy, openLedger } = await import('../library/ledger.ts');
  const ledger = openLedger({
    folder: output.ledger ?? DEFAULT_LEDGER, asked: output.ledger !== undefined, scenarioFile,
    mebibytes: output['ledger-size'] ?? DEFAULT_MEBIBYTES,
    warn(text) {
      undo.progress?.stop();
      process.stderr.write(`misreport: ${text}\n`);
    },
    onFirst: () => noteStudy(ledger.folder, { configHash: hash, argv, ...(folder === undefined ? {} : { out: resolve(folder) }) }),
  });
  return { ledger, forget: () => forgetStudy(ledger.folder, hash) };
}

/** What a replication needs, where it is asked for. */
async function replicationAsked({ request: { output, scenarioFile }, argv }: Session): Promise<Pick<WriteOptions, 'replication'>> {
  if (!output.format?.includes('replication')) return {};
  const { replicationOf } = await import('./replication-inputs.ts');
  return { replication: await replicationOf(argv, [scenarioFile]) };
}

/** What was asked of the figures. */
function lookAsked({ theme, 'figure-width': figureWidth, dpi, 'no-title': noTitle }: Request['output']): LookOptions {
  return {
    ...(theme === undefined ? {} : { theme }), ...(figureWidth === undefined ? {} : { figureWidth }), ...(dpi === undefined ? {} : { dpi }),
    ...(noTitle === undefined ? {} : { noTitle }),
  };
}

/** `device cpu, 2 workers`. */
function describeDevice({ name, workers, backend, adapter, hardware, passedOver }: DeviceDescription): string {
  const details = [
    workers === undefined ? '' : `${workers} worker${workers === 1 ? '' : 's'}`,
    backend === undefined || backend === name ? '' : `backend ${backend}`,
    adapter ?? '',
    hardware === false ? 'emulated in software' : '',
    passedOver === undefined ? '' : `GPU passed over: ${passedOver}`,
  ];
  return `device ${[name, ...details].filter((text) => text !== '').join(', ')}`;
}

/**
 * Computes, shows, then writes the folder: a full disk must not cost what was computed. Whatever goes wrong, the folder is
 * left as it was.
 */
async function computeAndWrite(session: Session, show: (document: ResultDocument) => Promise<void>): Promise<ResultDocument> {
  const { request: { folder, output }, quiet, undo } = session;
  const log: LogEntry[] = [];
  const computeAndShow = async (): Promise<ResultDocument> => {
    const document = await compute(session, log);
    await show(document);
    return document;
  };
  if (folder === undefined) return computeAndShow();
  const { discardOutputFolder, prepareOutputFolder, writeResults } = await import('../report/write.ts');
  const prepared = await prepareOutputFolder(folder);
  undo.folder = prepared;
  try {
    const document = await computeAndShow();
    // An interruption before anything is known must not replace an earlier result.
    if (document.estimates.length === 0) {
      await discardOutputFolder(prepared);
      return document;
    }
    const { createProgress } = await import('../report/terminal/progress.ts');
    undo.progress = createProgress({ stream: process.stderr, quiet });
    await writeResults(prepared, document, {
      log, formats: output.format ?? [], look: lookAsked(output), ...(await replicationAsked(session)),
      onDrawing: (name, done, all) => undo.progress?.update(`drawing ${name}`, done / all),
    });
    undo.progress.stop();
    if (!quiet) process.stderr.write(`results in ${folder}\n`);
    return document;
  } catch (error) {
    undo.progress?.stop();
    await discardOutputFolder(prepared);
    throw error;
  }
}

/** Listens from the start, so that a signal during set-up is heard as well. */
function openSession(undo: Undo): Interruption {
  const say = (text: string): void => {
    undo.progress?.stop();
    process.stderr.write(text);
  };
  return listenForInterruption(say, () => void (undo.folder && removeUnfinishedFiles(undo.folder)));
}

/** Returns the exit code. */
export async function studyCommand(argv: readonly string[], spec: StudySpec): Promise<number> {
  const undo: Undo = {};
  const interruption = openSession(undo);
  try {
    const reserved = argv.includes('--json') && !asksForHelp(argv) ? reserveStdout() : undefined;
    const request = await readStudyAndFolder(argv, spec);
    if (request === undefined) return EXIT.done;
    const { json = false, quiet = false, 'no-curves': noCurves = false } = request.output;
    const print = json ? (reserved ?? reserveStdout()) : (text: string): void => void process.stdout.write(text);
    const session = { request, argv: [spec.shown ?? spec.name, ...argv], quiet, interruption, undo };
    const show = async (document: ResultDocument): Promise<void> => print(await render(document, { json, noCurves }));
    const document = await computeAndWrite(session, show).catch((error: unknown) => { throw inUsersWords(error, request); });
    return document.complete ? EXIT.done : EXIT.incomplete;
  } finally {
    interruption.release();
  }
}

/** A study names its configuration's fields; the user knows them as flags, or as keys of a file. */
function inUsersWords(error: unknown, { fieldOf, study: { configuration: { scenario } } }: Request): unknown {
  if (!(error instanceof InputError)) return error;
  const isOption = [...STUDY_OPTIONS, ...scenarioOptions(scenario)].some(({ name }) => name === error.field);
  return isOption ? error.as(fieldOf(error.field)) : error;
}

async function render(
  document: ResultDocument,
  { json, noCurves }: { readonly json: boolean; readonly noCurves: boolean },
): Promise<string> {
  if (json) return (await import('../report/formats/json.ts')).renderJson(noCurves ? withoutCurves(document) : document);
  return (await import('../report/terminal/table.ts')).renderTables(document, tableOptions());
}

/** The document without what is large: curves, surfaces and worst beliefs. */
function withoutCurves(document: ResultDocument): ResultDocument {
  const brief: { -readonly [K in keyof ResultDocument]: ResultDocument[K] } = { ...document, curves: [], surfaces: [] };
  delete brief.beliefs;
  return brief;
}
