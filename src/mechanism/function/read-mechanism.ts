/** A mechanism from a user's script: one text of JavaScript, with all that the script imports, which workers run and hashes name. */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { basename, dirname, extname, resolve } from 'node:path';
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';
import { InputError } from '../../errors.ts';
import { oneLine, quote } from '../../input/quote.ts';
import { readUserText } from '../../input/user-file.ts';
import { rememberCode, type CodeMap } from './code-place.ts';

/** What a mechanism file exports by default: rows are bidders, columns objects; a pure function. */
export type MechanismFunction = (bids: readonly (readonly number[])[]) => {
  /** Probabilities of getting, [bidders][objects]. */
  readonly allocation: readonly ArrayLike<number>[];
  /** What each bidder pays. */
  readonly payments: ArrayLike<number>;
};

export interface MechanismCode {
  /** The file, without folder and ending. */
  readonly name: string;
  /** Defines a variable `mechanism` with a member `default` (kernels/function/mechanism.ts). */
  readonly source: string;
  readonly map: CodeMap;
  /** SHA-256 of the text, imports included, in hexadecimal. */
  readonly hash: string;
}

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];
const MEBIBYTES_MAX = 16;

type Bundler = Pick<typeof import('esbuild'), 'buildSync'>;
type BuildFailure = Error & {
  readonly errors?: readonly { readonly text: string; readonly location: { readonly file: string; readonly line: number } | null }[];
};

/** That of tsx, which loads scenario files. */
function bundler(): Bundler {
  const ours = createRequire(import.meta.url);
  return createRequire(ours.resolve('tsx'))('esbuild') as Bundler;
}

/** Whether the path is that of a script. */
export const isMechanismPath = (path: string): boolean => EXTENSIONS.includes(extname(path).toLowerCase());

/** Throws InputError that names the field, or file and line. Only the script and files that it imports take part: no package of Node. */
export function readMechanism(given: string, field = 'file'): MechanismCode {
  const path = resolve(given);
  if (!isMechanismPath(path)) throw new InputError(field, `must end in ${EXTENSIONS.join(', ')}, got ${quote(given)}`);
  const text = readUserText(path, field, MEBIBYTES_MAX);
  const defined = text.split('\n').findIndex((line) => /\bexport\s+default\b|\bas\s+default\b/.test(line));
  if (defined < 0) {
    throw new InputError(path, 'has no default export; write `export default function (bids) { return { allocation, payments }; }`');
  }
  try {
    const { outputFiles } = bundler().buildSync({
      // Not the folder in which the process began, which may be gone, nor be named in the text: the hash is that of the script alone.
      absWorkingDir: dirname(path),
      entryPoints: [path], bundle: true, write: false, format: 'iife', globalName: 'mechanism', platform: 'neutral', target: 'es2023',
      sourcemap: 'external', outfile: resolve(path, '..', 'mechanism.js'), logLevel: 'silent', charset: 'utf8', legalComments: 'none',
      tsconfigRaw: '{}',
    });
    const part = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))!.text;
    const source = part('.js');
    const map = { path, line: defined + 1, text: part('.map') };
    rememberCode(map);
    return { name: basename(path, extname(path)), source, hash: createHash('sha256').update(source).digest('hex'), map };
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    const place = first.location === null ? path : `${resolve(dirname(path), first.location.file)}:${first.location.line}`;
    throw new InputError(place, oneLine(first.text), { cause: error });
  }
}

/** The member `code` of a `certify` environment. `payments`: ends of every payment. Throws InputError as `readMechanism` does. */
export function functionMechanism(
  path: string, bidders: number, objects: number, payments: readonly [number, number],
): Pick<MechanismCode, 'name' | 'hash' | 'map'> & { readonly mechanism: FunctionMechanism } {
  const { name, hash, map, source } = readMechanism(path, 'code');
  return { name, hash, map, mechanism: { source, bidders, objects, payments } };
}
