/** Song22 Theorems 6.1 and 6.2 and what section 6.1 says of boundedness, held against a finished study. */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { metricsOf } from '../support/ambiguity.ts';
import { atMostOther, contains, exponentIs, NO_THEOREM, ofMetric, ofTheorem } from '../support/ambiguity-claims.ts';
import { claim, inWords, notApplicable, overPoints, positive, rowsAt, rowsOf, type Finding } from '../../src/study/findings.ts';
import { falling } from '../support/falling.ts';
import { BIDDER, GENERALISED_VCG, lineModelOf, marketOf, MODIFIED_VCG, RIPPLE, STEEP } from './environment.ts';
import { exactLine, exactModifiedVcg } from './reference.ts';

/** The mechanism that is nearly incentive compatible, in each structure. */
export const nearlyExact = ({ values }: ParameterValues): string => (values === 'modified-vcg' ? MODIFIED_VCG.name : RIPPLE);

/** delta* by each metric; `undefined` where no ambiguity is enough. */
export function exactDelta(values: ParameterValues, mechanism: string): Partial<Record<Metric, number>> {
  const metrics = metricsOf(values);
  if (values.values !== 'modified-vcg') return exactLine(lineModelOf(values), mechanism, metrics).deltaStar;
  return mechanism === MODIFIED_VCG.name ? exactModifiedVcg(marketOf(values), metrics).deltaStar : {};
}

const deltas = (rows: readonly Estimate[], mechanism: string): Estimate[] => rowsOf(rows, 'deltaStar', mechanism, BIDDER);

/** Some ambiguity short of all makes truth-telling optimal. */
function finite(values: ParameterValues, rows: readonly Estimate[], mechanism: string): Finding[] {
  const found = metricsOf(values).flatMap((metric) => ofMetric(deltas(rows, mechanism), metric)).map((row): Finding => (
    { status: row.upper < 1
      ? 'pass'
      : row.lower >= 1 ? 'fail' : 'undecided', evidence: `${inWords(row)} (${row.point.metric}), below 1 claimed` }));
  if (found.length > 0) return found;
  return rowsOf(rows, 'waldGain', mechanism, BIDDER).map((row) => ({
    status: row.lower > 0 ? 'fail' : 'undecided', evidence: `${inWords(row)}: no ambiguity is enough`,
  }));
}

const forward = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const enough = rowsOf(rows, 'sufficientDelta', nearlyExact(values), BIDDER);
  if (values.values === 'nonseparable') {
    return [notApplicable('the delta of nonseparable values depends on how far they are from separable')];
  }
  if (values.metrics === 'contamination') return [notApplicable(NO_THEOREM)];
  return ofTheorem(deltas(rows, nearlyExact(values))).flatMap((needed) => enough.map((row) => atMostOther(needed, row)));
};

/** A slope above one at the top: fatal where values separate, harmless where they do not. */
const boundedness = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (values.values === 'modified-vcg') return [notApplicable('one-dimensional signals')];
  if (values.values === 'additively-separable') return rowsOf(rows, 'waldGain', STEEP, BIDDER).map(positive);
  const known = Object.keys(exactDelta(values, STEEP)).length;
  return known > 0 ? finite(values, rows, STEEP) : [notApplicable('epsilon is too large for beta')];
};

const hopeless = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => (values.values === 'modified-vcg'
  ? rowsOf(rows, 'waldGain', GENERALISED_VCG.name, BIDDER).map(positive)
  : [notApplicable('signals of one dimension are all own-payoff-relevant')]);

const exact = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  [...(values.values === 'modified-vcg' ? [MODIFIED_VCG.name] : [RIPPLE, STEEP]), GENERALISED_VCG.name].flatMap((mechanism) =>
    metricsOf(values).flatMap((metric) =>
      ofMetric(deltas(rows, mechanism), metric).map((row) => contains(row, exactDelta(values, mechanism)[metric]))));

const others = (values: ParameterValues): string => JSON.stringify({ ...values, size: undefined });

/** Exactly one by total variation; Prokhorov's is one for uniform laws and the ripple, whose ends do not matter. */
const known = (point: ParameterValues): number | undefined => {
  if (!String(point.law).startsWith('uniform')) return undefined;
  if (point.metric === 'totalVariation') return 1;
  return point.metric === 'prokhorov' && point.values !== 'modified-vcg' ? 1 : undefined;
};

export function interdependentAmbiguityClaims(view: ClaimView): Claim[] {
  const asked = view.points.some(({ metrics }) => metrics !== 'contamination');
  const shrinking = view.points.flatMap((values) =>
    ofTheorem(deltas(rowsAt(view, values), nearlyExact(values))).map((row) =>
      ({ row, size: Number(values.size), group: `${others(values)} ${row.point.metric}` })));
  const rates = view.fits
    .filter(({ quantity, point }) => quantity === 'deltaStar' && point.metric !== 'contamination' && point.mechanism === nearlyExact(point))
    .map((fit) => exponentIs(fit, known(fit.point)));
  return [
    claim({
      id: 'theorem-6.1',
      text: 'A mechanism that is nearly incentive compatible is exactly so with some ambiguity, whether values separate or not',
      source: 'Song22 Theorem 6.1; Theorem 6.2 for modified VCG',
    },
      overPoints(view, (values, rows) => finite(values, rows, nearlyExact(values)))),
    claim(
      {
        id: 'theorem-6.1-vanishes', text: 'The ambiguity needed falls as epsilon does, or as the informational size does',
        source: 'Song22 Theorems 6.1 and 6.2',
      },
      asked ? falling(shrinking) : [notApplicable(NO_THEOREM)],
    ),
    claim(
      {
        id: 'theorem-6.1-rate', text: 'It vanishes like a power of the size: the first, wherever that is known',
        source: 'Song22 Theorems 6.1 and 6.2; docs/modified-vcg.md',
      },
      rates.length > 0 ? rates : [notApplicable(asked ? 'needs a fit: misreport rate' : NO_THEOREM)],
    ),
    claim(
      {
        id: 'sufficient',
        text: 'Additively separable values: it is at most what the theorem derives from the epsilon-LIC constant',
        source: 'Song22 Theorem 6.1, Appendix D',
      },
      overPoints(view, forward),
    ),
    claim(
      {
        id: 'boundedness',
        text: 'A utility too steep at the top: no ambiguity is enough where values separate, some is where they do not',
        source: 'Song22 section 6.1',
      },
      overPoints(view, boundedness),
    ),
    claim(
      {
        id: 'irrelevant-information', text: 'Generalised VCG pays for irrelevant information, which no ambiguity cures',
        source: 'Song22 section 6.2; docs/modified-vcg.md',
      },
      overPoints(view, hopeless),
    ),
    claim(
      { id: 'exact-delta', text: 'delta* is the value derived', source: 'scenarios/interdependent-ambiguity/reference.ts' },
      overPoints(view, exact),
    ),
  ];
}
