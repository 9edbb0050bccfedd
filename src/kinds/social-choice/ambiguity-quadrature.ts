/** delta* and gains under ambiguity against one opponent of one signal, computed and not sampled. */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import { certain, witnessOf, type Certified, type Pair } from '../../notions/social-choice/certified.ts';
import { allLies, type DeltaStar } from '../../notions/social-choice/delta-star.ts';
import { relevantSize } from '../../notions/social-choice/lie-size.ts';
import { maximises } from '../../mechanism/incentives.ts';
import { utilityRise } from '../../mechanism/utility-rise.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { InterimQuestion } from '../../experiments/interim-sums.ts';
import { worstCaseBounds } from '../../experiments/quadrature/cells.ts';
import { implementabilityDelta, winningAlternatives } from '../../experiments/quadrature/implementability.ts';
import { quadratureExperiment, type QuadratureExperiment } from '../../experiments/quadrature/quadrature.ts';
import { gainTable, type AmbiguityTask, type Findings, type FoundDelta, type NeededDelta } from './ambiguity-findings.ts';
import { evenPositions } from './spaced.ts';

/** Halvings of [0, 1]: more would be finer than the cells. */
const HALVINGS = 24;
/** Gains below this share of the range of payoffs are none: sums of a thousand masses are rounded. */
const ROUNDING = 1e-9;

/** Of the support, to which the lattice narrows jumps down, twice over. */
const BRACKET = 2 ** -19;

type GainAt = (lie: Pair, beliefs: BeliefSet) => Interval;

/** Of a line, lies this short, as a share of the support, are looked at round those that bind over the even grid. */
const CLOSE = 1 / 256;
const CLOSE_STEPS = 4;

/** The worst lies are often the shortest: so of a line the grid is made closer where they bind, unless the scenario has named the reports. */
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
  const close = anchors.flatMap((anchor) => Array.from({ length: 2 * CLOSE_STEPS + 1 }, (_, k) => Math.min(high, Math.max(low, anchor + (k - CLOSE_STEPS) * CLOSE * (high - low)))));
  const reports = [...new Set([...question.reports.map(([x]) => x!), ...close])].sort((a, b) => a - b).map((x) => [x]);
  return findingsOver(await setUp(task, { ...question, reports, pairs: reports.map((_, r) => r), line: false }));
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
  const { study: { problem }, mechanism, sample, device } = task;
  const experiment = await quadratureExperiment(problem, mechanism, sample.space.agent, question.reports, device);
  const gainAt = gainUnderBeliefs(task, experiment);
  const slack = ROUNDING * Math.max(1, ...sample.sums.truthRange.map(Math.abs));
  const ranked = allLies(question).map((lie) => ({ ...lie, most: gainAt(lie, { kind: 'bayesian' }).upper })).sort((a, b) => b.most - a.most);
  return { task, question, experiment, gainAt, slack, ranked };
}

const starOf = ({ ranked, gainAt, slack }: Setting, metric: Metric): DeltaStar =>
  deltaStarOn(ranked.filter(({ most }) => most > slack), (lie, delta) => gainAt(lie, delta === 0 ? { kind: 'bayesian' } : { kind: metric, delta }), slack);

function findingsOver(setting: Setting): Findings {
  const { task: { study: { ambiguity }, mechanism, sample, point, structure, keepPictures }, question, experiment, gainAt, slack, ranked } = setting;
  const wald = largest(question, ranked, (lie) => gainAt(lie, { kind: 'all' }), slack);
  const deltas = wald.lower > 0 ? [] : ambiguity!.metrics.map((metric): FoundDelta => {
    const star = starOf(setting, metric);
    const epsilon = epsilonGuaranteed(question, ranked, (lie, delta) => experiment.lossAt(metric, delta, lie.report, lie.type), (report, type) => relevantSize(sample.space.relevant, report, type), star);
    return { metric, star, ...(star.lie ? { witness: witnessOf(question, star.lie) } : {}), ...(epsilon ? { guaranteedEpsilon: epsilon } : {}) };
  });
  const implementable = maximises(mechanism.rule) && structure === 'private';
  return {
    profiles: 0, wald, deltas,
    needed: implementable ? [] : ambiguity!.metrics.flatMap((metric) => neededDelta(experiment, metric)),
    gains: (ambiguity!.at ?? []).map((beliefs) => ({ beliefs, gain: beliefs.kind === 'all' ? wald : largest(question, ranked, (lie) => gainAt(lie, beliefs), slack, beliefs.kind !== 'priors') })),
    tables: keepPictures ? (ambiguity!.at ?? []).filter(({ kind }) => kind !== 'bayesian').map((beliefs) => gainTable(beliefs, question.reports, (report, type) => gainAt({ report, type }, beliefs))) : [],
    pictures: keepPictures ? deltas.flatMap(({ metric, star: { estimate, lie } }) => (lie && estimate > 0 ? [experiment.worstBelief(metric, estimate, lie.report, lie.type, { ...point, metric })] : [])) : [],
    remarks: [], complete: true,
  };
}

/** Reports and types: the pairs of the sample; of a line the even ones and those that gained most. */
function questionOf({ sample: { sums, search: { witnesses } } }: AmbiguityTask): InterimQuestion {
  const { question } = sums;
  const gainful = Object.values(witnesses).flatMap(({ report, type }) => [report, type]);
  const positions = question.line ? [...new Set([...evenPositions(sums), ...gainful])].sort((a, b) => a - b) : question.pairs.map((_, p) => p);
  const reports = positions.map((p) => question.reports[question.pairs[p]!]!);
  return { ...question, reports, pairs: reports.map((_, r) => r) };
}

