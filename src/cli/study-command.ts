/** What `run` and `rate` share: read the options, open the device, run the study, print and write what came out. */
import { join as joinPath, resolve } from 'node:path';
import { EXIT, InputError } from '../errors.ts';
import type { LookOptions } from '../report/figures/look.ts';
import type { OutputFolder } from '../report/folder.ts';
import type { LogEntry, WriteOptions } from '../report/write.ts';
import type { ResultDocument } from '../results/document.ts';
import type { SweepPoint } from '../kinds/kind.ts';
import { STUDY_OPTIONS } from '../study/options.ts';
import { scenarioOptions } from '../study/parameters.ts';
import { sweepPoints } from '../study/sweep.ts';
import { asksForHelp } from './command-line.ts';
import { compute, type Request, type Session, type Together, type Undo } from './compute.ts';
import { listenForInterruption, unlessInterrupted, type Interruption } from './interrupt.ts';
import { proofsFolder, writeProofs, type Proofs, type ProofsFolder } from './proof-files.ts';
import { readStudy, type StudySpec } from './read-study.ts';
import { reserveStdout } from './stdout.ts';
import { tableOptions } from './table-options.ts';
import { removeUnfinishedFiles } from './unfinished-files.ts';

export async function readStudyAndFolder(argv: readonly string[], spec: StudySpec): Promise<Request | undefined> {
  const asked = await readStudy(argv, spec);
  if (asked === undefined) return undefined;
  const { study: { configuration, hash }, output } = asked;
  const { scenario, points } = configuration;
  if (asked.proofs !== undefined) requireCertificates(sweepPoints(configuration));
  if (output['no-figures'] && output.format?.includes('pdf')) {
    throw new InputError('--format', 'pdf is a format of figures, of which --no-figures draws none; leave one of them out');
  }
  if (output.format?.includes('replication')) (await import('./replication-inputs.ts')).requireReplicable(points);
  const named = `${spec.shown ?? spec.name}-${scenario.name}-${hash.slice(0, 8)}`;
  const folder = output['no-out'] ? undefined : (output.out ?? joinPath('results', named));
  return { ...asked, folder };
}

/** Throws InputError where nothing of the kinds that are studied ever comes with a certificate, or nothing of these problems. */
function requireCertificates(points: readonly SweepPoint[]): void {
  const able = points.filter(({ kind }) => kind.certificates);
  const reasons = able.map(({ kind, problem }) => kind.whyNoCertificate?.(problem));
  if (reasons.includes(undefined)) return;
  if (able.length > 0) throw new InputError('--proofs', `has nothing to write here: ${reasons[0]}; leave it out`);
  throw new InputError('--proofs', `nothing of ${points[0]!.kind.words} comes with a certificate; field, least-epsilon, second-best, `
    + 'robust, certify and design write them (docs/certify.md)');
}

/** Where results go, and certificates. */
interface Destinations {
  readonly prepared: OutputFolder | undefined;
  readonly certificates: ProofsFolder | undefined;
}

/** Both, before anything is computed; nothing is left of the one where the other is refused. Throws InputError. */
async function destinations({ request: { folder, proofs }, undo }: Session): Promise<Destinations> {
  const { claimOutputFolder, discardOutputFolder, prepareOutputFolder } = await import('../report/write.ts');
  // Of one folder for both, the claim of certificates is enough.
  const isOne = folder !== undefined && proofs !== undefined && resolve(folder) === resolve(proofs);
  const prepared = folder === undefined ? undefined : await (isOne ? prepareOutputFolder : claimOutputFolder)(folder);
  if (prepared) undo.folder = prepared;
  try {
    const certificates = proofs === undefined ? undefined : await proofsFolder(proofs);
    if (certificates) undo.proofs = certificates;
    return { prepared, certificates };
  } catch (error) {
    if (prepared) await discardOutputFolder(prepared);
    throw error;
  }
}

