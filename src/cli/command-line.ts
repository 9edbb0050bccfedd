/** Reads one command's line with yargs, and writes its help. */
import yargs from 'yargs';
import type { Argv } from 'yargs';
import { InputError } from '../errors.ts';
import { checkTokens, refuseUnknown } from './check-tokens.ts';
import { GENERAL_OPTIONS, isSwitch, type OptionSpec } from '../study/options.ts';
import { readAs } from '../input/check.ts';
import { quote } from '../input/quote.ts';

export interface CommandSpec {
  /** As typed, e.g. `run`. */
  readonly name: string;
  /** Everything after the program's name, e.g. `run <scenario> [options]`. */
  readonly usage: string;
  readonly description: string;
  /** Positional arguments, those that may be left out last. */
  readonly positionals: readonly { readonly name: string; readonly hint: string; readonly optional?: boolean }[];
  readonly options: readonly OptionSpec[];
  /** Pairs of a command line and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  readonly epilogue?: string;
}

export interface CommandLine {
  readonly positionals: readonly string[];
  /** Values as they were typed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

/**
 * A yargs instance that neither exits, nor guesses types, nor prints on its own. For help the types are left out:
 * yargs would label every flag `[string]` or `[boolean]`, and the descriptions say it better.
 */
function parser(spec: CommandSpec, typed: boolean): Argv {
  const instance = yargs([])
    .scriptName('misreport')
    .locale('en')
    .usage(`Usage: misreport ${spec.usage}\n\n${spec.description}`)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'short-option-groups': false,
      'boolean-negation': false,
    });
  for (const option of [...spec.options, ...GENERAL_OPTIONS]) {
    instance.option(option.name, {
      ...(typed ? { type: isSwitch(option) ? ('boolean' as const) : ('string' as const) } : {}),
      description: option.description,
      group: `${option.group}:`,
      ...(option.default === undefined ? {} : { defaultDescription: option.default }),
    });
  }
  for (const [line, what] of spec.examples) instance.example(`misreport ${line}`, what);
  if (spec.epilogue !== undefined) instance.epilogue(spec.epilogue);
  return instance;
}

export async function helpText(spec: CommandSpec): Promise<string> {
  return `${(await parser(spec, false).getHelp()).trimEnd()}\n`;
}

/**
 * Reads a line; undefined where help was asked for and printed. Throws InputError for unknown or repeated flags,
 * missing values, and missing or unexpected arguments.
 */
export async function readCommandLine(argv: readonly string[], spec: CommandSpec): Promise<CommandLine | undefined> {
  const options = [...spec.options, ...GENERAL_OPTIONS];
  if (asksForHelp(argv)) {
    process.stdout.write(await helpText(spec));
    return undefined;
  }
  const { tokens, unknown } = checkTokens(argv, options);
  refuseUnknown(unknown, options, `misreport ${spec.name} --help`);
  const parsed: Record<string, unknown> = await parser(spec, true).parse([...tokens]);
  const positionals = (parsed._ as (string | number)[]).map(String);
  const missing = spec.positionals[positionals.length];
  if (missing !== undefined && missing.optional !== true) throw new InputError(missing.name, `is missing; ${missing.hint}`);
  const extra = positionals[spec.positionals.length];
  if (extra !== undefined) throw new InputError(spec.name, `unexpected argument ${quote(extra)}; usage: misreport ${spec.usage}`);
  const texts = new Map<string, string>();
  const switches = new Set<string>();
  for (const option of options) {
    const value = parsed[option.name];
    if (isSwitch(option) && value === true) switches.add(option.name);
    if (!isSwitch(option) && typeof value === 'string') texts.set(option.name, value);
  }
  return { positionals, texts, switches };
}

/** The value on the line, or the option's default. Throws InputError naming the flag. */
export const readOption = <T>({ texts }: CommandLine, { name, schema, default: fallback }: OptionSpec<T>): T =>
  readAs(schema, texts.get(name) ?? fallback, () => `--${name}`);

/** `--help` or `-h` anywhere before `--`. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).some((token) => token === '--help' || token === '-h');
}
