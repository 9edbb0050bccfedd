/** One agent's own signal space: her coordinates, and which of them enter her own value. */
import { InputError } from '../errors.ts';
import { moves } from '../environment/formula/expression.ts';
import { formulaExpressions, isFormula } from '../environment/formula-values.ts';
import { isPolynomial } from '../environment/polynomial-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { schemeOf, type Mechanism } from '../mechanism/mechanism.ts';

export interface OwnSpace {
  readonly agent: number;
  /** Positions in `problem.signals`. */
  readonly coordinates: readonly number[];
  readonly names: readonly string[];
  /** [C] */
  readonly supports: readonly (readonly [number, number])[];
  /** [C] own-payoff-relevant (Song22 section 6.2): the coordinate moves the owner's own value of some alternative. */
  readonly relevant: readonly boolean[];
}

export function ownSpace(problem: SocialChoiceProblem, agent: number, mechanisms: readonly Mechanism[] = []): OwnSpace {
  const coordinates = coordinatesOf(problem, agent);
  if (coordinates.length === 0) throw new InputError('agents', `${problem.agents[agent]} sees no signal and cannot misreport`);
  return {
    agent,
    coordinates,
    names: coordinates.map((d) => problem.signals[d]!.name),
    supports: coordinates.map((d) => problem.signals[d]!.law.support),
    relevant: coordinates.map((d) => entersOwnValue(problem, agent, d, mechanisms)),
  };
}

/** From the coefficients where values are linear, else as a scheme declares it; without a word, relevant. */
function entersOwnValue(problem: SocialChoiceProblem, agent: number, d: number, mechanisms: readonly Mechanism[]): boolean {
  const { valuations } = problem;
  if (valuations.kind === 'linear') return valuations.coefficients[agent]!.some((row) => row[d] !== 0);
  if (isPolynomial(valuations)) return valuations.terms[agent]!.some((terms) => terms.some(({ powers }) => powers[d]! > 0));
  if (isFormula(valuations)) return formulaExpressions({ ...problem, valuations })[agent]!.some((e) => moves(e, d));
  const declared = mechanisms
    .map(({ transfers }) => schemeOf(transfers).relevance?.(transfers).declared)
    .find((marks) => marks !== undefined);
  return declared?.[d] ?? true;
}
