/** A scenario as a question about its choice rule, whatever mechanisms it studies: for `misreport field` and `least-epsilon`. */
import { InputError } from '../errors.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { TRADERS, type Trader } from '../environment/double-auction.ts';
import { sizeOfCells, TYPES_MAX } from '../kinds/field/grid.ts';
import {
  BUDGETS, fieldStudyIn, NOTIONS, OPPONENTS, PARTICIPATION, STAGES, withoutOpenDeficit, type FieldStudy, type MarketQuestion,
  type ProblemQuestion, type TraderQuestion,
} from '../kinds/field/study-point.ts';
import { pointsText, readPoints } from '../input/points.ts';
import type { Environment } from '../kinds/registry.ts';
import { checkedFields } from './asked-fields.ts';
import { askedAnew, choiceOf, DEFICIT, MARKET, participationAndBudget, withoutMechanism } from './rule-flags.ts';
import { marketOf, problemOf, PROBLEM_OR_MARKET, tradeOf, unlistedOf } from './rule-of.ts';
import type { Parameter, ParameterValues, Scenario } from './scenario.ts';
import { environmentAt, environmentAtDefaults } from './sweep.ts';
import { withoutRule } from './without-rule.ts';

/** The same of a scenario that shows several deficits at each of its points. */
const ONE_DEFICIT = {
  ...DEFICIT, kind: 'number-or-none', description: `${DEFICIT.description}; none: those that the scenario shows`, default: 'none',
} as const satisfies Parameter;

const YES_OR_NO = ['no', 'yes'] as const;
const yesOrNo = (is = false): (typeof YES_OR_NO)[number] => (is ? 'yes' : 'no');

/** Whose field, on what grid: what the scenario asks itself by default, else of the agent with whom it is most concerned. */
function problemParameters(
  { agents, signals }: SocialChoiceProblem, agent: string, asked: Partial<ProblemQuestion>, isListed: boolean,
): Readonly<Record<string, Parameter>> {
  const informed = agents.filter((_, i) => coordinatesOf({ signals }, i).length > 0);
  const primary = informed.includes(agent) ? agent : (informed[0] ?? agent);
  const dimensions = coordinatesOf({ signals }, agents.indexOf(primary)).length;
  return {
    agent: {
      kind: 'choice', description: 'whose field', default: primary, choices: informed, ...(informed.includes('all') ? {} : { all: 'all' }),
    },
    cells: isListed
      ? {
        kind: 'count', description: 'equal cells an axis, whose midpoints are the types', minimum: 2,
        default: asked.cells ?? sizeOfCells(dimensions), maximum: 4225,
      }
      : {
        kind: 'count', minimum: 0, default: 0, maximum: 4225,
        description: 'equal cells an axis, whose midpoints are the types; 0: some hundreds of types, or draws where a grid has too many',
      },
    nodes: {
      kind: 'count', default: asked.nodes ?? 0, minimum: 0, maximum: 4224,
      description: 'types are the points j/n of each axis instead of midpoints of cells; 0: midpoints',
    },
    slice: {
      kind: 'points', default: pointsText(asked.slice ? [asked.slice] : []),
      description: 'coordinates at which types are held, * for those in which they differ, such as *:*:0.5; none: all differ',
    },
    loop: {
      kind: 'points', default: pointsText(asked.loop ?? []),
      description: 'corners of a closed path whose circulation is wanted, such as 0:0/1:0/1:1; none: no such path',
    },
    stage: choiceOf(
      'whether lies are judged against the laws of others, or against each profile, the worst counting', STAGES, asked.stage ?? 'interim',
    ),
    opponents: {
      kind: 'choice', default: asked.opponents ?? 'law', choices: OPPONENTS,
      description: 'others drawn from their laws, or from the grid itself, every profile with its chance: then nothing is sampled',
    },
    notion: {
      kind: 'choice', default: asked.notion ?? 'lic', choices: NOTIONS,
      description: 'by what a gain is measured on the grid: relevant coordinates added up, the largest difference of any, every lie alike',
    },
    bounded: choiceOf('whether utilities may rise by no more than chances allow (Definition 4)', YES_OR_NO, yesOrNo(asked.bounded)),
    monotone: choiceOf('whether utilities may not fall as signals rise', YES_OR_NO, yesOrNo(asked.monotone)),
    ...participationAndBudget(asked),
  };
}

const opponentsOfMarket = (asked: Partial<MarketQuestion>) => ({
  opponents: {
    kind: 'choice', default: asked.opponents ?? 'law', choices: OPPONENTS,
    description: "traders' types on the continuum of their laws, or at midpoints of equal cells, each with the chance of its cell",
  },
  cells: {
    kind: 'count', description: 'cells of either support with --opponents grid; 0: 64', default: asked.cells ?? 0, minimum: 0,
    maximum: TYPES_MAX,
  },
} as const satisfies Readonly<Record<string, Parameter>>);

const onGrid = ({ opponents, cells }: ParameterValues): Partial<Pick<MarketQuestion, 'opponents' | 'cells'>> =>
  ({ ...(opponents === 'grid' ? { opponents } : {}), ...(Number(cells) > 0 ? { cells: Number(cells) } : {}) });

/** Of one trader of a market, on what grid. */
const traderParameters = (primary: string): Readonly<Record<string, Parameter>> => ({
  agent: {
    kind: 'choice', description: 'whose field', default: TRADERS.find((one) => one === primary) ?? 'buyer', choices: TRADERS, all: 'all',
  },
  deficit: DEFICIT, ...opponentsOfMarket({}),
  cells: {
    kind: 'count', description: 'equal cells of the trader\'s support, whose midpoints are the types shown', default: 64, minimum: 2,
    maximum: TYPES_MAX,
  },
});

