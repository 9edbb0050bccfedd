/**
 * Least chances of an agent's classes of alternatives under a report, from the others' laws alone: without sampling, and sharp where a
 * class is all but certain.
 *
 * In a box of the others' signals the rule chooses in class c where one alternative k of c beats every alternative l outside it at the
 * worst corner, and each difference of two objectives being affine its worst corner is found coordinate by coordinate. So
 *
 *     Pr(the choice is in c)  >=  1 - sum over the others' coordinates of the probability of what the box leaves out.
 *
 * A box leaves out one and the same share of every law, at the ends that can harm k; the smallest share of a ladder at which the box is
 * decided is taken.
 */
import { outside } from '../distributions/unbounded.ts';
import { massBelow, survivalOf, upperQuantile, type Distribution } from '../distributions/distribution.ts';
import { isPrivate } from '../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { factsOf, type Mechanism } from './mechanism.ts';

/** Shares of the ladder: 2^-1, each 2^(1/4) below the one before it, down to 2^-300. */
const PARTS = 4;
const RUNGS = 300 * PARTS;
/** Above so many alternatives nothing is looked for. */
const ALTERNATIVES_MAX = 64;
/** Of the numbers that are compared: what rounding may do to their difference. */
const CLOSE = 1e-12;

/** [C] for a signal of the agent's. */
export type SureChoice = (signal: number) => Float64Array;

/** Where a box may end in one coordinate, and what lies beyond. */
interface Ends {
  readonly low: number;
  readonly high: number;
  readonly below: number;
  readonly above: number;
}

const ladders = new WeakMap<Distribution, Ends[]>();

function endsOf(law: Distribution, rung: number): Ends {
  let known = ladders.get(law);
  if (!known) ladders.set(law, known = []);
  const found = known[rung];
  if (found) return found;
  const share = 2 ** -(1 + rung / PARTS);
  const [low, high] = [law.quantile(share), upperQuantile(law, share)];
  return known[rung] = { low, high, below: massBelow(law, low), above: survivalOf(law, high) };
}

/** Undefined but for private linear values of independent signals, one for each agent, and rules that maximise. */
export function sureChoice(
  problem: SocialChoiceProblem, { rule, strategies }: Mechanism, agent: number, classOf: readonly number[],
): SureChoice | undefined {
  const { agents, alternatives, signals, valuations, dependence } = problem;
  const facts = factsOf(rule, agents.length, alternatives.length);
  if (valuations.kind !== 'linear' || dependence || !facts.maximises || !isPrivate(problem)) return undefined;
  if (alternatives.length > ALTERNATIVES_MAX || signals.length !== agents.length) return undefined;
  if (coordinatesOf(problem, agent).length !== 1) return undefined;
  const { weights, bonuses } = facts.counted;
  const slope = (k: number, d: number): number => weights[signals[d]!.owner]! * valuations.coefficients[signals[d]!.owner]![k]![d]!;
  const slopes = alternatives.map((_, k) => signals.map((_signal, d) => slope(k, d)));
  const starts = alternatives.map((_, k) => weights.reduce((sum, w, i) => sum + w * valuations.constants[i]![k]!, bonuses[k]!));
  const mine = signals.findIndex(({ owner }) => owner === agent);
  const acted = (d: number, x: number): number => strategies?.[signals[d]!.owner]?.bid(x) ?? x;

  /** What a box of a rung leaves out, where k beats in it all of the classes but its own; undefined where it does not. */
  const leftOut = (k: number, own: number, rung: number): number | undefined => {
    const rivals = alternatives.flatMap((_, l) => (classOf[l] === classOf[k] ? [] : [l]));
    let out = 0;
    const margins = rivals.map((l) => starts[k]! - starts[l]! + (slopes[k]![mine]! - slopes[l]![mine]!) * own);
    const scales = rivals.map((l) => [k, l].reduce((sum, a) => sum + Math.abs(starts[a]!) + Math.abs(slopes[a]![mine]! * own), 0));
    for (const [d, { law }] of signals.entries()) {
      if (d === mine) continue;
      const { low, high, below, above } = endsOf(law, rung);
      const [bottom, top] = law.support;
      const changes = rivals.map((l) => slopes[k]![d]! - slopes[l]![d]!);
      const [up, down] = [changes.some((change) => change < 0), changes.some((change) => change > 0)];
      const [least, most] = [acted(d, down ? low : bottom), acted(d, up ? high : top)];
      out += (down ? below : 0) + (up ? above : 0) + outside(law).mass;
      changes.forEach((change, r) => {
        margins[r]! += change * (change < 0 ? most : least);
        scales[r]! += Math.abs(change) * Math.max(Math.abs(least), Math.abs(most));
      });
    }
    return margins.every((margin, r) => margin > CLOSE * scales[r]!) ? out : undefined;
  };

  /** Wider boxes are harder to decide: the widest decided one by halving. */
  const chanceOf = (k: number, own: number): number => {
    if (leftOut(k, own, 0) === undefined) return 0;
    let [decided, open] = [0, RUNGS + 1];
    while (open - decided > 1) {
      const middle = (decided + open) >> 1;
      if (leftOut(k, own, middle) === undefined) open = middle;
      else decided = middle;
    }
    return Math.max(0, 1 - leftOut(k, own, decided)!);
  };

  const classes = Math.max(...classOf) + 1;
  return (signal) => {
    const own = acted(mine, signal);
    const chances = new Float64Array(classes);
    classOf.forEach((c, k) => (chances[c] = Math.max(chances[c]!, chanceOf(k, own))));
    return chances;
  };
}
