/** What a bidder gains, profile by profile, who knows her own type and reports what a pilot found best for it. */
import { functionOutcome } from '../../../kernels/function/mechanism.ts';
import type { Outcome } from '../../../kernels/network/mechanism.ts';
import { eachOutcomeOf, type EachOutcome } from '../../../kernels/network/outcomes.ts';
import type { ProfilesAsked, ProfileSums } from './profiles.ts';
import type { ReportSums } from './report-gains.ts';

/** Profiles that are played. */
const PROFILES_MAX = 2 ** 16;
/** Profiles between two turns. */
const STRIDE = 256;

/** Place of the report that is best for the type by the pilot's means, where that is not the one nearest to it; else -1: the truth. */
function policyOf({ reports, amounts, payments, objects }: ReportSums): (types: Float64Array, from: number) => number {
  const count = payments.length;
  return (types, from) => {
    let best = -1;
    let most = -Infinity;
    let nearest = -1;
    let least = Infinity;
    for (let k = 0, at = 0; k < count; k++) {
      let worth = -payments[k]!;
      let far = 0;
      for (let j = 0; j < objects; j++, at++) {
        const type = types[from + j]!;
        worth += type * amounts[at]!;
        far += Math.abs(type - reports[at]!);
      }
      if (worth > most) {
        best = k;
        most = worth;
      }
      if (far < least) {
        nearest = k;
        least = far;
      }
    }
    return best === nearest ? -1 : best;
  };
}

/** One after another. */
function singly(outcomeAt: (bids: Float64Array, into: Outcome) => void, size: number, bidders: number): EachOutcome {
  const outcome: Outcome = { amounts: new Float64Array(size), payments: new Float64Array(bidders) };
  const row = new Float64Array(size);
  return (count, bidsOf, take) => {
    for (let n = 0; n < count; n++) {
      bidsOf(n, row);
      outcomeAt(row, outcome);
      take(n, outcome);
    }
  };
}

/** Steps to the gains at the first of the profiles, whose truthful utilities are in `sums`; `pilot` is independent of them. */
export function* policyGains({ by: { mechanism } }: ProfilesAsked, bidder: number, pilot: ReportSums, sums: ProfileSums):
Generator<undefined, Float64Array> {
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const own = bidder * objects;
  const eachOutcome = 'graph' in mechanism ? eachOutcomeOf(mechanism) : singly(functionOutcome(mechanism), size, bidders);
  const reportFor = policyOf(pilot);
  const gains = new Float64Array(Math.min(sums.profiles, PROFILES_MAX));
  const typeOf = (p: number): Float64Array => sums.types.subarray(p * size + own, p * size + own + objects);
  for (let from = 0; from < gains.length; from += STRIDE) {
    if (from > 0) yield;
    const liars: (readonly [profile: number, report: number])[] = [];
    for (let p = from; p < Math.min(gains.length, from + STRIDE); p++) {
      const report = reportFor(sums.types, p * size + own);
      if (report >= 0) liars.push([p, report]);
    }
    eachOutcome(liars.length, (n, bids) => {
      const [p, report] = liars[n]!;
      bids.set(sums.types.subarray(p * size, (p + 1) * size));
      bids.set(pilot.reports.subarray(report * objects, (report + 1) * objects), own);
    }, (n, { amounts, payments }) => {
      const [p] = liars[n]!;
      const type = typeOf(p);
      let worth = -payments[bidder]!;
      for (let j = 0; j < objects; j++) worth += type[j]! * amounts[own + j]!;
      gains[p] = worth - sums.utility[bidder]![p]!;
    });
  }
  return gains;
}
