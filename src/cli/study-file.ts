/** A YAML or JSON file of options under the names they have on the command line; with command and scenario it holds a whole study. */
import { basename, dirname, extname, join } from 'node:path';
import { yamlProblem } from '../input/yaml-problem.ts';
import { InputError } from '../errors.ts';
import { readAs } from '../input/check.ts';
import { oneLine, quote } from '../input/quote.ts';
import { shown } from '../input/scalar.ts';
import { readUserText } from '../input/user-file.ts';
import { parseUserJson } from '../input/user-json.ts';
import { givenAs, type GivenOptions } from '../study/given.ts';
import { COMMAND } from '../study/options.ts';

const MEBIBYTES_MAX = 1;
const ENDINGS = ['.yaml', '.yml', '.json'];

export interface StudyFile {
  readonly command?: 'run' | 'rate';
  /** Name of a scenario, or the path of a scenario file. */
  readonly scenario?: string;
  readonly given: GivenOptions;
  /** How messages call a key of the file: `kappa in study.yaml`. */
  fieldOf(name: string): string;
}

const endingOf = (path: string): string => extname(path).toLowerCase();

/** A path that such a file may have. */
export const isStudyFile = (path: string): boolean => ENDINGS.includes(endingOf(path));

function readText(path: string, field: string): string {
  if (path.trim() === '') throw new InputError(field, 'is empty; give the path of a .yaml, .yml or .json file');
  if (!isStudyFile(path)) throw new InputError(field, `must be a .yaml, .yml or .json file, got ${quote(path)}`);
  return readUserText(path, field, MEBIBYTES_MAX);
}

/**
 * What the text holds, with numbers as they were written: `seed: 007` and `seed: 1e3` are the seeds that the command line makes of
 * the same text. JSON is read as the YAML that it is, once it is known to be JSON.
 */
async function parseText(path: string, text: string, field: string): Promise<unknown> {
  const { parseDocument, visit } = await import('yaml');
  const isJson = endingOf(path) === '.json';
  try {
    if (isJson) parseUserJson(text);
    const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) throw problem;
    visit(
      document,
      { Scalar: (_, node) => void (typeof node.value === 'number' && node.source !== undefined && (node.value = node.source)) },
    );
    return document.toJS();
  } catch (error) {
    throw new InputError(field, `${quote(path)} is not valid ${isJson ? 'JSON' : 'YAML'}: ${yamlProblem(error, text)}`);
  }
}

/** A scenario file is looked for from where the study file lies. */
function scenarioOf(value: unknown, field: string, path: string): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new InputError(field, `must be the name of a scenario or the path of a scenario file, got ${shown(value)}`);
  }
  return /^\.{1,2}[/\\]/.test(value) ? join(dirname(path), value) : value;
}

/** Reads the file; `field` is how messages call it, `--config` or `scenario`. What its options accept is checked with the scenario's. */
export async function readStudyFile(path: string, field: string): Promise<StudyFile> {
  const content = await parseText(path, readText(path, field), field);
  const file = basename(path);
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new InputError(field, `${quote(path)} must hold option names and values, as in 'precision: 0.01'`);
  }
  const fieldOf = (name: string): string => `${oneLine(name).slice(0, 60)} in ${file}`;
  const { command, scenario, $schema: _, ...options } = content as Readonly<Record<string, unknown>>;
  return {
    ...(command === undefined ? {} : { command: readAs(COMMAND, command, () => fieldOf('command')) }),
    ...(scenario === undefined ? {} : { scenario: scenarioOf(scenario, fieldOf('scenario'), path) }),
    given: givenAs(Object.entries(options), fieldOf),
    fieldOf,
  };
}
