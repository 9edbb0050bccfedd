/** One agent's beliefs round a baseline: the largest balls under which a rule stays monotone and incentive compatible. */
import { quantileCells, type BeliefCell } from '../../beliefs/quantile-cells.ts';
import { boundedPayoff, worstMean, type BoundedPayoff } from '../../beliefs/worst-mean.ts';
import { sideOf, type Side } from '../../environment/two-agent.ts';
import { ballRadius } from '../../notions/robust/ball-radius.ts';
import { conditionsOf } from '../../notions/robust/conditions-of.ts';
import type { BeliefCondition, Conditions } from '../../notions/robust/conditions.ts';
import { fullImplementation } from '../../notions/robust/full-implementation.ts';
import { familyRadius } from '../../notions/robust/family-radius.ts';
import type { Estimate, Point, Verdict, Witness, WorstBelief } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { SETS } from './metrics.ts';
import { pictureOf } from './picture.ts';
import { ALL, BALL_METRICS, type BallMetric, type BeliefsQuestion } from './study-point.ts';

const RADIUS = 0.1;

/** A condition with what its balls need: the payoff bounded in cells once, and asked at many radii. */
interface Prepared {
  readonly condition: BeliefCondition;
  readonly bounded?: BoundedPayoff;
}

const prepare = (condition: BeliefCondition, cells: readonly BeliefCell[]): Prepared =>
  (condition.kind === 'payoff' ? { condition, bounded: boundedPayoff(condition.payoff, cells) } : { condition });

interface Radius extends Interval {
  readonly guarantee: Estimate['guarantee'];
  readonly lowerGuarantee?: Estimate['guarantee'];
  readonly upperGuarantee?: Estimate['guarantee'];
  readonly basis: string;
  readonly witness?: Witness;
  /** The baseline itself fails. */
  readonly fails: boolean;
}

/** In units of the set's size. */
function radiusOf({ condition, bounded }: Prepared, metric: BallMetric, cells: readonly BeliefCell[]): Radius {
  const { why } = condition;
  switch (condition.kind) {
    case 'every': return { ...exactly(1), guarantee: 'continuum', basis: `every belief; ${why}`, fails: false };
    case 'none': return { ...exactly(0), guarantee: 'continuum', basis: why, fails: false };
    case 'payoff': {
      const found = ballRadius(SETS[metric].metric, bounded!);
      return { ...found, guarantee: 'continuum', basis: why, witness: condition.witness };
    }
    case 'family': {
      const { witness, ...found } = familyRadius(SETS[metric].metric, condition, cells);
      return {
        ...found, guarantee: 'grid', lowerGuarantee: 'grid', upperGuarantee: 'continuum', witness,
        basis: `${why}; ${condition.pairs.length} pairs of types`,
      };
    }
  }
}

class BeliefRows {
  readonly rows: Estimate[] = [];
  readonly verdicts: Verdict[] = [];
  readonly beliefs: WorstBelief[] = [];
  private readonly side: Side;
  private readonly values: Point;
  private readonly asked: number;

  constructor(side: Side, values: Point, asked: number) {
    this.side = side;
    this.values = values;
    this.asked = asked;
  }

  metric(metric: BallMetric, monotone: Prepared, robust: Prepared, cells: readonly BeliefCell[]): void {
    const { unit } = SETS[metric];
    const point = { ...this.values, metric };
    for (const [quantity, prepared] of [['monotonicityRadius', monotone], ['robustRadius', robust]] as const) {
      const { fails: _fails, estimate, lower, upper, ...rest } = radiusOf(prepared, metric, cells);
      this.rows.push({
        quantity, agent: this.side.name, point, estimate: unit * estimate, lower: unit * lower, upper: unit * upper, confidence: 1,
        profiles: 0, ...rest,
      });
    }
    this.leastEpsilon(metric, robust, point);
    this.worst(metric, robust, point);
  }

  /** Half the worst fall of the interim slope (fields.md (3)), the payments depending on the belief if need be. */
  private leastEpsilon(metric: BallMetric, { condition, bounded }: Prepared, point: Point): void {
    const radius = { ...point, radius: this.asked };
    const row = (epsilon: Interval, basis: string): Estimate => ({
      quantity: 'leastEpsilon', agent: this.side.name, point: radius, ...epsilon, confidence: 1, guarantee: 'continuum', profiles: 0, basis,
    });
    if (condition.kind === 'every') this.rows.push(row(exactly(0), 'incentive compatible under every belief'));
    if (bounded === undefined || this.side.dimensions !== 1 || this.side.value.kind !== 'bilinear') return;
    const { metric: set, unit } = SETS[metric];
    const [low, high] = worstMean(set, Math.min(1, this.asked / unit), bounded);
    const [lower, upper] = [Math.max(0, -high) / 2, Math.max(0, -low) / 2];
    this.rows.push(row(
      { estimate: (lower + upper) / 2, lower, upper },
      'half the worst fall of the interim slope over the ball; payments may depend on the belief',
    ));
  }

