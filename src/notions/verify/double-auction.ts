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
 */
import { z } from 'zod';
import type { Distribution } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import { readAs } from '../../input/check.ts';
import { countedOf } from './binomial-sums.ts';
import { pointShape } from './draws.ts';
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

/** Everything at one point. */
interface Place {
  readonly x: number;
  readonly cost: number;
  readonly value: number;
  readonly buyer: number;
  readonly seller: number;
  /** q_S - P and P. */
  readonly sellerInside: number;
  readonly pivotal: number;
  /** By how much P may fall on the way up to here, and rise from here on; Infinity where that is not known. */
  readonly fallsBefore: number;
  readonly risesAfter: number;
}

function placeAt({ sellers, buyers }: File, cost: Distribution, value: Distribution, x: number): Place {
  const [c, v] = [cost.cdf(x), value.cdf(x)];
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
    x, cost: c, value: v, buyer: 1 - forBuyer.below(buyers), seller: forSeller.below(buyers), sellerInside: forSeller.below(buyers - 1),
    pivotal: forSeller.at(buyers - 1),
    fallsBefore: tilted(1), risesAfter: tilted(-1),
  };
}

type Ends = readonly [number, number];

function pivotalOn(left: Place, right: Place): Ends {
  if (right.fallsBefore < Infinity) return [left.pivotal - right.fallsBefore, right.pivotal + right.fallsBefore];
  if (left.risesAfter < Infinity) return [right.pivotal - left.risesAfter, left.pivotal + left.risesAfter];
  return [Math.max(0, right.seller - left.sellerInside), Math.min(1, left.seller - right.sellerInside)];
}

/** Ends of D, in money per market. */
function lossOf({ sellers, buyers }: File, [costs, values]: readonly [Distribution, Distribution], places: readonly Place[]): Ends {
  let [low, high] = [0, 0];
  for (let j = 0; j + 1 < places.length; j++) {
    const [left, right] = [places[j]!, places[j + 1]!];
    const width = right.x - left.x;
    if (left.x >= costs.support[1]) {
      low -= sellers * left.sellerInside * width;
      high -= sellers * right.sellerInside * width;
    } else if (left.x >= costs.support[0]) {
      const [least, most] = pivotalOn(left, right);
      low += sellers * least * left.cost * width;
      high += sellers * most * right.cost * width;
    }
    if (right.x <= values.support[0]) {
      low -= buyers * right.buyer * width;
      high -= buyers * left.buyer * width;
    }
  }
  return [low, high];
}

/** Ends of Φ(ε). */
function chargeOf(
  { sellers, buyers }: File, [costs, values]: readonly [Distribution, Distribution], places: readonly Place[], epsilon: number,
): Ends {
  let [low, high] = [0, 0];
  for (let j = 0; j + 1 < places.length; j++) {
    const [left, right] = [places[j]!, places[j + 1]!];
    const width = right.x - left.x;
    if (left.x >= values.support[0] && right.x <= values.support[1]) {
      low += buyers * Math.min(left.buyer, epsilon) * (1 - right.value) * width;
      high += buyers * Math.min(right.buyer, epsilon) * (1 - left.value) * width;
    }
    if (left.x >= costs.support[0] && right.x <= costs.support[1]) {
      low += sellers * Math.min(right.seller, epsilon) * left.cost * width;
      high += sellers * Math.min(left.seller, epsilon) * right.cost * width;
    }
  }
  return [low, high];
}

function requirePoints({ points }: File, laws: readonly Distribution[]): void {
  if (points.some((x, j) => j > 0 && !(x > points[j - 1]!))) throw new InputError('points', 'must rise');
  for (const [field, law] of [['cost', laws[0]!], ['value', laws[1]!]] as const) {
    if (!law.support.every(Number.isFinite) || law.atoms?.length) throw new InputError(field, 'must be bounded, without atoms');
    if (law.support.some((end) => !points.includes(end))) throw new InputError('points', `must have the ends of ${field} among them`);
  }
}

/** What the file states, and what is wrong with it. Throws InputError naming the key that is wrong. */
export function judgeDoubleAuctionFile(given: unknown): { readonly what: string; readonly faults: readonly string[] } {
  const file = readAs(shape, given);
  const { sellers, buyers, points, deficit, atLeast, atMost, infeasible } = file;
  const laws = [parseDistribution(file.cost, 'cost'), parseDistribution(file.value, 'value')] as const;
  requirePoints(file, laws);
  const { tabulated = [], functions } = file;
  // Between its points a distribution function is known to rise, and that is all that is used of it.
  for (const field of tabulated) requireGiven(file[field], field, points);
  const places = points.map((x) => placeAt(file, ...laws, x));
  // Where no value exceeds a cost nobody trades, and nothing is paid for.
  const isIdle = laws[1].support[1] <= laws[0].support[0];
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
