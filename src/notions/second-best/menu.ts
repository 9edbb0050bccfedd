/**
 * Mechanisms that are incentive compatible on the continuum by their form, and the best of them that a search finds: items, each a lottery
 * over alternatives, of which that with the highest
 *
 *     Σ_i λ_i Σ_k lottery_k f_k^i(s^i) + price,      λ_i >= 0,
 *
 * is chosen. Whatever the others say, agent i picks among items at prices, so truth is optimal on every profile (an affine maximiser in
 * the own parts of values). One informed agent: any incentive compatible mechanism is of this form, with as many items as it takes.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { signalsOf, welfareOf, type MenuItem } from '../../experiments/field/loss-sums.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { atOnce } from '../../run/turns.ts';

export interface Menu {
  /** [agents] λ. */
  readonly weights: readonly number[];
  readonly lotteries: readonly (readonly number[])[];
  readonly prices: readonly number[];
}

/** Draws of the search, and rounds of steps that get shorter. */
export const DRAWS = 4000;
const ROUNDS = 24;
const SHORTER = 0.6;

/** The items of a menu as scores over all signals. */
export function itemsOf(problem: LinearProblem, { weights, lotteries, prices }: Menu): MenuItem[] {
  return lotteries.map((lottery, j) => {
    const scores = new Array<number>(problem.signals.length).fill(0);
    problem.agents.forEach((_, i) => {
      const coordinates = coordinatesOf(problem, i);
      const { own } = gradientsOf(problem, i);
      coordinates.forEach((d, c) => { scores[d] = weights[i]! * lottery.reduce((sum, share, k) => sum + share * own[k]![c]!, 0); });
    });
    return { weights: scores, constant: prices[j]!, lottery };
  });
}

/** What is known of the draws of a search: [draw, agent, K] own parts and [draw, K] welfare. */
export interface MenuSample {
  readonly alternatives: number;
  readonly own: Float64Array;
  readonly welfare: Float64Array;
}

function sampleOf(problem: LinearProblem, stream: Parameters<typeof signalsOf>[1]): MenuSample {
  const welfare = welfareOf(problem);
  const agents = problem.agents.map((_, i) => ({ coordinates: coordinatesOf(problem, i), own: gradientsOf(problem, i).own }));
  const draws = Array.from({ length: DRAWS }, (_, draw) => signalsOf(problem, stream, draw));
  return {
    alternatives: welfare.length,
    own: Float64Array.from(draws.flatMap((s) => agents.flatMap(({ coordinates, own }) =>
      own.map((row) => row.reduce((sum, a, c) => sum + a * s[coordinates[c]!]!, 0))))),
    welfare: Float64Array.from(draws.flatMap((s) =>
      welfare.map(({ weights, constant }) => weights.reduce((sum, w, d) => sum + w * s[d]!, constant)))),
  };
}

/** Largest welfare of a draw less its least, at most. */
function spreadOf({ alternatives, welfare }: MenuSample): number {
  let most = Number.MIN_VALUE;
  for (let at = 0; at < welfare.length; at += alternatives) {
    const worths = welfare.subarray(at, at + alternatives);
    most = Math.max(most, Math.max(...worths) - Math.min(...worths));
  }
  return most;
}

/** Mean welfare of the menu over the sample. */
function welfareIn({ alternatives, own, welfare }: MenuSample, { weights, lotteries, prices }: Menu): number {
  const score = new Float64Array(alternatives);
  const shares = Float64Array.from(lotteries.flat());
  const draws = welfare.length / alternatives;
  let total = 0;
  let next = 0;
  for (let draw = 0; draw < draws; draw++) {
    score.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      for (let k = 0; k < alternatives; k++) score[k]! += weight * own[next++]!;
    }
    let best = -Infinity;
    let chosen = 0;
    for (let j = 0; j < prices.length; j++) {
      let value = prices[j]!;
      for (let k = 0; k < alternatives; k++) value += shares[j * alternatives + k]! * score[k]!;
      if (value > best) {
        best = value;
        chosen = j;
      }
    }
    for (let k = 0; k < alternatives; k++) total += shares[chosen * alternatives + k]! * welfare[draw * alternatives + k]!;
  }
  return total / draws;
}

