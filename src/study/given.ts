/** Where options come from: the command line, a configuration file, a call, or several with one winning. */

/** One option's value as it was written, and the name by which messages call it. */
export interface Given {
  readonly value: unknown;
  /** `--kappa`, `kappa in study.yaml`, or `kappa`. */
  readonly field: string;
}

export type GivenOptions = ReadonlyMap<string, Given>;

/** Values by the names they have, called `fieldOf(name)` in messages. */
export const givenAs = (values: Iterable<readonly [string, unknown]>, fieldOf: (name: string) => string = (name) => name): GivenOptions =>
  new Map([...values].map(([name, value]) => [name, { value, field: fieldOf(name) }]));

/**
 * `winner` over `loser`, name by name. Names that exclude each other (precision and profiles, a shorthand and what it
 * sets) are rivals: one given by the winner also silences its rivals in the loser.
 */
export function overrule(winner: GivenOptions, loser: GivenOptions, rivals: (name: string) => readonly string[]): GivenOptions {
  const silenced = new Set([...winner.keys()].flatMap((name) => [name, ...rivals(name)]));
  return new Map([...[...loser].filter(([name]) => !silenced.has(name)), ...winner]);
}
