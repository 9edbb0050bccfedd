/** Social choice rules as tensor ops: reported values to probabilities. Ties: the lowest alternative. */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.ts';
import type { ChoiceRule } from '../../mechanism/mechanism.ts';
import { describeRow, rowCount, type Rows } from './rows.ts';
import { fromUser } from './user-function.ts';
import { indicator, type TensorProblem } from './tensor-problem.ts';

/** float32's rounding of a sum of up to 1,024 probabilities. */
const PROBABILITY_SLACK = 1e-4;

/** [N] weights and [K] bonuses of the welfare that a rule maximises; ones and zeros for rules that maximise none. */
export function welfareWeights(world: TensorProblem, rule: ChoiceRule): { weights: readonly number[]; bonuses: readonly number[] } {
  if (rule.kind === 'affine-maximizer') return rule;
  return { weights: new Array<number>(world.agents).fill(1), bonuses: new Array<number>(world.alternatives).fill(0) };
}

/** [rows, K] sum_i weights[i] v_k^i + bonuses[k]. */
export function weightedWelfare(world: TensorProblem, values: Tensor3D, weights: readonly number[], bonuses: readonly number[]): Tensor2D {
  const { tf } = world;
  const summed = weights.every((weight) => weight === 1) ? tf.sum(values, 1) : tf.sum(tf.mul(values, tf.tensor3d([...weights], [1, weights.length, 1])), 1);
  return (bonuses.every((bonus) => bonus === 0) ? summed : tf.add(summed, tf.tensor2d([...bonuses], [1, bonuses.length]))) as Tensor2D;
}

/** [rows, K] values of one agent. */
export const valuesOf = (world: TensorProblem, values: Tensor3D, agent: number): Tensor2D =>
  world.tf.squeeze(world.tf.slice(values, [0, agent, 0], [-1, 1, -1]), [1]) as Tensor2D;

/**
 * [rows, K] one at the largest of each row, ties to the lowest. Not tf.argMax: which of equals it finds depends on the
 * backend.
 */
export function oneAtLargest(world: TensorProblem, objective: Tensor2D): Tensor2D {
  const { tf, alternatives } = world;
  const numbers = tf.range(0, alternatives, 1, 'float32');
  const largest = tf.equal(objective, tf.max(objective, 1, true));
  const lowest = tf.min(tf.where(largest, tf.add(tf.zerosLike(objective), numbers), tf.fill(objective.shape, alternatives)), 1, true);
  return indicator(tf, tf.equal(numbers, lowest)) as Tensor2D;
}

/** [rows, K] probabilities; `values` and `signals` as reported. */
export function choose(world: TensorProblem, rule: ChoiceRule, values: Tensor3D, rows: Rows): Tensor2D {
  const { tf } = world;
  return tf.tidy(() => {
    switch (rule.kind) {
      case 'efficient':
      case 'affine-maximizer': {
        const { weights, bonuses } = welfareWeights(world, rule);
        return oneAtLargest(world, weightedWelfare(world, values, weights, bonuses));
      }
      case 'dictatorial':
        return oneAtLargest(world, valuesOf(world, values, rule.dictator));
      case 'posted-price':
        return postedPrice(world, rule.price, values);
      case 'mixture':
        return tf.add(tf.mul(choose(world, rule.rule, values, rows), 1 - rule.share), tf.mul(choose(world, rule.other, values, rows), rule.share)) as Tensor2D;
      case 'general':
        return generalRule(world, rule, values, rows);
    }
  });
}

/** Agent 0 sells, agent 1 buys: trade (alternative 1) where both gain at the price. */
function postedPrice(world: TensorProblem, price: number, values: Tensor3D): Tensor2D {
  const { tf } = world;
  if (world.agents !== 2 || world.alternatives !== 2) throw new InputError('mechanism.rule', 'a posted price needs two agents and the alternatives no trade and trade');
  const gain = (agent: number): Tensor1D => {
    const own = valuesOf(world, values, agent);
    return tf.sub(tf.slice(own, [0, 1], [-1, 1]), tf.slice(own, [0, 0], [-1, 1])) as Tensor as Tensor1D;
  };
  const trade = indicator(tf, tf.logicalAnd(tf.greater(gain(1), price), tf.greater(gain(0), -price)));
  return tf.concat([tf.sub(1, trade), trade], 1) as Tensor as Tensor2D;
}

function generalRule(world: TensorProblem, rule: Extract<ChoiceRule, { kind: 'general' }>, values: Tensor3D, rows: Rows): Tensor2D {
  const { tf, problem } = world;
  const field = 'mechanism.rule.choose';
  const probabilities = fromUser(field, [rowCount(rows), world.alternatives], () => rule.choose(tf, values, world.signals(rows)));
  const again = (): Tensor2D => tf.tidy(() => rule.choose(tf, world.values(rows, true), world.signals(rows)));
  world.suspect(probabilities, [-PROBABILITY_SLACK, 1 + PROBABILITY_SLACK], again, (at, p) =>
    `probability of ${problem.alternatives[at % world.alternatives]} is ${p} on ${describeRow(problem, rows, Math.floor(at / world.alternatives))}`, field);
  world.suspect(tf.sum(probabilities, 1), [1 - PROBABILITY_SLACK, 1 + PROBABILITY_SLACK], () => tf.tidy(() => tf.sum(again(), 1)), (row, sum) =>
    `probabilities sum to ${sum} on ${describeRow(problem, rows, row)}`, field);
  return probabilities;
}
