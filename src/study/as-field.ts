/** A scenario as a question about its choice rule, whatever mechanisms it studies: for `misreport field` and `least-epsilon`. */
import { InputError } from '../errors.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { sizeOfCells } from '../kinds/field/grid.ts';
import type { FieldStudy } from '../kinds/field/study-point.ts';
import type { Environment } from '../kinds/registry.ts';
import type { Parameter, ParameterValues, Scenario } from './scenario.ts';

const MARKET = 'market';
const MONEY_MAX = 1e9;

const DEFICIT: Parameter = {
  kind: 'number', description: 'money per market that expected transfers may lose; negative: that they must collect', default: 0,
  minimum: -MONEY_MAX, maximum: MONEY_MAX,
};

/** The problem whose efficient rule is asked about, where the scenario has one. */
function problemOf(environment: Environment): SocialChoiceProblem | undefined {
  if (environment.kind === 'social-choice') return environment.problem;
  return environment.kind === 'field' && environment.question === 'field' ? environment.problem : undefined;
}

/** Whose field, on what grid; the agent with whom the scenario is most concerned by default. */
function problemParameters({ agents, signals }: SocialChoiceProblem, agent: string): Readonly<Record<string, Parameter>> {
  const informed = agents.filter((_, i) => coordinatesOf({ signals }, i).length > 0);
  const primary = informed.includes(agent) ? agent : (informed[0] ?? agent);
  const dimensions = coordinatesOf({ signals }, agents.indexOf(primary)).length;
  return {
    agent: { kind: 'choice', description: 'whose field', default: primary, choices: informed },
    cells: {
      kind: 'count', description: 'equal cells an axis, whose midpoints are the types', default: sizeOfCells(dimensions), minimum: 2,
      maximum: 4225,
    },
  };
}

function questionAt(environment: Environment, { deficit, agent, cells }: ParameterValues): FieldStudy {
  if (environment.kind === 'double-auction') {
    return { kind: 'field', question: 'least-epsilon', market: environment, deficits: [Number(deficit)] };
  }
  const problem = problemOf(environment);
  if (problem) return { kind: 'field', question: 'field', problem, agent: String(agent), cells: Number(cells) };
  return environment as FieldStudy;
}

/**
 * The same scenario with its environment turned into a question of kind `field`, and flags for what may be asked of it besides. Throws
 * InputError where it studies neither a double auction nor a social choice problem; `market` says whether double auctions will do.
 */
export function asField(scenario: Scenario, { market }: { readonly market: boolean }): Scenario {
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default]));
  const environment = scenario.environment(defaults);
  const problem = problemOf(environment);
  const isMarket = environment.kind === 'double-auction' || (environment.kind === 'field' && environment.question === 'least-epsilon');
  if (!problem && !(isMarket && market)) {
    const wanted = market ? 'a double auction or a social choice problem' : 'a social choice problem';
    throw new InputError('scenario', `needs to be ${wanted}; '${scenario.name}' is of kind ${environment.kind}`);
  }
  const own = environment.kind === 'field';
  const more = problem
    ? problemParameters(problem, scenario.primaryAgent(defaults))
    : environment.kind === 'double-auction' ? { deficit: DEFICIT } : {};
  const { references: _references, claims: _claims, ...rest } = scenario;
  return {
    ...(own ? scenario : rest),
    parameters: { ...scenario.parameters, ...more },
    environment: (values) => questionAt(scenario.environment(values), values),
    primaryAgent: ({ agent }) => (problem ? String(agent) : MARKET),
  };
}
