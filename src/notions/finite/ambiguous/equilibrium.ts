/**
 * Ambiguous coalitional equilibrium (Guo18 Definition 3.2.1) of a finite mechanism: no coalition that can form has, at some profile that is
 * thought possible, strategies with which no member's worst case is worse and some member's is better. Decided by listing all strategies.
 */
import type { CoalitionPattern } from '../../../environment/finite/environment.ts';
import { joinProfile, profileSpace, typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { WholePayoffs } from '../../../mechanism/finite/social-choice-function.ts';
import { isZero, ZERO, type Rational } from '../../../programs/rational.ts';
import type { MessageMechanism, Strategies } from '../interim-coalitional-equilibrium.ts';
import { pays, type AmbiguousLie } from './coalitional-ic.ts';
import type { RuleSet } from './social-choice-set.ts';

/** A lie in messages: what a coalition does in place of its strategies. */
export interface AmbiguousDeviation extends Omit<AmbiguousLie, 'plan'> {
  /** `[agent][type]`: messages, of everyone. */
  readonly strategies: Strategies;
}

/** Strategies of a coalition beyond which listing them is refused. */
const STRATEGIES_MAX = 20_000;

/** The first deviation that pays, smaller coalitions first; undefined in equilibrium. */
export function ambiguousDeviation(
  { model, beliefs, possible }: Omit<RuleSet, 'rules'>, mechanism: MessageMechanism, strategies: Strategies, pattern: CoalitionPattern,
): AmbiguousDeviation | undefined {
  const { profiles } = model;
  const messages = profileSpace(mechanism.counts);
  const payoffs = new WholePayoffs(model, mechanism.consequences);
  const worst = (agent: number, type: number, played: Strategies): Rational => {
    const expected = beliefs[agent]![type]!.map((belief) => belief.reduce((total, probability, others) => {
      if (isZero(probability)) return total;
      const truth = joinProfile(profiles, agent, type, others);
      const sent = played.reduce((at, own, i) => at + own[typeIn(profiles, truth, i)]! * messages.strides[i]!, 0);
      return total.add(probability.mul(payoffs.rational(payoffs.value(agent, sent, truth))));
    }, ZERO));
    return expected.reduce((a, b) => (b.compare(a) < 0 ? b : a));
  };
  const truth = model.agents.map(({ types }, agent) => types.map((_, type) => worst(agent, type, strategies)));
  /** Every strategy of an agent. */
  const own = (agent: number): number[][] => model.agents[agent]!.types.reduce<number[][]>((all) =>
    all.flatMap((start) => Array.from({ length: mechanism.counts[agent]! }, (_, message) => [...start, message])), [[]]);
  for (const coalition of pattern) {
    const count = coalition.reduce((product, agent) => product * mechanism.counts[agent]! ** model.agents[agent]!.types.length, 1);
    if (count > STRATEGIES_MAX)
      throw new InputError('cap', `makes ${count} strategies of a coalition, and at most ${STRATEGIES_MAX} are listed; use a lower cap or `
        + 'fewer rewards');
    const plans = coalition.reduce<Strategies[]>((all, agent) =>
      all.flatMap((plan) => own(agent).map((mine) => plan.map((kept, i) => (i === agent ? mine : kept)))), [strategies]);
    for (const plan of plans) {
      const moved = new Map(coalition.map((agent) =>
        [agent, model.agents[agent]!.types.map((_, type) => worst(agent, type, plan).sub(truth[agent]![type]!))]));
      for (const profile of possible) {
        const types = typesIn(profiles, profile);
        const gains = coalition.map((agent) => moved.get(agent)![types[agent]!]!);
        if (pays(gains))
          return { coalition, profile, strategies: plan, gains };
      }
    }
  }
  return undefined;
}
