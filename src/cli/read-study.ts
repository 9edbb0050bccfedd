/** What `run` and `rate` are asked for: the command line, a file of options, or a file that holds the whole study. */
import { InputError } from '../errors.ts';
import { nearest } from '../input/suggest.ts';
import { findScenario } from '../library/find-scenario.ts';
import { isScenarioPath } from '../library/scenario-file.ts';
import { givenAs, type GivenOptions } from '../study/given.ts';
import { GENERAL_OPTIONS, STUDY_OPTIONS } from '../study/options.ts';
import { scenarioOptions } from '../study/parameters.ts';
import { overruled, readRequest, type StudyRequest } from '../study/request.ts';
import type { Scenario } from '../study/scenario.ts';
import { checkTokens, refuseUnknown } from './check-tokens.ts';
import { asksForHelp, readCommandLine, type CommandLine, type CommandSpec } from './command-line.ts';
import { isStudyFile, readStudyFile, type StudyFile } from './study-file.ts';

export interface StudySpec extends Pick<CommandSpec, 'description' | 'examples'> {
  readonly name: 'run' | 'rate';
  /** The command as it is typed; default: its name. */
  readonly shown?: string;
  /** What the command asks of a scenario, as a scenario of its own; default: what the scenario asks itself. */
  readonly asks?: (scenario: Scenario) => Scenario;
  /** Another subject than a scenario: how it is named in the usage, what to give, and the scenario that is made of it. */
  readonly subject?: { readonly usage: string; readonly hint: string; readonly scenarioOf: (given: string) => Promise<Scenario> };
}

export interface AskedStudy extends StudyRequest {
  /** How messages call an option: as it was given, else as a flag. */
  fieldOf(name: string): string;
  /** Names of the options that were given. */
  readonly given: ReadonlySet<string>;
  /** Path of the scenario, where it is a file. */
  readonly scenarioFile: string | undefined;
  /** Folder for certificates. */
  readonly proofs: string | undefined;
}

interface Found {
  readonly scenario?: Scenario;
  readonly scenarioFile?: string;
  readonly file?: StudyFile;
}

const flag = (name: string): string => `--${name}`;

const HINT = 'give a name (misreport list shows them) or the path of a file';

async function scenarioAt(given: string, field: string): Promise<Found> {
  const scenario = await findScenario(given, field);
  return { scenario, ...(isScenarioPath(given) ? { scenarioFile: given } : {}) };
}

/** Scenario and file, before the scenario's parameters are known as flags: unknown flags are taken to have a value. */
async function lookUp(argv: readonly string[], spec: StudySpec): Promise<Found> {
  const known = [...STUDY_OPTIONS, ...GENERAL_OPTIONS];
  const { positionals: [subject], tokens, unknown } = checkTokens(argv, known);
  if (spec.subject) return lookUpSubject(spec.subject, subject, tokens, argv);
  if (subject !== undefined && isStudyFile(subject)) {
    const file = await readStudyFile(subject, 'scenario');
    if (file.scenario === undefined) throw new InputError(file.fieldOf('scenario'), `is missing; ${HINT}`);
    return { file, ...(await scenarioAt(file.scenario, file.fieldOf('scenario'))) };
  }
  const config = tokens.find((token) => token.startsWith('--config='))?.slice('--config='.length);
  const file = config === undefined || asksForHelp(argv) ? undefined : await readStudyFile(config, '--config');
  const name = subject ?? file?.scenario;
  if (name !== undefined) {
    const found = await scenarioAt(name, subject === undefined ? file!.fieldOf('scenario') : 'scenario');
    return { ...found, ...(file === undefined ? {} : { file }) };
  }
  if (asksForHelp(argv)) return {};
  const { scenarios } = await import('../../scenarios/registry.ts');
  const strange = unknown
    .slice(0, 1)
    .filter((one) => !scenarios.some((scenario) => scenarioOptions(scenario).some((option) => flag(option.name) === one)));
  refuseUnknown(strange, known, `misreport ${spec.shown ?? spec.name} --help`);
  if (unknown.length > 0) throw new InputError('scenario', `is missing (${unknown[0]} is a parameter of scenarios); ${HINT}`);
  return {};
}

async function lookUpSubject(
  { scenarioOf }: NonNullable<StudySpec['subject']>, subject: string | undefined, tokens: readonly string[], argv: readonly string[],
): ReturnType<typeof lookUp> {
  const config = tokens.find((token) => token.startsWith('--config='))?.slice('--config='.length);
  const file = config === undefined || asksForHelp(argv) ? undefined : await readStudyFile(config, '--config');
  return { ...(subject === undefined ? {} : { scenario: await scenarioOf(subject) }), ...(file === undefined ? {} : { file }) };
}

