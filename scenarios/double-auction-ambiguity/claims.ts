/** Song22 Theorems 4.2 and 5.3 held against a finished study. */
import type { Claim, Estimate, Fit } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { deltaOf, metricsOf } from '../support/ambiguity.ts';
import { claim, meet, missing, notApplicable, overPoints, rowsAt, TELLING_SHARE, type Finding } from '../../src/study/findings.ts';

const TRADERS = ['seller', 'buyer'] as const;

/** Of contamination the theorems do not speak. */
const WITHIN = ['prokhorov', 'totalVariation'] as const;

const number = (x: number): string => String(Number(x.toPrecision(4)));
const market = (values: ParameterValues): string => `${values.sellers} x ${values.buyers}`;
const words = ({ quantity, agent, point, lower, upper }: Estimate): string =>
  `${point.sellers} x ${point.buyers}, ${agent}: `
  + `${quantity}${point.metric && quantity === 'deltaStar' ? ` (${point.metric})` : ''}${point.beliefs ? ` under ${point.beliefs}` : ''}`
  + ` in [${number(lower)}, ${number(upper)}]`;
const finding = (row: Estimate, status: Finding['status'], remark: string): Finding => ({ status, evidence: `${words(row)}${remark}` });

const of = (rows: readonly Estimate[], quantity: string, agent: string, metric?: string): Estimate[] =>
  rows.filter((row) => row.quantity === quantity && row.agent === agent && (metric === undefined || row.point.metric === metric));
const each = (find: (agent: string) => readonly Finding[]): Finding[] => TRADERS.flatMap(find);

/** Every trader has a delta* below all ambiguity, and on another sample no lie is certified to gain there. */
const compatible = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => each((agent) => WITHIN.flatMap((metric) => [
  ...(metricsOf(values).includes(metric) && of(rows, 'deltaStar', agent, metric).length === 0
    ? [missing(`deltaStar (${metric})`, undefined, agent)]
    : []),
  ...of(rows, 'deltaStar', agent, metric).map((row) => finding(row, row.upper <= 1 ? 'pass' : 'fail', ', at most 1 claimed')),
  ...of(rows, 'ambiguousGain', agent)
    .filter(({ point }) => String(point.beliefs).startsWith(`${metric} at`))
    .map((row) => finding(row, row.lower > 0 ? 'fail' : 'pass', ', 0 claimed at the upper bound of delta*, checked on another sample')),
]));

/** Where delta is at least delta* no lie gains, where it is less some lie does. */
const atDelta = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => each((agent) => WITHIN.flatMap((metric) => {
  const delta = deltaOf(values);
  const gains = of(rows, 'ambiguousGain', agent).filter(({ point }) => point.beliefs === `${metric}(${delta})`);
  return of(rows, 'deltaStar', agent, metric).flatMap((needed) => gains.map((row): Finding => {
    if (needed.upper <= delta) {
      return finding(row, row.lower > 0 ? 'fail' : row.upper === 0 ? 'pass' : 'undecided', ', 0 claimed since delta is enough');
    }
    if (needed.lower > delta) {
      return finding(row, row.upper <= 0 ? 'fail' : row.lower > 0 ? 'pass' : 'undecided', ', above 0 claimed since delta is too small');
    }
    return finding(row, 'not-applicable', ', delta being within the bounds of delta*');
  }));
}));

