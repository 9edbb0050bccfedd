/**
 * Whether a file `misreport.formula-menu/1` holds: a menu where values are formulas. Of its items, each a lottery over alternatives, that
 * with the highest Σ_i λ_i Σ_k lottery_k f_k^i + price is chosen, f^i being agent i's values with the others' signals at the middles of
 * their supports. It is incentive compatible whatever the others say if the slopes of her values in her own signals do not move with
 * theirs: her value is then f^i and something that is theirs alone, for which transfers make up. That is looked at in the formulas. What
 * it loses of the first best, and what it reaches, are means over draws of the check's own, enclosed profile by profile.
 */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { confidenceShape, meansOf, pointShape, uniforms } from './draws.ts';
import { Bounds } from './formula/bounds.ts';
import { formulaProblemShape, valuesOf, type Ends, type FormulaProblemGiven } from './formula/model.ts';
import type { Sum, Sums } from './formula/sums.ts';
import { cellGiven, functionsShape, functionsWords, givenWords, pointsGiven, valuesWords } from './given.ts';

const numbers = z.array(z.number());
const shape = z.strictObject({
  schema: z.literal('misreport.formula-menu/1'), point: pointShape, problem: formulaProblemShape, functions: functionsShape,
  /** An agent. */
  weights: z.array(z.number().min(0)),
  lotteries: z.array(z.array(z.number().min(0))).min(1).max(16), prices: numbers,
  lossAtMost: z.number(), atLeast: z.number(), confidence: confidenceShape,
});
type File = z.infer<typeof shape>;

const DRAWS = 50_000;
/** Sums of rounded shares. */
const ROUNDING = 1e-9;

/** Signals of a profile, one a call: between two numbers where the law is a table. */
function profilesOf({ signals }: FormulaProblemGiven): () => Ends[] {
  const laws = signals.map(({ law }, d) => parseDistribution(law, `problem.signals.${d}.law`));
  const tables = signals.map(({ law, tabulated }, d) => (tabulated ? pointsGiven(law, `problem.signals.${d}.law`) : undefined));
  const uniform = uniforms('verify the menu of formulas');
  return () => laws.map((law, d) => {
    const x = law.quantile(uniform());
    return tables[d] ? cellGiven(tables[d]!, x) : [x, x];
  });
}

interface Values {
  readonly sums: Sums;
  readonly all: readonly (readonly Sum[])[];
  readonly box: readonly Ends[];
}

/** Whose values' slopes in her own signals move with those of others, though the menu goes by them. */
const tiedFaults = ({ problem: { agents, signals }, weights }: File, { sums, all }: Values): string[] => agents.flatMap((name, i) => {
  const mine = signals.flatMap(({ owner }, d) => (owner === i ? [d] : []));
  const moves = weights[i]! > 0 && all[i]!.some((sum) => mine.some((c) => {
    const slope = sums.slope(sum, c);
    return signals.some((_, d) => !mine.includes(d) && sums.moves(slope, d));
  }));
  return moves ? [`what ${name} gains by her signals moves with others', and the menu goes by it`] : [];
});

