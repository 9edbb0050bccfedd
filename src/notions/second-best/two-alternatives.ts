/**
 * Second best between two alternatives (docs/second-best.md, section 2). An incentive compatible mechanism can use of an agent's signals
 * only x_i, her own gain from the second alternative, and her chance q_i of it does not fall in x_i (JM01 Remark 3). So of welfare only
 * E[y_i | x_i] counts, y_i being what her signals add to the social gain; where that falls it is ironed. With participation and a budget,
 * λ is the price of money and x_i's information rent is charged at it:
 *
 *     maximise  E w_0 + E[p (c + Σ y_i)]   such that   welfare + deficit >= Σ_i (fixed rent_i + ∫ q_i dR_i),
 *     Φ_i(z) = (1 + λ) E[y_i; x_i <= z] - λ R_i(z),    ψ_i its ironed slopes over cells of x_i,    p = 1 where (1 + λ) c + Σ ψ_i >= 0.
 *
 * Below: rules constant on cells, which are incentive compatible on the continuum; at most two of them mixed, so that money suffices.
 * Above: the Lagrangian at the best λ found, plus for each agent the most by which Φ_i falls below its chords within a cell.
 *
 * A market of m sellers and n buyers, in which trades are between two, is the same for the mean trader of either side (section 2,
 * "Markets"): the second alternative of a trader is that she trades, and scores decide who does (market-rule.ts).
 */
import { InputError } from '../../errors.ts';
import { atOnce } from '../../run/turns.ts';
import { tooLittle, type WorstOff } from './too-little.ts';
import { TwoWayCells, type AtPrice, type RuleByCells, type Scored, type Totals, type TwoWayProblem } from './two-way-cells.ts';

/** Money per market, where participation is voluntary and the budget counts. */
export interface Budget {
  readonly deficit: number;
}

/** What proves both ends: rules and how often each is used, and the scores at a price of money beyond which nobody gets. */
export interface TwoWayProof {
  readonly rules: readonly (Scored & { readonly share: number })[];
  readonly bound: Scored & { readonly price: number };
}

export interface TwoWaySecondBest {
  readonly lower: number;
  readonly upper: number;
  /** λ, zero where money does not bind. */
  readonly price: number;
  /** [agents] */
  readonly rules: readonly RuleByCells[];
  readonly proof: TwoWayProof;
  /** [agents] whether some cells are ironed together that would be ranked otherwise. */
  readonly ironed: readonly boolean[];
  /** Whether types without an end are left out of the rule, so that it is not quite the efficient one at no price. */
  readonly isForced: boolean;
}

const mixed = (a: readonly Float64Array[], b: readonly Float64Array[], share: number): Float64Array[] =>
  a.map((chances, i) => chances.map((chance, j) => chance + share * (b[i]![j]! - chance)));

const scored = ({ constant, scores }: Scored): Scored => ({ constant, scores });

/** Prices of money looked at: bisection of a rule that jumps. */
const STEPS = 60;
/** The rules at two prices so close are mixed; of markets, whose rules take longer, what is lost is of the order of the square. */
const CLOSE = 1e-7;
const CLOSE_TRADERS = 1e-5;
const PRICE_MAX = 2 ** 30;

const worstOff = ({ agents, names = [] }: TwoWayProblem): WorstOff[] =>
  agents.flatMap(({ law: { ends }, base }, i) =>
    (base === undefined ? [] : [{ name: names[i] ?? `agent ${i + 1}`, at: base >= 0 ? ends[0]! : ends.at(-1)! }]));

/** Throws InputError naming `deficit` where no mechanism collects as much. */
export const secondBestOfTwo = (problem: TwoWayProblem, budget?: Budget): TwoWaySecondBest => atOnce(secondBestInSteps(problem, budget));

/** What no mechanism passes in money that it collects of agents who may stay away, and the scores that prove it. */
export function mostCollectedOfTwo(problem: TwoWayProblem): Scored & { readonly bound: number } {
  const cells = new TwoWayCells(problem);
  const { bound, ...found } = atOnce(sharpest(cells, 1, 0));
  return { bound, ...scored(found) };
}

/** What no mechanism passes at that price, by whichever way of charging what cells hide tells it best. */
function* sharpest(cells: TwoWayCells, price: number, weight = 1): Generator<undefined, AtPrice> {
  const once = yield* cells.at(price, weight);
  if (!cells.isUneven) return once;
  const bySteps = yield* cells.at(price, weight, true);
  return bySteps.bound < once.bound ? bySteps : once;
}

