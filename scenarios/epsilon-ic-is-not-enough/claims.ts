/** Song22 Appendix A.1 and Theorem 4.2, held against a finished study. */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Claim, Estimate, Fit } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  atMost, claim, equals, inWords, notApplicable, overPoints, positive, rowsAt, rowsOf, TELLING_SHARE, vanishes, type Finding,
} from '../../src/study/findings.ts';
import { exampleOf, LEAST, PRINTED } from './environment.ts';
import { exactPrinted, leastDelta, neededDelta, printedDelta } from './reference.ts';

const FIRST = 'bidder 1';
const SECOND = 'bidder 2';

/** To what a bound on delta is resolved. */
export const RESOLUTION = 0.01;
/** To what gains that are zero are resolved, and what arithmetic of 32 bits may leave of them. */
const SMALL = 0.02;
const ROUNDING = 1e-5;

const shown = (x: number): string => String(Number(x.toPrecision(4)));
const metricOf = (row: Estimate): Metric => row.point.metric as Metric;
const named = (row: Estimate): string => `${metricOf(row)}, ${inWords(row)}`;

const epsilonIc = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonIc', PRINTED).map((row) => atMost(row, Number(values.epsilon)));

/** Certified to be at least the known value, to the resolution; fails where it is certified to be less. */
function atLeastKnown(row: Estimate, known: number): Finding {
  const status = row.upper < known - 1e-9 ? 'fail' : row.lower >= known - RESOLUTION ? 'pass' : 'undecided';
  return { status, evidence: `${named(row)}, at least ${shown(known)} claimed, resolved to ${RESOLUTION}` };
}

/** The interval has the exact value. */
function hasKnown(row: Estimate, known: number): Finding {
  const holds = row.lower <= known + 1e-6 && row.upper >= known - RESOLUTION;
  const tells = row.upper - row.lower <= TELLING_SHARE * known + RESOLUTION;
  return { status: !holds ? 'fail' : tells ? 'pass' : 'undecided', evidence: `${named(row)}, ${shown(known)} exactly` };
}

/** Of the rule, which both mechanisms share. */
const neededRows = (rows: readonly Estimate[]): Estimate[] =>
  [PRINTED, LEAST].flatMap((mechanism) => rowsOf(rows, 'implementabilityDelta', mechanism, FIRST));

const needed = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  neededRows(rows).map((row) => atLeastKnown(row, neededDelta(exampleOf(values), metricOf(row))));

/**
 * What is needed at the smallest epsilon against what is at the largest: neither is certified to be less than the other by more than the
 * resolution.
 */
function flat(view: ClaimView): Finding[] {
  const sized = view.points.flatMap((values) =>
    neededRows(rowsAt(view, values)).map((row) =>
      ({ row, epsilon: Number(values.epsilon), group: `${values.escape} ${row.point.metric} ${row.point.mechanism}` })));
  const groups = [...new Set(sized.map(({ group }) => group))].map((group) =>
    sized.filter((one) => one.group === group).toSorted((a, b) => b.epsilon - a.epsilon));
  const findings = groups.filter((group) => new Set(group.map(({ epsilon }) => epsilon)).size > 1).map((group): Finding => {
    const [largest, smallest] = [group[0]!, group.at(-1)!];
    const lost = { least: largest.row.lower - smallest.row.upper, most: largest.row.upper - smallest.row.lower };
    return {
      status: lost.least > RESOLUTION ? 'fail' : lost.most <= 2 * RESOLUTION ? 'pass' : 'undecided',
      evidence:
        `epsilon ${largest.epsilon}: ${named(largest.row)}; epsilon ${smallest.epsilon}: [${shown(smallest.row.lower)}, `
        + `${shown(smallest.row.upper)}]`,
    };
  });
  return findings.length > 0 || sized.length === 0 ? findings : [notApplicable('needs a sweep of epsilon')];
}

/** As printed no delta will do; in a rich example delta* is what it is, whatever epsilon. */
const noDelta = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (exampleOf(values).escape > 0) return [notApplicable('the rule is rich where bidder 1 may lose with every report')];
  const known = rowsOf(rows, 'deltaStar', PRINTED, FIRST);
  return [
    ...rowsOf(rows, 'waldGain', PRINTED, FIRST).map(positive),
    ...known.map((row): Finding => ({ status: 'fail', evidence: `${named(row)}, and no such delta claimed to exist` })),
  ];
};

