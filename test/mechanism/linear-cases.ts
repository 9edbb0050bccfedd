/** Random linear problems for statements that must hold of all of them, from a seed, and mechanisms by their parts. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';

/** The rule that takes the largest sum of values. */
export const efficient: ChoiceRule = { kind: 'efficient' };

export const named = (rule: ChoiceRule, transfers: TransferScheme): Mechanism =>
  ({ name: `${rule.kind} ${transfers.kind}`, rule, transfers });

export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0;
  }

  /** Mulberry32. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  between = (low: number, high: number): number => low + (high - low) * this.unit();
  whole = (low: number, high: number): number => low + Math.floor((high - low + 1) * this.unit());
  pick = <T>(list: readonly T[]): T => list[this.whole(0, list.length - 1)]!;
}

export interface ProblemShape {
  /** Coordinates of every agent; default 1 to 3. */
  readonly dimensions?: number;
  readonly agents?: readonly [number, number];
  readonly private?: boolean;
}

/**
 * Coefficients of both signs, a share of them zero, in every other problem small whole numbers, which tie often. Supports
 * are of any length, some of them round zero.
 */
export function randomProblem(
  random: Random,
  { dimensions, agents: [fewest, most] = [1, 4], private: isPrivate = false }: ProblemShape = {},
): SocialChoiceProblem {
  const agents = random.whole(fewest, most);
  const alternatives = random.whole(1, 5);
  const whole = random.unit() < 0.5;
  const number = (): number => (random.unit() < 0.25 ? 0 : whole ? random.whole(-2, 2) : random.between(-1.5, 2));
  const signals = Array.from({ length: agents }, (_, owner) => Array.from({ length: dimensions ?? random.whole(1, 3) }, (_none, c) => {
    const low = random.pick([0, -1, random.between(-2, 2)]);
    return { owner, name: `s${owner}.${c}`, law: parseDistribution(`uniform(${low},${low + random.pick([1, random.between(0.1, 3)])})`) };
  })).flat();
  return {
    kind: 'social-choice',
    agents: Array.from({ length: agents }, (_, i) => `agent ${i}`),
    alternatives: Array.from({ length: alternatives }, (_, k) => `alternative ${k}`),
    signals,
    valuations: {
      kind: 'linear',
      constants: Array.from({ length: agents }, () => Array.from({ length: alternatives }, number)),
      coefficients: Array.from(
        { length: agents },
        (_, i) => Array.from({ length: alternatives }, () => signals.map(({ owner }) => (isPrivate && owner !== i ? 0 : number()))),
      ),
    },
  };
}

export const affine = (random: Random, { agents, alternatives }: SocialChoiceProblem): ChoiceRule => ({
  kind: 'affine-maximizer', weights: agents.map(() => random.between(0.3, 2)), bonuses: alternatives.map(() => random.between(-1, 1)),
});

/** Signals of everybody, now and then at the ends of their supports. */
export const randomSignals = (random: Random, { signals }: SocialChoiceProblem): number[] =>
  signals.map(({ law: { support: [low, high] } }) =>
    random.pick([low, high, ...Array.from({ length: 8 }, () => random.between(low, high))]));
