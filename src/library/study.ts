/** One call from options to results: what `misreport run` and `misreport rate` do, for programs. */
import type { Device, DeviceChoice } from '../engine/device.ts';
import { openDevice } from '../engine/open-device.ts';
import { InputError } from '../errors.ts';
import { readAs } from '../input/check.ts';
import { shown } from '../input/scalar.ts';
import type { ResultDocument } from '../results/document.ts';
import { checkScenario } from '../study/check-scenario.ts';
import type { SamplerChoice, StudyHooks } from '../study/configuration.ts';
import { givenAs, type GivenOptions } from '../study/given.ts';
import { COMMAND, OUTPUT } from '../study/options.ts';
import { readRequest } from '../study/request.ts';
import type { Scenario } from '../study/scenario.ts';
import { runPrepared } from '../study/study.ts';
import type { Helpers } from '../run/helpers.ts';
import type { Ledger } from '../run/ledger.ts';
import { findScenario } from './find-scenario.ts';
import { openHelpers } from './helpers/helpers.ts';
import { DEFAULT_MEBIBYTES, openLedger } from './ledger.ts';
import { isScenarioPath } from './scenario-file.ts';

/**
 * The options of the command line by the same names, `maxProfiles` or `max-profiles`, with the same defaults; a scenario's parameters and
 * shorthands beside them: a number, a text, or a list, which sweeps.
 */
export interface StudyOptions {
  /** Default `run`. */
  readonly command?: 'run' | 'rate';
  /** A name that `misreport list` shows, the path of a scenario file, or a scenario itself. */
  readonly scenario: string | Scenario;
  readonly precision?: number | string;
  readonly profiles?: number | string;
  readonly maxProfiles?: number | string;
  readonly confidence?: number | string;
  readonly seed?: string | number;
  readonly sampler?: SamplerChoice;
  readonly device?: DeviceChoice;
  readonly workers?: number | string;
  /** Folder that keeps what is drawn, for calls that go on where another ended. Default: none. */
  readonly ledger?: string;
  /** Megabytes that it may take. Default 1024. */
  readonly ledgerSize?: number | string;
  readonly [parameter: string]: unknown;
}

export interface StudyCallHooks extends StudyHooks {
  /** An open device, which stays open; else one is opened for the study and closed after it. */
  readonly device?: Device;
}

/** `maxProfiles` -> `max-profiles`: no option and no parameter has capitals. */
const hyphenated = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function optionsOf(options: Readonly<Record<string, unknown>>): GivenOptions {
  const written = new Map<string, string>();
  for (const name of Object.keys(options).filter((key) => options[key] !== undefined)) {
    const option = hyphenated(name);
    if (Object.hasOwn(OUTPUT, option)) throw new InputError(name, 'is for the command line; a call returns its results');
    const twice = written.get(option);
    if (twice !== undefined) throw new InputError(name, `is ${twice} in another spelling; give one of them`);
    written.set(option, name);
  }
  return givenAs([...written].map(([option, name]) => [option, options[name]]), (option) => written.get(option) ?? option);
}

/** Options of the ledger, which the study itself knows nothing of. */
const LEDGER_OPTIONS = ['ledger', 'ledgerSize', 'ledger-size'] as const;

/** The ledger that was asked for; what it has to say goes to the log. */
function ledgerAsked({ ledger, ledgerSize, 'ledger-size': sameSize, scenario }: StudyOptions, { onLog }: StudyHooks): Ledger | undefined {
  if (ledgerSize !== undefined && sameSize !== undefined) {
    throw new InputError('ledger-size', 'is ledgerSize in another spelling; give one of them');
  }
  const size = ledgerSize ?? sameSize;
  const mebibytes = size === undefined ? DEFAULT_MEBIBYTES : readAs(OUTPUT['ledger-size'].schema, String(size), () => 'ledgerSize');
  if (ledger === undefined) {
    if (size !== undefined) throw new InputError('ledgerSize', 'says how much a ledger may take; give ledger, its folder, as well');
    return undefined;
  }
  const folder = readAs(OUTPUT.ledger.schema, ledger, () => 'ledger');
  try {
    const opened = openLedger({
      folder, mebibytes, asked: true, scenarioFile: typeof scenario === 'string' && isScenarioPath(scenario) ? scenario : undefined,
      warn: (warning) => onLog?.({ event: 'ledger', warning }),
    });
    // Of a scenario that is handed in, functions tell their source and not what they close over.
    return typeof scenario === 'string' ? opened : { ...opened, floatingPoint: () => undefined };
  } catch (error) {
    throw error instanceof InputError ? error.as('ledger') : error;
  }
}

/**
 * The result document, complete or, where `signal` was aborted, what was known by then. Rejects with InputError, before anything is
 * computed, where an option is wrong: the message is one line that names it.
 *
 *     import { study } from 'misreport';
 *
 *     const { estimates } = await study({ scenario: 'double-auction', traders: [2, 4], profiles: 1000 });
 *     console.assert(estimates.every(({ lower, upper }) => lower <= upper));
 */
export async function study(options: StudyOptions, { device: open, ...hooks }: StudyCallHooks = {}): Promise<ResultDocument> {
  if (options === null || typeof options !== 'object') {
    throw new InputError('options', `must be an object { scenario, ... }, got ${shown(options)}`);
  }
  const { command = 'run', scenario: given, ...more } = options;
  const rest = Object.fromEntries(Object.entries(more).filter(([name]) => !LEDGER_OPTIONS.some((option) => option === name)));
  const scenario = typeof given === 'string' ? await findScenario(given) : checkScenario(given, 'scenario');
  const request = readRequest(readAs(COMMAND, command, () => 'command'), scenario, optionsOf(rest), (name) => name);
  const ledger = ledgerAsked(options, hooks);
  const device = open ?? await openDevice(request.machine);
  const alone = { asked: false };
  const threads = typeof given === 'string' ? openHelpers(request.study, given, device) : undefined;
  const helpers = typeof given === 'string' ? threads : oneThread(alone);
  try {
    const more = { ...(ledger ? { ledger } : {}), ...(helpers ? { helpers } : {}) };
    const document = await runPrepared(request.study, device, { ...hooks, ...more });
    return alone.asked ? { ...document, notes: [...document.notes, ONE_THREAD] } : document;
  } finally {
    await threads?.close();
    if (open === undefined) await device.close();
  }
}

const ONE_THREAD = 'functions of a scenario that is handed in run on one thread; given as a file they run on every worker, with the same '
  + 'bits';

/** Functions that are handed in are known to this thread alone; notes whether others could have taken part. */
const oneThread = (alone: { asked: boolean }): Helpers => ({
  crew() {
    alone.asked = true;
    return undefined;
  },
});
