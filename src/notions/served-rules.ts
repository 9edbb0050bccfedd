/**
 * How far apart two rules are (rule-distance.ts), and how nearly efficient one is (Song22 Definition 7), over all types and without
 * sampling: two alternatives, one opponent with one signal x, linear values and rules that maximise weighted sums of them. Both rules serve
 * type s on the same side of c(s) and c'(s), affine in s and moving the same way, so that one event holds the other:
 *
 *     d_G        sup_s |H(c) - H(c')|, H the law of x: of the other alternative the events are the complements
 *     efficiency where the rule is not efficient the loss is rate |x - c*|, c* the efficient rule's. With d = xi / rate a loss of at least
 *                xi has the chance of x between c* + d and c, or c and c* - d, at type s; its supremum over s falls with xi, so that the
 *                least xi above it is found by halving
 *
 * Over a cell of types c, c' and c* lie between their values at its ends, and chances between what these make of them.
 */
import { massBetween, type Distribution } from '../distributions/distribution.ts';
import type { Served } from '../experiments/quadrature/served.ts';
import type { Interval } from '../statistics/interval.ts';

type Ends = readonly [number, number];
type Turning = Pick<Served, 'law' | 'critical'>;

export const RULES_BASIS = 'the laws alone, without sampling';

const CELLS = 2048;
const HALVINGS = 40;
/** What a chance may be off by. */
const CHANCE_ERROR = 1e-10;

/** Where the choice turns, at both ends of every cell. */
function turns({ critical }: Turning, own: Distribution): { readonly at: readonly number[]; readonly over: readonly Ends[] } {
  const [low, high] = own.support;
  const at = Array.from({ length: CELLS + 1 }, (_, n) => critical(n === CELLS ? high : low + ((high - low) * n) / CELLS));
  return { at, over: at.slice(1).map((to, c): Ends => [Math.min(at[c]!, to), Math.max(at[c]!, to)]) };
}

const chance = (law: Distribution, from: number, to: number): number => (from < to ? massBetween(law, from, to) : 0);

const certain = (lower: number, upper: number): Interval => {
  const ends = [Math.max(0, lower - CHANCE_ERROR), Math.min(1, upper + CHANCE_ERROR)] as const;
  return { lower: ends[0], upper: ends[1], estimate: (ends[0] + ends[1]) / 2 };
};

/** d_G of one agent, whose own law is `own`. */
export function servedRuleDistance(one: Turning, other: Turning, own: Distribution): Interval {
  const { law } = one;
  const [first, second] = [turns(one, own), turns(other, own)];
  const lower = first.at.reduce((most, c, n) => Math.max(most, chance(law, c, second.at[n]!), chance(law, second.at[n]!, c)), 0);
  const upper = first.over.reduce((most, [a, b], n) => {
    const [c, d] = second.over[n]!;
    return Math.max(most, chance(law, a, d), chance(law, c, b));
  }, 0);
  return certain(lower, upper);
}

/** The least xi of one agent; `rate`: by how much the opponent's signal moves what alternatives are worth apart, above 0. */
export function servedEfficiency(rule: Turning, efficient: Turning, rate: number, own: Distribution): Interval {
  const { law } = rule;
  const [chosen, best] = [turns(rule, own), turns(efficient, own)];
  const shown = (xi: number): number => chosen.at.reduce((most, c, n) =>
    Math.max(most, chance(law, best.at[n]! + xi / rate, c), chance(law, c, best.at[n]! - xi / rate)), 0);
  const bound = (xi: number): number => chosen.over.reduce((most, [from, to], n) => {
    const [a, b] = best.over[n]!;
    return Math.max(most, chance(law, a + xi / rate, to), chance(law, from, b - xi / rate));
  }, 0);
  /** Ends of the least xi above a chance that falls with it. */
  const crossing = (of: (xi: number) => number): Ends => {
    let [below, above] = [0, 1 + CHANCE_ERROR];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (below + above) / 2;
      if (of(middle) < middle) above = middle;
      else below = middle;
    }
    return [below, above];
  };
  return certain(crossing(shown)[0], crossing(bound)[1]);
}
