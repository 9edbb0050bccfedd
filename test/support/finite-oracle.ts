/** Environments of finite types read from their files in doubles, for references that share nothing with what they check. */

/** JSON. */
export type Json = Record<string, unknown>;

export const number = (text: unknown): number => {
  const [numerator, denominator = '1'] = String(text).split('/');
  return Number(numerator) / Number(denominator);
};

/** A value that is no list stands for all cells below it. */
export const cellOf = (table: unknown, path: readonly number[]): unknown =>
  path.reduce((value: unknown, at) => (Array.isArray(value) ? (value as unknown[])[at] : value), table);

/** All lists of numbers below the counts, the last turning fastest. */
export const pathsOf = (counts: readonly number[]): number[][] =>
  counts.reduce<number[][]>((paths, count) => paths.flatMap((path) => Array.from({ length: count }, (_, k) => [...path, k])), [[]]);

export const TOLERANCE = 1e-9;

export interface OracleEnvironment {
  readonly names: readonly string[];
  readonly types: readonly (readonly string[])[];
  readonly outcomes: readonly string[];
  readonly profiles: readonly (readonly number[])[];
  readonly payoff: (agent: number, outcome: number, profile: readonly number[]) => number;
  /** What the type may believe: chances of profiles in which she is of that type. */
  readonly beliefs: (agent: number, type: number, exPost: boolean) => readonly ReadonlyMap<string, number>[];
  readonly prior: (profile: readonly number[]) => number;
  readonly lottery: (table: unknown, profile: readonly number[]) => readonly number[];
  readonly efficient: (profile: readonly number[]) => readonly number[];
  readonly highest: (profile: readonly number[]) => number;
  /** The environment's rule. */
  readonly rule: (profile: readonly number[]) => readonly number[];
}

/** Whether numbers are chances that sum to one. */
const isLaw = (values: readonly number[]): boolean =>
  values.every((value) => value >= 0) && Math.abs(values.reduce((a, b) => a + b, 0) - 1) < TOLERANCE;

/** Undefined where probabilities are none. */
export function oracleEnvironment(file: Json): OracleEnvironment | undefined {
  const names = Object.keys(file.agents as Json);
  const types = Object.values(file.agents as Record<string, string[]>);
  const outcomes = file.outcomes as string[];
  const profiles = pathsOf(types.map(({ length }) => length));
  const payoffs = file.payoffs as Record<string, Json>;
  const payoff = (agent: number, outcome: number, profile: readonly number[]): number => {
    const table = payoffs[names[agent]!]![outcomes[outcome]!];
    if (table === undefined) return 0;
    const own = (table as { own?: unknown[] }).own;
    return number(own === undefined ? cellOf(table, profile) : own[profile[agent]!]);
  };
  const prior = (profile: readonly number[]): number => number(cellOf(file.prior, profile));
  if (file.prior !== undefined && !isLaw(profiles.map(prior))) return undefined;
  const mine = (agent: number, type: number): (readonly number[])[] => profiles.filter((profile) => profile[agent] === type);
  const without = (profile: readonly number[], agent: number): number[] => profile.filter((_, i) => i !== agent);
  const tablesOf = (agent: number, type: number): unknown[] => {
    if (file.beliefs !== undefined) return [(file.beliefs as Record<string, unknown[]>)[names[agent]!]![type]];
    return ((file['belief-sets'] as Record<string, { vertices: unknown[] }[]>)[names[agent]!]![type]!).vertices;
  };
  const beliefs = (agent: number, type: number, exPost: boolean): ReadonlyMap<string, number>[] => {
    const places = mine(agent, type);
    if (exPost) return places.map((place) => new Map([[place.join(), 1]]));
    if (file.prior !== undefined) {
      const total = places.reduce((sum, place) => sum + prior(place), 0);
      return [new Map(places.map((place) => [place.join(), prior(place) / total]))];
    }
    return tablesOf(agent, type).map((table) =>
      new Map(places.map((place) => [place.join(), number(cellOf(table, without(place, agent)))])));
  };
  if (file.prior === undefined) {
    const laws = types.flatMap((list, agent) => list.flatMap((_, type) => beliefs(agent, type, false)));
    if (!laws.every((law) => isLaw([...law.values()]))) return undefined;
  }
  const totals = (profile: readonly number[]): number[] =>
    outcomes.map((_, outcome) => names.reduce((sum, __, agent) => sum + payoff(agent, outcome, profile), 0));
  const highest = (profile: readonly number[]): number => Math.max(...totals(profile));
  const efficient = (profile: readonly number[]): number[] =>
    totals(profile).flatMap((value, outcome) => (value > highest(profile) - TOLERANCE ? [outcome] : []));
  const lottery = (table: unknown, profile: readonly number[]): number[] => {
    const cell = cellOf(table, profile);
    const shares = typeof cell === 'string' ? { [cell]: '1' } : cell as Json;
    return outcomes.map((outcome) => number(shares[outcome] ?? '0'));
  };
  const rule = (profile: readonly number[]): readonly number[] => {
    if (file.rule !== 'efficient') return lottery(file.rule, profile);
    const [first] = efficient(profile);
    return outcomes.map((_, outcome) => Number(outcome === first));
  };
  return { names, types, outcomes, profiles, payoff, beliefs, prior, lottery, efficient, highest, rule };
}
