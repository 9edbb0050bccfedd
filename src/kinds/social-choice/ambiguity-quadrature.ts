/** delta* and gains under ambiguity against one opponent of one signal, computed and not sampled. */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import { deltaStarOfServed, guaranteedEpsilonOfServed } from '../../notions/delta-star/served.ts';
import { deltaStarOfSlope } from '../../notions/delta-star/served-slope.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { certain, witnessOf, type Certified, type Pair } from '../../notions/certified.ts';
import { allLies, ambiguousGainOfRanked, type RankedLie } from '../../notions/ambiguous-gain.ts';
import { deltaStarByBisection, type DeltaStar } from '../../notions/delta-star.ts';
import { guaranteedEpsilonByQuadrature } from '../../notions/guaranteed-epsilon.ts';
import { relevantDistance } from '../../beliefs/signal-distance.ts';
import { maximises } from '../../mechanism/incentives.ts';
import { utilityRise } from '../../mechanism/utility-rise.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import { payoffSize, type InterimQuestion } from '../../experiments/interim-sums.ts';
import type { SteppedGains } from '../../notions/stepped-gains.ts';
import { implementabilityDeltaByQuadrature, winningAlternatives } from '../../notions/implementability-delta.ts';
import { servedAgent, vcgSlope } from '../../experiments/quadrature/served.ts';
import { quadratureExperiment, type QuadratureExperiment } from '../../experiments/quadrature/quadrature.ts';
import { gainTable, type AmbiguityTask, type Findings, type FoundDelta, type NeededDelta } from './ambiguity-findings.ts';
import { gainsWithoutSampling } from './known-gains.ts';
import { knownUtility } from './served.ts';
import { steppedGains } from './stepped.ts';
import { evenPositions } from './spaced.ts';

/** Gains below this share of the largest payoff are none: sums of a thousand masses are rounded. */
const ROUNDING = 1e-9;

/** Of the support, to which quadrature narrows jumps down, twice over: less may be nothing. */
const BRACKET = 2 ** -19;

type GainAt = (lie: Pair, beliefs: BeliefSet) => Interval;

/** Of a line, lies this short, as a share of the support, are looked at round those that bind over the even grid. */
const CLOSE = 1 / 256;
const CLOSE_STEPS = 4;

/**
 * The worst lies are often the shortest: so of a line the grid is made closer where they bind, unless the scenario has named the
 * reports.
 */
export async function quadratureFindings(task: AmbiguityTask): Promise<Findings> {
  const question = questionOf(task);
  if (!question.line || task.study.reports?.(task.sample.space.agent)) return findingsOver(await setUp(task, question));
  const coarse = await setUp(task, question);
  const anchors = task.study.ambiguity!.metrics.flatMap((metric) => {
    const { lie } = starOf(coarse, metric);
    return lie ? [question.reports[lie.report]![0]!, question.reports[lie.type]![0]!] : [];
  });
  if (anchors.length === 0) return findingsOver(coarse);
  const [low, high] = task.sample.space.supports[0]!;
  const close = anchors.flatMap((anchor) => Array.from(
    { length: 2 * CLOSE_STEPS + 1 },
    (_, k) => Math.min(high, Math.max(low, anchor + (k - CLOSE_STEPS) * CLOSE * (high - low))),
  ));
  const reports = [...new Set([...question.reports.map(([x]) => x!), ...close])].sort((a, b) => a - b).map((x) => [x]);
  return findingsOver(await setUp(task, { ...question, reports, paired: reports.map((_, r) => r), line: false }));
}

interface Setting {
  readonly task: AmbiguityTask;
  readonly question: InterimQuestion;
  readonly experiment: QuadratureExperiment;
  readonly gainAt: GainAt;
  readonly slack: number;
  /** What gains most under the prior first: no lie gains more under a larger set, and the rest need not be looked at. */
  readonly ranked: readonly RankedLie[];
}

