/** Song22 Theorem 5.1 and its construction, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { atMost, atMostAbout, claim, equals, inWords, meet, neededRows, notApplicable, overPoints, rowsAt, rowsOf, vanishes, type Finding,
} from '../../src/study/findings.ts';
import { falling } from '../support/falling.ts';
import { DISTANCE, INSURED, LEANING, leaningOf } from './environment.ts';
import { exactAgent, largestLoss } from './reference.ts';

/** What fixed-point arithmetic may leave of an exact zero, per unit of the largest value; tensors of 32 bits leave more. */
const ROUNDING = 1e-4;
/** To what a vanishing constant is resolved. */
const SMALL = 0.02;

const scaleOf = (values: ParameterValues): number => leaningOf(values).law.support[1];

/** epsilon-LIC and epsilon-bounded with the exact constant of the agent, and monotone: epsilon-locally implementable. */
const implementable = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const leaning = leaningOf(values);
  if (leaning.law.atoms?.length) return [notApplicable('the exact constant is known for laws without ties')];
  return ['bidder 1', 'bidder 2'].flatMap((agent) => {
    const exact = exactAgent(leaning, agent === 'bidder 1');
    return [
      ...neededRows(rows, 'epsilonLic', INSURED, agent, (row) => equals(row, exact.epsilonLic)),
      ...neededRows(rows, 'epsilonBounded', INSURED, agent, (row) => atMostAbout(row, exact.epsilonLic, SMALL, ROUNDING)),
      ...neededRows(rows, 'monotonicityViolation', INSURED, agent, (row) => vanishes(row, SMALL, ROUNDING)),
    ];
  });
};

const base = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => ['bidder 1', 'bidder 2'].flatMap((agent) =>
  neededRows(rows, 'epsilonIc', LEANING, agent, (row) => vanishes(row, SMALL * scaleOf(values), ROUNDING * scaleOf(values))));

/** The construction pays the interim utility of the leaning rule. */
const insured = (rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'exAnteUtility', INSURED).flatMap((row) =>
    rowsOf(rows, 'exAnteUtility', LEANING, row.agent).map((other) => meet(row, other)));

/** Where an alternative stands for a winner, the chances of winning differ by at most d_G. */
const distance = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (values.perturbation === 'mixture') return [notApplicable('d_G speaks of deterministic rules')];
  const distances = rows.filter(({ quantity }) => quantity === 'ruleDistance');
  return rowsOf(rows, 'epsilonLic', INSURED).flatMap((row) => distances.map((bound): Finding => ({
    status: row.lower > bound.upper ? 'fail' : row.upper <= bound.upper + SMALL ? 'pass' : 'undecided',
    evidence: `${inWords(row)} against d_G in [${Number(bound.lower.toPrecision(4))}, ${Number(bound.upper.toPrecision(4))}] (${DISTANCE})`,
  })));
};

/** No profile loses more than `largestLoss`, so neither does the mean. */
const efficiency = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...neededRows(rows, 'welfareShare', INSURED, undefined, (row) => equals(row, 1)),
  ...neededRows(rows, 'welfareShare', LEANING, undefined, (row) => neededRows(rows, 'firstBest', LEANING, undefined, (best) => {
    const loss = { ...row, quantity: 'welfare loss', lower: (1 - row.upper) * best.lower, upper: (1 - row.lower) * best.upper };
    return atMost(loss, largestLoss(leaningOf(values)));
  })),
];

const otherParameters = (values: ParameterValues): string => JSON.stringify({ ...values, xi: undefined });

export function approximateEfficiencyClaims(view: ClaimView): Claim[] {
  const constants = view.points.flatMap((values) =>
    rowsOf(rowsAt(view, values), 'epsilonLic', INSURED).map((row) => ({ row, size: Number(values.xi), group: otherParameters(values) })));
  return [
    claim(
      {
        id: 'theorem-5.1',
        text: "The efficient rule's epsilon-LIC constant falls as the implementable rule comes closer to efficiency",
        source: 'Song22 Theorem 5.1',
      },
      falling(constants),
    ),
    claim(
      {
        id: 'theorem-5.1-local',
        text:
          'The efficient rule is epsilon-locally implementable: epsilon-LIC with the exact constant, epsilon-bounded with the same, '
          + 'monotone',
        source: 'Song22 Theorem 5.1, Definition 5',
      },
      overPoints(view, implementable),
    ),
    claim(
      { id: 'leaning-rule', text: 'The leaning rule is implementable: no lie gains', source: 'Song22 section 5.1 and section 7' },
      overPoints(view, base),
    ),
    claim(
      { id: 'full-insurance', text: "The construction keeps the leaning rule's interim utilities", source: 'Song22 equation (13)' },
      overPoints(view, (_, rows) => insured(rows)),
    ),
    claim(
      {
        id: 'distance', text: 'The distance d_G of the two rules bounds the epsilon-LIC constant',
        source: 'Song22 Theorem 5.1 (12), section 7',
      },
      overPoints(view, distance),
    ),
    claim(
      {
        id: 'definition-7',
        text: 'The construction is efficient, and the leaning rule loses no more welfare than its lean allows',
        source: 'Song22 Definitions 6 and 7',
      },
      overPoints(view, efficiency),
    ),
  ];
}
