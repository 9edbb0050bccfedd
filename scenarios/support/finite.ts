/** Scenarios of finite types: an environment file with the scenario's parameters in it, its questions, and claims on exact rows. */
import type { FiniteQuestion } from '../../src/kinds/finite/study-point.ts';
import type { Claim, Estimate, Verdict } from '../../src/results/document.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { claim, rowsAt, type Finding } from '../../src/study/findings.ts';
import { checkParameters } from './parameters.ts';

export interface FiniteScenario extends Pick<Scenario, 'name' | 'title' | 'description' | 'source'> {
  readonly parameters: Readonly<Record<string, Extract<Parameter, { readonly kind: 'number' }>>>;
  /** An environment file without its parameters, which are the scenario's; as a function of their values it has none. */
  readonly file: Readonly<Record<string, unknown>> | ((values: ParameterValues) => Readonly<Record<string, unknown>>);
  questions(values: ParameterValues): readonly FiniteQuestion[];
  claims(view: ClaimView): readonly Claim[];
}

/** The scenario; each parameter is one of the environment, with its range. */
export function finiteScenario({ file, questions, parameters, ...rest }: FiniteScenario): Scenario {
  return {
    ...rest, parameters,
    size: () => 1,
    sizeName: { symbol: 'N', description: 'environments' },
    primaryAgent: () => 'market',
    environment: (values) => {
      checkParameters(parameters, values);
      const given = Object.entries(parameters).map(([name, { minimum, maximum }]) => [
        name,
        { value: String(values[name]), range: [String(minimum), String(maximum)] },
      ]);
      if (typeof file === 'function') {
        const environment = { ...file(values), title: rest.title, source: rest.source };
        return { kind: 'finite', environment, questions: questions(values) };
      }
      return {
        kind: 'finite',
        environment: { ...file, title: rest.title, source: rest.source, parameters: Object.fromEntries(given) },
        questions: questions(values),
      };
    },
  };
}

type Where = Readonly<Record<string, string | number>>;
type Head = Pick<Claim, 'id' | 'text' | 'source'>;

const matching = (view: ClaimView, values: ParameterValues, quantity: string, where: Where): Estimate[] =>
  rowsAt(view, values).filter(
    (row) => row.quantity === quantity && Object.entries(where).every(([key, value]) => row.point[key] === value),
  );

const words = ({ quantity, exact, estimate, basis }: Estimate): string =>
  `${quantity} = ${exact ?? estimate}${basis === undefined ? '' : ` (${basis})`}`;

/** At every point the row has the value claimed; `undefined` where the statement does not speak of a point. */
export function exactClaim(
  view: ClaimView,
  head: Head,
  quantity: string,
  where: Where,
  expected: (values: ParameterValues) => string | number | undefined,
): Claim {
  return claim(
    head,
    view.points.flatMap((values): Finding[] => {
      const value = expected(values);
      if (value === undefined) return [{ status: 'not-applicable', evidence: 'outside the parameters of the statement' }];
      const rows = matching(view, values, quantity, where);
      if (rows.length === 0) return [{ status: 'undecided', evidence: `no row of ${quantity}` }];
      return rows.map((row): Finding => {
        const holds =
          typeof value === 'string'
            ? row.exact === value
            : row.exact !== undefined && Math.abs(row.estimate - value) <= 1e-12 * Math.max(1, Math.abs(value));
        return { status: holds ? 'pass' : 'fail', evidence: `${words(row)}${holds ? '' : `, ${value} claimed`}` };
      });
    }),
  );
}

/** No row: what would have the value does not exist. */
export function absentClaim(view: ClaimView, head: Head, quantity: string, where: Where): Claim {
  return claim(head, view.points.map((values): Finding => {
    const [row] = matching(view, values, quantity, where);
    return row === undefined ? { status: 'pass', evidence: `there is no ${quantity}` } : { status: 'fail', evidence: words(row) };
  }));
}

/** Two rows have the same rational; only of points at which the statement `applies`. */
export function equalRowsClaim(
  view: ClaimView,
  head: Head,
  [quantity, where]: readonly [string, Where],
  [other, there]: readonly [string, Where],
  applies: (values: ParameterValues) => boolean = () => true,
): Claim {
  return claim(
    head,
    view.points.map((values): Finding => {
      if (!applies(values)) return { status: 'not-applicable', evidence: 'outside the parameters of the statement' };
      const [one] = matching(view, values, quantity, where);
      const [two] = matching(view, values, other, there);
      if (one?.exact === undefined || two?.exact === undefined)
        return { status: 'undecided', evidence: `no row of ${one === undefined ? quantity : other}` };
      return { status: one.exact === two.exact ? 'pass' : 'fail', evidence: `${words(one)}; ${words(two)}` };
    }),
  );
}

const verdictAt = (view: ClaimView, values: ParameterValues, condition: string, agent: string): Verdict | undefined =>
  view.verdicts.find(
    ({ id, agent: who, point }) =>
      id === condition && who === agent && Object.entries(values).every(([name, value]) => point[name] === value),
  );

/** Wherever one condition of the market holds, so does the other. */
export function impliedClaim(view: ClaimView, head: Head, condition: string, consequence: string): Claim {
  return claim(head, view.points.map((values): Finding => {
    const [given, found] = [verdictAt(view, values, condition, 'market'), verdictAt(view, values, consequence, 'market')];
    if (given === undefined || found === undefined)
      return { status: 'undecided', evidence: `${condition} or ${consequence} was not decided` };
    if (!given.holds) return { status: 'not-applicable', evidence: given.text };
    return { status: found.holds ? 'pass' : 'fail', evidence: found.text };
  }));
}

/** A condition holds for some agents and fails for the others. */
export function conditionClaim(
  view: ClaimView,
  head: Head,
  condition: string,
  holds: Readonly<Record<string, boolean>>,
  applies: (values: ParameterValues) => boolean = () => true,
): Claim {
  return claim(
    head,
    view.points.flatMap((values) =>
      Object.entries(holds).map(([agent, expected]): Finding => {
        if (!applies(values)) return { status: 'not-applicable', evidence: 'outside the parameters of the statement' };
        const verdict = verdictAt(view, values, condition, agent);
        if (verdict === undefined) return { status: 'undecided', evidence: `${condition} of ${agent} was not checked` };
        const status = verdict.status ?? (verdict.holds ? 'yes' : 'no');
        const found = status === 'undecided' ? 'undecided' : (status === 'yes') === expected ? 'pass' : 'fail';
        return { status: found, evidence: `${agent}: ${verdict.text}` };
      }),
    ),
  );
}

/** Beliefs come from no common prior. */
export const noCommonPriorClaim = (view: ClaimView, source: string): Claim =>
  conditionClaim(view, { id: 'no-common-prior', text: 'The beliefs come from no common prior', source }, 'common-prior', { market: false });

/** Guo18's BDP, for every agent named. */
export const beliefsDetermineClaim = (view: ClaimView, source: string, agents: readonly string[]): Claim =>
  conditionClaim(
    view, { id: 'bdp', text: 'Beliefs determine preferences for both agents', source }, 'beliefs-determine-preferences',
    Object.fromEntries(agents.map((agent) => [agent, true])),
  );

/** What transfers that agents know, and ambiguous ones, can do. */
export const eitherTransfers = (goal: 'implement' | 'extract'): FiniteQuestion[] =>
  (['bayesian', 'ambiguous'] as const).map((transfers) => ({ ask: 'design', goal, transfers }));
