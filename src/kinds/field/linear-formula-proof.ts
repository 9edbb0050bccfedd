/** Certificates of least ε of linear values that src/notions/verify/formula-field.ts checks: their values as formulas of degree one. */
import { number, plus, signal, times, type Expression } from '../../environment/formula/expression.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import { gradientsOf, type LinearProblem, type Walk } from '../../experiments/field/walk-sums.ts';
import type { PairGap } from '../../notions/congruence-gap.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import type { Point } from '../../results/document.ts';
import { formulaFile, type Paid } from './formula-proof.ts';
import type { Subject } from './subject.ts';

/** [N][K] */
const expressionsOf = ({ valuations: { constants, coefficients } }: LinearProblem): Expression[][] =>
  coefficients.map((rows, i) => rows.map((row, k) => plus(number(constants[i]![k]!), ...row.map((c, d) => times(c, signal(d))))));

/** What is zero but for rounding, as a share of what it is the difference of. */
const EQUAL = 1e-12;

const inProportion = ({ gap, alignment }: PairGap): boolean => gap === 0 && alignment >= 0;

/**
 * The affine maximiser and the function of her report that leave least; where rates agree (`zero`) and they leave more than 0, transfers
 * that leave nothing, or why no file tells of them.
 */
function paidBy({ alternatives, ...problem }: LinearProblem, agent: number, zero: readonly PairGap[] | undefined): Paid | string {
  const { own, social } = gradientsOf({ alternatives, ...problem }, agent);
  const { epsilon, lambda } = structuralBound({ own, social });
  const weights = own.map(() => 0);
  if (zero && epsilon > 0) {
    const named = ([k, l]: PairGap['pair']): string => `${alternatives[k]} and ${alternatives[l]}`;
    const apart = (rows: readonly (readonly number[])[], [k, l]: PairGap['pair']): boolean => rows[k]!.some((x, c) => x !== rows[l]![c]);
    const never = zero.find((one) => !inProportion(one));
    if (never) return `the least epsilon is 0 since ${named(never.pair)} never tie at the top, of which no file tells`;
    const open = zero.find(({ pair }) => apart(own, pair) && !apart(social, pair));
    return open ? `her report does not tell ${named(open.pair)} apart, and that the first-listed is chosen where they tie no file says`
      : { epsilon: 0, lambda, weights, congruent: true };
  }
  const linear = own[0]!.map((_, x) => {
    const rest = own.map((row, k) => row[x]! - lambda * social[k]![x]!);
    const size = Math.max(...own.map((row, k) => Math.max(Math.abs(row[x]!), Math.abs(lambda * social[k]![x]!))));
    return Math.max(...rest.map(Math.abs)) <= EQUAL * size ? 0 : (Math.min(...rest) + Math.max(...rest)) / 2;
  });
  return { epsilon, lambda, weights, linear };
}

/** Utilities by which an upper end is told, and what they leave. */
export type Above = Pick<Paid, 'epsilon' | 'lambda' | 'lattice' | 'knots'>;

/**
 * Both ends of the least ε. `zero`: every pair, where rates agree and it is 0; `others`: where they are, in place of their laws; `above`:
 * utilities of which those that leave less than the affine maximiser are told, the best of them.
 */
export function linearFormulaFile(
  { problem, space, name }: Subject, walks: readonly Walk[], zero: readonly PairGap[] | undefined,
  { above = [], ...given }: {
    readonly atLeast: number; readonly confidence: number; readonly values: Point; readonly others?: readonly GridLaw[];
    readonly above?: readonly Above[];
  },
): Readonly<Record<string, unknown>> | string {
  const plain = paidBy(problem, space.agent, zero);
  if (typeof plain === 'string') return plain;
  const paid = above.reduce<Paid>((best, one) => (one.epsilon < best.epsilon ? { weights: plain.weights, ...one } : best), plain);
  const all = expressionsOf(problem);
  return formulaFile({ problem, space, name, form: { expressions: () => all } }, walks, paid, given);
}
