/** What a profile's outcome adds to the statistics of kernels `regret` and `function-regret`. */
import type { Statistics } from '../kernel.ts';
import type { Outcome } from '../network/mechanism.ts';
import { excessOf } from './excess.ts';

export interface OutcomeShape {
  readonly bidders: number;
  readonly objects: number;
  readonly profiles: number;
  readonly unit: number;
  readonly amountUnit: number;
  readonly unitDemand: boolean;
}

/** `row`: the types, which are the bids; `p`: the place of the profile. */
export function addOutcome(
  { bidders, objects, profiles, unit, amountUnit, unitDemand }: OutcomeShape, row: ArrayLike<number>, { amounts, payments }: Outcome,
  p: number, into: Statistics,
): void {
  let [welfare, revenue] = [0, 0];
  for (let i = 0; i < bidders; i++) {
    let value = 0;
    for (let j = 0; j < objects; j++) value += row[i * objects + j]! * amounts[i * objects + j]!;
    welfare += value;
    revenue += payments[i]!;
    into.utility![i * profiles + p]! += Math.round((value - payments[i]!) / unit);
  }
  into.welfare![p]! += Math.round(welfare / unit);
  into.revenue![p]! += Math.round(revenue / unit);
  into.excess![p]! += Math.round(excessOf(amounts, bidders, objects, unitDemand) / amountUnit);
}

/** Ends of one bidder's regret at a profile, and what it took. */
export interface RegretEnds {
  readonly lower: number;
  readonly upper: number;
  readonly boxes: number;
  readonly finished: boolean;
}

/** `a`: the place of the bidder among those studied; `report`: the best that was found. Ends are rounded outward. */
export function addRegret(
  { objects, profiles, unit }: OutcomeShape, a: number, p: number, { lower, upper, boxes, finished }: RegretEnds,
  report: ArrayLike<number>, into: Statistics,
): void {
  const at = a * profiles + p;
  into.lower![at]! += Math.floor(lower / unit);
  into.upper![at]! += Math.ceil(upper / unit);
  into.boxes![at]! += boxes;
  into.finished![at]! += finished ? 1 : 0;
  for (let j = 0; j < objects; j++) into.report![(a * objects + j) * profiles + p]! += Math.round(report[j]! / unit);
}
