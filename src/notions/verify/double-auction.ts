/**
 * Whether a file `misreport.double-auction/1` proves that the least ε of efficient, interim individually rational trade between `sellers`
 * and `buyers` of independent private types, which loses at most `deficit` a market in expectation, lies between the numbers it names.
 *
 * With N the number of the others below x, a buyer gets a good with chance q_B = Pr(N >= buyers), and a seller sells with chance q_S =
 * Pr(N < buyers). Trade across x is E min(A, B), A sellers below x and B buyers above; splitting it by which of the two is less gives
 * buyers (1 - F_V) q_B + sellers F_C (q_S - P), P = Pr(N = buyers - 1) for a seller. So with the lowest utilities of slope q - ε
 *
 *     what is paid for      D = sellers ∫_C P F_C - sellers ∫_{above C} (q_S - P) - buyers ∫_{below V} q_B
 *     what ε lets one charge    Φ(ε) = buyers ∫_V min(q_B, ε) (1 - F_V) + sellers ∫_C min(q_S, ε) F_C,
 *
 * and ε will do iff Φ(ε) >= D - deficit, so that none does where Φ(1), the most that Φ is, falls short of that: Φ(1) - D is all that
 * traders gain, participation of all types weighed by their chances. Both integrals are put between certain ends on the cells between the
 * points that the file lists:
 * every factor is monotone, but P, which rises where Pr(N = buyers - 2) >= Pr(N = buyers - 1) without any one of the others at the right
 * end of a cell, and falls where it is the other way round at the left. Where the two are equal but for rounding δ at that end, as they
 * are at the top of P, their ratio, which falls all the way, is on the rest of the cell no further past 1 than 2δ / Pr(N = buyers - 1) at
 * the end, so that P goes the other way by no more than that for each trader.
 *
 * At an atom a cell takes what holds just after its left end and just before its right one. In a gap of a law (double-auction-laws.ts) the
 * chance of the type next to it stands for q, and D loses the difference: from that type on the utility need rise by no more.
 */
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { countedOf } from './binomial-sums.ts';
import { pointShape } from './draws.ts';
import { marketLaws, tailsOf, type Gap, type Laws } from './double-auction-laws.ts';
import { functionsShape, givenWords, requireGiven } from './given.ts';

const COUNT_MAX = 100_000;
const POINTS_MAX = 200_000;
const traders = z.number().int().min(1).max(COUNT_MAX);
const shape = z.strictObject({
  schema: z.literal('misreport.double-auction/1'), point: pointShape, sellers: traders, buyers: traders,
  cost: z.string(), value: z.string(), tabulated: z.array(z.enum(['cost', 'value'])).optional(),
  functions: functionsShape, deficit: z.number(), points: z.array(z.number()).min(2).max(POINTS_MAX),
  atLeast: z.number().min(0), atMost: z.number().min(0),
  /** No epsilon will do: its ends are not looked at. */
  infeasible: z.literal(true).optional(),
});
type File = z.infer<typeof shape>;

/** Of sums of chances, as a share of what they multiply. */
const ROUNDING = 4e-12;
/** Chances from here on are known to more than a millionth of themselves. */
const LIKELY = 1e-4;

/** Everything just before a point, or just after it. */
interface Side {
  readonly cost: number;
  /** Pr(V > x). */
  readonly beyond: number;
  readonly buyer: number;
  readonly seller: number;
  /** q_S - P and P. */
  readonly sellerInside: number;
  readonly pivotal: number;
  /** By how much P may fall on the way up to here, and rise from here on; Infinity where that is not known. */
  readonly fallsBefore: number;
  readonly risesAfter: number;
}

/** A point between whose sides an atom may lie. */
interface Place {
  readonly x: number;
  readonly before: Side;
  readonly after: Side;
}

