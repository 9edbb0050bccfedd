/** Song22 Theorems 4.1 and 4.2 and section 4.6, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { falling } from '../support/falling.ts';
import { metricsOf } from '../support/ambiguity.ts';
import {
  claim, equals, inWords, meet, notApplicable, overPoints, positive, rowsAt, rowsOf, TELLING_SHARE, type Finding,
} from '../../src/study/findings.ts';
import { atMostOther, contains, exponentIs, GRID, NO_THEOREM, ofMetric, ofTheorem } from '../support/ambiguity-claims.ts';
import { FULL_INSURANCE, modelOf, RIPPLE, type AgentModel } from './environment.ts';
import { exactAmbiguity, exactRevenue, honestName } from './reference.ts';

type Find = (mechanism: string, agent: AgentModel) => readonly Finding[];

const overMechanisms = (values: ParameterValues, find: Find): Finding[] => {
  const model = modelOf(values);
  return [RIPPLE, FULL_INSURANCE].flatMap((mechanism) => model.studied.flatMap((agent) => find(mechanism, agent)));
};

const outside = ({ metrics }: ParameterValues): boolean => metrics === 'contamination';

/** Theorem 4.2's own delta is enough, or more than enough. */
const forward = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  (outside(values) ? [notApplicable(NO_THEOREM)] : overMechanisms(values, (mechanism, { name }) =>
  ofTheorem(rowsOf(rows, 'deltaStar', mechanism, name)).flatMap((needed) =>
    rowsOf(rows, 'sufficientDelta', mechanism, name).map((enough) => atMostOther(needed, enough)))));

/** Under the ambiguity that the theorem asks for no lie gains. */
const noGain = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  if (outside(values)) return [notApplicable(NO_THEOREM)];
  const { epsilon, law, studied } = modelOf(values);
  // Without ambiguity a lie along a whole wave gains about epsilon^2 / 2 times the support's width.
  const small = (GRID / 10) * epsilon ** 2 * (law.support[1] - law.support[0]);
  return studied.flatMap(({ name }) => metricsOf(values).flatMap((metric) => rowsOf(rows, 'ambiguousGain', RIPPLE, name)
    .filter(({ point }) => point.beliefs === `${metric}(${epsilon})`)
    .map((row): Finding =>
      ({ status: row.lower > small
        ? 'fail'
        : row.upper <= small
          ? 'pass'
          : 'undecided',
          evidence: `${inWords(row)} under ${row.point.beliefs}, 0 claimed, resolved to ${Number(small.toPrecision(2))}` }))));
};

/** Without ambiguity some lie does. */
const gain = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => overMechanisms(values, (mechanism, { name }) =>
  rowsOf(rows, 'ambiguousGain', mechanism, name).filter(({ point }) => point.beliefs === 'bayesian').map(positive));

const back = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => overMechanisms(values, (mechanism, { name }) =>
  rowsOf(rows, 'guaranteedEpsilon', mechanism, name).flatMap((guaranteed) =>
    rowsOf(rows, 'epsilonLic', mechanism, name).map((actual) => atMostOther(actual, guaranteed))));

const exact = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const model = modelOf(values);
  return overMechanisms(values, (mechanism, agent) => {
    const { deltaStar } = exactAmbiguity(model, agent, mechanism, metricsOf(values));
    return metricsOf(values).flatMap((metric) =>
      ofMetric(rowsOf(rows, 'deltaStar', mechanism, agent.name), metric).map((row) => contains(row, deltaStar[metric])));
  });
};

/** Under total variation the theorem's delta is what is needed. */
const tight = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  (metricsOf(values).includes('totalVariation') ? overMechanisms(values, (mechanism, { name }) =>
  ofMetric(
    rowsOf(rows, 'deltaStar', mechanism, name), 'totalVariation',
  ).flatMap((needed) => rowsOf(rows, 'epsilonLic', mechanism, name).map((actual) => {
    const [least, most] = [needed.lower * (1 - GRID), needed.upper * (1 + GRID)];
    const holds = actual.lower <= most && least <= actual.upper;
    const tells = actual.upper - actual.lower <= 2 * TELLING_SHARE * actual.upper;
    return {
      status: !holds ? 'fail' : tells ? 'pass' : 'undecided', evidence: `${inWords(needed)} against ${inWords(actual)}`,
    } as Finding;
  }))) : [notApplicable('total variation was not asked for')]);

