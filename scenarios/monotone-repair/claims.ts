/** Song22 Proposition 4.1, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  atMostAbout, claim, equals, inWords, neededRows, notApplicable, overPoints, positive, rowsOf, vanishes, type Finding,
} from '../../src/study/findings.ts';
import { BASE, marketOf, REPAIRED } from './environment.ts';
import { exactRepair, feeUtility, type FeeMarket } from './reference.ts';

/** What tensors of 32 bits, and a table in the place of a curve, may leave of an exact zero. */
const ROUNDING = 1e-3;
/** To what bounds are resolved, the repaired utility being estimated itself. */
const SMALL = 0.02;
/** By how much of the fee a constant must exceed it to be asked for. */
const CLEARLY = 0.2;

const AGENTS = ['bidder 1', 'bidder 2'];
const exactOf = (values: ParameterValues, agent: string) => exactRepair(marketOf(values), AGENTS.indexOf(agent));

/** Exact values are those of laws with a density: of others, in the place of the finding. */
const needsDensity = (values: ParameterValues): Finding | undefined => (marketOf(values).law.atoms
  ? notApplicable('exact values are known of laws with a density')
  : undefined);

/** Steps of the grid of types on which utilities are compared. */
const GRID_STEPS = 32;

/** Whether the exact interim utility falls over the first step of the grid. */
function fallsOnGrid(market: FeeMarket, i: number): boolean {
  const [low, high] = market.law.support;
  const utility = feeUtility(market, i);
  return utility(low + (high - low) / GRID_STEPS) < utility(low);
}

const falls = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'monotonicityViolation', BASE).map((row) => {
    const unknown = needsDensity(values);
    if (unknown) return unknown;
    if (exactOf(values, row.agent).base.monotonicityViolation <= 0) {
      return notApplicable(`${row.agent} wins often enough at her lowest type for her utility to rise`);
    }
    return fallsOnGrid(marketOf(values), AGENTS.indexOf(row.agent))
      ? positive(row)
      : notApplicable(`${row.agent}'s utility falls within the first step of the grid only`);
  });

const baseConstant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonLic', BASE).map((row) => needsDensity(values) ?? equals(row, exactOf(values, row.agent).base.epsilonLic));

const monotone = (rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'monotonicityViolation', REPAIRED).map((row) => vanishes(row, SMALL, ROUNDING));

const local = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonLic', REPAIRED).map((row) => atMostAbout(row, exactOf(values, row.agent).delta, SMALL, ROUNDING));

/** Whether the factor is needed: a bidder whose exact constant is above the fee is certified to be. */
const attained = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const { fee } = marketOf(values);
  return rowsOf(rows, 'epsilonLic', REPAIRED).map((row): Finding => {
    const unknown = needsDensity(values);
    if (unknown) return unknown;
    const { repaired } = exactOf(values, row.agent);
    if (repaired.epsilonLic <= fee * (1 + CLEARLY)) return notApplicable(`${row.agent}: ${repaired.epsilonLic} exactly`);
    const status = row.lower > fee ? 'pass' : row.upper <= fee ? 'fail' : 'undecided';
    return { status, evidence: `${inWords(row)}, above the fee ${fee} claimed` };
  });
};

/** The proposition keeps delta-boundedness, so it is asked of bidders whose base mechanism is certified to have it. */
const bounded = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonBounded', REPAIRED).flatMap((row) => rowsOf(rows, 'epsilonBounded', BASE, row.agent).map((before): Finding => {
    const { delta } = exactOf(values, row.agent);
    if (before.lower > delta) return notApplicable(`${inWords(before)}: not delta-bounded to begin with`);
    const after = atMostAbout(row, delta, SMALL, ROUNDING);
    return before.upper <= delta ? after : { ...after, status: 'undecided' };
  }));

export const monotoneRepairClaims = (view: ClaimView): Claim[] => [
  claim(
    { id: 'before', text: 'With the fee the interim utility falls where the chance of winning is small', source: 'Song22 section 4.5' },
    overPoints(view, falls),
  ),
  claim(
    {
      id: 'before-lic', text: 'With the fee epsilon the mechanism is epsilon-LIC, and for no smaller epsilon',
      source: 'Song22 Definition 3',
    },
    overPoints(view, baseConstant),
  ),
  claim(
    { id: 'proposition-4.1-monotone', text: 'The repaired interim utility is monotone', source: 'Song22 Proposition 4.1' },
    overPoints(view, (_, rows) => monotone(rows)),
  ),
  claim(
    {
      id: 'proposition-4.1-lic', text: 'The repaired mechanism is delta-LIC with delta = (largest slope / least slope) epsilon',
      source: 'Song22 Proposition 4.1, Appendix A.4',
    },
    overPoints(view, local),
  ),
  claim(
    {
      id: 'delta-needed',
      text: 'The factor is needed: where values are steeper the repair raises the epsilon-LIC constant above epsilon',
      source: 'Song22 Proposition 4.1, Appendix A.4 (A8)',
    },
    overPoints(view, attained),
  ),
  claim(
    { id: 'proposition-4.1-bounded', text: 'The repair keeps the mechanism delta-bounded', source: 'Song22 Proposition 4.1, Appendix A.4' },
    overPoints(view, bounded),
  ),
  claim(
    { id: 'efficient', text: 'The rule stays the efficient one', source: 'Song22 Proposition 4.1' },
    overPoints(view, (_, rows) => [BASE, REPAIRED].flatMap((name) =>
      neededRows(rows, 'welfareShare', name, undefined, (row) => equals(row, 1)))),
  ),
];
