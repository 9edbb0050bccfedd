/** Whether payoffs stay within single precision, in which tensors hold them. */
import { blamedLaw } from '../../environment/digits.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { roundedDown } from '../../input/rounded.ts';

/**
 * Sums over all agents that are taken: their squares, which variances of payoffs and bounds on them are made of, stay a hundred times below
 * the largest number of single precision (3.4e38).
 */
export const SUM_MAX = 2 ** 60;

/** Of every agent, the largest size of her value of any alternative. */
function sizesOf({ agents, alternatives, signals, valuations }: SocialChoiceProblem): number[] {
  if (valuations.kind !== 'linear') return agents.map(() => Math.max(...valuations.range.map(Math.abs)));
  const ends = signals.map(({ law: { support: [low, high] } }) => Math.max(Math.abs(low), Math.abs(high)));
  const { constants, coefficients } = valuations;
  return agents.map((_, i) => Math.max(...alternatives.map((__, k) =>
    ends.reduce((sum, end, d) => sum + Math.abs(coefficients[i]![k]![d]!) * end, Math.abs(constants[i]![k]!)))));
}

/** Throws InputError where payoffs may be beyond single precision. */
export function requireSinglePrecision(problem: SocialChoiceProblem): void {
  const sum = sizesOf(problem).reduce((all, size) => all + size, 0);
  if (sum <= SUM_MAX) return;
  throw new InputError(
    'problem.valuations',
    `values of up to ${Number(sum.toPrecision(3))}, summed over agents, have squares beyond single precision (3.4e38), in which payoffs `
    + `are computed; accepted: sums of up to ${roundedDown(SUM_MAX, 2)}; take other units${blamedLaw(problem.signals, false)}`,
  );
}
