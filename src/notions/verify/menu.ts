/**
 * Whether a file `misreport.menu/1` holds against draws of its own: a list of lotteries of which that with the highest weighed own value
 * and price is chosen. Its form makes it incentive compatible, which is looked for by lies that gain; its loss against the first best is
 * measured.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { readAs } from '../../input/check.ts';
import { meanOf, pointShape, problemShape, profiles, requireProblem, requireToldLaws, valuesAt, type FileProblem } from './draws.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.menu/1'), point: pointShape, problem: problemShape, weights: z.array(z.number().min(0)),
  lotteries: z.array(z.array(z.number().min(0))).min(1), prices: z.array(z.number()),
  lossAtMost: z.number(), confidence: z.number().gt(0).lt(1),
});
type File = z.infer<typeof shape>;

const DRAWS = 200_000;
/** Profiles on which every agent tries lies drawn at random. */
const TRIED = 500;
const LIES = 8;
/** Sums of rounded shares. */
const ROUNDING = 1e-9;

/** Σ_k lottery_k v_k without the part that others' signals make. */
function ownParts({ coefficients, signals, alternatives }: FileProblem, agent: number, at: readonly number[]): number[] {
  return alternatives.map((_, k) =>
    signals.reduce((sum, { owner }, d) => (owner === agent ? sum + coefficients[agent]![k]![d]! * at[d]! : sum), 0));
}

/** No profile loses more: the largest difference of two welfares over the signals' supports. */
function mostLost({ alternatives, signals, constants, coefficients }: FileProblem): number {
  const supports = signals.map(({ law }) => parseDistribution(law).support);
  const total = (k: number, d: number): number => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0);
  const fixed = (k: number): number => constants.reduce((sum, row) => sum + row[k]!, 0);
  return Math.max(...alternatives.flatMap((_, k) => alternatives.map((__, l) => supports.reduce((sum, [low, high], d) => {
    const slope = total(k, d) - total(l, d);
    return sum + slope * (slope > 0 ? high : low);
  }, fixed(k) - fixed(l)))));
}

const expected = (lottery: readonly number[], worth: readonly number[]): number =>
  lottery.reduce((sum, share, k) => sum + share * worth[k]!, 0);

function chosen({ problem, weights, lotteries, prices }: File, signals: readonly number[]): number {
  const scores = problem.alternatives.map(() => 0);
  weights.forEach((weight, i) => {
    if (weight > 0) ownParts(problem, i, signals).forEach((part, k) => { scores[k]! += weight * part; });
  });
  const totals = lotteries.map((lottery, j) => expected(lottery, scores) + prices[j]!);
  return totals.indexOf(Math.max(...totals));
}

/** What an agent is paid with an item at the others' reports: what the item is worth to them and at its price, in her own money. */
function paid(file: File, agent: number, item: number, signals: readonly number[]): number {
  const { problem, weights, lotteries, prices } = file;
  const others = weights.reduce(
    (sum, weight, j) => (j === agent ? sum : sum + weight * expected(lotteries[item]!, ownParts(problem, j, signals))), 0,
  );
  return (others + prices[item]!) / weights[agent]!;
}

function lieFaults(file: File): string[] {
  const { problem, lotteries, weights } = file;
  const draw = profiles(problem, 'verify lies');
  for (let n = 0; n < TRIED; n++) {
    const truth = draw();
    for (const [agent, name] of problem.agents.entries()) {
      if (!(weights[agent]! > 0)) continue;
      const parts = ownParts(problem, agent, truth);
      const payoff = (item: number): number => expected(lotteries[item]!, parts) + paid(file, agent, item, truth);
      const honest = payoff(chosen(file, truth));
      for (let l = 0; l < LIES; l++) {
        const lie = draw();
        const reported = truth.map((x, d) => (problem.signals[d]!.owner === agent ? lie[d]! : x));
        if (payoff(chosen(file, reported)) > honest + ROUNDING * (1 + Math.abs(honest))) return [`${name} gains by a lie`];
      }
    }
  }
  return [];
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeMenuFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, weights, lotteries, prices, lossAtMost, confidence } = file;
  requireProblem(problem);
  requireToldLaws(problem);
  if (weights.length !== problem.agents.length) throw new InputError('weights', 'must have one number an agent');
  const fits = prices.length === lotteries.length && lotteries.every((lottery) => lottery.length === problem.alternatives.length);
  if (!fits) throw new InputError('lotteries', 'must have a share for each alternative, and a price each');
  const faults = lotteries.flatMap((lottery, j) =>
    (Math.abs(lottery.reduce((sum, share) => sum + share, 0) - 1) > ROUNDING ? [`item ${j + 1} adds up to something else than one`] : []));
  const draw = profiles(problem, 'verify the loss');
  const { mean, half } = meanOf(DRAWS, () => {
    const signals = draw();
    const worth = valuesAt(problem, signals).reduce((sum, row) => sum.map((x, k) => x + row[k]!));
    return Math.max(...worth) - expected(lotteries[chosen(file, signals)]!, worth);
  }, [0, mostLost(problem)]);
  if (mean - half > lossAtMost) faults.push(`it loses ${mean} on ${DRAWS} draws, above ${lossAtMost}`);
  return {
    what: `a menu of ${lotteries.length} items loses at most ${lossAtMost} of the first best (confidence ${confidence}; `
      + `${mean.toPrecision(4)} within ${half.toPrecision(2)} on ${DRAWS} draws of this check's own)`,
    faults: [...faults, ...lieFaults(file)],
  };
}