/** [least, most] that is lost and that is reached, over a box of signals. */
function playedBy({ problem: { signals }, weights, lotteries, prices }: File, { sums, all, box }: Values) {
  const K = all[0]!.length;
  const mixed = (lottery: readonly number[], parts: readonly Sum[]): Sum =>
    sums.plus(...parts.map((part, k) => [lottery[k]!, part] as const));
  const social = Array.from({ length: K }, (_, k) => sums.plus(...all.map((row) => [1, row[k]!] as const)));
  const own = all.map((row, i) => {
    const held = sums.fixing((d) => (signals[d]!.owner === i ? undefined : (box[d]![0] + box[d]![1]) / 2));
    return row.map(held);
  });
  const scores = lotteries.map((lottery, j) =>
    sums.plus([1, sums.number(prices[j]!)], ...own.map((parts, i) => [weights[i]!, mixed(lottery, parts)] as const)));
  const reached = lotteries.map((lottery) => mixed(lottery, social));
  const J = lotteries.length;
  // Differences, since what is common to two scores or welfares cancels.
  const bounds = new Bounds([
    ...scores.flatMap((one) => scores.map((other) => sums.minus(one, other))),
    ...reached.flatMap((one) => social.map((best) => sums.minus(best, one))), ...reached,
  ]);
  const items = Array.from({ length: J }, (_, j) => j);
  const lead = (j: number): Ends => {
    let [low, high] = [0, 0];
    for (let k = 0; k < K; k++) {
      low = Math.max(low, bounds.lowOf(J * J + j * K + k));
      high = Math.max(high, bounds.highOf(J * J + j * K + k));
    }
    return [low, high];
  };
  const welfare = (j: number): Ends => [bounds.lowOf(J * J + J * K + j), bounds.highOf(J * J + J * K + j)];
  return (part: readonly Ends[]): { readonly lost: Ends; readonly reached: Ends } => {
    bounds.overBox(part);
    const possible = items.filter((j) => items.every((i) => bounds.highOf(j * J + i) >= 0));
    const over = (of: (j: number) => Ends): Ends =>
      [Math.min(...possible.map((j) => of(j)[0])), Math.max(...possible.map((j) => of(j)[1]))];
    return { lost: over(lead), reached: over(welfare) };
  };
}

function requireFits({ problem: { agents, alternatives }, weights, lotteries, prices }: File): void {
  if (weights.length !== agents.length) throw new InputError('weights', 'must have one number an agent');
  if (prices.length !== lotteries.length || lotteries.some((lottery) => lottery.length !== alternatives.length)) {
    throw new InputError('lotteries', 'must have a share for each alternative, and a price each');
  }
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeFormulaMenuFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, lotteries, lossAtMost, atLeast, confidence } = file;
  requireFits(file);
  const values = valuesOf(problem);
  const faults = [
    ...tiedFaults(file, values),
    ...lotteries.flatMap((lottery, j) =>
      (Math.abs(lottery.reduce((sum, share) => sum + share, 0) - 1) > ROUNDING
        ? [`item ${j + 1} adds up to something else than one`] : [])),
  ];
  const played = playedBy(file, values);
  const whole = played(values.box);
  const draw = profilesOf(problem);
  const [lost, worst, least, most] = meansOf(DRAWS, () => {
    const { lost: one, reached } = played(draw());
    return [...one, ...reached];
  }, [whole.lost, whole.lost, whole.reached, whole.reached]);
  const [low, high] = [lost!.mean - lost!.half, worst!.mean + worst!.half];
  const [below, above] = [least!.mean - least!.half, most!.mean + most!.half];
  if (![low, high, below, above].every(Number.isFinite)) faults.push('values over the supports have no bounds');
  if (low > lossAtMost) faults.push(`it loses ${lost!.mean} on ${DRAWS} draws, above ${lossAtMost}`);
  if (above < atLeast) faults.push(`it reaches ${most!.mean} on ${DRAWS} draws, below ${atLeast}`);
  const tables = problem.signals.filter(({ tabulated }) => tabulated).map(({ name }) => name);
  const shown = (ends: Ends): string => `${((ends[0] + ends[1]) / 2).toPrecision(4)} within ${((ends[1] - ends[0]) / 2).toPrecision(2)}`;
  return {
    what: `a menu of ${lotteries.length} items loses at most ${lossAtMost} of the first best and reaches ${atLeast} `
      + `(confidence ${confidence}; ${shown([low, high])} and ${shown([below, above])} on ${DRAWS} draws of this check's own)`
      + givenWords(tables, valuesWords(problem.signals), file.functions)
      + (problem.traced ? functionsWords('that these formulas are those of a function of tensors', file.functions) : ''),
    faults,
  };
}