const revenue = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const model = modelOf(values);
  const base = honestName(model);
  return rowsOf(rows, 'revenue', FULL_INSURANCE).flatMap((insured) =>
    [equals(insured, exactRevenue(model, base)), ...rowsOf(rows, 'revenue', base).map((row) => meet(insured, row))]);
};

const others = (values: ParameterValues): string => JSON.stringify({ ...values, epsilon: undefined });

export function equivalenceClaims(view: ClaimView): Claim[] {
  const asked = view.points.some(({ metrics }) => metrics !== 'contamination');
  const needed = view.points.flatMap((values) =>
    ofTheorem(rowsOf(rowsAt(view, values), 'deltaStar', RIPPLE)).map((row) =>
      ({ row, size: Number(values.epsilon), group: `${others(values)} ${row.point.metric}` })));
  // The exponent is one exactly by total variation, and by Prokhorov for two agents of a uniform law.
  const rates = view.fits
    .filter(({ quantity, point }) => quantity === 'deltaStar' && point.metric !== 'contamination' && point.mechanism === RIPPLE)
    .map((fit) => exponentIs(
    fit, fit.point.metric === 'totalVariation'
      || (
        fit.point.metric === 'prokhorov'
          && String(fit.point.law).startsWith('uniform')
          && (fit.point.environment === 'bilateral-trade' || Number(fit.point.bidders) === 2)
      )
      ? 1
      : undefined));
  return [
    claim(
      {
        id: 'theorem-4.2',
        text: 'Forward: the ambiguity needed is at most what the theorem derives from the epsilon-LIC constant and boundedness',
        source: 'Song22 Theorem 4.2',
      },
      overPoints(view, forward),
    ),
    claim(
      {
        id: 'theorem-4.2-no-gain', text: 'Under the ambiguity that the theorem asks for no lie gains',
        source: 'Song22 Theorem 4.2, proof for a single object',
      },
      overPoints(view, noGain),
    ),
    claim({ id: 'bayesian-gain', text: 'Without ambiguity some lie gains', source: 'Song22 section 4.1' }, overPoints(view, gain)),
    claim(
      {
        id: 'theorem-4.1',
        text: 'Back: the epsilon that implementation at delta* guarantees is at least the actual epsilon-LIC constant',
        source: 'Song22 Theorem 4.1',
      },
      overPoints(view, back),
    ),
    claim(
      {
        id: 'total-variation-tight', text: 'By total variation the ambiguity needed is the epsilon-LIC constant itself',
        source: 'docs/ambiguity.md',
      },
      overPoints(view, tight),
    ),
    claim(
      {
        id: 'exact-delta',
        text:
          "delta* is the distance between the slope of interim utility and the chance of service: Kolmogorov's by total variation, "
          + "Levy's by Prokhorov",
        source: 'scenarios/support/insured.ts',
      },
      overPoints(view, exact),
    ),
    claim(
      { id: 'vanishes', text: 'The ambiguity needed falls as epsilon does', source: 'Song22 Theorem 4.2' },
      asked ? falling(needed) : [notApplicable(NO_THEOREM)],
    ),
    claim(
      {
        id: 'rate', text: 'It vanishes like a power of epsilon: the first, wherever that is known',
        source: 'Song22 Theorem 4.2; scenarios/support/insured.ts',
      },
      rates.length > 0 ? rates : [notApplicable(asked ? 'needs a fit: misreport rate' : NO_THEOREM)],
    ),
    claim(
      { id: 'section-4.6', text: "Full insurance keeps the base mechanism's ex ante revenue", source: 'Song22 section 4.6' },
      overPoints(view, revenue),
    ),
  ];
}
