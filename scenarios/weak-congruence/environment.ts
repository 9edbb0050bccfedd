/**
 * One-dimensional interdependent signals (JM01 section 5): N agents, K alternatives. Agent i ranks the alternatives in
 * her own way, own coefficient x_i(k) = (1 + (k + i) mod K) / K, and her signal costs the others together
 * `externality` x_i(k)^2, shared equally:
 *
 *   a_ki^i = x_i(k)     a_kj^i = -externality x_i(k)^2 / (N - 1), j != i     sum_j a_kj^i = x_i(k) - externality x_i(k)^2
 *
 * So x > x' is followed by society where externality (x + x') < 1. Weak congruence (5.1) holds below K / (2K - 1); beyond
 * K / 3 society's ranking is the reverse of the agent's. Away from 0 the proportionality of (4.8) never holds for K > 2.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { valueTable } from '../../src/environment/table.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  agents: { kind: 'count', description: 'number of agents N', default: 3, minimum: 2, maximum: 16 },
  alternatives: { kind: 'count', description: 'number of alternatives K', default: 3, minimum: 2, maximum: 16 },
  externality: {
    kind: 'number',
    description: "what a signal costs the others, per square of what it is worth to its owner; weak congruence holds below K / (2K - 1)",
    default: 0.4,
    minimum: -10,
    maximum: 10,
  },
  signal: { kind: 'distribution', description: "law of every agent's signal", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const JM01: Mechanism = { name: 'weak-congruence transfers', rule: { kind: 'efficient' }, transfers: { kind: 'weak-congruence' } };
export const GENERALISED_VCG: Mechanism = { name: 'generalised VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };

export interface Congruence {
  readonly agents: number;
  readonly alternatives: number;
  readonly externality: number;
  readonly law: Distribution;
}

export function congruenceOf(values: ParameterValues): Congruence {
  checkParameters(PARAMETERS, values);
  return {
    agents: Number(values.agents), alternatives: Number(values.alternatives), externality: Number(values.externality),
    law: nonnegativeLaw(values, 'signal'),
  };
}

/** [K][N][N]: a_ki^j, weight of agent j's signal in agent i's value of alternative k. */
export const coefficientsOf = ({ agents, alternatives, externality }: Omit<Congruence, 'law'>): number[][][] =>
  Array.from({ length: alternatives }, (_, k) => Array.from({ length: agents }, (_, i) => Array.from({ length: agents }, (_, j) => {
    const x = (1 + ((k + j) % alternatives)) / alternatives;
    return i === j ? x : 0 - (externality * x * x) / (agents - 1);
  })));

/** How society ranks the alternatives that agent i's signal ranks: as she does (5.1), the other way round, or in part. */
export type Ranking = 'congruent' | 'reversed' | 'mixed';

/** From any table of coefficients [K][N][N], over all agents. */
export function rankingOf(coefficients: readonly (readonly (readonly number[])[])[]): Ranking {
  const agents = coefficients[0]!.map((_, i) => i);
  const slopes = agents.map((i) =>
    coefficients.map((rows) => ({ own: rows[i]![i]!, social: rows.reduce((sum, row) => sum + row[i]!, 0) })));
  const signs = slopes.flatMap((list) =>
    list.flatMap((a) => list.flatMap((b) => (a.own > b.own ? [significant(a.social - b.social)] : []))));
  return signs.every((sign) => sign > 0) ? 'congruent' : signs.every((sign) => sign < 0) ? 'reversed' : 'mixed';
}

/** Differences that rounding could bring about are ties. */
const significant = (x: number): number => (Math.abs(x) < 1e-12 ? 0 : Math.sign(x));

export function problemOf({ law, ...size }: Congruence): SocialChoiceProblem {
  return valueTable({
    agents: Array.from({ length: size.agents }, (_, i) => `agent ${i + 1}`),
    alternatives: Array.from({ length: size.alternatives }, (_, k) => String.fromCharCode(65 + k)),
    signals: 'one-dimensional', law, coefficients: coefficientsOf(size),
  });
}

/** Agents rank in turn: where every ranking occurs equally often, renaming the alternatives makes one agent another. */
export const studiedAgents = ({ agents, alternatives }: Congruence): number[] =>
  (agents % alternatives === 0 ? [0] : Array.from({ length: agents }, (_, i) => i));

export function environment(values: ParameterValues): SocialChoiceStudy {
  const market = congruenceOf(values);
  return { kind: 'social-choice', problem: problemOf(market), mechanisms: [JM01, GENERALISED_VCG], agents: studiedAgents(market) };
}