/** Both folders are this run's until all is written, and shown. */
async function computeClaimed(...[session, show, together]: Parameters<typeof computeWriteShow>): Promise<boolean> {
  try {
    return await computeWriteShow(session, show, together);
  } finally {
    session.undo.proofs?.leave();
    session.undo.folder?.leave?.();
  }
}

/**
 * Computes, writes the folder, then shows: neither a full disk nor a reader that went away costs what was computed. Where the folder
 * cannot be written it is left as it was, the result is shown all the same, and there are no certificates of what is not there. False where
 * something is missing: draws, figures, or what others have yet to draw.
 */
async function computeWriteShow(
  session: Session,
  show: (document: ResultDocument) => Promise<void>,
  together?: Together,
): Promise<boolean> {
  const { undo } = session;
  const { prepared, certificates } = await destinations(session);
  const proofs: Proofs = { files: [], missing: [] };
  const log: LogEntry[] = [];
  const { discardOutputFolder } = await import('../report/write.ts');
  let failure: unknown;
  let document: ResultDocument | undefined;
  let whole = true;
  try {
    document = await compute(session, log, proofs, together);
    // An interruption before anything is known must not replace an earlier result.
    if (prepared && document && document.estimates.length > 0 && !(await isLess(session, prepared, document))) {
      whole = await writeFolder(session, prepared, document, log);
    } else if (prepared) await discardOutputFolder(prepared);
  } catch (error) {
    undo.progress?.stop();
    if (prepared) await discardOutputFolder(prepared);
    if (document === undefined) {
      // What cannot be had has a proof of its own.
      if (error instanceof InputError && certificates) writeRefusal(session, certificates, proofs);
      throw error;
    }
    failure = error;
  }
  if (document) await show(document);
  if (failure !== undefined) throw failure;
  if (document && certificates) writeCertificates(session, certificates, proofs, document);
  return document?.complete === true && whole;
}

/**
 * Certificates of why what was asked cannot be had, where there are any, and of nothing else: nothing was answered, so that files of what
 * was worked out before would be of no result.
 */
function writeRefusal({ quiet }: Session, { path }: ProofsFolder, { files, missing }: Proofs): void {
  const refusals = files.filter(({ of }) => of === 'refusal');
  if (refusals.length > 0) writeProofs(path, refusals);
  if (quiet) return;
  for (const { name } of refusals) process.stderr.write(`certificate of the refusal: ${joinPath(path, `${name}.json`)}\n`);
  for (const { name, why, of } of missing) if (of === 'refusal') process.stderr.write(`misreport: no certificate ${name}: ${why}\n`);
}

/** Says so where there was nothing to write, and leaves no folder behind then. */
function writeCertificates(
  { quiet, interruption: { signal } }: Session, folder: ProofsFolder, { files, missing }: Proofs, { complete }: ResultDocument,
): void {
  writeProofs(folder.path, files);
  if (quiet) return;
  if (files.length > 0) process.stderr.write(`certificates in ${folder.path}${complete ? '' : ', of what was finished'}\n`);
  for (const { name, why } of missing) process.stderr.write(`misreport: no certificate ${name}: ${why}\n`);
  if (files.length + missing.length > 0) return;
  if (!complete) {
    const why = signal.aborted ? 'the study was interrupted' : 'the study is not complete';
    process.stderr.write(`misreport: --proofs: no certificate was finished: ${why}\n`);
    return;
  }
  process.stderr.write('misreport: nothing here comes with a certificate; field, least-epsilon, second-best, robust and certify write them '
    + '(docs/certify.md)\n');
}

/** What is incomplete does not replace what is complete, and says so. */
async function isLess({ request: { folder } }: Session, { path }: OutputFolder, { complete }: ResultDocument): Promise<boolean> {
  if (complete) return false;
  const { isCompleteResult } = await import('../report/formats/manifest.ts');
  if (!(await isCompleteResult(path))) return false;
  process.stderr.write(`misreport: ${folder} holds a complete result, which this incomplete one does not replace\n`);
  return true;
}

