/**
 * What it means for a mechanism to be efficient, incentive compatible, ...: each judged from its definition on every profile of a finite
 * type space, in plain numbers, and not by the code that made the mechanism or its results.
 */

/** Types are positions 0 .. counts[i] - 1; a profile has one of every agent. */
export interface FiniteMechanism {
  /** [N] number of types of every agent. */
  readonly counts: readonly number[];
  readonly alternatives: number;
  /** Value of alternative k to agent i where the true types are `profile`; may depend on others' types. */
  value(agent: number, alternative: number, profile: readonly number[]): number;
  /** [K] probabilities of the alternatives where `profile` is reported. */
  chosen(profile: readonly number[]): readonly number[];
  /** Money that the agent receives where `profile` is reported. */
  transfer(agent: number, profile: readonly number[]): number;
}

export const TOLERANCE = 1e-9;

export function profilesOf(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (profiles, count) => profiles.flatMap((some) => Array.from({ length: count }, (_, type) => [...some, type])),
    [[]],
  );
}

const instead = (profile: readonly number[], agent: number, type: number): number[] => profile.map((own, i) => (i === agent ? type : own));

/** Payoff of the agent where `truth` is true and `reported` is reported. */
export function payoff(mechanism: FiniteMechanism, agent: number, reported: readonly number[], truth: readonly number[]): number {
  return mechanism.chosen(reported).reduce(
    (sum, p, k) => sum + p * mechanism.value(agent, k, truth), 0,
  ) + mechanism.transfer(agent, reported);
}

const everyProfile = ({ counts }: FiniteMechanism, holds: (profile: readonly number[]) => boolean): boolean =>
  profilesOf(counts).every(holds);

/** (agent, profile, lie) of every lie by one agent alone. */
function* lies({ counts }: FiniteMechanism): Generator<{
  readonly agent: number;
  readonly truth: readonly number[];
  readonly reported: readonly number[]
}> {
  for (const truth of profilesOf(counts)) {
    for (const [agent, count] of counts.entries()) {
      for (let type = 0; type < count; type++) if (type !== truth[agent]) yield { agent, truth, reported: instead(truth, agent, type) };
    }
  }
}

/** Whatever is chosen with positive probability has the most welfare of all alternatives. */
export function isEfficient(mechanism: FiniteMechanism): boolean {
  const { counts, alternatives, value, chosen } = mechanism;
  return everyProfile(mechanism, (profile) => {
    const welfare = Array.from({ length: alternatives }, (_, k) => counts.reduce((sum, _count, i) => sum + value(i, k, profile), 0));
    return chosen(profile).every((p, k) => p === 0 || welfare[k]! >= Math.max(...welfare) - TOLERANCE);
  });
}

/** No agent gains by a lie whatever the others' types are, these telling the truth; with private values: dominant strategies. */
export function isExPostIncentiveCompatible(mechanism: FiniteMechanism): boolean {
  return [...lies(mechanism)].every(({ agent, truth, reported }) =>
    payoff(mechanism, agent, reported, truth) <= payoff(mechanism, agent, truth, truth) + TOLERANCE);
}

/** Mean gain of type `type` who reports `report`, the others' types independent and equally likely. */
export function interimGain(mechanism: FiniteMechanism, agent: number, report: number, type: number): number {
  const others = profilesOf(mechanism.counts.map((count, i) => (i === agent ? 1 : count)));
  const gains = others.map((profile) => {
    const truth = instead(profile, agent, type);
    return payoff(mechanism, agent, instead(profile, agent, report), truth) - payoff(mechanism, agent, truth, truth);
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

const typesOf = (count: number): number[] => Array.from({ length: count }, (_, type) => type);

const everyLie = ({ counts }: FiniteMechanism, holds: (agent: number, report: number, type: number) => boolean): boolean =>
  counts.every((count, agent) =>
    typesOf(count).every((report) => typesOf(count).every((type) => report === type || holds(agent, report, type))));

/** No lie gains more than epsilon in expectation (Song22 Definition 2; 0: Bayesian incentive compatible). */
export const isIncentiveCompatible = (mechanism: FiniteMechanism, epsilon = 0): boolean =>
  everyLie(mechanism, (agent, report, type) => interimGain(mechanism, agent, report, type) <= epsilon + TOLERANCE);

/** No lie gains more than epsilon times its size (Song22 Definition 3). `signals`: [N] signal of every type. */
export const isLocallyIncentiveCompatible = (
  mechanism: FiniteMechanism,
  epsilon: number,
  signals: readonly (readonly number[])[],
): boolean =>
  everyLie(
    mechanism,
    (agent, report, type) =>
      interimGain(mechanism, agent, report, type) <= epsilon * Math.abs(signals[agent]![report]! - signals[agent]![type]!) + TOLERANCE,
  );

/** Nobody is ever worse off than with nothing, having told the truth. */
export const isExPostIndividuallyRational = (mechanism: FiniteMechanism): boolean =>
  everyProfile(mechanism, (profile) => mechanism.counts.every((_, agent) => payoff(mechanism, agent, profile, profile) >= -TOLERANCE));

/** No type expects to be worse off than with nothing. */
export function isInterimIndividuallyRational(mechanism: FiniteMechanism): boolean {
  return mechanism.counts.every((count, agent) => typesOf(count).every((type) => {
    const profiles = profilesOf(
      mechanism.counts.map((others, i) => (i === agent ? 1 : others))
    ).map((profile) => instead(profile, agent, type));
    return profiles.reduce((sum, profile) => sum + payoff(mechanism, agent, profile, profile), 0) >= -TOLERANCE * profiles.length;
  }));
}

const paidOut = ({ counts, transfer }: FiniteMechanism, profile: readonly number[]): number =>
  counts.reduce((sum, _, agent) => sum + transfer(agent, profile), 0);

/** Transfers add up to nothing in every profile. */
export const isBudgetBalanced = (mechanism: FiniteMechanism): boolean =>
  everyProfile(mechanism, (profile) => Math.abs(paidOut(mechanism, profile)) <= TOLERANCE);

/** No money is ever brought in from outside. */
export const runsNoDeficit = (mechanism: FiniteMechanism): boolean =>
  everyProfile(mechanism, (profile) => paidOut(mechanism, profile) <= TOLERANCE);
