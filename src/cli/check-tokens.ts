/**
 * A first look at the raw command line, before yargs: unknown flags, missing values, values given to switches and
 * repeated flags are found here, where the user's own spelling is still at hand. A value is joined to its flag
 * (`--kappa -1` becomes `--kappa=-1`), so that no value is ever taken for a flag.
 */
import { InputError, shortened } from '../errors.ts';
import { isSwitch, type OptionSpec } from '../study/options.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';

export interface CheckedTokens {
  /** For yargs: positionals, switches and `--flag=value`. */
  readonly tokens: readonly string[];
  readonly positionals: readonly string[];
  /** Flags nobody knows, as they were written. */
  readonly unknown: readonly string[];
}

/** Short spellings that every command line program understands. */
const SHORT: ReadonlyMap<string, string> = new Map([['-h', '--help'], ['-V', '--version'], ['-v', '--version']]);

const looksLikeFlag = (token: string): boolean => /^--?[a-z]/i.test(token) || token === '--';

export function checkTokens(argv: readonly string[], options: readonly OptionSpec[]): CheckedTokens {
  const kinds = new Map(options.map((option) => [option.name, isSwitch(option) ? 'switch' : 'text']));
  const tokens: string[] = [];
  const positionals: string[] = [];
  const unknown: string[] = [];
  const seen = new Set<string>();
  /** Help shows flags of one letter with one dash. */
  const spelledOut = (token: string): string => (/^-[a-z](=|$)/i.test(token) && kinds.has(token[1]!) ? `-${token}` : token);
  for (let i = 0; i < argv.length; i++) {
    const token = SHORT.get(argv[i]!) ?? spelledOut(argv[i]!);
    if (token === '--') {
      positionals.push(...argv.slice(i + 1));
      break;
    }
    if (!token.startsWith('-') || token === '-') {
      positionals.push(token);
      continue;
    }
    const equals = token.indexOf('=');
    const flag = equals < 0 ? token : token.slice(0, equals);
    const kind = flag.startsWith('--') ? kinds.get(flag.slice(2)) : undefined;
    const next = argv[i + 1];
    if (kind === undefined) {
      unknown.push(flag);
      if (equals < 0 && next !== undefined && !looksLikeFlag(next)) i++;
      continue;
    }
    if (seen.has(flag)) throw new InputError(flag, 'is given more than once; give it once (a list is written 2,4,8)');
    seen.add(flag);
    if (kind === 'switch') {
      if (equals >= 0) throw new InputError(flag, `takes no value, got ${quote(token.slice(equals + 1))}`);
      tokens.push(token);
    } else if (equals >= 0) {
      tokens.push(token);
    } else {
      if (next === undefined || next === '--' || (next.startsWith('--') && kinds.has(next.slice(2).split('=')[0]!))) {
        throw new InputError(flag, 'needs a value');
      }
      tokens.push(`${flag}=${next}`);
      i++;
    }
  }
  return { tokens: [...tokens, ...(positionals.length > 0 ? ['--', ...positionals] : [])], positionals, unknown };
}

/** Of a flag that is none, as it is told. */
const NAME_LENGTH_MAX = 60;

/** Complains about the first unknown flag. */
export function refuseUnknown(unknown: readonly string[], options: readonly OptionSpec[], help: string): void {
  const flag = unknown[0];
  if (flag === undefined) return;
  const suggestion = didYouMean(flag.replace(/^-+/, ''), options.map((option) => option.name), '--');
  throw new InputError(shortened(flag, NAME_LENGTH_MAX), `unknown flag${suggestion || ` (${help} lists what is accepted)`}`);
}
