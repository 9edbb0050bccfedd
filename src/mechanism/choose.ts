/** The alternative that a deterministic rule picks, on the host; ties: the lowest index. */
import { ruleOf, type ChoiceRule } from './mechanism.ts';
import { weighed, type Values } from './rules/rule.ts';

/** From values [N][K]; undefined for rules that need tensors or chance. */
export function chooseAlternative(rule: ChoiceRule, values: Values): number | undefined {
  const { choose, maximised } = ruleOf(rule);
  if (choose) return choose(rule, values);
  if (!maximised) return undefined;
  const objective = weighed(maximised(rule, values.length, values[0]!.length), values);
  return objective.reduce((best, value, k) => (value > objective[best]! ? k : best), 0);
}
