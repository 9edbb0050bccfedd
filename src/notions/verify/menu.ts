/**
 * Whether a file `misreport.menu/1` holds against draws of its own: a list of lotteries of which that with the highest weighed own value
 * and price is chosen. Its form makes it incentive compatible, which is looked for by lies that gain; its loss against the first best is
 * measured. What it reaches follows from what the first best is worth (reached.ts), over boxes, without draws.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { lawNamed } from './read-law.ts';
import { readAs } from '../../input/check.ts';
import {
  confidenceShape, meansOf, pointShape, problemShape, profiles, requireProblem, tabulatedIn, valuesAt, type FileProblem,
} from './draws.ts';
import { functionsShape, givenWords, pointsGiven, valuesWords, widthAt } from './given.ts';
import { reachedFaults, reachedShape, reachedWords } from './reached.ts';

const shape = z.strictObject({
  schema: z.literal('misreport.menu/1'), point: pointShape, problem: problemShape, weights: z.array(z.number().min(0)),
  lotteries: z.array(z.array(z.number().min(0))).min(1), prices: z.array(z.number()),
  lossAtMost: z.number(), reached: reachedShape.optional(), confidence: confidenceShape, functions: functionsShape,
});
type File = z.infer<typeof shape>;

const DRAWS = 200_000;
/** Where laws are tables: what lies between their points outweighs what draws leave open. */
const DRAWS_OF_TABLES = 40_000;
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
  const supports = signals.map(({ law }) => lawNamed(law).support);
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

/** How far each signal may be from where it was drawn: the width of its cell where its law is a table. */
function reaches({ signals }: FileProblem): ((at: readonly number[]) => number[]) | undefined {
  const tables = signals.map(({ law, tabulated }, d) => (tabulated ? pointsGiven(law, `problem.signals.${d}.law`) : undefined));
  if (tables.every((table) => table === undefined)) return undefined;
  return (at) => tables.map((table, d) => (table ? widthAt(table, at[d]!) : 0));
}

/**
 * [least, most] that is lost by a profile, of which each signal is known to within its reach: of items that may be chosen there, as far as
 * reaches move what decides between two of them, and each alternative's lead over the item no farther than reaches move it.
 */
function lossWithin(file: File): (at: readonly number[], reach?: readonly number[]) => readonly [number, number] {
  const { problem, weights, lotteries, prices } = file;
  const { signals, coefficients } = problem;
  const welfare = signals.map((_, d) => problem.alternatives.map((__, k) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
  const scored = signals.map(({ owner }, d) => coefficients[owner]!.map((row) => weights[owner]! * row[d]!));
  const decides = signals.map((_, d) => lotteries.map((lottery) => expected(lottery, scored[d]!)));
  const brings = signals.map((_, d) => lotteries.map((lottery) => expected(lottery, welfare[d]!)));
  return (at, reach) => {
    const worth = valuesAt(problem, at).reduce((sum, row) => sum.map((x, k) => x + row[k]!));
    const lost = (item: number): number => Math.max(...worth) - expected(lotteries[item]!, worth);
    if (!reach) {
      const loss = lost(chosen(file, at));
      return [loss, loss];
    }
    const totals = lotteries.map((_, j) => at.reduce((sum, x, d) => sum + decides[d]![j]! * x, prices[j]!));
    const moved = (by: (d: number) => number): number =>
      reach.reduce((sum, width, d) => sum + (width > 0 ? Math.abs(by(d)) * width : 0), 0);
    const possible = totals.flatMap((total, j) =>
      (totals.every((other, i) => other - total <= moved((d) => decides[d]![i]! - decides[d]![j]!)) ? [j] : []));
    const ends = (sign: 1 | -1) => possible.map((j) => Math.max(0, ...worth.map((x, k) =>
      x - expected(lotteries[j]!, worth) + sign * moved((d) => welfare[d]![k]! - brings[d]![j]!))));
    return [Math.min(...ends(-1)), Math.max(...ends(1))];
  };
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeMenuFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, weights, lotteries, prices, lossAtMost, reached, confidence } = file;
  requireProblem(problem);
  if (weights.length !== problem.agents.length) throw new InputError('weights', 'must have one number an agent');
  const fits = prices.length === lotteries.length && lotteries.every((lottery) => lottery.length === problem.alternatives.length);
  if (!fits) throw new InputError('lotteries', 'must have a share for each alternative, and a price each');
  const faults = lotteries.flatMap((lottery, j) =>
    (Math.abs(lottery.reduce((sum, share) => sum + share, 0) - 1) > ROUNDING ? [`item ${j + 1} adds up to something else than one`] : []));
  const draw = profiles(problem, 'verify the loss');
  const [loss, reach, most] = [lossWithin(file), reaches(problem), mostLost(problem)];
  const count = reach ? DRAWS_OF_TABLES : DRAWS;
  const [below, above] = meansOf(count, () => {
    const signals = draw();
    return loss(signals, reach?.(signals)).map((x) => Math.min(x, most));
  }, [[0, most], [0, most]]);
  const [low, high] = [below!.mean - below!.half, above!.mean + above!.half];
  const mean = reach ? (low + high) / 2 : below!.mean;
  const half = reach ? (high - low) / 2 : below!.half;
  if (low > lossAtMost) faults.push(`it loses ${mean} on ${count} draws, above ${lossAtMost}`);
  return {
    what: `a menu of ${lotteries.length} items loses at most ${lossAtMost} of the first best (confidence ${confidence}; `
      + `${mean.toPrecision(4)} within ${half.toPrecision(2)} on ${count} draws of this check's own)`
      + (reached ? reachedWords(problem, reached) : '') + givenWords(tabulatedIn(problem), valuesWords(problem.signals), file.functions),
    faults: [
      ...faults, ...lieFaults(file), ...(reached ? reachedFaults(problem, reached, (firstBest) => firstBest - lossAtMost) : []),
    ],
  };
}
