/**
 * Random finite environments. Environment n of a stream is a pure function of the stream's key and n: words of Threefry,
 * whatever the number of workers and the order. A Dirichlet draw is k independent sums of exponentials over their total; here each
 * is a whole number of steps of 2^-24, so that every prior drawn is a rational number and every statement about it exact. The law
 * differs from Dirichlet's by what such steps can move, less than one draw in a million near the boundary of a statement.
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Beliefs, FiniteAgent, FiniteModel } from '../../environment/finite/environment.ts';
import { efficientRule } from '../../environment/finite/model.ts';
import { profileSpace, typeIn, type ProfileSpace } from '../../environment/finite/profiles.ts';
import { rational, ZERO, type Rational } from '../../programs/rational.ts';

export interface RandomEnvironment {
  /** Types of each agent. */
  readonly counts: readonly number[];
  /** Dirichlet's parameter, the same for every profile; a whole number. */
  readonly concentration: number;
  /** `prior`: one for all. `own`: a belief of its own for every type. */
  readonly beliefs: 'prior' | 'own';
  /** Outcomes beside the outside option. */
  readonly outcomes: number;
  readonly values: 'private' | 'interdependent';
}

/** Uniform words in order: word w of environment n is half of a Threefry block. */
export class Words {
  private at = 0;
  private block: readonly [number, number] = [0, 0];
  private readonly key: StreamKey;
  private readonly index: number;

  constructor(key: StreamKey, index: number) {
    this.key = key;
    this.index = index;
  }

  next(): number {
    if ((this.at & 1) === 0) this.block = threefry2x32(this.key, [this.index, this.at >> 1]);
    return this.block[this.at++ & 1]!;
  }
}

const STEPS = 2 ** 24;

/** A gamma variate of whole shape in steps, at least one so that Bayes' rule always applies. */
function gammaSteps(words: Words, shape: number): number {
  let total = 0;
  for (let k = 0; k < shape; k++) total -= Math.log((words.next() + 0.5) / 2 ** 32);
  return Math.max(1, Math.round(total * STEPS));
}

function weightsOf(words: Words, size: number, concentration: number): number[] {
  const weights: number[] = [];
  for (let k = 0; k < size; k++) weights.push(gammaSteps(words, concentration));
  return weights;
}

/** Whole weights over profiles, not normalised: the prior of environment n. `size`: how many, where that is known. */
export const priorWeights = (
  key: StreamKey, index: number, { counts, concentration }: RandomEnvironment, size = profileSpace(counts).size,
): number[] => weightsOf(new Words(key, index), size, concentration);

function normalised(weights: readonly number[]): Rational[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => rational(weight, total));
}

/** Values from -VALUE_STEPS to VALUE_STEPS, in hundredths. */
const VALUE_STEPS = 100;

function valuesOf(words: Words, law: RandomEnvironment): Rational[][][] {
  const space = profileSpace(law.counts);
  const draw = (): Rational => rational((words.next() % (2 * VALUE_STEPS + 1)) - VALUE_STEPS, 100);
  return law.counts.map((count, agent) => {
    const outside = Array.from({ length: space.size }, () => ZERO);
    const tables = Array.from({ length: law.outcomes }, () => {
      if (law.values === 'interdependent') return Array.from({ length: space.size }, draw);
      const own = Array.from({ length: count }, draw);
      return Array.from({ length: space.size }, (_, profile) => own[typeIn(space, profile, agent)]!);
    });
    return [outside, ...tables];
  });
}

/** Environment n: beliefs, payoffs of every outcome uniform on hundredths of [-1, 1], and the efficient rule. */
export function randomModel(key: StreamKey, index: number, law: RandomEnvironment): FiniteModel {
  const { counts, concentration } = law;
  const words = new Words(key, index);
  const profiles = profileSpace(counts);
  const agents = counts.map((count, i): FiniteAgent => ({
    name: `agent ${i + 1}`,
    types: Array.from({ length: count }, (_, t) => `${i + 1}.${t + 1}`),
  }));
  const beliefs: Beliefs<Rational> =
    law.beliefs === 'prior'
      ? { kind: 'prior', probabilities: normalised(weightsOf(words, profiles.size, concentration)) }
      : {
          kind: 'beliefs',
          conditionals: counts.map((count, agent) =>
            Array.from({ length: count }, () => normalised(weightsOf(words, profiles.othersSize[agent]!, concentration))),
          ),
        };
  const outcomes = ['none', ...Array.from({ length: law.outcomes }, (_, k) => `x${k + 1}`)];
  const model: FiniteModel = { agents, profiles, outcomes, payoffs: valuesOf(words, law), beliefs };
  return { ...model, rule: efficientRule(model) };
}

/** `[type]`: the profiles in which the agent has it, in order. */
export const profilesByType = (space: ProfileSpace, agent: number): number[][] =>
  Array.from({ length: space.counts[agent]! }, (_, type) =>
    Array.from({ length: space.size }, (__, profile) => profile).filter((profile) => typeIn(space, profile, agent) === type));

/** Beliefs of one agent's types as doubles, rows by type, from the prior's weights: for tests in floating point. */
export function beliefRows(weights: readonly number[], profiles: readonly (readonly number[])[]): number[][] {
  const rows: number[][] = [];
  for (const members of profiles) {
    let total = 0;
    for (const profile of members) total += weights[profile]!;
    const row: number[] = [];
    for (const profile of members) row.push(weights[profile]! / total);
    rows.push(row);
  }
  return rows;
}
