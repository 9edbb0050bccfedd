/** What transfers that pay others' welfare have in common. */
import type { Tensor1D } from '../../kernels/tensors.ts';
import type { LinearValuations } from '../environment/social-choice.ts';
import { hullOf, subtractRanges, type Range } from './range.ts';
import type { RuleFacts, Weighing } from './rules/rule.ts';
import type { Bounded, IntegerTransfers, Sloped, Structured, TransferBatch, TransferProfile } from './transfers/scheme.ts';

/** Green and Laffont 1977 for efficient rules, Roberts 1979 for affine maximizers. */
export const dominantStrategy = ({ values, rule }: Structured): string | undefined =>
  (values === 'private' && rule.maximises ? 'truth-telling is a dominant strategy: VCG with private values' : undefined);

/** [rows] sum_k p_k W_k - max_k W_k, with W the others' welfare as it counts for the agent. */
export function pivotTransfer(batch: TransferBatch, agent: number): Tensor1D {
  const others = batch.othersWelfareOf(agent);
  return batch.tf.sub(batch.expected(others), batch.tf.max(others, 1)) as Tensor1D;
}

/** The same at any reported signals in plain numbers. */
export function pivotAt({ weighing, valuesAt, probabilitiesAt }: TransferProfile, acted: readonly number[], agent: number): number {
  const others = othersWelfareAt(weighing, valuesAt(acted), agent);
  return dot(probabilitiesAt(acted), others) - Math.max(...others);
}

/** [K] the others' weighted welfare and bonuses over the own weight. */
export const othersWelfareAt = ({ weights, bonuses }: Weighing, values: readonly (readonly number[])[], agent: number): number[] =>
  bonuses.map((bonus, k) =>
    (bonus + values.reduce((sum, row, j) => (j === agent ? sum : sum + weights[j]! * row[k]!), 0)) / weights[agent]!);

export const dot = (p: readonly number[], v: readonly number[]): number => p.reduce((sum, x, k) => sum + x * v[k]!, 0);

export const pivotRange = ({ agent, othersWelfare }: Bounded): Range => [othersWelfare(agent)[0] - othersWelfare(agent)[1], 0];

/** [K] of the own coefficients on coordinate d. */
export const ownSlopes = ({ coefficients }: LinearValuations, agent: number, d: number): Range =>
  hullOf(coefficients[agent]!.map((row) => row[d]!));

/** Rates of max_k [v_k + W_k], less max_k W_k where the agent pays for it, along coordinate d. */
export function maximaSlopes({ valuations: { coefficients }, agent }: Sloped, weights: readonly number[], d: number, pays: boolean): Range {
  const others = coefficients[agent]!.map((_, k) =>
    coefficients.reduce((sum, rows, j) => (j === agent ? sum : sum + (weights[j]! / weights[agent]!) * rows[k]![d]!), 0));
  const all = hullOf(others.map((w, k) => w + coefficients[agent]![k]![d]!));
  return pays ? subtractRanges(all, hullOf(others)) : all;
}

/** [C] of them all; undefined for rules that do not maximise. */
export const welfareSlopes = (sloped: Sloped, pays: boolean): Range[] | undefined => {
  const { rule: { maximises, maximised }, coordinates } = sloped;
  return maximises ? coordinates.map((d) => maximaSlopes(sloped, maximised!.weights, d, pays)) : undefined;
};

/** A form of kernel `interim` that goes with rules that weigh everybody's values. */
export const unlessDictated = (kind: string, { dictated }: RuleFacts, form: IntegerTransfers): IntegerTransfers =>
  (dictated ? { unsupported: `${kind} transfers for a dictator` } : form);
