/**
 * Profiles of types as whole numbers: agent 0 turns slowest, so tables nested in the order of agents are read in order. The
 * others' profiles of agent i are numbered alike, agent i left out.
 */
export interface ProfileSpace {
  readonly agents: number;
  /** Types of each agent. */
  readonly counts: readonly number[];
  /** Profiles in all. */
  readonly size: number;
  /** Profiles of all but agent i. */
  readonly othersSize: readonly number[];
  /** How far apart two profiles are that differ by one in agent i's type. */
  readonly strides: readonly number[];
}

export function profileSpace(counts: readonly number[]): ProfileSpace {
  const strides = counts.map((_, i) => counts.slice(i + 1).reduce((product, count) => product * count, 1));
  const size = counts.reduce((product, count) => product * count, 1);
  return { agents: counts.length, counts, size, strides, othersSize: counts.map((count) => size / count) };
}

/** The index of agent's type in the profile. */
export const typeIn = ({ strides, counts }: ProfileSpace, profile: number, agent: number): number =>
  Math.floor(profile / strides[agent]!) % counts[agent]!;

/** All types of the profile, by agent. */
export const typesIn = (space: ProfileSpace, profile: number): number[] => space.counts.map((_, agent) => typeIn(space, profile, agent));

/** The profile with one type replaced. */
export const withType = (space: ProfileSpace, profile: number, agent: number, type: number): number =>
  profile + (type - typeIn(space, profile, agent)) * space.strides[agent]!;

/** The profile of agent's type and a profile of the others. */
export function joinProfile({ strides, counts }: ProfileSpace, agent: number, type: number, others: number): number {
  const stride = strides[agent]!;
  return Math.floor(others / stride) * stride * counts[agent]! + type * stride + (others % stride);
}

/** The number of the others' profile in a profile. */
export function othersIn({ strides, counts }: ProfileSpace, profile: number, agent: number): number {
  const stride = strides[agent]!;
  return Math.floor(profile / (stride * counts[agent]!)) * stride + (profile % stride);
}

/** Types of some agents, in their order, and what they add to the number of a profile. */
export interface PartialProfile {
  readonly types: readonly number[];
  readonly offset: number;
}

/** Every profile of types of the agents named; agents not named count as of type 0, so offsets of disjoint groups add up. */
export function partialProfiles({ counts, strides }: ProfileSpace, agents: readonly number[]): PartialProfile[] {
  return agents.reduce<PartialProfile[]>(
    (partial, agent) => partial.flatMap(({ types, offset }) =>
      Array.from({ length: counts[agent]! }, (_, type) => ({ types: [...types, type], offset: offset + type * strides[agent]! }))),
    [{ types: [], offset: 0 }],
  );
}

/** Agents that are not of the coalition. */
export const outsiders = ({ agents }: Pick<ProfileSpace, 'agents'>, coalition: readonly number[]): number[] =>
  [...Array(agents).keys()].filter((agent) => !coalition.includes(agent));
