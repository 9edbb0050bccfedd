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
import type { ExactTwoWay } from './two-way-exact.ts';
import { dot, rangeOf } from './two-way-forms.ts';
import { scoreAt, type Scored } from './two-way-scores.ts';

/** In units of value, by quadrature: the most of D is looked for at quarters of steps. */
export function shortfallOf(laws: ExactTwoWay, agent: Scored, price: number): number {
  const { most, all } = laws.excess(agent, price);
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

/** [places] how many draws lie at each place or below, and the sums of their w and of its square. */
function upTo(places: readonly number[], count: number, draw: () => readonly [x: number, w: number]) {
  const [below, sums, squares] = [0, 1, 2].map(() => new Float64Array(places.length)) as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < count; i++) {
    const [x, w] = draw();
    let [from, to] = [0, places.length - 1];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (places[middle]! >= x) to = middle;
      else from = middle + 1;
    }
    below[from]!++;
    sums[from]! += w;
    squares[from]! += w * w;
  }
  for (const totals of [below, sums, squares]) totals.forEach((total, j) => { totals[j] = total + (j > 0 ? totals[j - 1]! : 0); });
  return { below, sums, squares };
}

/**
 * A draw adds to D(z) ψ(x) - (1 + λ) y where x <= z, and λ times min(x, z) less the lowest x or, where she is worst off at the other end,
 * λ times x - z where x <= z.
 */
export function drawnShortfall(
  problem: FileProblem, { name, own, social, base, x: [low, high], steps }: Scored, price: number, count: number,
): DrawnShortfall {
  const draw = profiles(problem, `verify the scores of ${name}`);
  // Types of draws that are not used again: so they do not depend on those that D is worked out from.
  const places = [...Array.from({ length: PLACES }, () => dot(own, draw())).sort((a, b) => a - b), high];
  const paid = base === undefined ? 0 : price;
  const isLowest = base === undefined || base >= 0;
  const { below, sums, squares } = upTo(places, count, () => {
    const signals = draw();
    const x = Math.min(dot(own, signals), high);
    return [x, scoreAt(steps, x) - (1 + price) * dot(social, signals) + paid * (x - (isLowest ? low : high))];
  });
  const [least, most] = rangeOf(problem, social).map((end) => (1 + price) * end);
  const rents = paid * (high - low);
  const range = Math.max(0, steps.at(-1)!.score - least!) - Math.min(0, steps[0]!.score - most!) + rents;
  const excess = places.map((z, j) => {
    const [here, above] = isLowest ? [0, paid * (z - low)] : [paid * (high - z), 0];
    const [n, rest] = [below[j]!, count - below[j]!];
    const mean = (sums[j]! + n * here + rest * above) / count;
    const square = squares[j]! + 2 * here * sums[j]! + n * here * here + rest * above * above;
    const spread = Math.max(0, square - count * mean * mean) / (count - 1);
    return { mean, half: halfWidth(count, spread, range, places.length) };
  });
  const end = excess.at(-1)!;
  return {
    shown: Math.max(0, ...excess.map(({ mean }) => mean)) + Math.abs(end.mean),
    least: Math.max(0, ...excess.map(({ mean, half }) => mean - half)) + Math.max(0, Math.abs(end.mean) - end.half),
    half: Math.max(...excess.map(({ half }) => half)),
  };
}
