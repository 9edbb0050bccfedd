/** Where options come from: the command line, a configuration file, or both with the command line winning. */
import type { CommandLine } from './command-line.ts';

/** One option's value as it was written, and the name by which messages call it. */
export interface Given {
  readonly text: string;
  /** `--kappa`, or `kappa in study.yaml`. */
  readonly field: string;
}

export interface GivenOptions {
  readonly texts: ReadonlyMap<string, Given>;
  readonly switches: ReadonlyMap<string, boolean>;
}

export function givenOnCommandLine(line: CommandLine): GivenOptions {
  return {
    texts: new Map([...line.texts].map(([name, text]) => [name, { text, field: `--${name}` }])),
    switches: new Map([...line.switches].map((name) => [name, true])),
  };
}

/**
 * `winner` over `loser`, name by name. Names that exclude each other (precision and profiles, a shorthand and what it
 * sets) are rivals: one given by the winner also silences its rivals in the loser.
 */
export function overrule(winner: GivenOptions, loser: GivenOptions, rivals: (name: string) => readonly string[]): GivenOptions {
  const silenced = new Set([...winner.texts.keys(), ...winner.switches.keys()].flatMap((name) => [name, ...rivals(name)]));
  return {
    texts: new Map([...[...loser.texts].filter(([name]) => !silenced.has(name)), ...winner.texts]),
    switches: new Map([...[...loser.switches].filter(([name]) => !silenced.has(name)), ...winner.switches]),
  };
}
