/**
 * Whether every rationalizable strategy gives the rule's outcome under envelope payments (JMM12, end of section 3), where the other agent's
 * value is private and types are numbers:
 * - where her report moves a chance the way her value rises, whatever the report met, truth is strictly dominant for her, and then
 *   strictly best for the agent wherever E[∂_i q ∂_i v_i] > 0;
 * - where her report moves nothing of hers, every report is a best reply, yet the agent's payment v_i(θ*, report) hangs on it.
 */
import { affineProduct } from '../../beliefs/affine-product.ts';
import { bilinearAt, gradient, sideOf, type TwoAgentProblem } from '../../environment/two-agent.ts';

export interface FullImplementation {
  readonly status: 'yes' | 'no' | 'undecided';
  readonly text: string;
}

const OPEN: FullImplementation = {
  status: 'undecided', text: 'Whether every rationalizable strategy gives the outcome of the rule is not decided here',
};

/** `means`: of each agent's type under the other's baseline belief. */
export function fullImplementation(problem: TwoAgentProblem, agent: 0 | 1, means: readonly [number, number]): FullImplementation {
  const [own, other] = [sideOf(problem, agent), sideOf(problem, (1 - agent) as 0 | 1)];
  if (own.dimensions !== 1 || other.dimensions !== 1 || own.value.kind !== 'bilinear' || other.value.kind !== 'bilinear') return OPEN;
  const isPrivate = other.value.second[0] === 0 && other.value.cross[0]![0] === 0;
  if (!isPrivate) return OPEN;
  const rate = gradient(other.rule.kind === 'stochastic' ? other.rule.chance : other.rule.index)[0]!;
  if (other.rule.kind === 'stochastic') {
    const least = affineProduct(rate, gradient(other.value)[0]!).least([0], [1]);
    if (!(least.value > 0)) return OPEN;
    const text = `Truth is strictly dominant for ${other.name}, and then strictly best for ${own.name} inside the ball: every `
      + 'rationalizable strategy gives the outcome of the rule';
    return { status: 'yes', text };
  }
  if (own.rule.kind !== 'deterministic' || rate.constant !== 0 || rate.slopes[0] !== 0) return OPEN;
  const cut = -own.rule.index.constant / own.rule.index.first[0]!;
  if (!(cut > 0 && cut < 1)) return OPEN;
  // The cheapest report for her, and a type that is to get alternative 0 and would rather buy alternative 1 at that price.
  const value = own.value;
  const report = [0, 1].reduce((a, b) => (bilinearAt(value, [cut], [b]) < bilinearAt(value, [cut], [a]) ? b : a));
  const price = bilinearAt(value, [cut], [report]);
  const type = own.rule.index.first[0]! > 0 ? cut / 2 : (1 + cut) / 2;
  const worth = bilinearAt(value, [type], [means[1 - agent]!]);
  if (!(worth > price)) return OPEN;
  return {
    status: 'no',
    text: `No report moves anything of ${other.name}'s, so all are rationalizable; if ${other.name} is thought to report ${report}, `
      + `${own.name} of type ${type} pays ${price} for what is worth ${Number(worth.toPrecision(4))} and takes `
      + 'alternative 1, which the rule denies her',
  };
}
