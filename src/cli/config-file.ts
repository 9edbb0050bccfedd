/** `--config FILE.yaml|json`: the options of a study under the names they have on the command line. */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InputError } from '../errors.ts';
import type { Given, GivenOptions } from './given.ts';
import type { OptionSpec } from './options.ts';
import { oneLine, quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';

const FIELD = '--config';
const MAX_BYTES = 1 << 20;

async function readText(path: string): Promise<string> {
  if (path.trim() === '') throw new InputError(FIELD, 'is empty; give the path of a .yaml, .yml or .json file');
  if (!['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase())) {
    throw new InputError(FIELD, `must be a .yaml, .yml or .json file, got ${quote(path)}`);
  }
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new InputError(FIELD, `${quote(path)} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
    if (found.size > MAX_BYTES) throw new InputError(FIELD, `${quote(path)} is larger than 1 MiB`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
    throw new InputError(FIELD, `${quote(path)} ${reason}`);
  }
}

async function parseText(path: string, text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  try {
    if (extname(path).toLowerCase() === '.json') return JSON.parse(text.replace(/^\ufeff/, ''));
    const document = parseDocument(text, { prettyErrors: true, logLevel: 'silent' });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) throw problem;
    return document.toJS();
  } catch (error) {
    const message = oneLine((error as Error).message.split('\n')[0]!).replace(/:$/, '');
    throw new InputError(FIELD, `${quote(path)} is not valid ${extname(path).toLowerCase() === '.json' ? 'JSON' : 'YAML'}: ${message}`);
  }
}

/** A number as the command line would have it; whole numbers in full. */
const numberText = (value: number): string => (Number.isSafeInteger(value) ? value.toFixed(0) : String(value));

function scalarText(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  throw new InputError(field, `must be a number, a text or a list of them, got ${quote(JSON.stringify(value) ?? String(value))}`);
}

/** A list is joined to the spelling of a sweep; only scenario parameters may be lists. */
function textOf(value: unknown, field: string, mayBeList: boolean): string {
  if (!Array.isArray(value)) return scalarText(value, field);
  if (!mayBeList) throw new InputError(field, 'takes one value, not a list');
  if (value.length === 0) throw new InputError(field, 'is an empty list; give at least one value');
  return value.map((item) => scalarText(item, field)).join(',');
}

/** Reads a configuration file. `isSwept(name)`: whether that option may be a list. */
export async function readConfigFile(path: string, options: readonly OptionSpec[], isSwept: (name: string) => boolean): Promise<GivenOptions> {
  const content = await parseText(path, await readText(path));
  const file = basename(path);
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new InputError(FIELD, `${quote(path)} must hold option names and values, as in 'precision: 0.01'`);
  }
  const accepted = new Map(options.filter((option) => option.commandLineOnly !== true).map((option) => [option.name, option]));
  const texts = new Map<string, Given>();
  const switches = new Map<string, boolean>();
  for (const [name, value] of Object.entries(content)) {
    const field = `${oneLine(name).slice(0, 60)} in ${file}`;
    const option = accepted.get(name);
    if (option === undefined) {
      throw new InputError(field, `unknown option${didYouMean(name, accepted.keys()) || `; accepted: ${[...accepted.keys()].join(', ')}`}`);
    }
    if (option.kind === 'text') texts.set(name, { text: textOf(value, field, isSwept(name)), field });
    else if (typeof value === 'boolean') switches.set(name, value);
    else throw new InputError(field, `must be true or false, got ${quote(JSON.stringify(value) ?? String(value))}`);
  }
  return { texts, switches };
}
