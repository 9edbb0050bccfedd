/** Dominance, competitive prices and what truthful bids lose, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView } from '../../src/study/scenario.ts';
import { atLeast, claim, inWords, notApplicable, overPoints, positive, rowsAt, rowsOf, vanishes, type Finding } from '../support/claims.ts';
import { PAY_AS_BID, VCG } from './environment.ts';

/** Judged profile by profile: a single one that is wrong contradicts it. */
const inNoProfile = (row: Estimate): Finding => ({
  status: row.estimate === 0 ? 'pass' : 'fail',
  evidence: `${Math.round(row.estimate * row.profiles)} of ${row.profiles} profiles; ${inWords(row)}`,
});

const least = (rows: readonly Estimate[], quantity: string): number =>
  Math.max(...rowsOf(rows, quantity, VCG, 'market').map(({ upper }) => upper));

/** Gains at each number of bidders against those at the next smaller one, other parameters alike. */
function falling(view: ClaimView): Finding[] {
  const sized = view.points.flatMap((values) =>
    rowsOf(rowsAt(view, values), 'epsilonIc', PAY_AS_BID).map((row) => ({ row, values, bidders: Number(values.bidders) })));
  const findings = sized.flatMap(({ row, values, bidders }) => {
    const before = sized
      .filter((other) => other.bidders < bidders && other.values.objects === values.objects && other.values.value === values.value)
      .sort((a, b) => b.bidders - a.bidders)[0];
    if (!before) return [];
    const status = row.upper < before.row.lower ? 'pass' : row.lower > before.row.upper ? 'fail' : 'undecided';
    return [{
      status,
      evidence:
        `${bidders} bidders: ${inWords(row)} against [${Number(before.row.lower.toPrecision(4))}, `
        + `${Number(before.row.upper.toPrecision(4))}] with ${before.bidders}`,
    } as const];
  });
  return findings.length > 0 || sized.length === 0 ? findings : [notApplicable('needs a sweep of bidders')];
}

export const unitDemandClaims = (view: ClaimView): Claim[] => [
  claim({
    id: 'vcg-dominant', text: 'VCG: truth-telling is dominant; no report put in a bidder\'s place gained in any profile',
    source: 'Leonard 1983; Demange, Gale and Sotomayor 1986',
  },
    overPoints(view, (_, rows) =>
      [...rowsOf(rows, 'epsilonIc', VCG), ...rowsOf(rows, 'exPostGainProbability', VCG)].map((row) => vanishes(row, 0)))),
  claim({
    id: 'lowest-competitive-prices', text: 'VCG payments are the lowest prices at which supply meets demand, in every profile',
    source: 'Leonard 1983; Demange, Gale and Sotomayor 1986',
  },
    overPoints(view, (_, rows) => rowsOf(rows, 'priceViolationProbability', VCG).map(inNoProfile))),
  claim({
    id: 'competitive-revenue', text: 'VCG earns no more than the highest competitive prices would', source: 'Shapley and Shubik 1972',
  },
    overPoints(view, (_, rows) => rowsOf(rows, 'highestCompetitiveRevenue', VCG).map((row) => atLeast(row, least(rows, 'revenue'))))),
  claim({ id: 'pay-as-bid-gains', text: 'Pay-as-bid: some lie gains', source: 'a truthful bidder pays all she gets' },
    overPoints(view, (_, rows) => rowsOf(rows, 'epsilonIc', PAY_AS_BID).map(positive))),
  claim(
    {
      id: 'gains-fall',
      text: 'Pay-as-bid: what the best of the lies tried gains falls as bidders join for the same objects',
      source: 'competition for the objects; one object: (1 - 1/n)^(n-1) / n for uniform values',
    },
    falling(view),
  ),
];
