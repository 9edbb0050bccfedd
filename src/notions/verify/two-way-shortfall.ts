/**
 * By how much a rule between two alternatives can be worth more than an agent's scores say. With D(z) the excess of ∫ ψ over the types up
 * to z over what it stands for, Φ(z) = (1 + λ) E[y; x <= z] - λ R(z), and a chance q of the second alternative in [0, 1] that does not
 * fall in x,
 *
 *     ∫ q dΦ - ∫ q ψ dG = -∫ q dD = ∫ D dq - q(top) D(top)  <=  max(0, most D) + |D(top)|,
 *
 * since q rises by 1 at most and D starts from 0. Scores that are slopes of Φ's chords over cells (or of ironed ones) exceed it within
 * cells, the more the wider these are: that is no fault, and counts at the upper end.
 */
import { halfWidth, profiles, type FileProblem } from './draws.ts';
import { boxesRound, least, most } from './two-way-boxes.ts';
import type { ExactTwoWay } from './two-way-exact.ts';
import { dot, rangeOf } from './two-way-forms.ts';
import { scoreAt, type Scored } from './two-way-scores.ts';

/** In units of value, by quadrature: the most of D is looked for at quarters of steps. */
export function shortfallOf(laws: ExactTwoWay, agent: Scored, price: number, weight = 1): number {
  const { most, all } = laws.excess(agent, price, weight);
  return Math.max(0, most) + all;
}

/** Types at which D is drawn, besides the last. */
const PLACES = 64;

/** In units of value: what draws show of it, the least that they leave room for, and within what they tell D at all these types at once. */
export interface DrawnShortfall {
  readonly shown: number;
  readonly least: number;
  readonly half: number;
}

/** What a draw adds to D: `before` at types from `from` on, `after` from `to` on, where it is counted as lying below. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

/** [places] how many draws lie at each place or below, and the sums of what they add and of its square. */
function upTo(places: readonly number[], count: number, draw: () => Part) {
  const [below, sums, squares] = [0, 1, 2].map(() => new Float64Array(places.length)) as [Float64Array, Float64Array, Float64Array];
  const placeOf = (x: number): number => {
    let [from, to] = [0, places.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (places[middle]! >= x) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  for (let i = 0; i < count; i++) {
    const { from, to, before, after } = draw();
    const at = placeOf(to);
    below[at]!++;
    if (before !== 0) {
      const first = placeOf(from);
      sums[first]! += before;
      squares[first]! += before * before;
    }
    sums[at]! += after - before;
    squares[at]! += after * after - before * before;
  }
  for (const totals of [below, sums, squares]) totals.forEach((total, j) => { totals[j] = total + (j > 0 ? totals[j - 1]! : 0); });
  return { below, sums, squares };
}

/**
 * A draw adds to D(z) ψ(x) - (1 + λ) y where x <= z, and λ times min(x, z) less the lowest x or, where she is worst off at the other end,
 * λ times x - z where x <= z. Where a law is a table it adds as much as anything between the two points round it could.
 */
export function drawnShortfall(
  problem: FileProblem, { name, own, social, base, x: [low, high], steps }: Scored, price: number, count: number, weight = 1,
): DrawnShortfall {
  const draw = profiles(problem, `verify the scores of ${name}`);
  const boxOf = boxesRound(problem);
  // Types of draws that are not used again: so they do not depend on those that D is worked out from.
  const places = [...Array.from({ length: PLACES }, () => dot(own, draw())).sort((a, b) => a - b), high];
  const paid = base === undefined ? 0 : price;
  const isLowest = base === undefined || base >= 0;
  // Of all types, what D is at least: at the last, it should be 0.
  let fewest = 0;
  const { below, sums, squares } = upTo(places, count, () => {
    const box = boxOf(draw());
    const [from, to] = [Math.min(least(own, box), high), Math.min(most(own, box), high)];
    const rent = (x: number): number => paid * (x - (isLowest ? low : high));
    const worth = scoreAt(steps, to) - (weight + price) * least(social, box);
    fewest += scoreAt(steps, from) - (weight + price) * most(social, box) + rent(from);
    return { from, to, before: from === to ? 0 : Math.max(0, worth), after: worth + rent(to) };
  });
  const [lowest, largest] = rangeOf(problem, social).map((end) => (weight + price) * end);
  const rents = paid * (high - low);
  const range = Math.max(0, steps.at(-1)!.score - lowest!) - Math.min(0, steps[0]!.score - largest!) + rents;
  const excess = places.map((z, j) => {
    const [here, above] = isLowest ? [0, paid * (z - low)] : [paid * (high - z), 0];
    const [n, rest] = [below[j]!, count - below[j]!];
    const mean = (sums[j]! + n * here + rest * above) / count;
    const square = squares[j]! + 2 * here * sums[j]! + n * here * here + rest * above * above;
    const spread = Math.max(0, square - count * mean * mean) / (count - 1);
    return { mean, half: halfWidth(count, spread, range, places.length) };
  });
  const end = excess.at(-1)!;
  const all = Math.max(end.mean, -fewest / count);
  return {
    shown: Math.max(0, ...excess.map(({ mean }) => mean)) + all,
    least: Math.max(0, ...excess.map(({ mean, half }) => mean - half)) + Math.max(0, all - end.half),
    half: Math.max(...excess.map(({ half }) => half)),
  };
}
