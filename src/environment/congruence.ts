/**
 * JM01's conditions on linear values: congruence (4.8), necessary for efficient implementation with one signal per
 * alternative, and weak congruence (5.1), sufficient with one-dimensional signals.
 */
import type { Assumption } from './assumptions.ts';
import { coordinatesOf, type LinearValuations, type SocialChoiceProblem } from './social-choice.ts';

/** Relative difference of products that counts as equal: coefficients are typed in as decimals. */
const EQUAL = 1e-9;
/** Violations that are named; the rest are counted. */
const NAMED = 3;

export interface CongruenceViolation {
  readonly agent: number;
  readonly alternative: number;
  readonly other: number;
}

/**
 * (5.1): a_ki^i > a_k'i^i implies sum_j a_kj^i > sum_j a_k'j^i. JM01 take all a_ki^i of an agent to differ; of alternatives
 * with equal own coefficients we ask equal sums, as where she cannot be told apart from them by her own signal: else her
 * report would move the choice among them and no transfer could make up for it. Undefined where it does not apply.
 */
export function weakCongruenceViolations({ agents, signals, valuations }: SocialChoiceProblem): CongruenceViolation[] | undefined {
  if (valuations.kind !== 'linear' || agents.some((_, i) => signals.filter(({ owner }) => owner === i).length > 1)) return undefined;
  return agents.flatMap((_, i) => {
    const d = signals.findIndex(({ owner }) => owner === i);
    return d < 0
      ? []
      : pairsOf(
        valuations,
        i,
        d,
        (own, ownOther, sum, sumOther) =>
          (close(own, ownOther) ? !close(sum, sumOther) : own > ownOther ? !(sum > sumOther) : !(sum < sumOther)),
      );
  });
}

/** (4.8): a_ki^i sum_j a_k'j^i = a_k'i^i sum_j a_kj^i, for signals of one coordinate per alternative. */
export function congruenceViolations({
  agents, alternatives, signals, valuations,
}: SocialChoiceProblem): CongruenceViolation[] | undefined {
  if (valuations.kind !== 'linear') return undefined;
  const { coefficients } = valuations;
  const found: CongruenceViolation[] = [];
  for (let i = 0; i < agents.length; i++) {
    const owned = coordinatesOf({ signals }, i);
    const enters = owned.map((d) => alternatives.flatMap((_, k) => (coefficients.some((rows) => rows[k]![d] !== 0) ? [k] : [])));
    // One coordinate an alternative: each enters one alternative, and no two the same.
    if (enters.some((list) => list.length > 1) || new Set(enters.flat()).size !== enters.flat().length) return undefined;
    const rates = owned.map((d, x) => ({
      k: enters[x]![0], own: coefficients[i]![enters[x]![0] ?? 0]![d]!,
      sum: coefficients.reduce((total, rows) => total + rows[enters[x]![0] ?? 0]![d]!, 0),
    }));
    rates.forEach((one, x) => rates.slice(x + 1).forEach((other) => {
      if (one.k === undefined || other.k === undefined) return;
      if (!close(one.own * other.sum, other.own * one.sum)) found.push({ agent: i, alternative: one.k, other: other.k });
    }));
  }
  return found;
}

export const checkWeakCongruence = (problem: SocialChoiceProblem): Assumption =>
  described('weak congruence (JM01 5.1)', problem, weakCongruenceViolations(problem), 'needs linear values and one-dimensional signals');
export const checkCongruence = (problem: SocialChoiceProblem): Assumption =>
  described(
    'congruence (JM01 4.8)', problem, congruenceViolations(problem), 'needs linear values and one signal coordinate for each alternative',
  );

function described(
  name: string,
  { agents, alternatives }: SocialChoiceProblem,
  violations: CongruenceViolation[] | undefined,
  needs: string,
): Assumption {
  if (!violations) return { name, holds: false, open: true, detail: `does not apply: ${needs}` };
  if (violations.length === 0) return { name, holds: true, detail: 'for every agent and pair of alternatives' };
  const named = violations
    .slice(0, NAMED)
    .map(({ agent, alternative, other }) => `${agents[agent]}: '${alternatives[alternative]}' and '${alternatives[other]}'`)
    .join('; ');
  return {
    name,
    holds: false,
    detail:
      `violated by ${violations.length} pair${violations.length === 1 ? '' : 's'} (${named}${violations.length > NAMED ? '; ..' : ''})`,
  };
}

const close = (x: number, y: number): boolean => Math.abs(x - y) <= EQUAL * Math.max(Math.abs(x), Math.abs(y), Number.MIN_VALUE);

function pairsOf(
  { coefficients }: LinearValuations,
  i: number,
  d: number,
  violated: (own: number, ownOther: number, sum: number, sumOther: number) => boolean,
): CongruenceViolation[] {
  const own = coefficients[i]!.map((row) => row[d]!);
  const sums = own.map((_, k) => coefficients.reduce((total, rows) => total + rows[k]![d]!, 0));
  return own.flatMap((a, k) =>
    own.flatMap((b, other) => (other > k && violated(a, b, sums[k]!, sums[other]!) ? [{ agent: i, alternative: k, other }] : [])));
}
