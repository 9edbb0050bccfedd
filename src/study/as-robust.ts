/** A scenario as a question about beliefs, with flags for what may be asked of it besides: for `misreport robust`. */
import { InputError } from '../errors.ts';
import { ALL, BALL_METRICS, type BallMetric } from '../kinds/robust/study-point.ts';
import type { Parameter, Scenario } from './scenario.ts';

const EVERY_METRIC = 'all';

const METRIC: Parameter = {
  kind: 'choice', description: 'how far a belief is from the baseline', default: EVERY_METRIC, choices: [EVERY_METRIC, ...BALL_METRICS],
};
const RADIUS: Parameter = {
  kind: 'number', description: 'radius of the ball of beliefs looked at', default: 0.1, minimum: 0, maximum: 2,
};

/** Throws InputError where the scenario has no beliefs round a baseline. */
export function asRobust(scenario: Scenario): Scenario {
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default]));
  const environment = scenario.environment(defaults);
  if (environment.kind !== 'robust') {
    throw new InputError('scenario', `needs to be a question about beliefs; '${scenario.name}' is of kind ${environment.kind}`);
  }
  if (environment.question !== 'beliefs') return scenario;
  const primary = scenario.primaryAgent(defaults);
  const { claims } = scenario;
  const agents = [...environment.agents, ALL];
  const agent: Parameter = { kind: 'choice', description: 'whose beliefs', default: environment.agent, choices: agents };
  return {
    ...scenario,
    parameters: { radius: RADIUS, ...scenario.parameters, metric: METRIC, agent },
    environment: (values) => {
      const built = scenario.environment(values);
      if (built.kind !== 'robust' || built.question !== 'beliefs') return built;
      return {
        ...built, agent: String(values.agent), radius: Number(values.radius),
        metrics: values.metric === EVERY_METRIC ? BALL_METRICS : [values.metric as BallMetric],
      };
    },
    // Rows name the metric they are in, whatever was asked for.
    ...(claims ? { claims: (view) => claims({ ...view, points: view.points.map(({ metric: _metric, ...rest }) => rest) }) } : {}),
    primaryAgent: ({ agent: asked }) => (asked === ALL ? primary : String(asked)),
  };
}