async function setUp(task: AmbiguityTask, question: InterimQuestion): Promise<Setting> {
  const { study: { problem }, mechanism, sample, run } = task;
  const experiment = await quadratureExperiment(problem, mechanism, sample.space.agent, question.reports, run);
  const gainAt = gainUnderBeliefs(task, experiment);
  const slack = ROUNDING * payoffSize(sample.sums);
  const ranked = allLies(question).map((lie) => ({
    ...lie,
    most: gainAt(lie, { kind: 'bayesian' }).upper,
  })).sort((a, b) => b.most - a.most);
  return { task, question, experiment, gainAt, slack, ranked };
}

const starOf = ({ ranked, gainAt, slack }: Setting, metric: Metric): DeltaStar =>
  deltaStarByBisection(
    ranked.filter(({ most }) => most > slack),
    (lie, delta) => gainAt(lie, delta === 0 ? { kind: 'bayesian' } : { kind: metric, delta }),
    slack,
    BRACKET,
  );

/** Of an agent who is served or not, under full insurance of a known utility. */
function onContinuum(
  { study: { problem }, mechanism, structure, sample: { space: { agent } } }: AmbiguityTask,
  metric: Metric,
): { readonly delta: Interval; readonly epsilon: Certified } | undefined {
  const stepped = steppedGains(problem, mechanism, structure, agent);
  const star = stepped?.deltaStar(metric);
  if (stepped) return star && { delta: star, epsilon: stepped.guaranteedEpsilon(metric, star) };
  const served = servedAgent(problem, mechanism, agent);
  if (!served) return undefined;
  const { support } = problem.signals[coordinatesOf(problem, agent)[0]!]!.law;
  const table = knownUtility(problem, mechanism, agent);
  const slope = table ? undefined : vcgSlope(problem, mechanism, agent);
  const delta = table
    ? deltaStarOfServed(served, table, metric)
    : slope && deltaStarOfSlope(served, slope, support, metric);
  if (!delta) return undefined;
  return { delta, epsilon: { ...guaranteedEpsilonOfServed(served, support, metric, delta), guarantee: 'continuum' } };
}

function findingsOver(setting: Setting): Findings {
  const {
    task: { study: { ambiguity, problem }, mechanism, sample, point, structure, pictures: wanted },
    question,
    experiment,
    gainAt,
    slack,
    ranked,
  } = setting;
  const sized = ranked.map(({ report, type }) => ({
    report,
    type,
    size: relevantDistance(sample.space.relevant, question.reports[report]!, question.reports[type]!),
  }));
  const known = gainsWithoutSampling(problem, mechanism, structure, sample.space.agent);
  const stepped = steppedGains(problem, mechanism, structure, sample.space.agent);
  /** Over all types and reports where that is known, and the grid does not contradict it. */
  const over = (grid: Certified, beliefs: BeliefSet): Certified => {
    const all = known?.largestGain(beliefs);
    return all && grid.lower <= all.upper + slack ? { ...all, ...(all.upper <= slack ? exactly(0) : {}) } : grid;
  };
  const wald = over(ambiguousGainOfRanked(question, ranked, (lie) => gainAt(lie, { kind: 'all' }), slack), { kind: 'all' });
  const deltas = wald.lower > 0 ? [] : ambiguity!.metrics.map((metric): FoundDelta => {
    const onGrid = starOf(setting, metric);
    const exact = onContinuum(setting.task, metric);
    // A lie of the grid that gains contradicts the structure.
    const whole = exact && onGrid.lower <= exact.delta.upper ? exact : undefined;
    const star = whole ? { ...onGrid, ...whole.delta, certified: true } : onGrid;
    const epsilon = whole?.epsilon ?? guaranteedEpsilonByQuadrature(
      question,
      sized,
      (lie, delta) => experiment.premiumAt(metric, delta, lie.report, lie.type),
      star,
    );
    return {
      metric,
      star,
      guarantee: whole ? 'continuum' : 'grid',
      ...(star.lie ? { witness: witnessOf(question, star.lie) } : {}),
      ...(epsilon ? { guaranteedEpsilon: epsilon } : {}),
    };
  });
  const implementable = maximises(mechanism.rule, problem) && structure === 'private';
  return {
    profiles: 0, wald, deltas,
    // The chance of being served does not fall with the report of an agent who is served or not (notions/served-gains.ts).
    needed: implementable ? [] : ambiguity!.metrics.flatMap((metric) =>
      (stepped ? steppedNeed(stepped, metric) : known ? [{ metric, delta: certain(0) }] : neededDelta(experiment, metric))),
    gains: (ambiguity!.at ?? []).map((beliefs) => ({
      beliefs,
      gain: beliefs.kind === 'all' ? wald
        : over(ambiguousGainOfRanked(question, ranked, (lie) => gainAt(lie, beliefs), slack, beliefs.kind !== 'priors'), beliefs),
    })),
    tables: wanted ? (ambiguity!.at ?? []).filter(({ kind }) => kind !== 'bayesian').map((beliefs) => gainTable(
      beliefs,
      question.reports,
      (report, type) => gainAt({ report, type }, beliefs),
    )) : [],
    pictures: wanted ? deltas.flatMap(({ metric, star: { estimate, lie } }) => (lie && estimate > 0 ? [experiment.worstBelief(
      metric,
      estimate,
      lie.report,
      lie.type,
      { ...point, metric },
    )] : [])) : [],
    remarks: [], complete: true,
  };
}

