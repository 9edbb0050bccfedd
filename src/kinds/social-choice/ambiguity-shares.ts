/** Where reach is not computed: the classes chosen, which are all that sets without a local move ask for. */
import { ruleOf, type ChoiceRule, type Mechanism } from '../../mechanism/mechanism.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { CLASSES_MAX, type ReachSums } from '../../experiments/reach-sums.ts';

export interface Shares {
  readonly pilot: ReachSums;
  readonly certify: ReachSums;
}

/** Rules that leave nothing to chance by their form. */
const deterministic = (rule: ChoiceRule): boolean => !ruleOf(rule).random;

/**
 * Reach at radius 0 from interim sums. Anywhere: surely what the pilot saw, possibly every class. Not where the rule may
 * leave the choice to chance: a lie's payoff is then no function of the class.
 */
export function sharesAsReach({ rule }: Mechanism, certify: InterimSums, pilot: InterimSums): Shares | { readonly unsupported: string } {
  if (!deterministic(rule)) {
    return { unsupported: 'the rule may leave the choice to chance, so that its probabilities do not tell what a belief can do' };
  }
  if (certify.classes > CLASSES_MAX) {
    return { unsupported: `the agent tells ${certify.classes} classes of alternatives apart; at most ${CLASSES_MAX} are counted` };
  }
  const seen = pilot.question.paired.map((r) => Array.from({ length: pilot.classes }, (_, c) => c).reduce(
    (mask, c) => (pilot.choices[r * pilot.classes + c]! > 0 ? mask | (1 << c) : mask),
    0,
  ));
  return { pilot: asReach(pilot, seen), certify: asReach(certify, seen) };
}

function asReach({ question, profiles, classOf, classes, choices, lawError = 0 }: InterimSums, seen: readonly number[]): ReachSums {
  const counts = question.paired.map((r) => Array.from(
    { length: classes },
    (_, c) => ({ chosen: c, mask: 1 << c, count: Math.round(choices[r * classes + c]!) }),
  ).filter(({ count }) => count > 0));
  return {
    question: { agent: question.agent, reports: question.paired.map((r) => question.reports[r]!), radii: [0] },
    profiles, classOf, classes, inner: [counts], outer: [counts], exact: true,
    anywhereInner: seen, anywhereOuter: seen.map(() => 2 ** classes - 1), lawError,
  };
}
