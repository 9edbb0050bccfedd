/** Random finite environments, by seed: files, so that what reads files is tested as well. */
import type { RandomSource } from './random.ts';

export interface RandomFinite {
  readonly counts: readonly number[];
  /** Weights of the prior run from 1 to this; 1 makes types believe alike, so that conditions fail. */
  readonly weights: number;
  readonly privateValues?: boolean;
  readonly outcomes?: number;
  /** Instead of a common prior. */
  readonly ownBeliefs?: boolean;
  /** Instead of a common prior: of every type the hull of two beliefs. */
  readonly beliefSets?: boolean;
}

const nest = (counts: readonly number[], cell: (path: readonly number[]) => unknown, path: readonly number[] = []): unknown =>
  path.length === counts.length
    ? cell(path)
    : Array.from({ length: counts[path.length]! }, (_, type) => nest(counts, cell, [...path, type]));

/** Cells over a common total. */
function distribution(random: RandomSource, counts: readonly number[], weights: number): unknown {
  const size = counts.reduce((product, count) => product * count, 1);
  const drawn = Array.from({ length: size }, () => random.whole(1, weights));
  const total = drawn.reduce((a, b) => a + b, 0);
  let at = 0;
  return nest(counts, () => `${drawn[at++]}/${total}`);
}

export function randomFinite(
  random: RandomSource,
  { counts, weights, privateValues = false, outcomes = 3, ownBeliefs = false, beliefSets = false }: RandomFinite,
): Record<string, unknown> {
  const names = ['anna', 'ben', 'carl', 'dora'].slice(0, counts.length);
  const outcomeNames = ['none', 'small', 'big', 'huge'].slice(0, outcomes);
  const entry = (): string => `${random.whole(-6, 6)}/${random.whole(1, 3)}`;
  const table = (agent: number): unknown => {
    if (!privateValues) return nest(counts, entry);
    return { own: Array.from({ length: counts[agent]! }, entry) };
  };
  const others = (agent: number): number[] => counts.filter((_, i) => i !== agent);
  const byType = (value: (agent: number) => unknown): Record<string, unknown> => Object.fromEntries(
    names.map((name, agent) => [name, Array.from({ length: counts[agent]! }, () => value(agent))]));
  const belief = (agent: number): unknown => distribution(random, others(agent), weights);
  const beliefsOf = (): Record<string, unknown> => {
    if (ownBeliefs) return { beliefs: byType(belief) };
    if (beliefSets) return { 'belief-sets': byType((agent) => ({ vertices: [belief(agent), belief(agent)] })) };
    return { prior: distribution(random, counts, weights) };
  };
  return {
    finite: 1,
    agents: Object.fromEntries(names.map((name, i) => [name, Array.from({ length: counts[i]! }, (_, t) => `${name[0]}${t + 1}`)])),
    outcomes: outcomeNames,
    payoffs: Object.fromEntries(
      names.map((name, agent) => [name, Object.fromEntries(outcomeNames.slice(1).map((outcome) => [outcome, table(agent)]))]),
    ),
    ...beliefsOf(),
    rule: 'efficient',
  };
}
