/**
 * Whether a file `misreport.second-best-market/1` proves what trade between m sellers and n buyers reaches at best. A trader gains x from
 * trading, minus her cost or her value; scores of x, which do not fall in it, decide who trades: of goods in order of minus the sellers'
 * scores and buyers in order of theirs, the k-th of either trade where the buyer's is the larger, and who ties shares evenly. With λ the
 * price of money, weight 1 on welfare (0: money alone counts) and shortfalls as in two-way-shortfall.ts (docs/second-best.md, section 2),
 *
 *     welfare of any incentive compatible mechanism  <=  E (largest sum of scores) + λ deficit + Σ over traders of their shortfalls.
 *
 * With S(t) the number of sellers whose minus scores are at most t and D(t) that of buyers whose scores exceed t, two independent binomial
 * numbers, the largest sum is ∫ min(S, D) dt, since the k-th trade counts for all t from the k-th seller's to the k-th buyer's. A seller of
 * level c trades as one of the N(c) = Σ_k Pr(the k-th seller is at c) Pr(D(c) >= k) who are expected to, and buyers alike.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { chancesOf } from './binomial-sums.ts';
import { pointShape, tabulatedIn, type FileProblem } from './draws.ts';
import { anyLawWords, functionsShape, givenWords, valuesWords } from './given.ts';
import { lawNamed } from './read-law.ts';
import { ExactTwoWay } from './two-way-exact.ts';
import { GainLaw } from './two-way-law.ts';
import { beyondIn, isLeftOut } from './two-way-forms.ts';
import { everyoneIn, listFaults, listIn, stepsShape, type Everyone } from './two-way-lists.ts';
import type { Scored } from './two-way-scores.ts';
import { shortfallOf } from './two-way-shortfall.ts';
import { Tables } from './two-way-table.ts';

const TRADERS_MAX = 4096;
const traders = z.number().int().min(1).max(TRADERS_MAX);
const at = z.number().int().min(0);
const shape = z.strictObject({
  schema: z.literal('misreport.second-best-market/1'), point: pointShape, sellers: traders, buyers: traders,
  cost: z.string(), value: z.string(),
  /** Which of the laws are functions of somebody's own, and their texts tables of values (given.ts). */
  tabulated: z.strictObject({ cost: z.literal(true).optional(), value: z.literal(true).optional() }).optional(), functions: functionsShape,
  /** Absent: money plays no part. */
  deficit: z.number().optional(),
  scores: z.array(z.strictObject({ seller: stepsShape, buyer: stepsShape })).min(1),
  rules: z.array(z.strictObject({ share: z.number().min(0).max(1), scores: at })),
  bound: z.strictObject({ price: z.number().min(0), scores: at }),
  atLeast: z.number().optional(), atMost: z.number().optional(),
  /** That no mechanism has such a deficit; without rules and ends. */
  infeasible: z.literal(true).optional(),
});
type File = z.infer<typeof shape>;

/** Of what is worked out by quadrature, as a share of the scale. */
const EXACT = 1e-7;

/** One trader's problem: the second alternative is that she trades. */
const tradeOf = ({ cost, value, tabulated = {} }: File): FileProblem => ({
  agents: ['seller', 'buyer'], alternatives: ['no trade', 'trade'], constants: [[0, 0], [0, 0]],
  coefficients: [[[0, 0], [-1, 0]], [[0, 0], [0, 1]]],
  signals: [
    { name: 'cost', owner: 0, law: cost, ...(tabulated.cost ? { tabulated: true } : {}) },
    { name: 'value', owner: 1, law: value, ...(tabulated.value ? { tabulated: true } : {}) },
  ],
});

/** Steps of one score taken together, the lowest first: chance, mean of x over them, and what they add to rents. */
interface Level {
  readonly score: number;
  readonly mass: number;
  readonly moment: number;
  readonly rent: number;
}

function levelsOf(problem: FileProblem, agent: Scored, isBound: boolean): Level[] {
  const starts = agent.steps.map(({ from }) => from);
  const law = new GainLaw(problem, agent, starts, isBound && isLeftOut(problem, agent));
  const parts = law.parts(starts);
  const levels: Level[] = [];
  agent.steps.forEach(({ score }, j) => {
    const [from, to] = [j === 0 ? law.low : agent.steps[j]!.from, agent.steps[j + 1]?.from ?? law.high];
    const { mass, moment } = parts[j]!;
    const rent = to - from - (law.below(to) - law.below(from));
    const last = levels.at(-1);
    if (last?.score === score) levels.pop();
    const same = last?.score === score ? last : { mass: 0, moment: 0, rent: 0 };
    levels.push({ score, mass: same.mass + mass, moment: same.moment + moment, rent: same.rent + rent });
  });
  return levels;
}