const richDelta = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const example = exampleOf(values);
  if (example.escape === 0) {
    return [notApplicable('the rule as printed is not rich: bidder 1 who reports 1 - epsilon always gets the object')];
  }
  return rowsOf(rows, 'deltaStar', PRINTED, FIRST).map((row) => hasKnown(row, printedDelta(example, metricOf(row))!));
};

const attained = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'deltaStar', LEAST, FIRST).map((row) => hasKnown(row, leastDelta(exampleOf(values), metricOf(row))));

/** Along a sweep of epsilon: the epsilon-IC constant falls with it and delta* does not. */
const EXPONENT = 0.05;
function rates({ fits }: ClaimView): Finding[] {
  const exponent = (fit: Fit): string =>
    `${fit.point.mechanism}, ${fit.agent}: ${fit.quantity} like epsilon^[${shown(fit.exponentLower)}, ${shown(fit.exponentUpper)}]`;
  const falling = fits.filter(({ quantity, agent, point }) => quantity === 'epsilonIc' && agent === FIRST && point.mechanism === PRINTED)
    .map((fit): Finding => ({
      status: fit.exponentLower > 0 ? 'pass' : fit.exponentUpper <= 0 ? 'fail' : 'undecided', evidence: exponent(fit),
    }));
  const still = fits.filter(({ quantity, agent, point }) => quantity === 'deltaStar' && agent === FIRST && point.mechanism === LEAST)
    .map((fit): Finding => ({
      status: fit.exponentLower > EXPONENT || fit.exponentUpper < -EXPONENT
        ? 'fail'
        : fit.exponentLower >= -EXPONENT && fit.exponentUpper <= EXPONENT ? 'pass' : 'undecided',
      evidence: `${exponent(fit)} (${fit.point.metric})`,
    }));
  return falling.length > 0 && still.length > 0 ? [...falling, ...still] : [notApplicable('needs fits: misreport rate')];
}

/** The list of reports has the maximiser, so that nothing but rounding is between. */
const constant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonLic', PRINTED, FIRST).map((row) => equals(row, exactPrinted(exampleOf(values)).epsilonLic, { rounding: ROUNDING }));

const second = (rows: readonly Estimate[]): Finding[] =>
  [PRINTED, LEAST].flatMap((mechanism) => rowsOf(rows, 'epsilonIc', mechanism, SECOND).map((row) => vanishes(row, SMALL, ROUNDING)));

export const exampleClaims = (view: ClaimView): Claim[] => [
  claim(
    { id: 'a1-epsilon-ic', text: 'The mechanism is epsilon-IC', source: 'Song22 Appendix A.1, Definition 2' },
    overPoints(view, epsilonIc),
  ),
  claim(
    {
      id: 'a1-needed',
      text: 'The rule is implementable by no transfers unless delta reaches a known value: 1/4 by Prokhorov as printed',
      source: 'Song22 Appendix A.1, (4)',
    },
    overPoints(view, needed),
  ),
  claim({ id: 'a1-flat', text: 'What the rule needs does not fall with epsilon', source: 'Song22 Appendix A.1' }, flat(view)),
  claim(
    {
      id: 'a1-epsilon-lic',
      text: "The epsilon-LIC constant does not fall with epsilon either, so Theorem 4.2 promises nothing",
      source: 'Song22 Appendix A.1, Definition 3',
    },
    overPoints(view, constant),
  ),
  claim(
    {
      id: 'a1-no-delta',
      text:
        'As printed, full insurance with these utilities is incentive compatible for no delta: a report of 1 - epsilon leaves no worst '
        + 'case',
      source: 'Song22 section 4.3',
    },
    overPoints(view, noDelta),
  ),
  claim(
    {
      id: 'rich-delta', text: 'Where that report may lose, delta* exists and does not depend on epsilon',
      source: 'Song22 Theorem 4.2; scenarios/epsilon-ic-is-not-enough/reference.ts',
    },
    overPoints(view, richDelta),
  ),
  claim(
    {
      id: 'attained',
      text: 'With the utility that grows with the least chance of lower types, the ambiguity that the rule needs is enough',
      source: 'scenarios/epsilon-ic-is-not-enough/reference.ts',
    },
    overPoints(view, attained),
  ),
  claim(
    { id: 'a1-rates', text: 'The epsilon-IC constant falls with epsilon, the ambiguity needed does not', source: 'Song22 Appendix A.1' },
    rates(view),
  ),
  claim({ id: 'bidder-2', text: 'Bidder 2 gains by no lie', source: 'Song22 Appendix A.1' }, overPoints(view, (_, rows) => second(rows))),
];
