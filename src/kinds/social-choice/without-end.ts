/** What holds over all types of a law without an end, though draws and grids end: where no lie gains, and where one pays by the report. */
import type { Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem, type ValueStructure } from '../../environment/social-choice.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import { interimIncentiveCompatible, maximises } from '../../mechanism/incentives.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { ENDLESS, endlessGain } from '../../notions/infinite-constant.ts';
import { goesOn } from '../../notions/types-within.ts';

export interface WithoutEnd {
  /** Of the agent's own signals. */
  readonly laws: readonly Distribution[];
  /** The epsilon-LIC constant over all types, where it is known. */
  readonly lic?: number;
  /** Why the epsilon-IC constant is infinite. */
  readonly infinite?: string;
  /** Whether a row's interval holds over all types: of these quantities, where it is certified on the continuum. */
  readonly everywhere: readonly string[];
}

/** What is known of the truth's utility of every type where she pays what she bids: it is nothing. */
const OF_TRUTH = ['epsilonBounded', 'monotonicityViolation', 'interimIr'] as const;
const GAINS = ['epsilonLic', 'epsilonIc', 'irrelevantGain', 'weakEpsilonLic'] as const;

/** Undefined where all of the agent's types are drawn from. */
export function withoutEnd(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): WithoutEnd | undefined {
  const laws = coordinatesOf(problem, agent).map((d) => problem.signals[d]!.law);
  if (!laws.some(goesOn)) return undefined;
  if (interimIncentiveCompatible(problem, mechanism, values) !== undefined) {
    return { laws, everywhere: [...GAINS, ...(problem.dependence ? [] : ofConvexUtility(problem, agent, laws))] };
  }
  const slope = ownSlope(problem, agent);
  const { transfers, rule, strategies } = mechanism;
  if (slope === undefined || values !== 'private' || problem.dependence || !maximises(rule, problem)) return { laws, everywhere: [] };
  const { payment } = schemeOf(transfers);
  // Types beyond an end play as the end does (notions/infinite-constant.ts has why they gain no more).
  if (payment && strategies) return { laws, everywhere: ['epsilonIc'] };
  const [{ whole } = {}] = laws;
  const base = insuredMechanism(transfers);
  const insured = base && !base.strategies && maximises(base.rule, problem) ? schemeOf(base.transfers).payment : undefined;
  const paid = payment ?? (insured?.asBid ? insured : undefined);
  if (!paid || strategies || !whole || !endlessGain(slope, whole.ends)) return { laws, everywhere: [] };
  return {
    laws, infinite: ENDLESS,
    ...(paid.asBid ? { everywhere: ['epsilonLic', ...OF_TRUTH], lic: Math.abs(slope) } : { everywhere: [] }),
  };
}

/**
 * Where no lie gains mu is convex and mu' = A rises (truth-slope.ts): the steepest fall is that of the lowest types, and where all own
 * values rise with the type, or all fall, the least utility is at an end. Both hold over all types where that end is one that is drawn.
 */
function ofConvexUtility(
  { valuations, signals }: SocialChoiceProblem, agent: number, [law, ...more]: readonly Distribution[],
): string[] {
  if (!law?.whole || more.length > 0 || valuations.kind !== 'linear') return ['epsilonBounded'];
  const { whole: { ends }, support } = law;
  const [isLowest, isHighest] = [ends[0] >= support[0], ends[1] <= support[1]];
  const d = signals.findIndex(({ owner }) => owner === agent);
  const rates = valuations.coefficients[agent]!.map((row) => row[d]!);
  const isLeast = (isLowest && rates.every((rate) => rate >= 0)) || (isHighest && rates.every((rate) => rate <= 0));
  return ['epsilonBounded', ...(isLowest ? ['monotonicityViolation'] : []), ...(isLeast ? ['interimIr'] : [])];
}

/** How the own value of being served moves with the one own signal; undefined but for linear values of one object. */
function ownSlope(problem: SocialChoiceProblem, agent: number): number | undefined {
  const { valuations } = problem;
  const [d, ...more] = coordinatesOf(problem, agent);
  if (valuations.kind !== 'linear' || d === undefined || more.length > 0 || !isSingleObject(problem)) return undefined;
  return valuations.coefficients[agent]!.map((row) => row[d]!).find((rate) => rate !== 0);
}