/** [levels + 1] the chance of a level from each on. */
function fromOn(levels: readonly Level[]): Float64Array {
  const chances = new Float64Array(levels.length + 1);
  for (let j = levels.length - 1; j >= 0; j--) chances[j] = Math.min(1, chances[j + 1]! + levels[j]!.mass);
  return chances;
}

/** Place of the first level whose score exceeds that much. */
function firstAbove(levels: readonly Level[], score: number): number {
  let [from, to] = [0, levels.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (levels[middle]!.score > score) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** [most] Pr(at least 1 + k of `count`), each with that chance. */
function atLeast(count: number, chance: number, most: number): Float64Array {
  const chances = chancesOf(count, chance);
  const tails = new Float64Array(count + 1);
  let sum = 0;
  for (let k = count; k > 0; k--) tails[k] = sum += chances[k]!;
  return tails.subarray(1, most + 1);
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);

type Sides = readonly [sellers: number, buyers: number];
type BothLevels = readonly [selling: readonly Level[], buying: readonly Level[]];

/** E of the largest sum of scores over sets of trades. */
function largestSum([selling, buying]: BothLevels, [sellers, buyers]: Sides): number {
  const [giving, wanting] = [fromOn(selling), fromOn(buying)];
  const places = [...new Set([...selling.map(({ score }) => -score), ...buying.map(({ score }) => score)])].sort((x, y) => x - y);
  const most = Math.min(sellers, buyers);
  return places.slice(1).reduce((sum, to, j) => {
    const t = places[j]!;
    // Sellers of a minus score of at most t: of a score of -t or more.
    const willing = giving[firstBelow(selling, -t)]!;
    const eager = wanting[firstAbove(buying, t)]!;
    if (willing === 0 || eager === 0) return sum;
    return sum + (to - t) * product(atLeast(sellers, willing, most), atLeast(buyers, eager, most));
  }, 0);
}

/** Place of the first level whose score is no less than that. */
function firstBelow(levels: readonly Level[], score: number): number {
  const above = firstAbove(levels, score);
  return above > 0 && levels[above - 1]!.score === score ? above - 1 : above;
}

/** [levels] a trader's chance of trading, of `count` like her; `across`: chance that one of `others` is beyond a score of hers. */
function chancesOfTrading(levels: readonly Level[], count: number, others: number, across: (score: number) => number): number[] {
  const most = Math.min(count, others);
  const ahead = fromOn(levels);
  let before = new Float64Array(most);
  const chances: number[] = [];
  for (let j = levels.length - 1; j >= 0; j--) {
    const upTo = Float64Array.from(atLeast(count, ahead[j]!, most));
    const { mass, score } = levels[j]!;
    const met = atLeast(others, across(score), most);
    const expected = upTo.reduce((sum, x, k) => sum + (x - before[k]!) * met[k]!, 0);
    chances[j] = mass > 0 ? Math.min(1, Math.max(0, expected / (count * mass))) : chances[j + 1] ?? 1;
    before = upTo;
  }
  return chances;
}

/** What the rule reaches, and what is over of it for the budget. */
function played([selling, buying]: BothLevels, [sellers, buyers]: Sides): readonly [welfare: number, money: number] {
  const [giving, wanting] = [fromOn(selling), fromOn(buying)];
  const sides = [
    { levels: selling, count: sellers, chances: chancesOfTrading(selling, sellers, buyers, (x) => wanting[firstAbove(buying, -x)]!) },
    { levels: buying, count: buyers, chances: chancesOfTrading(buying, buyers, sellers, (x) => giving[firstAbove(selling, -x)]!) },
  ];
  const over = (of: (level: Level) => number): number => sides.reduce((sum, { levels, count, chances }) =>
    sum + count * levels.reduce((part, level, j) => part + chances[j]! * of(level), 0), 0);
  const welfare = over(({ moment }) => moment);
  return [welfare, welfare - over(({ rent }) => rent)];
}

/** Throws InputError naming the key that is wrong. */
function requireWhole({ scores, rules, bound, atLeast: low, atMost, infeasible, deficit, cost, value }: File): void {
  if (Math.max(bound.scores, ...rules.map((rule) => rule.scores)) >= scores.length) {
    throw new InputError('rules', 'name scores that are not there');
  }
  const isEnded = low !== undefined && atMost !== undefined && rules.length > 0;
  const isBare = low === undefined && atMost === undefined && rules.length === 0;
  if (infeasible ? !isBare || deficit === undefined : !isEnded) {
    throw new InputError('rules', 'must be there with atLeast and atMost, or none of them where the deficit is infeasible');
  }
  for (const [field, text] of [['cost', cost], ['value', value]] as const) {
    const { support } = lawNamed(text, field);
    if (!support.every(Number.isFinite)) throw new InputError(field, `must have a bounded support, got ${text}`);
  }
}

/** What is wrong with the scores by themselves, with shares and with the price. */
function plainFaults({ rules, bound, deficit, infeasible }: File, lists: readonly (readonly Scored[])[], everyone: Everyone): string[] {
  return [
    ...lists.flatMap((heard) => listFaults({ constant: 0, heard }, everyone)),
    ...(deficit === undefined && bound.price > 0 ? ['money has a price, and no budget is asked for'] : []),
    ...(infeasible && bound.price !== 1 ? ['money must have the price 1 where it alone counts'] : []),
    ...(!infeasible && Math.abs(rules.reduce((sum, { share }) => sum + share, 0) - 1) > 1e-9
      ? ['shares add up to something else than one'] : []),
  ];
}

interface Found {
  readonly reached: number;
  readonly money: number;
  readonly allowed: number;
  readonly half: number;
}

function foundIn(file: File, problem: FileProblem, lists: readonly (readonly Scored[])[]): Found {
  const { sellers, buyers, rules, bound: { price, scores }, deficit = 0, infeasible } = file;
  const sides = [sellers, buyers] as const;
  const weight = infeasible ? 0 : 1;
  const levels = lists.map((heard) => heard.map((one) => levelsOf(problem, one, file.deficit !== undefined)) as unknown as BothLevels);
  const laws = new ExactTwoWay(problem, file.deficit !== undefined);
  const tables = new Tables(problem);
  const short = lists[scores]!.reduce((sum, one, i) =>
    sum + sides[i]! * (tables.isOf(one) ? tables.shortfall(one, price, weight) : shortfallOf(laws, one, price, weight)), 0);
  for (const list of lists) list.forEach((one) => tables.isOf(one));
  // What a table leaves open of moments counts in welfare alone: rents count them as a trader values them herself.
  const open = sides.reduce((sum, count, i) => sum + count * tables.mean(i === 0 ? [1, 0] : [0, 1]), 0);
  const ofRules = rules.map(({ share, scores: which }) => played(levels[which]!, sides).map((x) => share * x));
  const [reached, money] = [0, 1].map((part) => ofRules.reduce((sum, one) => sum + one[part]!, 0)) as [number, number];
  const [low, high] = [lawNamed(file.cost).support[0], lawNamed(file.value).support[1]];
  // Who is left out takes a trader of the other side with her, whose score counts as often as there are such.
  const left = laws.leftOut({ constant: 0, heard: lists[scores]! }, weight + price) * sellers * buyers;
  const beyond = beyondIn(problem, [[sellers, 0], [0, buyers]]) + left / (weight + price);
  return {
    reached: reached - open, money, allowed: largestSum(levels[scores]!, sides) + price * deficit + short,
    half: EXACT * (weight + price) * Math.max(sellers, buyers) * Math.abs(high - low) + 2 * (weight + price) * beyond,
  };
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeSecondBestMarketFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  requireWhole(file);
  const { sellers, buyers, deficit, atLeast: low = 0, atMost: high = 0, infeasible } = file;
  const problem = tradeOf(file);
  const everyone = everyoneIn(problem);
  const lists = file.scores.map(({ seller, buyer }) =>
    listIn(problem, { constant: 0, agents: [{ name: 'seller', steps: seller }, { name: 'buyer', steps: buyer }] }).heard);
  const faults = plainFaults(file, lists, everyone);
  const who = `${sellers} seller${sellers === 1 ? '' : 's'} and ${buyers} buyer${buyers === 1 ? '' : 's'}`;
  const budget = deficit === undefined ? '' : `, with participation and a deficit of at most ${deficit}`;
  const statement = infeasible
    ? `no incentive compatible mechanism of trade between ${who} that they may leave has a deficit of at most ${deficit}`
    : `second best of trade between ${who}${budget}, between ${low} and ${high}`;
  if (faults.length > 0) return { what: statement, faults };
  const { reached, money, allowed, half } = foundIn(file, problem, lists);
  const names = tabulatedIn(problem);
  const taken = anyLawWords(names) + givenWords(names, valuesWords(problem.signals), file.functions);
  const within = `by quadrature of this check's own, within ${half.toPrecision(2)}`;
  if (infeasible) {
    if (!(allowed + half < 0)) faults.push(`as much as ${allowed - deficit!} may be collected, where ${-deficit!} is asked for`);
    return { what: `${statement} (${(allowed - deficit!).toPrecision(5)} is collected at most, ${within})${taken}`, faults };
  }
  if (low > high) faults.push(`${low} exceeds ${high}`);
  if (reached + half < low) faults.push(`the rule reaches ${reached}, below ${low}`);
  if (reached - half > high) faults.push(`the rule reaches ${reached}, above ${high}`);
  if (allowed - half > high) faults.push(`scores allow ${allowed}, above ${high}`);
  if (deficit !== undefined && money + half < -deficit) faults.push(`the rule collects ${money}, below ${-deficit}`);
  return { what: `${statement} (${reached.toPrecision(5)} and ${allowed.toPrecision(5)} ${within})${taken}`, faults };
}
