/**
 * Whether a file `misreport.uncollectable/1` proves that no mechanism which agents may leave collects as much as it says: that welfare and
 * the deficit fall short of what has to be left to them. By one of three proofs.
 *
 * - `welfare`, of mechanisms of any kind, whatever lies gain: nobody is left with less than nothing, so that what is collected is at most
 *   welfare, and that at most E max_k w_k. Cells of signals are gone through, in each of which the maximum, convex in every signal, is no
 *   more than its mean over the corners with the same means.
 * - `scores`, of incentive compatible mechanisms between two alternatives: with E W_0 the welfare of the first, ψ_i scores, R_i what a
 *   higher chance of the second costs in rents, and shortfalls as in two-way-shortfall.ts, but of Φ_i(z) = E[y_i; x_i <= z] - R_i(z),
 *
 *       what is collected  <=  E W_0 - fixed rents + E max(0, constant + Σ ψ_i(x_i)) + Σ shortfall_i:
 *
 *   the bound of two-alternatives.ts with weight 0 on welfare and 1 on money.
 * - `cells`, of mechanisms in which no lie gains more than ε a unit, where there are any alternatives: multipliers of rows over means of
 *   cells (second-best.ts), with weight 0 on welfare and 1 on the budget.
 *
 * All have to be negative with the deficit, by more than quadrature or draws leave open.
 */
import { z } from 'zod';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, tabulatedIn } from './draws.ts';
import { anyLawWords, functionsShape, givenWords, valuesWords } from './given.ts';
import { mostOverCells, multipliersShape, ROUNDING, sizeOf } from './second-best.ts';
import { ExactTwoWay, type ScoreList } from './two-way-exact.ts';
import { DRAWS, endsByDraws, endsByQuadrature, sizeOf as rangeOfWelfare } from './two-way-ends.ts';
import { endFaults, everyoneIn, listFaults, listIn, scoresShape, type Everyone } from './two-way-lists.ts';
import { drawnShortfall } from './two-way-shortfall.ts';
import { Tables } from './two-way-table.ts';
import { axesShape } from './signal-cells.ts';
import { bestWelfare } from './type-boxes.ts';

const cells = z.number().int().min(1).max(64);
const shape = z.strictObject({
  schema: z.literal('misreport.uncollectable/1'), point: pointShape, problem: problemShape, deficit: z.number(),
  proof: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('welfare'), cells }),
    z.strictObject({ kind: z.literal('scores'), scores: scoresShape }),
    z.strictObject({
      kind: z.literal('cells'), cells, axes: axesShape, permittedEpsilon: z.number().min(0), multipliers: multipliersShape,
    }),
  ]),
  functions: functionsShape,
});
type File = z.infer<typeof shape>;
type Proof<K extends File['proof']['kind']> = Extract<File['proof'], { readonly kind: K }>;

/** What the proof shows to be collected at most, within how much it is known, and what is wrong with it besides. */
interface Shown {
  readonly collected: number;
  readonly half: number;
  readonly faults: readonly string[];
  readonly how: string;
}

function byScores({ problem }: File, list: ScoreList, everyone: Everyone): Shown {
  const tables = new Tables(problem);
  const isExact = ExactTwoWay.serves(problem, [list]);
  const claim = { problem, everyone, deficit: 0, rules: [], bound: { ...list, price: 1, weight: 0 } };
  const { bound, rest } = isExact ? endsByQuadrature(claim, tables) : endsByDraws(claim);
  const short = isExact ? [] : list.heard.map((one) => drawnShortfall(problem, one, 1, DRAWS, 0));
  const how = isExact ? 'by quadrature' : `on ${DRAWS} draws`;
  const apart = Math.abs(rest.mean - list.constant);
  return {
    collected: short.reduce((sum, { shown }) => sum + shown, bound.mean + bound.open),
    half: short.reduce((sum, { half }) => sum + half, bound.half), how,
    faults: apart > rest.half + rest.open + 1e-6 * rangeOfWelfare(problem)
      ? [`the constant is ${list.constant}, where signals that cannot be used add ${rest.mean} ${how}`] : [],
  };
}

function ofScores(file: File, { scores }: Proof<'scores'>): Shown {
  const everyone = everyoneIn(file.problem);
  const list = listIn(file.problem, scores);
  const faults = [...listFaults(list, everyone), ...endFaults(everyone, file.problem)];
  return faults.length > 0 ? { collected: Infinity, half: 0, faults, how: '' } : byScores(file, list, everyone);
}

function ofCells({ problem, deficit }: File, { cells: count, axes, permittedEpsilon, multipliers }: Proof<'cells'>): Shown {
  const { most, budget } = mostOverCells({ problem, cells: count, axes, permittedEpsilon, deficit, multipliers }, 0);
  return {
    collected: budget > 0 ? most / budget - deficit : Infinity, half: ROUNDING * sizeOf(problem), faults: [],
    how: `over ${count} cells a signal`,
  };
}

function shownBy(file: File): Shown {
  const { proof } = file;
  if (proof.kind === 'scores') return ofScores(file, proof);
  if (proof.kind === 'cells') return ofCells(file, proof);
  const { problem } = file;
  const collected = bestWelfare(problem, proof.cells);
  return { collected, half: ROUNDING * sizeOf(problem), faults: [], how: `over ${proof.cells} cells a signal` };
}

/** Of which mechanisms. */
function wordsOf(proof: File['proof']): string {
  if (proof.kind === 'welfare') return 'no mechanism, whatever lies gain,';
  if (proof.kind === 'scores') return 'no incentive compatible mechanism';
  return proof.permittedEpsilon > 0 ? `no mechanism in which lies gain at most ${proof.permittedEpsilon} a unit`
    : 'no incentive compatible mechanism';
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeUncollectableFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, deficit, proof } = file;
  requireProblem(problem);
  const { collected, half, faults, how } = shownBy(file);
  const names = tabulatedIn(problem);
  const most = collected + half;
  return {
    what: `${wordsOf(proof)} that agents may leave has a deficit of at most ${deficit}`
      + (collected < Infinity
        ? ` (${collected.toPrecision(5)} is collected at most, ${how} of this check's own, within ${half.toPrecision(2)})` : '')
      + anyLawWords(names) + givenWords(names, valuesWords(problem.signals), file.functions),
    faults: faults.length > 0 ? faults : most + deficit < 0 ? []
      : [collected + deficit < 0
        ? `what is collected is told only within ${half}, which proves nothing so near to ${-deficit}`
        : `as much as ${collected} may be collected ${how}, where ${-deficit} is asked for`],
  };
}
