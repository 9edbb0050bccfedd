/** What `check`, `design` and `threshold` share: the environment and its parameters, the result document, proofs written to files. */
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { EXIT, InputError } from '../errors.ts';
import { z } from 'zod';
import { quote } from '../input/quote.ts';
import { path, refuse, type Scalar } from '../input/scalar.ts';
import { aboutEnvironment, finiteDocument } from '../kinds/finite/document.ts';
import type { FiniteAnswer } from '../kinds/finite/rows.ts';
import { readRational, rationalText, type Rational } from '../programs/rational.ts';
import type { ResultDocument } from '../results/document.ts';
import { checkTokens } from './check-tokens.ts';
import { asksForHelp, readCommandLine, readOption, type CommandLine } from './command-line.ts';
import { loadEnvironment } from './finite-environment.ts';
import { PROOF_FORMATS, proofsFolder, writeProofs, type ProofFormat } from './proof-files.ts';
import { tableOptions } from './table-options.ts';
import { GENERAL_OPTIONS, JSON_OPTION, type OptionSpec } from '../study/options.ts';

export type Values = ReadonlyMap<string, Rational>;

export interface FiniteCommand {
  readonly name: 'check' | 'design' | 'threshold';
  readonly description: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [string, string])[];
  /** `points`: every combination of the parameters' values on the line. */
  answer(environment: FiniteEnvironment, points: readonly Values[], line: CommandLine): Promise<FiniteAnswer>;
}

const PROOFS_OPTION: OptionSpec<string> = {
  name: 'proofs', schema: path('a folder'), placeholder: 'DIR', group: 'Output',
  description: 'Write every mechanism and certificate there; misreport verify checks them',
};

const formats: Scalar<readonly ProofFormat[]> = z.string().transform((text, context) => text.split(',').map((part): ProofFormat =>
  PROOF_FORMATS.find((known) => known === part.trim())
    ?? refuse(context, `must be latex, markdown, or both with a comma between, got ${quote(part)}`)));

const FORMAT_OPTION: OptionSpec<readonly ProofFormat[]> = {
  name: 'format', schema: formats, placeholder: 'NAMES', group: 'Output', default: 'latex',
  description: 'How people read the proofs beside their JSON: latex (.tex), markdown (.md) or both, with a comma between',
};

const POINT_LIMIT = 10_000;

/** One rational, or a list of them. */
const rationals: Scalar<readonly Rational[]> = z.string().transform((text, context) => {
  const seen = new Set<string>();
  return text.split(',').map((part): Rational => {
    const value = readRational(part.trim());
    if (value === undefined) return refuse(context, `must be a rational such as 3, 0.5 or 1/3, or a list of them, got ${quote(part)}`);
    const name = rationalText(value);
    return seen.size < seen.add(name).size ? value : refuse(context, `lists ${name} more than once`);
  });
});

/** Parameters of the environment as flags of the same name; a list gives one point a value. */
function parameterOptions({ parameters }: FiniteEnvironment, taken: readonly OptionSpec[]): OptionSpec<readonly Rational[]>[] {
  const clash = parameters.find(({ name }) => taken.some((option) => option.name === name));
  if (clash !== undefined) throw new InputError(`parameters, ${clash.name}`, 'has the name of an option; choose another');
  return parameters.map(({ name, value, range }) => ({
    name, schema: rationals, placeholder: 'VALUE', group: 'Environment', default: rationalText(value),
    description: 'A rational such as 3, 0.5 or 1/3, or a list of them'
      + `${range === undefined ? '' : `; from ${rationalText(range[0])} to ${rationalText(range[1])}`}`,
  }));
}

/** Every combination of the values given. */
function pointsOnLine(options: readonly OptionSpec<readonly Rational[]>[], line: CommandLine): Values[] {
  let points: Map<string, Rational>[] = [new Map()];
  for (const option of options.filter(({ name }) => line.texts.has(name))) {
    const values = readOption(line, option);
    points = points.flatMap((point) => values.map((value) => new Map([...point, [option.name, value]])));
    if (points.length > POINT_LIMIT)
      throw new InputError(`--${option.name}`, `makes ${points.length} points, and at most ${POINT_LIMIT} are taken; give fewer values`);
  }
  return points;
}

