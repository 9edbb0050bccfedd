/**
 * Two agents, two alternatives 0 and 1, payoff types in unit cubes (JMM12 section 2): agent j pays p_j and gets x v_j(θ) where x is the
 * alternative. Of alternative 0 every value is 0.
 */
import { dot, type Affine } from '../beliefs/affine.ts';
import type { Distribution } from '../distributions/distribution.ts';

/** constant + first·θ_0 + second·θ_1 + θ_0' cross θ_1, the types in the order of the agents (JMM12 (6)). */
export interface Bilinear {
  readonly constant: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** [d_0][d_1] */
  readonly cross: readonly (readonly number[])[];
}

/** Σ coefficients[a][b] θ_0^a θ_1^b, for types that are numbers. */
export interface Polynomial {
  readonly coefficients: readonly (readonly number[])[];
}

export type TwoAgentValue = ({ readonly kind: 'bilinear' } & Bilinear) | ({ readonly kind: 'polynomial' } & Polynomial);

/**
 * `deterministic`: alternative 1 iff the index is at least 0. `stochastic`: alternative 1 with the probability `chance`, within [0, 1] on
 * the whole square.
 */
export type TwoAgentRule =
  | { readonly kind: 'deterministic'; readonly index: Bilinear }
  | { readonly kind: 'stochastic'; readonly chance: Bilinear };

export interface TwoAgentProblem {
  readonly agents: readonly [string, string];
  /** Of each agent's type, coordinate by coordinate: what the other believes, whatever her own type. Supports within [0, 1]. */
  readonly types: readonly [readonly Distribution[], readonly Distribution[]];
  readonly values: readonly [TwoAgentValue, TwoAgentValue];
  readonly rule: TwoAgentRule;
}

export const bilinearAt = ({ constant, first, second, cross }: Bilinear, own: readonly number[], other: readonly number[]): number =>
  constant + dot(first, own) + dot(second, other) + own.reduce((sum, x, j) => sum + x * dot(cross[j]!, other), 0);

/** The same function with the agents in the other order. */
export const swapped = ({ constant, first, second, cross }: Bilinear): Bilinear =>
  ({ constant, first: second, second: first, cross: second.map((_, k) => cross.map((row) => row[k]!)) });

/** The derivative by each of the first agent's coordinates, which depends on the other's type alone. */
export const gradient = ({ first, cross }: Bilinear): Affine[] => first.map((constant, j) => ({ constant, slopes: cross[j]! }));

/** As a function of the other's type, the first agent's being `own`. */
export const sectionAt = ({ constant, first, second, cross }: Bilinear, own: readonly number[]): Affine =>
  ({ constant: constant + dot(first, own), slopes: second.map((x, k) => x + own.reduce((sum, y, j) => sum + y * cross[j]![k]!, 0)) });

export const isDictatorial = ({ second, cross }: Bilinear): boolean =>
  second.every((x) => x === 0) && cross.every((row) => row.every((x) => x === 0));

/** What one agent sees: her own type comes first in every function. */
export interface Side {
  readonly name: string;
  readonly dimensions: number;
  /** Her baseline belief about the other's type, whatever her own. */
  readonly beliefs: readonly Distribution[];
  readonly value: TwoAgentValue;
  readonly rule: TwoAgentRule;
  /** Name of the other agent. */
  readonly other: string;
}

const polynomialSwapped = ({ coefficients }: Polynomial): Polynomial => {
  const width = Math.max(...coefficients.map((row) => row.length));
  return { coefficients: Array.from({ length: width }, (_, b) => coefficients.map((row) => row[b] ?? 0)) };
};

/** The problem as agent 0 or 1 sees it. */
export function sideOf({ agents, types, values, rule }: TwoAgentProblem, agent: 0 | 1): Side {
  const turned = (of: Bilinear): Bilinear => (agent === 0 ? of : swapped(of));
  const value = values[agent];
  return {
    name: agents[agent],
    other: agents[1 - agent]!,
    dimensions: types[agent].length,
    beliefs: types[1 - agent]!,
    value: value.kind === 'bilinear'
      ? { kind: 'bilinear', ...turned(value) }
      : { kind: 'polynomial', ...(agent === 0 ? value : polynomialSwapped(value)) },
    rule: rule.kind === 'deterministic'
      ? { kind: 'deterministic', index: turned(rule.index) }
      : { kind: 'stochastic', chance: turned(rule.chance) },
  };
}

/** All corners of the unit cube. */
export const corners = (dimensions: number): number[][] =>
  Array.from({ length: 2 ** dimensions }, (_, c) => Array.from({ length: dimensions }, (__, j) => (c >> j) & 1));
