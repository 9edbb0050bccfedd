/**
 * Whether a file `misreport.two-alternatives/1` holds against draws of its own: rules between two alternatives by scores of what each agent
 * herself gains from the second, x_i, which do not fall in it, so that some transfers make truth-telling best; and no mechanism does
 * better than `atMost`. The second alternative is chosen where the scores and their constant reach 0. With y_i what her signals that enter
 * x_i add to the social gain, λ the price of money (0 without a budget) and R_i what a higher chance costs in rents (docs/second-best.md,
 * section 2),
 *
 *     welfare of any incentive compatible mechanism
 *         <=  (1 + λ) E W_0 + E max(0, constant + Σ ψ_i(x_i)) + λ (deficit - fixed rents) + Σ shortfall_i,
 *
 * shortfall_i being 0 if ∫ ψ_i over the types below z never exceeds (1 + λ) E[y_i; x_i <= z] - λ R_i(z), and is the same over all of them
 * (two-way-shortfall.ts): an incentive compatible chance of the second does not fall in x_i (JM01 Remark 3). Rents are integrals of the
 * rule over the types on one side of the one drawn. Everything is a mean; a claim that draws contradict is a fault. Where laws are tables
 * the claims have to hold for every law with these values (two-way-table.ts; of draws, for all that lies between two points round each).
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { pointShape, problemShape, requireProblem, tabulatedIn } from './draws.ts';
import { anyLawWords, functionsShape, givenWords, valuesWords } from './given.ts';
import { reachedFaults, reachedShape, reachedWords } from './reached.ts';
import { ExactTwoWay } from './two-way-exact.ts';
import { DRAWS, endsByDraws, endsByQuadrature, sizeOf, welfareRange } from './two-way-ends.ts';
import { endFaults, everyoneIn, listFaults, listIn, scoresShape } from './two-way-lists.ts';
import { drawnShortfall, type DrawnShortfall } from './two-way-shortfall.ts';
import { Tables } from './two-way-table.ts';

const at = z.number().int().min(0);
const shape = z.strictObject({
  schema: z.literal('misreport.two-alternatives/1'), point: pointShape, problem: problemShape, deficit: z.number().optional(),
  scores: z.array(scoresShape).min(1),
  rules: z.array(z.strictObject({ share: z.number().min(0).max(1), scores: at })).min(1),
  bound: z.strictObject({ price: z.number().min(0), scores: at }), atLeast: z.number(), atMost: z.number(),
  /** Mixed with the efficient rule, where an epsilon is permitted; the ends are those without. */
  reached: reachedShape.optional(),
  functions: functionsShape,
});
type File = z.infer<typeof shape>;

/** Draws tell nothing that is worth saying where they leave more than this share of the range of welfare. */
const TELLING = 0.01;

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeTwoAlternativesFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, deficit, scores, rules, bound: { price, scores: boundAt }, atLeast, atMost, reached: more } = file;
  requireProblem(problem);
  const tables = new Tables(problem);
  const everyone = everyoneIn(problem);
  if (Math.max(boundAt, ...rules.map((rule) => rule.scores)) >= scores.length) {
    throw new InputError('rules', 'name scores that are not there');
  }
  const lists = scores.map((list) => listIn(problem, list));
  const faults = lists.flatMap((list) => listFaults(list, everyone));
  if (more?.mixed && deficit !== undefined) faults.push('the efficient rule is mixed in, for whose transfers the budget may not pay');
  if (deficit === undefined && price > 0) faults.push('money has a price, and no budget is asked for');
  if (Math.abs(rules.reduce((sum, { share }) => sum + share, 0) - 1) > 1e-9) faults.push('shares add up to something else than one');
  if (deficit !== undefined) faults.push(...endFaults(everyone, problem));
  if (faults.length > 0) return { what: wordsOf(file), faults };
  const list = lists[boundAt]!;
  const isExact = ExactTwoWay.serves(problem, lists);
  const claim = {
    problem, everyone, deficit, rules: rules.map(({ share, scores: which }) => ({ share, list: lists[which]! })), bound: { ...list, price },
  };
  const { reached, money, bound, rest } = isExact ? endsByQuadrature(claim, tables) : endsByDraws(claim);
  const how = isExact ? '' : ` on ${DRAWS} draws`;
  // Of scores' shortfalls no more is held against the file than draws show for certain.
  const short = isExact || bound.mean + bound.open - bound.half > atMost
    ? [] : list.heard.map((one) => drawnShortfall(problem, one, price, DRAWS));
  const shortfall = (part: keyof DrawnShortfall): number => short.reduce((sum, one) => sum + one[part], 0);
  if (Math.abs(rest.mean - list.constant) > rest.half + rest.open + 1e-6 * (1 + price) * sizeOf(problem)) {
    faults.push(`the constant is ${list.constant}, where signals that cannot be used add ${rest.mean}${how}`);
  }
  const ends = [0, 1].flatMap((k) => welfareRange(problem, k));
  const untold = isExact ? undefined : [reached, bound].find(({ half }) => half > TELLING * (Math.max(...ends) - Math.min(...ends)));
  if (untold) faults.push(`${DRAWS} draws tell an end only within ${untold.half}, which proves nothing`);
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  if (reached.mean - reached.half - reached.open > atMost) faults.push(`the rule reaches ${reached.mean}${how}, above ${atMost}`);
  const least = reached.mean - reached.open;
  if (least + reached.half < atLeast) faults.push(`the rule reaches ${least}${how}, below ${atLeast}`);
  const allowed = bound.mean + bound.open;
  if (allowed - bound.half + shortfall('least') > atMost) {
    faults.push(`scores allow ${allowed + shortfall('shown')}${how}, above ${atMost}`);
  }
  const collected = money.mean - money.open;
  if (deficit !== undefined && collected + money.half < -deficit) faults.push(`the rule collects ${collected}${how}, below ${-deficit}`);
  if (more) faults.push(...reachedFaults(problem, more, () => atLeast));
  const within = Math.max(reached.half, bound.half + shortfall('half'));
  const names = tabulatedIn(problem);
  return {
    what: `${wordsOf(file)} (${least.toPrecision(5)} and ${(allowed + shortfall('shown')).toPrecision(5)} by ${isExact
      ? 'quadrature' : `${DRAWS} draws`} of this check's own, within ${within.toPrecision(2)})`
      + (more ? reachedWords(problem, more) : '') + anyLawWords(names)
      + givenWords(names, valuesWords(problem.signals), file.functions),
    faults,
  };
}

function wordsOf({ deficit, atLeast, atMost }: File): string {
  const budget = deficit === undefined ? 'without a budget' : `with participation and a deficit of at most ${deficit}`;
  return `second best between two alternatives, ${budget}, between ${atLeast} and ${atMost}`;
}
