/**
 * Congruence in product form, for linear values of any dimension (JM01 (4.8); docs/fields.md, section 4). With A_k and B_k the gradients of
 * an agent's own value and of welfare in her own signals, the curl of her field in coordinates x, y at a type is
 *
 *     Σ_{k<l} τ_kl [ (A_k - A_l)_x (B_k - B_l)_y - (A_k - A_l)_y (B_k - B_l)_x ],
 *
 * τ_kl >= 0 the density with which k and l tie at the top. So a pair constrains her only if it ties there with positive density, and a pair
 * that does is congruent iff the two differences of gradients are parallel. Quotients as in (4.8) would need coefficients that are
 * not zero, and lose the sign.
 */
import { coordinatesOf } from '../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../experiments/field/walk-sums.ts';
import { solveFloat, type SolveFloat } from '../programs/float.ts';

export interface PairGap {
  readonly pair: readonly [number, number];
  /** Whether the pair ties at the top inside the space of all signals, with room to all sides; if not it is unconstrained. */
  readonly ties: boolean;
  /** [signals] where the room of their tie is largest, but for the solver's tolerance; empty where they never tie. */
  readonly at: readonly number[];
  /** Largest |2 x 2 minor| of the two differences of gradients, in squared value per squared signal, and its coordinates. */
  readonly gap: number;
  readonly coordinates: readonly [number, number];
  /** (A_k - A_l)·(B_k - B_l): of congruent pairs, the sign of the common rate. */
  readonly alignment: number;
}

/** Room below which a tie at the top counts as none. */
const ROOM = 1e-9;

/**
 * Room of a tie, and where it is: the largest t such that W_k = W_l exceed every other welfare by t times the spread of welfares and every
 * signal is at least the share t of its support away from its ends. Negative or zero: no tie with positive density.
 */
async function roomOfTie(
  { alternatives, signals, valuations: { constants, coefficients } }: LinearProblem,
  [k, l]: readonly [number, number],
  solve: SolveFloat,
): Promise<{ readonly room: number; readonly at: readonly number[] }> {
  const n = signals.length;
  const weight = (alternative: number, d: number): number => coefficients.reduce((sum, rows) => sum + rows[alternative]![d]!, 0);
  const constant = (alternative: number): number => constants.reduce((sum, row) => sum + row[alternative]!, 0);
  const spans = signals.map(({ law: { support: [low, high] } }) => high - low);
  const spread = Math.max(
    Number.MIN_VALUE,
    ...alternatives.map((_, a) => spans.reduce((sum, span, d) => sum + Math.abs(weight(a, d)) * span, 0))
  );
  // Columns: shares y of each support in [t, 1 - t], then t. Welfare is constant + Σ weight (low + span y).
  const level = (a: number): number => constant(a) + signals.reduce((sum, { law }, d) => sum + weight(a, d) * law.support[0], 0);
  const rows: { readonly entries: readonly (readonly [number, number])[]; readonly low: number; readonly high: number }[] = [];
  const difference = (a: number, b: number): (readonly [number, number])[] =>
    spans.map((span, d) => [d, ((weight(a, d) - weight(b, d)) * span) / spread] as const);
  const gap = (level(l) - level(k)) / spread;
  rows.push({ entries: difference(k, l), low: gap, high: gap });
  alternatives.forEach((_, other) => {
    if (other !== k && other !== l) {
      rows.push({ entries: [...difference(k, other), [n, -1]], low: (level(other) - level(k)) / spread, high: Infinity });
    }
  });
  for (let d = 0; d < n; d++) {
    rows.push({ entries: [[d, 1], [n, -1]], low: 0, high: Infinity }, { entries: [[d, 1], [n, 1]], low: -Infinity, high: 1 });
  }
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ entries }, r) => { starts[r + 1] = starts[r]! + entries.length; });
  const cost = new Float64Array(n + 1);
  cost[n] = 1;
  const { status, objective, primal } = await solve({
    direction: 'maximise', cost, lower: new Float64Array(n + 1).fill(0).fill(-2, n), upper: new Float64Array(n + 1).fill(1),
    rowLower: Float64Array.from(rows, ({ low }) => low), rowUpper: Float64Array.from(rows, ({ high }) => high), starts,
    indices: Int32Array.from(rows.flatMap(({ entries }) => entries.map(([column]) => column))),
    values: Float64Array.from(rows.flatMap(({ entries }) => entries.map(([, value]) => value))),
  });
  if (status === 'infeasible') return { room: -Infinity, at: [] };
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on the ties of two alternatives`);
  return { room: objective, at: signals.map(({ law: { support: [low, high] } }, d) => low + primal[d]! * (high - low)) };
}

/** Every pair of alternatives, largest minor first among those that tie. */
export async function congruenceGaps(problem: LinearProblem, agent: number, solve: SolveFloat = solveFloat): Promise<PairGap[]> {
  const { own, social } = gradientsOf(problem, agent);
  const dimensions = coordinatesOf(problem, agent).length;
  const gaps: PairGap[] = [];
  for (let k = 0; k < problem.alternatives.length; k++) {
    for (let l = k + 1; l < problem.alternatives.length; l++) {
      let worst: Pick<PairGap, 'gap' | 'coordinates'> = { gap: 0, coordinates: [0, Math.min(1, dimensions - 1)] };
      for (let x = 0; x < dimensions; x++) {
        for (let y = x + 1; y < dimensions; y++) {
          const products = [
            (own[k]![x]! - own[l]![x]!) * (social[k]![y]! - social[l]![y]!),
            (own[k]![y]! - own[l]![y]!) * (social[k]![x]! - social[l]![x]!),
          ] as const;
          const gap = Math.abs(products[0] - products[1]);
          // Coefficients are decimals: equal products may differ in their last digits.
          if (gap > worst.gap && gap > EQUAL * Math.max(...products.map(Math.abs))) worst = { gap, coordinates: [x, y] };
        }
      }
      const alignment = own[k]!.reduce((sum, a, x) => sum + (a - own[l]![x]!) * (social[k]![x]! - social[l]![x]!), 0);
      const { room, at } = await roomOfTie(problem, [k, l], solve);
      gaps.push({ alignment, pair: [k, l], ties: room > ROOM, at, ...worst });
    }
  }
  return gaps.sort((a, b) => Number(b.ties) - Number(a.ties) || b.gap - a.gap);
}

const EQUAL = 1e-9;

/**
 * Whether every pair that ties at the top is congruent with a rate that is not negative. Then A_k - A_l is a nonnegative multiple of B_k -
 * B_l wherever the choice changes from l to k: on almost every profile of the others her field is the gradient of a convex function of her
 * signals, and some transfers make truth-telling optimal there, hence in expectation: the least ε is 0.
 */
export const isImplementable = (gaps: readonly PairGap[]): boolean =>
  gaps.every(({ ties, gap, alignment }) => !ties || (gap === 0 && alignment >= 0));