/** Of numbers below the point there is chance c of a seller and v of a buyer. */
function sideAt({ sellers, buyers }: File, c: number, v: number, beyond: number): Side {
  const forBuyer = countedOf([[sellers, c], [buyers - 1, v]]);
  const forSeller = countedOf([[sellers - 1, c], [buyers, v]]);
  const others = [
    ...(sellers > 1 ? [countedOf([[sellers - 2, c], [buyers, v]])] : []), countedOf([[sellers - 1, c], [buyers - 1, v]]),
  ];
  const tilted = (way: 1 | -1): number => Math.max(...others.map((one) => {
    const [before, at] = [one.at(buyers - 2), one.at(buyers - 1)];
    const tilt = way * (before - at);
    if (tilt >= ROUNDING) return 0;
    return tilt >= -ROUNDING && at >= LIKELY ? ((sellers + buyers) * 3 * ROUNDING) / at : Infinity;
  }));
  return {
    cost: c, beyond, buyer: 1 - forBuyer.below(buyers), seller: forSeller.below(buyers), sellerInside: forSeller.below(buyers - 1),
    pivotal: forSeller.at(buyers - 1),
    fallsBefore: tilted(1), risesAfter: tilted(-1),
  };
}

function placeAt(file: File, [costs, values]: Laws, x: number): Place {
  const after = sideAt(file, costs.upTo(x), values.upTo(x), values.beyond(x));
  const [c, v] = [costs.at(x), values.at(x)];
  if (c === 0 && v === 0) return { x, before: after, after };
  return { x, after, before: sideAt(file, costs.upTo(x) - c, values.upTo(x) - v, Math.min(1, values.beyond(x) + v)) };
}

type Ends = readonly [number, number];

function pivotalOn(left: Side, right: Side): Ends {
  if (right.fallsBefore < Infinity) return [left.pivotal - right.fallsBefore, right.pivotal + right.fallsBefore];
  if (left.risesAfter < Infinity) return [right.pivotal - left.risesAfter, left.pivotal + left.risesAfter];
  return [Math.max(0, right.seller - left.sellerInside), Math.min(1, left.seller - right.sellerInside)];
}

/** Neighbouring points with what holds just after the one and just before the other. */
function* cellsOf(places: readonly Place[]) {
  for (let j = 0; j + 1 < places.length; j++) {
    const [{ x: from, after: left }, { x: to, before: right }] = [places[j]!, places[j + 1]!];
    yield { from, to, width: to - from, left, right };
  }
}

/** The chances between which a type next to the gap around a cell trades; undefined where the cell lies in none. */
const gapAround = (gaps: readonly Gap[], from: number, to: number): Ends | undefined =>
  gaps.find(({ low, high }) => from >= low && to <= high)?.chance;

/** Ends of D, in money per market: where there are no types the chance of the one before the gap stands for that at each number. */
function lossOf({ sellers, buyers }: File, laws: Laws, places: readonly Place[]): Ends {
  const [costs, values] = laws;
  let [low, high] = tailsOf({ sellers, buyers }, laws, places).loss;
  for (const { from, to, width, left, right } of cellsOf(places)) {
    if (costs.holds(from, to)) {
      const [least, most] = pivotalOn(left, right);
      low += sellers * least * left.cost * width;
      high += sellers * most * right.cost * width;
      const [fewest, mostly] = gapAround(costs.gaps, from, to) ?? [Infinity, Infinity];
      low -= sellers * Math.max(0, left.seller - fewest) * right.cost * width;
      high -= sellers * Math.max(0, right.seller - mostly) * left.cost * width;
    } else if (from >= costs.support[1]) {
      low -= sellers * left.sellerInside * width;
      high -= sellers * right.sellerInside * width;
    }
    const isOutside = !values.holds(from, to);
    const [fewest, mostly] = isOutside ? [0, 0] : gapAround(values.gaps, from, to) ?? [Infinity, Infinity];
    if (isOutside && from >= values.support[1]) continue;
    low -= buyers * Math.max(0, right.buyer - fewest) * (isOutside ? 1 : left.beyond) * width;
    high -= buyers * Math.max(0, left.buyer - mostly) * (isOutside ? 1 : right.beyond) * width;
  }
  return [low, high];
}

