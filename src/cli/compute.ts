/** What every command that draws does: opens the ledger and the device, and runs the study with progress on stderr. */
import { resolve } from 'node:path';
import type { Device, DeviceDescription } from '../engine/device.ts';
import type { OutputFolder } from '../report/folder.ts';
import type { Progress } from '../report/terminal/progress.ts';
import type { LogEntry } from '../report/write.ts';
import type { ResultDocument } from '../results/document.ts';
import type { StudyKind, SweepPoint } from '../kinds/kind.ts';
import type { DiskLedger } from '../run/disk-ledger.ts';
import type { PreparedStudy, StudyHooks } from '../study/study.ts';
import type { Interruption } from './interrupt.ts';
import { withFunctions, type Proofs, type ProofsFolder } from './proof-files.ts';
import type { AskedStudy } from './read-study.ts';

/** The checked study, and the folder it goes to. */
export interface Request extends AskedStudy {
  readonly folder: string | undefined;
}

/** One call of a command. Signals may come at any time, so what they must undo is noted as it comes up. */
export interface Session {
  readonly request: Request;
  /** The whole line, as it was typed. */
  readonly argv: readonly string[];
  readonly quiet: boolean;
  readonly interruption: Interruption;
  readonly undo: Undo;
}

export interface Undo {
  progress?: Progress;
  folder?: OutputFolder;
  /** Files on their way into the folder, and how to have them taken back. */
  writing?: { readonly done: Promise<unknown>; abandon(): void };
  proofs?: ProofsFolder;
}

/** A study that is not drawn by this process alone: undefined where others have yet to draw. */
export interface Together {
  readonly ledger: DiskLedger;
  run(study: PreparedStudy, device: Device, hooks: StudyHooks): Promise<ResultDocument | undefined>;
}

/** Opens the device and runs the study; progress goes to stderr. */
export async function compute(
  session: Session, log: LogEntry[], proofs: Proofs, together?: Together,
): Promise<ResultDocument | undefined> {
  const { request, quiet, interruption: { signal }, undo } = session;
  const { createProgress } = await import('../report/terminal/progress.ts');
  const { openDevice } = await import('../engine/open-device.ts');
  const { openHelpers } = await import('../library/helpers/helpers.ts');
  const { runPrepared } = await import('../study/study.ts');
  const ledger = together ?? await ledgerOf(session);
  const device = await openDevice(request.machine);
  const progress = createProgress({ stream: process.stderr, quiet });
  undo.progress = progress;
  const idle: string[] = [];
  const helpers = openHelpers(request.study, request.scenarioFile ?? request.study.configuration.scenario.name, device);
  try {
    // Not before it is known that there is nothing to refuse: that is one line.
    let told = quiet;
    const tellDevice = (): void => {
      if (!told && !signal.aborted) progress.say(describeDevice(device.description));
      told = true;
    };
    const document = await (together?.run ?? runPrepared)(request.study, device, {
      signal,
      ...(ledger ? { ledger: ledger.ledger } : {}),
      ...(helpers ? { helpers } : {}),
      onProgress: (...at) => void (signal.aborted || progress.update(...at)),
      onLog: (entry) => void log.push(entry),
      onProof: (name, file, of) => void proofs.files.push({ name, file: withFunctions(file, request.scenarioFile), of }),
      onNoProof: (name, why, of) => void proofs.missing.push({ name, why, of }),
      onIdle: (options) => void idle.push(...options),
      onAccepted: tellDevice,
    });
    tellDevice();
    if (ledger !== undefined) log.push({ event: 'ledger', ...ledger.ledger.tally });
    if (document?.complete && ledger && 'forget' in ledger) ledger.forget();
    progress.stop();
    if (!quiet) process.stderr.write(idleWords(request, idle, idleAt(request.study.points)));
    return document;
  } finally {
    progress.stop();
    await helpers?.close();
    await device.close();
  }
}

type IdleMembers = ReturnType<NonNullable<StudyKind['idleMembers']>>;

/** Members that are idle at every point. */
export function idleAt(points: readonly Pick<SweepPoint, 'kind' | 'problem'>[]): IdleMembers {
  const [first = [], ...others] = points.map(({ kind, problem }) => kind.idleMembers?.(problem) ?? []);
  return first.filter(({ name }) => others.every((members) => members.some((member) => member.name === name)));
}

/** Options that were given in vain, `idle` and `members` included, each in a line of its own; empty where there is none. */
export function idleWords({ given, fieldOf, output, folder }: Request, idle: readonly string[], members: IdleMembers = []): string {
  const nothing = 'has no effect here: the numbers do not depend on it';
  const vain = [
    ...idle.map((name) => [name, nothing] as const), ...members.map(({ name, why }) => [name, why] as const),
    ...(output.json ? [] : [['no-curves', 'has no effect without --json'] as const]),
    ...(folder === undefined && output.ledger === undefined ? [['ledger-size', 'has no effect: no ledger is kept'] as const] : []),
  ];
  return vain.filter(([name]) => given.has(name)).map(([name, why]) => `misreport: ${fieldOf(name)} ${why}\n`).join('');
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
