/**
 * What the truth leaves a bidder who pays by her own report alone, over all types and without sampling; types independent. As in
 * independent-payments.ts, H the chance that a report wins, worth the rate of the object's worth v in the type, p_1 and p_0 the costs:
 *
 *     mu = H (v - p_1) - (1 - H) p_0,      mu' = worth H + omega,      |omega| at most the epsilon-LIC constant, and within ends on cells
 *
 *     monotonicity   the steepest fall is ess sup -mu'
 *     least utility  mu is known at every end of a cell, and between them what mu' leaves
 *     bounded        being served is all that own information is worth, K_t(epsilon) = worth min(1, H + epsilon): by slopes, as in
 *                    epsilon-bounded/by-slope.ts, the least epsilon is sup min(1 - H, omega / worth), where it is above 0
 */
import type { Bidder } from '../experiments/quadrature/won-given.ts';
import { atLeastZero, type Certified } from './certified.ts';
import type { EpsilonBounded } from './epsilon-bounded.ts';
import { marginalEnds, marksOf, winning, type SlopedCosts } from './independent-payments.ts';
import { steepestFall, type TruthSlope } from './truth-slope.ts';

type Ends = readonly [number, number];

export interface PayerUtility {
  readonly monotone: Certified;
  readonly participation: Certified;
  readonly bounded: EpsilonBounded;
}

/** Of a sum of products of doubles, as a share of what is added. */
const ROUNDING = 1e-13;

/** `lic`: the largest that |omega| is, over all types. */
export function* payerUtility(bidder: Bidder, costs: SlopedCosts, lic: number): Generator<undefined, PayerUtility> {
  const { worth, start, rivals } = bidder;
  const x = marksOf(bidder);
  yield;
  const won = winning(rivals);
  const chances = x.map((at) => won.at(at));
  const cells = x.length - 1;
  const each = (): Float64Array => new Float64Array(cells);
  const [low, high, middle, needs] = [each(), each(), each(), { least: each(), most: each() }];
  for (let c = 0; c < cells; c++) {
    if (c % 256 === 0) yield;
    const [least, most] = marginalEnds([x[c]!, x[c + 1]!], bidder, costs, won);
    const omega: Ends = [Math.max(-lic, least), Math.min(lic, most)];
    const chance: Ends = [chances[c]![0], chances[c + 1]![1]];
    low[c] = worth * chance[0] + omega[0];
    high[c] = worth * chance[1] + omega[1];
    middle[c] = (low[c]! + high[c]!) / 2;
    needs.least[c] = Math.min(1 - chance[1], omega[0] / worth);
    needs.most[c] = Math.min(1 - chance[0], omega[1] / worth);
  }
  const slope: TruthSlope = { x, low, high, middle };
  const top = (of: Float64Array): number => of.reduce((most, need) => Math.max(most, need), 0);
  const [lower, upper] = [top(needs.least), top(needs.most)];
  const beyond = (of: Float64Array): number => {
    let [running, best] = [0, 0];
    of.forEach((m, c) => {
      running = Math.max(0, running + (m - worth) * (x[c + 1]! - x[c]!));
      best = Math.max(best, running);
    });
    return best;
  };
  const [least, most] = [beyond(low), beyond(high)];
  return {
    monotone: steepestFall(slope), participation: leastOf(slope, x.map((at, n) => utilityAt(at, chances[n]!, costs, worth * at + start))),
    bounded: {
      epsilon: atLeastZero(lower, Math.min(upper, (lower + upper) / 2), upper),
      excess: atLeastZero(least, Math.min(most, beyond(middle)), most),
    },
  };
}

/** Ends of mu. */
function utilityAt(type: number, chance: Ends, { served, unserved }: SlopedCosts, value: number): Ends {
  const [p1, p0] = [served(type), unserved(type)];
  const both = chance.map((h) => h * (value - p1) - (1 - h) * p0);
  const off = ROUNDING * (Math.abs(value) + Math.abs(p1) + Math.abs(p0));
  return [Math.min(...both) - off, Math.max(...both) + off];
}

/** From both ends of a cell mu falls no faster than mu' lets it. */
function leastOf({ x, low, high }: TruthSlope, utilities: readonly Ends[]): Certified {
  let [lower, upper, at] = [Infinity, Infinity, 0];
  utilities.forEach((ends, n) => {
    lower = Math.min(lower, ends[0]);
    if (ends[1] < upper) [upper, at] = [ends[1], n];
    if (n + 1 === utilities.length) return;
    const width = x[n + 1]! - x[n]!;
    const between = Math.max(ends[0] + width * Math.min(0, low[n]!), utilities[n + 1]![0] - width * Math.max(0, high[n]!));
    lower = Math.min(lower, between);
  });
  return { lower, upper, estimate: (lower + upper) / 2, guarantee: 'continuum', witness: { type: x[at]!, report: x[at]! } };
}
