/** What the studies of every kind of problem hand back, and what their fits share. */
import type { StudyConfiguration } from './configuration.ts';
import type { Estimate, Point, ResultDocument } from '../results/document.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

export type StudyOutcome = Pick<ResultDocument, 'samplers' | 'estimates' | 'curves' | 'surfaces' | 'beliefs' | 'fits' | 'verdicts' | 'notes' | 'complete'>;

/** Results that differ in the size alone, and so belong to one fit: by the parameters that do not change it. */
export function groupsOfOneFit<R extends { readonly values: ParameterValues }>(configuration: StudyConfiguration, results: readonly R[]): R[][] {
  const groups = new Map<string, R[]>();
  for (const result of results) {
    const key = JSON.stringify(sharedValues(configuration, result.values));
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}

/** Parameters other than those that a rate sweeps: what the scenario's own default sweeps and, where the size is a market's, every count. */
export function sharedValues({ scenario }: StudyConfiguration, values: ParameterValues): Point {
  const swept = new Set(Object.keys(scenario.rateDefaults ?? {}).flatMap((name) => scenario.shorthands?.[name]?.sets ?? [name]));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !swept.has(name) && (scenario.sizeName !== undefined || scenario.parameters[name]?.kind !== 'count')));
}

/** Rows with the exact values and published bounds that the scenario knows; those without a mechanism's or a metric's name are of all. */
export const withReferences = (rows: readonly Estimate[], references: ReturnType<NonNullable<Scenario['references']>>): Estimate[] => rows.map((row) => {
  const known = references.find(({ quantity, agent, mechanism, metric }) =>
    quantity === row.quantity && agent === row.agent && (mechanism === undefined || mechanism === row.point.mechanism) && (metric === undefined || metric === row.point.metric));
  return known ? { ...row, ...(known.reference ? { reference: known.reference } : {}), ...(known.bound ? { bound: known.bound } : {}) } : row;
});

/** The parameter values of a point as they stand in every row. */
export const pointOf = (values: ParameterValues): Point => ({ ...values });
