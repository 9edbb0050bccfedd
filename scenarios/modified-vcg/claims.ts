/** Song22 Theorem 6.2 and what sections 6.2 and 7 say of the two VCG mechanisms, held against a finished study. */
import { singleObject } from '../../src/environment/single-object.ts';
import { informationalSizes } from '../../src/environment/assumptions.ts';
import type { Claim, Estimate, Fit } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { falling } from '../support/falling.ts';
import {
  atMost, claim, equals, inWords, neededRows, notApplicable, overPoints, positive, rowsAt, rowsOf, TELLING_SHARE, vanishes, type Finding,
} from '../../src/study/findings.ts';
import { GENERALISED_VCG, marketOf, MODIFIED_VCG, SHORTEST_LIE } from './environment.ts';
import { exactMarket } from './reference.ts';

/** What fixed-point arithmetic may leave of an exact zero, per unit of the largest value. */
const ROUNDING = 1e-5;
/** To what a vanishing bound or violation is resolved. */
const SMALL = 0.05;

const scaleOf = (values: ParameterValues): number =>
  Math.max(...[marketOf(values)].flatMap(({ value, information }) => [value.support[1], information.support[1]]));

/**
 * The constant is a supremum reached as lies shrink, and the shortest lie tried takes half its length off: the interval
 * must reach the exact value when that much is added, and its lower end may not exceed it.
 */
function constant(row: Estimate, exact: number): Finding {
  const slack = 1e-9 * Math.max(1, exact);
  const holds = row.lower <= exact + slack && row.upper >= exact * (1 - SHORTEST_LIE) - slack;
  const tells = row.upper - row.lower <= (TELLING_SHARE + SHORTEST_LIE) * exact + 2 * slack;
  return { status: !holds ? 'fail' : tells ? 'pass' : 'undecided', evidence: `${inWords(row)}, ${Number(exact.toPrecision(5))} exactly` };
}

const exactConstants = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const market = marketOf(values);
  if (market.bidders !== 2) return [notApplicable('known for two bidders')];
  if (market.value.atoms || market.information.atoms) return [notApplicable('known for laws with a density')];
  const exact = exactMarket(market);
  const [modified, generalised] = [MODIFIED_VCG.name, GENERALISED_VCG.name];
  return [
    ...neededRows(rows, 'epsilonLic', modified, undefined, (row) => constant(row, exact.modified.epsilonLic)),
    ...neededRows(rows, 'weakEpsilonLic', generalised, undefined, (row) => constant(row, exact.generalised.weakEpsilonLic)),
    ...neededRows(rows, 'irrelevantGain', generalised, undefined, (row) => equals(row, exact.generalised.epsilonIc)),
  ];
};

/** gamma as the scenario states it, and as the coefficients have it. */
function sizeOf(values: ParameterValues): number {
  const { bidders, size, value, information } = marketOf(values);
  const each = Array.from({ length: bidders }, () => value);
  return Math.max(
    ...informationalSizes(
      singleObject({ laws: each, interdependence: { kind: 'multi-dimensional', size, informationLaws: each.map(() => information) } })
    )
  );
}

/** Hiding information by one unit lowers the price by at most gamma. */
const weak = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const gamma = sizeOf(values);
  return rowsOf(rows, 'weakEpsilonLic', GENERALISED_VCG.name).map((row) => {
    const { evidence } = atMost(row, gamma);
    return {
      status: row.lower > gamma * (1 + 1e-6) ? 'fail' : row.upper <= gamma * (1 + SMALL) ? 'pass' : 'undecided',
      evidence: `${evidence}, resolved to ${SMALL * 100}%`,
    };
  });
};

const regular = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...neededRows(rows, 'monotonicityViolation', MODIFIED_VCG.name, undefined, (row) => vanishes(row, SMALL, ROUNDING)),
  ...neededRows(rows, 'epsilonBounded', MODIFIED_VCG.name, undefined, (row) => vanishes(row, SMALL, ROUNDING * scaleOf(values))),
];

