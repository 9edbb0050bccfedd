/** A scenario as a question about beliefs, with flags for what may be asked of it besides: for `misreport robust`. */
import type { Environment } from '../kinds/registry.ts';
import { informedAgents } from '../kinds/robust/asked-agents.ts';
import {
  ALL, BALL_METRICS, robustStudyIn, type BallMetric, type BeliefsQuestion, type EfficientRuleQuestion,
} from '../kinds/robust/study-point.ts';
import { environmentToAsk } from './environment-to-ask.ts';
import { checkedFields } from './asked-fields.ts';
import type { Parameter, ParameterValues, Scenario } from './scenario.ts';
import { ruleIn } from './rule-of.ts';
import { environmentAt, environmentAtDefaults } from './sweep.ts';
import { withoutRule } from './without-rule.ts';

const EVERY_METRIC = 'all';

/** By default what the scenario asks itself. */
const metricAsked = ([metric, ...more]: readonly BallMetric[] = BALL_METRICS): Parameter => ({
  kind: 'choice', description: 'how far a belief is from the baseline', choices: [EVERY_METRIC, ...BALL_METRICS],
  default: metric !== undefined && more.length === 0 ? metric : EVERY_METRIC,
});
const radiusAsked = (radius = 0.1): Parameter => ({
  kind: 'number', description: 'radius of the ball of beliefs looked at', default: radius, minimum: 0, maximum: 2,
});

const whose = (agents: readonly string[], fallback: string): Parameter =>
  ({ kind: 'choice', description: 'whose beliefs', default: fallback, choices: [...agents, ALL] });

/** `all` are those that the scenario names, where it names several. */
const metricsOf = ({ metric }: ParameterValues, named: readonly BallMetric[] = BALL_METRICS): readonly BallMetric[] =>
  (metric !== EVERY_METRIC ? [metric as BallMetric] : named.length > 1 ? named : BALL_METRICS);

/** What has an efficient rule, in a scenario of another kind. */
function problemOf(environment: Environment, listed = true): EfficientRuleQuestion['problem'] | undefined {
  const found = ruleIn(environment, listed);
  return found && ('market' in found ? found.market : found.unlisted ?? found.problem);
}

/** The scenario's own question, of whichever agent and metrics. */
function ownQuestion(scenario: Scenario, { agents, agent, ...asked }: BeliefsQuestion, primary: string): Scenario {
  const { claims } = scenario;
  const more = { metric: metricAsked(asked.metrics), agent: whose(agents, agent) };
  const radius = radiusAsked(asked.radius);
  return {
    ...scenario,
    parameters: { radius, ...scenario.parameters, ...more },
    environment: (values) => {
      const built = environmentAt(scenario, values);
      const now = robustStudyIn(built);
      if (now?.question !== 'beliefs') return built;
      return checkedFields(
        { ...now, agent: String(values.agent), radius: Number(values.radius), metrics: metricsOf(values, now.metrics) },
        { radius, ...more },
      );
    },
    // Rows name the metric they are in, whatever was asked for.
    ...(claims ? { claims: (view) => claims({ ...view, points: view.points.map(({ metric: _metric, ...rest }) => rest) }) } : {}),
    primaryAgent: ({ agent: asked }) => (asked === ALL ? primary : String(asked)),
  };
}

/** The efficient rule of what another scenario studies. */
function efficientRule(scenario: Scenario, problem: EfficientRuleQuestion['problem'], primary: string): Scenario {
  const { references: _references, claims: _claims, ...rest } = scenario;
  const agents = informedAgents(problem);
  const first = agents.includes(primary) ? primary : agents[0]!;
  const more = { metric: metricAsked(), agent: whose(agents, first) };
  const radius = radiusAsked();
  return {
    ...rest,
    parameters: { radius, ...scenario.parameters, ...more },
    environment: (values) => checkedFields({
      kind: 'robust', question: 'efficient-rule', problem: problemOf(environmentToAsk(scenario, values))!, agent: String(values.agent),
      metrics: metricsOf(values), radius: Number(values.radius),
    }, { radius, ...more }),
    primaryAgent: ({ agent }) => (agent === ALL ? first : String(agent)),
  };
}

/** Throws InputError where the scenario has neither beliefs round a baseline nor an efficient rule. */
export function asRobust(scenario: Scenario): Scenario {
  const { environment, primary } = environmentAtDefaults(scenario);
  const own = robustStudyIn(environment);
  if (own) return own.question === 'beliefs' ? ownQuestion(scenario, own, primary) : scenario;
  const problem = problemOf(environment, false);
  if (problem === undefined || informedAgents(problem).length === 0) {
    const wanted = 'a question about beliefs, a social choice problem or a double auction';
    throw withoutRule(wanted, scenario.name, environment);
  }
  return efficientRule(scenario, problem, primary);
}
