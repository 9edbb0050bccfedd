/** The certificate of a second best of a market, which src/notions/verify/second-best-market.ts checks. */
import { isTold } from '../../distributions/told.ts';
import { tradeUnder } from '../../environment/bilateral-trade.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { isJumping } from '../../experiments/quadrature/any-law.ts';
import { mostCollectedOfTwo, secondBestOfTwo, type TwoWaySecondBest } from '../../notions/second-best/two-alternatives.ts';
import { TwoWayCells, type Scored, type TwoWayProblem } from '../../notions/second-best/two-way-cells.ts';
import type { Point } from '../../results/document.ts';
import type { TwoWayReduction } from '../../notions/second-best/two-way-reduction.ts';
import { reducedData, stepsData, untold } from './second-best-proofs.ts';
import type { File } from './told-problem.ts';

interface Told {
  readonly market: DoubleAuction;
  readonly reduced: TwoWayProblem;
  /** Absent: money plays no part. */
  readonly deficit: number | undefined;
  readonly values: Point;
  /** Cells that were asked for; absent: as many as a file tells. */
  readonly cells?: number | undefined;
}

/** Scores of either side, by steps of what a trader gains herself: minus her cost, or her value. */
function scoresData(reduced: TwoWayProblem, { scores }: Scored): File {
  const [seller, buyer] = new TwoWayCells(reduced).rules(scores);
  return { seller: stepsData(seller!), buyer: stepsData(buyer!) };
}

/** What is common to both, and the market that it is of: its own cells, or by values of laws that are functions of one's own. */
function marketData({ market, deficit, values, reduced, cells }: Told): { readonly data: File; readonly told: TwoWayProblem } | string {
  const { sellers, buyers, cost, value } = market;
  const common = {
    schema: 'misreport.second-best-market/1', point: values, sellers, buyers, ...(deficit === undefined ? {} : { deficit }),
  };
  if ([cost, value].every(isTold)) return { data: { ...common, cost: cost.text, value: value.text }, told: reduced };
  const trade = tradeUnder(market);
  if (trade.signals.some(({ law }) => isJumping(law))) return untold(trade, reduced as TwoWayReduction, deficit !== undefined) ?? OWN;
  const { reduced: two, data } = reducedData(trade, cells, deficit !== undefined);
  if (typeof data === 'string') return data;
  const [ofCost, ofValue] = data.signals as readonly { readonly law: string; readonly tabulated?: true }[];
  return {
    told: { ...two, traders: [sellers, buyers] },
    data: {
      ...common, cost: ofCost!.law, value: ofValue!.law,
      tabulated: { ...(ofCost!.tabulated ? { cost: true } : {}), ...(ofValue!.tabulated ? { value: true } : {}) },
    },
  };
}

const OWN = 'a law is a function of one\'s own beside one with points of positive probability, gaps or no end';

/** Rules by scores, mixed, and the scores that bound welfare: both ends of the row, or as far as values of laws tell them. */
export function marketSecondBestFile(given: Told, found: TwoWaySecondBest): File | string {
  const about = marketData(given);
  if (typeof about === 'string') return about;
  const { data, told } = about;
  const { lower, upper, proof: { rules, bound } } = told === given.reduced ? found
    : secondBestOfTwo(told, given.deficit === undefined ? undefined : { deficit: given.deficit });
  const distinct = [...new Map([...rules, bound].map((one) => [one.scores, one])).values()];
  const place = ({ scores }: Scored): number => distinct.findIndex((one) => one.scores === scores);
  return {
    ...data, scores: distinct.map((one) => scoresData(told, one)),
    rules: rules.map((rule) => ({ share: rule.share, scores: place(rule) })), bound: { price: bound.price, scores: place(bound) },
    atLeast: lower, atMost: upper,
  };
}

/** That no mechanism has such a deficit. */
export function uncollectableMarketFile(given: Told & { readonly deficit: number }): File | string {
  const about = marketData(given);
  if (typeof about === 'string') return about;
  const { data, told } = about;
  const { bound, ...scored } = mostCollectedOfTwo(told);
  return bound + given.deficit >= 0 ? 'the deficit is too near to what may be collected for so many cells' : {
    ...data, scores: [scoresData(told, scored)], rules: [], bound: { price: 1, scores: 0 }, infeasible: true,
  };
}
