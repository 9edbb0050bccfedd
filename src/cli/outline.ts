/** What a scenario studies at its defaults and what it claims, for `misreport describe`. */
import type { Claim } from '../results/document.ts';
import { DATA_ERRORS, type DataErrorChoice, type ProblemOutline } from '../kinds/kind.ts';
import type { ParameterValues, Scenario } from '../study/scenario.ts';
import { defaultsOf } from '../study/points.ts';
import { checkedKind } from '../study/sweep.ts';
import { emptyView } from '../study/claims.ts';

export interface Outline {
  readonly kind: string;
  readonly studied?: ProblemOutline;
  /** What `--data-error` can tell of such a study. */
  readonly dataErrors: readonly DataErrorChoice[];
  readonly claims: readonly Pick<Claim, 'id' | 'text' | 'source'>[];
}

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
  const problem = scenario.environment(values);
  const kind = checkedKind(problem);
  const studied = kind.outline?.(problem);
  const dataErrors = DATA_ERRORS.filter((how) => how === 'bootstrap' || kind.overLaws !== undefined);
  return { kind: kind.name, ...(studied ? { studied } : {}), dataErrors, claims: claimsOf(scenario, values) };
}
