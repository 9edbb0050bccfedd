/** What `run` and `rate` share: read the options, open the device, run the study, print and write what came out. */
import { join } from 'node:path';
import type { DeviceDescription } from '../engine/device.ts';
import { EXIT, InputError } from '../errors.ts';
import type { OutputFolder } from '../report/folder.ts';
import type { Progress } from '../report/terminal/progress.ts';
import type { LogEntry } from '../report/write.ts';
import type { ResultDocument } from '../results/document.ts';
import type { Scenario } from '../study/scenario.ts';
import type { PreparedStudy } from '../study/study.ts';
import { checkTokens, refuseUnknown } from './check-tokens.ts';
import { asksForHelp, readCommandLine, type CommandSpec } from './command-line.ts';
import { readConfigFile } from './config-file.ts';
import { findScenario } from './find-scenario.ts';
import { givenOnCommandLine, overrule, type GivenOptions } from './given.ts';
import { listenForInterruption, type Interruption } from './interrupt.ts';
import { GENERAL_OPTIONS, STUDY_OPTIONS } from './options.ts';
import { targetsOf } from './points.ts';
import { reserveStdout } from './stdout.ts';
import { removeUnfinishedFiles } from './unfinished-files.ts';
import { machineOptions, outputFolder, scenarioOptions, studyConfiguration, type MachineOptions } from './study-options.ts';

export type StudySpec = Pick<CommandSpec, 'description' | 'examples'> & { readonly name: 'run' | 'rate' };

/** The scenario's name, before its parameters are known as flags: unknown flags are taken to have a value. */
async function scenarioOnLine(argv: readonly string[], spec: StudySpec): Promise<Scenario | undefined> {
  const known = [...STUDY_OPTIONS, ...GENERAL_OPTIONS];
  const { positionals, unknown } = checkTokens(argv, known);
  if (positionals[0] !== undefined) return findScenario(positionals[0]);
  if (asksForHelp(argv)) return undefined;
  const { scenarios } = await import('../../scenarios/registry.ts');
  refuseUnknown(unknown.slice(0, 1).filter((flag) => !scenarios.some((scenario) => scenarioOptions(scenario).some(({ name }) => `--${name}` === flag))), known, `misreport ${spec.name} --help`);
  return undefined;
}

/** Options that a name on the command line silences in the configuration file. */
function silencedBy(scenario: Scenario, name: string): readonly string[] {
  const exclusive: Readonly<Record<string, readonly string[]>> = {
    profiles: ['precision', 'max-profiles'], precision: ['profiles'], out: ['no-out'], 'no-out': ['out'],
  };
  return exclusive[name] ?? targetsOf(scenario, name);
}

interface Request {
  readonly given: GivenOptions;
  readonly study: PreparedStudy;
  readonly machine: MachineOptions;
  readonly folder: string | undefined;
}

async function readRequest(argv: readonly string[], spec: StudySpec): Promise<Request | undefined> {
  const scenario = await scenarioOnLine(argv, spec);
  const own = scenario === undefined ? [] : scenarioOptions(scenario);
  const options = [...own, ...STUDY_OPTIONS];
  const line = await readCommandLine(argv, {
    ...spec,
    usage: `${spec.name} <scenario> [options]`,
    positionals: [{ name: 'scenario', hint: 'give a name (misreport list shows them) or the path of a file' }],
    options,
    epilogue: scenario === undefined
      ? `Parameters depend on the scenario: misreport ${spec.name} double-auction --help lists them.`
      : `Source: ${scenario.source}`,
  });
  if (line === undefined || scenario === undefined) return undefined;
  const onLine = givenOnCommandLine(line);
  const file = onLine.texts.get('config');
  const swept = new Set(own.map(({ name }) => name));
  const given = file === undefined
    ? onLine
    : overrule(onLine, await readConfigFile(file.text, options, (name) => swept.has(name)), (name) => silencedBy(scenario, name));
  const study = studyConfiguration(spec.name, scenario, given);
  const fallback = join('results', `${spec.name}-${scenario.name}-${study.hash.slice(0, 8)}`);
  return { given, study, machine: machineOptions(given), folder: outputFolder(given, fallback) };
}

/** Columns and colours of the terminal. */
function tableOptions(): { width: number; color: boolean } {
  const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  return { width: process.stdout.columns ?? (Number(process.env.COLUMNS) || 100), color };
}

/** One call of `run` or `rate`. Signals may come at any time, so what they must undo is noted as it comes up. */
interface Session {
  readonly request: Request;
  readonly quiet: boolean;
  readonly interruption: Interruption;
  readonly undo: Undo;
}

interface Undo {
  progress?: Progress;
  folder?: OutputFolder;
}

/** Opens the device and runs the study; progress goes to stderr. */
async function compute({ request, quiet, interruption: { signal }, undo }: Session, log: LogEntry[]): Promise<ResultDocument> {
  const { createProgress } = await import('../report/terminal/progress.ts');
  const { openDevice } = await import('../engine/open-device.ts');
  const { runPrepared } = await import('../study/study.ts');
  const device = await openDevice(request.machine);
  const progress = createProgress({ stream: process.stderr, quiet });
  undo.progress = progress;
  try {
    if (!quiet) process.stderr.write(`${describeDevice(device.description)}\n`);
    return await runPrepared(request.study, device, {
      signal,
      onProgress: (stage, share) => void (signal.aborted || progress.update(stage, share)),
      onLog: (entry) => void log.push(entry),
    });
  } finally {
    progress.stop();
    await device.close();
  }
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
  const { request: { folder }, quiet, undo } = session;
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
    await writeResults(prepared, document, { log, onDrawing: (name, done, all) => undo.progress?.update(`drawing ${name}`, done / all) });
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
    const request = await readRequest(argv, spec);
    if (request === undefined) return EXIT.done;
    const { switches } = request.given;
    const json = switches.get('json') === true;
    const print = json ? (reserved ?? reserveStdout()) : (text: string): void => void process.stdout.write(text);
    const session = { request, quiet: switches.get('quiet') === true, interruption, undo };
    const show = async (document: ResultDocument): Promise<void> => print(await render(document, json));
    const document = await computeAndWrite(session, show).catch((error: unknown) => { throw inUsersWords(error, request); });
    return document.complete ? EXIT.done : EXIT.incomplete;
  } finally {
    interruption.release();
  }
}

/** A study names its configuration's fields; the user knows them as flags, or as keys of a file. */
function inUsersWords(error: unknown, { given, study: { configuration: { scenario } } }: Request): unknown {
  if (!(error instanceof InputError)) return error;
  const isOption = [...STUDY_OPTIONS, ...scenarioOptions(scenario)].some(({ name }) => name === error.field);
  if (!isOption) return error;
  const field = given.texts.get(error.field)?.field ?? `--${error.field}`;
  return error.as(field);
}

async function render(document: ResultDocument, json: boolean): Promise<string> {
  if (json) return (await import('../report/formats/json.ts')).renderJson(document);
  return (await import('../report/terminal/table.ts')).renderTables(document, tableOptions());
}
