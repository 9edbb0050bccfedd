/** Dominance, competitive prices and what truthful bids lose, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { atLeast, inWords, notApplicable, rowsAt, rowsOf, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { whyEndless } from '../single-object/reference.ts';
import { marketOf, PAY_AS_BID, VCG } from './environment.ts';

const whyNoGain = (values: ParameterValues): string | undefined => whyEndless(marketOf(values).law);

/** Judged profile by profile: a single one that is wrong contradicts it, and few profiles are no sign. */
const inNoProfile = (row: Estimate): Finding => ({
  status: row.estimate > 0 ? 'fail' : row.upper <= TOLD ? 'pass' : 'undecided',
  evidence: `${Math.round(row.estimate * row.profiles)} of ${row.profiles} profiles; ${inWords(row)}`,
});

/** Profiles enough to have met a fault of one in ten. */
const TOLD = 0.1;

const most = (rows: readonly Estimate[], quantity: string): number =>
  Math.max(...rowsOf(rows, quantity, VCG, 'market').map(({ upper }) => upper));

/** Gains at each number of bidders against those at the next smaller one, other parameters alike. */
function falling(view: ClaimView): Finding[] {
  const sized = view.points.flatMap((values) =>
    rowsOf(rowsAt(view, values), 'epsilonIc', PAY_AS_BID).map((row) => ({ row, values, bidders: Number(values.bidders) })));
  const findings = sized.flatMap(({ row, values, bidders }) => {
    const alike = sized.filter((other) =>
      other.bidders < bidders && other.values.objects === values.objects && other.values.value === values.value);
    const before = alike.sort((a, b) => b.bidders - a.bidders)[0];
    if (!before) return [];
    const { lower, upper } = before.row;
    const status = row.upper < lower ? 'pass' : row.lower > upper ? 'fail' : 'undecided';
    const earlier = `[${Number(lower.toPrecision(4))}, ${Number(upper.toPrecision(4))}] with ${before.bidders}`;
    return [{ status, evidence: `${bidders} bidders: ${inWords(row)} against ${earlier}` } as const];
  });
  if (sized.length === 0) return view.points.slice(0, 1).map(whyNoGain).filter((why) => why !== undefined).map(notApplicable);
  return findings.length > 0 || sized.length === 0 ? findings : [notApplicable('needs a sweep of bidders')];
}

const LEONARD = 'Leonard 1983; Demange, Gale and Sotomayor 1986';

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'vcg-dominant', source: LEONARD, text: 'VCG: truth-telling is dominant; no report put in a bidder\'s place gained in any profile',
    rows: ['epsilonIc', 'exPostGainProbability'].map((quantity) => ({ quantity, mechanism: VCG, relation: 'zero' })),
  },
  {
    id: 'lowest-competitive-prices', source: LEONARD,
    text: 'VCG payments are the lowest prices at which supply meets demand, in every profile',
    point: (_, rows) => rowsOf(rows, 'priceViolationProbability', VCG).map(inNoProfile),
  },
  {
    id: 'competitive-revenue', source: 'Shapley and Shubik 1972', text: 'VCG earns no more than the highest competitive prices would',
    point: (_, rows) => rowsOf(rows, 'highestCompetitiveRevenue', VCG).map((row) => atLeast(row, most(rows, 'revenue'))),
  },
  {
    id: 'pay-as-bid-gains', source: 'a truthful bidder pays all she gets', text: 'Pay-as-bid: some lie gains',
    rows: [{ quantity: 'epsilonIc', mechanism: PAY_AS_BID, relation: 'above', absent: whyNoGain }],
  },
  {
    id: 'gains-fall', source: 'competition for the objects; one object: (1 - 1/n)^(n-1) / n for uniform values', sweep: falling,
    text: 'Pay-as-bid: what the best of the lies tried gains falls as bidders join for the same objects',
  },
];

export const unitDemandClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