/** What a replication needs, where it is asked for. */
async function replicationAsked({ request: { output }, argv }: Session): Promise<Pick<WriteOptions, 'replication'>> {
  if (!output.format?.includes('replication')) return {};
  const { replicationOf } = await import('./replication-inputs.ts');
  return { replication: replicationOf(argv) };
}

/** What was asked of the figures. */
function lookAsked({ theme, 'figure-width': figureWidth, dpi, 'no-title': noTitle }: Request['output']): LookOptions {
  return {
    ...(theme === undefined ? {} : { theme }), ...(figureWidth === undefined ? {} : { figureWidth }), ...(dpi === undefined ? {} : { dpi }),
    ...(noTitle === undefined ? {} : { noTitle }),
  };
}

async function writeFolder(
  session: Session,
  prepared: OutputFolder,
  document: ResultDocument,
  log: readonly LogEntry[],
): Promise<boolean> {
  const { request: { folder, output }, quiet, undo, interruption } = session;
  let whole = true;
  const { writeResults } = await import('../report/write.ts');
  const { createProgress } = await import('../report/terminal/progress.ts');
  undo.progress = createProgress({ stream: process.stderr, quiet });
  const abandon = new AbortController();
  const done = writeResults(prepared, document, {
    abandon: abandon.signal, log, formats: output.format ?? [], figures: output['no-figures'] !== true, look: lookAsked(output),
    ...(await replicationAsked(session)),
    onDrawing: (name, done, all) => undo.progress?.update(`drawing ${name}`, done / all), signal: interruption.signal,
    onLeftOut(figures) {
      whole = false;
      process.stderr.write(`misreport: ${figures} figure${figures === 1 ? ' is' : 's are'} left out; the same command draws them\n`);
    },
  });
  undo.writing = { done, abandon: () => abandon.abort() };
  await done;
  delete undo.writing;
  undo.progress.stop();
  if (!quiet) process.stderr.write(`results in ${folder}\n`);
  return whole;
}

/** Listens from the start, so that a signal during set-up is heard as well. */
function openSession(undo: Undo): Interruption {
  const say = (text: string): void => {
    undo.progress?.stop();
    process.stderr.write(text);
  };
  const leave = (): void => {
    if (undo.folder) removeUnfinishedFiles(undo.folder);
    undo.proofs?.leave();
  };
  return listenForInterruption(say, () => {
    const { writing } = undo;
    if (writing === undefined) return leave();
    writing.abandon();
    return writing.done.then(() => undefined, () => undefined).finally(leave);
  });
}

/** Returns the exit code. `join`: how a study is drawn together with other processes. */
export async function studyCommand(
  argv: readonly string[],
  spec: StudySpec,
  join?: (request: Request) => Promise<Together>,
): Promise<number> {
  const undo: Undo = {};
  const interruption = openSession(undo);
  try {
    const reserved = argv.includes('--json') && !asksForHelp(argv) ? reserveStdout() : undefined;
    // A scenario file may take long to load, or for ever.
    const read = await unlessInterrupted(readStudyAndFolder(argv, spec), interruption.signal);
    if (read === undefined) {
      process.stderr.write('misreport: nothing is known so far\n');
      return EXIT.incomplete;
    }
    const { value: request } = read;
    if (request === undefined) return EXIT.done;
    const { json = false, quiet = false, 'no-curves': noCurves = false } = request.output;
    const print = json ? (reserved ?? reserveStdout()) : (text: string): void => void process.stdout.write(text);
    const session = { request, argv: [spec.shown ?? spec.name, ...argv], quiet, interruption, undo };
    const show = async (document: ResultDocument): Promise<void> => print(await render(document, { json, noCurves }));
    const together = await join?.(request);
    const isWhole = await computeClaimed(session, show, together).catch((error: unknown) => { throw inUsersWords(error, request); });
    return isWhole ? EXIT.done : EXIT.incomplete;
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
