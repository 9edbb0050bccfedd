/** The certificate of a second best of a market, which src/notions/verify/second-best-market.ts checks. */
import { isTold } from '../../distributions/told.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { mostCollectedOfTwo, type TwoWaySecondBest } from '../../notions/second-best/two-alternatives.ts';
import { TwoWayCells, type Scored, type TwoWayProblem } from '../../notions/second-best/two-way-cells.ts';
import type { Point } from '../../results/document.ts';
import { stepsData } from './second-best-proofs.ts';
import type { File } from './told-problem.ts';

interface Told {
  readonly market: DoubleAuction;
  readonly reduced: TwoWayProblem;
  /** Absent: money plays no part. */
  readonly deficit: number | undefined;
  readonly values: Point;
}

/** Scores of either side, by steps of what a trader gains herself: minus her cost, or her value. */
function scoresData({ reduced }: Told, { scores }: Scored): File {
  const [seller, buyer] = new TwoWayCells(reduced).rules(scores);
  return { seller: stepsData(seller!), buyer: stepsData(buyer!) };
}

/** What is common to both; why there is no file. */
function marketData({ market: { sellers, buyers, cost, value }, deficit, values }: Told): File | string {
  return [cost, value].every(isTold) ? {
    schema: 'misreport.second-best-market/1', point: values, sellers, buyers, cost: cost.text, value: value.text,
    ...(deficit === undefined ? {} : { deficit }),
  } : 'a law is a function of one\'s own, of which this file holds no values; laws that misreport knows by their text have it';
}

/** Rules by scores, mixed, and the scores that bound welfare: both ends of the row. */
export function marketSecondBestFile(told: Told, { lower, upper, proof: { rules, bound } }: TwoWaySecondBest): File | string {
  const data = marketData(told);
  if (typeof data === 'string') return data;
  const distinct = [...new Map([...rules, bound].map((one) => [one.scores, one])).values()];
  const place = ({ scores }: Scored): number => distinct.findIndex((one) => one.scores === scores);
  return {
    ...data, scores: distinct.map((one) => scoresData(told, one)),
    rules: rules.map((rule) => ({ share: rule.share, scores: place(rule) })), bound: { price: bound.price, scores: place(bound) },
    atLeast: lower, atMost: upper,
  };
}

/** That no mechanism has such a deficit. */
export function uncollectableMarketFile(told: Told & { readonly deficit: number }): File | string {
  const data = marketData(told);
  if (typeof data === 'string') return data;
  const { bound, ...scored } = mostCollectedOfTwo(told.reduced);
  return bound + told.deficit >= 0 ? 'the deficit is too near to what may be collected for so many cells' : {
    ...data, scores: [scoresData(told, scored)], rules: [], bound: { price: 1, scores: 0 }, infeasible: true,
  };
}
