/** Options of a command that hands the rest of its line to another. */
import { isSwitch, type OptionSpec } from '../study/options.ts';

export interface TakenOptions {
  /** The options and their values, as they were written. */
  readonly taken: readonly string[];
  readonly rest: readonly string[];
}

export function takeOptions(argv: readonly string[], options: readonly OptionSpec[]): TakenOptions {
  const taken: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const token = argv[i]!;
    const option = options.find(({ name }) => token === `--${name}` || token.startsWith(`--${name}=`));
    if (option === undefined) rest.push(token);
    else taken.push(token, ...(token.includes('=') || isSwitch(option) || i + 1 >= argv.length ? [] : [argv[++i]!]));
  }
  return { taken, rest };
}
