/** The alternative that a deterministic rule picks, on the host; ties: the lowest index. */
import type { ChoiceRule } from './mechanism.ts';

/** Weights and bonuses under which the rule maximises sum_i weights[i] v_k^i + bonuses[k]; undefined where it does not. */
export function welfareWeights(rule: ChoiceRule, agents: number, alternatives: number): { weights: number[]; bonuses: number[] } | undefined {
  const bonuses = new Array<number>(alternatives).fill(0);
  switch (rule.kind) {
    case 'efficient':
      return { weights: new Array<number>(agents).fill(1), bonuses };
    case 'affine-maximizer':
      return { weights: [...rule.weights], bonuses: [...rule.bonuses] };
    case 'dictatorial':
      return { weights: Array.from({ length: agents }, (_, i) => (i === rule.dictator ? 1 : 0)), bonuses };
    default:
      return undefined;
  }
}

/** From values [N][K]; undefined for rules that need tensors or chance. */
export function chooseAlternative(rule: ChoiceRule, values: readonly (readonly number[])[]): number | undefined {
  if (rule.kind === 'posted-price') return values[1]![1]! - values[1]![0]! > rule.price && values[0]![0]! - values[0]![1]! < rule.price ? 1 : 0;
  const weighing = welfareWeights(rule, values.length, values[0]!.length);
  if (!weighing) return undefined;
  const objective = weighing.bonuses.map((bonus, k) => weighing.weights.reduce((sum, weight, i) => sum + weight * values[i]![k]!, bonus));
  return objective.reduce((best, value, k) => (value > objective[best]! ? k : best), 0);
}