/** Of a scenario that shows several deficits at each of its points. */
const hasOwnDeficits = (environment: Environment): boolean => 'deficits' in (fieldStudyIn(environment) ?? {});

type Participation = (typeof PARTICIPATION)[number];

/** Nodes, slice, path, stage and opponents as given; absent where they are not. */
function pathsOf({ nodes, slice, loop, stage, opponents }: ParameterValues): Partial<ProblemQuestion> {
  const [held, ...more] = readPoints(String(slice));
  if (more.length > 0) throw new InputError('slice', `must be one point, got ${more.length + 1}`);
  const corners = readPoints(String(loop)).map((point) => point.map((x) => x ?? NaN));
  return {
    ...(Number(nodes) > 0 ? { nodes: Number(nodes) } : {}), ...(held ? { slice: held } : {}),
    ...(corners.length > 0 ? { loop: corners } : {}),
    stage: stage as (typeof STAGES)[number], ...(opponents === 'grid' ? { opponents } : {}),
  };
}

function questionAt(environment: Environment, values: ParameterValues, problem: SocialChoiceProblem | undefined): FieldStudy {
  const { deficit, agent, cells, notion, bounded, monotone } = values;
  const market = problem ? undefined : marketOf(environment);
  if (market && agent !== undefined) {
    const question: TraderQuestion = {
      kind: 'field', question: 'trader', market, agent: agent as Trader, deficit: Number(deficit), ...onGrid(values),
    };
    return question;
  }
  if (market && !fieldStudyIn(environment)) {
    return { kind: 'field', question: 'least-epsilon', market, deficits: [Number(deficit)], ...onGrid(values) };
  }
  if (problem) {
    const question: ProblemQuestion = {
      kind: 'field', question: 'field', problem, agent: String(agent), ...(Number(cells) > 0 ? { cells: Number(cells) } : {}),
      notion: notion as (typeof NOTIONS)[number],
      bounded: bounded === 'yes', monotone: monotone === 'yes', individuallyRational: values['individually-rational'] as Participation,
      budget: values.budget as (typeof BUDGETS)[number], deficit: Number(deficit), ...pathsOf(values),
    };
    const unlisted = unlistedOf(environment);
    if (!unlisted) return question;
    const { problem: _unlisted, ...rest } = question;
    return { ...rest, question: 'assignment', market: unlisted };
  }
  const { opponents: _opponents, cells: _cells, ...asked } = environment as MarketQuestion;
  return { ...asked, ...(deficit === 'none' ? {} : { deficits: [Number(deficit)] }), ...onGrid(values) };
}

/** Where flags are those of a problem, so that every point must have one. */
const TRADE = 'a market of one seller and one buyer at every point, as it is at its defaults: more traders need larger defaults';

const isElsewhere = ({ stage, opponents, deficit = 0, budget }: ParameterValues): boolean =>
  stage === 'ex-post' || opponents === 'grid' || (budget === undefined && deficit !== 'none' && Number(deficit) !== 0);

/**
 * Claims of a scenario are about interim constants under its laws, and of a market without money from outside: nothing is said of them
 * where each profile of the others is judged by itself, others lie on a grid, or a market may lose money.
 */
const interimClaims = ({ claims, ...rest }: Scenario): Scenario => ({
  ...rest,
  ...(claims
    ? { claims: (view) => (view.points.some(isElsewhere) ? [] : claims({ ...view, points: view.points.map(withoutOpenDeficit) })) }
    : {}),
});

/**
 * The same scenario with its environment turned into a question of kind `field`, and flags for what may be asked of it besides. Throws
 * InputError where it studies neither a double auction nor a social choice problem; `market` says whether a double auction is asked for its
 * least ε alone, or for the field of one of its traders.
 */
export function asField(scenario: Scenario, { market }: { readonly market: boolean }): Scenario {
  const { environment, primary } = environmentAtDefaults(scenario);
  const problemAt = (at: Environment, listed = true): SocialChoiceProblem | undefined =>
    problemOf(at, listed) ?? (market ? undefined : tradeOf(at));
  const problem = problemAt(environment, false);
  const isMarket = !problem && marketOf(environment) !== undefined;
  if (!problem && !isMarket) throw withoutRule(PROBLEM_OR_MARKET, scenario.name, environment);
  const asked = fieldStudyIn(environment);
  const own = asked && asked.question !== 'second-best' && (market || asked.question === 'field');
  const more = problem
    ? problemParameters(problem, primary, asked?.question === 'field' ? asked : {}, !unlistedOf(environment))
    : !market ? traderParameters(primary)
    : { deficit: hasOwnDeficits(environment) ? ONE_DEFICIT : DEFICIT, ...opponentsOfMarket(own ? environment as MarketQuestion : {}) };
  const { parameters, hidden } = withoutMechanism(scenario, environment);
  return {
    ...(own ? interimClaims(scenario) : askedAnew(scenario)),
    parameters: { ...parameters, ...more },
    environment: (values) => {
      const at = environmentAt(scenario, { ...hidden, ...values });
      const there = problemAt(at);
      if (problem && !there) throw withoutRule(TRADE, scenario.name, at);
      return checkedFields(questionAt(at, values, there), more);
    },
    primaryAgent: ({ agent }) => (problem || !market ? String(agent) : MARKET),
  };
}
