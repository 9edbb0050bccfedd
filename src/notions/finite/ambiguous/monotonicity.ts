/**
 * Ambiguous coalitional monotonicity (Guo18 Definition 3.3.2) of one rule that is ambiguous coalitional incentive compatible, by the reward
 * that the proof of Lemma 3.6.2 uses: the rule itself, reported to truly by one type against a deception of everyone else. It is in every
 * reward set, for the rule is incentive compatible. Where no type gains by it another reward may do, so the answer is then open.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { coalitionPlans, planned, worstUnder, type Plan } from './coalitional-ic.ts';
import { possibleProfiles, type ExtremeBeliefs, type Payoff } from './worst-case.ts';

/** The first deception that changes the rule somewhere possible and to which no type objects by the truth; undefined: there is none. */
export function unopposedPlan(
  model: FiniteModel, beliefs: ExtremeBeliefs, payoff: Payoff, same: (a: number, b: number) => boolean,
): Plan | undefined {
  const everyone = [...model.agents.keys()];
  const { profiles: possible } = possibleProfiles(model, beliefs);
  return coalitionPlans(model, everyone).find((plan) => {
    const reports = planned(model, plan);
    if (possible.every((profile) => same(profile, reports(profile)))) return false;
    const lied = worstUnder(model, beliefs, payoff, plan, everyone);
    return everyone.every((agent) => {
      const back = plan.map((own, i) => (i === agent ? [...own.keys()] : own));
      const truthful = worstUnder(model, beliefs, payoff, back, [agent]).get(agent)!;
      return truthful.every((value, type) => value.compare(lied.get(agent)![type]!) <= 0);
    });
  });
}
