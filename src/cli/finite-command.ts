/** What `check`, `design` and `threshold` share: the environment and its parameters, the result document, proofs written to files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { EXIT, InputError, OutputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { finiteDocument } from '../kinds/finite/document.ts';
import type { FiniteAnswer } from '../kinds/finite/rows.ts';
import { readRational, rationalText, type Rational } from '../programs/rational.ts';
import { checkTokens } from './check-tokens.ts';
import { asksForHelp, readCommandLine, type CommandLine } from './command-line.ts';
import { loadEnvironment } from './finite-environment.ts';
import { GENERAL_OPTIONS, JSON_OPTION, type OptionSpec } from './options.ts';

export type Values = ReadonlyMap<string, Rational>;

export interface FiniteCommand {
  readonly name: 'check' | 'design' | 'threshold';
  readonly description: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly (readonly [string, string])[];
  /** `points`: every combination of the parameters' values on the line. */
  answer(environment: FiniteEnvironment, points: readonly Values[], line: CommandLine): Promise<FiniteAnswer>;
}

const PROOFS_OPTION: OptionSpec = {
  name: 'proofs',
  kind: 'text',
  placeholder: 'DIR',
  group: 'Output',
  description: 'Write every mechanism and certificate there; misreport verify checks them',
};

const POINT_LIMIT = 10_000;

/** Parameters of the environment as flags of the same name; a list gives one point a value. */
function parameterOptions({ parameters }: FiniteEnvironment, taken: readonly OptionSpec[]): OptionSpec[] {
  const clash = parameters.find(({ name }) => taken.some((option) => option.name === name));
  if (clash !== undefined) throw new InputError(`parameters, ${clash.name}`, 'has the name of an option; choose another');
  return parameters.map(({ name, value, range }): OptionSpec => ({
    name, kind: 'text', placeholder: 'VALUE', group: 'Environment', default: rationalText(value),
    description: 'A rational such as 3, 0.5 or 1/3, or a list of them'
      + `${range === undefined ? '' : `; from ${rationalText(range[0])} to ${rationalText(range[1])}`}`,
  }));
}

function pointsOnLine({ parameters }: FiniteEnvironment, { texts }: CommandLine): Values[] {
  let points: Map<string, Rational>[] = [new Map()];
  for (const { name } of parameters) {
    const text = texts.get(name);
    if (text === undefined) continue;
    const values = text.split(',').map((part) => {
      const value = readRational(part.trim());
      if (value === undefined)
        throw new InputError(`--${name}`, `must be a rational such as 3, 0.5 or 1/3, or a list of them, got ${quote(part)}`);
      return value;
    });
    points = points.flatMap((point) => values.map((value) => new Map([...point, [name, value]])));
    if (points.length > POINT_LIMIT)
      throw new InputError(`--${name}`, `makes ${points.length} points, and at most ${POINT_LIMIT} are taken`);
  }
  return points;
}

function writeProofs(folder: string, { proofs }: FiniteAnswer): void {
  try {
    mkdirSync(folder, { recursive: true });
    const seen = new Map<string, number>();
    for (const { name, file, latex } of proofs) {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const base = join(folder, count === 1 ? name : `${name}-${count}`);
      writeFileSync(`${base}.json`, `${JSON.stringify(file, undefined, 2)}\n`);
      if (latex !== undefined) writeFileSync(`${base}.tex`, `${latex}\n`);
    }
  } catch (error) {
    throw new OutputError(`${folder} cannot be written: ${(error as Error).message}`);
  }
}

/** Proofs beyond which they are left to files. */
const PROOFS_SHOWN = 2;

/** Below the tables: the mechanism, or the multipliers multiplied out. */
function proofText({ proofs }: FiniteAnswer): string {
  const shown = proofs.slice(0, PROOFS_SHOWN).map(
    ({ name, text }) =>
      `\nProof (${name})\n${text
        .split('\n')
        .map((line) => `  ${line}\n`)
        .join('')}`,
  );
  const rest = proofs.length - shown.length;
  return shown.join('') + (rest > 0 ? `\nand ${rest} more ${rest === 1 ? 'proof' : 'proofs'}; --proofs DIR writes all\n` : '');
}

async function print(document: ReturnType<typeof finiteDocument>, answer: FiniteAnswer, json: boolean): Promise<void> {
  if (json) return void process.stdout.write((await import('../report/formats/json.ts')).renderJson(document));
  const { renderTables } = await import('../report/terminal/table.ts');
  const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
  process.stdout.write(
    renderTables(document, { width: process.stdout.columns ?? (Number(process.env.COLUMNS) || 100), color }) + proofText(answer),
  );
}

/** Returns the exit code. */
export async function finiteCommand(argv: readonly string[], command: FiniteCommand): Promise<number> {
  const started = performance.now();
  const shared = [...command.options, PROOFS_OPTION, JSON_OPTION];
  const [name] = checkTokens(argv, [...shared, ...GENERAL_OPTIONS]).positionals;
  const environment = name === undefined || asksForHelp(argv) ? undefined : await loadEnvironment(name);
  const line = await readCommandLine(argv, {
    name: command.name, usage: `${command.name} <environment> [options]`, description: command.description, examples: command.examples,
    positionals: [{ name: 'environment', hint: 'give an environment file (docs/finite-types.md) or a scenario of finite types' }],
    options: [...(environment === undefined ? [] : parameterOptions(environment, shared)), ...shared],
    epilogue: 'Parameters of the environment are flags of the same name, and may be lists: --B 1,2,5/2.',
  });
  if (line === undefined || environment === undefined) return EXIT.done;
  const points = pointsOnLine(environment, line);
  const answer = await command.answer(environment, points, line);
  const options = Object.fromEntries([...line.texts].filter(([option]) => option !== 'proofs'));
  await print(
    finiteDocument({ command: command.name, name: line.positionals[0]!, environment, options, started }, answer),
    answer,
    line.switches.has('json'),
  );
  const folder = line.texts.get('proofs');
  if (folder !== undefined) writeProofs(folder, answer);
  return EXIT.done;
}
