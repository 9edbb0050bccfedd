/**
 * Social choice problems (Song22 sections 2, 6; JM01): agents, alternatives, signals, valuations.
 *
 * Signals are a flat list of coordinates, each seen by one agent: one per agent (one-dimensional signals), one per agent
 * and alternative, or one per agent, alternative and agent affected (Song22 section 6.2, JM01). Valuations say how they
 * enter.
 */
import type { Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import type { Dependence } from '../distributions/dependence.ts';
import type { Distribution } from '../distributions/distribution.ts';

export interface SignalCoordinate {
  /** Index of the agent who sees it. */
  readonly owner: number;
  /** For tables and messages, e.g. `s1` or `s1[A,2]`. */
  readonly name: string;
  readonly law: Distribution;
}

/** Positions of an agent's coordinates in `problem.signals`. */
export const coordinatesOf = ({ signals }: { readonly signals: readonly SignalCoordinate[] }, agent: number): number[] =>
  signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));

/** Positions of all the others' coordinates. */
export const othersCoordinatesOf = ({ signals }: { readonly signals: readonly SignalCoordinate[] }, agent: number | undefined): number[] =>
  signals.flatMap(({ owner }, d) => (owner === agent ? [] : [d]));

/**
 * v_k^i(s) = constants[i][k] + sum_d coefficients[i][k][d] s_d (JM01: coefficient a_ki^j on j's coordinate).
 */
export interface LinearValuations {
  readonly kind: 'linear';
  /** [N][K] */
  readonly constants: readonly (readonly number[])[];
  /** [N][K][D] */
  readonly coefficients: readonly (readonly (readonly number[])[])[];
}

/** How own and others' signals meet in a valuation (Song22 section 6.1). `unknown` lets nothing be claimed of it. */
export const VALUE_STRUCTURES = ['private', 'additively-separable', 'nonseparable', 'unknown'] as const;
export type ValueStructure = (typeof VALUE_STRUCTURES)[number];

/** Any function of the signals, as tensor ops: runs on every TFJS backend. */
export interface GeneralValuations {
  readonly kind: 'general';
  /** As claimed; checked numerically before a theorem is said to apply. */
  readonly structure: ValueStructure;
  /** signals [B, D] -> values [B, N, K]; pure, float32, called within tf.tidy. */
  evaluate(tf: Tfjs, signals: Tensor2D): Tensor3D;
  /** Bounds on every value, for certificates. A value outside on some profile is an error that names the profile. */
  readonly range: readonly [number, number];
}

export type Valuations = LinearValuations | GeneralValuations;

export type { Dependence } from '../distributions/dependence.ts';

export interface SocialChoiceProblem {
  readonly kind: 'social-choice';
  /** N names. */
  readonly agents: readonly string[];
  /** K names. */
  readonly alternatives: readonly string[];
  /** D coordinates. */
  readonly signals: readonly SignalCoordinate[];
  readonly valuations: Valuations;
  /** Of the coordinates in their order, an agent's own included; absent: independent. */
  readonly dependence?: Dependence;
}

/** More would not fit the fused kernels' tables; unit demand goes through the assignment solver instead. */
export const ALTERNATIVES_MAX = 1024;
export const AGENTS_MAX = 64;
export const COORDINATES_MAX = 4096;
