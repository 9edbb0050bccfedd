/**
 * What the rules of a file `misreport.two-alternatives/1` reach and collect, and what its scores allow: by quadrature of the laws where
 * each agent with scores has one signal that moves her and at most two have scores, else on draws. Where a law is a table, each is known
 * to within `open`, whichever law with these values it is.
 */
import { meansOf, profiles, type FileProblem, type Mean } from './draws.ts';
import { boxesRound, least, most, type Box } from './two-way-boxes.ts';
import { ExactTwoWay, type ScoreList } from './two-way-exact.ts';
import { beyondIn, rangeOf, type Forms } from './two-way-forms.ts';
import { reachedFrom, scoreAt, type Scored } from './two-way-scores.ts';
import { shortfallOf } from './two-way-shortfall.ts';
import type { Tables } from './two-way-table.ts';

export interface Claim {
  readonly problem: FileProblem;
  readonly everyone: readonly (Forms & { readonly name: string })[];
  readonly deficit?: number | undefined;
  readonly rules: readonly { readonly share: number; readonly list: ScoreList }[];
  /** At that price of money; `weight`: of welfare, at 0 money alone counts. Default: 1. */
  readonly bound: ScoreList & { readonly price: number; readonly weight?: number };
}

/** A mean known to within `half`, and to within `open` besides as far as laws are tables. */
export interface End extends Mean {
  readonly open: number;
}

export interface Ends {
  readonly reached: End;
  /** What is over of welfare for the budget. */
  readonly money: End;
  readonly bound: End;
  /** What the constant of the bound's scores stands for. */
  readonly rest: End;
}

export const DRAWS = 64_000;
/** Of what is worked out by quadrature, as a share of the scale. */
const EXACT = 1e-7;

/** [signals] what each adds to welfare under the alternative, and what is added besides. */
export const welfareOf = ({ signals, coefficients }: FileProblem, k: number): number[] =>
  signals.map((_, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0));
export const fixedOf = ({ constants }: FileProblem, k: number): number => constants.reduce((sum, row) => sum + row[k]!, 0);

/** Ends of the welfare of an alternative. */
export const welfareRange = (problem: FileProblem, k: number): [number, number] => {
  const [low, high] = rangeOf(problem, welfareOf(problem, k));
  return [low + fixedOf(problem, k), high + fixedOf(problem, k)];
};

/** How large numbers are that quadrature may miss by rounding. */
export function sizeOf(problem: FileProblem): number {
  const ends = [0, 1].flatMap((k) => welfareRange(problem, k));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return high - low + EXACT * Math.max(Math.abs(low), Math.abs(high));
}

/** What signals that enter no score add to what the second alternative is worth. */
const unheardOf = ({ problem, bound: { price, weight = 1, heard } }: Claim): number[] => {
  const [first, second] = [welfareOf(problem, 0), welfareOf(problem, 1)];
  return problem.signals.map((_, d) =>
    (weight + price) * (second[d]! - first[d]! - heard.reduce((sum, { social }) => sum + social[d]!, 0)));
};

/** What she keeps of x under a rule that chooses the second alternative from `from` on; `kept`: whatever is chosen. */
function rentAt({ base, x: [low, high] }: Forms, kept: number, x: number, from: number): number {
  if (base === undefined) return kept;
  if (base >= 0) return kept + base * (x - low) + Math.max(0, x - Math.max(low, from));
  return kept - base * (high - x) - Math.max(0, high - Math.max(x, from));
}

/** The least and the most that she keeps with x and `from` between two ends: it rises in x where she is worst off at the low end. */
function rentsWithin(one: Forms, box: Box, [near, far]: readonly [number, number]): readonly [number, number] {
  const [low, high] = [least(one.own, box), most(one.own, box)];
  const [kept, more] = [least(one.sure, box) - one.least, most(one.sure, box) - one.least];
  return (one.base ?? 0) >= 0
    ? [rentAt(one, kept, low, far), rentAt(one, more, high, near)] : [rentAt(one, kept, high, near), rentAt(one, more, low, far)];
}

