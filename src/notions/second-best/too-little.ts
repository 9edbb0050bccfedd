/** The refusal of a deficit that no mechanism collects, between two alternatives. */
import { roundedDown, roundedUp } from '../../input/rounded.ts';

/** Her own gain from the second alternative where an agent is worst off. */
export interface WorstOff {
  readonly name: string;
  readonly at: number;
}

/**
 * Why no mechanism collects as much, by the multipliers that prove it: the budget once, participation of the worst-off type of every agent
 * once, and of the incentive constraints those that lead there from all her types. What is named, `collected`, some mechanism collects.
 */
export function tooLittle(agents: readonly WorstOff[], [collected, most]: readonly [number, number], deficit: number): string {
  const worst = agents.map(({ name, at }) => `${name} at ${Number(at.toPrecision(4))}`);
  return `must be at least ${0 - roundedDown(collected, 6)}: no incentive compatible and individually rational mechanism collects more `
    + `than ${roundedUp(most, 6)}, got ${deficit}; the budget, participation of the worst-off type of each (by her own gain from the `
    + `second alternative, ${worst.join(', ')}) and the incentive constraints that lead to it add up to `
    + `0 >= ${Number((-most - deficit).toPrecision(4))}`;
}
