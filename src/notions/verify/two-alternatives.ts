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
 * rule over the types on one side of the one drawn. Everything is a mean; a claim that draws contradict is a fault.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { meansOf, pointShape, problemShape, profiles, requireProblem, requireToldLaws, valuesAt, type Mean } from './draws.ts';
import { ExactTwoWay } from './two-way-exact.ts';
import { dot, formsOf, rangeOf, type Forms } from './two-way-forms.ts';
import { reachedFrom, scoreAt, type Scored } from './two-way-scores.ts';
import { drawnShortfall, shortfallOf, type DrawnShortfall } from './two-way-shortfall.ts';

const step = z.strictObject({ from: z.number(), score: z.number() });
const at = z.number().int().min(0);
const shape = z.strictObject({
  schema: z.literal('misreport.two-alternatives/1'), point: pointShape, problem: problemShape, deficit: z.number().optional(),
  scores: z.array(z.strictObject({
    constant: z.number(), agents: z.array(z.strictObject({ name: z.string(), steps: z.array(step).min(1) })),
  })).min(1),
  rules: z.array(z.strictObject({ share: z.number().min(0).max(1), scores: at })).min(1),
  bound: z.strictObject({ price: z.number().min(0), scores: at }), atLeast: z.number(), atMost: z.number(),
});
type File = z.infer<typeof shape>;

const DRAWS = 64_000;
/** Of what is worked out by quadrature, as a share of the scale. */
const EXACT = 1e-7;
/** Draws tell nothing that is worth saying where they leave more than this share of the range of welfare. */
const TELLING = 0.01;

/** What she keeps at signals under a rule that chooses the second alternative from `from` on in her x. */
function rentAt({ own, base, x: [low, high], sure, least }: Forms, signals: readonly number[], from: number): number {
  const kept = dot(sure, signals) - least;
  if (base === undefined) return kept;
  const x = dot(own, signals);
  if (base >= 0) return kept + base * (x - low) + Math.max(0, x - Math.max(low, from));
  return kept - base * (high - x) - Math.max(0, high - Math.max(x, from));
}

/** Steps that no gain of hers reaches: what they say would widen what draws can tell, and nothing else. */
const beyondFaults = ({ name, steps, x: [low, high] }: Scored): string[] =>
  (steps.some(({ from }, j) => j > 0 && !(from > low && from < high))
    ? [`scores of ${name} have steps beyond her gains, ${low} to ${high}`] : []);

/** Ends of the rents of all agents together. */
const rentRange = (forms: readonly Forms[], { problem }: File): number => forms.reduce((sum, { base, x: [low, high], sure, least }) =>
  sum + rangeOf(problem, sure)[1] - least + (base === undefined ? 0 : (base >= 0 ? base + 1 : -base) * (high - low)), 0);

