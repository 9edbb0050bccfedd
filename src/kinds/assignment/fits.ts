/** Rates of epsilon-IC constants along a sweep: one fit for every mechanism and bidder whose points all have certified positive values. */
import { fitRate } from '../../statistics/power-law.ts';
import type { Estimate, Fit } from '../../results/document.ts';
import type { ParameterValues } from '../../study/scenario.ts';
import type { StudyConfiguration } from '../../study/configuration.ts';
import { groupsOfOneFit, sharedValues } from '../../study/outcome.ts';

export interface FittedPoint {
  readonly values: ParameterValues;
  readonly estimates: readonly Estimate[];
}

export const assignmentFits = (configuration: StudyConfiguration, results: readonly FittedPoint[]): Fit[] =>
  groupsOfOneFit(configuration, results).flatMap((group) => fitsOfGroup(configuration, group));

function fitsOfGroup(configuration: StudyConfiguration, group: readonly FittedPoint[]): Fit[] {
  const quantity = 'epsilonIc';
  const confidence = 1 - group.length * (1 - configuration.confidence);
  if (!(confidence > 0)) return [];
  return group[0]!.estimates.filter((row) => row.quantity === quantity).flatMap(({ agent, point: { mechanism } }): Fit[] => {
    const series = group.flatMap(({ values, estimates }) => {
      const row = estimates.find((other) => other.quantity === quantity && other.agent === agent && other.point.mechanism === mechanism);
      return row ? [{ row, market: configuration.scenario.marketSize(values) }] : [];
    });
    const fit = series.length === group.length ? fitRate(series.map(({ row: { estimate, lower, upper }, market }) => ({ market, estimate, lower, upper }))) : undefined;
    if (!fit) return [];
    const exact = fitRate(series.map(({ row: { reference: { value } = { value: 0 } }, market }) => ({ market, estimate: value, lower: value, upper: value })));
    const point = { ...sharedValues(configuration, group[0]!.values), mechanism: mechanism! };
    return [{ quantity, agent, point, model: 'c*M^b', ...fit, confidence, markets: series.map(({ market }) => market), ...(exact ? { referenceExponent: exact.exponent } : {}) }];
  });
}