/** Reports and types: the pairs of the sample; of a line the even ones and those that gained most. */
function questionOf({ sample: { sums, search: { witnesses } } }: AmbiguityTask): InterimQuestion {
  const { question } = sums;
  const gainful = Object.values(witnesses).flatMap(({ report, type }) => [report, type]);
  const positions = question.line
    ? [...new Set([...evenPositions(sums), ...gainful])].sort((a, b) => a - b)
    : question.paired.map((_, p) => p);
  const reports = positions.map((p) => question.reports[question.paired[p]!]!);
  return { ...question, reports, paired: reports.map((_, r) => r) };
}

/** Also by what is sure of the truth's utility: where the report leads to one thing alone nothing is left to chance then. */
function gainUnderBeliefs(
  { study: { problem }, mechanism, sample: { space: { agent } } }: AmbiguityTask,
  experiment: QuadratureExperiment,
): GainAt {
  const rise = utilityRise(problem, mechanism, agent);
  return ({ report, type }, beliefs) => {
    const plain = experiment.insuredGainUnder(beliefs, report, type);
    if (!rise || beliefs.kind === 'priors') return plain;
    const [low, high] = rise(experiment.reports[report]!, experiment.reports[type]!);
    const left = experiment.worstOfLie(beliefs, report, type);
    const [lower, upper] = [Math.max(plain.lower, low + left.lower), Math.min(plain.upper, high + left.upper)];
    return { lower, upper: Math.max(lower, upper), estimate: Math.max(lower, Math.min(upper, plain.estimate)) };
  };
}

function steppedNeed(stepped: SteppedGains, metric: Metric): NeededDelta[] {
  const delta = stepped.needed(metric);
  return delta ? [{ metric, delta: { ...delta, guarantee: 'continuum' } }] : [];
}

/** Nothing where the rule does not serve or not serve, or where no delta up to 1 will do. */
function neededDelta(experiment: QuadratureExperiment, metric: Metric): NeededDelta[] {
  const found = winningAlternatives(experiment.problem, experiment.agent)
    ? implementabilityDeltaByQuadrature(experiment, metric)
    : undefined;
  if (!found) return [];
  const { estimate, lower, upper, high, low } = found;
  return [{ metric, delta: { estimate, lower, upper, guarantee: 'grid', witness: { type: high[0]!, report: low[0]! } } }];
}
