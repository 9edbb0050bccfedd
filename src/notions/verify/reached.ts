/**
 * What a mechanism whose loss against the first best is known reaches, alone or mixed with the efficient rule: with chance `α` the
 * efficient rule, which the transfers of an affine maximiser leave ε*-LIC for each agent (maximiser.ts), else the mechanism, which is
 * incentive compatible. The mixture is `α ε*`-LIC: lies are judged before anybody knows which of the two it is.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { FileProblem } from './draws.ts';
import { firstBestEnds } from './first-best.ts';
import { maximiserEpsilon, seenBy } from './maximiser.ts';

export const reachedShape = z.strictObject({
  /** What the first best is worth at least, and the mechanism. */
  firstBest: z.number(), atLeast: z.number(),
  mixed: z.strictObject({
    permittedEpsilon: z.number().min(0), maximisers: z.array(z.strictObject({ agent: z.string(), lambda: z.number().min(0) })),
  }).optional(),
});
export type Reached = z.infer<typeof reachedShape>;

/** Of sums, as a share of how large welfare may be. */
const ROUNDING = 1e-9;

/** How often the efficient rule is chosen. Throws InputError naming whose maximiser is not there. */
export function efficientShare(problem: FileProblem, mixed: Reached['mixed']): number {
  if (!mixed) return 0;
  const informed = problem.agents.filter((_, i) => problem.signals.some(({ owner }) => owner === i));
  const most = informed.reduce((largest, name) => {
    const named = mixed.maximisers.filter(({ agent }) => agent === name);
    if (named.length !== 1) throw new InputError('reached.mixed.maximisers', `must be one of ${name}, got ${named.length}`);
    return Math.max(largest, maximiserEpsilon(seenBy(problem, name), named[0]!.lambda));
  }, 0);
  return most <= mixed.permittedEpsilon ? 1 : mixed.permittedEpsilon / most;
}

/** `reaches`: what the mechanism alone does, of a first best that is worth so much. */
export function reachedFaults(problem: FileProblem, reached: Reached, reaches: (firstBest: number) => number): string[] {
  const { firstBest, atLeast, mixed } = reached;
  const share = efficientShare(problem, mixed);
  const slack = ROUNDING * (Math.abs(firstBest) + Math.abs(atLeast));
  const [low, high] = firstBestEnds(problem, firstBest);
  const sum = (1 - share) * reaches(firstBest) + share * firstBest;
  // Of tables little may be known of means: what they do not contradict is taken.
  const isTold = problem.signals.every(({ tabulated }) => !tabulated);
  return [
    ...(firstBest > (isTold ? low : high) + slack
      ? [`the first best is worth ${low} at least over boxes of signals, below ${firstBest}`] : []),
    ...(atLeast > sum + slack ? [`with the first best at ${firstBest} it reaches ${sum}, below ${atLeast}`] : []),
  ];
}

/** What it reaches, in words. */
export function reachedWords(problem: FileProblem, { firstBest, atLeast, mixed }: Reached): string {
  const share = efficientShare(problem, mixed);
  const how = mixed
    ? `mixed with the efficient rule, ${share.toPrecision(4)} of it, within a permitted epsilon of ${mixed.permittedEpsilon}, ` : '';
  const isTold = problem.signals.every(({ tabulated }) => !tabulated);
  return `, so that ${how}it reaches at least ${atLeast}: the first best is worth ${firstBest} or more`
    + (isTold ? ' over boxes of signals' : ', which boxes of signals do not contradict under the values given');
}