/** Agents of one list of scores. Throws InputError naming who is not among those of the problem. */
function heardIn({ problem }: File, { agents }: File['scores'][number]): Scored[] {
  return agents.map(({ name, steps }) => {
    const agent = problem.agents.indexOf(name);
    if (agent < 0) throw new InputError('scores', `must be of agents of the problem, got '${name}'`);
    return { name, steps, ...formsOf(problem, agent) };
  });
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeTwoAlternativesFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { problem, deficit, scores, rules, bound: { price, scores: boundAt }, atLeast, atMost } = file;
  requireProblem(problem);
  requireToldLaws(problem);
  if (problem.alternatives.length !== 2) throw new InputError('problem.alternatives', 'must be two');
  if (Math.max(boundAt, ...rules.map((rule) => rule.scores)) >= scores.length) {
    throw new InputError('rules', 'name scores that are not there');
  }
  const lists = scores.map((list) => ({ constant: list.constant, heard: heardIn(file, list) }));
  const everyone = problem.agents.map((name, agent) => ({ name, ...formsOf(problem, agent) }));
  const faults = lists.flatMap(({ heard }) => [
    ...heard.flatMap(({ name, steps }) =>
      (steps.some(({ from, score }, j) => j > 0 && !(from > steps[j - 1]!.from && score >= steps[j - 1]!.score))
        ? [`scores of ${name} fall`] : [])),
    ...heard.flatMap(beyondFaults),
    ...everyone.flatMap(({ name, own, social }) =>
      ([...own, ...social].some((weight) => weight !== 0) && heard.filter((one) => one.name === name).length !== 1
        ? [`${name} has not one list of scores`] : [])),
  ]);
  if (deficit === undefined && price > 0) faults.push('money has a price, and no budget is asked for');
  if (Math.abs(rules.reduce((sum, { share }) => sum + share, 0) - 1) > 1e-9) faults.push('shares add up to something else than one');
  const unknown = deficit === undefined ? [] : everyone.filter(({ isEndKnown }) => !isEndKnown);
  faults.push(...unknown.map(({ name }) => `the worst-off type of ${name} is not at an end`));
  const welfare = (k: number): number[] =>
    problem.signals.map((_, d) => problem.coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0));
  const fixed = (k: number): number => problem.constants.reduce((sum, row) => sum + row[k]!, 0);
  const [first, second] = [0, 1].map((k) => rangeOf(problem, welfare(k)).map((end) => end + fixed(k)));
  const range = [Math.min(first![0]!, second![0]!), Math.max(first![1]!, second![1]!)] as const;
  const draw = profiles(problem, 'verify the rule');
  const worths = (signals: readonly number[]): readonly number[] =>
    valuesAt(problem, signals).reduce((sum, row) => sum.map((x, k) => x + row[k]!));
  const index = ({ constant, heard }: (typeof lists)[number], signals: readonly number[]): number =>
    heard.reduce((sum, { steps, own }) => sum + scoreAt(steps, dot(own, signals)), constant);
  /** Welfare at signals, and what is over of it for the budget. */
  const played = (signals: readonly number[]): readonly [welfare: number, money: number] => {
    const worth = worths(signals);
    return rules.reduce<readonly [number, number]>(([sum, money], rule) => {
      const list = lists[rule.scores]!;
      const total = index(list, signals);
      const reached = worth[total >= 0 ? 1 : 0]!;
      const rents = deficit === undefined ? 0 : everyone.reduce((all, one) => {
        const mine = list.heard.find(({ name }) => name === one.name);
        const from = mine ? reachedFrom(mine.steps, scoreAt(mine.steps, dot(mine.own, signals)) - total) : Infinity;
        return all + rentAt(one, signals, from);
      }, 0);
      return [sum + rule.share * reached, money + rule.share * (reached - rents)] as const;
    }, [0, 0]);
  };
  const list = lists[boundAt]!;
  const top = list.heard.reduce((sum, { steps }) => sum + steps.at(-1)!.score, list.constant);
  const kept = deficit === undefined ? 0 : rentRange(everyone, file);
  const unheard = problem.signals.map((_, d) =>
    (1 + price) * (welfare(1)[d]! - welfare(0)[d]! - list.heard.reduce((sum, { social }) => sum + social[d]!, 0)));
  const lent = deficit ?? 0;
  if (faults.length > 0) return { what: wordsOf(file), faults };
  const exact = ExactTwoWay.serves(problem, lists) ? new ExactTwoWay(problem) : undefined;
  const byDraws = (): [Mean, Mean, Mean, Mean] => meansOf(DRAWS, () => {
    const signals = draw();
    const rents = price === 0 ? 0 : everyone.reduce((sum, one) => sum + rentAt(one, signals, Infinity), 0);
    return [
      ...played(signals),
      (1 + price) * worths(signals)[0]! + Math.max(0, index(list, signals)) + price * (lent - rents),
      dot(unheard, signals) + (1 + price) * (fixed(1) - fixed(0)),
    ];
  }, [
    range, [range[0] - kept, range[1]],
    [(1 + price) * first![0]! + price * (lent - kept), (1 + price) * first![1]! + Math.max(0, top) + price * lent],
    rangeOf(problem, unheard),
  ]) as [Mean, Mean, Mean, Mean];
  const size = range[1] - range[0] + EXACT * Math.max(Math.abs(range[0]), Math.abs(range[1]));
  const known = (mean: number, scale = 1): Mean => ({ mean, half: EXACT * scale * size });
  const byQuadrature = (laws: ExactTwoWay): [Mean, Mean, Mean, Mean] => {
    const more = welfare(1).map((w, d) => w - welfare(0)[d]!);
    const without = laws.mean(welfare(0)) + fixed(0);
    const served = rules.map(({ share, scores: which }) => {
      const here = lists[which]!;
      const worth = without + laws.whereServed(here, fixed(1) - fixed(0), more);
      const rents = deficit === undefined ? 0 : everyone.reduce((sum, one) => sum + laws.rents(one, here), 0);
      return [share * worth, share * (worth - rents)] as const;
    });
    const [all, left] = [0, 1].map((part) => served.reduce((sum, one) => sum + one[part]!, 0));
    const rents = price === 0 ? 0 : everyone.reduce((sum, one) => sum + laws.rents(one), 0);
    const short = list.heard.reduce((sum, one) => sum + shortfallOf(laws, one, price), 0);
    return [
      known(all!), known(left!),
      known((1 + price) * without + laws.positivePart(list) + price * (lent - rents) + short, 1 + price),
      known(laws.mean(unheard) + (1 + price) * (fixed(1) - fixed(0)), 1 + price),
    ];
  };
  const how = exact ? '' : ` on ${DRAWS} draws`;
  const [reached, money, bound, rest] = exact ? byQuadrature(exact) : byDraws();
  // Of scores' shortfalls no more is held against the file than draws show for certain.
  const short = exact || bound.mean - bound.half > atMost ? [] : list.heard.map((one) => drawnShortfall(problem, one, price, DRAWS));
  const more = (part: keyof DrawnShortfall): number => short.reduce((sum, one) => sum + one[part], 0);
  if (Math.abs(rest.mean - list.constant) > rest.half + 1e-6 * (1 + price) * size) {
    faults.push(`the constant is ${list.constant}, where signals that cannot be used add ${rest.mean}${how}`);
  }
  const untold = [reached, bound].find(({ half }) => half > TELLING * (range[1] - range[0]));
  if (untold) faults.push(`${DRAWS} draws tell an end only within ${untold.half}, which proves nothing`);
  if (atLeast > atMost) faults.push(`${atLeast} exceeds ${atMost}`);
  if (reached.mean - reached.half > atMost) faults.push(`the rule reaches ${reached.mean}${how}, above ${atMost}`);
  if (reached.mean + reached.half < atLeast) faults.push(`the rule reaches ${reached.mean}${how}, below ${atLeast}`);
  if (bound.mean - bound.half + more('least') > atMost) {
    faults.push(`scores allow ${bound.mean + more('shown')}${how}, above ${atMost}`);
  }
  if (deficit !== undefined && money.mean + money.half < -deficit) {
    faults.push(`the rule collects ${money.mean}${how}, below ${-deficit}`);
  }
  return {
    what: `${wordsOf(file)} (${reached.mean.toPrecision(5)} and ${(bound.mean + more('shown')).toPrecision(5)} by ${exact
      ? 'quadrature' : `${DRAWS} draws`} of this check's own, within ${Math.max(reached.half, bound.half + more('half')).toPrecision(2)})`,
    faults,
  };
}

function wordsOf({ deficit, atLeast, atMost }: File): string {
  const budget = deficit === undefined ? 'without a budget' : `with participation and a deficit of at most ${deficit}`;
  return `second best between two alternatives, ${budget}, between ${atLeast} and ${atMost}`;
}