  private worst(metric: BallMetric, { condition }: Prepared, point: Point): void {
    if (condition.kind !== 'payoff') return;
    const { metric: set, unit } = SETS[metric];
    const { name, other, beliefs } = this.side;
    this.beliefs.push(pictureOf(
      condition.payoff, beliefs, { metric: set, delta: Math.min(1, this.asked / unit) },
      { agent: name, other, point: { ...point, radius: this.asked }, witness: condition.witness, meaning: condition.why },
    ));
  }

  verdict(id: string, status: 'yes' | 'no' | 'undecided', text: string): void {
    this.verdicts.push({ id, agent: this.side.name, point: this.values, text, holds: status === 'yes', status });
  }
}

/** Whether the rule is implementable for some ball, for every belief, or not even at the baseline. */
function judge(rows: BeliefRows, { monotone, robust }: Conditions): void {
  const radii = rows.rows.filter(({ quantity }) => quantity === 'robustRadius');
  const some = radii.every(({ lower }) => lower > 0) ? 'yes' : radii.every(({ upper }) => upper === 0) ? 'no' : 'undecided';
  rows.verdict('locally-robust', some, {
    yes: 'Some ball round the baseline leaves the rule implementable, with payments that depend on payoff types alone',
    no: `No ball round the baseline, however small, leaves the rule implementable: ${robust.why}`,
    undecided: 'Whether some ball round the baseline leaves the rule implementable is open',
  }[some]);
  const every = robust.kind === 'every' ? 'yes' : 'no';
  rows.verdict('ex-post', every, every === 'yes'
    ? `The rule is ex post implementable: ${robust.why}`
    : `The rule is not ex post implementable; what some belief breaks: ${(monotone.kind === 'every' ? robust : monotone).why}`);
}

/** What JMM12 say of their examples at the end of section 3. */
function closingClaims(rows: BeliefRows, question: BeliefsQuestion, agent: 0 | 1): void {
  const mean = (laws: BeliefsQuestion['types'][0]): number =>
    quantileCells([laws[0]!]).reduce((sum, { mass, means: [ends] }) => sum + (mass * (ends![0] + ends![1])) / 2, 0);
  const { status, text } = fullImplementation(question, agent, [mean(question.types[0]), mean(question.types[1])]);
  rows.verdict('full-implementation', status, text);
  rows.verdict(
    'first-order', 'yes',
    'Values, outcome and envelope payments depend on payoff types alone, so what a lie gains depends on the first-order belief alone',
  );
}

async function study(question: BeliefsQuestion, values: Point, run: Run): Promise<PointResult> {
  const asked = question.agents.flatMap((name, j) => (question.agent === ALL || question.agent === name ? [j as 0 | 1] : []));
  const estimates: Estimate[] = [];
  const verdicts: Verdict[] = [];
  const beliefs: WorstBelief[] = [];
  let complete = true;
  for (const agent of asked) {
    if (run.signal?.aborted) {
      complete = false;
      break;
    }
    const side = sideOf(question, agent);
    const conditions = await conditionsOf(side, run.solve);
    const cells = quantileCells(side.beliefs);
    const [monotone, robust] = [prepare(conditions.monotone, cells), prepare(conditions.robust, cells)];
    const rows = new BeliefRows(side, values, question.radius ?? RADIUS);
    for (const metric of question.metrics ?? BALL_METRICS) rows.metric(metric, monotone, robust, cells);
    judge(rows, conditions);
    if (robust.condition.kind !== 'none') closingClaims(rows, question, agent);
    estimates.push(...rows.rows);
    verdicts.push(...rows.verdicts);
    beliefs.push(...rows.beliefs);
  }
  return {
    samplers: [], estimates, curves: [], surfaces: [], verdicts, notes: [], complete, ...(beliefs.length > 0 ? { beliefs } : {}),
  };
}

export async function planBeliefs({ problem, values }: SweepPoint<BeliefsQuestion>, _aim: StudyAim, _run: Run): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => study(problem, values, run) };
}