/** Proofs beyond which they are left to files. */
const PROOFS_SHOWN = 2;

/** Below the tables: the mechanism, or the multipliers multiplied out. */
function proofText(
  { proofs }: FiniteAnswer,
  width: number,
  wrap: (text: string, width: number, rest: string, first: string) => string,
): string {
  const shown = proofs.slice(0, PROOFS_SHOWN).map(
    ({ name, text }) =>
      `\nProof (${name})\n${text
        .split('\n')
        .map((line) => `${wrap(line, width, '      ', '  ')}\n`)
        .join('')}`,
  );
  const rest = proofs.length - shown.length;
  return shown.join('') + (rest > 0 ? `\nand ${rest} more ${rest === 1 ? 'proof' : 'proofs'}; --proofs DIR writes all\n` : '');
}

/** The document, and after tables the proofs. */
async function print(document: ResultDocument, answer: FiniteAnswer, json: boolean): Promise<void> {
  if (json) return void process.stdout.write((await import('../report/formats/json.ts')).renderJson(document));
  const { renderTables } = await import('../report/terminal/table.ts');
  const { wrapText } = await import('../report/terminal/style.ts');
  const options = tableOptions();
  process.stdout.write(renderTables(document, options) + proofText(answer, options.width, wrapText));
}

/** What is wrong with a cell of an environment is said with the name of its file; of an option, by the option. */
const ofFile = (error: unknown, file: string): unknown =>
  (error instanceof InputError && !error.field.startsWith('--') ? error.as(`${file}: ${error.field}`) : error);

/** Returns the exit code. */
export async function finiteCommand(argv: readonly string[], command: FiniteCommand): Promise<number> {
  const started = performance.now();
  const shared = [...command.options, PROOFS_OPTION, FORMAT_OPTION, JSON_OPTION];
  const [name] = checkTokens(argv, [...shared, ...GENERAL_OPTIONS]).positionals;
  const environment = name === undefined || asksForHelp(argv) ? undefined : await loadEnvironment(name);
  const parameters = environment === undefined ? [] : parameterOptions(environment, shared);
  const line = await readCommandLine(argv, {
    name: command.name, usage: `${command.name} <environment> [options]`, description: command.description, examples: command.examples,
    positionals: [{ name: 'environment', hint: 'give an environment file (docs/finite-types.md) or a scenario of finite types' }],
    options: [...parameters, ...shared],
    epilogue: 'Parameters of the environment are flags of the same name, and may be lists: --B 1,2,5/2.',
  });
  if (line === undefined || environment === undefined) return EXIT.done;
  const points = pointsOnLine(parameters, line);
  const written = readOption(line, FORMAT_OPTION);
  if (line.texts.has('format') && !line.texts.has('proofs')) throw new InputError('--format', 'is of proofs; give --proofs DIR as well');
  const proofs = line.texts.has('proofs') ? await proofsFolder(readOption(line, PROOFS_OPTION)) : undefined;
  try {
    const answer = await command.answer(environment, points, line).catch((error: unknown) => {
      throw ofFile(error, line.positionals[0]!);
    });
    const options = Object.fromEntries([...line.texts].filter(([option]) => option !== 'proofs' && option !== 'format'));
    const document = finiteDocument(aboutEnvironment(command.name, line.positionals[0]!, environment, options, started), answer);
    await print(document, answer, line.switches.has('json'));
    if (proofs !== undefined) {
      writeProofs(proofs.path, answer.proofs, written);
      if (answer.proofs.length === 0) process.stderr.write(`misreport: --proofs: there is no proof to write into ${proofs.path}\n`);
    }
    return EXIT.done;
  } finally {
    proofs?.leave();
  }
}
