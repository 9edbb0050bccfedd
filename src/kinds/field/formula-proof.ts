/** The certificate of a least ε of values as formulas, which src/notions/verify/formula-field.ts checks. */
import { derivativeBy, type Expression } from '../../environment/formula/expression.ts';
import { rangeOver } from '../../environment/formula/demands.ts';
import { writtenValues } from '../../environment/formula/written.ts';
import { isFormula } from '../../environment/formula-values.ts';
import { isPolynomial } from '../../environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Box } from '../../environment/polynomial.ts';
import { EnclosedValues } from '../../experiments/field/enclosed-line.ts';
import { profilesIn, type GridLaw } from '../../experiments/field/grid-opponents.ts';
import { ownExpressions } from '../../experiments/field/own-expressions.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import type { NonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import type { Point } from '../../results/document.ts';
import { lengthOf } from './grid.ts';
import { isSole, type NonlinearSubject } from './nonlinear-search.ts';
import { drawnSignals, supportedSignals } from './told-problem.ts';
import type { ValueForm } from './value-form.ts';

type Values = readonly (readonly Expression[])[];

/** What bounds in another order may come to, as a share of the upper end and of the slopes it is made of, and of a known lower end. */
const BOUNDED = 1e-7;
const SLOPES = 1e-12;
const KNOWN = 1e-9;
/** Welfares that differ by no more, as a share of their size, are tied; what rounding may take off a gain, as a share of her values. */
const EQUAL = 1e-12;
/** Of the others, that a check goes through. */
const PROFILES_MAX = 100_000;

/** A problem with everybody's values as formulas, as a file tells it; `signals`: as it tells these. */
export function valuesData(
  { agents, alternatives, valuations, signals: named }: SocialChoiceProblem, all: Values, signals: unknown,
): Readonly<Record<string, unknown>> {
  const isTraced = valuations.kind !== 'linear' && !isPolynomial(valuations);
  const told = isFormula(valuations) ? { parameters: valuations.parameters, values: valuations.formulas }
    : { ...writtenValues(all, named.map(({ name }) => name)), ...(isTraced ? { traced: true } : {}) };
  return { agents, alternatives, signals, ...told };
}

/** One agent, and everybody's values as formulas. */
export interface Told extends Pick<NonlinearSubject, 'problem' | 'space' | 'name'> {
  readonly form: Pick<ValueForm, 'expressions'>;
}

/** `linear`: [C] what is in g besides the mixture, by her signals; `congruent`: rates agree, and transfers follow the field's potential. */
export interface Paid extends NonlinearBound {
  readonly linear?: readonly number[];
  readonly congruent?: true;
  /** [C] ends of cells on which utility has slopes of its own; or utilities at the nodes of a grid, beside an affine maximiser's. */
  readonly knots?: readonly (readonly number[])[];
  readonly lattice?: { readonly cells: readonly number[]; readonly potentials: readonly number[] };
}

/**
 * Both ends on the continuum: the walk that gained most, and the transfers; of slopes without a bound the walk alone. Where nothing is
 * drawn the lower end is what a walk gains whatever is chosen among those that rounding does not tell apart, and of several walks that one
 * is told which gains most so.
 */
export function formulaFile(
  subject: Told, walks: readonly Walk[], { epsilon, lambda, weights, linear, bend, isKnown, congruent, knots, lattice }: Paid,
  { atLeast, confidence, values, others, stage }: {
    readonly atLeast: number; readonly confidence: number; readonly values: Point;
    /** Where others are, in place of their laws. */
    readonly others?: readonly GridLaw[]; readonly stage?: 'ex-post';
  },
): Readonly<Record<string, unknown>> | string {
  const { problem, name, form } = subject;
  const signals = others ? supportedSignals(problem) : drawnSignals(problem);
  if (typeof signals === 'string') return signals;
  const profiles = profilesIn(others ?? []);
  if (profiles > PROFILES_MAX) return `${profiles} profiles of the others are more than ${PROFILES_MAX}, which a check goes through`;
  const all = form.expressions();
  const bounded = Number.isFinite(epsilon);
  const atMost = epsilon === 0 ? 0 : epsilon * (1 + BOUNDED) + SLOPES * slopesOf(subject, all, bend ? Math.max(...bend.heights) : lambda);
  const gains = others || isSole(subject) ? walks.map((walk) => gainAt(subject, all, walk, others ?? []) * (1 - KNOWN)) : [atLeast];
  const known = Math.max(...gains);
  return {
    schema: 'misreport.formula-field/1', point: values, problem: valuesData(problem, all, signals), agent: name,
    walk: walks[gains.indexOf(known)],
    ...(others ? { others: others.map(({ coordinate, ...at }) => ({ signal: coordinate, ...at })) } : {}),
    ...(stage ? { stage } : {}),
    ...(bounded ? {
      transfers: congruent ? { congruent } : lattice ? { lattice: { lambda, ...lattice } } : knots ? { knots } : {
        lambda, weights, ...(linear ? { linear } : {}), ...(isKnown || stage ? { known: true } : {}),
        ...(bend ? { bend: { low: bend.low, step: bend.step, slopes: bend.heights } } : {}),
      },
      atMost,
    } : {}),
    atLeast: Math.max(0, Math.min(atLeast, known, bounded ? epsilon : Infinity)), confidence,
  };
}

/** What the walk gains a unit where every profile of the others is known, whatever is chosen where alternatives tie. */
function gainAt(
  { problem, space: { agent, coordinates, relevant } }: Told, all: Values, walk: Walk, others: readonly GridLaw[],
): number {
  const values = ownExpressions(all, agent, coordinates);
  const box: Box = problem.signals.map(({ law }) => law.support);
  const sizeOf = (list: readonly Expression[]): number => Math.max(...list.flatMap((e) => rangeOver(e, box, 1).map(Math.abs)));
  const tie = EQUAL * sizeOf(values.social);
  const lines = new EnclosedValues(values);
  let gain = 0;
  for (let profile = 0; profile < profilesIn(others); profile++) {
    const signals = problem.signals.map(() => 0);
    let [chance, rest] = [1, profile];
    for (const { coordinate, points, weights } of others) {
      signals[coordinate] = points[rest % points.length]!;
      chance *= weights[rest % points.length]!;
      rest = Math.floor(rest / points.length);
    }
    lines.face(signals);
    gain += chance * lines.gain(walk, tie, 'open')[0];
  }
  return (gain - EQUAL * walk.points.length * sizeOf(values.own)) / (lengthOf(walk, relevant) || Infinity);
}

/** How steep are the slopes of which those that are bounded are the differences; welfare is paid out at `most` a unit. */
function slopesOf({ problem, space: { agent, coordinates } }: Told, all: Values, most: number): number {
  const { own, social } = ownExpressions(all, agent, coordinates);
  const box: Box = problem.signals.map(({ law }) => law.support);
  const steepest = (list: readonly Expression[]): number => Math.max(...list.flatMap((e) => coordinates.map((d) =>
    Math.max(...rangeOver(derivativeBy(d)(e), box, 0).map(Math.abs)))));
  const together = steepest(own) + most * steepest(social);
  return Number.isFinite(together) ? together : 0;
}