/** Of uniform signals and gamma up to 1/2 the constant is gamma itself: the exponent of its fit is one. */
function linear({ fits }: ClaimView): Finding[] {
  const ours = fits.filter(({ quantity, point }) => quantity === 'epsilonLic' && point.mechanism === MODIFIED_VCG.name);
  return ours.map((fit: Fit): Finding => {
    const applies = Number(fit.point.bidders) === 2
      && fit.point.value === fit.point.information
      && String(fit.point.value).startsWith('uniform')
      && Math.max(...fit.markets) <= 1 / 2;
    const evidence =
      `exponent of gamma in [${fit.exponentLower.toPrecision(4)}, ${fit.exponentUpper.toPrecision(4)}] over gamma = `
      + `${fit.markets.join(', ')}`;
    if (applies) return { status: fit.exponentLower <= 1 && 1 <= fit.exponentUpper ? 'pass' : 'fail', evidence: `${evidence}, 1 exactly` };
    return {
      status: fit.exponentLower > 0 ? 'pass' : fit.exponentUpper <= 0 ? 'fail' : 'undecided', evidence: `${evidence}, above 0 claimed`,
    };
  });
}

const otherParameters = (values: ParameterValues): string => JSON.stringify({ ...values, 'informational-size': undefined });

export function modifiedVcgClaims(view: ClaimView): Claim[] {
  const constants = view.points.flatMap((values) =>
    rowsOf(rowsAt(view, values), 'epsilonLic', MODIFIED_VCG.name).map((row) =>
      ({ row, size: Number(values['informational-size']), group: otherParameters(values) })));
  const rates = linear(view);
  return [
    claim(
      {
        id: 'theorem-6.2', text: 'Modified VCG: the epsilon-LIC constant falls as the informational size does',
        source: 'Song22 Theorem 6.2',
      },
      falling(constants),
    ),
    claim(
      {
        id: 'theorem-6.2-rate',
        text: 'Modified VCG: the epsilon-LIC constant vanishes like a power of gamma, the first for uniform signals and two bidders',
        source: 'Song22 Theorem 6.2; docs/modified-vcg.md',
      },
      rates.length > 0 ? rates : [notApplicable('needs a fit: misreport rate')],
    ),
    claim(
      {
        id: 'theorem-6.2-regular',
        text: 'Modified VCG: interim utility is monotone in own-payoff-relevant signals and epsilon-bounded',
        source: 'Song22 Theorem 6.2 (ii), (iii), Definition 11',
      },
      overPoints(view, regular),
    ),
    claim(
      {
        id: 'irrelevant-information', text: 'Modified VCG: the truthful payoff does not depend on own-payoff-irrelevant information',
        source: 'Song22 section 6.2.1',
      },
      overPoints(
        view,
        (values, rows) =>
          rowsOf(rows, 'irrelevantGain', MODIFIED_VCG.name).map((row) => vanishes(row, SMALL * sizeOf(values), ROUNDING * scaleOf(values))),
      ),
    ),
    claim(
      {
        id: 'generalised-not-lic',
        text: 'Generalised VCG: hiding own-payoff-irrelevant information gains, so it is epsilon-LIC for no epsilon',
        source: 'Song22 section 7',
      },
      overPoints(view, (_, rows) => rowsOf(rows, 'irrelevantGain', GENERALISED_VCG.name).map(positive)),
    ),
    claim(
      {
        id: 'generalised-weakly-lic', text: 'Generalised VCG: weakly epsilon-LIC with epsilon at most gamma',
        source: 'Song22 Definition 10; docs/modified-vcg.md',
      },
      overPoints(view, weak),
    ),
    claim(
      {
        id: 'exact-constants', text: 'Two bidders: the constants are those derived in docs/modified-vcg.md', source: 'docs/modified-vcg.md',
      },
      overPoints(view, exactConstants),
    ),
    claim(
      { id: 'efficient', text: 'Both mechanisms choose the efficient bidder', source: 'Song22 section 6.2.1' },
      overPoints(
        view,
        (_, rows) => [MODIFIED_VCG, GENERALISED_VCG].flatMap(({ name }) =>
          neededRows(rows, 'welfareShare', name, undefined, (row) => equals(row, 1))),
      ),
    ),
  ];
}