/** Ends of Φ(ε). */
function chargeOf({ sellers, buyers }: File, laws: Laws, places: readonly Place[], epsilon: number): Ends {
  const [costs, values] = laws;
  let [low, high] = [0, tailsOf({ sellers, buyers }, laws, places).charge];
  for (const { from, to, width, left, right } of cellsOf(places)) {
    if (values.holds(from, to)) {
      const [fewest, most] = gapAround(values.gaps, from, to) ?? [left.buyer, right.buyer];
      low += buyers * Math.min(fewest, epsilon) * right.beyond * width;
      high += buyers * Math.min(most, epsilon) * left.beyond * width;
    }
    if (costs.holds(from, to)) {
      const [fewest, most] = gapAround(costs.gaps, from, to) ?? [right.seller, left.seller];
      low += sellers * Math.min(fewest, epsilon) * left.cost * width;
      high += sellers * Math.min(most, epsilon) * right.cost * width;
    }
  }
  return [low, high];
}

function requirePoints({ points }: File, laws: Laws): void {
  if (points.some((x, j) => j > 0 && !(x > points[j - 1]!))) throw new InputError('points', 'must rise');
  const listed = new Set(points);
  for (const [field, law] of [['cost', laws[0]], ['value', laws[1]]] as const) {
    if (law.support.some((end) => !listed.has(end))) throw new InputError('points', `must have the ends of ${field} among them`);
    const marks = [...law.atoms.map(({ at }) => at), ...law.gaps.flatMap(({ low, high }) => [low, high])];
    if (marks.some((mark) => !listed.has(mark))) {
      throw new InputError('points', `must have the numbers among them at which ${field} has an atom or a gap ends`);
    }
  }
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeDoubleAuctionFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { sellers, buyers, points, deficit, atLeast, atMost, infeasible } = file;
  const laws = marketLaws(file);
  requirePoints(file, laws);
  const { tabulated = [], functions } = file;
  // Between its points a distribution function is known to rise, and that is all that is used of it.
  for (const field of tabulated) requireGiven(file[field], field, points);
  const places = points.map((x) => placeAt(file, laws, x));
  // Where no value exceeds a cost nobody trades, and nothing is paid for.
  const isIdle = laws[1].ends[1] <= laws[0].ends[0];
  const slack = isIdle ? 0 : ROUNDING * (sellers + buyers) * (points.at(-1)! - points[0]!);
  const [least, most] = isIdle ? [0, 0] : lossOf(file, laws, places);
  const must = least - deficit - slack;
  const paidAt = (epsilon: number): number => (isIdle ? 0 : chargeOf(file, laws, places, epsilon)[1]);
  const faults: string[] = [];
  if (infeasible) {
    if (!(paidAt(1) < must)) faults.push(`traders may pay ${paidAt(1)} above what VCG charges, and ${must} is needed`);
  } else {
    const needed = most - deficit + slack;
    if (atMost < atLeast) faults.push(`${atMost} is below ${atLeast}`);
    const [suffices] = chargeOf(file, laws, places, atMost);
    if (needed > 0 && suffices < needed) faults.push(`at ${atMost} money need not suffice: ${needed} is needed`);
    if (atLeast > 0 && !(paidAt(atLeast) < must)) faults.push(`below ${atLeast} money may suffice: ${must} is needed`);
  }
  return {
    what: `${infeasible ? 'no epsilon will do' : 'least epsilon'} of efficient, interim individually rational trade between ${sellers} `
      + `sellers and ${buyers} buyers that loses at most ${deficit} a market${infeasible ? '' : `, between ${atLeast} and ${atMost}`}`
      + givenWords(tabulated.map((field) => `${field}s`), 'values of the distribution function at the points', functions),
    faults,
  };
}
