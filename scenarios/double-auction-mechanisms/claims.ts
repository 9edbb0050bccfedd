/** What is known of dominant-strategy double auctions, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { missing, notApplicable, rowsOf, type Finding } from '../../src/study/findings.ts';
import type { ClaimView } from '../../src/study/scenario.ts';

const DOMINANT = ['mcafee', 'trade-reduction', 'posted-price'] as const;
/** What a mechanism's definition fixes is fixed in the result, without an interval. */
function fixed(mechanism: string, quantity: string, value: number) {
  return (_: unknown, rows: readonly Estimate[]): Finding[] => {
    const found = rowsOf(rows, quantity, mechanism);
    if (found.length === 0) return [missing(quantity, mechanism)];
    return found.map(({ agent, lower, upper }) => ({
      status: lower === value && upper === value ? 'pass' : lower > value || upper < value ? 'fail' : 'undecided',
      evidence: `${mechanism}, ${agent}: ${quantity} is ${lower === upper ? lower : `from ${lower} to ${upper}`}`,
    }));
  };
}

/** Certified: one mechanism's interval lies below another's. */
function below(quantity: string, lower: string, higher: string) {
  return (_: unknown, rows: readonly Estimate[]): Finding[] => {
    const [one, other] = [lower, higher].map((mechanism) => rowsOf(rows, quantity, mechanism, 'market')[0]);
    if (!one) return [missing(quantity, lower, 'market')];
    if (!other) return [missing(quantity, higher, 'market')];
    const shown = ({ lower: from, upper: to }: Estimate): string => `[${from.toPrecision(4)}, ${to.toPrecision(4)}]`;
    return [{
      status: one.upper <= other.lower ? 'pass' : one.lower > other.upper ? 'fail' : 'undecided',
      evidence: `market: ${quantity} in ${shown(one)} under ${lower}, in ${shown(other)} under ${higher}`,
    }];
  };
}

/** The exponents of a share under each of these mechanisms are certified to be negative. */
function vanishing(quantity: string, mechanisms: readonly string[]) {
  return ({ fits }: ClaimView): Finding[] => {
    const found = fits.filter((fit) => fit.quantity === quantity && mechanisms.includes(String(fit.point.mechanism)));
    if (found.length === 0) return [notApplicable('needs a fit over markets: misreport rate')];
    return found.map(({ point: { mechanism }, exponentLower, exponentUpper }) => ({
      status: exponentUpper < 0 ? 'pass' : exponentLower >= 0 ? 'fail' : 'undecided',
      evidence: `${mechanism}: exponent of M in [${exponentLower.toPrecision(4)}, ${exponentUpper.toPrecision(4)}]`,
    }));
  };
}

const MCAFEE = 'McAfee 1992, A Dominant Strategy Double Auction';

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'dominant', text: 'Truth-telling is dominant in McAfee\'s auction, under trade reduction and at a posted price', source: MCAFEE,
    point: (values, rows) =>
      DOMINANT.flatMap((mechanism) => ['epsilonLic', 'epsilonIc'].flatMap((quantity) => fixed(mechanism, quantity, 0)(values, rows))),
  },
  {
    id: 'efficient', source: 'Song22 section 5.2',
    text: 'With true reports the competitive equilibrium mechanism makes every efficient trade',
    point: (values, rows) => [...fixed('cem', 'lostTrades', 0)(values, rows), ...fixed('cem', 'efficiency', 1)(values, rows)],
  },
  {
    id: 'balanced', text: 'A posted price leaves no money over, and neither does the competitive equilibrium mechanism',
    source: 'Hagerty and Rogerson 1987; Song22 section 5.2',
    point: (values, rows) => ['posted-price', 'cem'].flatMap((mechanism) => fixed(mechanism, 'budgetSurplus', 0)(values, rows)),
  },
  {
    id: 'fewer-lost', source: MCAFEE,
    text: 'McAfee\'s auction loses fewer trades than trade reduction, and a smaller share of the first best',
    point: (values, rows) =>
      ['lostTrades', 'lostWelfare'].flatMap((quantity) => below(quantity, 'mcafee', 'trade-reduction')(values, rows)),
  },
  {
    id: 'lost-vanishes', text: 'What is lost of the first best vanishes as the market grows', source: MCAFEE,
    sweep: vanishing('lostWelfare', DOMINANT),
  },
];

export const mechanismClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