/** Ends of the rents of all agents together. */
const rentRange = ({ everyone, problem }: Claim): number => everyone.reduce((sum, { base, x: [low, high], sure, least: lowest }) =>
  sum + rangeOf(problem, sure)[1] - lowest + (base === undefined ? 0 : (base >= 0 ? base + 1 : -base) * (high - low)), 0);

type Pair = readonly [low: number, high: number];

/** [least, most] over the box of the constant and all scores. */
const indexWithin = ({ constant, heard }: ScoreList, box: Box): Pair => [
  heard.reduce((sum, { steps, own }) => sum + scoreAt(steps, least(own, box)), constant),
  heard.reduce((sum, { steps, own }) => sum + scoreAt(steps, most(own, box)), constant),
];

/** From which x on the second alternative is chosen, the others being in the box. */
function thresholdWithin({ steps, own }: Scored, [low, high]: Pair, box: Box): Pair {
  return [
    reachedFrom(steps, scoreAt(steps, most(own, box)) - high), reachedFrom(steps, scoreAt(steps, least(own, box)) - low),
  ];
}

/** Welfare over the box, and what is over of it for the budget. */
function playedWithin({ rules, everyone, deficit }: Claim, [first, second]: readonly [Pair, Pair], box: Box): readonly [Pair, Pair] {
  let [low, high, less, over] = [0, 0, 0, 0];
  for (const { share, list } of rules) {
    const index = indexWithin(list, box);
    const reached: Pair = index[0] >= 0 ? second : index[1] < 0 ? first
      : [Math.min(first[0], second[0]), Math.max(first[1], second[1])];
    let [fewest, largest] = [0, 0];
    for (const one of deficit === undefined ? [] : everyone) {
      const mine = list.heard.find(({ name }) => name === one.name);
      const rents = rentsWithin(one, box, mine ? thresholdWithin(mine, index, box) : [Infinity, Infinity]);
      fewest += rents[0];
      largest += rents[1];
    }
    low += share * reached[0];
    high += share * reached[1];
    less += share * (reached[0] - largest);
    over += share * (reached[1] - fewest);
  }
  return [[low, high], [less, over]];
}

export function endsByDraws(claim: Claim): Ends {
  const { problem, everyone, deficit: lent = 0, bound: { price, weight = 1, heard, constant } } = claim;
  const both = weight + price;
  const [none, all] = [welfareOf(problem, 0), welfareOf(problem, 1)];
  const [fixed, fixedSecond] = [fixedOf(problem, 0), fixedOf(problem, 1)];
  const unheard = unheardOf(claim);
  const draw = profiles(problem, 'verify the rule');
  const boxOf = boxesRound(problem);
  const isTold = problem.signals.every(({ tabulated }) => !tabulated);
  const within = (box: Box): readonly Pair[] => {
    const first: Pair = [least(none, box) + fixed, most(none, box) + fixed];
    const second: Pair = [least(all, box) + fixedSecond, most(all, box) + fixedSecond];
    const [reached, money] = playedWithin(claim, [first, second], box);
    const [low, high] = indexWithin(claim.bound, box);
    const rents = price === 0 ? [] : everyone.map((one) => rentsWithin(one, box, [Infinity, Infinity]));
    const kept = ([0, 1] as const).map((end) => rents.reduce((sum, pair) => sum + pair[end], 0)) as [number, number];
    const rest = both * (fixedSecond - fixed);
    return [
      reached, money,
      [
        both * first[0] + Math.max(0, low) + price * (lent - kept[1]),
        both * first[1] + Math.max(0, high) + price * (lent - kept[0]),
      ],
      [least(unheard, box) + rest, most(unheard, box) + rest],
    ];
  };
  const [first, second] = [welfareRange(problem, 0), welfareRange(problem, 1)];
  const range = [Math.min(first[0], second[0]), Math.max(first[1], second[1])] as const;
  const kept = claim.deficit === undefined ? 0 : rentRange(claim);
  const top = heard.reduce((sum, { steps }) => sum + steps.at(-1)!.score, constant);
  const ranges = [
    range, [range[0] - kept, range[1]],
    [both * first[0] + price * (lent - kept), both * first[1] + Math.max(0, top) + price * lent],
    rangeOf(problem, unheard),
  ] as const;
  const means = meansOf(DRAWS, () => {
    const pairs = within(boxOf(draw()));
    return isTold ? pairs.map(([low]) => low) : pairs.flat();
  }, isTold ? ranges : ranges.flatMap((one) => [one, one]));
  const [reached, money, bound, rest] = ranges.map((_, m): End => {
    const [low, high] = isTold ? [means[m]!, means[m]!] : [means[2 * m]!, means[2 * m + 1]!];
    return { mean: (low.mean + high.mean) / 2, half: Math.max(low.half, high.half), open: (high.mean - low.mean) / 2 };
  });
  return { reached: reached!, money: money!, bound: bound!, rest: rest! };
}

