/** Scores of an agent by her own gain from the second alternative, in steps that do not fall. */
import type { Forms } from './two-way-forms.ts';

export interface Step {
  readonly from: number;
  readonly score: number;
}
type Steps = readonly Step[];

/** An agent as the file tells her, and what of her signals counts. */
export interface Scored extends Forms {
  readonly name: string;
  readonly steps: Steps;
}

/** Place of the last step for which `isBelow` holds, which it does up to there; 0 where it never does. */
function lastStep(steps: Steps, isBelow: (one: Steps[number]) => boolean): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isBelow(steps[middle]!)) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const scoreAt = (steps: Steps, x: number): number => steps[lastStep(steps, ({ from }) => from <= x)]!.score;

/** From which x on the score reaches that much; Infinity where it never does. */
export function reachedFrom(steps: Steps, score: number): number {
  if (steps[0]!.score >= score) return steps[0]!.from;
  return steps[lastStep(steps, (one) => one.score < score) + 1]?.from ?? Infinity;
}
