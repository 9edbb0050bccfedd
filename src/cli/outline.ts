/** What a scenario studies at its defaults and what it claims, for `misreport describe`. */
import type { Claim } from '../results/document.ts';
import type { ParameterValues, Scenario, StudyPoint } from '../study/scenario.ts';
import { bidderName } from '../kinds/assignment/study-point.ts';
import { emptyView } from '../study/claims.ts';

export interface Outline {
  readonly kind: StudyPoint['kind'];
  /** Of social choice problems; alternatives where they are listed. */
  readonly studied?: { readonly mechanisms: readonly string[]; readonly agents: readonly string[]; readonly alternatives?: readonly string[] };
  readonly claims: readonly Pick<Claim, 'id' | 'text' | 'source'>[];
}

const defaultsOf = (scenario: Scenario): ParameterValues =>
  Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default]));

/** Claims without any numbers to hold them against; a scenario whose claims cannot do without has none to show here. */
function claimsOf(scenario: Scenario, values: ParameterValues): Outline['claims'] {
  try {
    return (scenario.claims?.(emptyView(values)) ?? []).map(({ id, text, source }) => ({ id, text, source }));
  } catch {
    return [];
  }
}

export function outlineOf(scenario: Scenario): Outline {
  const values = defaultsOf(scenario);
  const point = scenario.environment(values);
  const claims = claimsOf(scenario, values);
  if (point.kind === 'double-auction') return { kind: point.kind, claims };
  if (point.kind === 'assignment') return { kind: point.kind, studied: { mechanisms: point.mechanisms.map(({ name }) => name), agents: Array.from({ length: point.market.bidders }, (_, i) => bidderName(i)) }, claims };
  const { problem: { agents, alternatives }, mechanisms } = point;
  return { kind: point.kind, studied: { mechanisms: mechanisms.map(({ name }) => name), agents, alternatives }, claims };
}