/** Steps along one weight or price at a time, each as long as it helps, then shorter ones. */
function* climb(sample: MenuSample, start: Menu, step: number): Generator<undefined, { readonly menu: Menu; readonly welfare: number }> {
  let menu = start;
  let welfare = welfareIn(sample, menu);
  const moves = [
    ...start.weights.map((_, i) => (by: number): Menu =>
      ({ ...menu, weights: menu.weights.map((w, j) => (i === j ? w * Math.exp(by / step) : w)) })),
    ...start.prices.map((_, i) => (by: number): Menu => ({ ...menu, prices: menu.prices.map((p, j) => (i === j ? p + by : p)) })),
  ];
  for (let [round, length] = [0, step]; round < ROUNDS; round++, length *= SHORTER) {
    for (const move of moves) {
      for (const by of [length, -length]) {
        for (;;) {
          yield;
          const tried = move(by);
          const reached = welfareIn(sample, tried);
          if (!(reached > welfare)) break;
          [menu, welfare] = [tried, reached];
        }
      }
    }
  }
  return { menu, welfare };
}

/** Own-part weights at which her rates come nearest the social ones, by least squares over alternatives and coordinates. */
function nearestWeight(problem: LinearProblem, agent: number): number {
  const { own, social } = gradientsOf(problem, agent);
  const [products, squares] = own.reduce(([product, square], row, k) => {
    const [a, b] = [row.map((x, c) => x - own[0]![c]!), social[k]!.map((x, c) => x - social[0]![c]!)];
    return [product + a.reduce((sum, x, c) => sum + x * b[c]!, 0), square + a.reduce((sum, x) => sum + x * x, 0)] as const;
  }, [0, 0] as readonly [number, number]);
  return squares > 0 ? Math.max(1e-3, products / squares) : 1;
}

/** The alternatives themselves. */
const pureLotteries = (alternatives: number): number[][] =>
  Array.from({ length: alternatives }, (_, k) => Array.from({ length: alternatives }, (__, l) => (k === l ? 1 : 0)));

/**
 * The best menu found over a sample: the alternatives themselves at the best weights and prices, then with the lotteries that are given
 * beside them, where that is better.
 */
export function* searchOver(
  sample: MenuSample, start: Pick<Menu, 'weights' | 'prices'>, lotteries: readonly (readonly number[])[],
): Generator<undefined, Menu> {
  const spread = spreadOf(sample);
  let best = yield* climb(sample, { ...start, lotteries: pureLotteries(sample.alternatives) }, spread / 4);
  for (const lottery of lotteries) {
    // A lottery enters at the price at which it is worth no more than the best of its parts.
    const price = lottery.reduce((sum, share, k) => sum + share * best.menu.prices[k]!, 0);
    for (const bonus of [0.02, 0.1]) {
      const tried = yield* climb(sample, {
        ...best.menu, lotteries: [...best.menu.lotteries, lottery], prices: [...best.menu.prices, price + bonus * spread],
      }, spread / 16);
      if (tried.welfare > best.welfare) best = tried;
    }
  }
  return best.menu;
}

/** The same on a search stream, of linear values. */
export function* searchMenuInSteps(
  problem: LinearProblem,
  stream: Parameters<typeof signalsOf>[1],
  lotteries: readonly (readonly number[])[] = [],
): Generator<undefined, Menu> {
  return yield* searchOver(sampleOf(problem, stream), {
    weights: problem.agents.map((_, i) => (coordinatesOf(problem, i).length > 0 ? nearestWeight(problem, i) : 0)),
    prices: welfareOf(problem).map(({ constant }) => constant),
  }, lotteries);
}

export const searchMenu = (...asked: Parameters<typeof searchMenuInSteps>): Menu => atOnce(searchMenuInSteps(...asked));
