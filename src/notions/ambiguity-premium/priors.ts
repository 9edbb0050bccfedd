/**
 * Premiums under finite sets of beliefs, from the classes that a report leads to under each member:
 *     Lambda = E_G h - min_m E_{G_m} h,   min over F of E_F h = min_m E_{G_m} h,
 * which is negative where every member is better for the lie than the prior is.
 */
import { difference, sides, type Interval } from '../../statistics/interval.ts';
import type { ReachSums } from '../../experiments/reach-sums.ts';
import { union } from '../../statistics/union.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import type { AmbiguityPremium } from '../ambiguity-premium.ts';
import { steps, type Rise } from './steps.ts';

/** Of reach sums only the classes chosen matter here, at any radius. */
export type ChosenSums = Pick<ReachSums, 'profiles' | 'inner' | 'classes' | 'question'>;

/** One set, at index 0. All bounds, on either side, hold for all pairs at once at 1 - alpha / 2. */
export function priorsPremium(prior: ChosenSums, members: readonly ChosenSums[], rise: Rise, alpha: number): AmbiguityPremium {
  const { classes, question: { reports } } = prior;
  const all = 2 ** classes - 2;
  // Every proper set of classes of every report, under the prior and every member: no more can be asked for.
  const each = union(alpha / 2, reports.length * all * (members.length + 1));
  // The same for all types.
  const known = new Map<ChosenSums, Map<number, { readonly count: number; readonly lower: number; readonly upper: number }>>();
  const chosen = (sums: ChosenSums, report: number, set: number) => {
    const ofSums = known.get(sums) ?? new Map();
    known.set(sums, ofSums);
    const place = report * 2 ** classes + set;
    const found = ofSums.get(place);
    if (found) return found;
    const count = sums.inner[0]![report]!.reduce((sum, one) => ((set >> one.chosen) & 1 ? sum + one.count : sum), 0);
    const bounds = {
      count, lower: clopperPearsonLower(count, sums.profiles, each), upper: clopperPearsonUpper(count, sums.profiles, each),
    };
    ofSums.set(place, bounds);
    return bounds;
  };
  const expectation = (sums: ChosenSums, report: number, type: number): Interval => {
    const { least, steps: found } = steps(rise(report, type), 2 ** classes - 1);
    const bounds = { estimate: least, lower: least, upper: least };
    for (const { set, step } of found) {
      const { count, lower, upper } = chosen(sums, report, set);
      bounds.estimate += (step * count) / sums.profiles;
      bounds.lower += step * lower;
      bounds.upper += step * upper;
    }
    return bounds;
  };
  const worst = (report: number, type: number): Interval => {
    const under = members.map((member) => expectation(member, report, type));
    return sides((side) => under.reduce((low, bounds) => Math.min(low, bounds[side]), Infinity));
  };
  const at = (report: number, type: number): Interval => difference(expectation(prior, report, type), worst(report, type));
  return { deltas: [1], at, worst, profiles: prior.profiles };
}