const efficient = (_: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  of(rows, 'efficiency', 'market').map((row) =>
    finding(row, row.upper < 1 || row.estimate < 1 ? 'fail' : row.lower >= 1 - TELLING_SHARE ? 'pass' : 'undecided', ', 1 claimed'));
const rational = (_: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  each((agent) =>
    of(rows, 'exPostIr', agent).map((row) =>
      finding(row, row.upper < 0 ? 'fail' : row.lower >= 0 ? 'pass' : 'undecided', ', at least 0 claimed')));
const balanced = (_: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  of(rows, 'insuredBudget', 'market').map((row) => {
    // Told from a deficit by an interval that is small beside what trade is worth.
    const worth = of(rows, 'expectedSurplus', 'market')[0]?.estimate ?? 0;
    const tells = row.upper - row.lower <= 2 * TELLING_SHARE * worth;
    return finding(row, row.lower > 0 || row.upper < 0 ? 'fail' : tells ? 'pass' : 'undecided', ', 0 claimed');
  });

/** Under total variation what is needed is epsilon, no more and no less. */
const tight = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => (metricsOf(values).includes('totalVariation')
  ? each((agent) =>
    of(rows, 'deltaStar', agent, 'totalVariation').flatMap((row) =>
      of(rows, 'epsilonLic', agent).map((epsilon) =>
        finding(row, meet(row, epsilon, 2 * TELLING_SHARE * epsilon.estimate).status, ` against ${words(epsilon)}`))))
  : [notApplicable('total variation was not asked for')]);

/** Rows that rest on the same certificate: equality is what total variation claims, and no interval proves it. */
const sameInterval = (a: Estimate, b: Estimate): boolean => a.lower === b.lower && a.upper === b.upper;

/** Theorem 4.2's own delta is enough. */
const enough = (_: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  each((agent) => WITHIN.flatMap((metric) => of(rows, 'deltaStar', agent, metric).flatMap((row) =>
  of(rows, 'sufficientDelta', agent).map((sufficient) =>
    finding(row, row.lower > sufficient.upper
      ? 'fail'
      : row.upper <= sufficient.lower || sameInterval(row, sufficient) ? 'pass' : 'undecided', ` at most ${words(sufficient)} claimed`)))));

/** Exponents of delta* (Prokhorov) and of epsilon over the same markets, by their certified intervals. */
function faster({ fits, points }: ClaimView): Finding[] {
  const sameMarkets = (a: Fit, b: Fit): boolean =>
    a.agent === b.agent && Object.entries(b.point).every(([key, value]) => key === 'metric' || a.point[key] === value);
  const found = fits.filter(({ quantity, point }) => quantity === 'deltaStar' && point.metric === 'prokhorov').flatMap((needed) =>
    fits.filter((fit) => fit.quantity === 'epsilonLic' && sameMarkets(needed, fit)).map((epsilon): Finding => ({
      status: needed.exponentUpper < epsilon.exponentLower ? 'pass' : needed.exponentLower > epsilon.exponentUpper ? 'fail' : 'undecided',
      evidence:
        `${needed.agent}s: exponent of delta* in [${number(needed.exponentLower)}, ${number(needed.exponentUpper)}], of epsilon in `
        + `[${number(epsilon.exponentLower)}, ${number(epsilon.exponentUpper)}]`,
    })));
  if (found.length > 0) return found;
  return [notApplicable(
    points.length > 1 ? 'no fit of both by Prokhorov' : `needs a fit over markets: misreport rate (here ${market(points[0]!)} alone)`
  )];
}

/** Theorem 5.3 itself: for each metric delta* is certified to fall from the smallest market to the largest. */
function vanishes(view: ClaimView): Finding[] {
  const size = (values: ParameterValues): number => Math.min(Number(values.sellers), Number(values.buyers));
  const sorted = [...view.points].sort((a, b) => size(a) - size(b));
  const [small, large] = [sorted[0]!, sorted.at(-1)!];
  if (size(small) === size(large)) return [notApplicable('needs markets of several sizes')];
  const found = each((agent) => WITHIN.flatMap((metric) => of(rowsAt(view, small), 'deltaStar', agent,
    metric).flatMap((first) => of(
      rowsAt(view, large), 'deltaStar', agent, metric,
    ).filter(({ upper }) => upper > 0 || first.upper > 0).map((last) =>
    finding(last, last.upper < first.lower
      ? 'pass'
      : last.lower > first.upper ? 'fail' : 'undecided', `, less than in ${words(first)} claimed`)))));
  return found.length > 0 ? found : [notApplicable('delta* is 0 for every trader')];
}

/** The theorems speak of the metrics above; a point that asks for contamination alone is none of theirs. */
const ofTheorems = (find: (values: ParameterValues, rows: readonly Estimate[]) => readonly Finding[]) =>
  (values: ParameterValues, rows: readonly Estimate[]): readonly Finding[] =>
  (
    metricsOf(values).some((metric) => metric !== 'contamination')
      ? find(values, rows)
      : [notApplicable('neither Prokhorov nor total variation was asked for')]
  );

export function doubleAuctionAmbiguityClaims(view: ClaimView): Claim[] {
  const theorem = 'Song22 Theorem 5.3';
  return [
    claim(
      {
        id: 'theorem-5.3',
        text:
          'Enough ambiguity makes truth-telling exactly optimal: delta* exists for every trader, and no lie gains there on a sample of '
          + 'its own',
        source: theorem,
      },
      overPoints(view, ofTheorems(compatible)),
    ),
    claim(
      {
        id: 'theorem-5.3-at-delta',
        text: 'No lie gains under the ambiguity asked about where it is at least delta*, and some lie gains where it is less',
        source: theorem,
      },
      overPoints(view, ofTheorems(atDelta)),
    ),
    claim({ id: 'theorem-5.3-efficient', text: 'The rule is efficient', source: theorem }, overPoints(view, efficient)),
    claim(
      { id: 'theorem-5.3-rational', text: 'No trader ends below zero, whatever the others are', source: theorem },
      overPoints(view, rational),
    ),
    claim(
      {
        id: 'theorem-5.3-budget', text: 'The budget balances ex ante for a designer who is ambiguity neutral',
        source: `${theorem} and section 4.6`,
      },
      overPoints(view, balanced),
    ),
    claim({ id: 'theorem-5.3-vanishes', text: 'The ambiguity needed falls as the market grows', source: theorem }, vanishes(view)),
    claim(
      {
        id: 'total-variation-tight', text: 'By total variation the ambiguity needed is the epsilon-LIC constant itself',
        source: 'docs/ambiguity.md',
      },
      overPoints(view, tight),
    ),
    claim(
      { id: 'prokhorov-faster', text: 'By Prokhorov the ambiguity needed vanishes faster than epsilon', source: 'docs/ambiguity.md' },
      faster(view),
    ),
    claim(
      { id: 'theorem-4.2', text: 'The ambiguity needed is at most what Theorem 4.2 asks for', source: 'Song22 Theorem 4.2' },
      overPoints(view, ofTheorems(enough)),
    ),
  ];
}