/** The same in steps, of which each looks at one price of money, or at a few chances of a market. */
export function* secondBestInSteps(problem: TwoWayProblem, budget?: Budget): Generator<undefined, TwoWaySecondBest> {
  yield;
  const cells = new TwoWayCells(problem, budget !== undefined);
  const { isForced } = cells;
  const free = yield* cells.at(0);
  const within = cells.error(1, 1);
  const left = ({ surplus }: Totals): number => surplus + (budget?.deficit ?? Infinity) - within;
  if (left(free) >= 0) {
    const sharp = cells.isUneven ? yield* sharpest(cells, 0) : free;
    return {
      lower: free.welfare - cells.error(1, 0), upper: sharp.bound, price: 0, rules: cells.rules(free.chances), ironed: free.ironed,
      isForced, proof: { rules: [{ ...scored(free), share: 1 }], bound: { ...scored(sharp), price: 0 } },
    };
  }
  const { deficit } = budget!;
  const greedy = yield* cells.at(1, 0);
  const most = cells.isUneven ? (yield* sharpest(cells, 1, 0)).bound : greedy.bound;
  if (most + deficit < 0) {
    const collected = Math.max(greedy.surplus - within, cells.never().surplus - cells.errorOfNever());
    throw new InputError('deficit', tooLittle(worstOff(problem), [collected, most], deficit));
  }
  let [upper, best] = [free.bound, { ...scored(free), price: 0 }];
  const at = function* (price: number): Generator<undefined, AtPrice> {
    const found = yield* cells.at(price);
    const bound = found.bound + price * deficit;
    if (bound < upper) [upper, best] = [bound, { ...scored(found), price }];
    return found;
  };
  let low = 0;
  let below = free;
  let high = 1;
  let above = yield* at(high);
  while (left(above) < 0 && high < PRICE_MAX) {
    [low, below] = [high, above];
    high *= 2;
    above = yield* at(high);
  }
  let over = left(above);
  if (over < 0) {
    // No price will do: what collects most, or the first alternative whatever anybody says, whose money is known exactly.
    const never = cells.never();
    const fallback = [
      { rule: greedy, over: left(greedy) }, { rule: never, over: never.surplus + deficit - cells.errorOfNever() },
    ];
    const enough = fallback.find((one) => one.over >= 0);
    if (enough === undefined) {
      throw new InputError('deficit', `is too near the least that mechanisms can lose for so many cells to decide, got ${deficit}`);
    }
    ({ over } = enough);
    above = { ...enough.rule, bound: above.bound, ironed: above.ironed };
  }
  const close = problem.traders ? CLOSE_TRADERS : CLOSE;
  const pull = { low: 1, high: 1 };
  for (let step = 0; step < STEPS && high - low > close * high; step++) {
    // By halves; of markets where what is left over would be nothing, an end that stays counting half each time (Illinois).
    const [short, long] = [-left(below) * pull.low, over * pull.high];
    const share = problem.traders && long > 0 ? Math.min(0.98, Math.max(0.02, short / (short + long))) : 1 / 2;
    // Of lists the two rules are worth the same at one price, and where none is worth more there, they are mixed.
    const meeting = (below.welfare - above.welfare) / (above.surplus - below.surplus);
    const isListed = cells.isListed && meeting >= low && meeting <= high;
    const price = isListed ? meeting : problem.traders ? low + share * (high - low) : (low + high) / 2;
    const middle = yield* at(price);
    if (isListed && !(middle.welfare + price * middle.surplus > above.welfare + price * above.surplus + within)) {
      high = price;
      break;
    }
    if (left(middle) >= 0) {
      [high, above, over] = [price, middle, left(middle)];
      [pull.low, pull.high] = [pull.low / 2, 1];
    } else {
      [low, below] = [price, middle];
      [pull.low, pull.high] = [1, pull.high / 2];
    }
  }
  if (cells.isUneven) {
    for (const price of [low, high]) {
      const sharp = yield* sharpest(cells, price);
      const bound = sharp.bound + price * deficit;
      if (bound < upper) [upper, best] = [bound, { ...scored(sharp), price }];
    }
  }
  const gap = over - left(below);
  const share = gap > 0 ? Math.min(1, Math.max(0, -left(below) / gap)) : 1;
  const chances = mixed(below.chances, above.chances, share);
  const found = cells.totals(chances, below.chance + share * (above.chance - below.chance));
  const rules = [{ ...scored(below), share: 1 - share }, { ...scored(above), share }].filter((rule) => rule.share > 0);
  return {
    lower: found.welfare - cells.error(1, 0), upper, price: high, rules: cells.rules(chances), ironed: above.ironed,
    isForced, proof: { rules, bound: best },
  };
}