export function endsByQuadrature(claim: Claim, tables: Tables): Ends {
  const { problem, everyone, deficit, rules, bound: list } = claim;
  const { price, weight = 1 } = list;
  const both = weight + price;
  const laws = new ExactTwoWay(problem, deficit !== undefined);
  const size = sizeOf(problem);
  const beyond = 2 * beyondIn(problem, problem.coefficients.flat()) + laws.leftOut(list, both) / both;
  const known = (mean: number, open: number, scale = 1): End => ({ mean, half: scale * (EXACT * size + beyond), open });
  const [first, second] = [welfareOf(problem, 0), welfareOf(problem, 1)];
  const [fixed, more] = [fixedOf(problem, 0), fixedOf(problem, 1) - fixedOf(problem, 0)];
  const without = laws.mean(first) + fixed;
  const served = rules.map(({ share, list: here }) => {
    const worth = without + laws.whereServed(here, more, second.map((w, d) => w - first[d]!));
    const rents = deficit === undefined ? 0 : everyone.reduce((sum, one) => sum + laws.rents(one, here), 0);
    return [share * worth, share * (worth - rents)] as const;
  });
  const [all, left] = [0, 1].map((part) => served.reduce((sum, one) => sum + one[part]!, 0));
  const rents = price === 0 ? 0 : everyone.reduce((sum, one) => sum + laws.rents(one), 0);
  const short = list.heard.reduce((sum, one) =>
    sum + (tables.isOf(one) ? tables.shortfall(one, price, weight) : shortfallOf(laws, one, price, weight)), 0);
  for (const { list: { heard } } of rules) heard.forEach((one) => tables.isOf(one));
  const unheard = unheardOf(claim);
  const rest = laws.mean(unheard) + both * more;
  // What signals are worth to others: the rest of it is also what is paid for them.
  const own = (k: number): number[] => problem.signals.map(({ owner }, d) => problem.coefficients[owner]![k]![d]!);
  const others = [first, second].map((weights, k) => weights.map((w, d) => w - own(k)[d]!)) as [number[], number[]];
  // Where a table leaves it open what the constant stands for, the bound is not with the constant but with that.
  const constant = tables.any ? Math.abs(rest - list.constant) + tables.mean(unheard) : 0;
  return {
    reached: known(all!, tables.chosen(first, second)), money: known(left!, tables.chosen(...others)),
    bound: known(
      both * without + laws.positivePart(list) + price * ((deficit ?? 0) - rents) + short,
      tables.mean(first.map((w, d) => weight * w + price * others[0][d]!)) + constant, both,
    ),
    rest: known(rest, constant, both),
  };
}