/** Also by what is sure of the truth's utility: where the report leads to one thing alone nothing is left to chance then. */
function gainUnderBeliefs({ study: { problem }, mechanism, sample: { space: { agent } } }: AmbiguityTask, experiment: QuadratureExperiment): GainAt {
  const rise = utilityRise(problem, mechanism, agent);
  return ({ report, type }, beliefs) => {
    const plain = experiment.insuredGainUnder(beliefs, report, type);
    if (!rise || beliefs.kind === 'priors') return plain;
    const [low, high] = rise(experiment.reports[report]!, experiment.reports[type]!);
    const left = worstCaseBounds(experiment.lie(report, type), experiment.grid, beliefs);
    const [lower, upper] = [Math.max(plain.lower, low + left.lower), Math.min(plain.upper, high + left.upper)];
    return { lower, upper: Math.max(lower, upper), estimate: Math.max(lower, Math.min(upper, plain.estimate)) };
  };
}

interface RankedLie extends Pair {
  /** Bound on its gain under the prior. */
  readonly most: number;
}

/** Sets that leave the prior out have no such order, and all lies are looked at. */
function largest(question: InterimQuestion, ranked: readonly RankedLie[], gain: (lie: Pair) => Interval, slack: number, ordered = true): Certified {
  const [first, ...rest] = ranked;
  if (!first) return certain(0);
  let best = { ...gain(first), lie: first as Pair };
  let [lower, upper] = [best.lower, best.upper];
  for (const lie of rest) {
    if (ordered && lie.most <= lower) break;
    const one = gain(lie);
    if (one.estimate > best.estimate) best = { ...one, lie };
    [lower, upper] = [Math.max(lower, one.lower), Math.max(upper, one.upper)];
  }
  const none = (x: number): number => (Math.abs(x) <= slack ? 0 : x);
  return { estimate: none(best.estimate), lower: none(lower), upper: none(upper), guarantee: 'grid', witness: witnessOf(question, best.lie) };
}

/**
 * For every side the largest delta that any lie needs: lies in turn, each bisected only if it still gains at what the others need.
 * A lie that gains at 1 leaves the side at 1.
 */
function deltaStarOn(lies: readonly Pair[], gain: (lie: Pair, delta: number) => Interval, slack: number): DeltaStar {
  const needed = (side: keyof Interval): { delta: number; lie?: Pair; enough: boolean } => {
    let found: { delta: number; lie?: Pair; enough: boolean } = { delta: 0, enough: true };
    for (const lie of lies) {
      const gains = (delta: number): boolean => gain(lie, delta)[side] > slack;
      if (!gains(found.delta)) continue;
      if (gains(1)) return { delta: 1, lie, enough: false };
      let [short, enough] = [found.delta, 1];
      for (let step = 0; step < HALVINGS; step++) {
        const middle = (short + enough) / 2;
        if (gains(middle)) short = middle;
        else enough = middle;
      }
      found = { delta: side === 'lower' ? short : enough, lie, enough: true };
    }
    return found;
  };
  const [lower, middle, upper] = [needed('lower'), needed('estimate'), needed('upper')];
  // Jumps are known to brackets of this size; less may be nothing.
  const nothing = lower.delta === 0 && upper.delta <= BRACKET;
  const estimate = nothing ? 0 : Math.min(upper.delta, Math.max(lower.delta, middle.delta));
  return { estimate, lower: Math.min(lower.delta, upper.delta), upper: upper.delta, certified: upper.enough, ...(middle.lie ? { lie: middle.lie } : {}) };
}

/** Song22 Theorem 4.1: the largest loss per unit of lie at delta*; from below and at the estimate, that of the lie which leads at the upper end. */
function epsilonGuaranteed(question: InterimQuestion, lies: readonly Pair[], loss: (lie: Pair, delta: number) => Interval, sizeOf: (report: readonly number[], type: readonly number[]) => number, star: DeltaStar): Certified | undefined {
  let best: { lie: Pair; size: number; upper: number } | undefined;
  for (const lie of lies) {
    const size = sizeOf(question.reports[lie.report]!, question.reports[lie.type]!);
    if (size === 0) continue;
    const upper = loss(lie, star.upper).upper / size;
    if (upper > (best?.upper ?? -Infinity)) best = { lie, size, upper };
  }
  if (!best) return undefined;
  const { lie, size, upper } = best;
  return { estimate: loss(lie, star.estimate).estimate / size, lower: loss(lie, star.lower).lower / size, upper, guarantee: 'grid', witness: witnessOf(question, lie) };
}

/** Nothing where the rule does not serve or not serve, or where no delta up to 1 will do. */
function neededDelta(experiment: QuadratureExperiment, metric: Metric): NeededDelta[] {
  const found = winningAlternatives(experiment.problem, experiment.agent) ? implementabilityDelta(experiment, metric) : undefined;
  if (!found) return [];
  const { estimate, lower, upper, high, low } = found;
  return [{ metric, delta: { estimate, lower, upper, guarantee: 'grid', witness: { type: high[0]!, report: low[0]! } } }];
}