/** What was given that neither all studies have nor this scenario. */
function strangeTo(scenario: Scenario, argv: readonly string[], file: StudyFile | undefined): readonly string[] {
  const general = [...STUDY_OPTIONS, ...GENERAL_OPTIONS];
  const known = new Set([...general, ...scenarioOptions(scenario)].map(({ name }) => name));
  const flags = checkTokens(argv, general).unknown.map((one) => one.replace(/^--/, ''));
  return [...flags, ...file?.given.keys() ?? []].filter((name) => !known.has(name));
}

/**
 * The same, with what the command asks of it. Of a scenario that asks about a choice rule itself, `run` and `rate` ask with the flags of
 * that question where one of them is given: rows tell their values, and without them nothing changes.
 */
async function lookAhead(argv: readonly string[], spec: StudySpec): Promise<Found> {
  const found = await lookUp(argv, spec);
  const { scenario, file } = found;
  if (scenario === undefined) return found;
  if (spec.asks) return { ...found, scenario: spec.asks(scenario) };
  const strange = spec.subject ? [] : strangeTo(scenario, argv, file);
  if (strange.length === 0) return found;
  const { asItself } = await import('../study/as-itself.ts');
  const asked = asItself(scenario);
  return asked && strange.some((name) => Object.hasOwn(asked.parameters, name)) ? { ...found, scenario: asked } : found;
}

/** `run` runs what a file holds, a rate too; `rate` asks for a rate. */
function commandOf(spec: StudySpec, file: StudyFile | undefined): 'run' | 'rate' {
  if (spec.name === 'rate' && file?.command === 'run') throw new InputError(file.fieldOf('command'), 'is run; misreport run repeats it');
  return file?.command ?? spec.name;
}

const LINE_ONLY: readonly string[] = [...STUDY_OPTIONS, ...GENERAL_OPTIONS]
  .filter(({ commandLineOnly }) => commandLineOnly)
  .map(({ name }) => name);

/** Values on the line, those of the study; switches are true. */
const givenOnLine = ({ texts, switches }: CommandLine): GivenOptions =>
  givenAs([...texts, ...[...switches].map((name) => [name, true] as const)].filter(([name]) => !LINE_ONLY.includes(name)), flag);

/** A key of the file that is no option and nearly `command` or `scenario`: the schema of options would not think of these. */
function refuseMistypedHead({ given, fieldOf }: StudyFile, scenario: Scenario): void {
  const known = new Set([...scenarioOptions(scenario), ...STUDY_OPTIONS].map(({ name }) => name));
  for (const name of given.keys()) {
    const meant = known.has(name) || nearest(name, known) !== undefined ? undefined : nearest(name, ['command', 'scenario']);
    if (meant !== undefined) throw new InputError(fieldOf(name), `unknown option; did you mean '${meant}'?`);
  }
}

/** Its folder; not empty. */
const proofsOf = (line: CommandLine): string | undefined => {
  const folder = line.texts.get('proofs');
  if (folder?.trim() === '') throw new InputError('--proofs', 'is empty; give a folder');
  return folder;
};

/** Undefined where help was asked for and printed. Throws InputError naming the flag, or the key of a file. */
export async function readStudy(argv: readonly string[], spec: StudySpec): Promise<AskedStudy | undefined> {
  const { scenario, scenarioFile, file } = await lookAhead(argv, spec);
  const { shown = spec.name } = spec;
  const line = await readCommandLine(argv, {
    ...spec,
    name: shown,
    usage: `${shown} ${spec.subject?.usage ?? '<scenario or file>'} [options]`,
    positionals: [{ name: spec.subject ? 'file' : 'scenario', hint: spec.subject?.hint ?? HINT, optional: scenario !== undefined }],
    options: [...(scenario === undefined ? [] : scenarioOptions(scenario)), ...STUDY_OPTIONS],
    epilogue: scenario === undefined
      ? (spec.subject ? 'Parameters depend on the file: give it to see them.'
        : `Parameters depend on the scenario: misreport ${shown} double-auction --help lists them.`)
      : `Source: ${scenario.source}`,
  });
  if (line === undefined || scenario === undefined) return undefined;
  if (line.texts.has('config') && !spec.subject && line.positionals.some(isStudyFile)) {
    throw new InputError('--config', `cannot be given together with ${line.positionals[0]}, which holds a whole study`);
  }
  if (file !== undefined) refuseMistypedHead(file, scenario);
  const onLine = givenOnLine(line);
  const given = file === undefined ? onLine : overruled(scenario, onLine, file.given);
  return {
    ...readRequest(commandOf(spec, file), scenario, given, flag), scenarioFile, proofs: proofsOf(line),
    given: new Set(given.keys()),
    fieldOf: (name) => given.get(name)?.field ?? flag(name),
  };
}
